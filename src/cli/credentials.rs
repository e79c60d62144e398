//! Credentials from flags, the environment and a keys file, in this order of precedence.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use clap::Args;
use countersign::credentials::{Credentials, PrivateKey, Secret};
use countersign::error::Error;

use super::files;

/// The flags that give credentials.
#[derive(Args)]
#[command(next_help_heading = "Credentials")]
pub(crate) struct CredentialArgs {
    /// The consumer key (client identifier)
    #[arg(
        long,
        alias = "client-key",
        value_name = "KEY",
        env = "COUNTERSIGN_CONSUMER_KEY",
        hide_env_values = true,
        allow_hyphen_values = true
    )]
    consumer_key: Option<String>,
    /// The consumer secret (client shared-secret)
    #[arg(
        long,
        alias = "client-secret",
        value_name = "SECRET",
        env = "COUNTERSIGN_CONSUMER_SECRET",
        hide_env_values = true,
        allow_hyphen_values = true
    )]
    consumer_secret: Option<String>,
    /// The token
    #[arg(
        long,
        value_name = "TOKEN",
        env = "COUNTERSIGN_TOKEN",
        hide_env_values = true,
        allow_hyphen_values = true
    )]
    token: Option<String>,
    /// The token secret (token shared-secret)
    #[arg(
        long,
        value_name = "SECRET",
        env = "COUNTERSIGN_TOKEN_SECRET",
        hide_env_values = true,
        allow_hyphen_values = true
    )]
    token_secret: Option<String>,
    /// The RSA private key: PEM, PKCS#1 or PKCS#8
    #[arg(long, value_name = "FILE", env = "COUNTERSIGN_PRIVATE_KEY")]
    private_key: Option<OsString>,
    /// A TOML file with consumer_key, consumer_secret, token, token_secret, private_key
    #[arg(long, value_name = "FILE", env = "COUNTERSIGN_KEYS")]
    keys: Option<OsString>,
}

/// What clap holds is not printed: it has secrets in it.
impl std::fmt::Debug for CredentialArgs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CredentialArgs(…)")
    }
}

impl CredentialArgs {
    /// The credentials: a flag goes before the environment, the environment before the file.
    ///
    /// # Errors
    /// When a file cannot be read, or holds something else.
    pub(crate) fn read(&self) -> Result<Credentials, Error> {
        let file = match &self.keys {
            Some(path) => Keys::read(path)?,
            None => Keys::default(),
        };
        let quoted = |path: &OsStr| format!("{:?}", path.to_string_lossy());
        let (pem, from) = match (&self.private_key, file.private_key) {
            (Some(path), _) => (
                Some(files::read_text("--private-key", path)?),
                format!("--private-key {}", quoted(path)),
            ),
            (None, Some(PemSource::Text(pem))) => (Some(pem), "private_key of --keys".to_owned()),
            (None, Some(PemSource::File(path))) => (
                Some(files::read_text("private_key of --keys", path.as_os_str())?),
                format!("private_key of --keys, {}", quoted(path.as_os_str())),
            ),
            (None, None) => (None, String::new()),
        };
        let private_key = pem.map(|pem| PrivateKey::from_pem(&pem)).transpose();
        let secret =
            |flag: &Option<String>, file: Option<String>| flag.clone().or(file).map(Secret::new);
        Ok(Credentials {
            consumer_key: self.consumer_key.clone().or(file.consumer_key),
            consumer_secret: secret(&self.consumer_secret, file.consumer_secret),
            token: self.token.clone().or(file.token),
            token_secret: secret(&self.token_secret, file.token_secret),
            private_key: private_key.map_err(|error| error.in_input(from))?,
            ..Credentials::default()
        })
    }
}

/// What a keys file holds.
#[derive(Default)]
struct Keys {
    consumer_key: Option<String>,
    consumer_secret: Option<String>,
    token: Option<String>,
    token_secret: Option<String>,
    private_key: Option<PemSource>,
}

enum PemSource {
    Text(String),
    File(PathBuf),
}

impl Keys {
    fn read(path: &OsString) -> Result<Self, Error> {
        let text = files::read_text("--keys", path)?;
        let folder = Path::new(path).parent().unwrap_or(Path::new(""));
        Self::parse(&text, folder)
            .map_err(|error| error.in_input(format!("--keys {:?}", path.to_string_lossy())))
    }

    /// Reads TOML. Errors give a name and a line, never a value: the file is full of secrets.
    fn parse(text: &str, folder: &Path) -> Result<Self, Error> {
        let table: toml::Table = toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            let line = text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
            Error::new(format!("line {line} is no TOML"))
                .help("write each as: consumer_secret = \"…\", in quotes")
        })?;
        let mut keys = Self::default();
        for (name, value) in table {
            let Some(value) = value.as_str() else {
                return Err(Error::new(format!(
                    "expected a text in quotes for `{name}`, found another type"
                ))
                .help(format!("write it as: {name} = \"…\"")));
            };
            let value = value.to_owned();
            match name.as_str() {
                "consumer_key" | "client_key" => keys.consumer_key = Some(value),
                "consumer_secret" | "client_secret" => keys.consumer_secret = Some(value),
                "token" => keys.token = Some(value),
                "token_secret" => keys.token_secret = Some(value),
                "private_key" if value.contains("-----BEGIN") => {
                    keys.private_key = Some(PemSource::Text(value));
                }
                "private_key" => keys.private_key = Some(PemSource::File(folder.join(value))),
                _ => {
                    return Err(Error::new(format!("unknown name `{name}`")).help(
                        "known: consumer_key, consumer_secret, token, token_secret, private_key",
                    ));
                }
            }
        }
        Ok(keys)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(text: &str) -> String {
        Keys::parse(text, Path::new(""))
            .err()
            .map(|error| format!("{} {:?}", error.problem(), error))
            .unwrap_or_default()
    }

    #[test]
    fn a_keys_file_that_is_wrong_is_named_by_line_and_never_quoted() {
        assert!(
            problem("consumer_key = \"k\"\nconsumer_secret = hush\n")
                .starts_with("line 2 is no TOML")
        );
        assert!(
            problem("consumer_secret = 1234567\n")
                .starts_with("expected a text in quotes for `consumer_secret`")
        );
        assert!(problem("[consumer_secret]\nhush = 1\n").starts_with("expected a text in quotes"));
        assert!(problem("secret = \"hush\"\n").starts_with("unknown name `secret`"));
        for text in [
            "consumer_secret = hush",
            "consumer_secret = 1234567",
            "x = \"hush\"",
            "token = \"hush",
        ] {
            let shown = problem(text);
            assert!(
                !shown.is_empty() && !shown.contains("hush") && !shown.contains("1234567"),
                "{shown}"
            );
        }
    }

    #[test]
    fn both_names_of_the_client_credentials_are_read() {
        let keys = Keys::parse(
            "client_key = \"a\"\nclient_secret = \"b\"\nprivate_key = \"k.pem\"",
            Path::new("/x"),
        )
        .unwrap();
        assert_eq!(
            (
                keys.consumer_key.as_deref(),
                keys.consumer_secret.as_deref()
            ),
            (Some("a"), Some("b"))
        );
        assert!(
            matches!(keys.private_key, Some(PemSource::File(path)) if path == Path::new("/x/k.pem"))
        );
    }
}
