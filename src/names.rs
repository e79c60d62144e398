//! Names that people type: in kebab-case, and those that look like one that is none.

/// A name as an id: lower case, everything that is no letter, digit or `.` one hyphen; a tilde,
/// which tells some encoders apart, in letters.
///
/// ```
/// assert_eq!(countersign::names::slug("java URLEncoder"), "java-urlencoder");
/// assert_eq!(countersign::names::slug("oauth-1.0a (npm)"), "oauth-1.0a-npm");
/// ```
#[must_use]
pub fn slug(name: &str) -> String {
    let name = name.replace('~', " tilde ");
    let words: Vec<String> = name
        .split(|character: char| !character.is_ascii_alphanumeric() && character != '.')
        .map(|word| word.trim_matches('.').to_ascii_lowercase())
        .filter(|word| !word.is_empty())
        .collect();
    words.join("-")
}

/// Those of `known` that look most like `typed`, at most three, the likest first.
#[must_use]
pub fn near<'a>(typed: &str, known: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let typed = typed.to_ascii_lowercase();
    let mut close: Vec<(f64, &str)> = known
        .map(|name| {
            let likeness = strsim::jaro_winkler(&typed, &name.to_ascii_lowercase());
            (likeness, name)
        })
        .filter(|(likeness, _)| *likeness > 0.85)
        .collect();
    close.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    close.dedup_by_key(|(_, name)| *name);
    let best = close.first().map_or(0.0, |(likeness, _)| *likeness);
    close.retain(|(likeness, _)| *likeness > best - 0.04);
    close.into_iter().take(3).map(|(_, name)| name).collect()
}
