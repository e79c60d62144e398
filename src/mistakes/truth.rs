//! What an entry claims of a request beyond its edits: many give the same bytes, and the one that
//! is told must be true of what stands there.
//!
//! What can be derived from an entry's edits is (`diagnose/lead.rs`): the characters, places and
//! parts that it changes. Here stands what only its words say: that there is a redirect, a capital,
//! a second parameter; and how often it is seen. How it is called there: `titles.rs`.

use bstr::ByteSlice as _;

use super::{Facts, Instance, Mistake};
use crate::encoder::Form;
use crate::pipeline::choice::EncoderEdit;
use crate::pipeline::collect::{CollectChoice, Source, collect};
use crate::pipeline::decode::{DecodeEdit, Parameter};
use crate::pipeline::encode::EncodeEdit;
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
    "assembly-nothing-encoded",
    "body-get-omitted",
    "callback-double-encoded",
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
        "callback-double-encoded",
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
        "assembly-nothing-encoded",
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
            // The port that the URL names is no other server's.
            "uri-port-from-backend" => {
                let port = UrlParts::split(&facts.request.url).port;
                port.is_none_or(|port| {
                    let named = format!("port {}", port.bytes().to_str_lossy());
                    !detail.ends_with(&named)
                })
            }
            "uri-query-kept" => {
                let query = UrlParts::split(&facts.request.url).query;
                query.is_some_and(|query| !query.bytes().is_empty())
            }
            "query-unescaped-for-display" => shows_an_escape(instance, facts),
            // "Only a few were escaped" where more were than were not is not true.
            "enc-subset-map" => leaves_most(instance, facts),
            // That colon belongs to a second scheme.
            "uri-port-empty" => UrlParts::split(&facts.request.url).url_for_host().is_none(),
            // Of `80 always, 443 never` the half that shows is a default port that was kept.
            "uri-other-schemes-default-port-dropped" => {
                let port = UrlParts::split(&facts.request.url).port;
                let other: &[u8] = if is_https(facts) { b"80" } else { b"443" };
                port.is_some_and(|port| port.bytes() == other)
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

pub(super) fn is_https(facts: &Facts<'_>) -> bool {
    let scheme = UrlParts::split(&facts.request.url).scheme;
    scheme.bytes().eq_ignore_ascii_case(b"https")
}

/// Whether an escape of the query is decoded where it is shown to a reader.
fn shows_an_escape(instance: &Instance, facts: &Facts<'_>) -> bool {
    let query = UrlParts::split(&facts.request.url).query;
    query.is_some_and(|query| {
        instance.edits.iter().any(|edit| match edit {
            Edit::Decode(DecodeEdit::Query(how)) => how.shows(query.bytes()),
            _ => false,
        })
    })
}

/// Whether of the characters that are to be escaped at least half were left as they are.
fn leaves_most(instance: &Instance, facts: &Facts<'_>) -> bool {
    let left = |byte: u8| {
        instance.edits.iter().any(|edit| match edit {
            Edit::Encode(EncodeEdit::Encoder(EncoderEdit::Form(bytes, Form::Literal))) => {
                bytes.contains(&byte)
            }
            _ => false,
        })
    };
    let special = |byte: &u8| !byte.is_ascii_alphanumeric() && !b"-._~".contains(byte);
    let (literal, escaped): (Vec<u8>, Vec<u8>) = (0..=u8::MAX)
        .filter(special)
        .filter(|byte| occurs(*byte, facts))
        .partition(|byte| left(*byte));
    literal.len() >= escaped.len()
}

/// Whether a character stands in a name or value that is signed.
pub(crate) fn occurs(byte: u8, facts: &Facts<'_>) -> bool {
    signed(facts).any(|one| one.name.contains(&byte) || one.value.contains(&byte))
}

/// The parameters that are signed.
pub(super) fn signed<'a>(facts: &Facts<'a>) -> impl Iterator<Item = &'a Parameter> {
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
        let ids = STORIES
            .iter()
            .chain(WIRE_REUSED)
            .chain(NARROW)
            .chain(GENERAL)
            .chain(OFTEN.iter().copied().flatten());
        for id in ids {
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
