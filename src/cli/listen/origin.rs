//! What `--as` names: where requests are taken to be sent.

use countersign::request::{Text, UrlParts};

/// A scheme and a host, and perhaps a path that tells it from others.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Origin {
    pub(crate) scheme: String,
    /// Host and port, as in a Host header.
    pub(crate) authority: String,
    /// The host, in lower case, without its port.
    pub(crate) host: String,
    path: String,
}

impl Origin {
    /// Reads a URL with scheme and host.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let parts = UrlParts::split(&Text::made(text));
        let scheme = parts.scheme.bytes().to_string().to_ascii_lowercase();
        let host = parts.host.bytes().to_string();
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:[]".contains(&byte);
        if !matches!(scheme.as_str(), "http" | "https")
            || host.is_empty()
            || !host.bytes().all(plain)
        {
            return Err("expected a scheme and a host, as in https://api.example.com".to_owned());
        }
        if parts.query.is_some() || parts.fragment.is_some() || parts.userinfo.is_some() {
            return Err(
                "expected a scheme and a host, perhaps a path, and nothing more".to_owned(),
            );
        }
        let authority = match parts.port {
            Some(port) if port.bytes().parse_port().is_none() => {
                return Err("expected a port between 1 and 65535".to_owned());
            }
            Some(port) => format!("{host}:{}", port.bytes()),
            None => host.clone(),
        };
        Ok(Self {
            scheme,
            authority,
            host: host.to_ascii_lowercase(),
            path: parts
                .path
                .bytes()
                .to_string()
                .trim_end_matches('/')
                .to_owned(),
        })
    }

    /// `https://api.example.com`.
    pub(crate) fn shown(&self) -> String {
        format!("{}://{}", self.scheme, self.authority)
    }

    /// Whether a path lies below the one that was named.
    fn holds(&self, path: &str) -> bool {
        let rest = path.strip_prefix(self.path.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
    }
}

trait Port {
    fn parse_port(&self) -> Option<u16>;
}

impl Port for bstr::BStr {
    fn parse_port(&self) -> Option<u16> {
        let text = std::str::from_utf8(self).ok()?;
        text.parse().ok().filter(|port| *port > 0)
    }
}

/// Where a request is taken to be sent: by the host that it names, else by its path (the longest
/// that fits), else to the first.
pub(crate) fn chosen<'a>(origins: &'a [Origin], host: &str, path: &str) -> Option<&'a Origin> {
    let by_host = origins
        .iter()
        .find(|one| one.host == host && one.holds(path));
    let by_path = || {
        let fitting = origins
            .iter()
            .filter(|one| !one.path.is_empty() && one.holds(path));
        fitting.max_by_key(|one| one.path.len())
    };
    let first = || origins.iter().find(|one| one.path.is_empty());
    by_host
        .or_else(by_path)
        .or_else(first)
        .or_else(|| origins.first())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_a_scheme_and_a_host() {
        let read = |text| Origin::parse(text).map(|origin| origin.shown());
        assert_eq!(
            read("HTTPS://api.example.com/").unwrap(),
            "https://api.example.com"
        );
        assert_eq!(read("http://[::1]:8080/a").unwrap(), "http://[::1]:8080");
        for wrong in [
            "api.example.com",
            "ftp://h/",
            "https://",
            "https://h:0/",
            "https://h:x",
            "https://u:p@h/",
            "https://h/?a",
            "https://a b/",
            "https://h\r\nx/",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn host_goes_before_path_and_path_before_order() {
        let origins: Vec<Origin> = [
            "https://a.example",
            "https://b.example/rest",
            "https://c.example/rest/v1",
        ]
        .iter()
        .map(|text| Origin::parse(text).unwrap())
        .collect();
        let of = |host, path| chosen(&origins, host, path).map(|one| one.host.as_str());
        assert_eq!(of("c.example", "/rest/v1/x"), Some("c.example"));
        assert_eq!(of("127.0.0.1", "/rest/v1?x"), Some("c.example"));
        assert_eq!(of("127.0.0.1", "/rest/v11"), Some("b.example"));
        assert_eq!(of("127.0.0.1", "/restful"), Some("a.example"));
        assert_eq!(chosen(&[], "h", "/"), None);
    }
}
