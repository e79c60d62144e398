//! Which of several mistakes that give the same bytes is told: every entry of the catalogue leads
//! where it is the narrowest truth, and nothing that is told speaks of what a request does not hold.
//!
//! The requests are generated: each holds one thing that an entry may speak of, and little else.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::{BTreeMap, BTreeSet};

use bstr::ByteSlice as _;
use countersign::credentials::{Credentials, PrivateKey};
use countersign::diagnose::blocks::{Blocks, Right};
use countersign::diagnose::hypothesis::{Class, Hypothesis, classes, hypotheses};
use countersign::diagnose::lead::{Fitting, Ground};
use countersign::diagnose::{Limits, Wanted, diagnose};
use countersign::mistakes::{self, Facts};
use countersign::pipeline::collect::{CollectChoice, collect};
use countersign::pipeline::decode::{DecodeChoice, Parameter, decode};
use countersign::pipeline::{declared_algorithm, trace};
use countersign::recipe::Recipe;
use countersign::request::{Header, Request, Text, UrlParts};

const FORM: &str = "application/x-www-form-urlencoded";

/// Entries that never lead, and why: another entry's plain fact is always as true.
const NEVER_LEAD: &[&str] = &[
    // It takes a redirect, which no request shows.
    "redirect-resigned-not",
    // What a server does with the same bytes.
    "server-raw-query-used",
    "key-wc-legacy-wants-no-ampersand",
    // How it came, told below what was done.
    "body-put-delete-omitted",
    "content-type-wrong",
    "docs-wrong",
    "encode-only-if-query-has-percent",
    "query-omitted-with-body",
    "wire-reencoded",
    "submit-button-included",
    // The same bytes as `assembly-single-encoding`, always.
    "keys-not-encoded",
    "only-keys-encoded",
    "values-not-encoded",
    // The same bytes as `body-signed-twice` and `params-omitted` where they show.
    "assembly-empty-params-no-amp",
    "body-params-in-header",
    // The same bytes as another entry's about single parameters, in all requests below.
    "enc-skipped-if-encoded",
    "protocol-params-outside-header-omitted",
    // The same bytes as `sig-newline`, always.
    "sig-newline-encoded",
];

/// A request and its secrets.
struct Sample {
    request: Request,
    credentials: Credentials,
    parameters: Vec<Parameter>,
}

/// What is to be said of a sample: its hypotheses, its classes.
struct Known<'a> {
    sample: &'a Sample,
    all: Vec<Hypothesis>,
    right: Right,
}

impl Sample {
    fn new(method: &str, url: &str, body: Option<(&str, &str)>) -> Self {
        let mut headers = vec![Header::made("Authorization", protocol("HMAC-SHA1"))];
        if let Some((media_type, _)) = body
            && !media_type.is_empty()
        {
            headers.push(Header::made("Content-Type", media_type));
        }
        let request = Request {
            method: Text::from(method),
            url: Text::from(url),
            headers,
            body: body.map(|(_, text)| Text::from(text)),
            ..Request::default()
        };
        let credentials = Credentials {
            consumer_key: Some("dpf43f3p2l4k3l03".to_owned()),
            consumer_secret: Some("kd94hf93k423kf44".into()),
            token: Some("nnch734d00sl2jdk".to_owned()),
            token_secret: Some("pfkkdhi9sl3r4s00".into()),
            ..Credentials::default()
        };
        Self {
            parameters: Vec::new(),
            request,
            credentials,
        }
        .read()
    }

    fn get(query: &str) -> Self {
        Self::new("GET", &format!("https://api.example.com/r?{query}"), None)
    }

    fn form(body: &str) -> Self {
        Self::new("POST", "https://api.example.com/r", Some((FORM, body)))
    }

    fn read(mut self) -> Self {
        let collected = collect(&self.request, &CollectChoice::default());
        self.parameters = decode(&collected, &DecodeChoice::default());
        self
    }

    fn header(mut self, name: &str, value: &str) -> Self {
        self.request.headers.push(Header::made(name, value));
        self.read()
    }

    /// With another Authorization header.
    fn protocol(mut self, fields: &str) -> Self {
        self.request.headers[0] = Header::made("Authorization", fields);
        self.read()
    }

    fn secrets(mut self, consumer: &str, token: Option<&str>) -> Self {
        self.credentials.consumer_secret = Some(consumer.into());
        self.credentials.token_secret = token.map(Into::into);
        self
    }

    fn written(mut self, url: &str) -> Self {
        self.request.written = Some(Text::from(url));
        self
    }

    fn facts(&self) -> Facts<'_> {
        Facts {
            request: &self.request,
            parameters: &self.parameters,
            credentials: &self.credentials,
            algorithm: declared_algorithm(&self.parameters).0,
        }
    }

    fn known(&self) -> Known<'_> {
        Known {
            sample: self,
            all: hypotheses(&self.facts()),
            right: Right::of(&self.request, &self.parameters),
        }
    }

    fn shown(&self) -> String {
        let body = self.request.body.as_ref();
        let body = body.map_or(String::new(), |body| body.bytes().to_string());
        format!(
            "{} {} {body}",
            self.request.method.bytes(),
            self.request.url.bytes()
        )
    }
}

impl Known<'_> {
    fn blocks(&self) -> Blocks<'_> {
        Blocks {
            request: &self.sample.request,
            credentials: &self.sample.credentials,
            decoded: &self.sample.parameters,
            declared: declared_algorithm(&self.sample.parameters).0,
            right: &self.right,
        }
    }

    fn classes(&self) -> Vec<Class> {
        classes(&self.all, &self.blocks())
    }

    /// What is told of a class, the best first.
    fn told(&self, ground: &Ground<'_>, class: &Class) -> Vec<Fitting<'_>> {
        let members: Vec<&Hypothesis> = class.members.iter().map(|at| &self.all[*at]).collect();
        ground.ordered(&members, &[])
    }
}

fn protocol(method: &str) -> String {
    format!(
        "OAuth oauth_consumer_key=\"dpf43f3p2l4k3l03\", oauth_token=\"nnch734d00sl2jdk\", \
         oauth_signature_method=\"{method}\", oauth_timestamp=\"1191242096\", \
         oauth_nonce=\"kllo9940pd9333jh\", oauth_version=\"1.0\""
    )
}

/// Requests that hold one thing each.
fn samples() -> Vec<Sample> {
    let mut all = of_queries();
    all.extend(of_bodies());
    all.extend(of_urls());
    all.extend(of_protocol());
    all.extend(of_secrets());
    all
}

#[allow(clippy::too_many_lines, reason = "a table")]
fn of_queries() -> Vec<Sample> {
    let mut queries: Vec<String> = [
        "a=x+y&b=%2f",
        "a=!&b=%2f&c=x~%7E",
        "a=x'y!z",
        "oauth_verifier=%2541&a=1",
        "n%2541=1",
        "realm=x&a=1",
        "oauth_callback=oob&oauth_verifier=x&a=1",
        "a=1&s=1;t=2",
        "a=%2A%5B",
        "a=%2541&b=x%20y",
        "n%20m=x%20y",
        "n+m=x%20y",
        "a=%C5%82",
        "a=%C5%A1",
        "a=1&a-b=2",
        "10=a&9=b",
        "a=1",
        "a=1&b=2",
        "b=2&a=1&c=3",
        "a=x%20y",
        "a=x+y",
        "a=x%2By",
        "n+m=1",
        "n%20m=1",
        "a=caf%C3%A9",
        "a=%E2%82%AC",
        "a=%F0%9F%92%A9",
        "a=%E3%81%82",
        "a=e%CC%81",
        "a=%C3%9F",
        "a=%D0%B6",
        "a=%5B1%5D",
        "a%5B%5D=1",
        "a[]=1&a[]=2",
        "ids[0]=1&ids[1]=2",
        "a=1&a=2",
        "a=2&a=1",
        "a=1&a=1",
        "a=",
        "a=&b=1",
        "flag",
        "flag&b=1",
        "A=1&b=2",
        "a=X",
        "a=%2f",
        "a=x%2fy%20z",
        "a=x-y",
        "a=x.y",
        "a=x_y",
        "a=x%7Ey",
        "a=x~y",
        "a=true",
        "a=True",
        "a=1.50",
        "a=1.5",
        "a10=1&a9=1",
        "a=10&a=9",
        "a=x%0D%0Ay",
        "a=x%0Ay",
        "a=%22x%22",
        "a=%27x%27",
        "a=%5C%27",
        "a=+x+",
        "a=x++y",
        "a=%26lt%3Bb",
        "a=%3Cb%3E",
        "a=%2541",
        "a=x%252By",
        "a=YQ==",
        "a=b=c",
        "s=1;t=2",
        "a=1&&b=2",
        "a=1?b=2",
        "redirect=https://x.example/",
        "a=%EF%BB%BFx",
        "a=x%C2%A0y",
        "a=%E2%80%9Cq%E2%80%9D",
        "a=x%E2%80%8By",
        "realm=x",
        "oauth_verifier=abc&a=1",
        "_=1&a=1",
        "_method=PUT&a=1",
        "a=%23tag",
        "a=it%27s+hot",
        "a=(x)!",
        "a=x%09y",
        "a=%01",
        "a=%0f",
        "q=x%3Ay%2Fz%3Fd",
        "a=!%20x",
        "a=1&%61=2",
        "abc=1&ab=2&a=3&b=4",
        "tag=%C3%A9&tag=z",
        "a=z&a=%C3%A9",
        "%EF%BD%A1=1&%F0%9F%92%A9=2",
        "a=hello%20world%21&b=%2A",
        "a=1&oauth_nonce=zz",
        "B=1&a=2",
        "a=x&b=%5B%5D&c[]=1",
        "aa=1&b=2",
        "a-b=1&a_b=2&ab=3",
        "a=x%20y&b=%21&c=caf%C3%A9",
        "a=null",
        "ext_submit=Go&a=1",
        "format=json&a=1",
        "a=-x.y_z~",
        "a=%2A&b=%2a",
    ]
    .map(str::to_owned)
    .to_vec();
    for byte in b"!'()*/:,;=?@$&#%+<>{}|^`\\\"[]" {
        queries.push(format!("a=x%{byte:02X}y"));
        queries.push(format!("a=x%{byte:02X}y%20z"));
        queries.push(format!("a=x%{byte:02X}y%{byte:02X}z"));
    }
    queries.push("a=%21%27%28%29%2A".to_owned());
    queries.push("a=%21%28%29".to_owned());
    queries.iter().map(|query| Sample::get(query)).collect()
}

fn of_bodies() -> Vec<Sample> {
    let mut all: Vec<Sample> = [
        "a=!&b=%2f",
        "a=x+y&b=%2f",
        "n%2541=1",
        "n+m=x%20y",
        "a=1",
        "a=1&b=2",
        "a=x%20y",
        "a=x+y",
        "a=x%2By",
        "a=%21",
        "a=!",
        "a=",
        "a=&b=1",
        "a=1&a=2",
        "a=2&a=1",
        "a=x%0D%0Ay%20",
        "a%5B%5D=1",
        "a=%2541",
        "a=x%252By",
        "n+m=1",
        "a=%2f",
        "a=caf%C3%A9",
        "flag",
        "a=1&&b=2",
        "commit=Go&a=1",
        "utf8=%E2%9C%93&a=1",
    ]
    .into_iter()
    .map(Sample::form)
    .collect();
    let url = "https://api.example.com/r";
    for method in ["PUT", "DELETE", "PATCH", "GET"] {
        all.push(Sample::new(method, url, Some((FORM, "a=1"))));
    }
    all.push(Sample::new(
        "POST",
        "https://api.example.com/r?a=1",
        Some((FORM, "b=2")),
    ));
    all.push(Sample::new(
        "POST",
        "https://api.example.com/r?a=1",
        Some((FORM, "a=2")),
    ));
    all.push(Sample::new(
        "POST",
        "https://api.example.com/r?a=x%20y",
        Some((FORM, "b=x%20y")),
    ));
    for media_type in [
        "application/x-www-form-urlencoded; charset=UTF-8",
        "Application/X-WWW-Form-URLEncoded",
        "",
        "text/plain",
    ] {
        all.push(Sample::new("POST", url, Some((media_type, "a=1&b=x"))));
    }
    let json = Some(("application/json", "{\"b\": \"x y\", \"a\": 2}"));
    all.push(Sample::new("POST", url, json));
    let hash = ", oauth_body_hash=\"2jmj7l5rSw0yVb%2FvlWAYkK%2FYBwk%3D\"";
    all.push(Sample::new("POST", url, json).protocol(&(protocol("HMAC-SHA1") + hash)));
    let multipart =
        "--xyz\r\nContent-Disposition: form-data; name=\"status\"\r\n\r\nhello\r\n--xyz--\r\n";
    all.push(Sample::new(
        "POST",
        url,
        Some(("multipart/form-data; boundary=xyz", multipart)),
    ));
    all
}

fn of_urls() -> Vec<Sample> {
    let mut all: Vec<Sample> = [
        "https://api.example.com", "https://api.example.com/", "https://api.example.com/r", "https://api.example.com/r/", "http://api.example.com/r",
        "http://api.example.com:80/r", "https://api.example.com:443/r", "https://api.example.com:8443/r", "http://api.example.com:443/r", "https://api.example.com:80/r",
        "https://API.example.com/r", "HTTPS://api.example.com/r", "https://www.example.com/r", "https://u:p@api.example.com/r", "https://[2001:db8::1]/r",
        "https://b\u{fc}cher.example/r", "https://api.example.com/a%20b", "https://api.example.com/XY%2F12", "https://api.example.com/a%2fb", "https://api.example.com/a+b",
        "https://api.example.com/caf\u{e9}", "https://api.example.com/caf%C3%A9", "https://api.example.com/~user", "https://api.example.com/%7Euser", "https://api.example.com/a(b)'",
        "https://api.example.com//a/b", "https://api.example.com/a//b", "https://api.example.com/a/../r", "https://api.example.com/./r", "https://api.example.com/R",
        "https://api.example.com/a/b/c", "https://api.example.com/r;v=1", "https://api.example.com/r?", "https://api.example.com/r#top", "https://api.example.com/r?a=1#top",
        "https://api.example.com/index.php/rest/V1/products", "https://api.example.com/1.1/search.json?q=1", "https://api.example.com/wp-json/wc/v3/products",
        "https://1234567-sb1.restlets.api.example.com/app/site/hosting/restlet.nl?script=5&deploy=1", "https://api.example.com/oauth/access_token",
        "https://api.example.com/a:b", "https://api.example.com/a@b", "https://api.example.com/a=b&c", "https://api.example.com:/r", "https://api.example.com/r?a=1&b=2?c=3", "https://api.example.com/a%25b",
        "https://b\u{fc}cher.example/caf\u{e9}/%7Euser/..%2f?q=%C3%BC",
    ]
    .into_iter()
    .map(|url| Sample::new("GET", url, None))
    .collect();
    let url = "https://api.example.com/r";
    for method in ["get", "POST", "PUT", "HEAD", "M|SEARCH"] {
        all.push(Sample::new(method, url, None));
    }
    all.push(
        Sample::new("GET", "https://api.example.com/r", None)
            .header("Host", "proxy.example.net:8080"),
    );
    all.push(Sample::new("POST", url, None).header("X-HTTP-Method-Override", "PATCH"));
    all.push(
        Sample::new("GET", "https://api.example.com/r?a=1", None)
            .written("https://api.example.com/r?a=1#top"),
    );
    all.push(
        Sample::new("GET", "https://api.example.com/r", None)
            .written("https://api.example.com/a/../r"),
    );
    all.push(
        Sample::new("GET", "https://api.example.com/", None).written("https://api.example.com"),
    );
    all.push(
        Sample::new("GET", "https://api.example.com/r", None)
            .written("https://u:p@api.example.com/r"),
    );
    all
}

fn of_protocol() -> Vec<Sample> {
    let url = "https://api.example.com/r?a=1";
    let of = |fields: &str| Sample::new("GET", url, None).protocol(fields);
    let sha1 = protocol("HMAC-SHA1");
    let mut all = vec![
        of(&sha1.replace("OAuth ", "OAuth realm=\"Photos\", ")),
        of(&sha1.replace(", oauth_version=\"1.0\"", "")),
        of(&sha1.replace("oauth_token=\"nnch734d00sl2jdk\", ", ""))
            .secrets("kd94hf93k423kf44", None),
        of(&sha1.replace("oauth_token=\"nnch734d00sl2jdk\", ", "")),
        of(&(sha1.clone() + ", oauth_callback=\"https%3A%2F%2Fc.example%2Fb%3Fx%3D1\"")),
        of(&(sha1.clone() + ", oauth_callback=\"oob\"")),
        of(&(sha1.clone() + ", oauth_verifier=\"a+b%2525c\"")),
        of(&(sha1.clone() + ", note=\"x%20y\"")),
        of(&sha1.replace("kllo9940pd9333jh", "a%2Bb%2Fc%3D")),
        of(&(sha1.replace("kllo9940pd9333jh", "a%2Bb")
            + ", oauth_callback=\"https%3A%2F%2Fc.example%2Fb\"")),
        Sample::get("a=x%20y")
            .protocol(&(sha1.clone() + ", oauth_callback=\"https%3A%2F%2Fc.example%2Fb\"")),
        Sample::get("a=x%20y").protocol(&(sha1.clone() + ", oauth_verifier=\"b%2525c\"")),
        Sample::get("a=x%20y").protocol(&(sha1.clone() + ", oauth_verifier=\"%2541\"")),
        Sample::get("a=x%20y").protocol(
            &(sha1.replace("kllo9940pd9333jh", "a%2Bb")
                + ", oauth_callback=\"https%3A%2F%2Fc.example%2Fb\""),
        ),
        of(&protocol("hmac-sha1")),
        of(&protocol("HMAC-SHA256")),
        of(&protocol("HMAC-SHA512")),
        of(&protocol("PLAINTEXT")),
        of(&protocol("PLAINTEXT")).secrets("a b+c&d", Some("x%y")),
    ];
    let mut rsa = of(&protocol("RSA-SHA1"));
    let pem = include_str!("../fixtures/keys/rsa-2048-pkcs8.pem");
    rsa.credentials.private_key = Some(PrivateKey::from_pem(pem).unwrap());
    all.push(rsa);
    all.push(Sample::new(
        "GET",
        "https://api.example.com/r?a=1&oauth_consumer_key=dpf43f3p2l4k3l03&oauth_nonce=abc&oauth_signature=xx&oauth_signature_method=HMAC-SHA1&oauth_timestamp=1&oauth_token=nnch734d00sl2jdk",
        None,
    ).protocol(""));
    all
}

fn of_secrets() -> Vec<Sample> {
    let of = |consumer: &str, token| Sample::get("a=1").secrets(consumer, token);
    let mut all: Vec<Sample> = [
        "a b",
        "a+b",
        "a&b",
        "a=b",
        "a/b",
        "a%2Fb",
        "a!b",
        "a'b",
        "ab$cd",
        "a\\b",
        " ab ",
        "caf\u{e9}",
        "MTIzNDU2Nzg=",
        "0123456789abcdef",
        "\"ab\"",
        "<ab>",
        "a b+c/d=&%~!*",
        "AbC",
    ]
    .into_iter()
    .map(|secret| of(secret, Some("pfkkdhi9sl3r4s00")))
    .collect();
    all.push(of("a b+c", Some("d e/f")));
    all.push(of("kd94hf93k423kf44", Some("a b+c/d=&%~!*")));
    all.push(of("kd94hf93k423kf44", Some("0123456789abcdef")));
    let mut others = of("kd94hf93k423kf44", Some("pfkkdhi9sl3r4s00"));
    others.credentials.others = vec![("the test account".to_owned(), "0ther+S3cret".into())];
    all.push(others);
    all
}

#[test]
fn every_entry_leads_where_it_is_the_narrowest_truth() {
    let mut leads: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let samples = samples();
    let known: Vec<Known<'_>> = samples.iter().map(Sample::known).collect();
    for (number, known) in known.iter().enumerate() {
        let ground = Ground::of(known.blocks());
        for class in known.classes() {
            if let Some(best) = known.told(&ground, &class).first() {
                let at = known
                    .all
                    .iter()
                    .position(|one| std::ptr::eq(one, best.hypothesis));
                leads
                    .entry(best.mistake.id)
                    .or_insert((number, at.unwrap()));
            }
        }
    }
    let silent: Vec<&str> = mistakes::all()
        .filter(|mistake| mistake.edits.is_provable())
        .map(|mistake| mistake.id)
        .filter(|id| !leads.contains_key(id) && !NEVER_LEAD.contains(id))
        .collect();
    assert!(silent.is_empty(), "never lead: {}", silent.join(" "));

    // And so says the whole search.
    let mut complaints = Vec::new();
    for (id, (number, at)) in leads.iter().step_by(4) {
        let Known { sample, all, .. } = &known[*number];
        let recipe = Recipe::with(&all[*at].edits);
        let traced = trace(&sample.request, &sample.credentials, &recipe).unwrap();
        // Cut by one character, this signature lacks its `=` and nothing else.
        let Some(signature) = traced.signature.filter(|_| *id != "sig-truncated") else {
            continue;
        };
        let limits = Limits {
            mistakes: 1,
            ..Limits::default()
        };
        let wanted = Wanted::Signature(&signature);
        let found = diagnose(&sample.request, &sample.credentials, wanted, limits).unwrap();
        let told: Vec<&str> = found
            .explanations
            .iter()
            .flat_map(|one| one.causes.iter().map(|cause| cause.id.as_str()))
            .collect();
        if told != [*id] {
            complaints.push(format!("{id}: {told:?} ({})", sample.shown()));
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

/// Words of a title, and what a request must hold for them to be true.
type Holds = fn(&Sample) -> bool;

const WORDS: &[(&str, Holds)] = &[
    ("spaces", |one| one.text_has(b" ")),
    ("capitals", |one| {
        one.text().iter().any(u8::is_ascii_uppercase)
    }),
    ("the query", |one| {
        UrlParts::split(&one.request.url).query.is_some()
    }),
    ("the form", |one| one.request.body.is_some()),
    ("the body", |one| one.request.body.is_some()),
    ("the fragment was", |one| {
        one.request.url.bytes().contains(&b'#')
            || one
                .request
                .written
                .as_ref()
                .is_some_and(|url| url.bytes().contains(&b'#'))
    }),
    ("a redirect", |_| false),
    ("repeated name", Sample::has_repeated_name),
    ("the same name", Sample::has_repeated_name),
    ("outside ASCII", |one| !one.text().is_ascii()),
    ("accented", |one| !one.text().is_ascii()),
    ("line break", |_| true),
    ("realm", |_| true),
];

impl Sample {
    /// All names and values, decoded, and the path.
    fn text(&self) -> Vec<u8> {
        let mut text = self.request.url.bytes().to_vec();
        for one in &self.parameters {
            text.extend_from_slice(&one.name);
            text.push(0);
            text.extend_from_slice(&one.value);
            text.push(0);
        }
        text
    }

    fn text_has(&self, piece: &[u8]) -> bool {
        self.text().contains_str(piece)
    }

    fn has_repeated_name(&self) -> bool {
        let names: Vec<_> = self.parameters.iter().map(|one| &one.name).collect();
        names.len() > names.iter().collect::<BTreeSet<_>>().len()
    }
}

/// Characters that an encoder's entry names in its title.
fn named_characters(title: &str) -> Vec<u8> {
    let encoders = ["left unescaped", "was escaped", "were escaped"];
    if !encoders.iter().any(|end| title.ends_with(end)) {
        return Vec::new();
    }
    let inside = title.split('`').skip(1).step_by(2);
    inside
        .flat_map(|text| text.bytes().filter(|byte| *byte != b' '))
        .collect()
}

#[test]
fn nothing_that_is_told_speaks_of_what_is_not_there() {
    let mut complaints = BTreeSet::new();
    for sample in &samples() {
        let known = sample.known();
        let ground = Ground::of(known.blocks());
        for class in known.classes() {
            for (place, one) in known.told(&ground, &class).iter().enumerate() {
                let title = ground.title(one.mistake, one.hypothesis);
                let of_parameters = class.effect.parameters;
                let missing = named_characters(&title);
                let missing = missing
                    .iter()
                    .find(|byte| of_parameters && !sample.text_has(&[**byte]));
                let untrue = WORDS
                    .iter()
                    .find(|(word, holds)| of_parameters && title.contains(word) && !holds(sample));
                let id = one.mistake.id;
                if let Some(byte) = missing {
                    complaints.insert(format!(
                        "{id}: {title:?} has no {:?} ({}, place {place})",
                        *byte as char,
                        sample.shown()
                    ));
                }
                if let Some((word, _)) = untrue {
                    complaints.insert(format!(
                        "{id}: {title:?} speaks of {word} ({}, place {place})",
                        sample.shown()
                    ));
                }
            }
        }
    }
    let complaints: Vec<String> = complaints.into_iter().collect();
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}
