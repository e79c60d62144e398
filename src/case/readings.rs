//! The ways in which a request can be read where its paste does not tell: each guess as it was made,
//! and the other way.

use bstr::{BString, ByteSlice as _};

use super::with_value;
use crate::capture::Captured;
use crate::encoder::Encoder;
use crate::error::{Assumption, Guess};
use crate::pipeline::collect::{BodyKind, body_kind};
use crate::pipeline::decode::{form_decode, percent_decode};
use crate::protocol::{FORM, carried};
use crate::request::{Header, Request, Text, UrlParts};

/// One way to read a request.
#[derive(Clone, Debug)]
pub(crate) struct Reading {
    /// The request, read so.
    pub(crate) request: Request,
    /// Which guesses were made the other way, and how.
    pub(crate) otherwise: Vec<(Guess, String)>,
}

impl Reading {
    /// What is said of it, with `what` that is so in this reading: "the signature is right".
    pub(crate) fn assumption(&self, what: &str) -> Option<Assumption> {
        let (about, _) = self.otherwise.first()?;
        let id = match about {
            Guess::Scheme => "scheme-otherwise",
            Guess::Method => "method-otherwise",
            Guess::BodyKind => "body-otherwise",
            Guess::Encoding => "encoding-otherwise",
            Guess::BodyEnd => "body-end-otherwise",
        };
        let words: Vec<String> = self
            .otherwise
            .iter()
            .map(|(about, value)| match about {
                Guess::Scheme => {
                    format!("the paste does not tell the scheme; {what} under {value}")
                }
                Guess::Method => {
                    format!("the paste does not tell the method; {what} under {value}")
                }
                Guess::BodyKind => format!("{what} when the body is {value}"),
                Guess::Encoding => format!("{what} when the values are taken as {value}"),
                Guess::BodyEnd => format!("{what} when the body ends {value}"),
            })
            .collect();
        Some(Assumption::new(id, words.join("; ")).about(*about))
    }
}

/// A request with one guess made the other way, and how.
type Flipped = (Request, Guess, String);

/// Every reading: the guesses as they were made first, then those that flip the fewest.
pub(crate) fn readings(captured: &Captured) -> Vec<Reading> {
    let guessed = |what| {
        captured
            .guesses
            .iter()
            .any(|guess| guess.about == Some(what))
    };
    let mut all = vec![Reading {
        request: captured.request.clone(),
        otherwise: Vec::new(),
    }];
    let mut flip = |other: &dyn Fn(&Request) -> Vec<Flipped>| {
        let flipped: Vec<Reading> = all
            .iter()
            .flat_map(|reading| {
                other(&reading.request)
                    .into_iter()
                    .map(|(request, guess, value)| {
                        let mut otherwise = reading.otherwise.clone();
                        otherwise.push((guess, value));
                        Reading { request, otherwise }
                    })
            })
            .collect();
        all.extend(flipped);
    };
    if guessed(Guess::Scheme) {
        flip(&|request| vec![other_scheme(request)]);
    }
    if guessed(Guess::Method) {
        flip(&other_methods);
    }
    flip(&|request| other_body(request).into_iter().collect());
    if guessed(Guess::Encoding) {
        flip(&|request| decoded_once_more(request).into_iter().collect());
    }
    all.sort_by_key(|reading| reading.otherwise.len());
    all
}

fn other_scheme(request: &Request) -> Flipped {
    let scheme = UrlParts::split(&request.url).scheme;
    let other = if scheme.bytes() == "http" {
        "https"
    } else {
        "http"
    };
    let mut url = Text::made(other);
    let rest = scheme.bytes().len()..request.url.bytes().len();
    url.push_text(&request.url.slice(rest));
    let read = Request {
        url,
        ..request.clone()
    };
    (read, Guess::Scheme, other.to_owned())
}

/// The methods that a request may have, the likeliest first.
const METHODS: [&str; 6] = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD"];

fn other_methods(request: &Request) -> Vec<Flipped> {
    METHODS
        .iter()
        .filter(|method| request.method.bytes() != **method)
        .map(|method| {
            let read = Request {
                method: Text::made(*method),
                ..request.clone()
            };
            (read, Guess::Method, (*method).to_owned())
        })
        .collect()
}

/// A body without a Content-Type, taken for the other kind.
fn other_body(request: &Request) -> Option<Flipped> {
    let (kind, Some(_)) = body_kind(request) else {
        return None;
    };
    let (media_type, what) = match kind {
        BodyKind::Form => ("text/plain", "not taken as a form"),
        BodyKind::Other => (FORM, "taken as a form"),
    };
    let mut read = request.clone();
    read.headers.push(Header::made("Content-Type", media_type));
    Some((read, Guess::BodyKind, what.to_owned()))
}

/// Values of a list that were taken as decoded, taken as percent-encoded.
fn decoded_once_more(request: &Request) -> Option<Flipped> {
    let mut read = request.clone();
    for parameter in carried(request) {
        let decoded = percent_decode(&parameter.value);
        if decoded != *parameter.value {
            read = with_value(&read, &parameter.name, &decoded);
        }
    }
    if let (Some(body), (BodyKind::Form, _)) = (&read.body, body_kind(&read)) {
        let once = |text: &[u8]| -> BString {
            Encoder::rfc()
                .encode(&percent_decode(&form_decode(text)))
                .into()
        };
        let pairs = body.bytes().split_str("&").map(|pair| {
            let parts: Vec<BString> = pair.splitn_str(2, "=").map(once).collect();
            bstr::join("=", parts)
        });
        read.body = Some(Text::made(bstr::join("&", pairs.collect::<Vec<_>>())));
    }
    let other = (&read.headers, &read.url, &read.body);
    let same = other == (&request.headers, &request.url, &request.body);
    (!same).then(|| (read, Guess::Encoding, "percent-encoded".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_guess_is_flipped_alone_before_two_are() {
        let captured = Captured {
            request: Request {
                method: "GET".into(),
                url: "https://h/p".into(),
                ..Request::default()
            },
            guesses: vec![
                Assumption::new("scheme-guessed", "").about(Guess::Scheme),
                Assumption::new("method-guessed", "").about(Guess::Method),
            ],
            ..Captured::default()
        };
        let all = readings(&captured);
        assert_eq!(all.len(), 12);
        assert!(all[0].otherwise.is_empty());
        let flips: Vec<usize> = all.iter().map(|reading| reading.otherwise.len()).collect();
        assert!(flips.is_sorted());
        assert_eq!(all[1].request.url.bytes(), "http://h/p");
        assert_eq!(
            all[1].assumption("the signature is right").unwrap().message,
            "the paste does not tell the scheme; the signature is right under http"
        );
    }
}
