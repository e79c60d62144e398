//! What a client is answered.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode, header};
use countersign::capture;
use countersign::credentials::Secret;
use countersign::verifier::{Problem, Refusal};

use super::gate::TurnedAway;

pub(crate) const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";
const TEXT: &str = "text/plain; charset=utf-8";

/// The status of a refusal: RFC 5849 section 3.2, which has 400 for a request that is not as the
/// protocol wants it, and 401 for one that is not of whom it says. A request without any protocol
/// parameter is asked for them.
pub(crate) fn status_of(refusals: &[Refusal], has_protocol: bool) -> StatusCode {
    match refusals.first().map(|first| &first.problem) {
        None => StatusCode::OK,
        Some(
            Problem::ParameterAbsent(_)
            | Problem::ParameterRejected(_)
            | Problem::VersionRejected
            | Problem::SignatureMethodRejected,
        ) if has_protocol => StatusCode::BAD_REQUEST,
        Some(_) => StatusCode::UNAUTHORIZED,
    }
}

/// A verdict, as JSON; with a challenge where it is a refusal.
pub(crate) fn verdict(
    status: StatusCode,
    json: String,
    refusals: &[Refusal],
    realm: &str,
) -> Response<Body> {
    let mut response = plain(status, JSON, json + "\n");
    if let Some(first) = refusals.first()
        && let Ok(value) = HeaderValue::try_from(first.challenge(realm))
    {
        response
            .headers_mut()
            .insert(header::WWW_AUTHENTICATE, value);
    }
    response
}

/// Tokens, as a form. What holds a secret is not kept by anything on the way.
pub(crate) fn granted(status: StatusCode, body: &Secret) -> Response<Body> {
    plain(status, FORM, body.expose().to_owned())
}

/// The user goes back to the client.
pub(crate) fn sent_back(callback: &[u8]) -> Response<Body> {
    let Ok(place) = HeaderValue::from_bytes(callback) else {
        return plain(
            StatusCode::BAD_REQUEST,
            TEXT,
            "the callback is not a URL\n".to_owned(),
        );
    };
    let mut response = plain(StatusCode::FOUND, TEXT, "agreed\n".to_owned());
    response.headers_mut().insert(header::LOCATION, place);
    response
}

/// The user types the verifier into the client.
pub(crate) fn verifier(verifier: &str) -> Response<Body> {
    plain(StatusCode::OK, TEXT, format!("{verifier}\n"))
}

/// A request that was not looked at.
pub(crate) fn turned_away(why: &TurnedAway) -> Response<Body> {
    plain(why.status, TEXT, format!("{}\n", why.why))
}

/// What was prepared for a right request: an answer as it stands in a file. What belongs to the
/// connection is made anew.
pub(crate) fn canned(answer: &capture::Response) -> Response<Body> {
    let of_connection = [
        "connection",
        "content-encoding",
        "content-length",
        "date",
        "keep-alive",
        "transfer-encoding",
        "upgrade",
    ];
    let status = answer
        .status
        .and_then(|code| StatusCode::from_u16(code).ok());
    let kind = if answer.body.trim_ascii_start().starts_with(b"{") {
        JSON
    } else {
        TEXT
    };
    let status = status.filter(|status| status.as_u16() >= 200);
    let mut response = plain(status.unwrap_or_default(), kind, answer.body.clone());
    let headers = response.headers_mut();
    let mut first_type = true;
    for (name, value) in &answer.headers {
        let known = name.to_ascii_lowercase();
        if of_connection.contains(&known.as_str()) {
            continue;
        }
        let (Ok(name), Ok(value)) = (
            HeaderName::try_from(known),
            HeaderValue::try_from(value.as_str()),
        ) else {
            continue;
        };
        if name == header::CONTENT_TYPE && std::mem::take(&mut first_type) {
            headers.insert(name, value);
        } else {
            headers.append(name, value);
        }
    }
    response
}

/// A body with its type. Nothing of it is kept, guessed at or put into a frame.
pub(crate) fn plain(
    status: StatusCode,
    kind: &'static str,
    body: impl Into<Body>,
) -> Response<Body> {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// What must not happen: a fault of this program.
pub(crate) fn broken() -> Response<Body> {
    turned_away(&TurnedAway::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "countersign could not judge this request",
    ))
}
