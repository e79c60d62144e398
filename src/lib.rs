//! OAuth 1.0a signatures (RFC 5849), stage by stage.
//!
//! ```text
//! pasted text ─capture→ Request ─┐
//! keys, flags ───────────────────┴→ collect → decode → encode → sort → join        (normalized parameters)
//!                                   method, base string URI ───────────┴→ base string
//!                                   credentials → key ─────────────────────┴→ digest → signature → header
//! ```
//!
//! The main job: a failing request and the secrets go in, and out comes which mistake made its
//! signature, proven by recomputing it.
//!
//! ```
//! use countersign::capture::{self, Options};
//! use countersign::case::Case;
//! use countersign::credentials::Credentials;
//! use countersign::report::Verdict;
//!
//! # fn main() -> Result<(), countersign::error::Error> {
//! // The example of RFC 5849 section 1.2, whose signature is right.
//! let paste = b"GET /photos?file=vacation.jpg&size=original HTTP/1.1\r\n\
//!     Host: photos.example.net\r\n\
//!     Authorization: OAuth oauth_consumer_key=\"dpf43f3p2l4k3l03\", oauth_token=\"nnch734d00sl2jdk\", \
//!     oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"137131202\", oauth_nonce=\"chapoH\", \
//!     oauth_signature=\"MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D\"\r\n\r\n";
//! let options = Options { scheme: Some("http".into()), ..Options::default() };
//! let capture = capture::read(paste, &options)?;
//! let credentials = Credentials {
//!     consumer_secret: Some("kd94hf93k423kf44".into()),
//!     token_secret: Some("pfkkdhi9sl3r4s00".into()),
//!     ..Credentials::default()
//! };
//! let report = Case::new(capture.only()?.clone(), credentials).judge()?;
//! assert!(matches!(report.verdict, Verdict::Agrees { .. }));
//! # Ok(())
//! # }
//! ```
//!
//! [`pipeline::trace`] walks this corridor and keeps what each room made, so that a signature can
//! be looked at rather than believed:
//!
//! ```
//! use countersign::credentials::Credentials;
//! use countersign::pipeline::trace;
//! use countersign::recipe::Recipe;
//! use countersign::request::{Header, Request};
//!
//! # fn main() -> Result<(), countersign::error::Error> {
//! let header = r#"OAuth oauth_consumer_key="dpf43f3p2l4k3l03", oauth_token="nnch734d00sl2jdk",
//!     oauth_signature_method="HMAC-SHA1", oauth_timestamp="137131202", oauth_nonce="chapoH""#;
//! let request = Request {
//!     method: "GET".into(),
//!     url: "http://photos.example.net/photos?file=vacation.jpg&size=original".into(),
//!     headers: vec![Header::made("Authorization", header)],
//!     ..Request::default()
//! };
//! let credentials = Credentials {
//!     consumer_secret: Some("kd94hf93k423kf44".into()),
//!     token_secret: Some("pfkkdhi9sl3r4s00".into()),
//!     ..Credentials::default()
//! };
//!
//! let trace = trace(&request, &credentials, &Recipe::default())?;
//! assert_eq!(trace.base_string_uri, "http://photos.example.net/photos");
//! assert!(trace.base_string.text.ends_with(b"%26size%3Doriginal"));
//! // The signature that RFC 5849 section 1.2 prints for this request.
//! assert_eq!(trace.signature.unwrap(), "MdpQcU8iPSUjWoN/UDMsK2sui9I=");
//! # Ok(())
//! # }
//! ```
//!
//! A [`recipe::Recipe`] is one choice for every decision on the way; its default is RFC 5849, and
//! each known mistake of a client is another choice in one room. The library asks for no clock,
//! file, thread, environment or terminal, and never connects to anything: what needs the machine
//! is the `cli` feature's, and without default features it builds for `wasm32-unknown-unknown`.
//!
//! | where to start | for |
//! | --- | --- |
//! | [`capture`] | pasted text to a request |
//! | [`request`], [`credentials`] | what goes in |
//! | [`case`] | a captured request, credentials and what else is known, to a verdict: the front door |
//! | [`report`] | the verdict and all that leads to it |
//! | [`mistakes`], [`diagnose`] | what is known to go wrong, and the search for it |
//! | [`compare`], [`lint`] | where two texts part, and what the wire shows without any secret |
//! | [`pipeline`] | every stage, with its section of the RFC |
//! | [`screen`], [`render`] | a trace or report as a document, and that on a terminal, a page, as JSON |
//! | [`mod@write`] | a request as curl, raw HTTP, HAR |
//! | [`protocol`] | writing protocol parameters into a request |
//! | [`verifier`] | a strict provider without a server: nonces, tokens, clock, and `oauth_problem` |

#![forbid(unsafe_code)]

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeExamples;

pub mod audit;
pub mod authorization;
pub mod capture;
pub mod case;
pub mod compare;
pub mod conform;
pub mod credentials;
pub mod diagnose;
pub mod emulate;
pub mod encoder;
pub mod error;
pub mod language;
pub mod lint;
pub mod mistakes;
pub mod names;
pub mod page;
pub mod pipeline;
pub mod protocol;
pub mod providers;
pub mod recipe;
pub mod redact;
pub mod render;
pub mod report;
pub mod request;
pub mod response;
pub mod risks;
pub mod screen;
pub mod signers;
pub mod verifier;
pub mod write;
