//! From a record to its verdicts. Cheapest first: the right signature is computed from the record as
//! it stands; a mistake that this consumer is known to make is tried; what is left is judged as a
//! whole [`Case`].

use bstr::ByteSlice as _;

use super::Secrets;
use super::learned::{Learned, key};
use super::line::{By, Line, Outcome};
use super::nonces::fingerprint;
use super::record::Record;
use super::time;
use crate::capture::detect::detect;
use crate::capture::{self, Captured, Format, Options, plain};
use crate::case::{Case, Rules};
use crate::credentials::Credentials;
use crate::diagnose::Limits;
use crate::error::Severity;
use crate::lint::nothing_to_refuse;
use crate::pipeline::signer::{Carried, Signer, Verified};
use crate::protocol;
use crate::report::{Report, Verdict};
use crate::request::{Request, UrlRanges, Wire};

/// How long a search may take: asked for each, and then whether its time is up.
pub type Stopwatch<'a> = &'a (dyn Fn() -> Box<dyn Fn() -> bool + Sync> + Sync);

/// How requests are judged.
#[derive(Clone, Copy)]
pub struct Settings<'a> {
    /// Whose rules apply.
    pub rules: Rules,
    /// The form of each record, where it is not to be detected.
    pub format: Option<Format>,
    /// The scheme of requests that do not tell it.
    pub scheme: Option<&'a str>,
    /// The URL, or its scheme and host, of requests that do not tell them.
    pub url: Option<&'a str>,
    /// The method of requests that do not tell it.
    pub method: Option<&'a str>,
    /// How many bytes a record may have.
    pub longest: usize,
    /// How many mistakes together are searched in all their forms.
    pub mistakes: usize,
    /// How many more in their usual forms.
    pub usual_more: usize,
    /// When a search gives up.
    pub stopwatch: Stopwatch<'a>,
    /// Whether what was found out about a consumer is tried first on its next request.
    pub learning: bool,
}

impl Default for Settings<'_> {
    fn default() -> Self {
        Self {
            rules: Rules::Detected,
            format: None,
            scheme: None,
            url: None,
            method: None,
            longest: capture::MAX_INPUT,
            mistakes: 2,
            usual_more: 1,
            stopwatch: &|| Box::new(|| false),
            learning: true,
        }
    }
}

impl std::fmt::Debug for Settings<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Settings")
            .field("rules", &self.rules)
            .field("format", &self.format)
            .field("mistakes", &self.mistakes)
            .field("usual_more", &self.usual_more)
            .field("learning", &self.learning)
            .finish_non_exhaustive()
    }
}

/// A verdict, and what tells whether its nonce was seen before.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Judged {
    /// The verdict.
    pub line: Line,
    /// Consumer, token, timestamp and nonce in a number; for [`Nonces`](super::nonces::Nonces).
    pub nonce: Option<u64>,
}

/// Judges record after record; each thread has its own, and all share what was learned.
pub struct Judge<'a> {
    settings: Settings<'a>,
    secrets: &'a dyn Secrets,
    learned: &'a Learned,
    signer: Signer<'static>,
}

impl std::fmt::Debug for Judge<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Judge")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

/// The longest text of a request that a line holds, in characters.
const SHOWN: usize = 200;

impl<'a> Judge<'a> {
    /// One that has judged nothing.
    #[must_use]
    pub fn new(settings: Settings<'a>, secrets: &'a dyn Secrets, learned: &'a Learned) -> Self {
        Self {
            settings,
            secrets,
            learned,
            signer: Signer::default(),
        }
    }

    /// The verdicts on a record: one, or one on each request that it holds.
    pub fn judge(&mut self, record: &Record) -> Vec<Judged> {
        if let Some(problem) = &record.broken {
            return vec![unreadable(record, problem)];
        }
        if !names_oauth(&record.bytes) {
            return vec![Self::without_oauth(record)];
        }
        let plain = (record.form.is_none() && self.settings.format.is_none())
            .then(|| plain::read(&record.bytes))
            .flatten();
        if let Some(judged) = plain.and_then(|plain| self.at_once(record, &plain)) {
            return vec![judged];
        }
        self.as_a_whole(record)
    }

    /// A record that does not even name OAuth: of something else, or of nothing that is known.
    fn without_oauth(record: &Record) -> Judged {
        let problem = if record.json {
            no_json(&record.bytes)
        } else {
            let unknown = detect(&record.bytes).is_none();
            unknown.then(|| "it has no form that is known here".to_owned())
        };
        if let Some(problem) = problem {
            return unreadable(record, &problem);
        }
        let mut line = Line::at(record);
        line.outcome = Outcome::NotOauth1;
        Judged { line, nonce: None }
    }

    /// A record of the plainest shape, if its signature is right, or wrong in a way that this
    /// consumer is known for.
    fn at_once(&mut self, record: &Record, plain: &plain::Plain<'_>) -> Option<Judged> {
        let mut line = Line::at(record);
        line.time = plain.time.as_ref().and_then(time::of_told);
        self.quickly(line, plain)
    }

    /// The same of any request that leaves nothing to a guess.
    fn quickly(&mut self, mut line: Line, request: &impl Wire) -> Option<Judged> {
        let secrets = self.secrets;
        let of = |carried: &Carried<'_>| secrets.of(carried.consumer_key, carried.token);
        let verified = self.signer.verify_with(request, of);
        let carried = self.signer.carried();
        let (outcome, by) = match verified {
            Ok(Verified::Right) if nothing_to_refuse(request) => (Outcome::Agrees, By::Verifying),
            Ok(Verified::Wrong) if self.settings.learning => {
                let consumer = self.learned.consumer(consumer_of(&carried))?;
                let way = consumer.way(request, &of(&carried))?;
                line.mistakes.clone_from(&way.mistakes);
                line.says.clone_from(&way.says);
                (Outcome::Explained, By::Learning)
            }
            _ => return None,
        };
        (line.outcome, line.by) = (outcome, by);
        tell_request(&mut line, request);
        tell_carried(&mut line, &carried);
        Some(Judged {
            line,
            nonce: fingerprint(&carried),
        })
    }

    /// All requests of a record, each judged as a case.
    fn as_a_whole(&mut self, record: &Record) -> Vec<Judged> {
        if let Some(problem) = record.json.then(|| no_json(&record.bytes)).flatten() {
            return vec![unreadable(record, &problem)];
        }
        let settings = self.settings;
        let text = |text: Option<&str>| text.map(str::to_owned);
        let options = Options {
            format: record.form.or(settings.format),
            scheme: text(settings.scheme),
            method: text(settings.method),
            url: text(settings.url),
            max_input: settings.longest,
            ..Options::default()
        };
        let requests = match capture::read_all(&record.bytes, &options) {
            Ok(capture) => capture.requests,
            Err(error) => return vec![unreadable(record, error.problem())],
        };
        let several = requests.len() > 1;
        let told = time::of_record(&record.bytes).filter(|_| !several);
        let mut all = Vec::with_capacity(requests.len());
        for (captured, place) in requests.into_iter().zip(0..) {
            let mut line = Line::at(record);
            line.request = several.then_some(place);
            let answered = captured.response.as_ref().and_then(crate::lint::http_date);
            line.time = told.or(answered);
            all.push(self.captured(line, captured));
        }
        all
    }

    fn captured(&mut self, line: Line, captured: Captured) -> Judged {
        // An answer may tell of a refusal, a base string of what was signed: those are whole cases.
        let is_whole = captured.missing.is_empty()
            && captured.base_string.is_none()
            && captured.signatures.is_empty()
            && captured.response.is_none()
            && captured.guesses.iter().all(|guess| guess.about.is_none())
            && !captured.derived;
        if is_whole && let Some(judged) = self.quickly(line.clone(), &captured.request) {
            return judged;
        }
        self.case(line, captured, is_whole)
    }

    fn case(&self, mut line: Line, captured: Captured, is_whole: bool) -> Judged {
        let request = captured.request.clone();
        let values = Values::of(&request);
        let carried = values.carried();
        let credentials = self.secrets.of(carried.consumer_key, carried.token);
        let consumer = consumer_of(&carried);
        let kind = kind_of(&request, &carried);
        tell_request(&mut line, &request);
        tell_carried(&mut line, &carried);
        let known = self
            .learned
            .consumer(consumer)
            .filter(|_| self.settings.learning);
        let shortly = known.is_some_and(|known| known.resembles(kind));
        let out_of_time = (self.settings.stopwatch)();
        let limits = Limits {
            mistakes: if shortly { 1 } else { self.settings.mistakes },
            usual_more: if shortly { 0 } else { self.settings.usual_more },
            out_of_time: &*out_of_time,
            ..Limits::default()
        };
        let mut case = Case::new(captured, credentials).with_limits(limits);
        case.rules = self.settings.rules;
        let nonce = fingerprint(&carried);
        let report = match case.judge() {
            Ok(report) => report,
            Err(error) => {
                line.problem = Some(error.problem().to_owned());
                return Judged { line, nonce };
            }
        };
        line.by = if shortly {
            By::JudgingShortly
        } else {
            By::Judging
        };
        tell_report(&mut line, &report);
        if self.settings.learning {
            self.learn(consumer, kind, &report, is_whole, &case.credentials);
        }
        Judged { line, nonce }
    }

    fn learn(
        &self,
        consumer: u64,
        kind: u64,
        report: &Report,
        is_whole: bool,
        credentials: &Credentials,
    ) {
        match &report.verdict {
            Verdict::Explained(explanations) if is_whole => {
                if let Some(first) = explanations.first() {
                    self.learned
                        .explained(consumer, first, &report.request, credentials);
                }
            }
            Verdict::Unexplained { .. } | Verdict::Undecided { .. }
                if report.statistics.is_some() =>
            {
                self.learned.unexplained(consumer, kind);
            }
            _ => {}
        }
    }
}

/// Why a record is not JSON, if it is not, behind whatever a collector of logs writes before it. What was
/// cut off or overwritten would be read in part otherwise, and judged by that part.
fn no_json(bytes: &[u8]) -> Option<String> {
    let open = bytes.find_byteset(b"{[").unwrap_or_default();
    let json = bytes.get(open..).unwrap_or_default();
    let error = serde_json::from_slice::<serde::de::IgnoredAny>(json).err()?;
    Some(match error.classify() {
        serde_json::error::Category::Eof => "expected JSON, and it ends too early".to_owned(),
        _ => format!(
            "expected JSON, found a syntax error at column {}",
            open + error.column()
        ),
    })
}

/// Whether a record may hold a request of OAuth at all.
fn names_oauth(bytes: &[u8]) -> bool {
    bytes.contains_str("oauth") || bytes.contains_str("OAuth") || bytes.contains_str("OAUTH")
}

fn unreadable(record: &Record, problem: &str) -> Judged {
    let mut line = Line::at(record);
    line.problem = Some(shown(problem.as_bytes()));
    Judged { line, nonce: None }
}

/// The protocol parameters of a request that the signer cannot walk: its URL is not known in full.
struct Values(Vec<crate::pipeline::decode::Parameter>);

impl Values {
    fn of(request: &Request) -> Self {
        Self(protocol::carried(request))
    }

    fn carried(&self) -> Carried<'_> {
        let first = |name: &str| {
            let mut all = self.0.iter().filter(|parameter| parameter.name == name);
            let header = |one: &&crate::pipeline::decode::Parameter| {
                one.source == crate::pipeline::collect::Source::Header
            };
            let found = all.clone().find(header).or_else(|| all.next());
            found.map(|parameter| parameter.value.as_slice())
        };
        Carried {
            consumer_key: first("oauth_consumer_key"),
            token: first("oauth_token").filter(|token| !token.is_empty()),
            signature_method: first("oauth_signature_method"),
            timestamp: first("oauth_timestamp"),
            nonce: first("oauth_nonce"),
            signature: first("oauth_signature"),
        }
    }
}

/// The consumer, and by which method it signs.
fn consumer_of(carried: &Carried<'_>) -> u64 {
    key((carried.consumer_key, carried.signature_method))
}

/// What requests have in common that fail alike: token, method and endpoint.
fn kind_of(request: &Request, carried: &Carried<'_>) -> u64 {
    let url = request.url.bytes();
    let end = url.find_byteset(b"?#").unwrap_or(url.len());
    key((carried.token, request.method.bytes(), &url[..end]))
}

fn tell_carried(line: &mut Line, carried: &Carried<'_>) {
    line.consumer_key = carried.consumer_key.map(shown);
    let number = |text: &[u8]| std::str::from_utf8(text).ok()?.parse().ok();
    line.timestamp = carried.timestamp.and_then(number);
}

fn tell_request(line: &mut Line, request: &impl Wire) {
    let filled = |bytes: &[u8]| (!bytes.is_empty()).then(|| shown(bytes));
    line.method = filled(request.method());
    let at = UrlRanges::split(request.url());
    let mut url = request
        .url()
        .get(..at.path.end)
        .unwrap_or_default()
        .to_vec();
    if let Some(secret) = at.userinfo {
        url.drain(secret.start..(secret.end + 1).min(url.len()));
    }
    line.url = filled(&url);
    line.user_agent = request.header("user-agent").and_then(filled);
}

fn tell_report(line: &mut Line, report: &Report) {
    line.outcome = Outcome::of(&report.verdict);
    match &report.verdict {
        Verdict::Explained(explanations) => {
            let Some(first) = explanations.first() else {
                return;
            };
            for cause in &first.causes {
                line.mistakes.push(cause.id.clone());
                line.says.push(cause.title.clone());
            }
            if first.causes.len() == 1 {
                line.also = first.equals.iter().map(|one| one.id.to_owned()).collect();
            }
        }
        Verdict::Refused { why, .. } => {
            for finding in why.iter().filter(|one| one.severity == Severity::Error) {
                line.refused.push(finding.id.to_owned());
                line.says.push(finding.message.clone());
            }
        }
        Verdict::Undecided { missing } => {
            line.missing = missing.iter().map(|one| one.name().to_owned()).collect();
        }
        Verdict::Contradicts(contradiction) => {
            let places = contradiction.places.iter();
            line.says = places.map(|place| place.stage.title().to_owned()).collect();
        }
        _ => {}
    }
}

/// At most the first characters of a text of the input.
fn shown(bytes: &[u8]) -> String {
    let text = bytes.to_str_lossy();
    match text.char_indices().nth(SHOWN) {
        None => text.into_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}
