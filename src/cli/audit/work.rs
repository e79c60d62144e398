//! A reader, as many judges as there are cores, and one who puts their verdicts into order.
//!
//! ```text
//! reader ─batches→ judges ─verdicts→ in order ─→ summary, stdout
//!    ↑───────── room for more ──────────┘
//! ```
//!
//! The reader waits while too much is on its way: one request whose search takes seconds holds up
//! the order, but memory stays as it is.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, channel, sync_channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use countersign::audit::Secrets;
use countersign::audit::judge::{Judge, Judged, Settings};
use countersign::audit::learned::Learned;
use countersign::audit::line::Line;
use countersign::audit::nonces::Nonces;
use countersign::audit::record::Record;
use countersign::audit::summary::Summary;
use countersign::capture::Format as Form;
use countersign::case::Rules;

use super::super::errors::Failure;
use super::super::machine;
use super::interrupt::Ending;
use super::source::Sources;
use super::{Args, command, keys, progress};

/// So many bytes of records are on their way at most, beside one that is longer.
const ROOM: usize = 4 << 20;
/// A batch has so many records at most, and no more once it has so many bytes.
const BATCH: usize = 32;
const BATCH_BYTES: usize = 64 << 10;
/// So often it is looked whether the run is to end.
const TICK: Duration = Duration::from_millis(100);

/// What came of a run.
pub(super) struct Done {
    /// The summary of what was judged.
    pub(super) summary: Summary,
    /// Why verdicts could not be written.
    pub(super) not_written: Option<io::Error>,
}

/// Records that are judged by one judge.
struct Batch {
    number: u64,
    source: Option<Arc<str>>,
    records: Vec<Record>,
    bytes: usize,
}

/// Their verdicts.
struct Verdicts {
    number: u64,
    lines: Vec<Judged>,
    bytes: usize,
}

/// What every judge needs.
struct Bench {
    secrets: Box<dyn Secrets + Send + Sync>,
    learned: Learned,
    rules: Rules,
    format: Option<Form>,
    scheme: Option<String>,
    url: Option<String>,
    method: Option<String>,
    longest: usize,
    mistakes: usize,
    usual_more: usize,
    learning: bool,
    time_limit: Duration,
    ending: Ending,
}

/// Judges the logs of a run.
///
/// # Errors
/// When a log or the keys cannot be opened.
pub(super) fn judge(args: &Args, out: Option<&mut impl Write>) -> Result<Done, Failure> {
    let bench = Arc::new(Bench::of(args)?);
    let sources = Sources::of(&args.logs, args.split, bench.longest)?;
    let position = Arc::clone(&sources.position);
    let line = progress::Line::new(sources.size);
    let jobs = args.jobs.filter(|jobs| *jobs > 0).unwrap_or_else(cores);

    let room = Arc::new(Room::default());
    let (to_judges, batches) = sync_channel(jobs * 2);
    let batches = Arc::new(Mutex::new(batches));
    let (to_order, verdicts) = channel();
    for _ in 0..jobs {
        let (bench, batches) = (Arc::clone(&bench), Arc::clone(&batches));
        let to_order = to_order.clone();
        thread::spawn(move || bench.judge_all(&batches, |done| to_order.send(done).is_ok()));
    }
    drop(to_order);
    let reader = Reader {
        sources,
        skip: args.skip,
        room: Arc::clone(&room),
        ending: bench.ending.clone(),
        number: 0,
    };
    let reading = thread::spawn(move || reader.read(&to_judges));

    let mut order = Order {
        summary: Summary::of(args.max_consumers),
        nonces: Nonces::default(),
        out,
        written: Ok(()),
        ending: bench.ending.clone(),
    };
    order.collect(&verdicts, &room, |summary| {
        line.tell(position.load(Ordering::Relaxed), &summary.counts);
    });
    drop(line);
    // A reader that waits for its input is not waited for.
    let read = if bench.ending.has_come() {
        Ok(false)
    } else {
        reading.join().unwrap_or(Ok(false))
    };
    order.summary.complete = read? && !bench.ending.has_come();
    let not_written = order.written.err();
    Ok(Done {
        summary: order.summary,
        not_written: not_written.filter(|error| error.kind() != io::ErrorKind::BrokenPipe),
    })
}

fn cores() -> usize {
    thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

impl Bench {
    fn of(args: &Args) -> Result<Self, Failure> {
        let ring = keys::read(&args.keys)?;
        let secrets: Box<dyn Secrets + Send + Sync> = match &args.keys.keys_command {
            None => Box::new(ring),
            Some(command) => Box::new(command::Store::start(command, ring)?),
        };
        let settings = args.settings();
        let text = |text: Option<&str>| text.map(str::to_owned);
        Ok(Self {
            secrets,
            learned: Learned::default(),
            rules: settings.rules,
            format: settings.format,
            scheme: text(settings.scheme),
            url: text(settings.url),
            method: text(settings.method),
            longest: settings.longest,
            mistakes: settings.mistakes,
            usual_more: settings.usual_more,
            learning: settings.learning,
            time_limit: args.time_limit,
            ending: Ending::listen(),
        })
    }

    /// Judges batch after batch, until there is none or nobody wants their verdicts.
    fn judge_all(&self, batches: &Mutex<Receiver<Batch>>, give: impl Fn(Verdicts) -> bool) {
        let stopwatch = || -> Box<dyn Fn() -> bool + Sync> {
            let until = machine::after(self.time_limit);
            let ending = self.ending.clone();
            Box::new(move || machine::is_over(until) || ending.has_come())
        };
        let settings = Settings {
            rules: self.rules,
            format: self.format,
            scheme: self.scheme.as_deref(),
            url: self.url.as_deref(),
            method: self.method.as_deref(),
            longest: self.longest,
            mistakes: self.mistakes,
            usual_more: self.usual_more,
            stopwatch: &stopwatch,
            learning: self.learning,
        };
        let mut judge = Judge::new(settings, &*self.secrets, &self.learned);
        loop {
            let next = batches
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .recv();
            let Ok(batch) = next else { return };
            let mut lines = Vec::with_capacity(batch.records.len());
            for record in &batch.records {
                let mut judged = judge.judge(record);
                for one in &mut judged {
                    one.line.source = batch.source.as_deref().map(str::to_owned);
                }
                lines.append(&mut judged);
                // A search that was cut short has told nothing.
                if self.ending.has_come() {
                    return;
                }
            }
            let done = Verdicts {
                number: batch.number,
                lines,
                bytes: batch.bytes,
            };
            if !give(done) {
                return;
            }
        }
    }
}

/// How much is on its way.
#[derive(Default)]
struct Room {
    taken: Mutex<usize>,
    freed: Condvar,
}

impl Room {
    /// Waits until there is room for so many bytes; whether the run goes on.
    fn take(&self, bytes: usize, ending: &Ending) -> bool {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        while *taken > 0 && *taken + bytes > ROOM {
            if ending.has_come() {
                return false;
            }
            let waited = self.freed.wait_timeout(taken, TICK);
            taken = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        *taken += bytes;
        true
    }

    fn free(&self, bytes: usize) {
        *self.taken.lock().unwrap_or_else(PoisonError::into_inner) -= bytes;
        self.freed.notify_all();
    }
}

/// Reads the logs, and hands out their records.
struct Reader {
    sources: Sources,
    skip: u64,
    room: Arc<Room>,
    ending: Ending,
    number: u64,
}

impl Reader {
    /// Reads all; whether nothing was left out.
    fn read(mut self, to_judges: &SyncSender<Batch>) -> Result<bool, countersign::error::Error> {
        let mut whole = true;
        while let Some(open) = self.sources.open_next() {
            let mut open = open?;
            let source = open.name.clone();
            loop {
                let (batch, more) = self.batch(&mut open, source.clone(), &mut whole);
                if self.ending.has_come() {
                    return Ok(false);
                }
                if !batch.records.is_empty() {
                    let goes_on = self.room.take(batch.bytes, &self.ending);
                    if !goes_on || to_judges.send(batch).is_err() {
                        return Ok(false);
                    }
                    self.number += 1;
                }
                if !more {
                    break;
                }
            }
        }
        Ok(whole)
    }

    /// The next records, and whether there are more.
    fn batch(
        &mut self,
        open: &mut impl Iterator<Item = io::Result<Record>>,
        source: Option<Arc<str>>,
        whole: &mut bool,
    ) -> (Batch, bool) {
        let mut batch = Batch {
            number: self.number,
            source,
            records: Vec::new(),
            // What a record costs beside its text.
            bytes: 0,
        };
        let mut more = true;
        while batch.records.len() < BATCH && batch.bytes < BATCH_BYTES {
            let record = match open.next() {
                None => {
                    more = false;
                    break;
                }
                Some(Ok(record)) => record,
                Some(Err(reason)) => {
                    (*whole, more) = (false, false);
                    unreadable(&reason)
                }
            };
            if self.skip > 0 {
                self.skip -= 1;
            } else {
                batch.bytes += record.bytes.len() + 512;
                batch.records.push(record);
            }
            if !more || self.ending.has_come() {
                break;
            }
        }
        (batch, more)
    }
}

/// What stands for the rest of a log that cannot be read: a disk's error, a broken compression.
fn unreadable(reason: &io::Error) -> Record {
    Record {
        broken: Some(format!("the rest of the log cannot be read: {reason}")),
        ..Record::default()
    }
}

/// Puts the verdicts into the order of the log.
struct Order<'a, W> {
    summary: Summary,
    nonces: Nonces,
    out: Option<&'a mut W>,
    written: io::Result<()>,
    ending: Ending,
}

impl<W: Write> Order<'_, W> {
    fn collect(&mut self, verdicts: &Receiver<Verdicts>, room: &Room, tell: impl Fn(&Summary)) {
        let mut early: BTreeMap<u64, Verdicts> = BTreeMap::new();
        let mut next = 0;
        while !self.ending.has_come() {
            match verdicts.recv_timeout(TICK) {
                Ok(done) => {
                    early.insert(done.number, done);
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            let mut any = false;
            while let Some(done) = early.remove(&next) {
                next += 1;
                room.free(done.bytes);
                for judged in done.lines {
                    self.take(judged);
                }
                any = true;
            }
            if any {
                self.flush();
                tell(&self.summary);
            }
        }
        self.flush();
    }

    fn take(&mut self, judged: Judged) {
        let Judged { mut line, nonce } = judged;
        line.nonce_of = nonce.and_then(|nonce| self.nonces.see(nonce, line.place()));
        self.summary.add(&line);
        self.write(&line);
    }

    fn write(&mut self, line: &Line) {
        let Some(out) = self.out.as_mut().filter(|_| self.written.is_ok()) else {
            return;
        };
        let written = serde_json::to_writer(&mut **out, line).map_err(io::Error::from);
        self.written = written.and_then(|()| out.write_all(b"\n"));
        self.check();
    }

    fn flush(&mut self) {
        if let Some(out) = self.out.as_mut().filter(|_| self.written.is_ok()) {
            self.written = out.flush();
            self.check();
        }
    }

    /// Where nobody takes the verdicts, none are made.
    fn check(&self) {
        if self.written.is_err() {
            self.ending.end();
        }
    }
}
