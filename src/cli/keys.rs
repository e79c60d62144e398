//! A keys file: credentials, for one use or in several profiles, in TOML of our own or in a file
//! that is there already (`.env`, JSON, YAML, `~/.twurlrc`, an environment of Postman).
//!
//! ```toml
//! consumer_key = "…"        # what stands at the top holds for every profile
//!
//! [profiles.sandbox]        # or [sandbox]
//! consumer_secret = "…"
//! ```
//!
//! Errors give a name and a line, never a value: the file is full of secrets.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use countersign::credentials::Secret;
use countersign::error::Error;
use zeroize::Zeroizing;

use super::files;

mod loose;
mod names;

use loose::{Entry, Form};
use names::Part;

/// The names that a profile may hold.
const KNOWN: &str = "consumer_key, consumer_secret, token, token_secret, private_key";

/// Credentials that belong together.
#[derive(Clone, Default)]
pub(crate) struct Profile {
    pub(crate) consumer_key: Option<String>,
    pub(crate) consumer_secret: Option<Secret>,
    pub(crate) token: Option<String>,
    pub(crate) token_secret: Option<Secret>,
    pub(crate) private_key: Option<PemSource>,
}

/// Where the private key stands.
#[derive(Clone)]
pub(crate) enum PemSource {
    /// In the keys file.
    Text(Secret),
    /// In a file of its own.
    File(PathBuf),
}

/// What a keys file holds.
#[derive(Default)]
pub(crate) struct Keys {
    /// What stands at the top.
    shared: Profile,
    /// The profiles, by name.
    profiles: Vec<(String, Profile)>,
}

/// One profile of a file, and the secrets of the others.
#[derive(Default)]
pub(crate) struct Chosen {
    /// Its name, where it has one.
    pub(crate) name: Option<String>,
    /// What it holds.
    pub(crate) profile: Profile,
    /// The other secrets of the file, named.
    pub(crate) others: Vec<(String, Secret)>,
}

impl Keys {
    /// Reads a file that was named.
    ///
    /// # Errors
    /// When it cannot be read, or holds something else.
    pub(crate) fn read(flag: &str, path: &OsStr) -> Result<Self, Error> {
        let text = Zeroizing::new(files::read_text(flag, path)?);
        let folder = Path::new(path).parent().unwrap_or(Path::new(""));
        let read = match Form::of(Path::new(path), &text) {
            Form::Toml => Self::parse(&text, folder),
            form => form
                .read(&text)
                .and_then(|entries| Self::of(entries, folder)),
        };
        read.map_err(|error| error.in_input(format!("{flag} {:?}", path.to_string_lossy())))
    }

    /// Reads TOML. `folder`: what a path in it starts from.
    ///
    /// # Errors
    /// When it is not TOML, or holds what has no place in it.
    pub(crate) fn parse(text: &str, folder: &Path) -> Result<Self, Error> {
        let table: toml::Table = toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            let line = text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
            Error::new(format!("line {line} is not TOML"))
                .help("write each as: consumer_secret = \"…\", in quotes")
        })?;
        let mut keys = Self::default();
        for (name, value) in table {
            match value {
                toml::Value::Table(profiles) if name == "profiles" => {
                    for (name, value) in profiles {
                        let toml::Value::Table(table) = value else {
                            return Err(Error::new(format!(
                                "expected a profile, found another type at `profiles.{name}`"
                            ))
                            .help("write a profile as: [profiles.NAME], its secrets under it"));
                        };
                        keys.profiles.push((name, Profile::parse(table, folder)?));
                    }
                }
                toml::Value::Table(table) if !is_known(&name) => {
                    keys.profiles.push((name, Profile::parse(table, folder)?));
                }
                value => keys.shared.set(&name, value, folder)?,
            }
        }
        Ok(keys)
    }

    /// What names and values from elsewhere tell: one set, or a profile for each where a name comes
    /// again in another table or behind another prefix.
    ///
    /// # Errors
    /// When no name among them is one of credentials.
    fn of(entries: Vec<Entry>, folder: &Path) -> Result<Self, Error> {
        let mut groups: Vec<(String, Vec<(Part, Secret)>)> = Vec::new();
        let entries = twurl_named(entries);
        for entry in entries {
            let Some((prefix, part)) = names::ending(&entry.name) else {
                continue;
            };
            if entry.value.expose().is_empty() {
                continue;
            }
            let tables = entry.tables.iter().map(String::as_str);
            let path: Vec<&str> = tables
                .filter(|table| !matches!(*table, "profiles" | "values"))
                .chain(Some(&*prefix).filter(|prefix| !prefix.is_empty()))
                .collect();
            let path = path.join(".");
            match groups.iter_mut().find(|(name, _)| *name == path) {
                Some((_, parts)) => parts.push((part, entry.value)),
                None => groups.push((path, vec![(part, entry.value)])),
            }
        }
        for (name, parts) in &mut groups {
            if !name.is_empty() {
                leave_out_strangers(parts);
            }
        }
        groups.retain(|(_, parts)| !parts.is_empty());
        if groups.is_empty() {
            return Err(
                Error::new("no name in the file is one of credentials").help(
                    "name them consumer_key, consumer_secret, token, token_secret; \
                 CONSUMER_KEY, apiKey, access_token_secret and the like are understood",
                ),
            );
        }
        let mut keys = Self::default();
        let is_one_set = is_one_set(&groups);
        for (name, parts) in groups {
            let profile = if is_one_set || name.is_empty() {
                &mut keys.shared
            } else {
                keys.profiles.push((name, Profile::default()));
                let Some((_, profile)) = keys.profiles.last_mut() else {
                    continue;
                };
                profile
            };
            for (part, value) in parts {
                profile.set_part(part, value, folder);
            }
        }
        Ok(keys)
    }

    /// What stands at the top, and every profile.
    pub(crate) fn into_profiles(self) -> (Profile, Vec<(String, Profile)>) {
        (self.shared, self.profiles)
    }

    /// The profile of that name; without one, that of the consumer key, or the only one.
    ///
    /// # Errors
    /// When there is no such profile, or several and nothing says which.
    pub(crate) fn choose(
        self,
        name: Option<&str>,
        consumer_key: Option<&str>,
    ) -> Result<Chosen, Error> {
        let found = match name {
            Some(name) => Some(self.named(name)?),
            None => self.fitting(consumer_key)?,
        };
        Ok(self.split(found))
    }

    fn named(&self, name: &str) -> Result<usize, Error> {
        if let Some(at) = self.profiles.iter().position(|(known, _)| known == name) {
            return Ok(at);
        }
        Err(if self.profiles.is_empty() {
            Error::new(format!("there is no profile {name:?}: the file has none"))
                .help("write one as: [profiles.NAME], its secrets under it")
        } else {
            Error::new(format!("there is no profile {name:?}"))
                .help(format!("choose from: {}", self.names()))
        })
    }

    fn fitting(&self, consumer_key: Option<&str>) -> Result<Option<usize>, Error> {
        let holds_key = |profile: &Profile| {
            consumer_key.is_some() && profile.consumer_key.as_deref() == consumer_key
        };
        let by_key = self
            .profiles
            .iter()
            .position(|(_, profile)| holds_key(profile));
        match self.profiles.len() {
            _ if by_key.is_some() => Ok(by_key),
            1 => Ok(Some(0)),
            0 => Ok(None),
            _ if self.shared.consumer_secret.is_some() || holds_key(&self.shared) => Ok(None),
            _ => Err(
                Error::new("the file has several profiles, and none was chosen")
                    .help(format!("give --profile NAME, one of: {}", self.names())),
            ),
        }
    }

    /// The names of the profiles.
    pub(crate) fn profiles(&self) -> Vec<String> {
        self.profiles.iter().map(|(name, _)| name.clone()).collect()
    }

    fn names(&self) -> String {
        let names: Vec<&str> = self
            .profiles
            .iter()
            .map(|(name, _)| name.as_str())
            .collect();
        names.join(", ")
    }

    /// The profile at that place over what stands at the top; all other secrets beside it.
    fn split(self, at: Option<usize>) -> Chosen {
        let mut chosen = Chosen::default();
        for (index, (name, profile)) in self.profiles.into_iter().enumerate() {
            if Some(index) == at {
                chosen.name = Some(name);
                chosen.profile = profile;
                continue;
            }
            let mut push = |what: &str, secret: Option<Secret>| {
                chosen
                    .others
                    .extend(secret.map(|secret| (format!("{name}'s {what}"), secret)));
            };
            push("consumer secret", profile.consumer_secret);
            push("token secret", profile.token_secret);
        }
        let Profile {
            consumer_key,
            consumer_secret,
            token,
            token_secret,
            private_key,
        } = self.shared;
        let (profile, others) = (&mut chosen.profile, &mut chosen.others);
        profile.consumer_key = profile.consumer_key.take().or(consumer_key);
        profile.token = profile.token.take().or(token);
        profile.private_key = profile.private_key.take().or(private_key);
        let mut fill = |own: &mut Option<Secret>, shared: Option<Secret>, what: &str| match own {
            None => *own = shared,
            Some(_) => {
                others.extend(shared.map(|secret| (format!("the file's {what}"), secret)));
            }
        };
        fill(
            &mut profile.consumer_secret,
            consumer_secret,
            "consumer secret",
        );
        fill(&mut profile.token_secret, token_secret, "token secret");
        chosen
    }
}

impl Profile {
    fn parse(table: toml::Table, folder: &Path) -> Result<Self, Error> {
        let mut profile = Self::default();
        for (name, value) in table {
            profile.set(&name, value, folder)?;
        }
        Ok(profile)
    }

    fn set(&mut self, name: &str, value: toml::Value, folder: &Path) -> Result<(), Error> {
        let toml::Value::String(value) = value else {
            return Err(Error::new(format!(
                "expected a text in quotes for `{name}`, found another type"
            ))
            .help(format!("write it as: {name} = \"…\"")));
        };
        let value = Secret::new(value);
        let Some(part) = names::part(name) else {
            return Err(
                Error::new(format!("unknown name `{name}`")).help(format!("known: {KNOWN}"))
            );
        };
        self.set_part(part, value, folder);
        Ok(())
    }

    fn set_part(&mut self, part: Part, value: Secret, folder: &Path) {
        match part {
            Part::ConsumerKey => self.consumer_key = Some(value.expose().to_owned()),
            Part::ConsumerSecret => self.consumer_secret = Some(value),
            Part::Token => self.token = Some(value.expose().to_owned()),
            Part::TokenSecret => self.token_secret = Some(value),
            Part::PrivateKey if value.expose().contains("-----BEGIN") => {
                self.private_key = Some(PemSource::Text(value));
            }
            Part::PrivateKey => {
                self.private_key = Some(PemSource::File(folder.join(value.expose())));
            }
        }
    }
}

/// `secret` beside `token` and `consumer_secret` is the token's: so `~/.twurlrc` names it.
fn twurl_named(mut entries: Vec<Entry>) -> Vec<Entry> {
    let tables: Vec<(Vec<String>, bool)> = entries
        .iter()
        .map(|entry| (entry.tables.clone(), entry.name == "consumer_secret"))
        .collect();
    for entry in &mut entries {
        let beside = tables.contains(&(entry.tables.clone(), true));
        if entry.name == "secret" && beside {
            "token_secret".clone_into(&mut entry.name);
        }
    }
    entries
}

/// Takes out what is likely not of OAuth 1.0: `GITHUB_TOKEN` and `MAPS_API_KEY` have no secret.
fn leave_out_strangers(parts: &mut Vec<(Part, Secret)>) {
    let has = |part: Part| parts.iter().any(|(one, _)| *one == part);
    let (consumer, token) = (
        has(Part::ConsumerSecret) || has(Part::PrivateKey),
        has(Part::TokenSecret) || has(Part::PrivateKey),
    );
    parts.retain(|(part, _)| match part {
        Part::ConsumerKey => consumer,
        Part::Token => token,
        _ => true,
    });
}

/// Whether no part comes twice, so that all belong together.
fn is_one_set(groups: &[(String, Vec<(Part, Secret)>)]) -> bool {
    let mut seen = Vec::new();
    groups.iter().flat_map(|(_, parts)| parts).all(|(part, _)| {
        !seen.contains(part) && {
            seen.push(*part);
            true
        }
    })
}

fn is_known(name: &str) -> bool {
    names::part(name).is_some()
}

/// Where the platform keeps such a file: `~/.config/countersign/keys.toml` on Linux.
pub(crate) fn default_path() -> Option<PathBuf> {
    let folders = directories::ProjectDirs::from("", "", "countersign")?;
    Some(folders.config_dir().join("keys.toml"))
}

/// Whether others than its owner may read a file; its mode, if so.
#[cfg(unix)]
pub(crate) fn readable_by_all(path: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = std::fs::metadata(path).ok()?.permissions().mode();
    (mode & 0o004 != 0).then_some(mode & 0o777)
}

/// Whether others than its owner may read a file: not asked here.
#[cfg(not(unix))]
pub(crate) fn readable_by_all(_path: &Path) -> Option<u32> {
    None
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

    fn parsed(text: &str) -> Keys {
        Keys::parse(text, Path::new("")).unwrap()
    }

    /// The secrets that a file of that name and text gives, and the profile's name.
    fn of_file(name: &str, text: &str, profile: Option<&str>) -> String {
        let entries = Form::of(Path::new(name), text).read(text).unwrap();
        let keys = Keys::of(entries, Path::new("")).unwrap();
        let chosen = keys.choose(profile, None).unwrap();
        let hidden = |secret: &Option<Secret>| {
            secret
                .as_ref()
                .map_or("-".to_owned(), |s| s.expose().to_owned())
        };
        let shown = |text: &Option<String>| text.clone().unwrap_or("-".to_owned());
        let own = &chosen.profile;
        format!(
            "{} {} {} {} {}",
            chosen.name.unwrap_or("-".to_owned()),
            shown(&own.consumer_key),
            hidden(&own.consumer_secret),
            shown(&own.token),
            hidden(&own.token_secret)
        )
    }

    #[test]
    fn files_that_are_there_already_are_read_by_the_names_that_people_use() {
        let env = "DATABASE_URL=x\nMAPS_API_KEY=no\nTWITTER_API_KEY=k\nTWITTER_API_SECRET=s\n\
                   TWITTER_ACCESS_TOKEN=t\nTWITTER_ACCESS_TOKEN_SECRET=u\nGITHUB_TOKEN=no\n";
        assert_eq!(of_file(".env", env, None), "- k s t u");
        let json = r#"{"netsuite": {"consumerKey": "k", "consumerSecret": "s", "tokenId": "t", "tokenSecret": "u"}, "id": 7}"#;
        assert_eq!(of_file("k.json", json, None), "- k s t u");
        let postman = r#"{"name": "E", "values": [
            {"key": "consumer_key", "value": "k", "enabled": true},
            {"key": "consumer_secret", "value": "s", "type": "secret"},
            {"key": "accessToken", "value": "t"}, {"key": "accessTokenSecret", "value": "u"}]}"#;
        assert_eq!(
            of_file("E.postman_environment.json", postman, None),
            "- k s t u"
        );
        // As `twurl authorize` writes it (twitter/twurl, lib/twurl/rcfile.rb).
        let twurl = "---\nprofiles:\n  ada:\n    k:\n      username: ada\n      consumer_key: k\n      \
                     consumer_secret: s\n      token: t\n      secret: u\nconfiguration:\n  \
                     default_profile:\n  - ada\n  - k\n";
        assert_eq!(of_file(".twurlrc", twurl, None), "- k s t u");
    }

    #[test]
    fn two_sets_in_one_file_are_two_profiles() {
        let env = "LIVE_CONSUMER_KEY=k\nLIVE_CONSUMER_SECRET=s\nSANDBOX_CONSUMER_KEY=l\nSANDBOX_CONSUMER_SECRET=m\n";
        assert_eq!(of_file(".env", env, Some("sandbox")), "sandbox l m - -");
        let entries = Form::Env.read("A=hush\n").unwrap();
        let error = Keys::of(entries, Path::new("")).err().unwrap();
        assert_eq!(error.problem(), "no name in the file is one of credentials");
        assert!(!format!("{error:?}").contains("hush"));
    }

    const TWO: &str = "\
        token = \"t\"\n\
        [profiles.live]\nconsumer_key = \"k1\"\nconsumer_secret = \"live-hush\"\n\
        [sandbox]\nconsumer_key = \"k2\"\nconsumer_secret = \"sand-hush\"\ntoken_secret = \"ts-hush\"\n";

    #[test]
    fn a_keys_file_that_is_wrong_is_named_by_line_and_never_quoted() {
        assert!(
            problem("consumer_key = \"k\"\nconsumer_secret = hush\n")
                .starts_with("line 2 is not TOML")
        );
        assert!(
            problem("consumer_secret = 1234567\n")
                .starts_with("expected a text in quotes for `consumer_secret`")
        );
        assert!(problem("[consumer_secret]\nhush = 1\n").starts_with("expected a text in quotes"));
        assert!(problem("secret = \"hush\"\n").starts_with("unknown name `secret`"));
        assert!(problem("[a]\nsecret = \"hush\"\n").starts_with("unknown name `secret`"));
        assert!(problem("[profiles]\na = \"hush\"\n").starts_with("expected a profile"));
        for text in [
            "consumer_secret = hush",
            "consumer_secret = 1234567",
            "x = \"hush\"",
            "token = \"hush",
            "[a]\nx = \"hush\"",
            "[profiles]\nx = \"hush\"",
            "[profiles.a]\ntoken_secret = [\"hush\"]",
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
        let profile = keys.choose(None, None).unwrap().profile;
        assert_eq!(profile.consumer_key.as_deref(), Some("a"));
        assert_eq!(profile.consumer_secret.unwrap().expose(), "b");
        assert!(
            matches!(profile.private_key, Some(PemSource::File(path)) if path == Path::new("/x/k.pem"))
        );
    }

    #[test]
    fn a_profile_is_chosen_by_name_over_what_stands_at_the_top() {
        let chosen = parsed(TWO).choose(Some("live"), None).unwrap();
        assert_eq!(chosen.name.as_deref(), Some("live"));
        assert_eq!(chosen.profile.consumer_key.as_deref(), Some("k1"));
        assert_eq!(chosen.profile.token.as_deref(), Some("t"));
        let others: Vec<_> = chosen
            .others
            .iter()
            .map(|(name, secret)| (name.as_str(), secret.expose()))
            .collect();
        assert_eq!(
            others,
            [
                ("sandbox's consumer secret", "sand-hush"),
                ("sandbox's token secret", "ts-hush")
            ]
        );
    }

    #[test]
    fn a_request_chooses_the_profile_of_its_consumer_key() {
        let chosen = parsed(TWO).choose(None, Some("k2")).unwrap();
        assert_eq!(chosen.name.as_deref(), Some("sandbox"));
        let one = "[only]\nconsumer_secret = \"s\"";
        let chosen = parsed(one).choose(None, Some("other")).unwrap();
        assert_eq!(chosen.name.as_deref(), Some("only"));
    }

    #[test]
    fn a_choice_that_cannot_be_made_names_the_profiles_and_no_secret() {
        let shown = |name, key| {
            let error = parsed(TWO).choose(name, key).err().unwrap();
            assert!(!format!("{error:?}").contains("hush"));
            format!("{}; {}", error.problem(), error.advice().unwrap())
        };
        assert_eq!(
            shown(None, None),
            "the file has several profiles, and none was chosen; \
             give --profile NAME, one of: live, sandbox"
        );
        assert_eq!(
            shown(Some("prod"), None),
            "there is no profile \"prod\"; choose from: live, sandbox"
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_all_may_read_is_noticed() {
        use std::os::unix::fs::PermissionsExt as _;
        let path = std::env::temp_dir().join(format!("countersign-{}.toml", std::process::id()));
        std::fs::write(&path, "").unwrap();
        let mode = |mode| {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            readable_by_all(&path)
        };
        assert_eq!(
            (mode(0o644), mode(0o600), mode(0o640)),
            (Some(0o644), None, None)
        );
        std::fs::remove_file(&path).unwrap();
    }
}
