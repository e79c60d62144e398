//! `countersign listen`: a provider on this machine, to run a client into.
//!
//! Thin over [`countersign::verifier`]: here is what needs the machine, the network first of all.

use std::ffi::OsString;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use countersign::error::Error;

use super::credentials::CredentialArgs;
use super::errors::Failure;
use super::exit::Exit;
use super::providers::ProviderArgs;
use super::style::Style;
use super::{Answer, talk};

mod answer;
mod arrival;
mod gate;
mod origin;
mod page;
mod server;
mod service;
mod told;

use origin::Origin;

/// Play the provider on this machine: run your client into it, and see what is wrong, live
///
/// Takes any request, judges it as if it were sent to --as, tells the verdict and its cause here,
/// and answers as a strict provider does: 200, or 401 with the words of OAuth Problem Reporting.
/// Request token, authorize and access token endpoints are served, so that a three-legged flow runs
/// to its end.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The provider's origin: requests are judged as if sent there; several by host or path
    ///
    /// A scheme and a host, and a path to tell several apart by. A request that is right for the
    /// URL that the client called is right too, and that is said.
    #[arg(long = "as", value_name = "URL", value_parser = Origin::parse, help_heading = "Provider")]
    origins: Vec<Origin>,
    /// How many seconds a timestamp may lie off [default: what the provider says, or 300]
    #[arg(long, value_name = "SECONDS", help_heading = "Provider")]
    clock_skew: Option<u64>,
    #[command(flatten)]
    provider: ProviderArgs,
    #[command(flatten)]
    credentials: CredentialArgs,
    /// The port; 0 for one that is free
    #[arg(
        long,
        value_name = "PORT",
        default_value_t = 8021,
        help_heading = "Server"
    )]
    port: u16,
    /// The address to listen on; another than this machine's own lets others in
    #[arg(
        long,
        value_name = "ADDRESS",
        default_value = "127.0.0.1",
        help_heading = "Server"
    )]
    bind: IpAddr,
    /// A further name by which clients call this machine, as in a Host header
    #[arg(long, value_name = "NAME", help_heading = "Server")]
    allow_host: Vec<String>,
    /// A web site whose pages may send requests here, as in an Origin header
    #[arg(long, value_name = "ORIGIN", help_heading = "Server")]
    allow_origin: Vec<String>,
    /// Take requests as an HTTP proxy does: http_proxy=http://127.0.0.1:8021
    #[arg(long, help_heading = "Server")]
    proxy: bool,
    /// End after one request, with the exit code of diff
    #[arg(long, help_heading = "Server")]
    once: bool,
    /// What a right request is answered with: a file with an answer, its body alone or whole
    #[arg(long, value_name = "FILE", help_heading = "Answer")]
    answer: Option<OsString>,
    /// Answer every request with this status
    #[arg(long, value_name = "STATUS", value_parser = clap::value_parser!(u16).range(200..=599), help_heading = "Answer")]
    always: Option<u16>,
    /// Append each request with its verdict to a file, a line of JSON each; it holds what they hold
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    record: Option<OsString>,
    /// When the search for a mistake gives up, and the client is answered
    #[arg(long, value_name = "TIME", default_value = "3s", value_parser = super::diff::duration, help_heading = "Search")]
    time_limit: Duration,
    #[command(flatten)]
    pub(crate) style: Style,
}

const EXAMPLES: &str = "\
Examples:
  countersign listen --keys keys.toml
      then call http://127.0.0.1:8021/… in place of the provider's host
  countersign listen --keys keys.toml --as https://api.twitter.com
  countersign listen --keys keys.toml --once && echo signed right

Exit codes: 0 ended, or with --once the request was right; with --once 1 it was refused, 3 cannot
tell; 2 wrong input or usage";

pub(crate) fn run(args: &Args) -> Result<Answer, Failure> {
    let service = service::Service::new(args)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(8)
        .enable_all()
        .build()
        .map_err(|reason| Error::new(format_args!("the server cannot start: {reason}")))?;
    let address = SocketAddr::new(args.bind, args.port);
    let exit = runtime.block_on(server::serve(address, service))?;
    // A search that still runs ends with the program.
    runtime.shutdown_background();
    Ok(Answer::of(Vec::new(), exit))
}

/// Says where it listens, and to whom.
fn greet(address: SocketAddr) {
    talk::say(&format!(
        "listening on http://{address} (Ctrl-C ends it); a page is at {}",
        page::PLACE
    ));
    if !address.ip().is_loopback() {
        talk::say(
            "warning: other machines can reach this address; requests and tokens go over it in clear",
        );
    }
}

/// The code of a run that was ended by hand: nothing was wrong with the run itself.
const ENDED: Exit = Exit::Agree;
