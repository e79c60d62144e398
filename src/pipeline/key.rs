//! The signing key (RFC 5849 section 3.4.2): the encoded consumer secret, `&`, the encoded token
//! secret. The `&` stands even when there is no token.

use std::borrow::Cow;

use base64::Engine as _;
use md5::Md5;
use sha1::{Digest, Sha1};
use sha2::Sha256;

use crate::credentials::{Credentials, Secret};
use crate::encoder::Encoder;
use crate::pipeline::choice::{Plain, Times, choices};

choices! {
    /// How the key is made.
    KeyChoice, KeyEdit {
        /// What stands before the `&`.
        consumer: Consumer(SecretSource),
        /// What stands after it.
        token: Token(SecretSource),
        /// Between them.
        separator: Separator(KeySeparator),
        /// How often the first secret is encoded.
        consumer_times: ConsumerTimes(Times),
        /// How often the second secret is encoded.
        token_times: TokenTimes(Times),
        /// The encoder of the secrets.
        encoder: Encoder(Encoder),
        /// What was done to the first secret's text.
        consumer_text: ConsumerText(SecretText),
        /// What was done to the second secret's text.
        token_text: TokenText(SecretText),
        /// What is done with the whole key.
        whole: Whole(WholeKey),
    }
}

/// Which secret stands there.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub enum SecretSource {
    /// Its own: the consumer secret before the `&`; after it the token secret when the request
    /// has a token, else nothing.
    #[default]
    Own,
    /// Nothing.
    Nothing,
    /// The consumer secret.
    ConsumerSecret,
    /// The token secret, whether the request has a token or not.
    TokenSecret,
    /// The consumer key.
    ConsumerKey,
    /// The token.
    Token,
    /// A text that stands for nothing: `null`, `undefined`.
    Text(Cow<'static, str>),
    /// One of the further secrets.
    Other(usize),
    /// The whole key of both secrets, not encoded.
    JoinedKey,
    /// The whole key of both secrets, each encoded.
    JoinedKeyEncoded,
    /// The consumer secret and its `&`.
    ConsumerSecretAndAmpersand,
}

/// Between the two secrets.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum KeySeparator {
    /// `&`.
    #[default]
    Ampersand,
    /// Nothing where there is no token secret, else `&`.
    NothingWithoutTokenSecret,
    /// Nothing.
    Nothing,
    /// `%26`.
    Escaped,
    /// `+`.
    Plus,
    /// `:`.
    Colon,
    /// A space.
    Space,
    /// `,`.
    Comma,
    /// A line feed.
    LineFeed,
    /// `&amp;`.
    HtmlAmpersand,
    /// ` & `.
    Spaced,
    /// `-`.
    Hyphen,
    /// `&&`.
    Double,
}

/// What was done to a secret's text before it was encoded.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum SecretText {
    /// Nothing.
    #[default]
    AsIs,
    /// A line feed at the end.
    TrailingLineFeed,
    /// CR LF at the end.
    TrailingCrLf,
    /// A carriage return at the end.
    TrailingCarriageReturn,
    /// A space at the end.
    TrailingSpace,
    /// A space at the start.
    LeadingSpace,
    /// A tab at the end.
    TrailingTab,
    /// White space at both ends cut off.
    Trimmed,
    /// A byte-order mark at the start.
    Bom,
    /// A no-break space at the end.
    TrailingNoBreakSpace,
    /// A zero-width space at the end.
    TrailingZeroWidthSpace,
    /// In double quotes.
    DoubleQuoted,
    /// In single quotes.
    SingleQuoted,
    /// In lower case.
    Lowercased,
    /// In upper case.
    Uppercased,
    /// Taken for hex digits and decoded.
    HexDecoded,
    /// Taken for base64 and decoded.
    Base64Decoded,
    /// Base64-encoded.
    Base64Encoded,
    /// Its MD5 in hex.
    Md5,
    /// Its SHA-1 in hex.
    Sha1,
    /// Its SHA-256 in hex.
    Sha256,
    /// Its bytes in hex.
    HexEncoded,
    /// The last character lost.
    LastLost,
    /// The first character lost.
    FirstLost,
    /// Cut after that many bytes.
    Cut(usize),
    /// Cut at its first `$`, `!`, `&`, `#` or space.
    CutAtSpecial,
    /// `$` and the name after it lost, as in a shell.
    ShellVariableLost,
    /// Percent-decoded.
    PercentDecoded,
    /// Form-decoded.
    FormDecoded,
    /// `+` as spaces.
    PlusesAsSpaces,
    /// HTML-escaped.
    HtmlEscaped,
    /// Backslashes lost.
    BackslashesLost,
    /// Twice.
    Repeated,
    /// Text between angle brackets.
    AngleBracketed,
}

/// What is done with the whole key.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum WholeKey {
    /// Nothing.
    #[default]
    AsIs,
    /// Percent-encoded.
    Encoded,
    /// A line feed at the end.
    TrailingLineFeed,
    /// Base64-encoded.
    Base64Encoded,
    /// Its MD5 in hex.
    Md5,
    /// Its SHA-1 in hex.
    Sha1,
    /// Its SHA-1 as bytes.
    Sha1Bytes,
    /// Empty.
    Empty,
    /// An `&` at the end.
    TrailingAmpersand,
    /// An `&` at the start.
    LeadingAmpersand,
    /// In double quotes.
    Quoted,
}

impl Plain for SecretSource {}
impl Plain for KeySeparator {}
impl Plain for SecretText {}
impl Plain for WholeKey {}

/// What a key could not be made without.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Missing {
    /// The consumer secret.
    ConsumerSecret,
    /// The token secret.
    TokenSecret,
    /// The RSA private key.
    PrivateKey,
}

/// The key's bytes. `has_token`: whether the request has an `oauth_token`.
///
/// # Errors
/// When a secret that the choice needs is not among the credentials.
pub fn signing_key(
    credentials: &Credentials,
    has_token: bool,
    choice: &KeyChoice,
) -> Result<Vec<u8>, Missing> {
    let mut key = Vec::new();
    write_key(credentials, has_token, choice, &mut key)?;
    Ok(key)
}

/// As [`signing_key`], written over what stands in `key`.
pub(crate) fn write_key(
    credentials: &Credentials,
    has_token: bool,
    choice: &KeyChoice,
    key: &mut Vec<u8>,
) -> Result<(), Missing> {
    let consumer = secret(credentials, &choice.consumer, true, has_token)?;
    let token = secret(credentials, &choice.token, false, has_token)?;
    let no_token_secret = token.is_empty();
    key.clear();
    let consumer = spoiled(&consumer, choice.consumer_text);
    choice
        .consumer_times
        .encode_into(&choice.encoder, &consumer, key);
    let separator: &[u8] = match choice.separator {
        KeySeparator::Ampersand => b"&",
        KeySeparator::NothingWithoutTokenSecret if no_token_secret => b"",
        KeySeparator::NothingWithoutTokenSecret => b"&",
        KeySeparator::Nothing => b"",
        KeySeparator::Escaped => b"%26",
        KeySeparator::Plus => b"+",
        KeySeparator::Colon => b":",
        KeySeparator::Space => b" ",
        KeySeparator::Comma => b",",
        KeySeparator::LineFeed => b"\n",
        KeySeparator::HtmlAmpersand => b"&amp;",
        KeySeparator::Spaced => b" & ",
        KeySeparator::Hyphen => b"-",
        KeySeparator::Double => b"&&",
    };
    key.extend_from_slice(separator);
    // An absent token secret stays absent: nothing is spoiled where nothing is.
    if !no_token_secret {
        let token = spoiled(&token, choice.token_text);
        choice.token_times.encode_into(&choice.encoder, &token, key);
    }
    if choice.whole != WholeKey::AsIs {
        *key = whole(std::mem::take(key), choice.whole);
    }
    Ok(())
}

fn secret<'a>(
    credentials: &'a Credentials,
    source: &'a SecretSource,
    first: bool,
    has_token: bool,
) -> Result<Cow<'a, [u8]>, Missing> {
    let of = |secret: &'a Option<Secret>, missing: Missing| {
        let secret = secret.as_ref().ok_or(missing)?;
        Ok(Cow::Borrowed(secret.expose().as_bytes()))
    };
    let consumer_secret = || of(&credentials.consumer_secret, Missing::ConsumerSecret);
    let token_secret = || of(&credentials.token_secret, Missing::TokenSecret);
    let public =
        |text: &'a Option<String>| Cow::Borrowed(text.as_deref().unwrap_or_default().as_bytes());
    match source {
        SecretSource::Own if first => consumer_secret(),
        SecretSource::Own if has_token => token_secret(),
        SecretSource::Own | SecretSource::Nothing => Ok(Cow::Borrowed(b"")),
        SecretSource::ConsumerSecret => consumer_secret(),
        SecretSource::TokenSecret => token_secret(),
        SecretSource::ConsumerKey => Ok(public(&credentials.consumer_key)),
        SecretSource::Token => Ok(public(&credentials.token)),
        SecretSource::Text(text) => Ok(text.as_bytes().into()),
        SecretSource::ConsumerSecretAndAmpersand => {
            Ok([&*consumer_secret()?, b"&"].concat().into())
        }
        SecretSource::JoinedKey => Ok([&*consumer_secret()?, b"&", &*token_secret()?]
            .concat()
            .into()),
        SecretSource::JoinedKeyEncoded => {
            let rfc = Encoder::rfc();
            let (first, second) = (
                rfc.encode(&consumer_secret()?),
                rfc.encode(&token_secret()?),
            );
            Ok([first, b"&".to_vec(), second].concat().into())
        }
        SecretSource::Other(index) => {
            let other = credentials.others.get(*index);
            Ok(other
                .map(|(_, secret)| secret.expose().as_bytes().into())
                .unwrap_or_default())
        }
    }
}

fn spoiled(secret: &[u8], how: SecretText) -> Cow<'_, [u8]> {
    use bstr::ByteSlice;
    let with = |before: &[u8], after: &[u8]| [before, secret, after].concat();
    let spoiled = match how {
        SecretText::AsIs => return secret.into(),
        SecretText::TrailingLineFeed => with(b"", b"\n"),
        SecretText::TrailingCrLf => with(b"", b"\r\n"),
        SecretText::TrailingCarriageReturn => with(b"", b"\r"),
        SecretText::TrailingSpace => with(b"", b" "),
        SecretText::LeadingSpace => with(b" ", b""),
        SecretText::TrailingTab => with(b"", b"\t"),
        SecretText::Trimmed => secret.trim_ascii().to_vec(),
        SecretText::Bom => with("\u{FEFF}".as_bytes(), b""),
        SecretText::TrailingNoBreakSpace => with(b"", "\u{A0}".as_bytes()),
        SecretText::TrailingZeroWidthSpace => with(b"", "\u{200B}".as_bytes()),
        SecretText::DoubleQuoted => with(b"\"", b"\""),
        SecretText::SingleQuoted => with(b"'", b"'"),
        SecretText::AngleBracketed => with(b"<", b">"),
        SecretText::Lowercased => secret.to_ascii_lowercase(),
        SecretText::Uppercased => secret.to_ascii_uppercase(),
        SecretText::HexDecoded => from_hex(secret).unwrap_or_else(|| secret.to_vec()),
        SecretText::Base64Decoded => base64::engine::general_purpose::STANDARD
            .decode(secret)
            .or_else(|_| base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(secret))
            .or_else(|_| base64::engine::general_purpose::STANDARD_NO_PAD.decode(secret))
            .unwrap_or_else(|_| secret.to_vec()),
        SecretText::Base64Encoded => base64::engine::general_purpose::STANDARD
            .encode(secret)
            .into_bytes(),
        SecretText::Md5 => hex(&Md5::digest(secret)),
        SecretText::Sha1 => hex(&Sha1::digest(secret)),
        SecretText::Sha256 => hex(&Sha256::digest(secret)),
        SecretText::HexEncoded => hex(secret),
        SecretText::LastLost => secret[..secret.len().saturating_sub(1)].to_vec(),
        SecretText::FirstLost => secret.get(1..).unwrap_or_default().to_vec(),
        SecretText::Cut(len) => secret[..len.min(secret.len())].to_vec(),
        SecretText::CutAtSpecial => {
            let end = secret
                .iter()
                .position(|byte| matches!(byte, b'$' | b'!' | b'&' | b'#' | b' ' | b'%'));
            secret[..end.unwrap_or(secret.len())].to_vec()
        }
        SecretText::ShellVariableLost => {
            let Some(at) = secret.find_byte(b'$') else {
                return secret.into();
            };
            let name = secret[at + 1..]
                .iter()
                .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_')
                .count();
            [&secret[..at], &secret[at + 1 + name..]].concat()
        }
        SecretText::PercentDecoded => super::decode::percent_decode(secret),
        SecretText::FormDecoded => super::decode::form_decode(secret),
        SecretText::PlusesAsSpaces => secret.replace("+", " "),
        SecretText::HtmlEscaped => secret
            .replace("&", "&amp;")
            .replace("<", "&lt;")
            .replace(">", "&gt;"),
        SecretText::BackslashesLost => secret.replace("\\", ""),
        SecretText::Repeated => with(b"", secret),
    };
    spoiled.into()
}

fn whole(key: Vec<u8>, how: WholeKey) -> Vec<u8> {
    match how {
        WholeKey::AsIs => key,
        WholeKey::Encoded => Encoder::rfc().encode(&key),
        WholeKey::TrailingLineFeed => [key.as_slice(), b"\n"].concat(),
        WholeKey::Base64Encoded => base64::engine::general_purpose::STANDARD
            .encode(key)
            .into_bytes(),
        WholeKey::Md5 => hex(&Md5::digest(key)),
        WholeKey::Sha1 => hex(&Sha1::digest(key)),
        WholeKey::Sha1Bytes => Sha1::digest(key).to_vec(),
        WholeKey::Empty => Vec::new(),
        WholeKey::TrailingAmpersand => [key.as_slice(), b"&"].concat(),
        WholeKey::LeadingAmpersand => [b"&", key.as_slice()].concat(),
        WholeKey::Quoted => [b"\"", key.as_slice(), b"\""].concat(),
    }
}

/// Lower-case hex digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> Vec<u8> {
    bytes
        .iter()
        .flat_map(|byte| format!("{byte:02x}").into_bytes())
        .collect()
}

/// The bytes of hex digits, of either case.
#[must_use]
pub fn from_hex(text: &[u8]) -> Option<Vec<u8>> {
    if text.is_empty() || text.len() % 2 == 1 {
        return None;
    }
    text.chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}
