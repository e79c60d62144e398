//! The forms of a paste, and what they are called.

/// The form of a paste.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Format {
    /// A curl command in a POSIX shell's quoting.
    CurlBash,
    /// A curl command in the quoting of Windows' `cmd.exe`.
    CurlCmd,
    /// A curl command in PowerShell's quoting.
    CurlPowershell,
    /// `Invoke-WebRequest` or `Invoke-RestMethod`.
    Powershell,
    /// A call of `fetch` as a browser copies it.
    Fetch,
    /// A call of `fetch` as a browser copies it for Node.js.
    FetchNode,
    /// Raw HTTP/1.x, as text.
    Http,
    /// HTTP/2 with its pseudo-headers, as browsers and proxies show it.
    Http2,
    /// What `curl -v` prints.
    CurlVerbose,
    /// HTTP Archive 1.2.
    Har,
    /// An Authorization header alone.
    AuthorizationHeader,
    /// A URL alone.
    SignedUrl,
    /// A form body alone.
    FormBody,
    /// A signature base string, as logs and providers print it.
    BaseString,
    /// An `HTTPie` command.
    Httpie,
    /// A wget command.
    Wget,
    /// A `.http` file of VS Code's REST Client or of `IntelliJ`.
    HttpFile,
    /// A Postman collection, or one item of it.
    Postman,
    /// A call of Python's requests.
    PythonRequests,
    /// What countersign itself prints.
    CountersignJson,
    /// What Ruby's `Net::HTTP` prints to its debug output (`twurl -t`).
    RubyNetHttp,
    /// JSON that holds a request in a shape of its own: a log's record, a cassette, an event.
    Json,
    /// Code of any language with a signed request in its literals.
    Code,
    /// A map as a language prints it.
    Map,
    /// What PHP's `print_r` prints.
    PrintR,
    /// What PHP's `var_dump` prints.
    VarDump,
    /// Names and values in lines or in a table.
    Labelled,
    /// YAML: a cassette of a test recorder.
    Yaml,
    /// An HTML form.
    HtmlForm,
    /// An export of Insomnia, version 4 or 5.
    Insomnia,
    /// A `.bru` file of Bruno's.
    Bruno,
    /// What a client, library or server writes into a log of HTTP, behind prefixes and marks.
    Log,
    /// The pieces of a request in a text: a header, a URL, a base string, an answer.
    Text,
    /// A provider's answer without the request.
    Answer,
}

impl Format {
    /// Every form.
    pub const ALL: &[Self] = &[
        Self::CurlBash,
        Self::CurlCmd,
        Self::CurlPowershell,
        Self::Powershell,
        Self::Fetch,
        Self::FetchNode,
        Self::Http,
        Self::Http2,
        Self::CurlVerbose,
        Self::Har,
        Self::AuthorizationHeader,
        Self::SignedUrl,
        Self::FormBody,
        Self::BaseString,
        Self::Httpie,
        Self::Wget,
        Self::HttpFile,
        Self::Postman,
        Self::PythonRequests,
        Self::CountersignJson,
        Self::RubyNetHttp,
        Self::Json,
        Self::Code,
        Self::Map,
        Self::PrintR,
        Self::VarDump,
        Self::Labelled,
        Self::Yaml,
        Self::HtmlForm,
        Self::Insomnia,
        Self::Bruno,
        Self::Log,
        Self::Text,
        Self::Answer,
    ];

    /// The name in `--input-format` and in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::CurlBash => "curl-bash",
            Self::CurlCmd => "curl-cmd",
            Self::CurlPowershell => "curl-powershell",
            Self::Powershell => "powershell",
            Self::Fetch => "fetch",
            Self::FetchNode => "fetch-node",
            Self::Http => "http",
            Self::Http2 => "http2",
            Self::CurlVerbose => "curl-verbose",
            Self::Har => "har",
            Self::AuthorizationHeader => "authorization-header",
            Self::SignedUrl => "signed-url",
            Self::FormBody => "form-body",
            Self::BaseString => "base-string",
            Self::Httpie => "httpie",
            Self::Wget => "wget",
            Self::HttpFile => "http-file",
            Self::Postman => "postman",
            Self::PythonRequests => "python-requests",
            Self::CountersignJson => "countersign-json",
            Self::RubyNetHttp => "ruby-net-http",
            Self::Json => "json",
            Self::Code => "code",
            Self::Map => "map",
            Self::PrintR => "print-r",
            Self::VarDump => "var-dump",
            Self::Labelled => "labelled",
            Self::Yaml => "yaml",
            Self::HtmlForm => "html-form",
            Self::Insomnia => "insomnia",
            Self::Bruno => "bruno",
            Self::Log => "log",
            Self::Text => "text",
            Self::Answer => "answer",
        }
    }

    /// The form of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|format| format.name() == name)
    }

    /// What a person calls it: "a curl command, bash quoting".
    #[must_use]
    pub fn phrase(self) -> &'static str {
        match self {
            Self::CurlBash => "a curl command, bash quoting",
            Self::CurlCmd => "a curl command, cmd.exe quoting",
            Self::CurlPowershell => "a curl command, PowerShell quoting",
            Self::Powershell => "a PowerShell web request",
            Self::Fetch => "a JavaScript fetch call",
            Self::FetchNode => "a JavaScript fetch call for Node.js",
            Self::Http => "a raw HTTP request",
            Self::Http2 => "an HTTP/2 request with pseudo-headers",
            Self::CurlVerbose => "the output of curl -v",
            Self::Har => "an HTTP archive (HAR)",
            Self::AuthorizationHeader => "an Authorization header alone",
            Self::SignedUrl => "a URL alone",
            Self::FormBody => "a form body alone",
            Self::BaseString => "a signature base string",
            Self::Httpie => "an HTTPie command",
            Self::Wget => "a wget command",
            Self::HttpFile => "a .http file",
            Self::Postman => "a Postman collection",
            Self::PythonRequests => "a call of Python's requests",
            Self::CountersignJson => "countersign's own JSON",
            Self::RubyNetHttp => "the debug output of Ruby's Net::HTTP",
            Self::Json => "a JSON record",
            Self::Code => "code with a request in it",
            Self::Map => "a map as a program prints it",
            Self::PrintR => "the output of PHP's print_r",
            Self::VarDump => "the output of PHP's var_dump",
            Self::Labelled => "labelled values",
            Self::Yaml => "a record in YAML",
            Self::HtmlForm => "an HTML form",
            Self::Insomnia => "an export of Insomnia",
            Self::Bruno => "a request of Bruno",
            Self::Log => "a log of HTTP",
            Self::Text => "a text with the pieces of a request",
            Self::Answer => "a provider's answer alone",
        }
    }
}
