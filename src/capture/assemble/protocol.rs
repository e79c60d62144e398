//! Protocol parameters that stand in a map of their own, in headers of their own, or as JSON in
//! the query; base strings and signatures beside a request.

use bstr::{BStr, ByteSlice};

use super::body::FORM;
use super::names::{Role, is_absolute, is_authorization, is_method, plain, role};
use super::pairs::{encoded, pairs, trimmed};
use super::{fill, is_signed};
use crate::capture::har::push_encoded;
use crate::capture::tree::{MAX_DEPTH, Map, Value, json};
use crate::capture::{Captured, Labelled, Options, Owner, base_string, oauth};
use crate::error::{Assumption, Finding, Guess, Severity};
use crate::request::{Header, Text, UrlParts};

/// Parameters that are members of a map themselves.
#[derive(Debug)]
pub(super) struct Direct {
    pairs: Vec<(Text, Text)>,
}

impl Direct {
    /// Whether others than protocol parameters are among them.
    pub(super) fn is_mixed(&self) -> bool {
        !self.pairs.iter().all(|(name, _)| is_protocol(name.bytes()))
    }

    pub(super) fn add(self, captured: &mut Captured) {
        if !is_signed(captured) {
            add(&self.pairs, captured);
        }
    }
}

fn is_protocol(name: &BStr) -> bool {
    name.starts_with(b"oauth_") || name.eq_ignore_ascii_case(b"realm")
}

pub(super) fn hold_protocol(pairs: &[(Text, Text)]) -> bool {
    let count = pairs
        .iter()
        .filter(|(name, _)| name.bytes().starts_with(b"oauth_"))
        .count();
    count > 1
}

/// The parameters among the members of a map, without what tells of the request itself.
pub(super) fn direct(map: &Map) -> Option<Direct> {
    let tells = |(name, value): &&(Text, Value)| {
        let Some(text) = value.only_text() else {
            return true;
        };
        match role(name.bytes()) {
            Some(Role::Method) => is_method(text.bytes()),
            Some(Role::Url | Role::AbsoluteUrl) => is_absolute(text.bytes()),
            Some(Role::BaseString | Role::Authorization) => true,
            Some(Role::Headers | Role::Query | Role::Body | Role::Answer) => {
                text.bytes().contains(&b'=')
            }
            // The words of a pane of developer tools: `Status Code`, `Remote Address`.
            Some(Role::Status) => name.bytes().contains(&b' '),
            None => matches!(
                plain(name.bytes()).as_str(),
                "remoteaddress" | "referrerpolicy"
            ),
            _ => false,
        }
    };
    let described = map
        .iter()
        .filter(tells)
        .any(|(name, _)| role(name.bytes()).is_some());
    let lti = map
        .iter()
        .any(|(name, _)| name.bytes().starts_with(b"lti_"));
    let members = map.iter().filter(|member| !tells(member));
    let found: Map = members
        .filter(|(name, _)| lti || !described || is_protocol(name.bytes()))
        .cloned()
        .collect();
    let pairs = pairs(&Value::Map(found));
    hold_protocol(&pairs).then_some(Direct { pairs })
}

/// The parameters in a map within a record, whatever its name.
pub(super) fn within(map: &Map) -> Option<Vec<(Text, Text)>> {
    let mut found = Vec::new();
    for (name, value) in map {
        if role(name.bytes()) != Some(Role::Answer) {
            collect(value, 0, &mut found);
        }
    }
    found.into_iter().next()
}

fn collect(value: &Value, depth: usize, found: &mut Vec<Vec<(Text, Text)>>) {
    if depth > MAX_DEPTH || found.len() > 1000 {
        return;
    }
    if matches!(value, Value::Map(_) | Value::List(_)) {
        let pairs = pairs(value);
        if hold_protocol(&pairs) {
            found.push(pairs);
            return;
        }
    }
    match value {
        Value::Map(map) => map
            .iter()
            .for_each(|(_, value)| collect(value, depth + 1, found)),
        Value::List(values) => values
            .iter()
            .for_each(|value| collect(value, depth + 1, found)),
        Value::Text(text) if text.bytes().contains_str("oauth_") => {
            if let Some(value) = json::inside(text) {
                collect(&value, depth + 1, found);
            }
        }
        _ => {}
    }
}

/// Parameters and headers that stand without a request of their own; those of the only request
/// without any become its own.
pub(super) fn standing_alone(tree: &Value, options: &Options<'_>, found: &mut Vec<Captured>) {
    let mut maps = Vec::new();
    collect(tree, 0, &mut maps);
    let mut values: Vec<Text> = Vec::new();
    tree.each_text(&mut |_, text| {
        let value = authorization_of(text);
        if let Some(value) = value.filter(|value| !values.contains(value)) {
            values.push(value);
        }
    });
    let header = |value: &Text, captured: &mut Captured| {
        captured.request.headers.push(Header {
            name: Text::made("Authorization"),
            value: value.clone(),
        });
    };
    if let [one] = found.as_mut_slice() {
        match (values.as_slice(), maps.as_slice()) {
            ([value], _) => return header(value, one),
            ([], [pairs]) => return add(pairs, one),
            _ => {}
        }
    }
    for value in &values {
        let mut captured = Captured::default();
        header(value, &mut captured);
        fill(&mut captured, options);
        found.push(captured);
    }
    if !values.is_empty() {
        return;
    }
    for pairs in maps {
        let mut captured = Captured::default();
        fill(&mut captured, options);
        add(&pairs, &mut captured);
        found.push(captured);
    }
}

/// The Authorization value in a text, behind its name or alone.
pub(in crate::capture) fn authorization_of(text: &Text) -> Option<Text> {
    let bytes = text.bytes();
    let behind = bytes
        .get(..14)
        .is_some_and(|start| start.eq_ignore_ascii_case(b"authorization:"));
    let value = trimmed(&text.slice(if behind { 14 } else { 0 }..bytes.len()));
    let one = !value.bytes().contains_str("\nHost:");
    (is_authorization(value.bytes()) && one && (behind || has_scheme(value.bytes())))
        .then_some(value)
}

fn has_scheme(value: &BStr) -> bool {
    value.get(..6).is_some_and(|start| {
        start[..5].eq_ignore_ascii_case(b"oauth") && start[5].is_ascii_whitespace()
    })
}

/// Puts parameters of a map where the request most likely carries them, and says so.
pub(in crate::capture) fn add(pairs: &[(Text, Text)], captured: &mut Captured) {
    let lti = pairs
        .iter()
        .any(|(name, _)| name.bytes().starts_with(b"lti_"));
    let request = &mut captured.request;
    if request.method.bytes().is_empty() && lti {
        request.method = Text::made("POST");
        let message = "the method is not told: POST was taken, as an LTI launch is one";
        captured
            .guesses
            .push(Assumption::new("method-guessed", message).about(Guess::Method));
    }
    let on_the_wire = stand_encoded(pairs);
    let request = &mut captured.request;
    let text = |pairs: &[(Text, Text)]| {
        if on_the_wire {
            joined(pairs)
        } else {
            encoded(pairs)
        }
    };
    let place = if pairs.iter().all(|(name, _)| is_protocol(name.bytes())) {
        request.headers.push(Header {
            name: Text::made("Authorization"),
            value: header_value(pairs, on_the_wire),
        });
        "an Authorization header"
    } else if matches!(
        request.method.bytes().as_bytes(),
        b"GET" | b"HEAD" | b"DELETE"
    ) {
        let mark: &[u8] = if request.url.bytes().contains(&b'?') {
            b"&"
        } else {
            b"?"
        };
        let mut url = request.url.clone();
        url.push_made(mark);
        url.push_text(&text(pairs));
        request.url = url;
        "the query"
    } else {
        if request.header("content-type").is_none() {
            request.headers.push(Header::made("Content-Type", FORM));
        }
        request.body = Some(text(pairs));
        "a form body"
    };
    let how = if on_the_wire {
        "its values stand percent-encoded, and were taken as they are"
    } else {
        "its values were taken as decoded, and encoded again"
    };
    captured.guesses.push(
        Assumption::new(
            "parameter-map",
            format_args!("the parameters stand in a map: they were put in {place}; {how}"),
        )
        .about(Guess::Encoding),
    );
}

/// Whether the values stand as on the wire: a signature is base64, which has no `%`.
fn stand_encoded(pairs: &[(Text, Text)]) -> bool {
    pairs.iter().any(|(name, value)| {
        let plain = oauth::decoded(value.bytes(), false);
        name.bytes() == "oauth_signature" && plain != value.bytes() && is_base64(&plain)
    })
}

fn is_base64(text: &[u8]) -> bool {
    text.len() > 8
        && text
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(byte))
}

fn joined(pairs: &[(Text, Text)]) -> Text {
    let mut out = Text::default();
    for (place, (name, value)) in pairs.iter().enumerate() {
        if place > 0 {
            out.push_made(b"&");
        }
        out.push_text(name);
        out.push_made(b"=");
        out.push_text(value);
    }
    out
}

/// `OAuth a="b", c="d"`.
pub(in crate::capture) fn header_value(pairs: &[(Text, Text)], on_the_wire: bool) -> Text {
    let mut value = Text::made("OAuth ");
    for (place, (name, text)) in pairs.iter().enumerate() {
        if place > 0 {
            value.push_made(b", ");
        }
        value.push_text(name);
        value.push_made(b"=\"");
        if on_the_wire || name.bytes().eq_ignore_ascii_case(b"realm") {
            value.push_text(text);
        } else {
            push_encoded(&mut value, text);
        }
        value.push_made(b"\"");
    }
    value
}

/// Base strings and signatures that stand beside the only request.
pub(super) fn beside(tree: &Value, one: &mut Captured) {
    let own: Option<Vec<u8>> = oauth::parameters(&one.request)
        .into_iter()
        .find(|parameter| parameter.name == "oauth_signature")
        .map(|parameter| parameter.value.to_vec());
    tree.each_text(&mut |name, text| {
        let bytes = text.bytes();
        if base_string::find(bytes).next().is_some()
            && let Ok(found) = base_string::read(text, &Options::default())
        {
            for text in found.into_iter().filter_map(|found| found.base_string) {
                base_string_beside(name, text, one);
            }
        } else if role(name) == Some(Role::Signature) {
            let plain = oauth::decoded(bytes, false);
            let known = one.signatures.iter().any(|other| other.text == *text);
            let own = own
                .as_deref()
                .is_some_and(|own| own == plain.as_bytes() || own == bytes.as_bytes())
                || one
                    .request
                    .headers
                    .iter()
                    .any(|header| header.value == *text);
            if is_base64(&plain) && !own && !known {
                one.signatures.push(labelled(name, text));
            }
        }
    });
}

fn base_string_beside(name: &[u8], text: Text, one: &mut Captured) {
    match &one.base_string {
        None => one.base_string = Some(text),
        Some(first) if *first == text => {}
        Some(_) if one.base_strings.iter().any(|other| other.text == text) => {}
        Some(_) => one.base_strings.push(labelled(name, &text)),
    }
}

/// A text with what the paste calls it, and whose it is by that.
pub(in crate::capture) fn labelled(label: &[u8], text: &Text) -> Labelled {
    let words = label.to_ascii_lowercase();
    let says = |all: &[&str]| all.iter().any(|word| words.contains_str(word));
    Labelled {
        label: label.to_str_lossy().into_owned(),
        owner: if says(&["server", "expected", "provider"]) {
            Owner::Server
        } else if says(&["client", "generated", "computed", "mine", "my "]) {
            Owner::Client
        } else {
            Owner::Unknown
        },
        text: text.clone(),
    }
}

/// Protocol parameters where RFC 5849 section 3.5 has no place for them: said, and taken as a
/// header, so that their values can be judged.
pub(in crate::capture) fn settle(captured: &mut Captured) {
    if !oauth::parameters(&captured.request).is_empty() {
        return;
    }
    as_headers(captured);
    as_json_in_query(captured);
}

fn as_headers(captured: &mut Captured) {
    let of_header =
        |header: &&Header| is_protocol(header.name.bytes().to_ascii_lowercase().as_bstr());
    let headers = captured.request.headers.iter().filter(of_header);
    let pairs: Vec<(Text, Text)> = headers
        .map(|header| (header.name.clone(), header.value.clone()))
        .collect();
    if !hold_protocol(&pairs) {
        return;
    }
    let span = pairs.first().and_then(|(name, _)| name.span());
    let on_the_wire = stand_encoded(&pairs);
    captured.request.headers.push(Header {
        name: Text::made("Authorization"),
        value: header_value(&pairs, on_the_wire),
    });
    captured.findings.push(
        Finding::new(
            "protocol-as-headers",
            "the protocol parameters stand as HTTP headers of their own; they belong into one \
             Authorization header, the query or the form body (RFC 5849 3.5)",
            span,
        )
        .with(Severity::Error),
    );
    captured.guesses.push(Assumption::new(
        "protocol-as-headers",
        "the headers whose names begin with oauth_ were judged as one Authorization header",
    ));
}

/// `BrickLink`'s place: a query parameter `Authorization` with JSON.
fn as_json_in_query(captured: &mut Captured) {
    let url = &captured.request.url;
    let Some(query) = UrlParts::split(url).query else {
        return;
    };
    let fields = oauth::form_fields(query.bytes());
    let Some(field) = fields.iter().find(|field| {
        oauth::decoded(&query.bytes()[field.name.clone()], true)
            .eq_ignore_ascii_case(b"authorization")
    }) else {
        return;
    };
    let plain = base_string::percent_decoded(&query.slice(field.value.clone()));
    let Some(value) = json::inside(&plain) else {
        return;
    };
    let pairs = pairs(&value);
    if !hold_protocol(&pairs) {
        return;
    }
    let Some(mark) = url.bytes().find_byte(b'?') else {
        return;
    };
    let (mut start, mut end) = (mark + 1 + field.name.start, mark + 1 + field.value.end);
    // One of the two marks around the pair goes with it.
    if url.bytes().get(end) == Some(&b'&') {
        end += 1;
    } else {
        start -= 1;
    }
    let mut rest = url.slice(0..start);
    rest.push_text(&url.slice(end..url.bytes().len()));
    let decoded: Vec<(Text, Text)> = pairs
        .into_iter()
        .map(|(name, value)| {
            let signature = name.bytes() == "oauth_signature";
            let value = if signature {
                base_string::percent_decoded(&value)
            } else {
                value
            };
            (name, value)
        })
        .collect();
    captured.findings.push(Finding::new(
        "protocol-json-in-query",
        format_args!(
            "{} protocol parameters stand in the query parameter Authorization, as JSON: BrickLink \
             takes them so, RFC 5849 3.5 knows no such place",
            decoded.len()
        ),
        plain.span(),
    ));
    captured.guesses.push(Assumption::new(
        "protocol-json-in-query",
        "the query parameter Authorization was read as an Authorization header, and as no \
         parameter of the base string",
    ));
    captured.request.headers.push(Header {
        name: Text::made("Authorization"),
        value: header_value(&decoded, false),
    });
    captured.request.url = rest;
}

/// The names that a labelled list gives to protocol parameters.
pub(in crate::capture) fn protocol_name(label: &[u8]) -> Option<&'static str> {
    Some(match plain(label).as_str() {
        "consumerkey" | "key" | "clientid" | "clientkey" | "apikey" | "oauthconsumerkey" => {
            "oauth_consumer_key"
        }
        "token" | "accesstoken" | "requesttoken" | "oauthtoken" | "accesskey" => "oauth_token",
        "nonce" | "oauthnonce" => "oauth_nonce",
        "timestamp" | "oauthtimestamp" => "oauth_timestamp",
        "signaturemethod" | "oauthsignaturemethod" => "oauth_signature_method",
        "version" | "oauthversion" => "oauth_version",
        "callback" | "callbackurl" | "oauthcallback" => "oauth_callback",
        "verifier" | "oauthverifier" => "oauth_verifier",
        "bodyhash" | "oauthbodyhash" => "oauth_body_hash",
        "realm" | "oauthrealm" => "realm",
        _ => return None,
    })
}
