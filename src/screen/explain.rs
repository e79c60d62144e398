//! The screen of `explain`: every stage of a signature, numbered, in the order of RFC 5849.

use bstr::{BStr, ByteSlice};

use crate::encoder::Encoder;
use crate::error::Assumption;
use crate::pipeline::Trace;
use crate::pipeline::collect::{BodyKind, Source, body_kind};
use crate::pipeline::decode::Parameter;
use crate::pipeline::key::{Missing, hex};
use crate::pipeline::signature::Algorithm;
use crate::pipeline::sink::{Annotated, Part};
use crate::request::{Request, Text, UrlParts};
use crate::screen::{
    Block, Document, Line, Note, NoteKind, Role, Span, Stage, layers, one_layer, picture,
};
use crate::write::curl::curl;

/// Every stage of a trace. `said` is what was guessed before the pipeline saw the request.
#[must_use]
pub fn document(request: &Request, trace: &Trace, said: &[Assumption]) -> Document {
    let mut stages = vec![
        stage(
            "request",
            "Request",
            method_and_url(request),
            request_blocks(request, trace, said),
        ),
        collected(request, trace),
        encoded(trace),
        sorted(trace),
        stage(
            "normalized-parameters",
            "Normalized parameters",
            quiet("one layer of encoding; RFC 5849 3.4.1.3.2"),
            vec![Block::Code(annotated(
                &trace.normalized_parameters,
                one_layer,
            ))],
        ),
        stage(
            "base-string-uri",
            "Base string URI",
            Line::bytes(Role::Plain, &trace.base_string_uri),
            uri_changes(request)
                .map(|changes| Block::Paragraph(quiet(&changes)))
                .into_iter()
                .collect(),
        ),
        stage(
            "method",
            "Method",
            Line::bytes(Role::Plain, &trace.method),
            Vec::new(),
        ),
        base_string(trace),
        signing_key(trace),
    ];
    stages.extend(signed(request, trace));
    for (index, stage) in stages.iter_mut().enumerate() {
        stage.number = index + 1;
    }
    Document {
        blocks: stages.into_iter().map(Block::Stage).collect(),
    }
}

fn stage(id: &'static str, title: &'static str, aside: Line, blocks: Vec<Block>) -> Stage {
    Stage {
        number: 0,
        id,
        title,
        aside,
        blocks,
    }
}

fn quiet(text: &str) -> Line {
    Line::of(Role::Quiet, text)
}

fn info(text: &str) -> Block {
    Block::Note(Note {
        kind: NoteKind::Info,
        text: Line::plain(text),
    })
}

fn warning(text: &str) -> Block {
    Block::Note(Note {
        kind: NoteKind::Warning,
        text: Line::plain(text),
    })
}

fn method_and_url(request: &Request) -> Line {
    let mut line = Line::bytes(Role::Plain, request.method.bytes());
    line.0.push(Span::new(Role::Plain, " "));
    line.0.push(Span::bytes(Role::Plain, request.url.bytes()));
    line
}

fn request_blocks(request: &Request, trace: &Trace, said: &[Assumption]) -> Vec<Block> {
    let mut rows: Vec<Vec<Line>> = request
        .headers
        .iter()
        .filter(|header| {
            !request
                .oauth_headers()
                .any(|oauth| std::ptr::eq(oauth, *header))
        })
        .map(|header| {
            let name = [header.name.bytes(), b":".as_slice()].concat();
            vec![
                Line::bytes(Role::Name, &name),
                Line::bytes(Role::Plain, header.value.bytes()),
            ]
        })
        .collect();
    if let Some(body) = &request.body {
        let mut text = Line::bytes(Role::Plain, body.bytes());
        if body_kind(request).0 == BodyKind::Other && !body.bytes().is_empty() {
            text = Line(vec![Span::new(
                Role::Quiet,
                &format!("{} bytes, no form: not signed", body.bytes().len()),
            )]);
        }
        rows.push(vec![Line::of(Role::Name, "body"), text]);
    }
    let mut blocks = Vec::new();
    if !rows.is_empty() {
        blocks.push(Block::Table(rows));
    }
    blocks.extend(
        said.iter()
            .chain(&trace.assumptions)
            .map(|assumption| info(&assumption.message)),
    );
    blocks
}

/// The word for a parameter's source, as the screen and the JSON have it.
#[must_use]
pub fn source_name(request: &Request, parameter: &Parameter) -> &'static str {
    let generated =
        parameter.is_protocol() && request.generated.iter().any(|name| parameter.name == *name);
    match parameter.source {
        _ if generated => "generated",
        Source::Query => "query",
        Source::Header => "header",
        Source::Body => "body",
    }
}

fn collected(request: &Request, trace: &Trace) -> Stage {
    let rows = trace.parameters.iter().map(|parameter| {
        vec![
            quiet(source_name(request, parameter)),
            Line::bytes(Role::Name, &parameter.name),
            Line(vec![Span::visible_spaces(Role::Plain, &parameter.value)]),
        ]
    });
    let mut blocks = vec![Block::Table(rows.collect())];
    let left_out: Vec<String> = trace
        .decoded
        .iter()
        .filter(|decoded| {
            !trace
                .parameters
                .iter()
                .any(|signed| signed.wire == decoded.wire)
        })
        .map(|decoded| Span::bytes(Role::Plain, &decoded.name).text().to_owned())
        .collect();
    if !left_out.is_empty() {
        blocks.push(Block::Paragraph(quiet(&format!(
            "never signed: {}",
            left_out.join(", ")
        ))));
    }
    let count = trace.parameters.len();
    let aside = format!("{count} decoded; RFC 5849 3.4.1.3.1");
    stage("collected", "Parameters collected", quiet(&aside), blocks)
}

fn encoded(trace: &Trace) -> Stage {
    let mut rows = Vec::new();
    let mut same = 0;
    for (parameter, pair) in trace.parameters.iter().zip(&trace.encoded) {
        if parameter.name == *pair.name && parameter.value == *pair.value {
            same += 1;
            continue;
        }
        rows.push(vec![
            Line(one_layer(&pair.name)),
            Line(one_layer(&pair.value)),
        ]);
    }
    let rest = match (rows.is_empty(), same) {
        (_, 0) => None,
        (true, _) => Some("every pair stands as it is".to_owned()),
        (false, 1) => Some("the other pair stands as it is".to_owned()),
        (false, _) => Some(format!("the other {same} pairs stand as they are")),
    };
    let mut blocks = Vec::new();
    if !rows.is_empty() {
        blocks.push(Block::Table(rows));
    }
    blocks.extend(rest.map(|rest| Block::Paragraph(quiet(&rest))));
    stage(
        "encoded",
        "Encoded",
        quiet("all bytes but A-Z a-z 0-9 - . _ ~; RFC 5849 3.6"),
        blocks,
    )
}

fn sorted(trace: &Trace) -> Stage {
    let rows = trace
        .order
        .iter()
        .filter_map(|index| trace.encoded.get(*index))
        .map(|pair| {
            let mut value = Line::of(Role::Separator, "=");
            if !pair.value.is_empty() {
                value = value.and(Role::Plain, " ");
                value.0.extend(one_layer(&pair.value));
            }
            vec![Line(one_layer(&pair.name)), value]
        });
    let blocks = vec![Block::Table(rows.collect())];
    stage(
        "sorted",
        "Sorted",
        quiet("by encoded name, then encoded value, byte by byte"),
        blocks,
    )
}

/// What the base string URI lacks of the URL.
fn uri_changes(request: &Request) -> Option<String> {
    let parts = UrlParts::split(&request.url);
    let mut changes = Vec::new();
    let scheme = parts.scheme.bytes().to_ascii_lowercase();
    if parts.scheme.bytes() != scheme.as_bstr()
        || parts.host.bytes().iter().any(u8::is_ascii_uppercase)
    {
        changes.push("scheme and host in lower case");
    }
    if let Some(port) = &parts.port {
        let number = port.bytes().to_str_lossy().parse::<u16>();
        let default = matches!(
            (scheme.as_slice(), number),
            (b"https", Ok(443)) | (b"http", Ok(80))
        );
        if default {
            changes.push("the scheme's own port dropped");
        }
    }
    if parts.userinfo.is_some() {
        changes.push("user name and password dropped");
    }
    if parts.path.bytes().is_empty() {
        changes.push("an empty path is /");
    }
    match (&parts.query, &parts.fragment) {
        (Some(_), Some(_)) => changes.push("query and fragment cut off"),
        (Some(_), None) => changes.push("query cut off: its pairs are parameters"),
        (None, Some(_)) => changes.push("fragment cut off"),
        (None, None) => {}
    }
    (!changes.is_empty()).then(|| changes.join("; "))
}

/// A text piece by piece; `escapes` tells the layers within one.
fn annotated(text: &Annotated, escapes: fn(&[u8]) -> Vec<Span>) -> Line {
    if text.pieces.is_empty() {
        return Line::bytes(Role::Plain, &text.text);
    }
    let spans = text.pieces.iter().flat_map(|(part, range)| match part {
        Part::Separator | Part::Ampersand | Part::Equals(_) => {
            vec![Span::bytes(Role::Separator, text.bytes(range))]
        }
        Part::Method | Part::Uri | Part::Name(_) | Part::Value(_) => escapes(text.bytes(range)),
    });
    Line(spans.collect())
}

fn base_string(trace: &Trace) -> Stage {
    let text = &trace.base_string;
    let mut blocks = vec![Block::Code(annotated(text, layers))];
    let rows = broken(text);
    if !rows.is_empty() {
        let mut legend = Line::of(Role::Quiet, "encoded once: ").and(Role::LayerOne, "%3D");
        legend = legend
            .and(Role::Quiet, "    encoded twice: ")
            .and(Role::LayerTwo, "%2520");
        legend = legend.and(Role::Quiet, ", the %20 of a space");
        let instead = vec![Block::Table(rows), Block::Paragraph(legend)];
        blocks.push(picture::one(trace, instead));
    }
    if trace.algorithm == Algorithm::Plaintext {
        blocks.push(info("PLAINTEXT does not use it"));
    }
    stage(
        "base-string",
        "Signature base string",
        quiet("two layers of encoding; RFC 5849 3.4.1.1"),
        blocks,
    )
}

/// The base string, a line for each of its parts and each parameter: what joins it to the line
/// before, the name, what stands for `=`, the value.
fn broken(text: &Annotated) -> Vec<Vec<Line>> {
    let mut rows: Vec<Vec<Line>> = Vec::new();
    let mut joint = Line::default();
    for (part, range) in &text.pieces {
        let bytes = text.bytes(range);
        match part {
            Part::Separator | Part::Ampersand => joint = Line::bytes(Role::Separator, bytes),
            Part::Method | Part::Uri | Part::Name(_) => {
                rows.push(vec![std::mem::take(&mut joint), Line(layers(bytes))]);
            }
            Part::Equals(_) => {
                if let Some(row) = rows.last_mut() {
                    row.push(Line::bytes(Role::Separator, bytes));
                }
            }
            Part::Value(_) => {
                if let Some(row) = rows.last_mut() {
                    row.push(Line(layers(bytes)));
                }
            }
        }
    }
    rows
}

fn signing_key(trace: &Trace) -> Stage {
    let mut blocks = Vec::new();
    let aside;
    match &trace.signing_key {
        Ok(_) if trace.algorithm.is_rsa() => {
            aside = "the RSA private key; secrets are not used; RFC 5849 3.4.3";
        }
        Ok(key) => {
            aside = "encoded consumer secret & encoded token secret; RFC 5849 3.4.2";
            blocks.push(Block::Code(Line::bytes(Role::Plain, key.expose())));
        }
        Err(missing) => {
            aside = "missing";
            let (problem, help) = missing_text(*missing);
            blocks.push(warning(&format!("{problem}: {help}")));
        }
    }
    stage("signing-key", "Signing key", quiet(aside), blocks)
}

/// What is missing, and how it is given.
#[must_use]
pub fn missing_text(missing: Missing) -> (&'static str, &'static str) {
    match missing {
        Missing::ConsumerSecret => (
            "no consumer secret was given",
            "give --consumer-secret, COUNTERSIGN_CONSUMER_SECRET, or consumer_secret in the file of --keys",
        ),
        Missing::TokenSecret => (
            "the request has a token, and no token secret was given",
            "give --token-secret, COUNTERSIGN_TOKEN_SECRET, or token_secret in the file of --keys",
        ),
        Missing::PrivateKey => (
            "no RSA private key was given",
            "give --private-key FILE (PEM), or private_key in the file of --keys",
        ),
    }
}

/// The stages that need the key; none when it is missing.
fn signed(request: &Request, trace: &Trace) -> Vec<Stage> {
    let (Some(signature), Some(signed)) = (&trace.signature, &trace.signed) else {
        return Vec::new();
    };
    let mut stages = Vec::new();
    if let Some(digest) = &trace.digest {
        let aside = if trace.algorithm.is_rsa() {
            format!("{}: the hash that is signed", trace.algorithm.name())
        } else {
            trace.algorithm.name().to_owned()
        };
        let blocks = vec![Block::Code(Line::bytes(
            Role::Plain,
            &hex(digest.as_bytes()),
        ))];
        stages.push(stage("digest", "Digest", quiet(&aside), blocks));
    }
    let on_wire = Encoder::rfc().encode(signature);
    let mut place = Line::of(Role::Quiet, "on the wire: ");
    place.0.extend(one_layer(&on_wire));
    let blocks = vec![
        Block::Code(Line::bytes(Role::Right, signature)),
        Block::Code(place),
    ];
    let aside = match trace.algorithm {
        Algorithm::Plaintext => "PLAINTEXT: the signing key itself; RFC 5849 3.4.4",
        algorithm if algorithm.is_rsa() => "PKCS#1 v1.5, in base64",
        _ => "the digest in base64",
    };
    stages.push(stage("signature", "Signature", quiet(aside), blocks));
    stages.push(authorization(request, trace, signed));
    let blocks = vec![Block::Code(Line::of(Role::Command, &curl(signed)))];
    stages.push(stage(
        "curl",
        "curl",
        quiet("sends it, byte for byte"),
        blocks,
    ));
    stages
}

fn authorization(request: &Request, trace: &Trace, signed: &Request) -> Stage {
    let code = |text: &BStr| vec![Block::Code(Line::bytes(Role::Plain, text))];
    let (title, aside, blocks) = match &trace.authorization_header {
        Some(header) => (
            "Authorization header",
            "RFC 5849 3.5.1",
            code(header.as_bstr()),
        ),
        None if signed.url != request.url => {
            ("Signed URL", "RFC 5849 3.5.3", code(signed.url.bytes()))
        }
        None => {
            let body = signed.body.as_ref().map(Text::bytes).unwrap_or_default();
            ("Signed body", "RFC 5849 3.5.2", code(body))
        }
    };
    stage("authorization-header", title, quiet(aside), blocks)
}
