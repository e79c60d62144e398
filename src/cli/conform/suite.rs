//! The cases: the suite that the binary carries, or a folder of one's own.

use std::path::Path;

use countersign::conform::Case;
use countersign::error::Error;
use countersign::names::near;
use include_dir::{Dir, include_dir};

static SUITE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/fixtures/conformance");

/// The suite that the binary carries.
///
/// # Errors
/// When a case of it is none; a test holds that this never happens.
pub(super) fn carried() -> Result<Vec<Case>, Error> {
    let cases = SUITE.dirs().map(|folder| {
        let id = folder.path().to_string_lossy();
        Case::read(&id, |name| {
            let file = folder.get_file(folder.path().join(name))?;
            file.contents_utf8().map(str::to_owned)
        })
    });
    sorted(cases.collect())
}

/// The cases in a folder: each in a folder of its own, as the suite has them.
///
/// # Errors
/// When the folder cannot be read, or a case in it is none.
pub(super) fn folder(path: &Path) -> Result<Vec<Case>, Error> {
    let input = || format!("--suite {:?}", path.to_string_lossy());
    let entries = std::fs::read_dir(path)
        .map_err(|reason| Error::new(format!("cannot read it: {reason}")).in_input(input()))?;
    let cases = entries.flatten().filter_map(|entry| {
        let folder = entry.path();
        let id = entry.file_name().to_string_lossy().into_owned();
        let case = || Case::read(&id, |name| std::fs::read_to_string(folder.join(name)).ok());
        folder.is_dir().then(case)
    });
    let cases = sorted(cases.collect())?;
    if cases.is_empty() {
        let help = "a case is a folder that holds request.json; fixtures/README.md has the rest";
        return Err(Error::new("the folder holds no case")
            .in_input(input())
            .help(help));
    }
    Ok(cases)
}

fn sorted(cases: Result<Vec<Case>, Error>) -> Result<Vec<Case>, Error> {
    cases.map(|mut cases| {
        cases.sort_by(|a, b| a.id.cmp(&b.id));
        cases
    })
}

/// The cases of those names, in the order of the suite; a name that ends in `*` stands for all
/// that begin so. No name means all.
///
/// # Errors
/// When a name is no case.
pub(super) fn chosen(cases: Vec<Case>, names: &[String]) -> Result<Vec<Case>, Error> {
    let is = |case: &Case, name: &str| match name.strip_suffix('*') {
        Some(start) => case.id.starts_with(start),
        None => case.id == name,
    };
    for name in names {
        if !cases.iter().any(|case| is(case, name)) {
            let close = near(name, cases.iter().map(|case| case.id.as_str()));
            let help = if close.is_empty() {
                "countersign conform --list has them all".to_owned()
            } else {
                format!("did you mean {}?", close.join(", "))
            };
            return Err(Error::new(format!("no case is called {name:?}"))
                .in_input("--case")
                .help(help));
        }
    }
    let wanted = |case: &Case| names.is_empty() || names.iter().any(|name| is(case, name));
    Ok(cases.into_iter().filter(wanted).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_binary_carries_the_whole_suite() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/conformance");
        let (carried, folder) = (carried().unwrap(), folder(&path).unwrap());
        assert!(carried.len() > 100);
        let told = |cases: &[Case]| -> Vec<(String, String)> {
            let cases = cases.iter();
            cases
                .map(|case| (case.id.clone(), case.line.clone()))
                .collect()
        };
        assert_eq!(told(&carried), told(&folder));
        let without = |case: &&Case| case.base_string.is_none() || case.signature.is_none();
        assert!(!carried.iter().any(|case| without(&case)));
    }

    #[test]
    fn a_name_chooses_and_a_wrong_one_is_told() {
        let chosen = |name: &str| chosen(carried().unwrap(), &[name.to_owned()]);
        assert_eq!(chosen("host-upper").unwrap().len(), 1);
        assert!(chosen("sort-*").unwrap().len() > 3);
        let error = chosen("host-uper").unwrap_err();
        assert_eq!(error.problem(), "no case is called \"host-uper\"");
        assert_eq!(error.advice(), Some("did you mean host-upper?"));
    }
}
