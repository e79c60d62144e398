//! What is done with one request: let in, read, judged, told, answered.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::http::request::Parts;
use axum::http::{Method, Response, StatusCode};
use countersign::capture;
use countersign::case::{Fresh, Rules};
use countersign::credentials::Secret;
use countersign::diagnose::Limits;
use countersign::error::Error;
use countersign::render::listen_json;
use countersign::report::Verdict;
use countersign::request::UrlParts;
use countersign::verifier::{Authorized, Facing, Judged, Refusal, Role, Verifier, judge};
use tokio::sync::{Notify, Semaphore};

use super::answer;
use super::arrival::{Arrival, Target};
use super::gate::{self, Gate, TurnedAway};
use super::origin::Origin;
use super::told::{Exchange, Told};
use super::{Args, Exit};
use crate::cli::{errors::Failure, files, machine};

/// The longest body that is read.
const LONGEST_BODY: usize = 8 << 20;
/// How long a client may take to send it.
const PATIENCE: Duration = Duration::from_secs(30);
/// How many searches run at once; whether a signature is right is told without one.
const SEARCHES: usize = 2;

/// Everything that a request needs.
pub(crate) struct Service {
    origins: Vec<Origin>,
    rules: Rules,
    gate: Gate,
    proxy: bool,
    always: Option<StatusCode>,
    canned: Option<capture::Response>,
    pub(crate) time_limit: Duration,
    verifier: Mutex<Verifier>,
    told: Told,
    pub(crate) searches: Arc<Semaphore>,
    once: bool,
    outcome: Mutex<Option<Exit>>,
    /// Wakes whoever waits for the end of a run with `--once`.
    pub(crate) ended: Notify,
}

impl Service {
    /// What the arguments ask for.
    pub(crate) fn new(args: &Args) -> Result<Arc<Self>, Failure> {
        let verifier = Verifier::new(args.credentials.of_all()?).with_clock_skew(args.clock_skew);
        let mut hosts: Vec<String> = args.allow_host.clone();
        hosts.extend(args.origins.iter().map(|origin| origin.host.clone()));
        let lower = |texts: &[String]| texts.iter().map(|text| text.to_ascii_lowercase()).collect();
        let canned = match &args.answer {
            Some(path) => Some(capture::Response::from_text(&files::read(
                "--answer", path,
            )?)),
            None => None,
        };
        Ok(Arc::new(Self {
            origins: args.origins.clone(),
            rules: args.provider.rules(),
            gate: Gate {
                hosts: lower(&hosts),
                origins: lower(&args.allow_origin),
            },
            proxy: args.proxy,
            always: args.always.and_then(|code| StatusCode::from_u16(code).ok()),
            canned,
            time_limit: args.time_limit,
            verifier: Mutex::new(verifier),
            told: Told::new(args.style, args.record.as_deref())?,
            searches: Arc::new(Semaphore::new(SEARCHES)),
            once: args.once,
            outcome: Mutex::new(None),
            ended: Notify::new(),
        }))
    }

    /// The code that the run ends with, once there is one.
    pub(crate) fn outcome(&self) -> Option<Exit> {
        *self.outcome.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is told of requests from now on, as JSON for the page.
    pub(crate) fn subscribe(&self) -> tokio::sync::broadcast::Receiver<String> {
        self.told.subscribe()
    }

    /// Answers a request.
    pub(crate) async fn answer(self: Arc<Self>, request: axum::extract::Request) -> Response<Body> {
        let (parts, body) = request.into_parts();
        let admitted = match self.admit(&parts) {
            Ok(target) => read(body).await.map(|body| (target, body)),
            Err(turned) => Err(turned),
        };
        match admitted {
            Ok((target, body)) => self.judged(parts, target, body).await,
            Err(turned) => {
                self.told.not_judged(parts.method.as_str(), &turned.why);
                answer::turned_away(&turned)
            }
        }
    }

    /// Lets a request in, or not; says where it was sent.
    pub(crate) fn admit(&self, parts: &Parts) -> Result<Target, TurnedAway> {
        let target = Target::of(parts)?;
        if !(self.proxy && target.absolute) {
            self.gate.admits_host(&target.authority)?;
        }
        let lands = gate::lands(&parts.method, &parts.headers);
        self.gate.admits_site(&parts.headers, lands)?;
        Ok(target)
    }

    async fn judged(self: Arc<Self>, parts: Parts, target: Target, body: Bytes) -> Response<Body> {
        let arrival = Arrival::of(&parts, &target, &body, &self.origins, self.rules);
        let facing = self.verifier().facing(arrival.request());
        if facing.role == Role::Authorize && parts.method == Method::GET {
            return self.authorized(&arrival);
        }
        let work = Work {
            arrival,
            facing,
            now: machine::seconds_now(),
        };
        let service = Arc::clone(&self);
        let at_once = tokio::task::spawn_blocking(move || {
            let judged = work.judge(None);
            (work, judged)
        });
        let Ok((work, judged)) = at_once.await else {
            return answer::broken();
        };
        let (work, judged) = if matches!(&judged, Ok(Some(judged)) if wants_search(judged)) {
            let Ok(searched) = service.search(work).await else {
                return answer::broken();
            };
            searched
        } else {
            (work, judged)
        };
        match judged {
            Ok(Some(judged)) => self.settled(&work, &judged),
            Ok(None) => answer::broken(),
            Err(error) => {
                let turned = TurnedAway::new(StatusCode::BAD_REQUEST, error.to_string());
                self.told.not_judged(parts.method.as_str(), &turned.why);
                answer::turned_away(&turned)
            }
        }
    }

    /// Searches for the mistake, when it is this request's turn.
    async fn search(&self, work: Work) -> Result<(Work, Result<Option<Judged>, Error>), ()> {
        let permit = Arc::clone(&self.searches).acquire_owned();
        let turn = tokio::time::timeout(self.time_limit, permit).await;
        let limit = self.time_limit;
        let searched = tokio::task::spawn_blocking(move || {
            let judged = match &turn {
                Ok(Ok(_permit)) => work.judge(Some(limit)),
                // Too many at once: what is known without a search is told.
                _ => work.judge(None),
            };
            drop(turn);
            (work, judged)
        });
        searched.await.map_err(|_| ())
    }

    /// Tells the verdict, and answers.
    fn settled(&self, work: &Work, judged: &Judged) -> Response<Body> {
        let report = &judged.report;
        let mut verifier = self.verifier();
        let refusals = verifier.settle(&work.facing, report, work.now);
        let grant = if refusals.is_empty() && self.always.is_none() {
            let random = machine::fresh_nonce()
                .and_then(|token| Ok((token, machine::fresh_nonce().map(Secret::new)?)));
            random.ok().and_then(|(token, secret)| {
                verifier.grant(&work.facing, &report.request, token, secret)
            })
        } else {
            None
        };
        drop(verifier);
        let has_protocol = !countersign::protocol::carried(&report.request).is_empty();
        let status = self
            .always
            .unwrap_or_else(|| answer::status_of(&refusals, has_protocol));
        let response = match (&grant, &self.canned) {
            (Some(grant), _) => answer::granted(status, &grant.body),
            (None, Some(canned)) if refusals.is_empty() && self.always.is_none() => {
                answer::canned(canned)
            }
            _ => {
                let json = listen_json::answer(report, &refusals);
                answer::verdict(status, json, &refusals, &realm(judged))
            }
        };
        let reading = work.arrival.readings.get(judged.reading);
        self.told.judged(&Exchange {
            request: reading.map_or(&report.request, |reading| &reading.captured.request),
            credentials: &work.facing.credentials,
            report,
            refusals: &refusals,
            as_what: reading.map_or("", |reading| reading.as_what.as_str()),
            given: grant.as_ref().map_or("", |grant| grant.what),
            status: response.status().as_u16(),
        });
        if self.once {
            self.end(exit(&report.verdict, &refusals));
        }
        response
    }

    fn end(&self, exit: Exit) {
        let mut outcome = self.outcome.lock().unwrap_or_else(PoisonError::into_inner);
        outcome.get_or_insert(exit);
        self.ended.notify_one();
    }

    /// The user agrees: there is nobody to ask.
    fn authorized(&self, arrival: &Arrival) -> Response<Body> {
        let query = UrlParts::split(&arrival.request().url).query;
        let query = query.unwrap_or_default();
        let Ok(verifier) = machine::fresh_nonce() else {
            return answer::broken();
        };
        let authorized = self.verifier().authorize(query.bytes(), verifier);
        match authorized {
            Authorized::Callback(callback) => {
                self.told
                    .agreed("and was sent back to the client with the verifier");
                answer::sent_back(&callback)
            }
            Authorized::Verifier(verifier) => {
                self.told.agreed("and was shown the verifier (oob)");
                answer::verifier(&verifier)
            }
            Authorized::Unknown => {
                let why = "the oauth_token of the authorize page is not a request token that was \
                           given here";
                self.told.not_judged("GET", why);
                answer::turned_away(&TurnedAway::new(StatusCode::BAD_REQUEST, why))
            }
        }
    }

    fn verifier(&self) -> MutexGuard<'_, Verifier> {
        self.verifier.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a thread of its own works on.
struct Work {
    arrival: Arrival,
    facing: Facing,
    now: u64,
}

impl Work {
    /// Judges: with a search of that length, or without.
    fn judge(&self, search: Option<Duration>) -> Result<Option<Judged>, Error> {
        let fresh = machine::fresh_nonce().ok().map(|nonce| Fresh {
            nonce,
            timestamp: self.now,
        });
        let until = search.map(machine::after);
        let out_of_time = || until.is_some_and(machine::is_over);
        let limits = search.map(|_| Limits {
            mistakes: 2,
            usual_more: 1,
            out_of_time: &out_of_time,
            ..Limits::default()
        });
        let arrival = &self.arrival;
        judge(
            &arrival.readings,
            &self.facing,
            arrival.rules,
            self.now,
            fresh.as_ref(),
            limits,
        )
    }
}

/// Whether a search may say more.
fn wants_search(judged: &Judged) -> bool {
    matches!(
        judged.report.verdict,
        Verdict::Unexplained { .. } | Verdict::Explained(_)
    )
}

/// The realm of a challenge: where the request was taken to be sent.
fn realm(judged: &Judged) -> String {
    let url = UrlParts::split(&judged.report.request.url);
    let port = url.port.map(|port| format!(":{}", port.bytes()));
    let port = port.unwrap_or_default();
    format!("{}://{}{port}/", url.scheme.bytes(), url.host.bytes())
}

/// The code of `--once`: that of `diff`, and what a provider refuses is not right.
fn exit(verdict: &Verdict, refusals: &[Refusal]) -> Exit {
    match verdict {
        Verdict::Undecided { .. } | Verdict::NotOauth1(_) => Exit::CannotTell,
        _ if refusals.is_empty() => Exit::Agree,
        _ => Exit::Differ,
    }
}

/// Reads a body to its end.
pub(crate) async fn read(body: Body) -> Result<Bytes, TurnedAway> {
    match tokio::time::timeout(PATIENCE, to_bytes(body, LONGEST_BODY)).await {
        Ok(Ok(body)) => Ok(body),
        Ok(Err(_)) => Err(TurnedAway::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "its body ended too early, or is longer than 8 MiB",
        )),
        Err(_) => Err(TurnedAway::new(
            StatusCode::REQUEST_TIMEOUT,
            "its body did not come in 30 s",
        )),
    }
}
