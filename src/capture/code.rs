//! Code of any language with a signed request written down in it, and what languages print of
//! their maps.
//!
//! Where a map tells the whole request, it is read as a record. Else what stands nearest to the
//! signed header is taken: a URL, a method word, headers, a body; that is a guess, and is told.

use bstr::ByteSlice;

use super::assemble::{
    Assembler, Found, authorization_of, is_absolute, is_form, is_method, is_signed, pairs, plain,
};
use super::tree::bare;
use super::tree::notation::{self, CALL, last_segment};
use super::tree::{MAX_DEPTH, Map, Value};
use super::{Captured, Options, base_string, rails};
use crate::error::{Assumption, Error, Finding};
use crate::request::Text;

/// Reads the requests that are written down in code or in a printed map.
///
/// # Errors
/// When there is none.
pub(super) fn read(text: &Text, options: &Options<'_>) -> Result<Vec<Captured>, Error> {
    if rails::is_log(text.bytes()) {
        return Ok(rails::read(text, options));
    }
    if bare::is_bare(text.bytes()) {
        return super::record::found(&bare::read(text), options);
    }
    let notation = notation::read(text);
    let assembler = Assembler {
        options,
        holes: &notation.holes,
    };
    let mut read = assembler.requests(&notation.root);
    if let [one] = read.as_mut_slice()
        && one.request.body.is_none()
    {
        written(&notation.root, one);
    }
    let whole = |captured: &Captured| {
        let request = &captured.request;
        is_signed(captured) && !request.url.bytes().is_empty() && !request.method.bytes().is_empty()
    };
    if !read.iter().any(whole) {
        let mut facts = Vec::new();
        flatten(&Text::default(), &notation.root, 0, &mut facts);
        let near = near(&facts, &assembler);
        let located = |captured: &Captured| !captured.request.url.bytes().is_empty();
        if near.iter().any(located) || read.is_empty() {
            read = near;
        }
        super::assemble::take_secrets(&notation.root, &mut read);
    }
    if !read.iter().any(is_signed)
        && let Ok(found) = base_strings(&notation.root, &assembler)
    {
        read = found;
    }
    let Some(first) = read.first_mut() else {
        return Err(Error::new(
            "no string in it holds an Authorization header, a URL or a base string",
        )
        .help("paste the part with the request's URL, headers and body"));
    };
    if notation.joined > 0 {
        first.findings.push(
            Finding::new(
                "code-joined",
                format_args!(
                    "string literals that the code joins were put together ({} places)",
                    notation.joined
                ),
                None,
            )
            .with(crate::error::Severity::Hint),
        );
    }
    if let Some(template) = notation.untemplated {
        first.findings.push(Finding::new(
            "template-sent",
            format_args!(
                "{} stands between quotes that fill nothing in: it is sent as it stands",
                template.bytes()
            ),
            template.span(),
        ));
    }
    Ok(read)
}

/// The body that is written to a request whose options stand in a map of their own.
fn written(root: &Value, one: &mut Captured) {
    let mut facts = Vec::new();
    flatten(&Text::default(), root, 0, &mut facts);
    // What a call is given has a name that does not stand in the code; a variable has its own.
    let given = |(name, _): &&(Text, Value)| name.bytes() == "body" && name.span().is_none();
    let named = |(name, value): &&(Text, Value)| {
        value.text().is_some_and(is_body)
            && ["body", "data", "payload", "postdata", "postfields", "form"]
                .contains(&plain(name.bytes()).as_str())
    };
    let mut found: Vec<&(Text, Value)> = facts.iter().filter(given).collect();
    if found.is_empty() {
        found.extend(facts.iter().filter(named));
    }
    let Some((_, first)) = found.first() else {
        return;
    };
    if found.iter().all(|(_, other)| other == first) {
        one.missing.retain(|gap| gap.part != super::Part::Body);
        super::assemble::add_body(&vec![(Text::made("body"), first.clone())], one);
    }
}

fn base_strings(root: &Value, assembler: &Assembler<'_>) -> Result<Vec<Captured>, Error> {
    let mut read = Vec::new();
    root.each_text(&mut |_, text| {
        if base_string::find(text.bytes()).next().is_some()
            && let Ok(found) = base_string::read(text, assembler.options)
        {
            read.extend(found);
        }
    });
    for captured in &mut read {
        assembler.gaps(captured);
        if let Some(base_string) = captured.base_string.clone() {
            assembler.gaps_of(&base_string, captured);
        }
    }
    if read.is_empty() {
        return Err(Error::new("there is no base string"));
    }
    Ok(read)
}

/// Every scalar and every list of them with its name, in order; what a request names by a map of
/// its own (headers, a form) stays one.
fn flatten(name: &Text, value: &Value, depth: usize, facts: &mut Map) {
    if depth > MAX_DEPTH {
        return;
    }
    if let Some(verb) = verb_called(name.bytes(), value) {
        facts.push((name.clone(), verb));
        // A body may be the argument that is no URL.
        let body = |value: &Value| {
            is_made_form(value)
                || value
                    .text()
                    .is_some_and(|text| !is_absolute(text.bytes()) && is_body(text))
        };
        let found = match value {
            Value::List(items) => items.iter().find(|item| body(item)),
            Value::Map(members) => members
                .iter()
                .find(|(name, item)| name.bytes().is_empty() && body(item))
                .map(|(_, item)| item),
            _ => None,
        };
        facts.extend(found.map(|body| (Text::made("body"), body.clone())));
    }
    match value {
        Value::Map(map) => {
            if Found::is_a_part(name.bytes(), map) {
                facts.push((name.clone(), value.clone()));
                return;
            }
            for (key, value) in map {
                flatten(key, value, depth + 1, facts);
            }
        }
        Value::List(items) => {
            if name.bytes().ends_with(CALL) {
                arguments(name, items, depth, facts);
            } else if items.iter().all(|item| item.text().is_some()) {
                facts.push((name.clone(), value.clone()));
            } else {
                for item in items {
                    flatten(name, item, depth + 1, facts);
                }
            }
        }
        Value::Text(text) if is_body_call(name.bytes(), text) => {
            facts.push((Text::made("body"), value.clone()));
        }
        Value::Text(_) | Value::Name(_) | Value::Nothing => {
            facts.push((name.clone(), value.clone()));
        }
    }
}

/// Whether a call is given the text of a body: `req.write("a=b")`, `ofString("{}")`.
fn is_body_call(name: &[u8], text: &Text) -> bool {
    let Some(call) = name.strip_suffix(CALL) else {
        return false;
    };
    let known = [
        "write",
        "end",
        "ofstring",
        "ofbytes",
        "content",
        "stringentity",
        "setentity",
        "tobytes",
        "bytes",
        "stringcontent",
        "bodyraw",
        "print",
        "withbody",
        "bodystring",
        "setcontent",
    ];
    known.contains(&plain(last_segment(call)).as_str()) && is_body(text)
}

/// Whether a value is what the code makes a form of: `qs.stringify({…})`.
fn is_made_form(value: &Value) -> bool {
    value.map().is_some_and(
        |map| matches!(map.as_slice(), [(name, Value::Map(_))] if name.bytes() == "form"),
    )
}

/// Whether a text is pairs of a form or a JSON object.
fn is_body(text: &Text) -> bool {
    let bytes = text.bytes();
    !bytes.contains_str("oauth_")
        && (is_form(bytes) || bytes.starts_with(b"{") && bytes.ends_with(b"}"))
}

/// A call whose name is a method of HTTP and that is given a URL: what stands for its method.
fn verb_called(name: &[u8], arguments: &Value) -> Option<Value> {
    let call = name.strip_suffix(CALL)?;
    if !is_method(last_segment(call)) {
        return None;
    }
    if last_segment(call).iter().all(u8::is_ascii_uppercase) {
        return Some(Value::Nothing);
    }
    let located = |value: &Value| value.text().is_some_and(|text| is_absolute(text.bytes()));
    let holds = match arguments {
        Value::List(items) => items.iter().any(|item| located(item) || wraps_url(item)),
        Value::Map(members) => members
            .iter()
            .any(|(_, value)| located(value) || wraps_url(value)),
        other => located(other) || wraps_url(other),
    };
    holds.then_some(Value::Nothing)
}

/// Whether a call makes a URL of its only argument: `Uri.parse("https://…")`.
fn wraps_url(value: &Value) -> bool {
    let inner = value.map().filter(|map| map.len() == 1);
    inner.is_some_and(|_| {
        value
            .only_text()
            .is_some_and(|text| is_absolute(text.bytes()))
    })
}

/// What a call is given: `addHeader("A", "b")` names `A`, `setopt(c, CURLOPT_URL, "…")` the URL.
fn arguments(name: &Text, items: &[Value], depth: usize, facts: &mut Map) {
    let named = items.windows(2).find_map(|pair| match pair {
        [Value::Name(option), value] if option.bytes().starts_with(b"CURLOPT_") => {
            Some((option, value))
        }
        _ => None,
    });
    if let Some((option, value)) = named {
        return flatten(option, value, depth + 1, facts);
    }
    let call = last_segment(&name.bytes()[..name.bytes().len() - CALL.len()]);
    match items {
        // A header's name and value, in either order.
        [Value::Text(key), value @ Value::Text(_)] if is_header_call(call, key.bytes()) => {
            facts.push((key.clone(), value.clone()));
        }
        // A form, a pair a call.
        [Value::Text(key), value @ Value::Text(_)] if is_field_call(call) => {
            let pair = vec![(key.clone(), value.clone())];
            facts.push((Text::made("form"), Value::Map(pair)));
        }
        _ if typed(items).is_some() => facts.extend(typed(items).into_iter().flatten()),
        _ => {
            for item in items {
                flatten(name, item, depth + 1, facts);
            }
        }
    }
}

fn is_field_call(call: &[u8]) -> bool {
    [
        "field",
        "addfield",
        "formparam",
        "addformparam",
        "formfield",
        "keyvaluepair",
        "basicnamevaluepair",
        "namevaluepair",
        "append",
    ]
    .contains(&plain(call).as_str())
}

/// A body's text beside its type, in either order.
fn typed(items: &[Value]) -> Option<[(Text, Value); 2]> {
    let mut texts = items.iter().filter(|item| item.text().is_some());
    let (first, second) = (texts.next()?, texts.next()?);
    let is_type = |item: &Value| {
        item.text()
            .is_some_and(|text| text.bytes().contains_str("x-www-form-urlencoded"))
    };
    let (media, body) = match (is_type(first), is_type(second)) {
        (true, false) => (first, second),
        (false, true) => (second, first),
        _ => return None,
    };
    // A header's name beside its value is not a body.
    let names = body
        .text()
        .is_some_and(|text| text.bytes().eq_ignore_ascii_case(b"content-type"));
    if names {
        return None;
    }
    Some([
        (Text::made("body"), body.clone()),
        (Text::made("Content-Type"), media.clone()),
    ])
}

fn is_header_call(call: &[u8], key: &[u8]) -> bool {
    let known = plain(call).contains("header")
        || plain(call).contains("requestproperty")
        || ["add", "set", "put", "append", "insert"]
            .iter()
            .any(|name| plain(call) == *name);
    let header = key.eq_ignore_ascii_case(b"authorization")
        || key.eq_ignore_ascii_case(b"host")
        || key.contains(&b'-') && !key.iter().any(u8::is_ascii_whitespace);
    known && header
}

/// What stands next to each signed header.
fn near(facts: &Map, assembler: &Assembler<'_>) -> Vec<Captured> {
    let anchor = |(_, value): &(Text, Value)| match value {
        Value::Text(text) => authorization_of(text).is_some(),
        Value::Map(_) => pairs(value).iter().any(|(name, value)| {
            name.bytes().eq_ignore_ascii_case(b"authorization")
                && value.bytes().contains_str("oauth_")
        }),
        _ => false,
    };
    let places: Vec<usize> = facts
        .iter()
        .enumerate()
        .filter(|(_, fact)| anchor(fact))
        .map(|(place, _)| place)
        .collect();
    let mut read = Vec::new();
    let mut start = 0;
    for (number, place) in places.iter().enumerate() {
        // The next request begins with its URL.
        let end = places.get(number + 1).map_or(facts.len(), |next| {
            let between = &facts[place + 1..*next];
            let url = between
                .iter()
                .position(|(_, value)| value.text().is_some_and(|text| is_absolute(text.bytes())));
            url.map_or(*next, |url| place + 1 + url)
        });
        read.extend(Found::of(&facts[start..end], place - start).captured(assembler));
        start = end;
    }
    if places.is_empty() {
        // Parameters in the URL or the body.
        read.extend(Found::of(facts, facts.len()).captured(assembler));
        read.retain(is_signed);
    }
    read
}

/// The note of where method and URL were found.
pub(super) fn told(url: &str, method: &str) -> Assumption {
    Assumption::new(
        "code-near",
        format_args!("what stands next to the header in the code was taken: {url}, {method}"),
    )
}

/// The method in a name of code: `Method.GET`, `HttpMethod.Post`, `Net::HTTP::Get`, `HttpPost`.
pub(super) fn method_in(name: &[u8]) -> Option<&[u8]> {
    let called = name.ends_with(CALL);
    let name = name.strip_suffix(CALL).unwrap_or(name);
    let mut segments = name
        .rsplit(|byte| b".:>".contains(byte))
        .filter(|one| !one.is_empty());
    let last = segments.next()?;
    // An annotation of Retrofit's.
    let last = last.strip_prefix(b"@").unwrap_or(last);
    let before = segments.next();
    if is_method(last) && (before.is_some() || last.iter().all(u8::is_ascii_uppercase)) {
        return Some(last);
    }
    // A builder's `.post(body)`; `get` is a word of maps, too.
    if called && ["post", "put", "patch", "delete"].contains(&last.to_str().unwrap_or_default()) {
        return Some(last);
    }
    if last == b"new" && before.is_some_and(is_method) {
        return before;
    }
    let verb = last.strip_prefix(b"Http")?;
    is_method(verb).then_some(verb)
}
