//! The plainest record, read without looking at anything twice: a JSON object with `method`, `url`,
//! `headers` and `body`, and nothing else that could tell of a request.
//!
//! It is a short cut of [`record`](super::record), for millions of lines: what does not fit exactly
//! is not read here, and where it fits, both read the same.

use std::borrow::Cow;
use std::fmt;

use bstr::ByteSlice as _;
use serde::Deserialize;
use serde::de::{Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::request::Wire;

/// A request, borrowed from its line where no escape stands in its way.
#[derive(Debug, Default)]
pub(crate) struct Plain<'a> {
    method: Cow<'a, str>,
    url: Cow<'a, str>,
    headers: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    body: Option<Cow<'a, str>>,
    /// What the record says of its time.
    pub(crate) time: Option<Told<'a>>,
}

/// A time as a record has it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Told<'a> {
    /// A text.
    Text(Cow<'a, str>),
    /// Seconds or milliseconds since 1970.
    Number(f64),
}

impl Wire for Plain<'_> {
    fn method(&self) -> &[u8] {
        self.method.as_bytes()
    }

    fn url(&self) -> &[u8] {
        self.url.as_bytes()
    }

    fn headers(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.headers
            .iter()
            .map(|(name, value)| (name.as_bytes(), value.as_bytes()))
    }

    fn body(&self) -> Option<&[u8]> {
        self.body.as_deref().map(str::as_bytes)
    }
}

/// Reads a line, if it is such a record.
pub(crate) fn read(line: &[u8]) -> Option<Plain<'_>> {
    let line = line.trim_ascii();
    if !line.starts_with(b"{") || !line.ends_with(b"}") {
        return None;
    }
    let plain: Plain<'_> = serde_json::from_slice(line).ok()?;
    plain.is_whole().then_some(plain)
}

impl Plain<'_> {
    /// Whether nothing of it is left to a guess.
    fn is_whole(&self) -> bool {
        let method = !self.method.is_empty()
            && self.method.len() <= 20
            && self.method.bytes().all(|byte| byte.is_ascii_uppercase());
        let url = ["https://", "http://"]
            .iter()
            .any(|scheme| self.url.starts_with(scheme));
        let value = |text: &str| text.trim_ascii().len() == text.len();
        let headers = self
            .headers
            .iter()
            .all(|(name, text)| is_token(name) && value(text));
        let named = |wanted| self.header(wanted).is_some();
        // Whether a body without a type is a form, others guess; a length without a body tells of one
        // that is not shown.
        let body = match &self.body {
            Some(body) => body.is_empty() || named("content-type"),
            None => !named("content-length") && !named("transfer-encoding"),
        };
        method && url && headers && body && !self.holds_placeholder()
    }

    /// Whether something may stand where a value belongs: `{{token}}`, `${TOKEN}`, `***`.
    fn holds_placeholder(&self) -> bool {
        let form = self
            .media_type()
            .is_some_and(|kind| kind.eq_ignore_ascii_case(crate::protocol::FORM.as_bytes()));
        let holds = |text: &str| {
            let bytes = text.as_bytes();
            bytes.find_byteset(b"{}<>$*[]").is_some()
        };
        holds(&self.url) || self.body.as_deref().is_some_and(|body| form && holds(body))
    }
}

fn is_token(name: &str) -> bool {
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    !name.is_empty() && name.bytes().all(token) && !name.starts_with("oauth")
}

/// A text, borrowed where it can be.
struct Str<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Str<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = Str<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Str(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Str(Cow::Owned(text.to_owned())))
            }
        }
        from.deserialize_str(Text)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Told<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Time;
        impl<'de> Visitor<'de> for Time {
            type Value = Told<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a time")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Told::Text(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Told::Text(Cow::Owned(text.to_owned())))
            }
            #[allow(clippy::cast_precision_loss, reason = "seconds of this age fit")]
            fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
                Ok(Told::Number(number as f64))
            }
            fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
                Ok(Told::Number(number))
            }
        }
        from.deserialize_any(Time)
    }
}

/// Headers: an object, or a list of pairs. A list of `{"name": …, "value": …}` is a HAR's.
struct Headers<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

impl<'de: 'a, 'a> Deserialize<'de> for Headers<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct All;
        impl<'de> Visitor<'de> for All {
            type Value = Headers<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("headers")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut all = Vec::with_capacity(8);
                while let Some((Str(name), Str(value))) = map.next_entry()? {
                    all.push((name, value));
                }
                Ok(Headers(all))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                let mut all = Vec::with_capacity(8);
                while let Some(Pair(name, value)) = list.next_element()? {
                    all.push((name, value));
                }
                Ok(Headers(all))
            }
        }
        from.deserialize_any(All)
    }
}

struct Pair<'a>(Cow<'a, str>, Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Pair<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct One;
        impl<'de> Visitor<'de> for One {
            type Value = Pair<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a header")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                let (Some(Str(name)), Some(Str(value)), None) = (
                    list.next_element()?,
                    list.next_element()?,
                    list.next_element::<IgnoredAny>()?,
                ) else {
                    return Err(A::Error::custom("not a pair"));
                };
                Ok(Pair(name, value))
            }
        }
        from.deserialize_seq(One)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Plain<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Record;
        impl<'de> Visitor<'de> for Record {
            type Value = Plain<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a record")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut plain = Plain::default();
                let mut seen = [false; 4];
                while let Some(Str(key)) = map.next_key()? {
                    let place = match key.as_ref() {
                        "method" => 0,
                        "url" => 1,
                        "headers" => 2,
                        "body" => 3,
                        "time" | "timestamp" | "@timestamp" | "ts" if plain.time.is_none() => {
                            plain.time = map.next_value()?;
                            continue;
                        }
                        "id" | "request_id" | "remote_addr" | "duration_ms" => {
                            map.next_value::<Option<Told<'de>>>()?;
                            continue;
                        }
                        _ => return Err(A::Error::custom("not a plain record")),
                    };
                    if std::mem::replace(&mut seen[place], true) {
                        return Err(A::Error::custom("said twice"));
                    }
                    match place {
                        0 => plain.method = map.next_value::<Str<'de>>()?.0,
                        1 => plain.url = map.next_value::<Str<'de>>()?.0,
                        2 => plain.headers = map.next_value::<Headers<'de>>()?.0,
                        _ => plain.body = map.next_value::<Option<Str<'de>>>()?.map(|text| text.0),
                    }
                }
                Ok(plain)
            }
        }
        from.deserialize_map(Record)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::{Options, read as read_paste};

    /// What both readers make of a line; the short cut may decline.
    fn both(line: &str) -> bool {
        let Some(plain) = read(line.as_bytes()) else {
            return false;
        };
        let capture = read_paste(line.as_bytes(), &Options::default()).unwrap();
        let captured = capture.only().unwrap();
        let request = &captured.request;
        assert_eq!(plain.method(), Wire::method(request), "{line}");
        assert_eq!(plain.url(), Wire::url(request), "{line}");
        let headers: Vec<_> = plain.headers().collect();
        assert_eq!(
            headers,
            Wire::headers(request).collect::<Vec<_>>(),
            "{line}"
        );
        let filled = |body: Option<&[u8]>| body.unwrap_or_default().to_vec();
        assert_eq!(filled(plain.body()), filled(Wire::body(request)), "{line}");
        assert!(
            captured.guesses.iter().all(|guess| guess.about.is_none()),
            "{line}"
        );
        assert!(captured.missing.is_empty(), "{line}");
        true
    }

    const OAUTH: &str = r#"OAuth oauth_consumer_key=\"k\", oauth_nonce=\"n\", oauth_timestamp=\"1\", oauth_signature_method=\"HMAC-SHA1\", oauth_signature=\"c2ln\""#;

    #[test]
    fn what_is_read_here_the_readers_of_pastes_read_alike() {
        for line in [
            format!(
                r#"{{"method":"GET","url":"https://h/a?b=%20","headers":{{"Authorization":"{OAUTH}"}}}}"#
            ),
            format!(
                r#"{{"time":"2026-11-03T04:10:00Z","method":"POST","url":"http://h/","headers":[["Authorization","{OAUTH}"],["Content-Type","application/x-www-form-urlencoded"]],"body":"a=b+c%26\u00e9"}}"#
            ),
            format!(
                r#"{{"ts":1700000000,"id":7,"method":"PUT","url":"http://h/\u00e9","headers":[["authorization","{OAUTH}"],["content-type","application/json"]],"body":"{{\"a\": 1}}"}}"#
            ),
            format!(
                r#"{{"method":"DELETE","url":"https://h/x","headers":{{"Authorization":"{OAUTH}","X-A":"b\tc","User-Agent":"okhttp/4.9"}},"body":null}}"#
            ),
        ] {
            assert!(both(&line), "{line}");
        }
    }

    #[test]
    fn what_leaves_something_to_a_guess_is_not_read_here() {
        for line in [
            r#"{"method":"GET","url":"/a","headers":{}}"#,
            r#"{"method":"get","url":"https://h/","headers":{}}"#,
            r#"{"method":"GET","url":"https://h/","headers":{},"host":"g"}"#,
            r#"{"method":"GET","url":"https://h/","headers":{"Content-Length":"3"}}"#,
            r#"{"method":"POST","url":"https://h/","headers":{},"body":"a=b"}"#,
            r#"{"method":"GET","url":"https://h/{{id}}","headers":{}}"#,
            r#"{"method":"GET","method":"GET","url":"https://h/","headers":{}}"#,
            r#"{"method":"GET","url":"https://h/","headers":{"a":["b"]}}"#,
            r#"{"method":"GET","url":"https://h/","headers":{"a":" b"}}"#,
            r#"{"method":"GET","url":"https://h/","headers":[{"name":"a","value":"b"}]}"#,
            "{",
            "",
        ] {
            assert!(read(line.as_bytes()).is_none(), "{line}");
        }
    }
}
