//! What an entry claims of a request beyond its edits: many give the same bytes, and the one that
//! is told must be true of what stands there.
//!
//! What can be derived from an entry's edits is (`diagnose/lead.rs`): the characters, places and
//! parts that it changes. Here stands what only its words say: that there is a redirect, a capital,
//! a second parameter; how often it is seen; and the title of a form where an entry has several.

use bstr::ByteSlice as _;

use super::{Facts, Instance, Mistake};
use crate::encoder::Form;
use crate::pipeline::base_string::BaseStringEdit;
use crate::pipeline::choice::EncoderEdit;
use crate::pipeline::collect::{CollectChoice, Source, collect};
use crate::pipeline::decode::Parameter;
use crate::pipeline::encode::EncodeEdit;
use crate::pipeline::key::KeyEdit;
use crate::recipe::Edit;
use crate::request::UrlParts;

/// What sort of truth an entry tells.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Telling {
    /// What was signed, to be seen in the bytes.
    Fact,
    /// That text of the wire was taken as it stands, whatever is in it.
    WireReused,
    /// How it came to be, which the bytes do not show.
    Story,
}

/// Entries that say how something came to be; what they did is another entry's plain fact.
const STORIES: &[&str] = &[
    "body-put-delete-omitted",
    "content-type-wrong",
    "encode-only-if-query-has-percent",
    "key-wc-legacy-wants-no-ampersand",
    "null-values-dropped-on-wire",
    "query-omitted-with-body",
    "redirect-resigned-not",
    "server-raw-query-used",
    "server-rewrite-param-added",
    "uri-host-header-differs",
    "uri-port-from-backend",
    "uri-request-token-url-reused",
    "uri-server-script-path",
    "verifier-reused-later",
    "wire-reencoded",
];

/// Entries that name something which few requests hold: where it is there, they say more than
/// what else gives the same bytes.
const NARROW: &[&str] = &[
    "body-get-omitted",
    "content-type-case",
    "content-type-charset",
    "content-type-missing",
    "dup-pairs-removed",
    "dup-query-and-body-collapsed",
    "key-shell-expanded",
    "method-override",
    "protocol-values-decoded-twice",
    "sig-plaintext-not-encoded",
    "uri-other-schemes-default-port-dropped",
    "uri-restlet-query-in-uri",
];

/// Entries of which another says the same of one kind.
const GENERAL: &[&str] = &["crypto-text-encoding", "sig-newline-encoded"];

/// Entries that say that text of the wire was taken as it stands.
const WIRE_REUSED: &[&str] = &[
    "space-wire-vs-signed",
    "query-raw-reused",
    "body-raw-reused",
    "query-of-url-class",
];

/// The entries that are seen most, by the issues and questions that were read: the first row is
/// seen every week somewhere. What stands in no row is rarer.
const OFTEN: &[&[&str]] = &[
    &[
        "assembly-single-encoding",
        "body-form-omitted",
        "body-json-fields-included",
        "body-nonform-included",
        "double-encoded-params",
        "enc-js-marks-literal",
        "enc-space-plus",
        "key-token-secret-missing",
        "query-omitted",
        "uri-query-kept",
    ],
    &[
        "array-name-not-encoded",
        "assembly-params-not-encoded",
        "dup-keys-collapsed",
        "enc-hex-lowercase",
        "enc-star-literal",
        "key-concat-no-sep",
        "key-no-ampersand",
        "key-other-environment",
        "key-secrets-not-encoded",
        "method-wrong",
        "plus-not-decoded",
        "query-not-decoded",
        "realm-included",
        "sig-double-encoded",
        "sig-hex",
        "sort-none",
        "uri-default-port-kept",
        "uri-scheme-proxy",
    ],
    &[
        "body-not-decoded",
        "callback-missing",
        "charset-latin1",
        "empty-values-dropped",
        "enc-tilde-escaped",
        "key-swapped",
        "key-whitespace",
        "method-lowercase",
        "oauth-version-unsigned",
        "sig-wrong-alg",
        "sort-key-only",
        "token-omitted",
        "uri-empty-path-no-slash",
        "uri-host-alias",
        "uri-not-encoded-in-base",
        "uri-path-decoded",
        "uri-port-dropped",
        "uri-trailing-slash-added",
        "uri-trailing-slash-dropped",
        "verifier-missing",
    ],
    &[
        "array-brackets-added",
        "body-multipart-included",
        "charset-lossy-question-mark",
        "dup-keys-comma-joined",
        "empty-token-included",
        "enc-plus-literal",
        "enc-slash-literal",
        "key-leading-amp-only",
        "oauth-signature-included",
        "oauth-version-unsent",
        "only-keys-encoded",
        "request-params-omitted",
        "sort-case-insensitive",
        "sort-groups-separately",
        "uri-host-upper",
        "uri-path-dropped",
        "uri-wrong-path",
        "valueless-key-dropped",
        "values-not-encoded",
    ],
];

/// Titles of forms whose entry's own title speaks of several: id, the beginning of the form's
/// detail, the title.
const FORMS: &[(&str, &str, &str)] = &[
    (
        "assembly-equals-raw",
        "names and values in one layer",
        "names and values were encoded once instead of twice, and the `=` of the pairs is raw",
    ),
    (
        "assembly-single-encoding",
        "values only",
        "values were encoded once instead of twice",
    ),
    (
        "assembly-single-encoding",
        "names only",
        "names were encoded once instead of twice",
    ),
    (
        "body-hash-missing",
        "signed but not sent",
        "oauth_body_hash was signed but not sent",
    ),
    (
        "body-hash-missing",
        "",
        "oauth_body_hash was sent but not signed",
    ),
    (
        "body-hash-on-form",
        "SHA-1 of an empty body",
        "oauth_body_hash was signed for a request without a body",
    ),
    (
        "charset-non-ascii-dropped",
        "left raw",
        "characters outside ASCII were left raw",
    ),
    (
        "charset-non-ascii-dropped",
        "dropped",
        "characters outside ASCII were dropped",
    ),
    (
        "crypto-text-encoding",
        "the base string",
        "the base string was hashed in another text encoding",
    ),
    (
        "crypto-text-encoding",
        "the key",
        "the key was used in another text encoding",
    ),
    (
        "key-base64-encoded",
        "the whole key",
        "the whole key was base64-encoded",
    ),
    ("key-base64-encoded", "", "a secret was base64-encoded"),
    (
        "key-hashed",
        "SHA-1 of the whole key",
        "the whole key was hashed first",
    ),
    (
        "key-hashed",
        "MD5 of the whole key",
        "the whole key was hashed first",
    ),
    ("key-hashed", "", "a secret was hashed first"),
    (
        "key-whitespace",
        "a byte-order mark",
        "an invisible character was pasted with a secret",
    ),
    (
        "key-whitespace",
        "a zero-width",
        "an invisible character was pasted with a secret",
    ),
    ("key-whitespace", "", "white space was pasted with a secret"),
    (
        "plus-decoded-in-path-or-header",
        "a header value",
        "a `+` of a header value was taken for a space",
    ),
    (
        "plus-decoded-in-path-or-header",
        "the path",
        "a `+` of the path was taken for a space",
    ),
    (
        "plus-not-decoded",
        "in the query",
        "a `+` of the query was kept as a plus",
    ),
    (
        "plus-not-decoded",
        "in the body",
        "a `+` of the form was kept as a plus",
    ),
    (
        "sig-base-string-encoded-again",
        "encoded",
        "the base string was percent-encoded before it was hashed",
    ),
    (
        "sig-base-string-encoded-again",
        "decoded",
        "the base string was percent-decoded before it was hashed",
    ),
    (
        "uri-double-slash",
        "runs of slashes",
        "slashes of the path were joined",
    ),
    (
        "uri-double-slash",
        "a second slash",
        "a slash of the path was doubled",
    ),
    (
        "uri-other-schemes-default-port-dropped",
        "80 always",
        "port 80 was dropped from https",
    ),
    (
        "uri-partial-encode",
        "`/` literal",
        "`/` was left as it is in the base string URI",
    ),
    (
        "uri-partial-encode",
        "`:` and `/`",
        "`:` and `/` were left as they are in the base string URI",
    ),
    (
        "uri-partial-encode",
        "`:` literal",
        "`:` was left as it is in the base string URI",
    ),
    (
        "valueless-key-dropped",
        "left out",
        "a name without `=` was left out",
    ),
    (
        "valueless-key-dropped",
        "signed without",
        "a name without `=` was signed without it",
    ),
    (
        "valueless-key-dropped",
        "every empty value",
        "an empty value was signed without its `=`",
    ),
];

impl Mistake {
    /// What sort of truth it tells.
    #[must_use]
    pub fn telling(&self) -> Telling {
        if STORIES.contains(&self.id) {
            Telling::Story
        } else if WIRE_REUSED.contains(&self.id) {
            Telling::WireReused
        } else {
            Telling::Fact
        }
    }

    /// What it claims beside its edits, from 1 on: 0 where it names what few requests hold.
    #[must_use]
    pub fn breadth(&self) -> usize {
        if NARROW.contains(&self.id) {
            0
        } else {
            1 + usize::from(GENERAL.contains(&self.id))
        }
    }

    /// How rare it is: 0 for what is seen every week.
    #[must_use]
    pub fn rarity(&self) -> usize {
        let row = OFTEN.iter().position(|row| row.contains(&self.id));
        let is_public = self
            .evidence
            .iter()
            .any(|one| !one.starts_with("known from practice"));
        row.unwrap_or(OFTEN.len() + usize::from(!is_public))
    }

    /// What the client did, said of that form in that request: "`! (` were left unescaped" where
    /// of all the characters that the entry knows only those occur.
    #[must_use]
    pub fn title_of(&self, instance: &Instance, facts: &Facts<'_>) -> String {
        let form = FORMS
            .iter()
            .find(|(id, detail, _)| *id == self.id && instance.detail.starts_with(detail));
        if let Some((.., title)) = form {
            return (*title).to_owned();
        }
        match self.id {
            "uri-scheme-proxy" => scheme_title(facts),
            _ => self
                .title
                .starts_with('`')
                .then(|| of_characters(&instance.edits, facts, self.title.contains(" or ")))
                .flatten()
                .unwrap_or_else(|| self.title.to_owned()),
        }
    }

    /// Whether its words are true of that request, as far as its edits do not say: an entry that
    /// speaks of capitals needs one.
    #[must_use]
    pub fn is_true_of(&self, instance: &Instance, facts: &Facts<'_>) -> bool {
        let path = || UrlParts::split(&facts.request.url).path;
        let detail = instance.detail.as_str();
        match self.id {
            // A redirect leaves no trace in the request that followed it.
            "redirect-resigned-not" => false,
            "space-wire-vs-signed" => wire_holds_plus(facts, detail),
            "method-override" => names_an_override(facts),
            "uri-trailing-slash-dropped" | "uri-path-dropped" => {
                !path().bytes().is_empty() && !is_written_without_path(facts)
            }
            "uri-path-decoded" => {
                path().bytes().contains(&b'%')
                    && (!detail.contains("as a form") || path().bytes().contains(&b'+'))
            }
            "uri-host-upper" => {
                let host = UrlParts::split(&facts.request.url).host;
                detail != "as written in the URL" || host.bytes().iter().any(u8::is_ascii_uppercase)
            }
            "query-of-url-class" => {
                let query = UrlParts::split(&facts.request.url).query;
                query.is_some_and(|text| text.bytes().iter().copied().any(is_escaped_by_classes))
            }
            "content-type-charset" => {
                let header = facts.request.header("content-type");
                header.is_some_and(|header| header.value.bytes().contains(&b';'))
            }
            "body-params-in-header" => facts.request.body.is_some(),
            "dup-query-and-body-collapsed" => shares_a_name(facts),
            "valueless-key-dropped" => has_bare_name(facts),
            "spaces-collapsed" => signed(facts).any(|one| has_run_of_blanks(&one.value)),
            "key-concat-no-sep" => has_both_secrets(facts),
            "sort-key-only" | "sort-values-descending" => has_repeated_name(facts),
            "sort-case-insensitive" => {
                compared_hold(facts, &|text| text.chars().any(char::is_uppercase))
            }
            "sort-natural" => compared_hold(facts, &|text| {
                text.contains(|one: char| one.is_ascii_digit())
                    && text.contains(|one: char| !one.is_ascii_digit())
            }),
            "sort-numeric-keys" => compared_hold(facts, &|text| {
                !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
            }),
            "sort-locale" => compared_hold(facts, &|text| {
                text.chars()
                    .any(|one| !one.is_ascii_lowercase() && !one.is_ascii_digit())
            }),
            "sort-before-encode" => compared_hold(facts, &|text| {
                text.chars()
                    .any(|one| !one.is_ascii_alphanumeric() && !"-._~".contains(one))
            }),
            "sort-utf16-units" | "charset-surrogates-separately" => {
                holds_character(facts, |one| one > '\u{D7FF}')
            }
            "charset-u-escape" | "charset-low-byte" => holds_character(facts, |one| one > '\u{FF}'),
            _ => true,
        }
    }
}

/// Whether the client's code has a URL without a path, whatever is sent.
fn is_written_without_path(facts: &Facts<'_>) -> bool {
    let written = facts.request.written.as_ref();
    written.is_some_and(|url| UrlParts::split(url).path.bytes().is_empty())
}

/// "http was signed for https".
fn scheme_title(facts: &Facts<'_>) -> String {
    let parts = UrlParts::split(&facts.request.url);
    if parts.scheme.bytes().eq_ignore_ascii_case(b"https") {
        "http was signed for a URL of https".to_owned()
    } else {
        "https was signed for a URL of http".to_owned()
    }
}

/// The characters of the edits that occur in this request, and what was done to them; `None` where
/// the title of the entry says it as well.
fn of_characters(edits: &[Edit], facts: &Facts<'_>, says_or: bool) -> Option<String> {
    let (bytes, form, of_parameters) = match edits {
        [
            Edit::Encode(EncodeEdit::Encoder(EncoderEdit::Form(bytes, form))),
            ..,
        ] => (bytes, form, true),
        [
            Edit::BaseString(BaseStringEdit::Encoder(EncoderEdit::Form(bytes, form)))
            | Edit::Key(KeyEdit::Encoder(EncoderEdit::Form(bytes, form))),
            ..,
        ] => (bytes, form, false),
        _ => return None,
    };
    let done = match form {
        Form::Literal => "left unescaped",
        Form::Escaped => "escaped",
        _ => return None,
    };
    let there: Vec<u8> = bytes
        .iter()
        .copied()
        .filter(|byte| !of_parameters || occurs(*byte, facts))
        .collect();
    if there.is_empty() || (there.len() == bytes.len() && !says_or) || there.contains(&b'`') {
        return None;
    }
    let were = if there.len() == 1 { "was" } else { "were" };
    let shown: Vec<String> = there
        .iter()
        .map(|byte| char::from(*byte).to_string())
        .collect();
    Some(format!("`{}` {were} {done}", shown.join(" ")))
}

/// Whether a character stands in a name or value that is signed.
pub(crate) fn occurs(byte: u8, facts: &Facts<'_>) -> bool {
    signed(facts).any(|one| one.name.contains(&byte) || one.value.contains(&byte))
}

/// The parameters that are signed.
fn signed<'a>(facts: &Facts<'a>) -> impl Iterator<Item = &'a Parameter> {
    facts.parameters.iter().filter(|one| {
        one.name != "oauth_signature" && !(one.name == "realm" && one.source == Source::Header)
    })
}

fn holds_character(facts: &Facts<'_>, wanted: fn(char) -> bool) -> bool {
    signed(facts).any(|one| {
        [&one.name, &one.value]
            .into_iter()
            .any(|text| text.chars().any(wanted))
    })
}

fn has_repeated_name(facts: &Facts<'_>) -> bool {
    signed(facts).any(|one| signed(facts).filter(|other| other.name == one.name).count() > 1)
}

/// Whether one of the texts that decide the order does: every name, and the values of a name that
/// stands more than once.
fn compared_hold(facts: &Facts<'_>, wanted: &dyn Fn(&str) -> bool) -> bool {
    signed(facts).any(|one| {
        let is_repeated = || signed(facts).filter(|other| other.name == one.name).count() > 1;
        let of_request = !one.name.starts_with(b"oauth_");
        (of_request && wanted(&one.name.to_str_lossy()))
            || (is_repeated() && wanted(&one.value.to_str_lossy()))
    })
}

/// Whether a name stands in the query and in the body.
fn shares_a_name(facts: &Facts<'_>) -> bool {
    let of = |source| signed(facts).filter(move |one| one.source == source);
    of(Source::Query).any(|one| of(Source::Body).any(|other| other.name == one.name))
}

/// Whether a name stands in the query or the form without `=`.
fn has_bare_name(facts: &Facts<'_>) -> bool {
    let sent = collect(facts.request, &CollectChoice::default());
    sent.pairs
        .iter()
        .any(|pair| pair.source != Source::Header && pair.value.is_none())
}

/// Whether URL classes escape a byte of a query that may stand there raw.
fn is_escaped_by_classes(byte: u8) -> bool {
    !byte.is_ascii_graphic() || b"'\"<>`{}|\\^".contains(&byte)
}

fn has_both_secrets(facts: &Facts<'_>) -> bool {
    let secrets = [
        &facts.credentials.consumer_secret,
        &facts.credentials.token_secret,
    ];
    let present = |secret: &&Option<crate::credentials::Secret>| {
        secret.as_ref().is_some_and(|one| !one.expose().is_empty())
    };
    secrets.iter().all(present)
}

fn has_run_of_blanks(value: &[u8]) -> bool {
    let value = value.trim_ascii();
    value
        .windows(2)
        .any(|two| two.iter().all(u8::is_ascii_whitespace))
}

/// Whether the place that the detail names holds a `+` on the wire.
fn wire_holds_plus(facts: &Facts<'_>, detail: &str) -> bool {
    let query = UrlParts::split(&facts.request.url).query;
    let query = query.is_some_and(|text| text.bytes().contains(&b'+'));
    let body = &facts.request.body;
    let body = body
        .as_ref()
        .is_some_and(|text| text.bytes().contains(&b'+'));
    match detail {
        "in the query" => query,
        "in the body" => body,
        _ => query && body,
    }
}

fn names_an_override(facts: &Facts<'_>) -> bool {
    let headers = [
        "x-http-method-override",
        "x-http-method",
        "x-method-override",
    ];
    headers
        .iter()
        .any(|name| facts.request.header(name).is_some())
        || facts.parameters.iter().any(|one| one.name == "_method")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mistakes::by_id;

    #[test]
    fn every_entry_named_here_exists() {
        let forms = FORMS.iter().map(|(id, ..)| id);
        let ids = STORIES
            .iter()
            .chain(WIRE_REUSED)
            .chain(OFTEN.iter().copied().flatten());
        for id in ids.chain(forms) {
            assert!(by_id(id).is_some(), "{id} is not an entry");
        }
    }

    #[test]
    fn no_entry_stands_in_two_rows() {
        let mut all: Vec<&str> = OFTEN.iter().copied().flatten().copied().collect();
        all.sort_unstable();
        let count = all.len();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
