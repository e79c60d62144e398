//! What the fuzz targets assert holds of every fixture, of each cut short, and of each with one byte
//! changed: for machines that have no fuzzer.

use std::path::{Path, PathBuf};

use countersign_fuzz::{judged, read};

fn files(folder: &str) -> Vec<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .join(folder);
    let entries = std::fs::read_dir(path).expect("the folder is there");
    let mut files: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_file() && !path.to_string_lossy().contains(".expected."))
        .collect();
    files.sort();
    assert!(!files.is_empty());
    files
}

#[test]
fn every_paste_and_its_neighbours_are_read_and_shown() {
    for file in files("fixtures/captures") {
        let paste = std::fs::read(&file).expect("it can be read");
        eprintln!("{}", file.display());
        read(&paste, &[]);
        for part in 1..8 {
            read(&paste[..paste.len() * part / 8], &[]);
            let mut changed = paste.clone();
            let at = paste.len() * part / 8;
            if let Some(byte) = changed.get_mut(at) {
                *byte = [0x1b, 0, 0xff, b'"', b'\\', b'%', b'\n'][part - 1];
            }
            read(&changed, &[]);
        }
    }
}

#[test]
fn every_paste_is_judged_and_shows_no_secret() {
    for file in files("fixtures/captures") {
        let paste = std::fs::read(&file).expect("it can be read");
        eprintln!("{}", file.display());
        judged::judge(&paste);
        for spelling in judged::spellings() {
            let at = paste.len() / 2;
            // Apart: behind half an escape its first digits would be another text.
            let with = [&paste[..at], b" ", spelling.as_bytes(), b" ", &paste[at..]].concat();
            judged::judge(&with);
        }
    }
}
