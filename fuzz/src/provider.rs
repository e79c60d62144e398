//! What must hold of every request that arrives at `listen`, and of every text in its page.

use countersign::capture::{self, Format, Options};
use countersign::case::Rules;
use countersign::credentials::Credentials;
use countersign::render::listen_json;
use countersign::screen::live;
use countersign::verifier::{Reading, Verifier, judge};

const NOW: u64 = 1_767_225_600;

/// Judges it, tells of it, answers it; then the page does.
pub fn arrives(paste: &[u8]) {
    let client = Credentials {
        consumer_key: Some("k".into()),
        consumer_secret: Some("hush-hush-1".into()),
        ..Credentials::default()
    };
    let mut provider = Verifier::new(vec![client]);
    let options = Options {
        format: Some(Format::Http),
        ..Options::default()
    };
    let read = capture::read(paste, &options);
    for captured in read.into_iter().flat_map(|read| read.requests) {
        let facing = provider.facing(&captured.request);
        let reading = Reading {
            captured,
            as_what: String::new(),
        };
        let Ok(Some(judged)) = judge(&[reading], &facing, Rules::Detected, NOW, None, None) else {
            continue;
        };
        let report = &judged.report;
        let refusals = provider.settle(&facing, report, NOW);
        for refusal in &refusals {
            let challenge = refusal.challenge("http://h/");
            assert!(
                challenge.bytes().all(|byte| (b' '..=b'~').contains(&byte)),
                "{challenge}"
            );
        }
        let at = live::Arrived {
            number: 1,
            as_what: "",
            given: "",
        };
        for block in live::arrived(at, report, &refusals).blocks {
            crate::is_harmless_block(&block);
        }
        crate::is_harmless_json(&listen_json::answer(report, &refusals));
        crate::is_harmless_json(&listen_json::record(
            &report.request,
            report,
            &refusals,
            200,
        ));
        provider.grant(&facing, &report.request, "t".into(), "s".into());
        provider.authorize(paste, "v".into());
    }
    let ask = serde_json::json!({
        "paste": String::from_utf8_lossy(paste),
        "consumer_secret": "hush-hush-1",
        "now": NOW,
    });
    let answer = countersign::page::answer(ask.to_string().as_bytes(), &|| true);
    let parsed: serde_json::Value = serde_json::from_str(&answer).expect("it is JSON");
    let html = parsed["verdict"].as_str().unwrap_or_default();
    assert!(
        !html.contains("<script") && !html.contains("<img"),
        "{html}"
    );
    countersign::page::answer(paste, &|| true);
}
