//! A keys file of many consumers: CSV with a header line or JSON lines, read row by row, of which there
//! may be a million; or what `diff` takes, read whole.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use countersign::audit::keyring::{Keyring, Row};
use countersign::credentials::{PrivateKey, PublicKey, Secret};
use countersign::error::Error;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::super::keys::{Keys, PemSource, Profile, default_path, readable_by_all};
use super::super::{files, talk};
use super::KeysArgs;

/// The names that a row may have.
const NAMES: &str = "consumer_key, consumer_secret, token, token_secret, public_key, private_key";

/// The secrets that the arguments name.
///
/// # Errors
/// When a file cannot be read, or holds something else.
pub(super) fn read(args: &KeysArgs) -> Result<Keyring, Error> {
    let mut ring = Keyring::default();
    if args.consumer_secret.is_some() || args.token_secret.is_some() {
        let row = Row {
            consumer_secret: args.consumer_secret.clone(),
            token_secret: args.token_secret.clone(),
            ..Row::default()
        };
        ring.insert(&row, 0);
    }
    let usual = || default_path().filter(|path| path.is_file());
    let (flag, path) = match &args.keys {
        Some(path) => ("--keys", path.clone()),
        None if args.keys_command.is_some() || !ring.is_empty() => return Ok(ring),
        None => match usual() {
            Some(path) => ("the keys file", path.into_os_string()),
            None => return Ok(ring),
        },
    };
    let shown = format!("{flag} {:?}", path.to_string_lossy());
    if let Some(mode) = readable_by_all(Path::new(&path)) {
        talk::warn(&format!(
            "all users of this machine may read {shown} (mode {mode:o}); close it with chmod 600"
        ));
    }
    file(flag, &path, &mut ring).map_err(|error| error.in_input(&shown))?;
    talk::detail(&format!("{} rows of credentials from {shown}", ring.len()));
    tell_duplicates(&ring, &shown);
    Ok(ring)
}

fn tell_duplicates(ring: &Keyring, shown: &str) {
    let (told, count) = ring.duplicates();
    let Some(first) = told.iter().find(|one| !one.same).or(told.first()) else {
        return;
    };
    let secrets = if first.same {
        "the same secrets"
    } else {
        "other secrets: the first counts, the other is tried where a search is made"
    };
    talk::say(&format!(
        "warning: {shown}: rows {} and {} name the same consumer and token, with {secrets}{}",
        first.first,
        first.later,
        match count {
            1 => String::new(),
            _ => format!("; {count} rows repeat another"),
        }
    ));
}

fn file(flag: &str, path: &OsStr, ring: &mut Keyring) -> Result<(), Error> {
    let folder = Path::new(path).parent().unwrap_or(Path::new(""));
    let open = || {
        File::open(path).map_err(|reason| {
            Error::new(format_args!(
                "cannot read {}: {reason}",
                files::shown_name(path)
            ))
        })
    };
    match kind(path, open)? {
        Kind::Profiles => {
            let (shared, profiles) = Keys::read(flag, path)?.into_profiles();
            let every = std::iter::once((String::new(), shared)).chain(profiles);
            for ((_, profile), number) in every.zip(0..) {
                let row = of_profile(profile)?;
                if !is_empty(&row) {
                    ring.insert(&row, number);
                }
            }
            Ok(())
        }
        Kind::Csv => csv(open()?, folder, ring),
        Kind::Json => json_lines(open()?, folder, ring),
    }
}

#[derive(Clone, Copy)]
enum Kind {
    /// Whatever `diff` reads, whole: TOML, an environment, an export.
    Profiles,
    Csv,
    Json,
}

/// The kind of a keys file: by the end of its name, else by its beginning.
fn kind(path: &OsStr, open: impl Fn() -> Result<File, Error>) -> Result<Kind, Error> {
    let end = Path::new(path).extension().and_then(OsStr::to_str);
    match end.map(str::to_ascii_lowercase).as_deref() {
        Some("csv") => return Ok(Kind::Csv),
        Some("ndjson" | "jsonl") => return Ok(Kind::Json),
        _ => {}
    }
    if path == "-" || !Path::new(path).is_file() {
        return Ok(Kind::Profiles); // what is looked at in a pipe is gone
    }
    let mut start = Zeroizing::new(vec![0; 4096]);
    let read = open()?.read(&mut start).unwrap_or(0);
    let start = start.get(..read).unwrap_or_default().trim_ascii_start();
    let first = start
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    Ok(if serde_json::from_slice::<Stored>(first).is_ok() {
        Kind::Json
    } else if first.starts_with(b"consumer_key,") || first.starts_with(b"client_key,") {
        Kind::Csv
    } else {
        Kind::Profiles
    })
}

fn is_empty(row: &Row) -> bool {
    row.consumer_secret.is_none() && row.token_secret.is_none() && row.public_key.is_none()
}

fn of_profile(profile: Profile) -> Result<Row, Error> {
    let pem = match &profile.private_key {
        None => None,
        Some(PemSource::Text(pem)) => Some(Zeroizing::new(pem.expose().to_owned())),
        Some(PemSource::File(path)) => {
            let text = files::read_text("private_key", path.as_os_str())?;
            Some(Zeroizing::new(text))
        }
    };
    let key = pem.map(|pem| PrivateKey::from_pem(&pem)).transpose()?;
    Ok(Row {
        consumer_key: profile.consumer_key,
        consumer_secret: profile.consumer_secret,
        token: profile.token,
        token_secret: profile.token_secret,
        public_key: key.map(|key| key.public()),
    })
}

/// A row as files have it.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    #[serde(alias = "client_key")]
    consumer_key: Option<String>,
    #[serde(alias = "client_secret")]
    consumer_secret: Option<String>,
    token: Option<String>,
    token_secret: Option<String>,
    public_key: Option<String>,
    private_key: Option<String>,
}

impl Stored {
    fn row(self, folder: &Path) -> Result<Row, Error> {
        let named = |text: Option<String>| text.filter(|text| !text.is_empty());
        let token = named(self.token);
        let pem = |text: &str, what| -> Result<Zeroizing<String>, Error> {
            if text.contains("-----BEGIN") {
                return Ok(Zeroizing::new(text.to_owned()));
            }
            let path = folder.join(text);
            files::read_text(what, path.as_os_str()).map(Zeroizing::new)
        };
        let public_key = match (named(self.public_key), named(self.private_key)) {
            (Some(text), _) => Some(PublicKey::from_pem(&pem(&text, "public_key")?)?),
            (None, Some(text)) => {
                let text = Zeroizing::new(text);
                Some(PrivateKey::from_pem(&pem(&text, "private_key")?)?.public())
            }
            (None, None) => None,
        };
        Ok(Row {
            consumer_key: named(self.consumer_key),
            consumer_secret: self.consumer_secret.map(Secret::new),
            // Without a token, an empty field says nothing.
            token_secret: self
                .token_secret
                .filter(|text| token.is_some() || !text.is_empty())
                .map(Secret::new),
            token,
            public_key,
        })
    }
}

/// A file with a header line that names the columns.
fn csv(input: impl Read, folder: &Path, ring: &mut Keyring) -> Result<(), Error> {
    let mut rows = csv::ReaderBuilder::new()
        .trim(csv::Trim::Headers)
        .from_reader(BufReader::with_capacity(1 << 16, input));
    let columns = rows.headers().map_err(|_| wrong(1))?.clone();
    let known = |name: &str| {
        NAMES.split(", ").any(|known| known == name)
            || matches!(name, "client_key" | "client_secret")
    };
    if let Some(other) = columns.iter().find(|name| !known(name)) {
        // What stands there may be a secret, where the header line is missing.
        let shown = if columns.iter().any(known) {
            format!(" {other:?}")
        } else {
            String::new()
        };
        return Err(Error::new(format_args!(
            "the first line names a column{shown} that is not known"
        ))
        .help(format_args!("begin the file with a line of: {NAMES}")));
    }
    let mut record = csv::StringRecord::new();
    loop {
        let line = rows.position().line();
        match rows.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => return Ok(()),
            Err(_) => return Err(wrong(line)),
        }
        let stored: Stored = record
            .deserialize(Some(&columns))
            .map_err(|_| wrong(line))?;
        ring.insert(&in_row(stored, folder, line)?, line);
    }
}

/// A JSON object a line.
fn json_lines(input: impl Read, folder: &Path, ring: &mut Keyring) -> Result<(), Error> {
    use std::io::BufRead as _;
    let mut input = BufReader::with_capacity(1 << 16, input);
    let mut line = Zeroizing::new(Vec::new());
    for number in 1.. {
        line.clear();
        let read = input.read_until(b'\n', &mut line);
        if read.map_err(|reason| Error::new(format_args!("cannot be read: {reason}")))? == 0 {
            break;
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        let stored: Stored = serde_json::from_slice(&line).map_err(|_| wrong(number))?;
        ring.insert(&in_row(stored, folder, number)?, number);
    }
    Ok(())
}

fn in_row(stored: Stored, folder: &Path, line: u64) -> Result<Row, Error> {
    let row = stored.row(folder);
    row.map_err(|error| Error::new(format_args!("line {line}: {}", error.problem())))
}

/// The reader's own words may quote a secret.
fn wrong(line: u64) -> Error {
    Error::new(format_args!("line {line} is not a row of credentials"))
        .help(format_args!("a row has these, all of them texts: {NAMES}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use countersign::audit::Secrets as _;

    fn shown(ring: &Keyring, consumer: &str, token: &str) -> String {
        let found = ring.of(Some(consumer.as_bytes()), Some(token.as_bytes()));
        let text = |secret: Option<Secret>| {
            secret.map_or("-".to_owned(), |secret| secret.expose().to_owned())
        };
        format!(
            "{} {}",
            text(found.consumer_secret),
            text(found.token_secret)
        )
    }

    #[test]
    fn rows_are_read_from_csv_and_json_lines_alike() {
        let table = "consumer_key, consumer_secret,token,token_secret\r\n\
            a,\"s,1\",,\r\n\
            a,,t,ts\r\n";
        let lines = "{\"consumer_key\":\"a\",\"consumer_secret\":\"s,1\"}\n\n\
            {\"consumer_key\":\"a\",\"token\":\"t\",\"token_secret\":\"ts\"}\n";
        let (mut one, mut two) = (Keyring::default(), Keyring::default());
        csv(table.as_bytes(), Path::new(""), &mut one).unwrap();
        json_lines(lines.as_bytes(), Path::new(""), &mut two).unwrap();
        for ring in [one, two] {
            assert_eq!(shown(&ring, "a", "t"), "s,1 ts");
            assert_eq!(shown(&ring, "b", "t"), "- -");
        }
    }

    #[test]
    fn a_row_that_is_wrong_is_named_by_line_and_never_quoted() {
        let mut ring = Keyring::default();
        for (text, said) in [
            (
                "consumer_key,consumer_secret\na,hush\nb,hush,hush\n",
                "line 3 is not",
            ),
            ("a,Hush1\nb,hush\n", "the first line names a column that"),
            ("consumer_key,other\n", "column \"other\""),
        ] {
            let error = csv(text.as_bytes(), Path::new(""), &mut ring).unwrap_err();
            assert!(error.problem().contains(said), "{error:?}");
            assert!(
                !format!("{error:?}").to_lowercase().contains("hush"),
                "{error:?}"
            );
        }
        let error = json_lines(&b"{}\n{\"secret\": \"hush\"}"[..], Path::new(""), &mut ring);
        let error = error.unwrap_err();
        assert!(error.problem().starts_with("line 2 is not"));
        assert!(!format!("{error:?}").contains("hush"));
    }
}
