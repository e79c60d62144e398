//! The form of the Authorization header (RFC 5849 section 3.5.1).

use bstr::ByteSlice as _;

use super::wire::Wire;
use super::{error, hint, listed, shown, warning};
use crate::authorization::{self, Field, Quotes};
use crate::error::Finding;
use crate::request::{Header, Span, Text};

pub(super) fn lint(wire: &Wire<'_>, found: &mut Vec<Finding>) {
    if wire.headers.len() > 1
        && let Some(second) = wire.headers.get(1)
    {
        found.push(warning(
            "authorization-header-twice",
            "there are two Authorization headers with OAuth fields; servers take one of them, or \
             refuse the request",
            second.value.span(),
        ));
    }
    for header in &wire.headers {
        one(header, found);
    }
    if wire.headers.is_empty() && wire.protocol_parameters().next().is_none() {
        found.push(as_headers(wire).unwrap_or_else(|| not_sent(wire)));
    }
}

/// Protocol parameters that are sent as HTTP headers, each by itself: section 3.5 knows none such.
fn as_headers(wire: &Wire<'_>) -> Option<Finding> {
    let named = |header: &&Header| {
        header
            .name
            .bytes()
            .to_ascii_lowercase()
            .starts_with(b"oauth_")
    };
    let mut headers = wire.request.headers.iter().filter(named);
    let first = headers.next()?;
    let last = headers.next_back()?;
    let span = first
        .name
        .span()
        .zip(last.value.span())
        .map(|(first, last)| first.start..last.end.max(first.end));
    Some(error(
        "protocol-as-headers",
        "the protocol parameters stand as HTTP headers of their own; they belong into one \
         Authorization header, the query or the form body (RFC 5849 3.5)",
        span,
    ))
}

/// A field with its places in the header's value.
struct Placed {
    field: Field,
    name: Span,
    value: Option<Span>,
}

fn one(header: &Header, found: &mut Vec<Finding>) {
    let value = &header.value;
    let bytes = value.bytes();
    // A text that stands at 0 tells the places of its parts.
    let local = Text::copied(bytes, 0);
    let fields: Vec<Placed> = authorization::fields(&local)
        .into_iter()
        .filter_map(|field| {
            Some(Placed {
                name: field.name.span()?,
                value: field.value.as_ref().and_then(Text::span),
                field,
            })
        })
        .collect();
    scheme(value, &fields, found);
    separators(value, &fields, found);
    commas(value, &fields, found);
    blanks(value, &fields, found);
    quotes(value, &fields, found);
    encoding(value, &fields, found);
    strangers(value, &fields, found);
}

fn scheme(value: &Text, fields: &[Placed], found: &mut Vec<Finding>) {
    if fields.is_empty() || value.bytes().trim_ascii().eq_ignore_ascii_case(b"oauth") {
        found.push(error(
            "header-not-sent",
            "the Authorization header names the scheme and holds no field",
            value.span(),
        ));
        return;
    }
    match authorization::scheme(value) {
        None => {
            let first = fields.first().map_or(0..1, |field| field.name.clone());
            found.push(error(
                "header-no-scheme",
                "the header's value does not begin with the word `OAuth`",
                value.locate(first),
            ));
        }
        Some(scheme) if !scheme.bytes().eq_ignore_ascii_case(b"oauth") => {
            found.push(error(
                "header-wrong-scheme",
                format_args!(
                    "the header holds OAuth 1.0 fields under the scheme `{}`; they belong to `OAuth`",
                    shown(scheme.bytes())
                ),
                scheme.span(),
            ));
        }
        Some(_) => {}
    }
}

fn separators(value: &Text, fields: &[Placed], found: &mut Vec<Finding>) {
    for (separator, id, what) in [
        (b'&', "header-amp-separators", "`&`"),
        (b';', "header-semicolon-separators", "`;`"),
    ] {
        let places: Vec<usize> = fields
            .iter()
            .filter(|placed| placed.field.separator == Some(separator))
            .map(|placed| placed.field.end)
            .collect();
        let Some(first) = places.first() else {
            continue;
        };
        let times = times(places.len());
        found.push(error(
            id,
            format_args!("the header joins its fields with {what}; RFC 5849 wants commas{times}"),
            value.locate(*first..*first + 1),
        ));
    }
}

/// How often, where that is more than once.
fn times(count: usize) -> String {
    match count {
        1 => String::new(),
        count => format!(" ({count} places)"),
    }
}

/// Commas that are missing between two fields, and one behind the last.
fn commas(value: &Text, fields: &[Placed], found: &mut Vec<Finding>) {
    let mut missing = fields
        .iter()
        .zip(fields.iter().skip(1))
        .filter(|(placed, _)| placed.field.separator.is_none());
    if let Some((before, after)) = missing.next() {
        found.push(error(
            "header-comma-missing",
            format_args!(
                "a comma is missing between `{}` and `{}`{}; a server may lose a field or refuse \
                 the header",
                shown(before.field.name.bytes()),
                shown(after.field.name.bytes()),
                times(1 + missing.count()),
            ),
            value.locate(after.name.clone()),
        ));
    }
    if let Some(last) = fields.last()
        && last.field.separator == Some(b',')
    {
        let end = last.field.end;
        found.push(warning(
            "header-comma-last",
            "a comma stands behind the last field; a server that splits by commas finds an empty \
             field there",
            value.locate(end..end + 1),
        ));
    }
}

/// Blanks round the `=` of a field: section 3.5.1 has the name immediately followed by it.
fn blanks(value: &Text, fields: &[Placed], found: &mut Vec<Finding>) {
    let mut spaced = fields
        .iter()
        .filter_map(|placed| Some((placed, placed.field.blanks.clone()?)));
    if let Some((first, at)) = spaced.next() {
        found.push(warning(
            "header-blank-at-equals",
            format_args!(
                "a blank stands beside the `=` of `{}`{}; a server that does not expect it takes \
                 it for a part of the name or the value",
                shown(first.field.name.bytes()),
                times(1 + spaced.count()),
            ),
            value.locate(at),
        ));
    }
}

fn quotes(value: &Text, fields: &[Placed], found: &mut Vec<Finding>) {
    let bytes = value.bytes();
    let curly = ["\u{201C}", "\u{201D}"]
        .iter()
        .filter_map(|quote| bytes.find(quote))
        .min();
    if let Some(at) = curly {
        found.push(error(
            "capture-smart-quotes",
            "the header holds curly quotes; only straight ones end a value",
            value.locate(at..at + "\u{201C}".len()),
        ));
        return;
    }
    let odd = |placed: &&Placed| {
        let inside = placed.field.value.as_ref();
        matches!(placed.field.quotes, Quotes::OpensOnly | Quotes::ClosesOnly)
            || inside.is_some_and(|text| text.bytes().contains(&b'"'))
    };
    let doubled = |placed: &&Placed| placed.field.quotes == Quotes::Doubled;
    if let Some(first) = fields
        .iter()
        .find(odd)
        .or_else(|| fields.iter().find(doubled))
    {
        let at = first.value.clone().unwrap_or(0..bytes.len());
        let says = match first.field.quotes {
            Quotes::Doubled => "the quotes stand twice, as the export of a table doubles them",
            _ => "a quote is missing: a value opens and does not close, or closes and did not open",
        };
        let closes = usize::from(first.field.quotes == Quotes::ClosesOnly);
        found.push(error(
            "header-quote-broken",
            says,
            value.locate(at.start..at.end + closes),
        ));
        return;
    }
    let bare: Vec<&Placed> = fields
        .iter()
        .filter(|placed| {
            matches!(placed.field.quotes, Quotes::None | Quotes::Single) && placed.value.is_some()
        })
        .collect();
    let Some(first) = bare.first() else {
        return;
    };
    let at = first.value.clone().unwrap_or_default();
    let single = first.field.quotes == Quotes::Single;
    let what = if single {
        "stand in single quotes; RFC 5849 wants double ones"
    } else {
        "stand without quotes"
    };
    found.push(error(
        "header-no-quotes",
        format_args!(
            "{} of {} values {what}, the first is that of `{}`",
            bare.len(),
            fields.len(),
            shown(first.field.name.bytes())
        ),
        value.locate(at),
    ));
}

/// Values that hold what section 3.6 escapes. The signature has lints of its own.
fn encoding(value: &Text, fields: &[Placed], found: &mut Vec<Finding>) {
    for placed in fields {
        let (Some(text), Some(at)) = (&placed.field.value, &placed.value) else {
            continue;
        };
        let name = placed.field.name.bytes();
        if name == "oauth_signature" || name.eq_ignore_ascii_case(b"realm") {
            continue;
        }
        let bytes = text.bytes();
        if bytes.contains(&b'"') {
            continue; // a broken quote, said elsewhere
        }
        let raw = |byte: u8| !(byte.is_ascii_alphanumeric() || b"-._~%".contains(&byte));
        if let Some(first) = bytes.iter().position(|byte| raw(*byte)) {
            found.push(warning(
                "header-key-not-encoded",
                format_args!(
                    "the value of `{}` holds {} as it is; names and values of the header are \
                     percent-encoded",
                    shown(name),
                    listed(bytes.iter().copied().filter(|byte| raw(*byte)).take(200))
                ),
                value.locate(at.start + first..at.start + first + 1),
            ));
        }
        let broken = bytes.find_iter("%").find(|at| {
            let hex = bytes.get(at + 1..at + 3).unwrap_or_default();
            hex.len() < 2 || !hex.iter().all(u8::is_ascii_hexdigit)
        });
        if let Some(percent) = broken {
            let end = (percent + 3).min(bytes.len());
            found.push(error(
                "percent-without-hex",
                format_args!(
                    "`%` in the value of `{}` has no two hex digits after it",
                    shown(name)
                ),
                value.locate(at.start + percent..at.start + end),
            ));
        }
    }
}

/// Fields that do not belong into this header.
fn strangers(value: &Text, fields: &[Placed], found: &mut Vec<Finding>) {
    let strange: Vec<&Placed> = fields
        .iter()
        .filter(|placed| {
            let name = placed.field.name.bytes().to_ascii_lowercase();
            !name.contains_str("oauth") && name.as_slice() != b"realm"
        })
        .collect();
    if let Some(first) = strange.first() {
        let more = match strange.len() {
            1 => String::new(),
            count => format!(" and {} more", count - 1),
        };
        found.push(warning(
            "body-params-in-header",
            format_args!(
                "`{}`{more} stands in the header, where only oauth_ parameters and realm belong",
                shown(first.field.name.bytes())
            ),
            value.locate(first.name.clone()),
        ));
    }
    if let Some(realm) = fields
        .iter()
        .find(|placed| placed.field.name.bytes() == "oauth_realm")
    {
        found.push(hint(
            "realm-included",
            "`oauth_realm` is no parameter of RFC 5849 and is signed like any other; the header's \
             own `realm` is not signed",
            value.locate(realm.name.clone()),
        ));
    }
}

/// Nothing of OAuth 1.0 is in the request.
fn not_sent(wire: &Wire<'_>) -> Finding {
    let other = wire.request.header("authorization");
    let Some(other) = other else {
        return warning(
            "header-not-sent",
            "the request carries no OAuth parameter: the Authorization header was never sent, was \
             dropped on the way, or is left out of this capture",
            None,
        );
    };
    let scheme = authorization::scheme(&other.value).unwrap_or_default();
    warning(
        "header-not-sent",
        format_args!(
            "the Authorization header is none of OAuth 1.0: its scheme is `{}`",
            shown(scheme.bytes())
        ),
        scheme.span().or_else(|| other.name.span()),
    )
}
