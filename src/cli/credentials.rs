//! Credentials from flags, the environment, a keys file and a hidden prompt, in this order of
//! precedence.

use std::ffi::{OsStr, OsString};
use std::io::{BufRead as _, BufReader, IsTerminal as _};
use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::{StringValueParser, TypedValueParser as _};
use countersign::credentials::{Credentials, PrivateKey, Secret};
use countersign::error::Error;
use countersign::pipeline::key::Missing;
use zeroize::Zeroizing;

use super::guard::{Cleaning, await_end};
use super::keys::{Chosen, Keys, PemSource, default_path, readable_by_all};
use super::{files, talk};

/// Other names of `--consumer-secret`.
const CONSUMER_SECRET: [&str; 5] = [
    "client-secret",
    "api-secret",
    "api-secret-key",
    "api-key-secret",
    "app-secret",
];

/// Other names of `--token-secret`.
const TOKEN_SECRET: [&str; 3] = ["access-token-secret", "access-secret", "oauth-token-secret"];

/// The flags that give credentials.
#[derive(Args)]
#[command(next_help_heading = "Credentials")]
pub(crate) struct CredentialArgs {
    /// The consumer key (client identifier)
    #[arg(
        long,
        aliases = ["client-key", "api-key", "app-key", "client-id"],
        value_name = "KEY",
        env = "COUNTERSIGN_CONSUMER_KEY",
        hide_env = true,
        allow_hyphen_values = true
    )]
    consumer_key: Option<String>,
    /// The consumer secret (client shared-secret)
    #[arg(
        long,
        aliases = CONSUMER_SECRET,
        value_name = "SECRET",
        env = "COUNTERSIGN_CONSUMER_SECRET",
        hide_env = true,
        value_parser = StringValueParser::new().map(Secret::new),
        allow_hyphen_values = true
    )]
    consumer_secret: Option<Secret>,
    /// The token
    #[arg(
        long,
        aliases = ["access-token", "oauth-token", "token-id", "token-key", "access-token-key"],
        value_name = "TOKEN",
        env = "COUNTERSIGN_TOKEN",
        hide_env = true,
        allow_hyphen_values = true
    )]
    token: Option<String>,
    /// The token secret (token shared-secret)
    #[arg(
        long,
        aliases = TOKEN_SECRET,
        value_name = "SECRET",
        env = "COUNTERSIGN_TOKEN_SECRET",
        hide_env = true,
        value_parser = StringValueParser::new().map(Secret::new),
        allow_hyphen_values = true
    )]
    token_secret: Option<Secret>,
    /// The RSA private key: PEM, PKCS#1 or PKCS#8
    #[arg(
        long,
        value_name = "FILE",
        env = "COUNTERSIGN_PRIVATE_KEY",
        hide_env = true
    )]
    private_key: Option<OsString>,
    /// A file with these: TOML, .env, JSON, YAML, ~/.twurlrc, a Postman environment
    ///
    /// Names: consumer_key, consumer_secret, token, token_secret, private_key, and what else they
    /// are called (apiKey, ACCESS_TOKEN_SECRET); in TOML several sets of them each under a
    /// [profiles.NAME] line. Without this option keys.toml in the configuration folder
    /// is read if it is there, on Linux ~/.config/countersign/keys.toml.
    #[arg(
        short = 'k',
        long,
        alias = "credentials",
        value_name = "FILE",
        env = "COUNTERSIGN_KEYS",
        hide_env = true
    )]
    keys: Option<OsString>,
    /// The profile of the keys file
    ///
    /// Without it, the one that holds the request's consumer key, or the only one. The secrets of
    /// the others are tried where a search is made: the wrong environment's secret is found so.
    #[arg(
        long,
        value_name = "NAME",
        env = "COUNTERSIGN_PROFILE",
        hide_env = true
    )]
    profile: Option<String>,
}

/// What clap holds is not printed: it has secrets in it.
impl std::fmt::Debug for CredentialArgs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CredentialArgs(…)")
    }
}

impl CredentialArgs {
    /// The credentials: a flag goes before the environment, the environment before the file.
    /// Further secrets of the file, of other profiles above all, are among the others.
    /// The consumer key that a request carries chooses a profile.
    ///
    /// # Errors
    /// When a file cannot be read, or holds something else.
    pub(crate) fn read_for(&self, carried: Option<&str>) -> Result<Credentials, Error> {
        self.warn_of_flags();
        self.of_profile(self.profile.as_deref(), carried)
    }

    /// The credentials of each profile, as [`CredentialArgs::read_for`] gives them: where requests
    /// of several clients come. One that was named, or a consumer key that was given, stands alone.
    ///
    /// # Errors
    /// When a file cannot be read, or holds something else.
    pub(crate) fn of_all(&self) -> Result<Vec<Credentials>, Error> {
        self.warn_of_flags();
        let alone = self.profile.is_some() || self.consumer_key.is_some();
        let profiles = match self.place()? {
            Some((flag, path)) if !alone => Keys::read(flag, &path)?.profiles(),
            _ => Vec::new(),
        };
        if profiles.is_empty() {
            return Ok(vec![self.of_profile(self.profile.as_deref(), None)?]);
        }
        let each = profiles
            .iter()
            .map(|name| self.of_profile(Some(name), None));
        each.collect()
    }

    fn of_profile(
        &self,
        profile: Option<&str>,
        carried: Option<&str>,
    ) -> Result<Credentials, Error> {
        let mut file = self.file(profile, carried)?;
        let private_key = self.private_key(file.profile.private_key.take())?;
        let mut others = file.others;
        let mut pick = |flag: &Option<Secret>, file: Option<Secret>, what: &str| match flag {
            Some(flag) => {
                let unused = file.filter(|file| file != flag);
                others.extend(unused.map(|secret| (format!("the keys file's {what}"), secret)));
                Some(flag.clone())
            }
            None => file,
        };
        Ok(Credentials {
            consumer_secret: pick(
                &self.consumer_secret,
                file.profile.consumer_secret,
                "consumer secret",
            ),
            token_secret: pick(
                &self.token_secret,
                file.profile.token_secret,
                "token secret",
            ),
            consumer_key: self.consumer_key.clone().or(file.profile.consumer_key),
            token: self.token.clone().or(file.profile.token),
            private_key,
            others,
            ..Credentials::default()
        })
    }

    /// The file of the keys, where one was named.
    pub(crate) fn file_of_keys(&self) -> Option<PathBuf> {
        self.keys.as_ref().map(PathBuf::from)
    }

    /// The keys file, and what it is called: the one that was named, else the platform's if it is
    /// there.
    fn place(&self) -> Result<Option<(&'static str, OsString)>, Error> {
        match &self.keys {
            Some(path) => Ok(Some(("--keys", path.clone()))),
            None => match default_path().filter(|path| path.is_file()) {
                Some(path) => Ok(Some(("the keys file", path.into_os_string()))),
                None if self.profile.is_some() => Err(no_file()),
                None => Ok(None),
            },
        }
    }

    /// A profile of the keys file.
    fn file(&self, profile: Option<&str>, carried: Option<&str>) -> Result<Chosen, Error> {
        let consumer_key = carried.or(self.consumer_key.as_deref());
        let Some((flag, path)) = self.place()? else {
            return Ok(Chosen::default());
        };
        let shown = format!("{:?}", path.to_string_lossy());
        if let Some(mode) = readable_by_all(Path::new(&path)) {
            let (problem, command) = open_file(&shown, mode);
            talk::warn_with(&problem, &command);
        }
        let chosen = Keys::read(flag, &path)?
            .choose(profile, consumer_key)
            .map_err(|error| error.in_input(format!("{flag} {shown}")))?;
        let profile = chosen
            .name
            .as_ref()
            .map(|name| format!(", profile {name:?}"))
            .unwrap_or_default();
        let said = format!("credentials from {shown}{profile}");
        if self.keys.is_some() {
            talk::detail(&said);
        } else {
            talk::note(&said);
        }
        Ok(chosen)
    }

    fn private_key(&self, file: Option<PemSource>) -> Result<Option<PrivateKey>, Error> {
        let quoted = |path: &OsStr| format!("{:?}", path.to_string_lossy());
        let read = |flag: &str, path: &OsStr| files::read_text(flag, path).map(Zeroizing::new);
        let (pem, from) = match (&self.private_key, file) {
            (Some(path), _) => (
                read("--private-key", path)?,
                format!("--private-key {}", quoted(path)),
            ),
            (None, Some(PemSource::Text(pem))) => (
                Zeroizing::new(pem.expose().to_owned()),
                "private_key of --keys".to_owned(),
            ),
            (None, Some(PemSource::File(path))) => (
                read("private_key of --keys", path.as_os_str())?,
                format!("private_key of --keys, {}", quoted(path.as_os_str())),
            ),
            (None, None) => return Ok(None),
        };
        PrivateKey::from_pem(&pem)
            .map(Some)
            .map_err(|error| error.in_input(from))
    }

    /// A secret on the command line is kept by the shell, and every process can read it there.
    fn warn_of_flags(&self) {
        let secrets = [
            (
                "--consumer-secret",
                &CONSUMER_SECRET[..],
                &self.consumer_secret,
            ),
            ("--token-secret", &TOKEN_SECRET[..], &self.token_secret),
        ];
        let flags: Vec<&str> = secrets
            .into_iter()
            .filter(|(flag, others, secret)| secret.is_some() && !is_in_environment(flag, others))
            .map(|(flag, ..)| flag)
            .collect();
        if let Some(text) = on_the_command_line(&flags) {
            talk::say(&format!("warning: {text}"));
        }
    }
}

/// Whether the environment gave it: clap says nothing of where a value came from.
fn is_in_environment(flag: &str, others: &[&str]) -> bool {
    let given = |argument: OsString| {
        let argument = argument.to_string_lossy();
        let name = argument.split('=').next().unwrap_or_default();
        name == flag
            || name
                .strip_prefix("--")
                .is_some_and(|name| others.contains(&name))
    };
    !std::env::args_os().any(given)
}

/// What is said of secrets on the command line; nothing where there are none.
fn on_the_command_line(flags: &[&str]) -> Option<String> {
    let are = match flags {
        [] => return None,
        [_] => "is",
        _ => "are",
    };
    Some(format!(
        "{} {are} kept in the shell's history and shown by ps; use --keys FILE or {}, or leave it out to be asked",
        flags.join(" and "),
        flags
            .iter()
            .map(|flag| format!(
                "COUNTERSIGN_{}",
                flag.trim_start_matches('-')
                    .replace('-', "_")
                    .to_uppercase()
            ))
            .collect::<Vec<_>>()
            .join(" and ")
    ))
}

/// What is said of a keys file that is open to all.
fn open_file(shown: &str, mode: u32) -> (String, String) {
    (
        format!("all users of this machine may read {shown} (mode {mode:o}); close it with"),
        format!("chmod 600 {shown}"),
    )
}

fn no_file() -> Error {
    let place = default_path()
        .map(|path| format!(", or write {}", path.display()))
        .unwrap_or_default();
    Error::new("there is no keys file to take a profile from")
        .in_input("--profile")
        .help(format!("give --keys FILE{place}"))
}

/// Whether somebody is there to answer: a terminal that can be asked, also where the request itself
/// came from standard input.
fn somebody() -> bool {
    std::io::stderr().is_terminal() && !talk::is_quiet() && terminal().is_some()
}

/// The terminal itself, whatever standard input is.
fn terminal() -> Option<std::fs::File> {
    let name = if cfg!(windows) { "CONIN$" } else { "/dev/tty" };
    std::fs::File::open(name).ok()
}

/// Asks for a line that is not secret; `None` where nobody answers.
///
/// # Errors
/// When the terminal cannot be read.
pub(crate) fn ask_line(what: &str) -> Result<Option<String>, Error> {
    let Some(terminal) = terminal().filter(|_| somebody()) else {
        return Ok(None);
    };
    talk::ask(&format!("{what} (Enter alone to go on without): "));
    let mut line = String::new();
    BufReader::new(terminal)
        .read_line(&mut line)
        .map_err(|reason| Error::new(format!("cannot ask for the {what}: {reason}")))?;
    let line = line.trim_end_matches(['\r', '\n']);
    Ok((!line.is_empty()).then(|| line.to_owned()))
}

/// Asks for what is missing, hidden, when somebody is there to answer; says whether it was given.
///
/// # Errors
/// When the terminal cannot be read.
pub(crate) fn ask(credentials: &mut Credentials, missing: Missing) -> Result<bool, Error> {
    if !somebody() {
        return Ok(false);
    }
    let (what, place) = match missing {
        Missing::ConsumerSecret => ("consumer secret", &mut credentials.consumer_secret),
        Missing::TokenSecret => ("token secret", &mut credentials.token_secret),
        Missing::PrivateKey => return Ok(false),
    };
    let prompt = format!("{what} (hidden; Enter alone to go on without): ");
    let cleaning = Cleaning::of_terminal();
    let answer = rpassword::prompt_password(prompt);
    drop(cleaning);
    if let Err(reason) = &answer
        && reason.kind() == std::io::ErrorKind::Interrupted
    {
        await_end();
    }
    let answer = answer.map_err(|reason| {
        Error::new(format!("cannot ask for the {what}: {reason}"))
            .help("give it in the environment or with --keys FILE")
    })?;
    let answer = Secret::new(answer);
    let given = !answer.expose().is_empty();
    if given {
        *place = Some(answer);
    }
    Ok(given)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_on_the_command_line_is_warned_of_once_with_the_way_out() {
        assert_eq!(on_the_command_line(&[]), None);
        assert_eq!(
            on_the_command_line(&["--consumer-secret", "--token-secret"]).unwrap(),
            "--consumer-secret and --token-secret are kept in the shell's history and shown by ps; \
             use --keys FILE or COUNTERSIGN_CONSUMER_SECRET and COUNTERSIGN_TOKEN_SECRET, \
             or leave it out to be asked"
        );
    }

    #[test]
    fn an_open_keys_file_is_named_with_the_command_that_closes_it() {
        assert_eq!(
            open_file("\"keys.toml\"", 0o644),
            (
                "all users of this machine may read \"keys.toml\" (mode 644); close it with"
                    .to_owned(),
                "chmod 600 \"keys.toml\"".to_owned()
            )
        );
    }
}
