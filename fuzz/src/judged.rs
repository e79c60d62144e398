//! What must hold of every verdict: it comes, says "proven" only with what was recomputed, and shows
//! no secret, in whatever spelling, where secrets are masked.

use countersign::capture::{self, Captured, Options};
use countersign::case::Case;
use countersign::credentials::Credentials;
use countersign::diagnose::Limits;
use countersign::pipeline::trace;
use countersign::recipe::Recipe;
use countersign::redact::{Masks, Shared};
use countersign::render::{diff_json, html, markdown};
use countersign::report::{Report, Verdict};
use countersign::screen;

use crate::{is_harmless, is_harmless_json};

/// Long and odd enough that nothing else holds it.
pub const SECRET: &str = "S3cr\u{e9}t/of+th\"e %client-Zq81";

/// Reads the paste and judges what is in it.
pub fn judge(paste: &[u8]) {
    let Ok(read) = capture::read(paste, &Options::default()) else {
        return;
    };
    let credentials = Credentials {
        consumer_secret: Some(SECRET.into()),
        token_secret: Some("t0ken-hush-of-nobody".into()),
        ..Credentials::default()
    };
    for captured in read.requests.iter().take(2) {
        judge_one(captured, &credentials);
    }
}

fn judge_one(captured: &Captured, credentials: &Credentials) {
    let case = Case {
        now: Some(1_700_000_000),
        limits: Limits {
            mistakes: 1,
            candidates: 2000,
            ..Limits::default()
        },
        ..Case::new(captured.clone(), credentials.clone())
    };
    let Ok(decided) = case.judge() else {
        return;
    };
    is_proven(&decided, credentials);
    is_shown_without_secrets(captured, &decided, credentials);
}

/// The verdict "right" stands on a signature that is made again here.
fn is_proven(decided: &Report, credentials: &Credentials) {
    if let (Verdict::Agrees { .. }, Some(signature), None) =
        (&decided.verdict, &decided.signature, decided.provider)
    {
        let again = trace(&decided.request, credentials, &Recipe::default()).expect("was traced");
        assert!(again.signature.is_none_or(|made| made == *signature));
    }
}

fn is_shown_without_secrets(captured: &Captured, decided: &Report, credentials: &Credentials) {
    let masks = Masks::of(&captured.request, credentials);
    let shared = Shared::masked(decided, &masks);
    let json = diff_json::diff(shared.get());
    is_harmless_json(&json);
    let page = shared.map(|report| screen::diff::document(&report, None));
    let subject = screen::Line::plain("diff");
    let markdown = markdown::render(&page, &subject);
    markdown.split('\n').for_each(is_harmless);
    let html = html::render(&page, &subject);
    assert!(!html.contains("<script"), "live markup");
    for text in [&json, &markdown, &html] {
        for spelling in spellings() {
            assert!(!text.contains(&spelling), "{spelling:?} is shown");
        }
    }
}

/// The secret as it is, percent-encoded, in a JSON text, in hex, in base64.
pub fn spellings() -> [String; 5] {
    let encoded: String = SECRET
        .bytes()
        .map(|byte| match byte {
            _ if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect();
    let quoted = serde_json::to_string(SECRET)
        .expect("a text")
        .replace('/', "\\/");
    let hex: String = SECRET.bytes().map(|byte| format!("{byte:02x}")).collect();
    let base64 = {
        use base64::Engine as _;
        base64::engine::general_purpose::STANDARD_NO_PAD.encode(SECRET)
    };
    [
        SECRET.to_owned(),
        encoded,
        quoted.trim_matches('"').to_owned(),
        hex,
        base64,
    ]
}
