//! Who may send requests here: programs on this machine, and no web site.
//!
//! A page in a browser can send requests to this machine, and a name that its owner points here makes
//! them look like its own (DNS rebinding). A name is therefore taken only where it was given or means
//! this machine; an address cannot be pointed elsewhere. A page's own word on where it comes from
//! (`Origin`, `Sec-Fetch-Site`) is believed.

use std::net::IpAddr;

use axum::http::{HeaderMap, Method, StatusCode};

/// A request that is not looked at, and why.
#[derive(Debug, Eq, PartialEq)]
pub(crate) struct TurnedAway {
    pub(crate) status: StatusCode,
    pub(crate) why: String,
}

impl TurnedAway {
    pub(crate) fn new(status: StatusCode, why: impl Into<String>) -> Self {
        Self {
            status,
            why: why.into(),
        }
    }
}

/// What was said on the command line of who may come.
#[derive(Clone, Debug, Default)]
pub(crate) struct Gate {
    /// Names, in lower case, beside those that mean this machine.
    pub(crate) hosts: Vec<String>,
    /// Origins of web sites.
    pub(crate) origins: Vec<String>,
}

impl Gate {
    /// Whether a request to that authority is let in.
    pub(crate) fn admits_host(&self, authority: &str) -> Result<(), TurnedAway> {
        let host = host_of(authority).to_ascii_lowercase();
        if is_here(&host) || address(&host).is_some() || self.hosts.contains(&host) {
            return Ok(());
        }
        Err(TurnedAway::new(
            StatusCode::MISDIRECTED_REQUEST,
            format!(
                "the Host header names {host:?}, which is not this machine; a client that calls it so \
                 needs --allow-host {host}"
            ),
        ))
    }

    /// Whether a request that a page of a web site sends is let in. `lands`: whether it is one that
    /// a user is sent to by a link, and that answers with a page.
    pub(crate) fn admits_site(&self, headers: &HeaderMap, lands: bool) -> Result<(), TurnedAway> {
        let text = |name: &str| {
            let value = headers.get(name)?;
            Some(value.to_str().unwrap_or("null").to_ascii_lowercase())
        };
        let turned = |site: &str| {
            TurnedAway::new(
                StatusCode::FORBIDDEN,
                format!(
                    "a page of another web site sent it ({site}); a client that runs in a page needs \
                     --allow-origin {site}"
                ),
            )
        };
        if let Some(origin) = text("origin") {
            let authority = origin.split_once("://").map(|(_, authority)| authority);
            let here = authority.is_some_and(|authority| is_here(host_of(authority)));
            if !here && !self.origins.contains(&origin) {
                return Err(turned(&origin));
            }
            return Ok(());
        }
        match text("sec-fetch-site").as_deref() {
            Some("cross-site") if !lands => Err(turned("Sec-Fetch-Site: cross-site")),
            _ => Ok(()),
        }
    }
}

/// Whether a request is one that a user lands on by a link.
pub(crate) fn lands(method: &Method, headers: &HeaderMap) -> bool {
    let is = |name: &str, value: &str| headers.get(name).is_some_and(|found| found == value);
    method == Method::GET && is("sec-fetch-mode", "navigate") && is("sec-fetch-dest", "document")
}

/// The host of an authority: without its port, an IPv6 address without its brackets.
fn host_of(authority: &str) -> &str {
    match authority.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    }
}

fn address(host: &str) -> Option<IpAddr> {
    host.parse().ok()
}

/// Whether a host means this machine, whoever asks.
pub(crate) fn is_here(host: &str) -> bool {
    host == "localhost"
        || host.ends_with(".localhost")
        || address(host).is_some_and(|address| address.is_loopback())
}

/// Whether an authority does.
pub(crate) fn is_local(authority: &str) -> bool {
    is_here(&host_of(authority).to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_may_be_pointed_here_is_not_taken() {
        let gate = Gate {
            hosts: vec!["api.example.com".to_owned()],
            origins: Vec::new(),
        };
        for here in [
            "localhost:8021",
            "app.localhost",
            "127.0.0.1:8021",
            "127.9.9.9",
            "[::1]:8021",
            "192.168.1.7:8021",
            "API.example.com:443",
        ] {
            assert!(gate.admits_host(here).is_ok(), "{here}");
        }
        for elsewhere in [
            "evil.example",
            "localhost.evil.example:8021",
            "127.0.0.1.nip.io",
            "api.example.com.evil.example",
            "",
            "0x7f.1",
        ] {
            let turned = gate.admits_host(elsewhere).unwrap_err();
            assert_eq!(
                turned.status,
                StatusCode::MISDIRECTED_REQUEST,
                "{elsewhere}"
            );
        }
    }

    #[test]
    fn a_page_of_another_site_is_turned_away() {
        let gate = Gate {
            hosts: Vec::new(),
            origins: vec!["https://app.example".to_owned()],
        };
        let asked = |name: &'static str, value: &'static str, lands| {
            let mut headers = HeaderMap::new();
            headers.insert(name, value.parse().unwrap());
            gate.admits_site(&headers, lands).is_ok()
        };
        assert!(gate.admits_site(&HeaderMap::new(), false).is_ok());
        assert!(asked("origin", "http://localhost:3000", false));
        assert!(asked("origin", "https://app.example", false));
        assert!(asked("sec-fetch-site", "same-origin", false));
        assert!(asked("sec-fetch-site", "none", false));
        assert!(asked("sec-fetch-site", "cross-site", true));
        for site in [
            "https://evil.example",
            "null",
            "http://localhost.evil.example",
            "https://app.example.evil.example",
        ] {
            assert!(!asked("origin", site, true), "{site}");
        }
        assert!(!asked("sec-fetch-site", "cross-site", false));
    }
}
