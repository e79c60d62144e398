//! A verdict in a line: for scripts, annotations and the lists of other programs.

use crate::diagnose::explain::Cause;
use crate::error::Severity;
use crate::report::{Report, Verdict};
use crate::request::Span;
use crate::screen::diff::{line_number, screen, standing_of_first};
use crate::screen::{Block, Role, Span as Shown, diff::Detail};

/// How grave it is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Level {
    /// The request is refused.
    Error,
    /// It may be.
    Warning,
    /// It is right, or nothing can be told.
    Note,
}

/// A verdict, and what was seen beside it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Alert {
    /// How grave the verdict is.
    pub level: Level,
    /// The verdict: "wrong signature".
    pub verdict: String,
    /// Each cause, or one line that says more where there is none; nothing where all is right.
    pub points: Vec<Point>,
    /// What a look at the wire found, warnings only.
    pub findings: Vec<Point>,
}

impl Alert {
    /// All that is to be said, each with how grave it is.
    pub(crate) fn levelled(&self) -> impl Iterator<Item = (Level, &Point)> {
        let points = self.points.iter().map(|point| (self.level, point));
        let findings = self.findings.iter();
        points.chain(findings.map(|point| (Level::Warning, point)))
    }
}

/// One thing to be said of one place.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Point {
    /// The id of the mistake or finding; empty where no entry describes it.
    pub id: String,
    /// What it is, without a full stop.
    pub text: String,
    /// The part of the request: "body".
    pub part: Option<String>,
    /// The line of the paste, counted from 1.
    pub line: Option<usize>,
}

/// The alert of a report. `paste`: the text that spans point into, for line numbers.
#[must_use]
pub fn alert(report: &Report, paste: Option<&[u8]>) -> Alert {
    let (level, verdict) = match &report.verdict {
        Verdict::Agrees { .. } => (Level::Note, "signature right"),
        Verdict::Refused { .. } => (Level::Error, "signature right, but refused"),
        Verdict::Explained(_) | Verdict::Unexplained { .. } | Verdict::OtherKey => {
            (Level::Error, "wrong signature")
        }
        Verdict::Contradicts(_) => (Level::Error, "what was sent is not what was signed"),
        Verdict::NotOauth1(_) => (Level::Note, "not OAuth 1.0"),
        Verdict::OtherDeparts { .. } => (Level::Warning, "the other base string departs"),
        Verdict::Undecided { .. } => (Level::Warning, "cannot tell"),
    };
    let line = |span: Option<&Span>| Some(line_number(paste?, span?.start));
    let points = match &report.verdict {
        Verdict::Explained(explanations) => {
            let causes = explanations.iter().take(1).flat_map(|one| &one.causes);
            let place = standing_of_first(report, paste);
            causes.map(|cause| of_cause(cause, place.clone())).collect()
        }
        Verdict::Refused { why, .. } => why
            .iter()
            .map(|finding| Point {
                id: finding.id.to_owned(),
                text: finding.message.clone(),
                part: None,
                line: line(finding.span.as_ref()),
            })
            .collect(),
        Verdict::Agrees { .. } => Vec::new(),
        _ => vec![Point {
            id: String::new(),
            text: title(report),
            part: None,
            line: None,
        }],
    };
    let findings = report.findings.iter();
    let findings = findings.filter(|finding| finding.severity != Severity::Hint);
    Alert {
        level,
        verdict: verdict.to_owned(),
        points,
        findings: findings
            .map(|finding| Point {
                id: finding.id.to_owned(),
                text: finding.message.clone(),
                part: None,
                line: line(finding.span.as_ref()),
            })
            .collect(),
    }
}

fn of_cause(cause: &Cause, place: Option<(String, Option<usize>)>) -> Point {
    let (part, line) = place.map_or((None, None), |(part, line)| (Some(part), line));
    let detail = if cause.detail.is_empty() {
        String::new()
    } else {
        format!(" ({})", cause.detail)
    };
    Point {
        id: cause.id.clone(),
        text: format!("{}{detail}", cause.title),
        part,
        line,
    }
}

/// The title of the screen, without its mark.
fn title(report: &Report) -> String {
    let document = screen(report, None, Detail::Short);
    let title = document.blocks.iter().find_map(|block| match block {
        Block::Title(line) => Some(line.text()),
        _ => None,
    });
    let title = title.unwrap_or_default();
    let text = title.split_once(' ').map_or(&*title, |(_, text)| text);
    Shown::new(Role::Plain, text.trim_end_matches('.'))
        .text()
        .to_owned()
}
