//! JSON with types of its own: renaming a field inside changes no contract.
//!
//! Text that is not UTF-8 is given percent-encoded in a field whose name ends in
//! `_percent_encoded`, in place of the plain one; nothing is ever replaced.

use std::fmt::Write as _;

use bstr::ByteSlice;
use serde::Serialize;

#[cfg(test)]
use super::schema::shape;
use crate::emulate::Emulation;
use crate::encoder::Encoder;
use crate::error::Assumption;
use crate::pipeline::Trace;
use crate::pipeline::key::{Missing, hex};
use crate::request::Request;
use crate::screen::explain::source_name;
use crate::write::curl::curl;
use crate::write::spoils;

/// The name and version of the contract.
pub const SCHEMA: &str = "countersign/1";

/// JSON over lines. Characters that move a cursor, hide or reorder text are written as escapes, so
/// that it can be looked at on a terminal: `\u009b`.
#[must_use]
pub fn pretty(value: &impl Serialize) -> String {
    // Every type here is made of text, numbers and lists, which serde_json always writes.
    harmless(serde_json::to_string_pretty(value).unwrap_or_default())
}

/// JSON on one line, as harmless as [`pretty`].
#[must_use]
pub fn compact(value: &impl Serialize) -> String {
    harmless(serde_json::to_string(value).unwrap_or_default())
}

fn harmless(text: String) -> String {
    let harmful = |c: char| c != '\n' && spoils(c);
    if !text.contains(harmful) {
        return text;
    }
    let mut out = String::with_capacity(text.len() + 64);
    for character in text.chars() {
        // JSON has such characters in strings alone, where an escape may stand for any.
        if harmful(character) {
            for unit in character.encode_utf16(&mut [0; 2]) {
                // A String takes any text.
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(character);
        }
    }
    out
}

/// What `explain --format json` prints, on one page; `emulation` is what `--as` asked for.
#[must_use]
pub fn explain(
    request: &Request,
    trace: &Trace,
    said: &[Assumption],
    emulation: Option<&Emulation>,
) -> String {
    let answer = Explain {
        schema: SCHEMA,
        command: "explain",
        request: RequestJson::of(request),
        assumptions: said
            .iter()
            .chain(&trace.assumptions)
            .map(AssumptionJson::of)
            .collect(),
        missing: trace
            .signing_key
            .as_ref()
            .err()
            .map(|missing| match missing {
                Missing::ConsumerSecret => "consumer-secret",
                Missing::TokenSecret => "token-secret",
                Missing::PrivateKey => "private-key",
            }),
        trace: TraceJson::of(request, trace),
        emulated: emulation.map(|emulation| AsJson::of(request, emulation)),
    };
    pretty(&answer)
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Explain<'a> {
    #[cfg_attr(test, schemars(extend("const" = SCHEMA)))]
    schema: &'static str,
    #[cfg_attr(test, schemars(extend("const" = "explain")))]
    command: &'static str,
    request: RequestJson,
    assumptions: Vec<AssumptionJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    missing: Option<&'static str>,
    trace: TraceJson,
    #[serde(rename = "as", skip_serializing_if = "Option::is_none")]
    emulated: Option<AsJson<'a>>,
}

/// An emulation beside the right trace, as JSON has it.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "As"))]
struct AsJson<'a> {
    parts: Vec<PartJson<'a>>,
    trace: TraceJson,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Part"))]
struct PartJson<'a> {
    id: &'a str,
    kind: &'static str,
    title: &'a str,
    detail: &'a str,
    changes: bool,
}

impl<'a> AsJson<'a> {
    fn of(request: &Request, emulation: &'a Emulation) -> Self {
        let parts = emulation.parts.iter().map(|part| PartJson {
            id: &part.id,
            kind: part.kind.name(),
            title: &part.title,
            detail: &part.detail,
            changes: part.changes,
        });
        Self {
            parts: parts.collect(),
            trace: TraceJson::of(request, &emulation.trace),
        }
    }
}

/// A guess, as JSON has it.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Assumption"))]
pub struct AssumptionJson<'a> {
    id: &'a str,
    message: &'a str,
}

impl<'a> AssumptionJson<'a> {
    /// That guess.
    #[must_use]
    pub fn of(assumption: &'a Assumption) -> Self {
        Self {
            id: assumption.id,
            message: &assumption.message,
        }
    }
}

/// A request, as JSON has it.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Request"))]
pub struct RequestJson {
    #[serde(flatten)]
    #[cfg_attr(test, schemars(with = "shape::Method"))]
    method: Text,
    #[serde(flatten)]
    #[cfg_attr(test, schemars(with = "shape::Url"))]
    url: Text,
    headers: Vec<HeaderJson>,
    #[serde(flatten)]
    #[cfg_attr(test, schemars(with = "shape::Maybe<shape::Body>"))]
    body: Option<Text>,
    generated: Vec<String>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Header"))]
struct HeaderJson {
    #[serde(flatten)]
    #[cfg_attr(test, schemars(with = "shape::Name"))]
    name: Text,
    #[serde(flatten)]
    #[cfg_attr(test, schemars(with = "shape::Value"))]
    value: Text,
}

impl RequestJson {
    /// That request.
    #[must_use]
    pub fn of(request: &Request) -> Self {
        Self {
            method: Text::of("method", request.method.bytes()),
            url: Text::of("url", request.url.bytes()),
            headers: request
                .headers
                .iter()
                .map(|header| HeaderJson {
                    name: Text::of("name", header.name.bytes()),
                    value: Text::of("value", header.value.bytes()),
                })
                .collect(),
            body: request
                .body
                .as_ref()
                .map(|body| Text::of("body", body.bytes())),
            generated: request.generated.clone(),
        }
    }
}

/// The stages, as JSON has them.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Trace"))]
pub struct TraceJson {
    parameters: Vec<ParameterJson>,
    sorted: Vec<ParameterJson>,
    #[serde(flatten)]
    #[cfg_attr(test, schemars(with = "shape::NormalizedParameters"))]
    normalized_parameters: Text,
    #[serde(flatten)]
    #[cfg_attr(test, schemars(with = "shape::BaseStringUri"))]
    base_string_uri: Text,
    #[serde(flatten)]
    #[cfg_attr(test, schemars(with = "shape::Method"))]
    method: Text,
    #[serde(flatten)]
    #[cfg_attr(test, schemars(with = "shape::BaseString"))]
    base_string: Text,
    signature_method: &'static str,
    signing_key: Option<String>,
    digest_hex: Option<String>,
    signature: Option<String>,
    authorization_header: Option<String>,
    curl: Option<String>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Parameter"))]
struct ParameterJson {
    #[serde(flatten)]
    #[cfg_attr(test, schemars(with = "shape::Name"))]
    name: Text,
    #[serde(flatten)]
    #[cfg_attr(test, schemars(with = "shape::Value"))]
    value: Text,
    #[serde(flatten)]
    #[cfg_attr(test, schemars(with = "shape::EncodedName"))]
    encoded_name: Text,
    #[serde(flatten)]
    #[cfg_attr(test, schemars(with = "shape::EncodedValue"))]
    encoded_value: Text,
    source: &'static str,
}

impl TraceJson {
    /// The stages of that trace of that request.
    #[must_use]
    pub fn of(request: &Request, trace: &Trace) -> Self {
        let parameter = |index: usize| {
            let (parameter, pair) = (trace.parameters.get(index)?, trace.encoded.get(index)?);
            Some(ParameterJson {
                name: Text::of("name", &parameter.name),
                value: Text::of("value", &parameter.value),
                encoded_name: Text::of("encoded_name", &pair.name),
                encoded_value: Text::of("encoded_value", &pair.value),
                source: source_name(request, parameter),
            })
        };
        // A signature, a key and a header are ASCII by construction: nothing can be lost.
        let ascii = |text: &[u8]| text.to_str_lossy().into_owned();
        let key = trace
            .signing_key
            .as_ref()
            .ok()
            .filter(|_| !trace.algorithm.is_rsa());
        Self {
            parameters: (0..trace.parameters.len()).filter_map(parameter).collect(),
            sorted: trace.order.iter().copied().filter_map(parameter).collect(),
            normalized_parameters: Text::of(
                "normalized_parameters",
                &trace.normalized_parameters.text,
            ),
            base_string_uri: Text::of("base_string_uri", &trace.base_string_uri),
            method: Text::of("method", &trace.method),
            base_string: Text::of("base_string", &trace.base_string.text),
            signature_method: trace.algorithm.name(),
            signing_key: key.map(|key| ascii(key.expose())),
            digest_hex: trace
                .digest
                .as_ref()
                .map(|digest| ascii(&hex(digest.as_bytes()))),
            signature: trace.signature.as_ref().map(|signature| ascii(signature)),
            authorization_header: trace
                .authorization_header
                .as_ref()
                .map(|header| ascii(header)),
            curl: trace.signed.as_ref().map(curl),
        }
    }
}

/// One field: under its own name when the bytes are text, else percent-encoded under another.
#[derive(Debug)]
pub struct Text {
    name: &'static str,
    value: Result<String, String>,
}

impl Text {
    /// A field of that name.
    #[must_use]
    pub fn of(name: &'static str, bytes: &[u8]) -> Self {
        let value = match bytes.to_str() {
            Ok(text) => Ok(text.to_owned()),
            Err(_) => Err(String::from_utf8_lossy(&Encoder::rfc().encode(bytes)).into_owned()),
        };
        Self { name, value }
    }
}

impl Serialize for Text {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap as _;
        let mut map = serializer.serialize_map(Some(1))?;
        match &self.value {
            Ok(text) => map.serialize_entry(self.name, text)?,
            Err(encoded) => {
                map.serialize_entry(&format!("{}_percent_encoded", self.name), encoded)?;
            }
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_is_not_utf8_has_a_field_of_its_own() {
        let header = HeaderJson {
            name: Text::of("name", b"X"),
            value: Text::of("value", b"a \xff"),
        };
        assert_eq!(
            serde_json::to_string(&header).unwrap(),
            r#"{"name":"X","value_percent_encoded":"a%20%FF"}"#
        );
    }
}
