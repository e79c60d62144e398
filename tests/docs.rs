//! Pages of documentation that are made from data are up to date.
//!
//! `UPDATE=1 cargo test --test docs` writes them.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::Path;

use countersign::render::catalogue;

#[test]
fn the_page_of_mistakes_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/mistakes.md");
    let page = catalogue::markdown();
    #[allow(
        clippy::disallowed_methods,
        reason = "a test may be asked by its environment to write"
    )]
    let update = std::env::var_os("UPDATE").is_some();
    if update {
        std::fs::write(&path, &page).unwrap();
    }
    let stands = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        stands == page,
        "docs/mistakes.md is stale: run UPDATE=1 cargo test --test docs"
    );
}
