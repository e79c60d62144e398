//! The summary of an audit as JSON, written and read back.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::json::SCHEMA;
use crate::audit::line::Outcome;
use crate::audit::summary::Summary;

/// What `audit --format json` prints.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Audit<'a> {
    #[cfg_attr(test, schemars(extend("const" = SCHEMA)))]
    schema: &'static str,
    #[cfg_attr(test, schemars(extend("const" = "audit")))]
    command: &'static str,
    /// How many requests each mistake explains, or each set of them, once every consumer's are settled
    /// among each other. It is not read back.
    mistakes: BTreeMap<String, u64>,
    #[serde(flatten)]
    summary: &'a Summary,
}

/// The summary, on one page.
#[must_use]
pub fn summary(summary: &Summary) -> String {
    let audit = Audit {
        schema: SCHEMA,
        command: "audit",
        mistakes: mistakes(summary),
        summary,
    };
    // Every part of it can be written.
    serde_json::to_string_pretty(&audit).unwrap_or_default()
}

fn mistakes(summary: &Summary) -> BTreeMap<String, u64> {
    let settled = summary.settled();
    let explained = settled.groups.rows.into_values();
    explained
        .filter(|group| group.outcome == Outcome::Explained)
        .map(|group| (group.what.join(" + "), group.count))
        .collect()
}

/// What a file of that kind begins with.
#[derive(Deserialize)]
struct Head {
    schema: String,
    command: String,
}

/// A summary that was written so; `None`: it is something else.
#[must_use]
pub fn read(text: &[u8]) -> Option<Summary> {
    let head: Head = serde_json::from_slice(text).ok()?;
    (head.schema == SCHEMA && head.command == "audit")
        .then(|| serde_json::from_slice(text).ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::line::Line;

    #[test]
    fn a_summary_is_read_back() {
        let mut written = Summary::default();
        written.add(&Line {
            line: Some(3),
            outcome: Outcome::Explained,
            consumer_key: Some("k".into()),
            mistakes: vec!["enc-space-plus".into()],
            time: Some(1_793_679_000),
            timestamp: Some(1_793_679_900),
            ..Line::default()
        });
        let text = summary(&written);
        assert_eq!(read(text.as_bytes()).unwrap(), written);
        assert!(read(b"{}").is_none());
    }
}
