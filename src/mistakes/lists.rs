//! Lists and nested objects (RFC 5849 section 3.4.1.3): sent in one form, signed in another. The
//! RFC knows neither; what is signed are the pairs of the wire.

use std::borrow::Cow;

use bstr::ByteSlice as _;

use super::instances::names;
use super::{Edits, Facts, Instance, Mistake, Stage, fix, variant};
use crate::pipeline::collect::Source;
use crate::pipeline::select::{Change, Lists, ParameterEdit, SelectEdit};
use crate::recipe::Edit;

pub(super) const ENTRIES: &[Mistake] = &[
    Mistake {
        id: "list-spread-when-signed",
        stage: Stage::Collection,
        title: "a list that is sent in one value was signed as several pairs",
        says: "The wire has one pair with the whole list in its value; the signer made a pair of each member. What is signed are the pairs of the wire, whatever they mean.",
        before: "a%3Db%252Cc",
        after: "a%255B0%255D%3Db%26a%255B1%255D%3Dc",
        who: &[
            "PHP Guzzle 3 with its CommaAggregator",
            "API clients with a setting for list formats",
        ],
        fixes: &[
            fix(
                "PHP",
                "$client->get($url, ['query' => ['a' => implode(',', $values)]]);",
            ),
            fix(
                "",
                "build the query first, then sign the pairs of that very text",
            ),
        ],
        rfc: "3.4.1.3",
        evidence: &["guzzle/guzzle#596", "guzzle/guzzle3#15"],
        edits: Edits::AnyOf(&[
            variant(
                "as a[0], a[1]",
                &[Edit::Select(SelectEdit::Lists(Lists::SpreadIndexed))],
            ),
            variant(
                "as a[], a[]",
                &[Edit::Select(SelectEdit::Lists(Lists::SpreadBracketed))],
            ),
            variant(
                "as a, a",
                &[Edit::Select(SelectEdit::Lists(Lists::SpreadRepeated))],
            ),
            variant(
                "at each `|`, as a[0], a[1]",
                &[Edit::Select(SelectEdit::Lists(Lists::SpreadAtBarIndexed))],
            ),
            variant(
                "at each `|`, as a, a",
                &[Edit::Select(SelectEdit::Lists(Lists::SpreadAtBarRepeated))],
            ),
        ]),
    },
    Mistake {
        id: "list-joined-when-signed",
        stage: Stage::Collection,
        title: "a list that is sent as several pairs was signed as one value",
        says: "The wire has a pair for each member of the list; the signer joined them into one value. What is signed are the pairs of the wire.",
        before: "a%255B0%255D%3Db%26a%255B1%255D%3Dc",
        after: "a%3Db%252Cc",
        who: &[
            "API clients with a setting for list formats",
            "HTTP clients that build the query themselves",
        ],
        fixes: &[fix(
            "",
            "build the query first, then sign the pairs of that very text",
        )],
        rfc: "3.4.1.3",
        evidence: &["known from practice; no public case cited"],
        edits: Edits::AnyOf(&[
            variant(
                "joined by `,`",
                &[Edit::Select(SelectEdit::Lists(Lists::JoinedByComma))],
            ),
            variant(
                "joined by `,`, brackets kept",
                &[Edit::Select(SelectEdit::Lists(Lists::JoinedUnderFirstName))],
            ),
            variant(
                "joined by `|`",
                &[Edit::Select(SelectEdit::Lists(Lists::JoinedByBar))],
            ),
        ]),
    },
    Mistake {
        id: "nested-parent-signed",
        stage: Stage::Collection,
        title: "a nested object was signed as the text that its language prints for it",
        says: "For the wire the object was flattened into names with brackets; the signer was given the object itself, and signed a pair for it.",
        before: "f%255Ba%255D%3D1",
        after: "f%3D%255Bobject%2520Object%255D%26f%255Ba%255D%3D1",
        who: &[
            "JavaScript oauth-1.0a given nested data",
            "JavaScript request with qs",
            "PHP, C# and Java signers given arrays",
        ],
        fixes: &[
            fix(
                "JavaScript",
                "oauth.authorize({ url, method, data: Object.fromEntries(new URLSearchParams(qs.stringify(data))) })",
            ),
            fix(
                "PHP",
                "parse_str(http_build_query($data), $check); // sign the pairs of http_build_query($data)",
            ),
            fix(
                "",
                "flatten nested objects before signing, as the HTTP client does for the wire",
            ),
        ],
        rfc: "3.4.1.3",
        evidence: &["request/request#2734"],
        edits: Edits::Each(nested_parents),
    },
];

/// What languages print for an object or a list.
const PRINTED: [&str; 8] = [
    "[object Object]",
    "Array",
    "{}",
    "Object",
    "System.Object",
    "#<Object>",
    "[object Object],[object Object]",
    "",
];

/// How many nested names are looked at.
const PARENTS: usize = 4;

fn parameter(name: &[u8], change: Change) -> Edit {
    Edit::Select(SelectEdit::Parameter(ParameterEdit {
        name: Cow::Owned(name.to_vec()),
        nth: None,
        change,
    }))
}

/// Each name before a bracket, with each text; beside its members or in their place, and last all
/// of them at once.
fn nested_parents(facts: &Facts<'_>) -> Vec<Instance> {
    let all = names(facts);
    let mut parents: Vec<&[u8]> = Vec::new();
    for name in &all {
        let opens = name
            .find_byte(b'[')
            .filter(|at| *at > 0 && name.ends_with(b"]"));
        if let Some(parent) = opens.and_then(|at| name.get(..at))
            && !parents.contains(&parent)
            && !all.contains(&parent)
        {
            parents.push(parent);
        }
    }
    parents.truncate(PARENTS);
    let of_query = |parent: &[u8]| {
        let member = facts
            .parameters
            .iter()
            .find(|one| is_member(&one.name, parent));
        member.is_some_and(|one| one.source == Source::Query)
    };
    let add = |parent: &[u8], text: &'static str| {
        let text = Cow::Borrowed(text.as_bytes());
        let change = if of_query(parent) {
            Change::AddToQuery(text)
        } else {
            Change::Add(text)
        };
        parameter(parent, change)
    };
    let mut instances = Vec::new();
    for text in PRINTED {
        let shown = if text.is_empty() {
            "an empty text"
        } else {
            text
        };
        for parent in &parents {
            let name = parent.to_str_lossy();
            let beside = vec![add(parent, text)];
            let members = all.iter().filter(|name| is_member(name, parent));
            let mut instead: Vec<Edit> =
                members.map(|name| parameter(name, Change::Omit)).collect();
            instead.extend(beside.iter().cloned());
            instances.push(Instance::new(format!("{name} as {shown}"), beside));
            instances.push(Instance::new(
                format!("{name} as {shown}, in place of its members"),
                instead,
            ));
        }
        if parents.len() > 1 {
            let edits = parents.iter().map(|parent| add(parent, text)).collect();
            instances.push(Instance::new(format!("each as {shown}"), edits));
        }
    }
    instances
}

fn is_member(name: &[u8], parent: &[u8]) -> bool {
    name.strip_prefix(parent)
        .is_some_and(|rest| rest.starts_with(b"["))
}
