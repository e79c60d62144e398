//! The paste, completed: what it shows stands, what it does not show is taken from what else is
//! known, and where the two say different things, that is kept as what was meant.

use bstr::{BStr, BString, ByteSlice as _};

use super::{Case, Given, Pair, takes_form, with_value};
use crate::capture::{Captured, Gap, Part, Why, oauth};
use crate::error::{Assumption, Error, Finding, Guess, Severity};
use crate::pipeline::collect::Source;
use crate::pipeline::decode::{parameters, percent_decode};
use crate::protocol::{FORM, carried};
use crate::request::{Request, Text, UrlParts};

/// One exchange: every fact known, guessed or missing.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// The request as sent, as far as it is known; guesses and gaps as they are left.
    pub captured: Captured,
    /// The request that options describe, where they say something else than the paste shows.
    pub meant: Option<Request>,
    /// What cannot be told without being given.
    pub open: Vec<Gap>,
    /// Parts that this form of paste never shows, though nothing tells that the request has them.
    pub unseen: Vec<Part>,
}

/// Completes the paste of a case.
///
/// # Errors
/// When what is given cannot stand in the request.
pub(super) fn complete(case: &Case<'_>) -> Result<Exchange, Error> {
    let mut parts = Parts {
        shown: Shown::of(&case.captured),
        captured: case.captured.clone(),
        other: Given::default(),
    };
    parts.masked(case);
    parts.method(&case.given);
    parts.url(&case.given);
    parts.headers(&case.given);
    parts.body(&case.given);
    parts.pairs(&case.given)?;
    parts.target_of_base_string(case);
    parts.settle_method();
    let meant = parts.meant(case)?;
    parts.keys(case);
    let Parts {
        captured, shown, ..
    } = parts;
    let open = captured
        .missing
        .iter()
        .filter(|gap| matters(gap, &captured.request))
        .cloned()
        .collect();
    let unseen = shown.unseen(&captured, &case.given);
    Ok(Exchange {
        captured,
        meant,
        open,
        unseen,
    })
}

/// Whether what is missing is part of what is signed.
fn matters(gap: &Gap, request: &Request) -> bool {
    match &gap.part {
        Part::Method | Part::Url | Part::Host => true,
        Part::Header(name) => matches!(name.as_str(), "authorization" | "host" | "content-type"),
        Part::Parameter(name) => name != "realm" && name != "oauth_signature",
        Part::Body => {
            let is_form = request.media_type().is_none_or(|kind| kind == FORM);
            is_form
                || carried(request)
                    .iter()
                    .any(|parameter| parameter.name == "oauth_body_hash")
        }
    }
}

/// Which parts of a request a paste shows.
#[derive(Clone, Copy, Debug)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each part is shown or not, whatever the others are"
)]
struct Shown {
    method: bool,
    url: bool,
    query: bool,
    body: bool,
}

impl Shown {
    fn of(captured: &Captured) -> Self {
        let request = &captured.request;
        let guessed = |what| {
            captured
                .guesses
                .iter()
                .any(|guess| guess.about == Some(what))
        };
        let gap = |part: &Part| captured.missing.iter().any(|gap| gap.part == *part);
        let method =
            !request.method.bytes().is_empty() && !guessed(Guess::Method) && !gap(&Part::Method);
        let text = !request.url.bytes().is_empty();
        let url = text && !gap(&Part::Url);
        let empty = request
            .header("content-length")
            .is_some_and(|length| length.value.bytes() == "0");
        Self {
            method,
            url,
            query: url,
            // A lone header, a URL alone, pieces in a text: whether there was a body, nothing tells.
            body: !gap(&Part::Body)
                && !guessed(Guess::BodyEnd)
                && (request.body.is_some() || empty || method && url && !captured.in_pieces),
        }
    }

    /// What stays unknown after all options.
    fn unseen(self, captured: &Captured, given: &Given) -> Vec<Part> {
        let mut unseen = Vec::new();
        let request = &captured.request;
        if !self.url && given.url.is_none() {
            unseen.push(Part::Url);
        }
        let body = self.body || given.body.is_some() || !given.params.is_empty();
        if !self.method && captured.in_pieces && given.method.is_none() {
            unseen.push(Part::Method);
        }
        if !body && takes_form(request.method.bytes()) {
            unseen.push(Part::Body);
        }
        unseen
    }
}

/// A paste that is being completed, and what is said otherwise.
struct Parts {
    shown: Shown,
    captured: Captured,
    /// What is given and contradicts the paste.
    other: Given,
}

impl Parts {
    fn drop_guess(&mut self, what: Guess) {
        self.captured
            .guesses
            .retain(|guess| guess.about != Some(what));
    }

    fn drop_gap(&mut self, part: &Part) {
        self.captured.missing.retain(|gap| gap.part != *part);
    }

    /// Parameters of that place whose value is not known.
    fn holes(&self, source: Source) -> Vec<Part> {
        let there = parameters(&self.captured.request);
        let is_hole = |gap: &&Gap| {
            matches!(&gap.part, Part::Parameter(name)
                if there.iter().any(|one| one.name == *name && one.source == source))
        };
        let holes = self.captured.missing.iter().filter(is_hole);
        holes.map(|gap| gap.part.clone()).collect()
    }

    fn drop_gaps(&mut self, parts: &[Part]) {
        self.captured
            .missing
            .retain(|gap| !parts.contains(&gap.part));
    }

    fn say(&mut self, id: &'static str, message: String) {
        self.captured.guesses.push(Assumption::new(id, message));
    }

    /// A masked key or token has its value from the credentials.
    fn masked(&mut self, case: &Case<'_>) {
        let known = [
            ("oauth_consumer_key", &case.credentials.consumer_key),
            ("oauth_token", &case.credentials.token),
        ];
        for (name, value) in known {
            let part = Part::Parameter(name.into());
            let gap = self.captured.missing.iter().find(|gap| gap.part == part);
            let (Some(gap), Some(value)) = (gap, value) else {
                continue;
            };
            let stood = match &gap.why {
                Why::Masked(text) | Why::Variable(text) | Why::Command(text) => text.clone(),
                _ => String::new(),
            };
            self.captured.request =
                with_value(&self.captured.request, name.as_bytes(), value.as_bytes());
            self.drop_gap(&part);
            self.say(
                "masked-value-filled",
                format!("{name} stands as {stood:?} in the paste; the one that was given is used"),
            );
        }
        for (name, value) in &case.given.protocol {
            let part = Part::Parameter(name.as_slice().into());
            if self.captured.missing.iter().any(|gap| gap.part == part) {
                self.captured.request = with_value(&self.captured.request, name, value);
                self.drop_gap(&part);
            }
        }
    }

    fn method(&mut self, given: &Given) {
        let Some(method) = &given.method else { return };
        if self.shown.method {
            if self.captured.request.method.bytes() != *method {
                self.other.method = Some(method.clone());
            }
        } else {
            self.captured.request.method = Text::made(method.clone());
            self.drop_guess(Guess::Method);
            self.drop_gap(&Part::Method);
            self.shown.method = true;
        }
    }

    fn url(&mut self, given: &Given) {
        let Some(url) = &given.url else { return };
        let shown = self.captured.request.url.clone();
        let guessed =
            |parts: &Captured, what| parts.guesses.iter().any(|guess| guess.about == Some(what));
        let gap = |parts: &Captured, part: Part| parts.missing.iter().any(|gap| gap.part == part);
        let holes = self.holes(Source::Query);
        if shown.bytes().is_empty() || gap(&self.captured, Part::Url) || !holes.is_empty() {
            self.captured.request.url = Text::made(url.clone());
            self.drop_gaps(&holes);
        } else if is_target(shown.bytes()) || gap(&self.captured, Part::Host) {
            let (whole, same) = on_host(url, &shown);
            self.captured.request.url = whole;
            if !same {
                self.other.url = Some(url.clone());
            }
        } else if same_url(url, shown.bytes()) {
            // It says no more than the paste does.
        } else if guessed(&self.captured, Guess::Scheme) && same_but_scheme(url, shown.bytes()) {
            let mut whole = Text::made(scheme(url));
            let from = scheme(shown.bytes()).len();
            whole.push_text(&shown.slice(from..shown.bytes().len()));
            self.captured.request.url = whole;
        } else {
            self.other.url = Some(url.clone());
            return;
        }
        self.drop_guess(Guess::Scheme);
        self.drop_gap(&Part::Url);
        self.drop_gap(&Part::Host);
        self.shown.url = true;
    }

    fn headers(&mut self, given: &Given) {
        for header in &given.headers {
            let name = header.name.bytes().to_str_lossy().into_owned();
            let part = Part::Header(name.to_ascii_lowercase());
            if self.captured.missing.iter().any(|gap| gap.part == part) {
                self.captured
                    .request
                    .headers
                    .retain(|old| !old.is_named(&name));
                self.drop_gap(&part);
            }
            match self.captured.request.header(&name) {
                None => self.captured.request.headers.push(header.clone()),
                Some(shown) if shown.value == header.value => {}
                Some(_) => self.other.headers.push(header.clone()),
            }
        }
        self.other.without.clone_from(&given.without);
    }

    fn body(&mut self, given: &Given) {
        let Some(body) = &given.body else { return };
        let holes = self.holes(Source::Body);
        if self.shown.body && holes.is_empty() {
            if self.captured.request.body.as_ref() != Some(body) {
                self.other.body = Some(body.clone());
            }
            return;
        }
        // A body that is given is sent as curl sends it.
        let add = Given {
            method: Some(self.captured.request.method.bytes().to_owned()),
            body: Some(body.clone()),
            ..Given::default()
        };
        if let Ok((request, said)) = add.amend(self.captured.request.clone(), false) {
            self.captured.request = request;
            self.captured.guesses.extend(said);
        }
        self.drop_gaps(&holes);
        self.drop_gap(&Part::Body);
        self.shown.body = true;
    }

    /// Decoded pairs: those that the request has tell nothing new.
    fn pairs(&mut self, given: &Given) -> Result<(), Error> {
        for (name, value) in given.queries.iter().chain(&given.params) {
            let part = Part::Parameter(name.as_slice().into());
            if self.captured.missing.iter().any(|gap| gap.part == part) {
                self.captured.request = with_value(&self.captured.request, name, value);
                self.drop_gap(&part);
            }
        }
        let sent = parameters(&self.captured.request);
        let has = |pair: &&Pair| {
            sent.iter()
                .any(|parameter| parameter.name == pair.0 && parameter.value == pair.1)
        };
        let new = |pairs: &[Pair]| pairs.iter().filter(|pair| !has(pair)).cloned().collect();
        let queries: Vec<Pair> = new(&given.queries);
        let params: Vec<Pair> = new(&given.params);
        if queries.is_empty() && params.is_empty() {
            return Ok(());
        }
        let mut add = Given::default();
        if self.shown.query {
            self.other.queries.clone_from(&given.queries);
        } else {
            add.queries = queries;
        }
        // Where the method is not known, a parameter that is given is taken for a form's.
        let in_body = self.captured.request.method.bytes().is_empty()
            || takes_form(self.captured.request.method.bytes());
        if in_body && self.shown.body || !in_body && self.shown.query {
            self.other.params = params;
        } else {
            add.params = params;
            if in_body && !add.params.is_empty() {
                self.drop_gap(&Part::Body);
                self.shown.body = true;
            }
        }
        let (request, said) = add.amend(self.captured.request.clone(), in_body)?;
        let method_known = !self.captured.request.method.bytes().is_empty();
        self.captured.request = Request {
            method: if method_known {
                self.captured.request.method.clone()
            } else {
                Text::default()
            },
            ..request
        };
        self.captured.guesses.extend(said);
        Ok(())
    }

    /// What stands beside a base string without a URL was sent where the string says.
    fn target_of_base_string(&mut self, case: &Case<'_>) {
        if !self.captured.request.url.bytes().is_empty() {
            return;
        }
        let pasted = self.captured.base_string.as_ref().map(Text::bytes);
        let given = case.base_string.as_ref().map(|text| text.as_bstr());
        let Some(text) = given.or(pasted) else { return };
        let mut parts = text.splitn_str(3, "&");
        let (Some(method), Some(uri)) = (parts.next(), parts.next()) else {
            return;
        };
        let uri = percent_decode(uri);
        if !uri.contains_str("://") {
            return;
        }
        if self.captured.request.method.bytes().is_empty() {
            self.captured.request.method = Text::made(method);
        }
        self.captured.request.url = Text::made(uri);
        self.say(
            "url-from-base-string",
            "method and URL were taken from the base string".to_owned(),
        );
    }

    /// Where nothing tells the method, it is guessed, once the URL is known.
    fn settle_method(&mut self) {
        let request = &mut self.captured.request;
        if !request.method.bytes().is_empty() || request.url.bytes().is_empty() {
            return;
        }
        let method = if request.body.is_some() {
            "POST"
        } else {
            "GET"
        };
        request.method = Text::made(method);
        let message = format!("nothing tells the method: {method} was taken");
        self.captured
            .guesses
            .push(Assumption::new("method-guessed", message).about(Guess::Method));
    }

    /// The request that was meant, where anything was given that contradicts the paste.
    fn meant(&self, case: &Case<'_>) -> Result<Option<Request>, Error> {
        let sent = &self.captured.request;
        let fields = self.other_fields(&case.given.protocol);
        if (self.other.is_empty() && fields.is_empty()) || sent.url.bytes().is_empty() {
            return Ok(None);
        }
        let mut meant = sent.clone();
        if let Some(url) = &self.other.url {
            meant.url = Text::made(url.clone());
        }
        if !self.other.queries.is_empty() {
            let url = meant.url.bytes();
            let end = url.find_byteset(b"?#").unwrap_or(url.len());
            meant.url = meant.url.slice(0..end);
        }
        let mut other = self.other.clone();
        other.without.clear();
        if !other.params.is_empty() && takes_form(meant.method.bytes()) {
            // What is given as parameters of a form stands for the form.
            other.params.clone_from(&case.given.params);
            meant.body = None;
        }
        let (mut meant, _) = other.amend(meant, false)?;
        for (name, value) in &fields {
            meant = with_value(&meant, name, value);
        }
        let same = (&meant.method, &meant.url, &meant.body)
            == (&sent.method, &sent.url, &sent.body)
            && fields.is_empty();
        Ok((!same).then_some(meant))
    }

    /// The protocol parameters that are given with another value than the request carries.
    fn other_fields(&self, given: &[Pair]) -> Vec<Pair> {
        let sent = carried(&self.captured.request);
        let differs = |pair: &&Pair| {
            pair.0 != b"realm"
                && sent
                    .iter()
                    .any(|one| one.name == pair.0 && one.value != pair.1)
                && !sent
                    .iter()
                    .any(|one| one.name == pair.0 && one.value == pair.1)
        };
        given.iter().filter(differs).cloned().collect()
    }

    /// Keys that are not those of the request: the secrets that came with them are others, too.
    fn keys(&mut self, case: &Case<'_>) {
        let sent = oauth::parameters(&self.captured.request);
        let given = [
            (
                "oauth_consumer_key",
                "consumer key",
                &case.credentials.consumer_key,
            ),
            ("oauth_token", "token", &case.credentials.token),
        ];
        for (name, what, value) in given {
            let Some(value) = value else { continue };
            let Some(one) = sent.iter().find(|one| one.name == name) else {
                continue;
            };
            if one.value == value.as_str() || one.value.is_empty() {
                continue;
            }
            let message = format!(
                "the {what} that was given is not the one of this request: its secret may not belong to it"
            );
            self.captured.findings.push(
                Finding::new("key-not-of-request", message, one.raw.span()).with(Severity::Warning),
            );
        }
        for (name, value) in &case.given.protocol {
            let Some(one) = sent.iter().find(|one| one.name == name.as_slice()) else {
                continue;
            };
            if one.value != value.as_slice() {
                let name = name.to_str_lossy();
                let message = format!(
                    "{name} was given as {:?}, and the request has {:?}: the paste is what was sent",
                    value.to_str_lossy(),
                    one.value.to_str_lossy()
                );
                self.captured
                    .guesses
                    .push(Assumption::new("given-otherwise", message));
            }
        }
    }
}

/// Whether it is a path alone.
fn is_target(url: &BStr) -> bool {
    url.starts_with(b"/") || url.starts_with(b"?")
}

fn scheme(url: &[u8]) -> BString {
    let end = url.find("://").unwrap_or_default();
    url.get(..end).unwrap_or_default().into()
}

/// Equal, or equal but for a query and a fragment that only the paste has.
fn same_url(given: &[u8], shown: &[u8]) -> bool {
    let bare = |url: &[u8]| {
        let end = url.find_byteset(b"?#").unwrap_or(url.len());
        url.get(..end).unwrap_or_default().to_vec()
    };
    given == shown || !given.contains(&b'?') && bare(given) == bare(shown)
}

fn same_but_scheme(given: &[u8], shown: &[u8]) -> bool {
    let rest = |url: &[u8]| {
        let at = url.find("://").unwrap_or_default();
        url.get(at..).unwrap_or_default().to_vec()
    };
    same_url(&rest(given), &rest(shown))
}

/// The pasted path on the host of a given URL, and whether the URL names the same path.
fn on_host(given: &[u8], target: &Text) -> (Text, bool) {
    let given_text = Text::made(given);
    let parts = UrlParts::split(&given_text);
    let at = given.find("://").map_or(0, |at| at + 3);
    let end = given
        .get(at..)
        .and_then(|rest| rest.find_byteset(b"/?#"))
        .map_or(given.len(), |end| at + end);
    let shown = UrlParts::split(target);
    let path = if shown.scheme.bytes().is_empty() {
        target.clone()
    } else {
        // The paste's own host stood in for the unknown one.
        let len = target.bytes().len();
        let from = len
            - shown.path.bytes().len()
            - shown
                .query
                .as_ref()
                .map_or(0, |query| query.bytes().len() + 1)
            - shown
                .fragment
                .as_ref()
                .map_or(0, |fragment| fragment.bytes().len() + 1);
        target.slice(from..len)
    };
    let mut whole = Text::made(given.get(..end).unwrap_or_default());
    whole.push_text(&path);
    let its_path = parts.path.bytes();
    let same = matches!(its_path.as_bytes(), b"" | b"/") || its_path == shown.path.bytes();
    (whole, same)
}
