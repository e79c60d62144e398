//! A run as JUnit XML, which continuous integration shows case by case.

use countersign::conform::judge::Verdict;
use countersign::conform::summary::{Answered, Conformance, Problem};
use countersign::error::Error;
use countersign::screen::conform::mistakes_in_words;
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

/// The document.
///
/// # Errors
/// When it cannot be written as XML.
pub(super) fn document(run: &Conformance) -> Result<String, Error> {
    let mut suite = TestSuite::new("OAuth 1.0a conformance");
    suite.add_property(("signer", shell_words::join(&run.signer).as_str()));
    for outcome in &run.outcomes {
        let mut case = TestCase::new(outcome.case.id.as_str(), status(&outcome.result));
        case.set_classname("countersign.conform");
        match &outcome.result {
            Answered::Failed(failure) => {
                if let Problem::NoAnswer(_, line) = &failure.problem {
                    case.set_system_out(line.as_str());
                }
                if !failure.stderr.is_empty() {
                    case.set_system_err(failure.stderr.as_str());
                }
            }
            _ => {
                case.add_property(("note", outcome.case.note.as_str()));
            }
        }
        suite.add_test_case(case);
    }
    let mut report = Report::new("countersign conform");
    report.add_test_suite(suite);
    report
        .to_string()
        .map_err(|reason| Error::new(format!("cannot write the report: {reason}")))
}

fn status(result: &Answered) -> TestCaseStatus {
    match result {
        Answered::Judged(judged) => match &judged.verdict {
            Verdict::Conforms => TestCaseStatus::success(),
            Verdict::Differs(departure) => {
                let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
                let message = format!(
                    "differs at the {}: {}",
                    departure.stage.title(),
                    mistakes_in_words(departure)
                );
                let mut both = Vec::new();
                let answer = &judged.answer;
                for (name, right, answered) in [
                    ("base string", &judged.base_string, &answer.base_string),
                    ("signature", &judged.signature, &answer.signature),
                ] {
                    if let Some(answered) = answered {
                        both.push(format!("right {name}: {right}\nits {name}:   {answered}"));
                    }
                }
                status.set_message(message);
                status.set_type(departure.stage.name());
                status.set_description(both.join("\n"));
                status
            }
        },
        Answered::Refused(why) => {
            let mut status = TestCaseStatus::skipped();
            status.set_message(format!("refused: {why}"));
            status
        }
        Answered::Failed(failure) => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
            status.set_message(failure.problem.describe());
            status.set_type(failure.problem.name());
            status
        }
        Answered::NotAsked => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
            status.set_message("not asked: the signer had failed too often");
            status.set_type("not-asked");
            status
        }
    }
}
