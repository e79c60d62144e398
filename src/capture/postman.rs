//! Postman collections v2.0 and v2.1, and single items of them.

use std::collections::HashMap;

use bstr::ByteSlice;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::har::push_encoded;
use super::json::{self, Members};
use super::{Captured, Options, http_file, oauth};
use crate::credentials::Secret;
use crate::error::{Assumption, Error, Finding};
use crate::request::{Header, Request, Text};

/// Folders nested deeper than this are not looked into.
const MAX_DEPTH: usize = 16;

#[derive(Deserialize)]
struct Item<'a> {
    #[serde(borrow)]
    name: Option<&'a RawValue>,
    #[serde(borrow)]
    #[serde(rename = "item")]
    members: Option<Vec<&'a RawValue>>,
    #[serde(borrow)]
    request: Option<&'a RawValue>,
    #[serde(borrow)]
    auth: Option<&'a RawValue>,
    #[serde(borrow)]
    variable: Option<Vec<Pair<'a>>>,
}

#[derive(Deserialize)]
struct ItemRequest<'a> {
    #[serde(borrow)]
    method: Option<&'a RawValue>,
    #[serde(borrow)]
    url: Option<&'a RawValue>,
    #[serde(borrow)]
    header: Option<&'a RawValue>,
    #[serde(borrow)]
    body: Option<&'a RawValue>,
    #[serde(borrow)]
    auth: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Url<'a> {
    #[serde(borrow)]
    raw: Option<&'a RawValue>,
    #[serde(borrow)]
    protocol: Option<&'a RawValue>,
    #[serde(borrow)]
    host: Option<&'a RawValue>,
    #[serde(borrow)]
    port: Option<&'a RawValue>,
    #[serde(borrow)]
    path: Option<&'a RawValue>,
    #[serde(borrow)]
    query: Option<Vec<Pair<'a>>>,
}

#[derive(Deserialize)]
struct Pair<'a> {
    #[serde(borrow)]
    key: Option<&'a RawValue>,
    #[serde(borrow)]
    value: Option<&'a RawValue>,
    disabled: Option<bool>,
}

#[derive(Deserialize)]
struct Body<'a> {
    mode: Option<String>,
    #[serde(borrow)]
    raw: Option<&'a RawValue>,
    #[serde(borrow)]
    urlencoded: Option<&'a RawValue>,
    disabled: Option<bool>,
}

#[derive(Deserialize)]
struct Auth<'a> {
    #[serde(rename = "type")]
    kind: Option<String>,
    #[serde(borrow)]
    oauth1: Option<&'a RawValue>,
}

/// Reads every request of a collection, folders included.
pub(crate) fn read(text: &Text, options: &Options<'_>) -> Result<Vec<Captured>, Error> {
    let text = &text.slice(super::lines::trim(text.bytes(), 0..text.bytes().len()));
    let whole: &RawValue = json::parse(text)?;
    let members: Members<'_> = serde_json::from_str(whole.get()).unwrap_or_default();
    if members.get("values").is_some() && members.get("_postman_variable_scope").is_some() {
        return Err(
            Error::new("this is a Postman environment, which holds no request")
                .help("give the collection, and this file with --environment FILE"),
        );
    }
    let environment = environment(options)?;
    if members.get("requests").is_some() && members.get("item").is_none() {
        let tree = super::tree::json::read(text)?;
        return super::exports::postman_v1::read(&tree, &environment, options);
    }
    let known = environment.into_iter();
    let mut reader = Reader {
        paste: text,
        variables: known
            .map(|(name, value)| (name.bytes().to_vec(), value))
            .collect(),
        read: Vec::new(),
    };
    reader.item(whole, None, 0)?;
    let mut read = reader.read;
    let assembler = super::assemble::Assembler {
        options,
        holes: &[],
    };
    for captured in &mut read {
        assembler.gaps(captured);
    }
    if read.is_empty() {
        return Err(Error::new("the collection holds no request")
            .help("export the collection as v2.1, or copy the item with its `request`"));
    }
    let signed = |captured: &Captured| {
        oauth::authorization(&captured.request).is_some()
            || !oauth::parameters(&captured.request).is_empty()
    };
    if read.len() > 1 {
        for (index, captured) in read.iter_mut().enumerate() {
            captured.index = Some(index);
        }
        if options.entry.is_none() && read.iter().any(signed) {
            let all = read.len();
            read.retain(signed);
            let left = all - read.len();
            if let Some(first) = read.first_mut().filter(|_| left > 0) {
                first
                    .unread
                    .push(format!("{left} items without OAuth parameters"));
            }
        }
    }
    Ok(read)
}

struct Reader<'a> {
    paste: &'a Text,
    variables: HashMap<Vec<u8>, Text>,
    read: Vec<Captured>,
}

impl<'a> Reader<'a> {
    fn string(&self, raw: Option<&RawValue>) -> Option<Text> {
        json::scalar(raw?, self.paste)
    }

    /// A member of the collection: a folder, a request, or the collection itself.
    fn item(
        &mut self,
        raw: &'a RawValue,
        auth: Option<&'a RawValue>,
        depth: usize,
    ) -> Result<(), Error> {
        if depth > MAX_DEPTH {
            return Ok(());
        }
        let item: Item<'a> = serde_json::from_str(raw.get()).map_err(|_| shape())?;
        for pair in item.variable.iter().flatten() {
            if let (Some(key), Some(value)) = (self.string(pair.key), self.string(pair.value)) {
                // An environment goes before the collection.
                self.variables.entry(key.bytes().to_vec()).or_insert(value);
            }
        }
        let auth = item.auth.or(auth);
        for inner in item.members.into_iter().flatten() {
            self.item(inner, auth, depth + 1)?;
        }
        if let Some(request) = item.request {
            let name = self.string(item.name).map(|name| name.bytes().to_string());
            let captured = self.request(request, auth, name)?;
            self.read.push(captured);
        }
        Ok(())
    }

    fn request(
        &self,
        raw: &'a RawValue,
        auth: Option<&'a RawValue>,
        name: Option<String>,
    ) -> Result<Captured, Error> {
        let mut captured = Captured {
            name,
            ..Captured::default()
        };
        // A request may be its URL alone.
        if let Some(url) = json::string(raw, self.paste) {
            captured.request.method = Text::made("GET");
            captured.request.url = self.resolved(&url, &mut captured);
            return Ok(captured);
        }
        let item: ItemRequest<'a> = serde_json::from_str(raw.get()).map_err(|_| shape())?;
        let method = self
            .string(item.method)
            .unwrap_or_else(|| Text::made("GET"));
        let url = match item.url {
            Some(url) => self.url(url)?,
            None => Text::default(),
        };
        let headers = self.headers(item.header)?;
        let (body, content_type) = match item.body {
            Some(body) => self.body(body, &mut captured)?,
            None => (None, None),
        };
        captured.request = Request {
            method,
            url: escaped(&with_scheme(self.resolved(&url, &mut captured))),
            body: body.map(|body| self.resolved(&body, &mut captured)),
            ..Request::default()
        };
        for (name, value) in headers {
            let value = self.resolved(&value, &mut captured);
            captured.request.headers.push(Header { name, value });
        }
        if let Some(content_type) = content_type
            && captured.request.header("content-type").is_none()
        {
            captured
                .request
                .headers
                .push(Header::made("Content-Type", content_type));
        }
        if let Some(auth) = item.auth.or(auth) {
            self.auth(auth, &mut captured)?;
        }
        Ok(captured)
    }

    fn resolved(&self, text: &Text, captured: &mut Captured) -> Text {
        http_file::with_variables(text, &self.variables, &mut captured.findings)
    }

    /// The URL's `raw` text, else its parts joined.
    fn url(&self, raw: &'a RawValue) -> Result<Text, Error> {
        if let Some(url) = json::string(raw, self.paste) {
            return Ok(url);
        }
        let parts: Url<'a> = serde_json::from_str(raw.get()).map_err(|_| shape())?;
        if let Some(url) = self.string(parts.raw) {
            return Ok(url);
        }
        let mut url = self
            .string(parts.protocol)
            .unwrap_or_else(|| Text::made("https"));
        url.push_made(b"://");
        url.push_text(&self.joined(parts.host, b"."));
        if let Some(port) = self
            .string(parts.port)
            .filter(|port| !port.bytes().is_empty())
        {
            url.push_made(b":");
            url.push_text(&port);
        }
        url.push_made(b"/");
        url.push_text(&self.joined(parts.path, b"/"));
        let mut mark = b"?";
        for pair in parts
            .query
            .iter()
            .flatten()
            .filter(|pair| pair.disabled != Some(true))
        {
            url.push_made(mark);
            url.push_text(&self.string(pair.key).unwrap_or_default());
            if let Some(value) = self.string(pair.value) {
                url.push_made(b"=");
                url.push_text(&value);
            }
            mark = b"&";
        }
        Ok(url)
    }

    /// A string, or an array of strings joined.
    fn joined(&self, raw: Option<&'a RawValue>, between: &[u8]) -> Text {
        let Some(raw) = raw else {
            return Text::default();
        };
        if let Some(text) = json::scalar(raw, self.paste) {
            return text;
        }
        let items: Vec<&RawValue> = serde_json::from_str(raw.get()).unwrap_or_default();
        let mut out = Text::default();
        for (place, item) in items.into_iter().enumerate() {
            if place > 0 {
                out.push_made(between);
            }
            out.push_text(&json::scalar(item, self.paste).unwrap_or_default());
        }
        out
    }

    /// The headers that are not disabled: an array, or lines of text.
    fn headers(&self, raw: Option<&'a RawValue>) -> Result<Vec<(Text, Text)>, Error> {
        let Some(raw) = raw else {
            return Ok(Vec::new());
        };
        if let Some(text) = json::string(raw, self.paste) {
            let (headers, _) = super::http::headers(&text, 0, &mut Vec::new())?;
            return Ok(headers
                .into_iter()
                .map(|header| (header.name, header.value))
                .collect());
        }
        let pairs: Vec<Pair<'a>> = serde_json::from_str(raw.get()).map_err(|_| shape())?;
        Ok(self.pairs(&pairs))
    }

    fn pairs(&self, pairs: &[Pair<'_>]) -> Vec<(Text, Text)> {
        pairs
            .iter()
            .filter(|pair| pair.disabled != Some(true))
            .filter_map(|pair| {
                Some((
                    self.string(pair.key)?,
                    self.string(pair.value).unwrap_or_default(),
                ))
            })
            .collect()
    }

    /// The body, and the Content-Type that Postman adds for it.
    fn body(
        &self,
        raw: &'a RawValue,
        captured: &mut Captured,
    ) -> Result<(Option<Text>, Option<&'static str>), Error> {
        let body: Body<'a> = serde_json::from_str(raw.get()).map_err(|_| shape())?;
        if body.disabled == Some(true) {
            return Ok((None, None));
        }
        match body.mode.as_deref() {
            Some("raw") => {
                let text = self
                    .string(body.raw)
                    .filter(|text| !text.bytes().is_empty());
                Ok((text, None))
            }
            Some("urlencoded") => {
                let Some(raw) = body.urlencoded else {
                    return Ok((None, None));
                };
                let pairs: Vec<Pair<'a>> = match json::string(raw, self.paste) {
                    Some(text) => return Ok((Some(text), Some(FORM))),
                    None => serde_json::from_str(raw.get()).map_err(|_| shape())?,
                };
                captured.guesses.push(Assumption::new(
                    "postman-form",
                    "the collection holds decoded pairs; they were encoded as Postman sends them, \
                     %20 for a space",
                ));
                let mut form = Text::default();
                for (place, (name, value)) in self.pairs(&pairs).iter().enumerate() {
                    if place > 0 {
                        form.push_made(b"&");
                    }
                    push_encoded(&mut form, &self.resolved(name, captured));
                    form.push_made(b"=");
                    push_encoded(&mut form, &self.resolved(value, captured));
                }
                Ok((Some(form), Some(FORM)))
            }
            Some(mode @ ("formdata" | "file" | "graphql")) => {
                captured.unread.push(format!("the {mode} body"));
                Ok((None, None))
            }
            _ => Ok((None, None)),
        }
    }

    /// The auth settings: what the header will hold but for the signature, and no secret.
    fn auth(&self, raw: &'a RawValue, captured: &mut Captured) -> Result<(), Error> {
        let auth: Auth<'a> = serde_json::from_str(raw.get()).map_err(|_| shape())?;
        let Some(settings) = auth
            .oauth1
            .filter(|_| auth.kind.as_deref() == Some("oauth1"))
        else {
            if let Some(kind) = auth.kind.filter(|kind| kind != "noauth") {
                captured.unread.push(format!("auth of type {kind}"));
            }
            return Ok(());
        };
        if oauth::authorization(&captured.request).is_some() {
            captured
                .unread
                .push("auth settings beside an Authorization header".to_owned());
            return Ok(());
        }
        let pairs: Vec<(Text, Text)> = if settings.get().starts_with('[') {
            let pairs: Vec<Pair<'a>> = serde_json::from_str(settings.get()).map_err(|_| shape())?;
            self.pairs(&pairs)
        } else {
            let members: Members<'a> = serde_json::from_str(settings.get()).map_err(|_| shape())?;
            let members = members.0.into_iter();
            members
                .filter_map(|(key, raw)| Some((Text::made(key), json::scalar(raw, self.paste)?)))
                .collect()
        };
        let mut header = Text::made("OAuth ");
        for (key, value) in &pairs {
            let secret = matches!(
                key.bytes().as_bytes(),
                b"consumerSecret" | b"tokenSecret" | b"privateKey"
            );
            let value = &self.resolved(value, captured);
            if secret && !value.bytes().is_empty() && !value.bytes().contains_str("{{") {
                keep(key.bytes(), value, captured);
                captured.findings.push(Finding::new(
                    "secret-in-paste",
                    format_args!(
                        "the collection holds the {}; take it out before you share it",
                        key.bytes()
                    ),
                    value.span(),
                ));
            }
            let name = match key.bytes().as_bytes() {
                b"consumerKey" => "oauth_consumer_key",
                b"token" => "oauth_token",
                b"signatureMethod" => "oauth_signature_method",
                b"timestamp" => "oauth_timestamp",
                b"nonce" => "oauth_nonce",
                b"version" => "oauth_version",
                b"callback" => "oauth_callback",
                b"verifier" => "oauth_verifier",
                b"realm" => "realm",
                _ => continue,
            };
            if value.bytes().is_empty() {
                continue;
            }
            if header.bytes() != "OAuth " {
                header.push_made(b", ");
            }
            header.push_made(name.as_bytes());
            header.push_made(b"=\"");
            push_encoded(&mut header, value);
            header.push_made(b"\"");
        }
        captured.request.headers.push(Header {
            name: Text::made("Authorization"),
            value: header,
        });
        captured.guesses.push(Assumption::new(
            "postman-auth",
            "the protocol parameters come from the auth settings; Postman signs when it sends, so \
             there is no signature",
        ));
        Ok(())
    }
}

const FORM: &str = "application/x-www-form-urlencoded";

/// Postman sends to http when the URL has no scheme.
fn with_scheme(url: Text) -> Text {
    if url.bytes().is_empty() || url.bytes().contains_str("://") || url.bytes().starts_with(b"{{") {
        return url;
    }
    let mut whole = Text::made("http://");
    whole.push_text(&url);
    whole
}

/// The secret of a setting, to sign with.
fn keep(key: &[u8], value: &Text, captured: &mut Captured) {
    let Ok(text) = value.bytes().to_str() else {
        return;
    };
    let secret = Some(Secret::new(text));
    match key {
        b"consumerSecret" => captured.credentials.consumer_secret = secret,
        b"tokenSecret" => captured.credentials.token_secret = secret,
        _ => {}
    }
}

/// The variables of an environment file, those that are switched on.
fn environment(options: &Options<'_>) -> Result<Vec<(Text, Text)>, Error> {
    let Some(file) = &options.environment else {
        return Ok(Vec::new());
    };
    let wrong = || {
        Error::new("the environment is not a Postman environment")
            .in_input("--environment")
            .help("export it from Postman: JSON with `values`")
    };
    let tree = super::tree::json::read(&Text::made(file.as_slice())).map_err(|_| wrong())?;
    let values = tree.map().and_then(|map| {
        let found = map.iter().find(|(name, _)| name.bytes() == "values");
        found.map(|(_, value)| value)
    });
    let values = values.ok_or_else(wrong)?;
    Ok(super::assemble::pairs(values))
}

/// The URL as Postman sends it: what may not stand in one is escaped, in a query quotes, too.
fn escaped(url: &Text) -> Text {
    let bytes = url.bytes();
    let mark = bytes.find_byte(b'?').unwrap_or(bytes.len());
    let escape = |at: usize, byte: u8| {
        byte <= b' ' || byte >= 0x7F || b"\"<>".contains(&byte) || at > mark && byte == b'\''
    };
    let mut at = 0;
    let mut out = Text::default();
    // A variable keeps its braces and its name.
    let mut inside = false;
    for (place, &byte) in bytes.iter().enumerate() {
        inside = inside && !bytes[..place].ends_with(b"}}") || bytes[place..].starts_with(b"{{");
        if !inside && escape(place, byte) {
            out.push_text(&url.slice(at..place));
            let span = url.locate(place..place + 1).unwrap_or_default();
            out.push_unquoted(format!("%{byte:02X}").as_bytes(), span);
            at = place + 1;
        }
    }
    out.push_text(&url.slice(at..bytes.len()));
    out
}

fn shape() -> Error {
    Error::new("the JSON has another shape than a Postman collection's")
        .help("export the collection as v2.1")
}
