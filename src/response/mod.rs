//! What a provider's answer means: whether it speaks of the signature at all, and what it gives
//! away of its own computation: its base string, its signature, its clock.

mod remaining;
mod table;

use bstr::{BString, ByteSlice as _};
use serde_json::Value;

use crate::capture::oauth::decoded;
use crate::capture::secrets::masked_text;
use crate::capture::{self, Format, Options, Response};

pub use remaining::{From, Remaining, Rest, rest};
use table::hosts;
pub use table::{MEANINGS, Meaning};

/// What an answer speaks of.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum About {
    /// The signature was compared, and differs.
    Signature,
    /// The clock.
    Timestamp,
    /// The nonce.
    Nonce,
    /// The token.
    Token,
    /// The consumer key.
    ConsumerKey,
    /// What the token or application may do.
    Permission,
    /// The form of the request: a header that was not read, a parameter that is missing.
    Form,
    /// The signature method.
    Method,
    /// `oauth_version`.
    Version,
    /// Settings of the account or application.
    Account,
    /// Too many requests.
    Rate,
    /// Another way of authenticating is wanted.
    OtherAuth,
    /// The answer hides it.
    Unknown,
}

impl About {
    /// The name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Signature => "signature",
            Self::Timestamp => "timestamp",
            Self::Nonce => "nonce",
            Self::Token => "token",
            Self::ConsumerKey => "consumer-key",
            Self::Permission => "permission",
            Self::Form => "form",
            Self::Method => "signature-method",
            Self::Version => "version",
            Self::Account => "account",
            Self::Rate => "rate-limit",
            Self::OtherAuth => "other-authentication",
            Self::Unknown => "unknown",
        }
    }
}

/// By what a statement is known.
#[derive(Clone, Copy, Debug)]
pub enum Sign {
    /// The value of `oauth_problem`, or of `error` in an OAuth challenge.
    Problem(&'static [&'static str]),
    /// A code in JSON, behind the name of the member that holds it: `errors/32`.
    Code(&'static str),
    /// All these texts stand in the answer, whatever their case.
    Text(&'static [&'static str]),
}

/// One thing that the answer says.
#[derive(Clone, Debug)]
pub struct Said {
    /// The provider's code or `oauth_problem`; empty where it uses words only.
    pub code: String,
    /// Its own words, shortened, without secrets.
    pub words: String,
    /// What they mean.
    pub meaning: &'static Meaning,
}

/// An answer, understood.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// The status code.
    pub status: Option<u16>,
    /// The server's time, in seconds since 1970.
    pub date: Option<u64>,
    /// What it says, the most telling first.
    pub said: Vec<Said>,
    /// The protocol parameters that it misses or rejects.
    pub parameters: Vec<String>,
    /// The timestamps that it would have taken.
    pub acceptable_timestamps: Option<(u64, u64)>,
    /// The base string that the server computed.
    pub base_string: Option<BString>,
    /// The signature that the server expected.
    pub expected_signature: Option<String>,
    /// The first line of the body, where nothing of it is understood.
    pub words: String,
}

impl Answer {
    /// Whether the server took the request.
    #[must_use]
    pub fn is_success(&self) -> bool {
        self.status
            .is_some_and(|status| (200..400).contains(&status))
    }

    /// Whether it says what is only said to a request whose signature was right.
    #[must_use]
    pub fn accepted_signature(&self) -> bool {
        self.said.iter().any(|said| said.meaning.accepted)
    }

    /// The provider, as far as its words give it away.
    #[must_use]
    pub fn provider(&self) -> &'static str {
        self.said
            .iter()
            .map(|said| said.meaning.provider)
            .find(|provider| !provider.is_empty())
            .unwrap_or_default()
    }
}

/// Reads an answer. `host`: the one that was asked; some words mean something at one place only.
#[must_use]
pub fn read(response: &Response, host: &str) -> Answer {
    let text = Spoken::of(response);
    let mut said: Vec<Said> = Vec::new();
    let host = host.to_ascii_lowercase();
    let at = |domain: &&str| {
        let rest = host.strip_suffix(*domain);
        rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    for meaning in MEANINGS {
        let homes = match (meaning.provider, meaning.sign) {
            // Others number their errors too.
            ("X", Sign::Code(_)) => &["twitter.com", "x.com"],
            // Its own words are its own; what the extension names is not.
            ("NetSuite", Sign::Text(_)) => [].as_slice(),
            (provider, _) => hosts(provider),
        };
        if !homes.is_empty() && !homes.iter().any(at) {
            continue;
        }
        let Some((code, words)) = text.fits(meaning.sign) else {
            continue;
        };
        let about = meaning.about;
        if said.iter().any(|other| other.meaning.about == about) {
            continue;
        }
        said.push(Said {
            code,
            words: shown(&words),
            meaning,
        });
    }
    // What is only said to a right signature rules out the words that speak of a wrong one.
    said.sort_by_key(|one| !one.meaning.accepted);
    let body_says = said.is_empty() && !response.body.is_empty();
    Answer {
        status: response.status,
        date: crate::lint::http_date(response),
        parameters: text.parameters(),
        acceptable_timestamps: text.timestamps(),
        base_string: base_string(response),
        expected_signature: text.expected_signature(),
        words: if body_says {
            shown(&first_line(&response.body))
        } else {
            String::new()
        },
        said,
    }
}

/// The answer's text in the forms that the table asks for.
struct Spoken {
    /// Body and challenge, as sent.
    whole: String,
    /// The same, form-decoded and in lower case.
    lower: String,
    problems: Vec<String>,
    /// Member and code, and the message beside it.
    codes: Vec<(String, String)>,
}

impl Spoken {
    fn of(response: &Response) -> Self {
        let mut whole = String::new();
        let mut challenge = false;
        for (name, value) in &response.headers {
            if name.eq_ignore_ascii_case("www-authenticate") {
                challenge |= value.trim_start().to_ascii_lowercase().starts_with("oauth");
                whole.push_str(value);
                whole.push('\n');
            }
        }
        // Long pages say it near their beginning.
        let body = response.body.get(..1 << 16).unwrap_or(&response.body);
        whole.push_str(&body.to_str_lossy());
        let form = decoded(whole.as_bytes(), true).to_str_lossy().into_owned();
        let mut lower = whole.to_lowercase();
        lower.push('\n');
        lower.push_str(&form.to_lowercase());
        let mut codes = Vec::new();
        if let Ok(json) = serde_json::from_slice::<Value>(&response.body) {
            walk(&json, "", 0, &mut codes);
        }
        let mut problems = values(&whole, "oauth_problem");
        if challenge {
            problems.extend(values(&whole, "error"));
        }
        Self {
            whole,
            lower,
            problems,
            codes,
        }
    }

    /// The code and words by which a sign is met.
    fn fits(&self, sign: Sign) -> Option<(String, String)> {
        match sign {
            Sign::Problem(known) => {
                let problem = self
                    .problems
                    .iter()
                    .find(|problem| known.iter().any(|one| problem.eq_ignore_ascii_case(one)))?;
                let advice = values(&self.whole, "oauth_problem_advice")
                    .into_iter()
                    .chain(values(&self.whole, "error_description"))
                    .next();
                Some((problem.clone(), advice.unwrap_or_default()))
            }
            Sign::Code(wanted) => {
                let (code, words) = self.codes.iter().find(|(code, _)| code == wanted)?;
                let code = code.rsplit('/').next().unwrap_or_default();
                Some((code.to_owned(), words.clone()))
            }
            Sign::Text(all) => {
                if !all.iter().all(|text| self.lower.contains(text)) {
                    return None;
                }
                let words = self.codes.iter().map(|(_, words)| words);
                let last = all.last().copied().unwrap_or_default();
                let words = words
                    .filter(|words| words.to_lowercase().contains(last))
                    .chain(self.problems.iter())
                    .next()
                    .cloned()
                    .unwrap_or_else(|| self.line_with(last));
                Some((String::new(), words))
            }
        }
    }

    /// The line that holds a text, without markup around it.
    fn line_with(&self, text: &str) -> String {
        let line = self
            .whole
            .lines()
            .find(|line| line.to_lowercase().contains(text))
            .unwrap_or(text);
        line.trim().to_owned()
    }

    fn parameters(&self) -> Vec<String> {
        ["oauth_parameters_absent", "oauth_parameters_rejected"]
            .iter()
            .flat_map(|name| values(&self.whole, name))
            .flat_map(|value| value.split('&').map(str::to_owned).collect::<Vec<_>>())
            .filter(|name| !name.is_empty())
            .map(|name| shown(&name))
            .collect()
    }

    fn timestamps(&self) -> Option<(u64, u64)> {
        let value = values(&self.whole, "oauth_acceptable_timestamps")
            .into_iter()
            .next()?;
        let (from, to) = value.split_once('-')?;
        Some((from.trim().parse().ok()?, to.trim().parse().ok()?))
    }

    /// Tumblr: "does not match expected value [Y]"; the LTI samples: "ours= Y yours=X".
    fn expected_signature(&self) -> Option<String> {
        let behind = |mark: &str| {
            let at = self.whole.find(mark)? + mark.len();
            let rest = self.whole.get(at..)?.trim_start_matches([' ', '[', '"']);
            let end = rest
                .find(|c: char| !(c.is_ascii_alphanumeric() || "+/=%".contains(c)))
                .unwrap_or(rest.len());
            let text = rest.get(..end)?;
            (text.len() >= 20).then(|| text.to_owned())
        };
        let found = behind("expected value").or_else(|| behind("ours="))?;
        Some(decoded(found.as_bytes(), false).to_str_lossy().into_owned())
    }
}

/// Members of JSON that hold a code, and those that hold words.
const CODES: [&str; 6] = [
    "code",
    "errorCode",
    "error_code",
    "ReasonCode",
    "o:errorCode",
    "status_code",
];
const WORDS: [&str; 7] = [
    "message",
    "msg",
    "Description",
    "detail",
    "info",
    "error_description",
    "description",
];

/// Every object that has a code or words, under the name of the member that holds it.
fn walk(json: &Value, under: &str, depth: usize, found: &mut Vec<(String, String)>) {
    if depth > 12 || found.len() > 50 {
        return;
    }
    match json {
        Value::Array(items) => {
            for item in items {
                walk(item, under, depth + 1, found);
            }
        }
        Value::Object(members) => {
            let words = WORDS
                .iter()
                .find_map(|name| members.get(*name)?.as_str())
                .unwrap_or_default();
            let code = CODES.iter().find_map(|name| match members.get(*name)? {
                Value::String(text) => Some(text.clone()),
                Value::Number(number) => Some(number.to_string()),
                _ => None,
            });
            if code.is_some() || !words.is_empty() {
                let code = code.unwrap_or_default();
                found.push((format!("{under}/{code}"), words.to_owned()));
            }
            for (name, member) in members {
                if member.is_object() || member.is_array() {
                    walk(member, name, depth + 1, found);
                }
            }
        }
        _ => {}
    }
}

/// The values of `name=…`, wherever they stand: in a challenge, a form, a page, a JSON text.
fn values(text: &str, name: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices(name) {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        if before.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_') {
            continue;
        }
        let Some(rest) = text.get(at + name.len()..) else {
            continue;
        };
        let Some(rest) = rest.trim_start().strip_prefix('=') else {
            continue;
        };
        let rest = rest.trim_start();
        let (value, quoted) = match rest.strip_prefix("\\\"").or_else(|| rest.strip_prefix('"')) {
            Some(inner) => (inner, true),
            None => (rest, false),
        };
        let ends = |c: char| {
            if quoted {
                c == '"' || c == '\\'
            } else {
                c.is_whitespace() || "&\"',<;\\".contains(c)
            }
        };
        let end = value.find(ends).unwrap_or(value.len());
        let raw = value.get(..end).unwrap_or_default();
        let value = decoded(raw.as_bytes(), !quoted);
        found.push(value.to_str_lossy().into_owned());
    }
    found
}

/// The base string that an answer holds, unwrapped.
fn base_string(response: &Response) -> Option<BString> {
    let options = Options {
        format: Some(Format::BaseString),
        ..Options::default()
    };
    let challenges = response
        .headers
        .iter()
        .filter(|(name, _)| name.eq_ignore_ascii_case("www-authenticate"))
        .map(|(_, value)| value.as_bytes());
    std::iter::once(response.body.as_slice())
        .chain(challenges)
        .find_map(|text| {
            let read = capture::read(text, &options).ok()?;
            let last = read.requests.into_iter().next_back()?;
            Some(last.base_string?.bytes().to_owned())
        })
}

fn first_line(body: &[u8]) -> String {
    let text = body.get(..1 << 12).unwrap_or(body).to_str_lossy();
    text.lines()
        .map(str::trim)
        .find(|line| !line.is_empty())
        .unwrap_or_default()
        .to_owned()
}

/// Words of an answer, short and without the secrets that it names.
fn shown(words: &str) -> String {
    const MOST: usize = 160;
    let masked = masked_text(words.as_bytes()).to_str_lossy().into_owned();
    let mut short: String = masked.chars().take(MOST).collect();
    if masked.chars().count() > MOST {
        short.push('…');
    }
    short
}
