//! What is told while it runs: a line a request on the terminal, a line of JSON in a file. On the
//! terminal secrets are masked.

use std::ffi::OsStr;
use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::sync::{Mutex, PoisonError};

use countersign::credentials::Credentials;
use countersign::error::Error;
use countersign::redact::{Masks, Shared};
use countersign::render::{html, listen_json, terminal};
use countersign::report::Report;
use countersign::request::Request;
use countersign::screen::{Block, Document, Line, Role, live};
use countersign::verifier::Refusal;
use tokio::sync::broadcast;

use crate::cli::style::Style;
use crate::cli::talk;

/// Where it is told.
pub(crate) struct Told {
    style: Style,
    counted: Mutex<u64>,
    record: Option<Mutex<File>>,
    page: broadcast::Sender<String>,
}

/// An exchange that was judged.
pub(crate) struct Exchange<'a> {
    pub(crate) request: &'a Request,
    pub(crate) credentials: &'a Credentials,
    pub(crate) report: &'a Report,
    pub(crate) refusals: &'a [Refusal],
    pub(crate) as_what: &'a str,
    pub(crate) given: &'a str,
    pub(crate) status: u16,
}

impl Told {
    /// On the terminal, and in that file: further lines go to its end.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub(crate) fn new(style: Style, record: Option<&OsStr>) -> Result<Self, Error> {
        let record = record.map(open).transpose()?;
        Ok(Self {
            style,
            counted: Mutex::new(0),
            record: record.map(Mutex::new),
            page: broadcast::Sender::new(64),
        })
    }

    /// Tells of a request that was judged.
    pub(crate) fn judged(&self, of: &Exchange<'_>) {
        if let Some(file) = &self.record {
            let line = listen_json::record(of.request, of.report, of.refusals, of.status) + "\n";
            let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
            if let Err(reason) = file.write_all(line.as_bytes()) {
                talk::say(&format!("warning: --record cannot be written: {reason}"));
            }
        }
        let mut masks = Masks::of(&of.report.request, of.credentials);
        masks.extend(Masks::of(of.request, of.credentials));
        let report = Shared::masked(of.report, &masks);
        let refusals: Vec<Refusal> = of
            .refusals
            .iter()
            .map(|one| Refusal::new(one.problem.clone(), masks.text(&one.says)))
            .collect();
        self.show(|number| {
            let at = live::Arrived {
                number,
                as_what: of.as_what,
                given: of.given,
            };
            let shown = report.map(|report| live::arrived(at, &report, &refusals));
            self.to_page(&shown, refusals.is_empty());
            shown.get().clone()
        });
    }

    /// Tells the pages that are open.
    fn to_page(&self, shown: &Shared<Document>, accepted: bool) {
        if self.page.receiver_count() == 0 {
            return;
        }
        let line = match shown.get().blocks.first() {
            Some(Block::Paragraph(line)) => line.text(),
            _ => String::new(),
        };
        let told = serde_json::json!({
            "line": line,
            "accepted": accepted,
            "verdict": html::fragment(shown, &Line::of(Role::Heading, "Verdict")),
        });
        // Nobody may be there any more.
        let _ = self.page.send(told.to_string());
    }

    /// What is told from now on, as JSON.
    pub(crate) fn subscribe(&self) -> broadcast::Receiver<String> {
        self.page.subscribe()
    }

    /// Tells of a request that was not judged.
    pub(crate) fn not_judged(&self, method: &str, why: &str) {
        self.show(|number| live::turned_away(number, method.as_bytes(), why));
    }

    /// Tells of a user who agreed, and what follows.
    pub(crate) fn agreed(&self, then: &str) {
        self.show(|number| live::agreed(number, then));
    }

    /// One after the other: what belongs together stays together.
    fn show(&self, document: impl FnOnce(u64) -> Document) {
        let mut number = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        *number += 1;
        if talk::is_quiet() {
            return;
        }
        let document = document(*number);
        let text = terminal::render(&document, self.style.width(), self.style.palette());
        let mut out = self.style.stdout();
        // Who closed it does not want to read it.
        let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    }
}

/// A file that only its owner may read: a request holds tokens, and with PLAINTEXT secrets.
fn open(path: &OsStr) -> Result<File, Error> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|reason| {
        let shown = path.to_string_lossy();
        Error::new(format_args!("cannot write {shown:?}: {reason}")).in_input("--record")
    })
}
