//! The request as the lints look at it: every field with its raw text, its meaning and its place.

use bstr::{BStr, BString, ByteSlice as _};

use crate::capture::oauth::{Field, Place, decoded, form_body, form_fields, header_fields};
use crate::pipeline::signature::Algorithm;
use crate::request::{Header, Request, Span, Text, UrlParts};

/// A name and a value as sent.
pub(super) struct Sent {
    pub(super) place: Place,
    /// As sent.
    pub(super) raw_name: Text,
    /// Decoded.
    pub(super) name: BString,
    /// As sent.
    pub(super) raw: Text,
    /// Decoded.
    pub(super) value: BString,
}

impl Sent {
    fn of(place: Place, text: &Text, field: &Field) -> Self {
        let form = place != Place::Header;
        let (raw_name, raw) = (
            text.slice(field.name.clone()),
            text.slice(field.value.clone()),
        );
        Self {
            place,
            name: decoded(raw_name.bytes(), form),
            value: decoded(raw.bytes(), form),
            raw_name,
            raw,
        }
    }

    /// Where the value stands; an empty one, its name.
    pub(super) fn span(&self) -> Option<Span> {
        if self.raw.bytes().is_empty() {
            self.raw_name.span()
        } else {
            self.raw.span()
        }
    }

    /// Where the first of those bytes stands in the value.
    pub(super) fn span_of(&self, wanted: impl Fn(u8) -> bool) -> Option<Span> {
        let at = self.raw.bytes().iter().position(|byte| wanted(*byte))?;
        self.raw.locate(at..at + 1)
    }
}

/// The request, taken apart once for all lints.
pub(super) struct Wire<'a> {
    pub(super) request: &'a Request,
    /// The headers that carry OAuth fields.
    pub(super) headers: Vec<&'a Header>,
    /// All fields of those headers, and all pairs of query and form body.
    pub(super) sent: Vec<Sent>,
    /// The parts of the URL.
    pub(super) url: UrlParts,
    /// The host, in lower case.
    pub(super) host: String,
    /// The signature method, as far as it is a known one.
    pub(super) algorithm: Option<Algorithm>,
}

impl<'a> Wire<'a> {
    pub(super) fn of(request: &'a Request) -> Self {
        let headers: Vec<&Header> = request.oauth_headers().collect();
        let url = UrlParts::split(&request.url);
        let mut sent = Vec::new();
        for header in &headers {
            let fields = header_fields(header.value.bytes());
            sent.extend(
                fields
                    .iter()
                    .map(|field| Sent::of(Place::Header, &header.value, field)),
            );
        }
        if let Some(query) = &url.query {
            let fields = form_fields(query.bytes());
            sent.extend(
                fields
                    .iter()
                    .map(|field| Sent::of(Place::Query, query, field)),
            );
        }
        if let Some(body) = form_body(request) {
            let fields = form_fields(body.bytes());
            sent.extend(
                fields
                    .iter()
                    .map(|field| Sent::of(Place::Body, body, field)),
            );
        }
        let host = url.host.bytes().to_str_lossy().to_ascii_lowercase();
        let mut wire = Self {
            request,
            headers,
            sent,
            url,
            host,
            algorithm: None,
        };
        wire.algorithm = wire
            .protocol("oauth_signature_method")
            .and_then(|sent| Algorithm::named(&sent.value));
        wire
    }

    /// The protocol parameters, by their exact prefix.
    pub(super) fn protocol_parameters(&self) -> impl Iterator<Item = &Sent> {
        self.sent
            .iter()
            .filter(|sent| sent.name.starts_with(b"oauth_"))
    }

    /// The first parameter of that name: the header's before the query's before the body's.
    pub(super) fn protocol(&self, name: &str) -> Option<&Sent> {
        self.sent.iter().find(|sent| sent.name == name)
    }

    /// The path, as sent.
    pub(super) fn path(&self) -> &BStr {
        self.url.path.bytes()
    }

    /// Whether the path is that of a request for temporary credentials, by its usual names.
    pub(super) fn asks_for_temporary_credentials(&self) -> bool {
        let path = self.path().to_ascii_lowercase();
        [
            "request_token",
            "requesttoken",
            "request-token",
            "oauth/initiate",
            "/initiate",
        ]
        .iter()
        .any(|end| path.trim_end_with(|c| c == '/').ends_with(end.as_bytes()))
    }
}
