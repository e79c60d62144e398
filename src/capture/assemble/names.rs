//! What the members of a record are called, by what they hold.

use bstr::ByteSlice;

/// What a member holds, by its name alone; its value must fit, too.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Role {
    Method,
    /// A URL that is sure to be the whole one, beside others.
    AbsoluteUrl,
    Url,
    BaseUrl,
    Path,
    Host,
    Scheme,
    Port,
    Headers,
    Authorization,
    Query,
    Body,
    /// What the request stands in, beside its answer: `request`, `config`, `req`.
    Request,
    Answer,
    Status,
    BaseString,
    Signature,
}

/// The role of a name, in whatever case and with whatever between its words.
pub(super) fn role(name: &[u8]) -> Option<Role> {
    // The numbers are those of `CURLOPT_…` in curl.h, as PHP prints the keys of its options.
    Some(match plain(name).as_str() {
        "method" | "setmethod" | "httpmethod" | "requestmethod" | "verb" | "httpverb"
        | "customrequest" | "10036" | "type" => Role::Method,
        "absoluteurl" | "absoluteuri" | "fullurl" | "finalurl" => Role::AbsoluteUrl,
        "url" | "uri" | "parse" | "requesturl" | "requesturi" | "httpurl" | "endpoint" | "href"
        | "targeturl" | "launchurl" | "full" | "action" | "10002" => Role::Url,
        "baseurl" | "baseuri" | "origin" => Role::BaseUrl,
        "path" | "rawpath" | "urlpath" | "requestpath" | "originalurl" | "resource" => Role::Path,
        "host" | "hostname" | "domainname" | "scope" | "authority" => Role::Host,
        "scheme" | "protocol" => Role::Scheme,
        "port" => Role::Port,
        "headers" | "header" | "withheaders" | "addheaders" | "requestheaders" | "reqheaders"
        | "httpheaders" | "httpheader" | "10023" | "multivalueheaders" => Role::Headers,
        "authorization"
        | "authheader"
        | "authorizationheader"
        | "oauthheader"
        | "httpauthorization" => Role::Authorization,
        "qs"
        | "params"
        | "query"
        | "querystring"
        | "queryparams"
        | "queryparameters"
        | "querystringparameters"
        | "multivaluequerystringparameters"
        | "rawquerystring"
        | "searchparams"
        | "parameters"
        | "requestparams" => Role::Query,
        "body" | "data" | "payload" | "form" | "formdata" | "formparams" | "postdata"
        | "bodyfields" | "postfields" | "setbody" | "httpbody" | "stringcontent" | "newreader"
        | "send" | "setformdata" | "requestbody" | "requestpayload" | "requestdata" | "rawbody"
        | "10015" => Role::Body,
        "request" | "req" | "config" | "requestoptions" => Role::Request,
        "response" | "res" | "resp" | "result" | "answer" => Role::Answer,
        "status" | "statuscode" | "httpstatus" | "code" | "httpcode" | "responsecode" => {
            Role::Status
        }
        "basestring" | "signaturebasestring" | "oauthsignaturebasestring" | "sbs" => {
            Role::BaseString
        }
        "signature" | "expectedsignature" | "generatedsignature" | "serversignature"
        | "computedsignature" | "oauthsignature" => Role::Signature,
        _ => return None,
    })
}

/// Lower case letters and digits only; what PHP adds (`CURLOPT_`, `:private`) is left out.
pub(in crate::capture) fn plain(name: &[u8]) -> String {
    let name = name.strip_suffix(b"()").unwrap_or(name);
    let name = name.strip_prefix(b"CURLOPT_").unwrap_or(name);
    // `url.full`, `request.httpMethod`, `Net::HTTP`: the last name says what it is.
    let behind = |mark: &str| name.rfind(mark).map(|at| at + mark.len());
    let start = [behind("."), behind("::"), behind("->")]
        .into_iter()
        .flatten()
        .max();
    let name = &name[start.unwrap_or(0)..];
    let end = name.find_byte(b':').filter(|at| *at > 0);
    let name = &name[..end.unwrap_or(name.len())];
    name.iter()
        .filter(|byte| byte.is_ascii_alphanumeric())
        .map(|byte| byte.to_ascii_lowercase() as char)
        .take(40)
        .collect()
}

/// Whether a text is a method of HTTP: a known one in any case.
pub(in crate::capture) fn is_method(text: &[u8]) -> bool {
    const KNOWN: [&str; 8] = [
        "GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE",
    ];
    KNOWN
        .iter()
        .any(|known| known.as_bytes().eq_ignore_ascii_case(text))
}

/// Whether a URL has a scheme and a host.
pub(in crate::capture) fn is_absolute(url: &[u8]) -> bool {
    ["http://", "https://"].iter().any(|scheme| {
        let start = url.get(..scheme.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(scheme.as_bytes()))
    })
}

/// Whether a text is an Authorization value with OAuth 1.0 fields.
pub(in crate::capture) fn is_authorization(text: &[u8]) -> bool {
    let start = text.trim_ascii_start();
    let scheme = start
        .get(..5)
        .is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"oauth"));
    (scheme || start.starts_with(b"oauth_")) && text.contains_str("oauth_") && text.contains(&b'=')
}
