//! The catalogue of known mistakes: data only.
//!
//! An entry says what the client did, who does it, how to mend it, and which edits of the
//! [`Recipe`](crate::recipe::Recipe) do the same. One table a stage; `encoders.rs` holds real
//! encoders and `libraries/` real libraries, each as the set of edits that it amounts to.
//!
//! # To add a mistake
//!
//! 1. Find where it is made: the table in [`pipeline`](crate::pipeline) lists the rooms of the
//!    corridor. Look for the edit that does it among the choices of that room; several edits at
//!    once may be what is needed.
//! 2. If no choice does it, add one variant to the choice and one arm to the room. The default
//!    stays RFC 5849, and no other room knows of it.
//! 3. Add an entry to the table of its stage: an id in kebab-case, a title that fits "the cause:
//!    …", the smallest text before and after, who does it, a line of code for each language named,
//!    the section, and the public issue, page or program in which it was seen. Choose its
//!    [`Edits`]: `Set` for one way, `AnyOf` for several, `Encoder` for an encoder's, `Each` where
//!    it depends on the request, `Seen` or `Advice` where no recomputing proves it.
//! 4. Record a case that does not come from this program: add the client's own code to
//!    `tests/record/reports/record.py` (or a script beside it, in the client's language) and run
//!    it; it signs with the standard library of that language and names your id.
//! 5. `cargo test --test reports --test libraries` shows that it is found, and that no recorded
//!    library was changed by it; `cargo test --lib mistakes` that the entry is whole.
//! 6. `UPDATE=1 cargo test --test docs` writes the page of the catalogue again. Then read your
//!    entry as its user will: `countersign mistakes ID`.
//!
//! A real encoder is one row in `encoders.rs`, a real library one in `libraries/`, with a recording
//! in `fixtures/recorded`; neither needs an entry of its own when the catalogue already has what
//! it does.

mod assembly;
mod assembly_parts;
mod characters;
mod charsets;
mod collection;
mod elsewhere;
mod encoders;
mod encoding;
mod fixes;
mod instances;
mod key;
mod key_composed;
mod key_encoding;
mod key_join;
mod key_text;
mod layers;
mod libraries;
mod lists;
mod method;
mod pairs;
mod parameters;
pub mod rooms;
mod signature;
mod signature_text;
mod sorting;
mod titles;
mod transport;
pub(crate) mod truth;
mod uri;
mod uri_path;
mod url_text;
mod values;
mod wire;

use crate::credentials::Credentials;
use crate::pipeline::choice::EncoderEdit;
use crate::pipeline::decode::Parameter;
use crate::pipeline::signature::Algorithm;
use crate::recipe::Edit;
use crate::request::Request;

pub use encoders::ENCODERS;
pub use libraries::LIBRARIES;
pub use truth::Telling;

/// Where in the corridor a mistake sits; the order is the order of the corridor.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Stage {
    /// What reaches the wire, and in what form.
    Transport,
    /// Which parameters are signed, with what values (section 3.4.1.3.1).
    Collection,
    /// Decoding, percent-encoding, character sets (section 3.6).
    Encoding,
    /// The order of the pairs (section 3.4.1.3.2).
    Sorting,
    /// The base string URI (section 3.4.1.2).
    Uri,
    /// The method (section 3.4.1.1).
    Method,
    /// Putting the base string together (section 3.4.1.1).
    Assembly,
    /// The signing key (section 3.4.2).
    Key,
    /// Digest and signature text (sections 3.4.2 to 3.4.4).
    Signature,
    /// The signature is right, and the request is refused all the same.
    Elsewhere,
}

impl Stage {
    /// All of them, in the order of the corridor.
    pub const ALL: [Self; 10] = [
        Self::Transport,
        Self::Collection,
        Self::Encoding,
        Self::Sorting,
        Self::Uri,
        Self::Method,
        Self::Assembly,
        Self::Key,
        Self::Signature,
        Self::Elsewhere,
    ];

    /// The name over a list.
    #[must_use]
    pub fn heading(self) -> &'static str {
        match self {
            Self::Transport => "The wire",
            Self::Collection => "Which parameters are signed",
            Self::Encoding => "Decoding, encoding, character sets",
            Self::Sorting => "The order of the parameters",
            Self::Uri => "The base string URI",
            Self::Method => "The method",
            Self::Assembly => "The signature base string",
            Self::Key => "The signing key",
            Self::Signature => "Digest and signature",
            Self::Elsewhere => "Not a signature problem",
        }
    }

    /// The name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Transport => "transport",
            Self::Collection => "collection",
            Self::Encoding => "encoding",
            Self::Sorting => "sorting",
            Self::Uri => "base-string-uri",
            Self::Method => "method",
            Self::Assembly => "base-string",
            Self::Key => "signing-key",
            Self::Signature => "signature",
            Self::Elsewhere => "elsewhere",
        }
    }
}

/// A known mistake.
#[derive(Clone, Copy, Debug)]
pub struct Mistake {
    /// Kebab-case, stable.
    pub id: &'static str,
    /// Where in the corridor.
    pub stage: Stage,
    /// What the client did, fit for "the cause: …": "spaces were signed as `+`".
    pub title: &'static str,
    /// One to three sentences for a tired reader: what happened, and what belongs there.
    pub says: &'static str,
    /// The smallest right text…
    pub before: &'static str,
    /// …and what it became.
    pub after: &'static str,
    /// Languages, functions, libraries, habits that do it.
    pub who: &'static [&'static str],
    /// The mend, a line of code each.
    pub fixes: &'static [Fix],
    /// Section of RFC 5849, or the name of the extension.
    pub rfc: &'static str,
    /// Public issues (`owner/repo#number`), pages; "observed: …" where a real program was run.
    pub evidence: &'static [&'static str],
    /// What recomputing it takes.
    pub edits: Edits,
}

/// A mend in one language; an empty language means advice in words.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Fix {
    /// `Java`, `PHP`, …; empty for any.
    pub language: &'static str,
    /// A line of code, or a sentence.
    pub code: &'static str,
}

/// A [`Fix`] in a table.
#[must_use]
pub const fn fix(language: &'static str, code: &'static str) -> Fix {
    Fix { language, code }
}

/// What recomputing a mistake takes: each of its forms, the likeliest first. The first that changes
/// something in a request is the usual one there, and goes before the others in large sets.
#[derive(Clone, Copy, Debug)]
pub enum Edits {
    /// These edits at once.
    Set(&'static [Edit]),
    /// One of these.
    AnyOf(&'static [Variant]),
    /// Encoder edits: in the parameters, in the base string, in both, in the key.
    Encoder(&'static [EncoderEdit]),
    /// Encoder edits: in the parameters, or there and in the base string.
    ParameterEncoder(&'static [EncoderEdit]),
    /// One instance for each of something in this request.
    Each(fn(&Facts<'_>) -> Vec<Instance>),
    /// All the instances of each of these.
    Several(&'static [Edits]),
    /// Recomputing cannot prove it; looking at the wire finds it.
    Seen,
    /// Signing what was meant in place of what was sent proves it: no edit of a recipe.
    Meant,
    /// Neither recomputing nor looking finds it: advice.
    Advice,
}

/// One way in which a mistake is made.
#[derive(Clone, Copy, Debug)]
pub struct Variant {
    /// Which one, in a few words: "a line feed after the consumer secret".
    pub detail: &'static str,
    /// These edits at once.
    pub edits: &'static [Edit],
}

/// A [`Variant`] in a table.
#[must_use]
pub const fn variant(detail: &'static str, edits: &'static [Edit]) -> Variant {
    Variant { detail, edits }
}

/// What a mistake's instances may depend on.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The request as captured.
    pub request: &'a Request,
    /// Its parameters, decoded as the RFC says; `realm` and `oauth_signature` among them.
    pub parameters: &'a [Parameter],
    /// The secrets.
    pub credentials: &'a Credentials,
    /// The signature method that the request names.
    pub algorithm: Algorithm,
}

/// A mistake as it shows in one request.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Instance {
    /// Which one: the parameter's name, the variant; empty when there is only one.
    pub detail: String,
    /// Its edits, all at once.
    pub edits: Vec<Edit>,
}

impl Instance {
    /// An instance.
    pub fn new(detail: impl Into<String>, edits: Vec<Edit>) -> Self {
        Self {
            detail: detail.into(),
            edits,
        }
    }
}

impl Edits {
    /// Whether recomputing this request can prove it.
    #[must_use]
    pub fn is_provable(&self) -> bool {
        !matches!(self, Self::Seen | Self::Meant | Self::Advice)
    }

    /// Every way in which it may show in this request.
    #[must_use]
    pub fn instances(&self, facts: &Facts<'_>) -> Vec<Instance> {
        match self {
            Self::Set(edits) => vec![Instance::new("", edits.to_vec())],
            Self::AnyOf(variants) => variants
                .iter()
                .map(|variant| Instance::new(variant.detail, variant.edits.to_vec()))
                .collect(),
            Self::Encoder(edits) => encoder_instances(edits),
            Self::ParameterEncoder(edits) => encoder_instances(edits).into_iter().take(2).collect(),
            Self::Each(make) => make(facts),
            Self::Several(all) => all
                .iter()
                .flat_map(|edits| edits.instances(facts))
                .collect(),
            Self::Seen | Self::Meant | Self::Advice => Vec::new(),
        }
    }
}

/// Where a wrong encoder may be used, the likeliest place first, as edits.
#[must_use]
pub fn encoder_instances(edits: &[EncoderEdit]) -> Vec<Instance> {
    use crate::pipeline::base_string::BaseStringEdit;
    use crate::pipeline::encode::EncodeEdit;
    use crate::pipeline::key::KeyEdit;
    let inner = || {
        edits
            .iter()
            .cloned()
            .map(|edit| Edit::Encode(EncodeEdit::Encoder(edit)))
    };
    let outer = || {
        edits
            .iter()
            .cloned()
            .map(|edit| Edit::BaseString(BaseStringEdit::Encoder(edit)))
    };
    let key = || {
        edits
            .iter()
            .cloned()
            .map(|edit| Edit::Key(KeyEdit::Encoder(edit)))
    };
    vec![
        Instance::new("", inner().collect()),
        Instance::new(
            "in the parameters and again in the base string",
            inner().chain(outer()).collect(),
        ),
        Instance::new(
            "in the parameters, the base string and the key",
            inner().chain(outer()).chain(key()).collect(),
        ),
        Instance::new("when the base string was put together", outer().collect()),
        Instance::new("in the signing key", key().collect()),
    ]
}

/// A real encoder: the set of leaf edits that it amounts to.
#[derive(Clone, Copy, Debug)]
pub struct EncoderProfile {
    /// Language and function: `java URLEncoder`.
    pub name: &'static str,
    /// The versions that behave so, where others do not.
    pub versions: &'static str,
    /// How it departs from RFC 3986 unreserved, `%20`, upper-case hex, UTF-8; empty for a right one.
    pub edits: &'static [EncoderEdit],
    /// Where it was seen: "observed: `OpenJDK` 17.0.15", a documentation page.
    pub evidence: &'static [&'static str],
}

/// A real library: the set of edits that it amounts to.
#[derive(Clone, Copy, Debug)]
pub struct LibraryProfile {
    /// Its name, and the registry: `oauth-1.0a (npm)`.
    pub name: &'static str,
    /// The language.
    pub language: &'static str,
    /// The versions that behave so.
    pub versions: &'static str,
    /// Its departures from the RFC, by catalogue id.
    pub departures: &'static [&'static str],
    /// All its edits at once.
    pub edits: &'static [Edit],
    /// Where it was seen.
    pub evidence: &'static [&'static str],
}

/// All entries, in the order of the corridor.
pub fn all() -> impl Iterator<Item = &'static Mistake> {
    [
        transport::ENTRIES,
        wire::ENTRIES,
        collection::ENTRIES,
        pairs::ENTRIES,
        lists::ENTRIES,
        parameters::ENTRIES,
        values::ENTRIES,
        encoding::ENTRIES,
        layers::ENTRIES,
        characters::ENTRIES,
        charsets::ENTRIES,
        url_text::ENTRIES,
        sorting::ENTRIES,
        uri::ENTRIES,
        uri_path::ENTRIES,
        method::ENTRIES,
        assembly::ENTRIES,
        assembly_parts::ENTRIES,
        key::ENTRIES,
        key_join::ENTRIES,
        key_composed::ENTRIES,
        key_encoding::ENTRIES,
        key_text::ENTRIES,
        signature::ENTRIES,
        signature_text::ENTRIES,
        elsewhere::ENTRIES,
    ]
    .into_iter()
    .flatten()
}

/// The entry of that id.
#[must_use]
pub fn by_id(id: &str) -> Option<&'static Mistake> {
    all().find(|mistake| mistake.id == id)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_entry_is_whole() {
        let mut ids = HashSet::new();
        for mistake in all() {
            let id = mistake.id;
            assert!(ids.insert(id), "{id} stands twice");
            assert!(
                !id.is_empty()
                    && id.bytes().all(|byte| byte.is_ascii_lowercase()
                        || byte.is_ascii_digit()
                        || byte == b'-'),
                "{id} is not kebab-case"
            );
            for (what, text) in [
                ("title", mistake.title),
                ("says", mistake.says),
                ("rfc", mistake.rfc),
            ] {
                assert!(!text.is_empty(), "{id} has no {what}");
            }
            assert!(
                !mistake.title.ends_with('.'),
                "{id}: a title is no sentence"
            );
            assert!(!mistake.fixes.is_empty(), "{id} has no fix");
            assert!(!mistake.evidence.is_empty(), "{id} has no evidence");
            assert!(!mistake.who.is_empty(), "{id}: nobody does it");
        }
    }

    #[test]
    fn an_entry_that_names_a_language_has_a_line_of_code() {
        const NAMES: [&str; 14] = [
            "Python",
            "PHP",
            "JavaScript",
            "JS ",
            "Java ",
            "Ruby",
            "Perl ",
            "C#",
            ".NET",
            "Go ",
            "Swift",
            "Rails",
            "Django",
            "(npm)",
        ];
        for mistake in all().filter(|mistake| mistake.edits.is_provable()) {
            let who = mistake.who.join(" ") + " ";
            if NAMES.iter().any(|name| who.contains(name)) {
                let code = mistake.fixes.iter().any(|fix| !fix.language.is_empty());
                assert!(code, "{}: {who}, and no code", mistake.id);
            }
            let mut languages: Vec<&str> = mistake.fixes.iter().map(|fix| fix.language).collect();
            languages.retain(|language| !language.is_empty());
            let all = languages.len();
            languages.sort_unstable();
            languages.dedup();
            assert_eq!(languages.len(), all, "{}: a language twice", mistake.id);
        }
    }

    #[test]
    fn the_catalogue_has_its_size() {
        let provable = all().filter(|mistake| mistake.edits.is_provable()).count();
        assert!(provable >= 350, "{provable} provable mistakes");
        assert!(ENCODERS.len() >= 80, "{} encoders", ENCODERS.len());
        assert!(LIBRARIES.len() >= 30, "{} libraries", LIBRARIES.len());
    }

    #[test]
    fn every_departure_of_a_library_is_an_entry() {
        for library in LIBRARIES {
            for id in library.departures {
                assert!(
                    by_id(id).is_some(),
                    "{} departs by {id}, which is no entry",
                    library.name
                );
            }
        }
    }
}
