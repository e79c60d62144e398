//! curl's options: their names, short letters, and which of them take an argument.
//!
//! A wrong entry would make an option's argument the URL, so a test compares the table with what
//! an installed curl says of itself.

/// One option: long name, short letter (0 for none), whether it takes an argument.
pub(super) type Row = (&'static str, u8, bool);

/// The option of that long name: exact, an unambiguous beginning, or `no-` before a switch.
pub(super) fn long(name: &str) -> Result<Row, NoSuchOption> {
    if let Some(row) = TABLE.iter().find(|row| row.0 == name) {
        return Ok(*row);
    }
    let plain = name.strip_prefix("no-").unwrap_or(name);
    if plain != name
        && let Some(row) = TABLE.iter().find(|row| row.0 == plain && !row.2)
    {
        return Ok(*row);
    }
    let mut found = TABLE.iter().filter(|row| row.0.starts_with(plain));
    match (found.next(), found.next()) {
        (Some(row), None) if !plain.is_empty() => Ok(*row),
        (Some(_), Some(_)) if !plain.is_empty() => Err(NoSuchOption::Ambiguous),
        _ => Err(NoSuchOption::Unknown),
    }
}

/// The option of that short letter.
pub(super) fn short(letter: u8) -> Option<Row> {
    TABLE
        .iter()
        .find(|row| row.1 == letter && letter != 0)
        .copied()
}

/// Why a word that looks like an option is none.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum NoSuchOption {
    /// Several options start so.
    Ambiguous,
    /// None starts so.
    Unknown,
}

/// curl 7.88.1's list, and what later versions added. Switches that curl lists as `no-…` stand
/// here without the `no-`.
#[rustfmt::skip]
pub(super) const TABLE: &[Row] = &[
    ("abstract-unix-socket", 0, true),
    ("alpn", 0, false),
    ("alt-svc", 0, true),
    ("anyauth", 0, false),
    ("append", b'a', false),
    ("aws-sigv4", 0, true),
    ("basic", 0, false),
    ("buffer", b'N', false),
    ("ca-native", 0, false),
    ("cacert", 0, true),
    ("capath", 0, true),
    ("cert", b'E', true),
    ("cert-status", 0, false),
    ("cert-type", 0, true),
    ("ciphers", 0, true),
    ("clobber", 0, false),
    ("compressed", 0, false),
    ("compressed-ssh", 0, false),
    ("config", b'K', true),
    ("connect-timeout", 0, true),
    ("connect-to", 0, true),
    ("continue-at", b'C', true),
    ("cookie", b'b', true),
    ("cookie-jar", b'c', true),
    ("create-dirs", 0, false),
    ("create-file-mode", 0, true),
    ("crlf", 0, false),
    ("crlfile", 0, true),
    ("curves", 0, true),
    ("data", b'd', true),
    ("data-ascii", 0, true),
    ("data-binary", 0, true),
    ("data-raw", 0, true),
    ("data-urlencode", 0, true),
    ("delegation", 0, true),
    ("digest", 0, false),
    ("disable", b'q', false),
    ("disable-eprt", 0, false),
    ("disable-epsv", 0, false),
    ("disallow-username-in-url", 0, false),
    ("dns-interface", 0, true),
    ("dns-ipv4-addr", 0, true),
    ("dns-ipv6-addr", 0, true),
    ("dns-servers", 0, true),
    ("doh-cert-status", 0, false),
    ("doh-insecure", 0, false),
    ("doh-url", 0, true),
    ("dump-ca-embed", 0, false),
    ("dump-header", b'D', true),
    ("ech", 0, true),
    ("egd-file", 0, true),
    ("engine", 0, true),
    ("eprt", 0, false),
    ("epsv", 0, false),
    ("etag-compare", 0, true),
    ("etag-save", 0, true),
    ("expect100-timeout", 0, true),
    ("fail", b'f', false),
    ("fail-early", 0, false),
    ("fail-with-body", 0, false),
    ("false-start", 0, false),
    ("follow", 0, false),
    ("form", b'F', true),
    ("form-escape", 0, false),
    ("form-string", 0, true),
    ("ftp-account", 0, true),
    ("ftp-alternative-to-user", 0, true),
    ("ftp-create-dirs", 0, false),
    ("ftp-method", 0, true),
    ("ftp-pasv", 0, false),
    ("ftp-port", b'P', true),
    ("ftp-pret", 0, false),
    ("ftp-skip-pasv-ip", 0, false),
    ("ftp-ssl-ccc", 0, false),
    ("ftp-ssl-ccc-mode", 0, true),
    ("ftp-ssl-control", 0, false),
    ("get", b'G', false),
    ("globoff", b'g', false),
    ("happy-eyeballs-timeout-ms", 0, true),
    ("haproxy-clientip", 0, true),
    ("haproxy-protocol", 0, false),
    ("head", b'I', false),
    ("header", b'H', true),
    ("help", b'h', true),
    ("hostpubmd5", 0, true),
    ("hostpubsha256", 0, true),
    ("hsts", 0, true),
    ("http0.9", 0, false),
    ("http1.0", b'0', false),
    ("http1.1", 0, false),
    ("http2", 0, false),
    ("http2-prior-knowledge", 0, false),
    ("http3", 0, false),
    ("http3-only", 0, false),
    ("ignore-content-length", 0, false),
    ("include", b'i', false),
    ("insecure", b'k', false),
    ("interface", 0, true),
    ("ip-tos", 0, true),
    ("ipfs-gateway", 0, true),
    ("ipv4", b'4', false),
    ("ipv6", b'6', false),
    ("json", 0, true),
    ("junk-session-cookies", b'j', false),
    ("keepalive", 0, false),
    ("keepalive-cnt", 0, true),
    ("keepalive-time", 0, true),
    ("key", 0, true),
    ("key-type", 0, true),
    ("knownhosts", 0, true),
    ("krb", 0, true),
    ("libcurl", 0, true),
    ("limit-rate", 0, true),
    ("list-only", b'l', false),
    ("local-port", 0, true),
    ("location", b'L', false),
    ("location-trusted", 0, false),
    ("login-options", 0, true),
    ("mail-auth", 0, true),
    ("mail-from", 0, true),
    ("mail-rcpt", 0, true),
    ("mail-rcpt-allowfails", 0, false),
    ("manual", b'M', false),
    ("max-filesize", 0, true),
    ("max-redirs", 0, true),
    ("max-time", b'm', true),
    ("metalink", 0, false),
    ("mptcp", 0, false),
    ("negotiate", 0, false),
    ("netrc", b'n', false),
    ("netrc-file", 0, true),
    ("netrc-optional", 0, false),
    ("next", b':', false),
    ("noproxy", 0, true),
    ("npn", 0, false),
    ("ntlm", 0, false),
    ("ntlm-wb", 0, false),
    ("oauth2-bearer", 0, true),
    ("out-null", 0, false),
    ("output", b'o', true),
    ("output-dir", 0, true),
    ("parallel", b'Z', false),
    ("parallel-immediate", 0, false),
    ("parallel-max", 0, true),
    ("parallel-max-host", 0, true),
    ("pass", 0, true),
    ("path-as-is", 0, false),
    ("pinnedpubkey", 0, true),
    ("post301", 0, false),
    ("post302", 0, false),
    ("post303", 0, false),
    ("preproxy", 0, true),
    ("progress-bar", b'#', false),
    ("progress-meter", 0, false),
    ("proto", 0, true),
    ("proto-default", 0, true),
    ("proto-redir", 0, true),
    ("proxy", b'x', true),
    ("proxy-anyauth", 0, false),
    ("proxy-basic", 0, false),
    ("proxy-ca-native", 0, false),
    ("proxy-cacert", 0, true),
    ("proxy-capath", 0, true),
    ("proxy-cert", 0, true),
    ("proxy-cert-type", 0, true),
    ("proxy-ciphers", 0, true),
    ("proxy-crlfile", 0, true),
    ("proxy-digest", 0, false),
    ("proxy-header", 0, true),
    ("proxy-http2", 0, false),
    ("proxy-insecure", 0, false),
    ("proxy-key", 0, true),
    ("proxy-key-type", 0, true),
    ("proxy-negotiate", 0, false),
    ("proxy-ntlm", 0, false),
    ("proxy-pass", 0, true),
    ("proxy-pinnedpubkey", 0, true),
    ("proxy-service-name", 0, true),
    ("proxy-ssl-allow-beast", 0, false),
    ("proxy-ssl-auto-client-cert", 0, false),
    ("proxy-tls13-ciphers", 0, true),
    ("proxy-tlsauthtype", 0, true),
    ("proxy-tlspassword", 0, true),
    ("proxy-tlsuser", 0, true),
    ("proxy-tlsv1", 0, false),
    ("proxy-user", b'U', true),
    ("proxy1.0", 0, true),
    ("proxytunnel", b'p', false),
    ("pubkey", 0, true),
    ("quote", b'Q', true),
    ("random-file", 0, true),
    ("range", b'r', true),
    ("rate", 0, true),
    ("raw", 0, false),
    ("referer", b'e', true),
    ("remote-header-name", b'J', false),
    ("remote-name", b'O', false),
    ("remote-name-all", 0, false),
    ("remote-time", b'R', false),
    ("remove-on-error", 0, false),
    ("request", b'X', true),
    ("request-target", 0, true),
    ("resolve", 0, true),
    ("retry", 0, true),
    ("retry-all-errors", 0, false),
    ("retry-connrefused", 0, false),
    ("retry-delay", 0, true),
    ("retry-max-time", 0, true),
    ("sasl-authzid", 0, true),
    ("sasl-ir", 0, false),
    ("service-name", 0, true),
    ("sessionid", 0, false),
    ("show-error", b'S', false),
    ("sigalgs", 0, true),
    ("silent", b's', false),
    ("skip-existing", 0, false),
    ("socks4", 0, true),
    ("socks4a", 0, true),
    ("socks5", 0, true),
    ("socks5-basic", 0, false),
    ("socks5-gssapi", 0, false),
    ("socks5-gssapi-nec", 0, false),
    ("socks5-gssapi-service", 0, true),
    ("socks5-hostname", 0, true),
    ("speed-limit", b'Y', true),
    ("speed-time", b'y', true),
    ("ssl", 0, false),
    ("ssl-allow-beast", 0, false),
    ("ssl-auto-client-cert", 0, false),
    ("ssl-no-revoke", 0, false),
    ("ssl-reqd", 0, false),
    ("ssl-revoke-best-effort", 0, false),
    ("sslv2", b'2', false),
    ("sslv3", b'3', false),
    ("stderr", 0, true),
    ("styled-output", 0, false),
    ("suppress-connect-headers", 0, false),
    ("tcp-fastopen", 0, false),
    ("tcp-nodelay", 0, false),
    ("telnet-option", b't', true),
    ("tftp-blksize", 0, true),
    ("tftp-no-options", 0, false),
    ("time-cond", b'z', true),
    ("tls-earlydata", 0, false),
    ("tls-max", 0, true),
    ("tls13-ciphers", 0, true),
    ("tlsauthtype", 0, true),
    ("tlspassword", 0, true),
    ("tlsuser", 0, true),
    ("tlsv1", b'1', false),
    ("tlsv1.0", 0, false),
    ("tlsv1.1", 0, false),
    ("tlsv1.2", 0, false),
    ("tlsv1.3", 0, false),
    ("tr-encoding", 0, false),
    ("trace", 0, true),
    ("trace-ascii", 0, true),
    ("trace-config", 0, true),
    ("trace-ids", 0, false),
    ("trace-time", 0, false),
    ("unix-socket", 0, true),
    ("upload-file", b'T', true),
    ("upload-flags", 0, true),
    ("url", 0, true),
    ("url-query", 0, true),
    ("use-ascii", b'B', false),
    ("user", b'u', true),
    ("user-agent", b'A', true),
    ("variable", 0, true),
    ("verbose", b'v', false),
    ("version", b'V', false),
    ("vlan-priority", 0, true),
    ("write-out", b'w', true),
    ("xattr", 0, false),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_agrees_with_the_installed_curl() {
        let Ok(output) = std::process::Command::new("curl")
            .args(["--help", "all"])
            .output()
        else {
            eprintln!("curl is not installed: nothing compared");
            return;
        };
        let text = String::from_utf8_lossy(&output.stdout);
        let mut seen = 0;
        for line in text.lines().skip(1) {
            let line = line.trim_start();
            let (letter, line) = match line.strip_prefix('-') {
                Some(rest) if !rest.starts_with('-') => {
                    (rest.as_bytes()[0], rest[1..].trim_start_matches(", "))
                }
                _ => (0, line),
            };
            let Some(line) = line.strip_prefix("--") else {
                continue;
            };
            let (name, rest) = line.split_once(' ').unwrap_or((line, ""));
            let takes = rest.starts_with('<') || rest.starts_with("[protocol");
            let row = long(name).unwrap_or_else(|_| panic!("--{name} is missing"));
            assert_eq!(row.2, takes, "--{name}");
            if letter != 0 {
                assert_eq!(
                    short(letter).map(|row| row.0),
                    Some(row.0),
                    "-{}",
                    letter as char
                );
            }
            seen += 1;
        }
        assert!(seen > 200, "only {seen} options were listed");
    }

    #[test]
    fn a_beginning_names_an_option_when_only_one_starts_so() {
        assert_eq!(long("sil").map(|row| row.0), Ok("silent"));
        assert_eq!(long("data").map(|row| row.0), Ok("data"));
        assert_eq!(long("dat"), Err(NoSuchOption::Ambiguous));
        assert_eq!(long("no-silent").map(|row| row.0), Ok("silent"));
        assert_eq!(long("nonsense"), Err(NoSuchOption::Unknown));
    }

    #[test]
    fn no_name_and_no_letter_stands_twice() {
        for (at, row) in TABLE.iter().enumerate() {
            let clash = TABLE[..at]
                .iter()
                .find(|other| other.0 == row.0 || (row.1 != 0 && other.1 == row.1));
            assert_eq!(clash, None, "{row:?}");
        }
    }
}
