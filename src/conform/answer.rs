//! What a signer answers: one line of JSON.

use bstr::ByteSlice as _;
use serde::Deserialize;

use super::Case;
use crate::authorization;
use crate::pipeline::decode::percent_decode;
use crate::request::Text;

/// An answer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Answer {
    /// It signed.
    Signed(Signed),
    /// It does not take this request, and says why.
    Refused(String),
}

/// What it made of a request: a base string, a signature, or both.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Signed {
    /// The signature base string.
    pub base_string: Option<String>,
    /// The signature, not encoded for the wire.
    pub signature: Option<String>,
    /// What it would send otherwise than it was given.
    pub sent: Sent,
}

/// What a signer would send otherwise than it was given; all `None` for most.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Sent {
    /// Its own protocol parameters: another nonce, no `oauth_version`.
    pub oauth: Option<Vec<(String, String)>>,
    /// A URL that it wrote anew.
    pub url: Option<String>,
    /// The headers beside Authorization.
    pub headers: Option<Vec<(String, String)>>,
}

impl Sent {
    /// Whether it would send the request as given.
    #[must_use]
    pub fn as_given(&self) -> bool {
        *self == Self::default()
    }
}

#[derive(Deserialize)]
struct Line {
    id: Option<String>,
    base_string: Option<String>,
    signature: Option<String>,
    authorization: Option<String>,
    oauth: Option<Vec<(String, Option<Scalar>)>>,
    url: Option<String>,
    headers: Option<Vec<(String, String)>>,
    #[serde(alias = "refused")]
    error: Option<String>,
}

/// Text, or a timestamp that was left a number.
#[derive(Deserialize)]
#[serde(untagged)]
enum Scalar {
    Text(String),
    Number(serde_json::Number),
}

impl Scalar {
    fn text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Number(number) => number.to_string(),
        }
    }
}

impl Answer {
    /// Reads a line that answers `case`.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn read(case: &Case, line: &[u8]) -> Result<Self, String> {
        let line: Line = serde_json::from_slice(line)
            .map_err(|reason| format!("expected an answer in JSON: {reason}"))?;
        if let Some(id) = line.id.filter(|id| *id != case.id) {
            return Err(format!("expected the answer to this case, found {id:?}"));
        }
        if let Some(why) = line.error {
            return Ok(Self::Refused(why));
        }
        let header = line.authorization.as_deref().map(fields);
        let in_header = header.iter().flatten();
        let signature = line.signature.or_else(|| {
            let mut found = in_header.filter(|(name, _)| name == "oauth_signature");
            found.next().map(|(_, value)| value.clone())
        });
        let base_string = line.base_string.filter(|text| !text.is_empty());
        if signature.is_none() && base_string.is_none() {
            return Err(
                "expected `base_string` or `signature` in the answer, found neither".to_owned(),
            );
        }
        let oauth = line.oauth.map(|pairs| {
            // A pair without a value is not sent.
            let pairs = pairs.into_iter();
            pairs
                .filter_map(|(name, value)| Some((name, value?.text())))
                .collect()
        });
        let oauth = oauth.or(header).map(|mut pairs: Vec<_>| {
            pairs.retain(|(name, _)| name != "realm" && name != "oauth_signature");
            pairs
        });
        Ok(Self::Signed(Signed {
            base_string,
            signature,
            sent: Sent {
                oauth: oauth.filter(|pairs| sorted(pairs) != sorted(&case.oauth)),
                url: line
                    .url
                    .filter(|url| case.request.url.bytes() != url.as_str()),
                headers: line.headers.filter(|headers| *headers != case.headers),
            },
        }))
    }
}

fn sorted(pairs: &[(String, String)]) -> Vec<&(String, String)> {
    let mut pairs: Vec<_> = pairs.iter().collect();
    pairs.sort();
    pairs
}

/// The fields of an Authorization header, decoded.
fn fields(header: &str) -> Vec<(String, String)> {
    let decoded = |text: Option<Text>| {
        let bytes = percent_decode(text.unwrap_or_default().bytes());
        bytes.to_str_lossy().into_owned()
    };
    authorization::fields(&Text::made(header))
        .into_iter()
        .map(|field| (decoded(Some(field.name)), decoded(field.value)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case() -> Case {
        let file = r#"{"id":"a","method":"GET","url":"http://h/?a=1","oauth":[["oauth_nonce","n"],["oauth_timestamp","1"]],"realm":"r"}"#;
        Case::read("a", |name| {
            (name == "request.json").then(|| file.to_owned())
        })
        .unwrap()
    }

    fn signed(line: &str) -> Signed {
        match Answer::read(&case(), line.as_bytes()).unwrap() {
            Answer::Signed(signed) => signed,
            Answer::Refused(why) => panic!("refused: {why}"),
        }
    }

    #[test]
    fn either_of_the_two_is_an_answer() {
        let answer = signed(r#"{"base_string":"GET&","signature":null}"#);
        assert_eq!(answer.base_string.as_deref(), Some("GET&"));
        assert_eq!(answer.signature, None);
        assert!(answer.sent.as_given());
        let answer = signed(r#"{"id":"a","base_string":"","signature":"c2ln"}"#);
        assert_eq!(answer.base_string, None);
        assert_eq!(answer.signature.as_deref(), Some("c2ln"));
    }

    #[test]
    fn a_header_holds_the_signature_and_says_what_is_sent() {
        let given = r#"{"authorization":"OAuth realm=\"r\", oauth_timestamp=\"1\", oauth_nonce=\"n\", oauth_signature=\"a%2Bb%3D\""}"#;
        let answer = signed(given);
        assert_eq!(answer.signature.as_deref(), Some("a+b="));
        assert!(answer.sent.as_given());
        let other = r#"{"signature":"s","oauth":[["oauth_nonce","m"],["oauth_timestamp",1],["oauth_token",null]],"url":"http://h/?a=2"}"#;
        let sent = signed(other).sent;
        let pairs = [("oauth_nonce", "m"), ("oauth_timestamp", "1")];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(sent.oauth.as_deref(), Some(pairs.as_slice()));
        assert_eq!(sent.url.as_deref(), Some("http://h/?a=2"));
        let case = case().as_sent(&sent);
        assert_eq!(case.request.url.bytes(), "http://h/?a=2");
        assert_eq!(
            case.request.headers[0].value.bytes(),
            r#"OAuth realm="r", oauth_nonce="m", oauth_timestamp="1""#
        );
    }

    #[test]
    fn what_is_no_answer_is_told() {
        let told = |line: &str| Answer::read(&case(), line.as_bytes()).unwrap_err();
        assert!(told("debug: signing").starts_with("expected an answer in JSON: "));
        assert_eq!(
            told("{}"),
            "expected `base_string` or `signature` in the answer, found neither"
        );
        assert_eq!(
            told(r#"{"id":"b","signature":"s"}"#),
            "expected the answer to this case, found \"b\""
        );
        for word in ["refused", "error"] {
            let answer = Answer::read(&case(), format!(r#"{{"{word}":"no"}}"#).as_bytes());
            assert_eq!(answer, Ok(Answer::Refused("no".to_owned())));
        }
    }
}
