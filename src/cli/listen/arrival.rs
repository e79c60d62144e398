//! A request as it arrived, and the ways in which it may be read.

use axum::http::request::Parts;
use axum::http::{Method, StatusCode, Version};
use countersign::capture::Captured;
use countersign::case::Rules;
use countersign::providers;
use countersign::request::{Header, Request, Text};
use countersign::verifier::Reading;

use super::gate::{TurnedAway, is_local};
use super::origin::{self, Origin};

/// Where a request was sent, as its first line and its Host header have it.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    /// Host and port.
    pub(crate) authority: String,
    /// Path and query, as on the wire.
    pub(crate) path: String,
    /// Whether the first line holds the whole URL, as a proxy is asked.
    pub(crate) absolute: bool,
}

impl Target {
    /// Reads it.
    pub(crate) fn of(parts: &Parts) -> Result<Self, TurnedAway> {
        if parts.method == Method::CONNECT {
            return Err(TurnedAway::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "a tunnel was asked for (CONNECT): what goes through it cannot be read; give the client \
                 an http:// URL",
            ));
        }
        let uri = &parts.uri;
        let header = parts.headers.get("host");
        let header = header.and_then(|value| value.to_str().ok());
        let in_line = uri.authority().map(axum::http::uri::Authority::as_str);
        let authority = in_line.or(header).unwrap_or_default();
        if authority.is_empty() {
            return Err(TurnedAway::new(
                StatusCode::BAD_REQUEST,
                "it has no Host header",
            ));
        }
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        Ok(Self {
            // What stands before `@` is not of the host.
            authority: authority.rsplit('@').next().unwrap_or_default().to_owned(),
            path: path.to_owned(),
            // HTTP/2 has the authority apart from the path, and means what a Host header means.
            absolute: in_line.is_some() && parts.version < Version::HTTP_2,
        })
    }

    /// The host, without its port.
    pub(crate) fn host(&self) -> String {
        let host = match self.authority.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
            _ => &self.authority,
        };
        host.to_ascii_lowercase()
    }

    /// The URL that the client called.
    pub(crate) fn called(&self) -> String {
        format!("http://{}{}", self.authority, self.path)
    }
}

/// A request that arrived, whole.
#[derive(Clone, Debug)]
pub(crate) struct Arrival {
    /// The ways to read it, the likeliest first; at least one.
    pub(crate) readings: Vec<Reading>,
    /// Whose rules it is judged by.
    pub(crate) rules: Rules,
}

impl Arrival {
    /// Puts it together.
    pub(crate) fn of(
        parts: &Parts,
        target: &Target,
        body: &[u8],
        origins: &[Origin],
        rules: Rules,
    ) -> Self {
        let request = |url: &str, authority: &str| request(parts, url, authority, body);
        let called = target.called();
        let mut readings = vec![reading(
            request(&called, &target.authority),
            "the URL that was called",
        )];
        let mut rules = rules;
        if let Some(origin) = origin::chosen(origins, &target.host(), &target.path) {
            let played = request(
                &format!("{}{}", origin.shown(), target.path),
                &origin.authority,
            );
            if let (Rules::Detected, Some(provider)) = (rules, providers::detect(&played)) {
                rules = Rules::Of(provider);
            }
            let shown = format!("the URL of {}", origin.shown());
            let played = reading(played, &shown);
            // A client that calls another name than this machine's has a provider's URL.
            if is_local(&target.authority) && !target.absolute {
                readings.push(played);
            } else {
                readings.insert(0, played);
            }
        }
        if readings.len() == 1
            || readings[0].captured.request.url == readings[1].captured.request.url
        {
            readings.truncate(1);
            readings[0].as_what.clear();
        }
        Self { readings, rules }
    }

    /// The request as the first reading has it.
    pub(crate) fn request(&self) -> &Request {
        &self.readings[0].captured.request
    }
}

fn reading(request: Request, as_what: &str) -> Reading {
    Reading {
        captured: Captured {
            request,
            ..Captured::default()
        },
        as_what: as_what.to_owned(),
    }
}

fn request(parts: &Parts, url: &str, authority: &str, body: &[u8]) -> Request {
    let mut headers = Vec::new();
    if !parts.headers.contains_key("host") {
        headers.push(Header::made("host", authority));
    }
    for (name, value) in &parts.headers {
        // The Host header is signed: it goes with the URL.
        let value = if name == "host" {
            authority.as_bytes()
        } else {
            value.as_bytes()
        };
        headers.push(Header::made(name.as_str(), value));
    }
    Request {
        method: Text::made(parts.method.as_str()),
        url: Text::made(url),
        headers,
        body: (!body.is_empty()).then(|| Text::made(body)),
        ..Request::default()
    }
}
