//! Secrets from a command: it is asked once for each consumer and token, and what it answered is
//! remembered.

use std::ffi::OsString;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use countersign::audit::Secrets;
use countersign::credentials::{Credentials, Secret};
use countersign::error::Error;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::super::conform::signer::Signer;
use super::super::talk;

/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(30);
/// So many answers are remembered.
const REMEMBERED: usize = 100_000;

/// A command that knows secrets, behind those that are known without it.
pub(super) struct Store<S> {
    known: S,
    asked: Mutex<Asked>,
}

struct Asked {
    command: Signer,
    answers: FxHashMap<Names, Credentials>,
    has_failed: bool,
}

type Names = (Vec<u8>, Vec<u8>);

#[derive(Serialize)]
struct Question<'a> {
    consumer_key: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<&'a str>,
}

#[derive(Deserialize)]
struct Answer {
    consumer_secret: Option<String>,
    token_secret: Option<String>,
}

impl<S> Store<S> {
    /// Starts the command.
    ///
    /// # Errors
    /// When it is not a command line, or cannot be started.
    pub(super) fn start(command: &str, known: S) -> Result<Self, Error> {
        let words = shell_words::split(command)
            .map_err(|_| Error::new("a quote is not closed").in_input("--keys-command"))?;
        let words: Vec<OsString> = words.into_iter().map(OsString::from).collect();
        let mut command = Signer::new(words, PATIENCE);
        command.start().map_err(|reason| {
            Error::new(format_args!("cannot start the command: {reason}"))
                .in_input("--keys-command")
                .help("give it as you would type it, in quotes; it answers a line of JSON with one")
        })?;
        let asked = Asked {
            command,
            answers: FxHashMap::default(),
            has_failed: false,
        };
        Ok(Self {
            known,
            asked: Mutex::new(asked),
        })
    }
}

impl<S: Secrets> Secrets for Store<S> {
    fn of(&self, consumer_key: Option<&[u8]>, token: Option<&[u8]>) -> Credentials {
        let known = self.known.of(consumer_key, token);
        let whole =
            known.consumer_secret.is_some() && (token.is_none() || known.token_secret.is_some());
        let Some(consumer_key) = consumer_key.filter(|_| !whole) else {
            return known;
        };
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        known.or(asked.of(consumer_key, token))
    }
}

impl Asked {
    fn of(&mut self, consumer_key: &[u8], token: Option<&[u8]>) -> Credentials {
        let names = (consumer_key.to_vec(), token.unwrap_or_default().to_vec());
        if let Some(answer) = self.answers.get(&names) {
            return answer.clone();
        }
        let answer = self.ask(&names, token.is_some()).unwrap_or_default();
        if self.answers.len() >= REMEMBERED {
            self.answers.clear();
        }
        self.answers.insert(names, answer.clone());
        answer
    }

    fn ask(&mut self, (consumer_key, token): &Names, has_token: bool) -> Option<Credentials> {
        if self.command.is_given_up() {
            return None;
        }
        let token = String::from_utf8_lossy(token);
        let question = Question {
            consumer_key: &String::from_utf8_lossy(consumer_key),
            token: has_token.then_some(token.as_ref()),
        };
        let line = self.command.ask(&serde_json::to_string(&question).ok()?);
        let problem = match line.map(Zeroizing::new) {
            Ok(line) => match serde_json::from_slice::<Answer>(&line) {
                Ok(answer) => {
                    self.command.answered();
                    return Some(Credentials {
                        consumer_secret: answer.consumer_secret.map(Secret::new),
                        token_secret: answer.token_secret.map(Secret::new),
                        ..Credentials::default()
                    });
                }
                // The answer is not shown: it may hold secrets.
                Err(_) => "its answer is not a JSON object in a line".to_owned(),
            },
            Err(failure) => failure.problem.describe(),
        };
        if !std::mem::replace(&mut self.has_failed, true) {
            talk::say(&format!("warning: --keys-command: {problem}"));
        }
        None
    }
}
