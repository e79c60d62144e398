//! Logs of requests, each judged, and what they come to.
//!
//! ```text
//! input ─record→ records ─judge→ lines ─summary→ which mistakes explain how many
//! ```
//!
//! [`record`] cuts an input; [`judge`] gives each request its verdict, by
//! [`Case`](crate::case::Case) wherever a glance does not do; a [`line`](mod@line) is that verdict;
//! [`summary`] adds lines up, in whatever order and in as many parts as one likes. Nothing here
//! knows files, threads or a clock.

pub mod bounded;
pub mod judge;
pub mod keyring;
pub mod learned;
pub mod line;
pub mod nonces;
pub mod record;
pub mod summary;
mod time;
pub mod timeline;

use crate::credentials::Credentials;

pub use time::shown as shown_time;

/// Where secrets are looked up.
pub trait Secrets: Sync {
    /// The secrets of a consumer and its token, as far as there are any.
    fn of(&self, consumer_key: Option<&[u8]>, token: Option<&[u8]>) -> Credentials;
}

impl Secrets for Credentials {
    /// The same for every request.
    fn of(&self, _consumer_key: Option<&[u8]>, _token: Option<&[u8]>) -> Credentials {
        self.clone()
    }
}
