//! `countersign read`: what a paste was understood as.

use std::ffi::OsString;
use std::io::{self, IsTerminal as _};

use clap::ValueEnum;
use countersign::capture::report;
use countersign::capture::secrets::masked;
use countersign::error::Error;
use countersign::render::json::pretty;
use countersign::render::terminal;
use countersign::screen::read::document;
use countersign::screen::{Role, Span};
use countersign::write::{curl, har, http};

use super::Answer;
use super::errors::Failure;
use super::exit::Exit;
use super::paste::{PasteArgs, TargetArgs};
use super::style::Style;

/// Show what a pasted request was understood as, without any secret.
///
/// The form is detected, and what stands round it is taken off: prefixes of log lines, fences,
/// quoting of mail, indentation, comments. The forms are listed below.
#[derive(Debug, clap::Args)]
#[command(after_help = super::exit::TABLE, after_long_help = EXAMPLES)]
pub(crate) struct Args {
    /// A file that holds the request; - for standard input, which is read too when it is piped
    #[arg(value_name = "PASTE")]
    paste: Option<OsString>,
    #[command(flatten)]
    source: PasteArgs,
    #[command(flatten)]
    target: TargetArgs,
    /// What is printed
    #[arg(
        long,
        value_name = "FORMAT",
        value_enum,
        default_value = "text",
        help_heading = "Output"
    )]
    format: Format,
    #[command(flatten)]
    style: Style,
}

const EXAMPLES: &str = "\
What is read:
  commands    curl (sh, cmd.exe, PowerShell), HTTPie, wget, Invoke-RestMethod, fetch
  messages    raw HTTP/1.1, HTTP/2's pseudo-headers, .http and hurl files, packets of tcpdump -A
  pieces      an Authorization header, a signed URL, a form body, a signature base string
  logs        curl -v and --trace, HttpClient, OkHttp, Feign, Jersey, CXF, Spring, Faraday,
              REST-assured, Net::HTTP, http.client, .NET's HttpClient, Insomnia, Postman's console;
              nginx, Apache, IIS, CloudFront, load balancers, name=value lines
  proxies     HAR, Charles, Fiddler, mitmproxy, Burp, Wireshark, panes of developer tools
  records     JSON and JSON lines of any shape, YAML, cassettes of VCR, nock, Polly, WireMock,
              events of AWS Lambda
  code        literals of any language: Java, Kotlin, C#, Go, Rust, Python, Ruby, PHP, Perl, Lua,
              Swift, Dart, R, Elixir, Apex, Basic, JavaScript, k6, Karate
  printed     print_r, var_dump, inspect, repr, pprint, %+v, Map.toString
  exports     Postman, Insomnia, Bruno, Hoppscotch, Thunder Client
  texts       labelled values, tables, LTI forms, a chat message or a ticket with the pieces in it

Examples:
  countersign read failing.http
  pbpaste | countersign read
  countersign read --clipboard --format http
  countersign read session.har --entry /1/notes --format curl
  countersign read -- curl -X POST https://api.example.com/1/notes -d 'text=Hello%20world'

Exit codes:
  0  the paste was read
  2  the input or the usage is wrong
  3  the paste does not tell what the format needs, and what is said";

#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, ValueEnum)]
enum Format {
    /// A screen for people
    #[default]
    Text,
    /// One JSON object, schema countersign/1
    Json,
    /// A curl command, bash quoting
    Curl,
    /// Raw HTTP/1.1
    Http,
    /// A HAR 1.2 of one entry
    Har,
}

impl Args {
    /// How output looks: what is to be pasted again keeps every byte.
    pub(crate) fn style(&self) -> Style {
        match self.format {
            Format::Text | Format::Json => self.style,
            Format::Curl | Format::Http | Format::Har => Style::exact(),
        }
    }
}

/// Reads the paste and shows it.
///
/// # Errors
/// When there is none, it cannot be read, or the format cannot hold it.
pub(super) fn run(args: &Args) -> Result<Answer, Failure> {
    let paste = args
        .source
        .read(args.paste.as_deref(), args.target.target())?;
    let capture = &paste.capture;
    let text = match args.format {
        Format::Text => terminal::render(
            &document(capture, paste.bytes.as_deref()),
            args.style.width(),
            args.style.palette(),
        )
        .into_bytes(),
        Format::Json => lines(&report::to_json(capture)),
        Format::Curl => {
            let mut text = curl(&masked(&paste.complete()?.request))?;
            text.push(b'\n');
            text.into()
        }
        Format::Http => harmless(http(&masked(&paste.complete()?.request))?.into())?,
        Format::Har => lines(&har(&masked(&paste.complete()?.request))?),
    };
    Ok(Answer::of(text, Exit::Agree))
}

fn lines(value: &serde_json::Value) -> Vec<u8> {
    (pretty(value) + "\n").into_bytes()
}

/// Raw bytes for a file or a pipe; a terminal gets none that could drive it, or show another text
/// than is there.
fn harmless(bytes: Vec<u8>) -> Result<Vec<u8>, Failure> {
    let text = std::str::from_utf8(&bytes);
    let is_harmless = |text: &str| text.split(['\r', '\n', '\t']).all(is_shown);
    if io::stdout().is_terminal() && !text.is_ok_and(is_harmless) {
        return Err(
            Error::new("the request holds bytes that are no text for a terminal")
                .help("write it into a file: > request.http")
                .into(),
        );
    }
    Ok(bytes)
}

/// Whether a terminal shows the text as it is.
fn is_shown(text: &str) -> bool {
    Span::new(Role::Plain, text).text() == text
}
