//! How the screens look. What they say is proved elsewhere.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use countersign::credentials::{Credentials, Secret};
use countersign::pipeline::collect::Source;
use countersign::pipeline::trace;
use countersign::protocol::with_parameters;
use countersign::recipe::Recipe;
use countersign::render::terminal::{Palette, render};
use countersign::request::{Header, Request};
use countersign::screen::Document;
use countersign::screen::explain::document;

/// One request with all that a screen may have to show: both sources of pairs, an empty value, a
/// byte that is no text, a control character, an assumption, left-out and generated parameters.
fn screen() -> Document {
    let parameters = [
        ("realm", "Photos"),
        ("oauth_consumer_key", "key"),
        ("oauth_signature_method", "HMAC-SHA1"),
        ("oauth_timestamp", "137131201"),
        ("oauth_nonce", "7d8f3e4a"),
    ];
    let request = Request {
        absolute_form: false,
        method: "post".into(),
        url: "HTTPS://API.example.com:443/r v/é?b5=%3D%253D&c%40=&a=%FF%1B#top".into(),
        headers: vec![Header::made(
            "Content-Type",
            "application/x-www-form-urlencoded",
        )],
        body: Some("c2&note=2+q%C3%A9".into()),
        written: None,
        generated: vec!["oauth_nonce".to_owned()],
    };
    let parameters =
        parameters.map(|(name, value)| (name.as_bytes().to_vec(), value.as_bytes().to_vec()));
    let request = with_parameters(request, &parameters, Source::Header);
    let credentials = Credentials {
        consumer_secret: Some(Secret::new("s&cret")),
        ..Credentials::default()
    };
    document(
        &request,
        &trace(&request, &credentials, &Recipe::default()).unwrap(),
        &[],
    )
}

#[test]
fn explain_at_80_columns() {
    insta::assert_snapshot!(render(&screen(), 80, Palette::plain()));
}

#[test]
fn explain_at_120_columns() {
    insta::assert_snapshot!(render(&screen(), 120, Palette::plain()));
}

#[test]
fn explain_in_colour() {
    let shown = render(&screen(), 80, Palette::coloured());
    assert!(!shown.contains('␛'));
    insta::assert_snapshot!(shown.replace('\u{1b}', "␛"));
}
