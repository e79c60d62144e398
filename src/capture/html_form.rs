//! An HTML form, such as the page that launches an LTI tool: what a browser sends of it.
//!
//! HTML's own rules say what is sent (WHATWG HTML, form submission): entities are decoded once, a
//! line break of a value goes as CR LF, a space as `+`.

use bstr::ByteSlice;
use html5gum::emitters::default::DefaultEmitter;
use html5gum::{StartTag, Token, Tokenizer};

use super::python::push_encoded;
use super::{Captured, Gap, Options, Part, Why, assemble};
use crate::error::{Assumption, Error};
use crate::request::{Header, Text};

/// What a browser keeps in a form, beside letters and digits.
const KEPT: &[u8] = b"*-._";

/// Whether a text has a form with OAuth inputs.
pub(super) fn is_form(text: &[u8]) -> bool {
    let lower = |word: &str| {
        text.find_iter("<").any(|at| {
            text.get(at + 1..at + 1 + word.len())
                .is_some_and(|tag| tag.eq_ignore_ascii_case(word.as_bytes()))
        })
    };
    text.contains_str("oauth_") && lower("input") && (lower("form") || text.contains_str("name="))
}

/// A form with its controls, in order.
#[derive(Default)]
struct Form {
    action: Option<Text>,
    method: Vec<u8>,
    controls: Vec<(Text, Text)>,
}

/// Reads the forms that carry OAuth parameters, or all of them when none does.
///
/// # Errors
/// When there is none.
pub(super) fn read(text: &Text, options: &Options<'_>) -> Result<Vec<Captured>, Error> {
    let mut forms = forms(text);
    let signed = |form: &Form| {
        form.controls
            .iter()
            .any(|(name, _)| name.bytes().starts_with(b"oauth_"))
    };
    if forms.iter().any(signed) {
        forms.retain(signed);
    }
    forms.retain(|form| !form.controls.is_empty());
    if forms.is_empty() {
        return Err(Error::new("there is no form with inputs in the page")
            .help("copy the page's source, from <form to </form>"));
    }
    Ok(forms
        .into_iter()
        .map(|form| captured(form, options))
        .collect())
}

fn captured(form: Form, options: &Options<'_>) -> Captured {
    let mut captured = Captured::default();
    let post = form.method.eq_ignore_ascii_case(b"post");
    captured.request.method = Text::made(if post { "POST" } else { "GET" });
    let action = form.action.unwrap_or_default();
    let relative = !assemble::is_absolute(action.bytes());
    captured.request.url = match &options.url {
        Some(url) if relative => Text::made(url.as_str()),
        _ => action.clone(),
    };
    if relative && options.url.is_none() {
        captured.missing.push(Gap {
            part: if action.bytes().is_empty() {
                Part::Url
            } else {
                Part::Host
            },
            why: Why::NeverShown,
            span: action.span(),
        });
    }
    let sent = encoded(&form.controls);
    if post {
        captured.request.headers.push(Header::made(
            "Content-Type",
            "application/x-www-form-urlencoded",
        ));
        captured.request.body = Some(sent);
    } else {
        // The form's pairs take the place of the action's query.
        let url = &captured.request.url;
        let end = url.bytes().find_byteset(b"?#").unwrap_or(url.bytes().len());
        let mut whole = url.slice(0..end);
        whole.push_made(b"?");
        whole.push_text(&sent);
        captured.request.url = whole;
    }
    captured.guesses.push(Assumption::new(
        "html-form",
        "the inputs were taken as a browser sends them: entities decoded once, a space as +, a \
         line break as CR LF",
    ));
    assemble::Assembler {
        options,
        holes: &[],
    }
    .gaps(&mut captured);
    captured
}

fn encoded(controls: &[(Text, Text)]) -> Text {
    let mut out = Text::default();
    for (place, (name, value)) in controls.iter().enumerate() {
        if place > 0 {
            out.push_made(b"&");
        }
        push_encoded(&mut out, &with_crlf(name), KEPT);
        out.push_made(b"=");
        push_encoded(&mut out, &with_crlf(value), KEPT);
    }
    out
}

/// Every line break as CR LF.
fn with_crlf(text: &Text) -> Text {
    let bytes = text.bytes();
    if !bytes.contains(&b'\n') && !bytes.contains(&b'\r') {
        return text.clone();
    }
    let mut out = Text::default();
    let mut at = 0;
    while let Some(step) = bytes[at..].find_byteset(b"\r\n") {
        out.push_text(&text.slice(at..at + step));
        at += step;
        let length = if bytes[at..].starts_with(b"\r\n") {
            2
        } else {
            1
        };
        out.push_unquoted(b"\r\n", text.locate(at..at + length).unwrap_or_default());
        at += length;
    }
    out.push_text(&text.slice(at..bytes.len()));
    out
}

/// The forms of a page; inputs outside of any are one form without action.
fn forms(text: &Text) -> Vec<Form> {
    let bytes = text.bytes();
    let mut forms = vec![Form::default()];
    let mut area: Option<(Text, Text)> = None;
    let emitter = DefaultEmitter::<usize>::new_with_span();
    let Ok(html) = bytes.to_str() else {
        return forms;
    };
    for token in Tokenizer::new_with_emitter(html, emitter) {
        let Ok(token) = token;
        let Some(form) = forms.last_mut() else {
            break;
        };
        match token {
            Token::StartTag(tag) => match tag.name.as_slice() {
                b"form" => forms.push(Form {
                    action: attribute(&tag, b"action", text),
                    method: tag
                        .attributes
                        .get(&b"method"[..])
                        .map(|value| value.to_vec())
                        .unwrap_or_default(),
                    controls: Vec::new(),
                }),
                b"input" => form.controls.extend(input(&tag, text)),
                b"textarea" => {
                    area = attribute(&tag, b"name", text).map(|name| (name, Text::default()));
                }
                _ => {}
            },
            Token::EndTag(tag) => match tag.name.as_slice() {
                b"form" => forms.push(Form::default()),
                b"textarea" => form.controls.extend(area.take()),
                _ => {}
            },
            Token::String(string) => {
                if let Some((_, value)) = &mut area {
                    let place = text.locate(string.span.start..string.span.end);
                    value.push_unquoted(&string.value, place.unwrap_or_default());
                }
            }
            _ => {}
        }
    }
    forms
}

/// The pair that an input sends, if it sends one.
fn input(tag: &StartTag<usize>, text: &Text) -> Option<(Text, Text)> {
    let kind = tag
        .attributes
        .get(&b"type"[..])
        .map(|value| value.to_ascii_lowercase())
        .unwrap_or_default();
    let has = |name: &[u8]| tag.attributes.contains_key(name);
    let unsent = match kind.as_slice() {
        b"submit" | b"button" | b"image" | b"reset" | b"file" => true,
        b"checkbox" | b"radio" => !has(b"checked"),
        _ => false,
    };
    if unsent || has(b"disabled") {
        return None;
    }
    let name = attribute(tag, b"name", text).filter(|name| !name.bytes().is_empty())?;
    Some((name, attribute(tag, b"value", text).unwrap_or_default()))
}

/// An attribute's value, with its place where it stands as it is.
fn attribute(tag: &StartTag<usize>, name: &[u8], text: &Text) -> Option<Text> {
    let found = tag.attributes.get(name)?;
    let range = found.span.start..found.span.end.min(text.bytes().len());
    let source = text.bytes().get(range.clone()).unwrap_or_default();
    let mut out = Text::default();
    match source.find(&**found).filter(|_| !found.is_empty()) {
        Some(at) => out.push_text(&text.slice(range.start + at..range.start + at + found.len())),
        None => out.push_unquoted(found, text.locate(range).unwrap_or_default()),
    }
    Some(out)
}
