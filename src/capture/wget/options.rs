//! wget's options: their names, short letters, and which of them take an argument.

/// One option: long name without `no-`, short letter (0 for none), whether it takes an argument.
type Row = (&'static str, u8, bool);

/// The option of that long name, or the only one that starts so; and whether it takes an argument.
pub(super) fn long(name: &str) -> Option<(&'static str, bool)> {
    let plain = name.strip_prefix("no-").unwrap_or(name);
    let exact = |name: &str| TABLE.iter().find(|row| row.0 == name);
    if name == "no-config" {
        return Some(("config", false));
    }
    if let Some(row) = exact(name).or_else(|| exact(plain)) {
        return Some((row.0, row.2));
    }
    let mut found = TABLE.iter().filter(|row| row.0.starts_with(plain));
    match (found.next(), found.next()) {
        (Some(row), None) if !plain.is_empty() => Some((row.0, row.2)),
        _ => None,
    }
}

/// The option of that short letter, and whether it takes an argument.
pub(super) fn short(letter: u8) -> Option<(&'static str, bool)> {
    let row = TABLE.iter().find(|row| row.1 == letter && letter != 0)?;
    Some((row.0, row.2))
}

/// The list of Wget 1.21.3.
#[rustfmt::skip]
const TABLE: &[Row] = &[
    ("accept", b'A', true),
    ("accept-regex", 0, true),
    ("adjust-extension", b'E', false),
    ("append-output", b'a', true),
    ("ask-password", 0, false),
    ("auth-no-challenge", 0, false),
    ("background", b'b', false),
    ("backup-converted", b'K', false),
    ("backups", 0, true),
    ("base", b'B', true),
    ("bind-address", 0, true),
    ("body-data", 0, true),
    ("body-file", 0, true),
    ("ca-certificate", 0, true),
    ("ca-directory", 0, true),
    ("cache", 0, false),
    ("certificate", 0, true),
    ("certificate-type", 0, true),
    ("check-certificate", 0, false),
    ("ciphers", 0, true),
    ("clobber", 0, false),
    ("compression", 0, true),
    ("config", 0, true),
    ("connect-timeout", 0, true),
    ("content-disposition", 0, false),
    ("content-on-error", 0, false),
    ("continue", b'c', false),
    ("convert-file-only", 0, false),
    ("convert-links", b'k', false),
    ("cookies", 0, false),
    ("crl-file", 0, true),
    ("cut-dirs", 0, true),
    ("debug", b'd', false),
    ("default-page", 0, true),
    ("delete-after", 0, false),
    ("directories", 0, false),
    ("directory-prefix", b'P', true),
    ("dns-cache", 0, false),
    ("dns-timeout", 0, true),
    ("domains", b'D', true),
    ("exclude-directories", b'X', true),
    ("exclude-domains", 0, true),
    ("execute", b'e', true),
    ("follow-ftp", 0, false),
    ("follow-tags", 0, true),
    ("force-directories", b'x', false),
    ("force-html", b'F', false),
    ("ftp-password", 0, true),
    ("ftp-user", 0, true),
    ("ftps-clear-data-connection", 0, false),
    ("ftps-fallback-to-ftp", 0, false),
    ("ftps-implicit", 0, false),
    ("ftps-resume-ssl", 0, false),
    ("glob", 0, false),
    ("header", 0, true),
    ("help", b'h', false),
    ("host-directories", 0, false),
    ("hsts", 0, false),
    ("hsts-file", 0, true),
    ("http-keep-alive", 0, false),
    ("http-password", 0, true),
    ("http-user", 0, true),
    ("https-only", 0, false),
    ("if-modified-since", 0, false),
    ("ignore-case", 0, false),
    ("ignore-length", 0, false),
    ("ignore-tags", 0, true),
    ("include-directories", b'I', true),
    ("inet4-only", b'4', false),
    ("inet6-only", b'6', false),
    ("input-file", b'i', true),
    ("iri", 0, false),
    ("keep-session-cookies", 0, false),
    ("level", b'l', true),
    ("limit-rate", 0, true),
    ("load-cookies", 0, true),
    ("local-encoding", 0, true),
    ("max-redirect", 0, true),
    ("method", 0, true),
    ("mirror", b'm', false),
    ("netrc", 0, false),
    ("output-document", b'O', true),
    ("output-file", b'o', true),
    ("page-requisites", b'p', false),
    ("parent", 0, false),
    ("passive-ftp", 0, false),
    ("password", 0, true),
    ("pinnedpubkey", 0, true),
    ("post-data", 0, true),
    ("post-file", 0, true),
    ("prefer-family", 0, true),
    ("preserve-permissions", 0, false),
    ("private-key", 0, true),
    ("private-key-type", 0, true),
    ("progress", 0, true),
    ("protocol-directories", 0, false),
    ("proxy", 0, false),
    ("proxy-password", 0, true),
    ("proxy-user", 0, true),
    ("quiet", b'q', false),
    ("quota", b'Q', true),
    ("random-wait", 0, false),
    ("read-timeout", 0, true),
    ("recursive", b'r', false),
    ("referer", 0, true),
    ("regex-type", 0, true),
    ("reject", b'R', true),
    ("reject-regex", 0, true),
    ("rejected-log", 0, true),
    ("relative", b'L', false),
    ("remote-encoding", 0, true),
    ("remove-listing", 0, false),
    ("report-speed", 0, true),
    ("restrict-file-names", 0, true),
    ("retr-symlinks", 0, false),
    ("retry-connrefused", 0, false),
    ("retry-on-http-error", 0, true),
    ("save-cookies", 0, true),
    ("save-headers", 0, false),
    ("secure-protocol", 0, true),
    ("server-response", b'S', false),
    ("show-progress", 0, false),
    ("span-hosts", b'H', false),
    ("spider", 0, false),
    ("start-pos", 0, true),
    ("strict-comments", 0, false),
    ("timeout", b'T', true),
    ("timestamping", b'N', false),
    ("tries", b't', true),
    ("trust-server-names", 0, false),
    ("unlink", 0, false),
    ("use-askpass", 0, true),
    ("use-server-timestamps", 0, false),
    ("user", 0, true),
    ("user-agent", b'U', true),
    ("verbose", b'v', false),
    ("version", b'V', false),
    ("wait", b'w', true),
    ("waitretry", 0, true),
    ("warc-cdx", 0, false),
    ("warc-compression", 0, false),
    ("warc-dedup", 0, true),
    ("warc-digests", 0, false),
    ("warc-file", 0, true),
    ("warc-header", 0, true),
    ("warc-keep-log", 0, false),
    ("warc-max-size", 0, true),
    ("warc-tempdir", 0, true),
    ("xattr", 0, false),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_agrees_with_the_installed_wget() {
        let Ok(output) = std::process::Command::new("wget").arg("--help").output() else {
            eprintln!("wget is not installed: nothing compared");
            return;
        };
        let text = String::from_utf8_lossy(&output.stdout);
        let mut seen = 0;
        for line in text.lines().filter(|line| line.starts_with("  ")) {
            let Some(at) = line.find("--").filter(|at| *at < 12) else {
                continue;
            };
            let name = line[at + 2..].split(['=', ' ']).next().unwrap();
            let takes = line[at + 2 + name.len()..].starts_with('=');
            // The help forgets the argument of these two.
            // `--no-config` is a switch, `--config` takes a file: the argument wins.
            if name == "no-config" {
                continue;
            }
            let takes = takes || name == "max-redirect" || name == "hsts-file";
            assert_eq!(long(name).map(|row| row.1), Some(takes), "--{name}");
            seen += 1;
        }
        assert!(seen > 100, "only {seen} options were listed");
    }
}
