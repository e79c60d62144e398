//! The user's signer as a process: a line in, a line out, and nothing that it does may hang us.
//!
//! It is started once and asked one request after the other. One that ends after an answer is
//! started again for the next request; one that fails is killed, with its children, and started
//! again.

use std::collections::VecDeque;
use std::ffi::OsString;
use std::io::{self, BufRead as _, BufReader, Read, Write as _};
use std::process::{ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use countersign::conform::summary::{Failure, Problem};
use process_wrap::std::{ChildWrapper, CommandWrap};

use super::orphans;

/// The longest answer, in bytes: an honest one has some thousands.
const LONGEST: usize = 1 << 20;
/// How much of the end of its standard error is kept.
const KEPT: usize = 4096;
/// How long a process may take to end after it closed its output, or was killed.
const GRACE: Duration = Duration::from_secs(1);
/// After so many failures in a row it is asked no more.
const PATIENCE: usize = 5;

/// A command that signs.
pub(in crate::cli) struct Signer {
    command: Vec<OsString>,
    timeout: Duration,
    running: Option<Running>,
    failures: usize,
}

struct Running {
    child: Box<dyn ChildWrapper>,
    requests: Sender<Vec<u8>>,
    lines: Receiver<Line>,
    stderr: Arc<Mutex<VecDeque<u8>>>,
    stderr_ended: Receiver<()>,
    answered: usize,
}

enum Line {
    Whole(Vec<u8>),
    TooLong,
    End,
}

impl Signer {
    /// A signer that is not started yet.
    pub(in crate::cli) fn new(command: Vec<OsString>, timeout: Duration) -> Self {
        Self {
            command,
            timeout,
            running: None,
            failures: 0,
        }
    }

    /// Starts it.
    ///
    /// # Errors
    /// When there is no such command, or it cannot be run.
    pub(in crate::cli) fn start(&mut self) -> io::Result<()> {
        self.stop();
        self.running = Some(Running::start(&self.command)?);
        Ok(())
    }

    /// Whether it failed so often in a row that there is no sense in asking it more.
    pub(in crate::cli) fn is_given_up(&self) -> bool {
        self.failures >= PATIENCE
    }

    /// Asks: one line, and the line that it answers.
    ///
    /// # Errors
    /// When there is no answer.
    pub(in crate::cli) fn ask(&mut self, request: &str) -> Result<Vec<u8>, Failure> {
        loop {
            // A line that nobody asked for would be taken for the next answer.
            let unasked = self.running.as_ref().is_some_and(|running| {
                matches!(running.lines.try_recv(), Ok(Line::Whole(_) | Line::TooLong))
            });
            if (unasked || self.running.is_none())
                && let Err(reason) = self.start()
            {
                return Err(self.failed(Problem::NotStarted(reason.to_string())));
            }
            let Some(running) = self.running.as_mut() else {
                continue;
            };
            let mut line = request.as_bytes().to_vec();
            line.push(b'\n');
            // A signer that reads no more is known by its silence.
            let _ = running.requests.send(line);
            let problem = match running.lines.recv_timeout(self.timeout) {
                Ok(Line::Whole(line)) => {
                    running.answered += 1;
                    return Ok(line);
                }
                Ok(Line::TooLong) => Problem::TooLong(LONGEST),
                Err(RecvTimeoutError::Timeout) => Problem::TimedOut(self.timeout),
                Ok(Line::End) | Err(RecvTimeoutError::Disconnected) => match running.ended() {
                    // It answers one request a process: the next one gets a new process.
                    Some(status) if status.success() && running.answered > 0 => {
                        self.stop();
                        continue;
                    }
                    Some(status) => Problem::Ended(status.to_string()),
                    None => Problem::Closed,
                },
            };
            return Err(self.failed(problem));
        }
    }

    /// Notes that the last line was an answer.
    pub(in crate::cli) fn answered(&mut self) {
        self.failures = 0;
    }

    /// Kills what runs, and makes a failure of what went wrong.
    pub(in crate::cli) fn failed(&mut self, problem: Problem) -> Failure {
        self.failures += 1;
        let stderr = self.stop();
        Failure { problem, stderr }
    }

    /// Tells it that there is no more, and gives it a moment to end by itself.
    pub(in crate::cli) fn finish(&mut self) {
        if let Some(running) = &mut self.running {
            running.requests = channel().0;
            running.ended();
        }
        self.stop();
    }

    /// Kills it; answers with the end of its standard error.
    fn stop(&mut self) -> String {
        self.running.take().map(Running::stop).unwrap_or_default()
    }
}

impl Drop for Signer {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Running {
    fn start(command: &[OsString]) -> io::Result<Self> {
        let (program, arguments) = command
            .split_first()
            .ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        let mut command = Command::new(program);
        command
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut command = CommandWrap::from(command);
        #[cfg(unix)]
        command.wrap(process_wrap::std::ProcessGroup::leader());
        #[cfg(windows)]
        command.wrap(process_wrap::std::JobObject);
        let mut child = command.spawn()?;
        let lost = || io::Error::other("a pipe to it is missing");
        let mut stdin = child.stdin().take().ok_or_else(lost)?;
        let stdout = child.stdout().take().ok_or_else(lost)?;
        let errors = child.stderr().take().ok_or_else(lost)?;

        // Each pipe has a thread, so that one that is full or silent stops nobody. They are never
        // waited for: a process that got away may hold a pipe open for ever.
        let (requests, to_write) = channel::<Vec<u8>>();
        thread::Builder::new().spawn(move || {
            for line in to_write {
                if stdin.write_all(&line).and_then(|()| stdin.flush()).is_err() {
                    return;
                }
            }
        })?;
        let (to, lines) = sync_channel(4);
        thread::Builder::new().spawn(move || read_lines(stdout, &to))?;
        let stderr = Arc::new(Mutex::new(VecDeque::new()));
        let (to_end, stderr_ended) = channel();
        let kept = Arc::clone(&stderr);
        thread::Builder::new().spawn(move || {
            keep_end(errors, &kept);
            // Nobody may be left to hear it.
            let _ = to_end.send(());
        })?;
        Ok(Self {
            child,
            requests,
            lines,
            stderr,
            stderr_ended,
            answered: 0,
        })
    }

    /// The status, if it ends soon.
    fn ended(&mut self) -> Option<std::process::ExitStatus> {
        const STEP: Duration = Duration::from_millis(5);
        for _ in 0..GRACE.as_millis() / STEP.as_millis() {
            if let Ok(Some(status)) = self.child.try_wait() {
                return Some(status);
            }
            thread::sleep(STEP);
        }
        None
    }

    fn stop(mut self) -> String {
        // It may have ended by itself: then there is nothing to kill.
        let _ = self.child.start_kill();
        self.ended();
        orphans::end();
        let _ = self.stderr_ended.recv_timeout(Duration::from_millis(200));
        let mut kept = self.stderr.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(kept.make_contiguous())
            .trim()
            .to_owned()
    }
}

fn read_lines(stdout: ChildStdout, to: &SyncSender<Line>) {
    let mut reader = BufReader::new(stdout);
    loop {
        let mut line = Vec::new();
        let mut limited = (&mut reader).take(LONGEST as u64);
        let read = match limited.read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => Line::End,
            Ok(_) if line.last() != Some(&b'\n') && line.len() >= LONGEST => Line::TooLong,
            Ok(_) if line.trim_ascii().is_empty() => continue,
            Ok(_) => Line::Whole(line.trim_ascii().to_vec()),
        };
        let last = !matches!(read, Line::Whole(_));
        if to.send(read).is_err() || last {
            return;
        }
    }
}

fn keep_end(mut from: impl Read, kept: &Mutex<VecDeque<u8>>) {
    let mut buffer = [0; 1024];
    while let Ok(read @ 1..) = from.read(&mut buffer) {
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.extend(buffer.iter().take(read));
        let beyond = kept.len().saturating_sub(KEPT);
        kept.drain(..beyond);
    }
}
