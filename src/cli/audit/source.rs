//! Logs, wherever they stand: files, folders of files, standard input; compressed or not.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bstr::ByteSlice as _;
use clap::ValueEnum;
use countersign::audit::record::{Record, Records, Split, Where, sniff};
use countersign::error::Error;
use flate2::bufread::MultiGzDecoder;

use super::super::{files, talk};

/// How a log is cut into records.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(super) enum Cut {
    /// A record a line: JSON lines, access logs, commands, URLs
    Lines,
    /// JSON objects one after the other, over several lines
    Json,
    /// The elements of a JSON list
    List,
    /// The entries of a HAR
    Har,
    /// Messages of raw HTTP one after the other
    Http,
    /// Not at all: one paste, which may hold many requests
    Whole,
}

impl Cut {
    fn split(self) -> Split {
        match self {
            Self::Lines => Split::Lines,
            Self::Json => Split::Elements(Where::Top),
            Self::List => Split::Elements(Where::List),
            Self::Har => Split::Elements(Where::Entries),
            Self::Http => Split::Messages,
            Self::Whole => Split::Whole,
        }
    }
}

/// The logs of a run, one after the other.
pub(super) struct Sources {
    /// What is still to be opened, the next one last.
    left: Vec<Source>,
    cut: Option<Cut>,
    longest: usize,
    several: bool,
    /// How many bytes of the inputs have been read, as they are stored.
    pub(super) position: Arc<AtomicU64>,
    /// How many there are; `None` where nobody knows.
    pub(super) size: Option<u64>,
}

enum Source {
    Stdin,
    File(PathBuf),
}

/// An open log.
pub(super) struct Open {
    /// Its name, where there are several.
    pub(super) name: Option<Arc<str>>,
    records: Records<Box<dyn BufRead + Send>>,
    /// Whether all of its lines should be JSON.
    json: bool,
}

/// How much is looked at to tell how a log is cut.
const START: usize = 64 << 10;

impl Sources {
    /// Finds what the names stand for.
    ///
    /// # Errors
    /// When there is no such file.
    pub(super) fn of(names: &[OsString], cut: Option<Cut>, longest: usize) -> Result<Self, Error> {
        let mut left = Vec::new();
        let mut folder = false;
        if names.is_empty() {
            files::claim_stdin("LOG")?;
            left.push(Source::Stdin);
        }
        for name in names {
            if name == "-" {
                files::claim_stdin("LOG")?;
                left.push(Source::Stdin);
                continue;
            }
            let path = PathBuf::from(name);
            let found = std::fs::metadata(&path).map_err(|reason| cannot_read(name, &reason))?;
            if found.is_dir() {
                folder = true;
                walk(&path, &mut left).map_err(|reason| cannot_read(name, &reason))?;
            } else {
                left.push(Source::File(path));
            }
        }
        let size = left.iter().try_fold(0, |sum: u64, one| match one {
            Source::Stdin => None,
            Source::File(path) => {
                let found = std::fs::metadata(path)
                    .ok()
                    .filter(std::fs::Metadata::is_file)?;
                Some(sum + found.len())
            }
        });
        let several = left.len() > 1 || folder;
        left.reverse();
        Ok(Self {
            left,
            cut,
            longest,
            several,
            position: Arc::default(),
            size,
        })
    }

    /// The next log, open; an error names it.
    pub(super) fn open_next(&mut self) -> Option<Result<Open, Error>> {
        let source = self.left.pop()?;
        let name = match &source {
            Source::Stdin => "-".to_owned(),
            Source::File(path) => path.to_string_lossy().into_owned(),
        };
        let opened = self.open(&source, &name);
        Some(opened.map_err(|reason| cannot_read(name.as_ref(), &reason)))
    }

    fn open(&self, source: &Source, name: &str) -> io::Result<Open> {
        let input: Box<dyn Read + Send> = match source {
            Source::Stdin => Box::new(io::stdin()),
            Source::File(path) => Box::new(File::open(path)?),
        };
        let counted = Metered {
            input,
            position: Arc::clone(&self.position),
        };
        let mut input = unpacked(counted)?;
        let (start, whole) = beginning(&mut input)?;
        let (split, why) = if let Some(cut) = self.cut {
            (cut.split(), "--split says so")
        } else {
            let sniffed = sniff(&start, whole);
            (sniffed.split, sniffed.why)
        };
        talk::detail(&format!("{name} is cut into {}: {why}", phrase(split)));
        let json = split == Split::Lines && start.trim_ascii_start().starts_with(b"{");
        let input: Box<dyn BufRead + Send> = Box::new(io::Cursor::new(start).chain(input));
        Ok(Open {
            name: self.several.then(|| Arc::from(name)),
            records: Records::of(input, split, self.longest),
            json,
        })
    }
}

fn phrase(split: Split) -> &'static str {
    match split {
        Split::Lines => "lines",
        Split::Elements(Where::Top) => "JSON objects",
        Split::Elements(Where::List) => "the elements of a list",
        Split::Elements(Where::Entries) => "the entries of an archive",
        Split::Messages => "messages of HTTP",
        Split::Whole => "nothing smaller",
    }
}

impl Iterator for Open {
    type Item = io::Result<Record>;

    fn next(&mut self) -> Option<Self::Item> {
        let record = self.records.next()?;
        Some(record.map(|mut record| {
            record.json |= self.json;
            record
        }))
    }
}

fn cannot_read(name: &OsStr, reason: &io::Error) -> Error {
    Error::new(format_args!(
        "cannot read {}: {reason}",
        files::shown_name(name)
    ))
    .in_input("LOG")
}

/// The files of a folder and of the folders in it, by name; hidden ones are none of its logs.
fn walk(folder: &Path, found: &mut Vec<Source>) -> io::Result<()> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<io::Result<_>>()?;
    paths.sort();
    for path in paths {
        let hidden = path
            .file_name()
            .is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        // A link may lead round in a circle.
        let kind = std::fs::symlink_metadata(&path)?.file_type();
        if kind.is_dir() && !hidden {
            walk(&path, found)?;
        } else if !hidden && path.is_file() {
            found.push(Source::File(path));
        }
    }
    Ok(())
}

/// An input that tells how much of it was read.
struct Metered {
    input: Box<dyn Read + Send>,
    position: Arc<AtomicU64>,
}

impl Read for Metered {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        self.position.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// Undoes a compression that the first bytes tell of.
fn unpacked(input: impl Read + Send + 'static) -> io::Result<Box<dyn BufRead + Send>> {
    let mut input = BufReader::with_capacity(1 << 17, input);
    let start = loop {
        match input.fill_buf() {
            Ok(start) => break start,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    };
    if start.starts_with(b"\x1f\x8b") {
        let unpacked = MultiGzDecoder::new(input);
        return Ok(Box::new(BufReader::with_capacity(1 << 17, unpacked)));
    }
    if start.starts_with(b"\x28\xb5\x2f\xfd") {
        let unpacked = Zstd {
            frame: None,
            input: Some(input),
        };
        return Ok(Box::new(BufReader::with_capacity(1 << 17, unpacked)));
    }
    Ok(Box::new(input))
}

/// Frames of zstd, one after the other, as `zstd` and `cat` write them.
struct Zstd<R: Read> {
    frame: Option<ruzstd::decoding::StreamingDecoder<R, ruzstd::decoding::FrameDecoder>>,
    input: Option<R>,
}

impl<R: BufRead> Read for Zstd<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(frame) = &mut self.frame {
                let read = frame.read(buffer)?;
                if read > 0 || buffer.is_empty() {
                    return Ok(read);
                }
            }
            if let Some(frame) = self.frame.take() {
                self.input = Some(frame.into_inner());
            }
            let Some(mut input) = self.input.take() else {
                return Ok(0);
            };
            if input.fill_buf()?.is_empty() {
                self.input = Some(input);
                return Ok(0);
            }
            let frame = ruzstd::decoding::StreamingDecoder::new(input);
            self.frame = Some(frame.map_err(io::Error::other)?);
        }
    }
}

/// The first bytes, and whether there are no more.
fn beginning(input: &mut dyn BufRead) -> io::Result<(Vec<u8>, bool)> {
    let mut start = Vec::new();
    while start.len() < START {
        let chunk = match input.fill_buf() {
            Ok(chunk) => chunk,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if chunk.is_empty() {
            return Ok((start, true));
        }
        let used = chunk.len();
        start.extend_from_slice(chunk);
        input.consume(used);
        // What comes line by line through a pipe is not waited for.
        let lines = start.find_iter("\n").count();
        if lines >= 2 && used < 4096 {
            break;
        }
    }
    Ok((start, false))
}
