//! What options tell of a request: as it stands on the wire (method, URL, headers, body), or
//! decoded (parameters that are still to be encoded).

use bstr::{BStr, BString};

use crate::error::{Assumption, Error};
use crate::pipeline::collect::{BodyKind, body_kind};
use crate::protocol::{FORM, form, joined, with_query};
use crate::request::{Header, Request, Text};

/// A decoded name and value.
pub type Pair = (Vec<u8>, Vec<u8>);

/// What options tell; what is not given is `None` or empty.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// The method.
    pub method: Option<BString>,
    /// The URL, as on the wire.
    pub url: Option<BString>,
    /// Decoded pairs of the query.
    pub queries: Vec<Pair>,
    /// Decoded pairs of the form body or, where the method has none, of the query.
    pub params: Vec<Pair>,
    /// The body, as on the wire.
    pub body: Option<Text>,
    /// Headers.
    pub headers: Vec<Header>,
    /// Names of headers that are to be taken away.
    pub without: Vec<Vec<u8>>,
    /// Decoded protocol parameters, `realm` among them.
    pub protocol: Vec<Pair>,
}

impl Given {
    /// Whether nothing of the request itself is told; protocol parameters do not count.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.method.is_none()
            && self.url.is_none()
            && self.queries.is_empty()
            && self.params.is_empty()
            && self.body.is_none()
            && self.headers.is_empty()
            && self.without.is_empty()
    }

    /// The request with what is given: a header in place of those of its name, a body and a method
    /// in place of its own, pairs beside those that it has. Where no method is told anywhere it is
    /// POST with a body, else GET; `wants_body` is whether something else will put a form body on it.
    ///
    /// # Errors
    /// When a form parameter is given and the body is not a form.
    pub fn amend(
        &self,
        mut request: Request,
        wants_body: bool,
    ) -> Result<(Request, Vec<Assumption>), Error> {
        let mut said = Vec::new();
        request.headers.retain(|old| {
            let named = |name: &[u8]| old.name.bytes().eq_ignore_ascii_case(name);
            !self.without.iter().any(|name| named(name))
                && !self.headers.iter().any(|new| named(new.name.bytes()))
        });
        request.headers.extend(self.headers.iter().cloned());
        if let Some(body) = &self.body {
            request.body = Some(body.clone());
        }
        let method = match &self.method {
            Some(method) => method.clone(),
            None if !request.method.bytes().is_empty() => request.method.bytes().to_owned(),
            None if request.body.is_some() || wants_body => "POST".into(),
            None => "GET".into(),
        };
        if request.method.bytes() != method {
            request.method = Text::made(method);
        }
        request.url = with_query(&request.url, &form(&self.queries));
        self.place_params(&mut request, &mut said)?;
        if self.body.is_some() {
            self.settle_body(&mut request, &mut said);
        }
        Ok((request, said))
    }

    /// A parameter goes where the method says.
    fn place_params(&self, request: &mut Request, said: &mut Vec<Assumption>) -> Result<(), Error> {
        if self.params.is_empty() {
            return Ok(());
        }
        let method = request.method.bytes().to_string().to_ascii_uppercase();
        if !takes_form(request.method.bytes()) {
            request.url = with_query(&request.url, &form(&self.params));
            said.push(Assumption::new(
                "param-in-query",
                format!("-p is sent in the query, because the method is {method}"),
            ));
            return Ok(());
        }
        if request.body.is_some() && body_kind(request).0 == BodyKind::Other
            || request.media_type().is_some_and(|kind| kind != FORM)
        {
            return Err(
                Error::new("the body is not a form, so -p has no place in it")
                    .in_input("--param")
                    .help("use -q to put the pair in the query"),
            );
        }
        request.body = Some(joined(request.body.as_ref(), &form(&self.params)));
        if request.media_type().is_none() {
            request.headers.push(Header::made("Content-Type", FORM));
        }
        said.push(Assumption::new(
            "param-in-body",
            format!("-p is sent as a form body, because the method is {method}"),
        ));
        Ok(())
    }

    /// A body gets the media type that curl gives it, when it looks like a form.
    fn settle_body(&self, request: &mut Request, said: &mut Vec<Assumption>) {
        let off = |name: &Vec<u8>| name.eq_ignore_ascii_case(b"content-type");
        if body_kind(request).0 != BodyKind::Form
            || request.media_type().is_some()
            || self.without.iter().any(off)
        {
            return;
        }
        request.headers.push(Header::made("Content-Type", FORM));
        said.push(Assumption::new(
            "content-type-added",
            format!("-d is sent as {FORM}, as curl does"),
        ));
    }
}

/// Whether a form parameter goes into the body with this method.
#[must_use]
pub(crate) fn takes_form(method: &BStr) -> bool {
    [b"POST".as_slice(), b"PUT", b"PATCH"]
        .iter()
        .any(|name| method.eq_ignore_ascii_case(name))
}
