//! Names that look like what was typed.

/// Those of `known` that look most like `typed`, at most three, the likest first.
pub(crate) fn near<'a>(typed: &str, known: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let typed = typed.to_ascii_lowercase();
    let mut close: Vec<(f64, &str)> = known
        .map(|name| {
            (
                strsim::jaro_winkler(&typed, &name.to_ascii_lowercase()),
                name,
            )
        })
        .filter(|(likeness, _)| *likeness > 0.85)
        .collect();
    close.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    close.dedup_by_key(|(_, name)| *name);
    let best = close.first().map_or(0.0, |(likeness, _)| *likeness);
    close.retain(|(likeness, _)| *likeness > best - 0.04);
    close.into_iter().take(3).map(|(_, name)| name).collect()
}
