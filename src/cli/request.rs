//! The flags that describe a request, and the request that they mean.
//!
//! What stands in the URL and in `-d` is wire text and is taken as it is; what `-p` and `-q` give
//! is decoded and is encoded here, once, onto the wire. The pipeline then reads the wire alone.

use std::ffi::{OsStr, OsString};

use clap::Args;
use countersign::case::{Given, Pair};
use countersign::error::{Assumption, Error};
use countersign::pipeline::check_url;
use countersign::pipeline::collect::{BodyKind, body_kind};
use countersign::pipeline::decode::{Malformed, form_decode, malformed};
use countersign::protocol::joined;
use countersign::request::{Header, Request, Text, UrlParts};

use super::errors::Failure;
use super::files;
use super::paste::Target;

/// The flags that describe a request.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Request")]
pub(crate) struct RequestArgs {
    /// The URL, as an option
    #[arg(long, value_name = "URL")]
    url: Option<OsString>,
    /// The method [default: GET, with a body POST]
    #[arg(short = 'X', long, value_name = "METHOD")]
    method: Option<String>,
    /// A decoded parameter, encoded for you: in the form body of POST, PUT and PATCH, else in the query
    #[arg(
        short = 'p',
        long = "param",
        value_name = "K=V",
        allow_hyphen_values = true
    )]
    params: Vec<OsString>,
    /// A decoded parameter, encoded for you, always in the query
    #[arg(
        short = 'q',
        long = "query",
        value_name = "K=V",
        allow_hyphen_values = true
    )]
    queries: Vec<OsString>,
    /// Body text as on the wire, never encoded; @FILE reads one without its line ends; several are joined by &
    #[arg(
        short = 'd',
        long = "data",
        value_name = "TEXT",
        allow_hyphen_values = true
    )]
    data: Vec<OsString>,
    /// As -d, and @ has no meaning
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    data_raw: Vec<OsString>,
    /// A header
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE")]
    headers: Vec<OsString>,
}

impl RequestArgs {
    /// Whether they say where the request goes.
    pub(crate) fn names_url(&self) -> bool {
        self.url.is_some()
    }

    /// The request that the flags mean, and what was decided for the user. `positional`: the URL
    /// given without a flag; `wants_body`: whether something else will put a form body on it.
    ///
    /// # Errors
    /// When a flag breaks its own rules, or text cannot stand on the wire.
    pub(crate) fn build(
        &self,
        positional: Option<&OsStr>,
        wants_body: bool,
    ) -> Result<(Request, Vec<Assumption>), Failure> {
        if positional.is_some() && self.url.is_some() {
            return Err(Error::new("two URLs were given")
                .in_input("--url")
                .help("leave one of them out")
                .into());
        }
        let url = positional
            .or(self.url.as_deref())
            .map(OsStr::as_encoded_bytes);
        let request = Request {
            url: Text::made(url.unwrap_or_default()),
            ..Request::default()
        };
        check_url(&request).map_err(|error| Failure::in_text(error, request.url.bytes()))?;
        check_query(&request)?;
        self.amend(request, wants_body)
    }

    /// What the flags say of the request's target, for a paste that does not tell it.
    pub(crate) fn target(&self) -> Target<'_> {
        Target {
            method: self.method.as_deref(),
            url: self.url.as_deref(),
        }
    }

    /// The request with what the flags add: a header in place of those of its name, a body in
    /// place of its own, pairs beside those that it has.
    ///
    /// # Errors
    /// When a flag breaks its own rules, or text cannot stand on the wire.
    pub(crate) fn amend(
        &self,
        request: Request,
        wants_body: bool,
    ) -> Result<(Request, Vec<Assumption>), Failure> {
        let given = self.given()?;
        let (request, said) = given.amend(request, wants_body)?;
        if given.body.is_some() {
            check_body(&request)?;
        }
        Ok((request, said))
    }

    /// What the flags tell, as values.
    ///
    /// # Errors
    /// When a flag breaks its own rules, or text cannot stand on the wire.
    pub(crate) fn given(&self) -> Result<Given, Failure> {
        let (headers, without) = self.headers()?;
        if let Some(method) = &self.method
            && (method.is_empty() || !method.bytes().all(is_token))
        {
            return Err(
                Error::new(format!("expected a method such as GET, found {method:?}"))
                    .in_input("--method")
                    .into(),
            );
        }
        Ok(Given {
            method: self.method.as_deref().map(Into::into),
            url: self.url.as_ref().map(|url| url.as_encoded_bytes().into()),
            queries: pairs("--query", &self.queries)?,
            params: pairs("--param", &self.params)?,
            body: self.body()?,
            headers,
            without,
            protocol: Vec::new(),
        })
    }

    /// The headers that are given, and the names of those that are to be left out.
    fn headers(&self) -> Result<(Vec<Header>, Vec<Vec<u8>>), Failure> {
        let mut headers = Vec::new();
        let mut left_out = Vec::new();
        for given in &self.headers {
            let bytes = given.as_encoded_bytes();
            let wrong = |problem: &str| {
                Error::new(problem)
                    .in_input("--header")
                    .help("write it as: -H 'Name: value'")
            };
            if let Some(at) = bytes
                .iter()
                .position(|byte| matches!(byte, b'\r' | b'\n' | 0))
            {
                return Err(Failure::in_text(
                    wrong("a line break cannot stand in a header").at(at..at + 1),
                    bytes,
                ));
            }
            // As in curl, `Name;` is a header with an empty value, `Name:` takes one away.
            let end = bytes.iter().position(|byte| *byte == b':');
            let (name, value) = match end {
                Some(end) => (
                    bytes.get(..end),
                    bytes.get(end + 1..).unwrap_or_default().trim_ascii(),
                ),
                None => (bytes.strip_suffix(b";"), b"".as_slice()),
            };
            let Some(name) =
                name.filter(|name| !name.is_empty() && name.iter().copied().all(is_token))
            else {
                return Err(Failure::in_text(
                    wrong("expected a header's name and a colon"),
                    bytes,
                ));
            };
            if end.is_some() && value.is_empty() {
                left_out.push(name.to_vec());
                continue;
            }
            headers.push(Header {
                name: Text::made(name),
                value: Text::made(value),
            });
        }
        Ok((headers, left_out))
    }

    fn body(&self) -> Result<Option<Text>, Failure> {
        let mut body = None;
        for text in &self.data {
            let bytes = text.as_encoded_bytes();
            let bytes = match bytes.strip_prefix(b"@") {
                Some(_) => {
                    let mut read = files::read("--data", &after_at(text))?;
                    // As in curl.
                    read.retain(|byte| !matches!(byte, b'\r' | b'\n' | 0));
                    read
                }
                None => bytes.to_vec(),
            };
            body = Some(joined(body.as_ref(), &bytes));
        }
        for text in &self.data_raw {
            body = Some(joined(body.as_ref(), text.as_encoded_bytes()));
        }
        Ok(body)
    }
}

/// A form body is wire text: what cannot stand there is an error.
fn check_body(request: &Request) -> Result<(), Failure> {
    let Some(body) = &request.body else {
        return Ok(());
    };
    match malformed(body.bytes()) {
        Some(wrong) if body_kind(request).0 == BodyKind::Form => {
            Err(pointed(&wrong, body.bytes(), "the body of -d", "-p"))
        }
        _ => Ok(()),
    }
}

/// The file's name in `@name`.
fn after_at(text: &OsStr) -> OsString {
    // A name that is not UTF-8 cannot be cut without unsafe code: it is looked for as it reads.
    OsString::from(text.to_string_lossy().trim_start_matches('@'))
}

/// Splits each `k=v` at its first `=`.
///
/// # Errors
/// When there is none.
pub(crate) fn pairs(flag: &str, given: &[OsString]) -> Result<Vec<Pair>, Failure> {
    let split = |text: &OsString| {
        let bytes = text.as_encoded_bytes();
        let Some(at) = bytes.iter().position(|byte| *byte == b'=') else {
            let name = String::from_utf8_lossy(bytes).into_owned();
            let error = Error::new("expected a name, `=` and a value")
                .in_input(flag)
                .at(bytes.len()..bytes.len())
                .help(format!(
                    "did you mean {:?}, with an empty value?",
                    format!("{name}=")
                ));
            return Err(Failure::in_text(error, bytes));
        };
        Ok((
            bytes.get(..at).unwrap_or_default().to_vec(),
            bytes.get(at + 1..).unwrap_or_default().to_vec(),
        ))
    };
    given.iter().map(split).collect()
}

/// A query is wire text: what cannot stand there is an error, because two programs would send two
/// different things.
fn check_query(request: &Request) -> Result<(), Failure> {
    let url = request.url.bytes();
    let Some(query) = UrlParts::split(&request.url).query else {
        return Ok(());
    };
    let Some(mut wrong) = malformed(query.bytes()) else {
        return Ok(());
    };
    let start = url
        .iter()
        .position(|byte| *byte == b'?')
        .map_or(0, |at| at + 1);
    let shift = wrong.at.start + start..wrong.at.end + start;
    wrong.at = shift;
    Err(pointed(&wrong, url, "the query of the URL", "-q"))
}

/// Points at bytes of wire text, with the flag that would have encoded them.
fn pointed(wrong: &Malformed, wire: &[u8], input: &str, flag: &str) -> Failure {
    let bounds = |byte: &u8| matches!(byte, b'&' | b'?');
    let before = wire.get(..wrong.at.start).unwrap_or_default();
    let start = before.iter().rposition(bounds).map_or(0, |at| at + 1);
    let rest = wire.get(wrong.at.start..).unwrap_or_default();
    let end = rest
        .iter()
        .position(|byte| matches!(byte, b'&' | b'#'))
        .map_or(wire.len(), |at| wrong.at.start + at);
    let pair = String::from_utf8(form_decode(wire.get(start..end).unwrap_or_default()));
    let mut help = wrong.help.to_owned();
    if let Ok(pair) = pair
        && pair.contains('=')
    {
        help = format!(
            "{help}, or let it be encoded: {flag} {}",
            shell_words::quote(&pair)
        );
    }
    let error = Error::new(wrong.problem)
        .in_input(input)
        .at(wrong.at.clone())
        .help(help);
    Failure::in_text(error, wire)
}

/// A byte of a method or header name (RFC 9110 section 5.6.2).
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(set: impl FnOnce(&mut RequestArgs)) -> RequestArgs {
        let mut args = RequestArgs {
            url: Some("http://h/p?a=1".into()),
            ..RequestArgs::default()
        };
        set(&mut args);
        args
    }

    fn shown(args: &RequestArgs) -> String {
        args.build(None, false)
            .err()
            .map(|failure| failure.shown(80))
            .unwrap_or_default()
    }

    #[test]
    fn a_parameter_goes_where_the_method_says() {
        let (get, said) = args(|args| args.params.push("k=é +".into()))
            .build(None, false)
            .unwrap();
        assert_eq!(
            (get.url.bytes().to_string(), get.body),
            ("http://h/p?a=1&k=%C3%A9%20%2B".to_owned(), None)
        );
        assert_eq!(said[0].id, "param-in-query");
        let put = args(|args| {
            args.method = Some("PUT".into());
            args.params.push("k=a=b".into());
        });
        let (put, said) = put.build(None, false).unwrap();
        assert_eq!(put.body.clone().unwrap().bytes(), "k=a%3Db");
        assert_eq!(
            (put.media_type().as_deref(), said[0].id),
            (Some(countersign::protocol::FORM), "param-in-body")
        );
    }

    #[test]
    fn data_is_wire_text_and_makes_a_post() {
        let (request, _) = args(|args| args.data = vec!["a=b+c".into(), "d=%20".into()])
            .build(None, false)
            .unwrap();
        assert_eq!(request.method.bytes(), "POST");
        assert_eq!(request.body.unwrap().bytes(), "a=b+c&d=%20");
    }

    #[test]
    fn a_body_that_looks_like_json_gets_no_form_media_type() {
        let (request, _) = args(|args| args.data = vec!["{\"a\": 1}".into()])
            .build(None, false)
            .unwrap();
        assert_eq!(request.media_type(), None);
        let both = args(|args| {
            args.data = vec!["{}".into()];
            args.params = vec!["a=b".into()];
        });
        assert!(shown(&both).starts_with(
            "error: the body is not a form, so -p has no place in it\n  --param\n  help: use -q"
        ));
    }

    #[test]
    fn a_raw_space_is_pointed_at_with_the_flag_that_was_meant() {
        let url = args(|args| args.url = Some("http://h/p?x=1&status=Hello Ladies%21".into()));
        assert_eq!(
            shown(&url),
            "error: a raw space cannot stand on the wire\n  the query of the URL, byte 28\n    \
             http://h/p?x=1&status=Hello Ladies%21\n                               ^\n  \
             help: write it as %20, or let it be encoded: -q 'status=Hello Ladies!'\n"
        );
        let body = args(|args| args.data = vec!["status=100%".into()]);
        assert!(shown(&body).contains("the body of -d, byte 11\n"));
        assert!(shown(&body).ends_with(
            "help: write a literal percent sign as %25, or let it be encoded: -p 'status=100%'\n"
        ));
    }

    #[test]
    fn a_parameter_without_equals_is_pointed_at() {
        assert_eq!(
            shown(&args(|args| args.params.push("status".into()))),
            "error: expected a name, `=` and a value\n  --param, byte 7\n    status\n          ^\n  \
             help: did you mean \"status=\", with an empty value?\n"
        );
    }

    #[test]
    fn a_url_without_a_scheme_is_completed_in_the_help() {
        let url = args(|args| args.url = Some("api.example.com/1".into()));
        assert!(
            shown(&url).contains("help: did you mean \"https://api.example.com/1\"?"),
            "{}",
            shown(&url)
        );
    }

    #[test]
    fn a_header_that_is_none_is_refused() {
        for header in ["Accept", ": x", "A b: c", "A: b\nC: d"] {
            assert!(
                shown(&args(|args| args.headers.push(header.into()))).contains("--header"),
                "{header}"
            );
        }
        let (request, _) =
            args(|args| args.headers = vec!["A;".into(), "Host:".into(), "B:  c ".into()])
                .build(None, false)
                .unwrap();
        let headers: Vec<_> = request
            .headers
            .iter()
            .map(|header| format!("{}={}", header.name.bytes(), header.value.bytes()))
            .collect();
        assert_eq!(headers, ["A=", "B=c"]);
    }
}
