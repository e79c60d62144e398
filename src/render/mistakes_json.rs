//! What `mistakes --format json` prints.

use serde::Serialize;

use crate::mistakes::{Edits, EncoderProfile, LibraryProfile, Mistake};
use crate::render::json::{SCHEMA, pretty};

/// The entries and profiles, on one page.
#[must_use]
pub fn list(
    entries: &[&Mistake],
    encoders: &[EncoderProfile],
    libraries: &[&LibraryProfile],
) -> String {
    let answer = MistakesJson {
        schema: SCHEMA,
        command: "mistakes",
        mistakes: entries
            .iter()
            .map(|mistake| EntryJson::of(mistake))
            .collect(),
        encoder_profiles: encoders
            .iter()
            .map(|profile| EncoderJson {
                name: profile.name,
                versions: profile.versions,
                evidence: profile.evidence,
            })
            .collect(),
        library_profiles: libraries
            .iter()
            .map(|profile| LibraryJson {
                name: profile.name,
                language: profile.language,
                versions: profile.versions,
                departures: profile.departures,
                evidence: profile.evidence,
            })
            .collect(),
    };
    pretty(&answer) + "\n"
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Mistakes"))]
pub(super) struct MistakesJson {
    #[cfg_attr(test, schemars(extend("const" = SCHEMA)))]
    schema: &'static str,
    #[cfg_attr(test, schemars(extend("const" = "mistakes")))]
    command: &'static str,
    mistakes: Vec<EntryJson>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    encoder_profiles: Vec<EncoderJson>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    library_profiles: Vec<LibraryJson>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Entry"))]
struct EntryJson {
    id: &'static str,
    stage: &'static str,
    title: &'static str,
    says: &'static str,
    before: &'static str,
    after: &'static str,
    who: &'static [&'static str],
    fixes: Vec<FixJson>,
    rfc: &'static str,
    found_by: &'static str,
    evidence: &'static [&'static str],
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "MistakeFix"))]
struct FixJson {
    #[serde(skip_serializing_if = "str::is_empty")]
    language: &'static str,
    fix: &'static str,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Encoder"))]
struct EncoderJson {
    name: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    versions: &'static str,
    evidence: &'static [&'static str],
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Library"))]
struct LibraryJson {
    name: &'static str,
    language: &'static str,
    versions: &'static str,
    departures: &'static [&'static str],
    evidence: &'static [&'static str],
}

impl EntryJson {
    fn of(mistake: &Mistake) -> Self {
        Self {
            id: mistake.id,
            stage: mistake.stage.name(),
            title: mistake.title,
            says: mistake.says,
            before: mistake.before,
            after: mistake.after,
            who: mistake.who,
            fixes: mistake
                .fixes
                .iter()
                .map(|fix| FixJson {
                    language: fix.language,
                    fix: fix.code,
                })
                .collect(),
            rfc: mistake.rfc,
            found_by: match mistake.edits {
                Edits::Seen => "wire",
                Edits::Meant => "meant",
                Edits::Advice => "advice",
                _ => "recomputing",
            },
            evidence: mistake.evidence,
        }
    }
}
