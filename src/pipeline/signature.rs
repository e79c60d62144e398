//! From base string and key to the signature's text (RFC 5849 sections 3.4.2 to 3.4.4).
//!
//! HMAC and RSA here come from the crates of their name; what is open is which of them, over
//! which bytes, and how the digest becomes text.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use bstr::ByteSlice;
use rsa::Pkcs1v15Sign;
use sha1::Sha1;
use sha2::{Sha256, Sha512};

use crate::credentials::{PrivateKey, PublicKey};
use crate::encoder::Encoder;
use crate::pipeline::choice::{Plain, choices};
use crate::pipeline::key::hex;

pub use crate::pipeline::hashing::{Digest, Running, digest, text_bytes};

choices! {
    /// How the signature is made of base string and key.
    SignatureChoice, SignatureEdit {
        /// The signature method that is computed.
        algorithm: Algorithm(AlgorithmRule),
        /// What is hashed with what.
        construction: Construction(Construction),
        /// How the base string becomes bytes.
        text: Text(TextBytes),
        /// How the key becomes bytes.
        key: Key(TextBytes),
        /// How the digest becomes text.
        output: Output(Output),
        /// What happened to that text on its way to the wire.
        wire: Wire(SignatureWire),
    }
}

/// A signature method.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Algorithm {
    /// `HMAC-SHA1` (section 3.4.2).
    HmacSha1,
    /// `HMAC-SHA256`.
    HmacSha256,
    /// `HMAC-SHA512`.
    HmacSha512,
    /// `RSA-SHA1` (section 3.4.3).
    RsaSha1,
    /// `RSA-SHA256`.
    RsaSha256,
    /// `RSA-SHA512`.
    RsaSha512,
    /// `PLAINTEXT` (section 3.4.4).
    Plaintext,
    /// HMAC with MD5: no provider takes it, some clients make it.
    HmacMd5,
    /// HMAC with SHA-224.
    HmacSha224,
    /// HMAC with SHA-384.
    HmacSha384,
}

impl Algorithm {
    /// The methods that a request may name, in the order of their fame.
    pub const NAMED: [Self; 7] = [
        Self::HmacSha1,
        Self::HmacSha256,
        Self::HmacSha512,
        Self::RsaSha1,
        Self::RsaSha256,
        Self::RsaSha512,
        Self::Plaintext,
    ];

    /// The value of `oauth_signature_method`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::HmacSha1 => "HMAC-SHA1",
            Self::HmacSha256 => "HMAC-SHA256",
            Self::HmacSha512 => "HMAC-SHA512",
            Self::RsaSha1 => "RSA-SHA1",
            Self::RsaSha256 => "RSA-SHA256",
            Self::RsaSha512 => "RSA-SHA512",
            Self::Plaintext => "PLAINTEXT",
            Self::HmacMd5 => "HMAC-MD5",
            Self::HmacSha224 => "HMAC-SHA224",
            Self::HmacSha384 => "HMAC-SHA384",
        }
    }

    /// The method of that exact name.
    #[must_use]
    pub fn named(name: &[u8]) -> Option<Self> {
        Self::NAMED
            .into_iter()
            .find(|algorithm| algorithm.name().as_bytes() == name)
    }

    /// The method that a misspelt name means: `HmacSHA1`, `hmac_sha_1`.
    #[must_use]
    pub fn meant_by(name: &[u8]) -> Option<Self> {
        let plain = |text: &[u8]| -> Vec<u8> {
            text.iter()
                .filter(|byte| byte.is_ascii_alphanumeric())
                .map(u8::to_ascii_lowercase)
                .collect()
        };
        Self::NAMED
            .into_iter()
            .find(|algorithm| plain(algorithm.name().as_bytes()) == plain(name))
    }

    /// Whether the key itself is sent.
    #[must_use]
    pub fn is_plain(self) -> bool {
        matches!(self, Self::Plaintext)
    }

    /// Whether it signs with an RSA key.
    #[must_use]
    pub fn is_rsa(self) -> bool {
        matches!(self, Self::RsaSha1 | Self::RsaSha256 | Self::RsaSha512)
    }

    /// The length of its digest in bytes; 0 for `PLAINTEXT`.
    #[must_use]
    pub fn digest_len(self) -> usize {
        match self {
            Self::HmacSha1 | Self::RsaSha1 => 20,
            Self::HmacSha256 | Self::RsaSha256 => 32,
            Self::HmacSha512 | Self::RsaSha512 => 64,
            Self::HmacMd5 => 16,
            Self::HmacSha224 => 28,
            Self::HmacSha384 => 48,
            Self::Plaintext => 0,
        }
    }
}

/// Which signature method is computed.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum AlgorithmRule {
    /// The one that the request names.
    #[default]
    Declared,
    /// That one.
    Other(Algorithm),
}

/// What is hashed with what.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum Construction {
    /// HMAC of the base string under the key; for RSA the hash of the base string.
    #[default]
    Standard,
    /// A plain hash of the key, then the base string.
    HashOfKeyAndText,
    /// A plain hash of the base string, then the key.
    HashOfTextAndKey,
    /// A plain hash of the base string, `&`, the key.
    HashOfTextAmpersandKey,
    /// A plain hash of the base string alone.
    HashOfText,
    /// A plain hash of the key alone.
    HashOfKey,
    /// HMAC with key and base string swapped.
    Swapped,
    /// Over the hash of the base string.
    OverDigest,
    /// Over the hash of the base string in hex.
    OverHexDigest,
    /// Over the hash of the base string in base64.
    OverBase64Digest,
    /// HMAC of the HMAC.
    Twice,
    /// HMAC of the empty text.
    OverNothing,
}

/// How a text becomes bytes.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum TextBytes {
    /// UTF-8, and that is ASCII for a base string.
    #[default]
    Utf8,
    /// UTF-16, little-endian.
    Utf16Le,
    /// UTF-16, big-endian.
    Utf16Be,
    /// UTF-16, little-endian, after a byte-order mark.
    Utf16LeMarked,
    /// UTF-16, big-endian, after a byte-order mark.
    Utf16BeMarked,
    /// UTF-32, little-endian.
    Utf32Le,
    /// After a UTF-8 byte-order mark.
    Utf8Marked,
}

/// How the digest becomes text.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum Output {
    /// Base64, padded.
    #[default]
    Base64,
    /// Hex, lower case.
    Hex,
    /// Hex, upper case.
    HexUpper,
    /// Hex with a hyphen between two bytes, upper case.
    HexHyphens,
    /// Base64 of the hex text.
    Base64OfHex,
    /// Base64 of the upper-case hex text.
    Base64OfHexUpper,
    /// Base64 of the base64 text.
    Base64OfBase64,
    /// The base64url alphabet, padded.
    Base64Url,
    /// The base64url alphabet, no padding.
    Base64UrlUnpadded,
    /// Base64 without padding.
    Unpadded,
    /// A line feed at the end.
    TrailingLineFeed,
    /// CR LF at the end.
    TrailingCrLf,
    /// Base64 broken by a line feed after every 76 characters, and at the end.
    Lines76,
    /// Base64 broken by a line feed after every 64 characters, and at the end.
    Lines64,
    /// Base64 broken by a line feed after every 60 characters, and at the end.
    Lines60,
    /// Base64 in lower case.
    Lowercased,
    /// Base64 in upper case.
    Uppercased,
    /// The digest's bytes as ISO 8859-1 characters, in UTF-8, in base64.
    BytesAsCharacters,
    /// The digest's bytes read as UTF-8, U+FFFD for what is none, in base64.
    LossyUtf8,
    /// The digest's bytes read as ASCII, `?` for what is none, in base64.
    LossyAscii,
    /// `b'…'` around the base64.
    PythonBytes,
    /// Base64 in double quotes.
    Quoted,
    /// The digest's bytes as a list of numbers, joined by commas.
    Numbers,
    /// Base64 of that list.
    Base64OfNumbers,
    /// Base64 of the first half of the digest.
    FirstHalf,
    /// Base64 of the first ten bytes.
    FirstTen,
    /// Base64 of the first sixteen bytes.
    FirstSixteen,
    /// Base64, its last character lost.
    LastCharacterLost,
    /// The digest's bytes themselves.
    Raw,
    /// Base64 of the digest's bytes after their first zero byte was taken for the end.
    CutAtZeroByte,
    /// The base string itself.
    BaseString,
    /// The key itself.
    Key,
}

/// What happened to the signature's text on its way to the wire.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum SignatureWire {
    /// Nothing that decoding does not undo.
    #[default]
    AsIs,
    /// Percent-encoded once too often.
    EncodedTwice,
    /// Percent-encoded twice too often.
    EncodedThrice,
    /// Every `+` a space.
    PlusesAsSpaces,
    /// Every `+` lost.
    PlusesLost,
    /// Every `/` as `%2F`, nothing else encoded.
    SlashesEncoded,
    /// Encoded once too often, in lower-case hex.
    EncodedTwiceLower,
    /// Form-encoded once too often.
    FormEncodedTwice,
}

impl Plain for AlgorithmRule {}
impl Plain for Construction {}
impl Plain for TextBytes {}
impl Plain for Output {}
impl Plain for SignatureWire {}

impl AlgorithmRule {
    /// The method that is computed where the request names `declared`.
    #[must_use]
    pub fn of(self, declared: Algorithm) -> Algorithm {
        match self {
            Self::Declared => declared,
            Self::Other(algorithm) => algorithm,
        }
    }
}

/// The bytes that are written as the signature: the digest of HMAC, or the RSA signature of it
/// (PKCS#1 v1.5, section 3.4.3). `None` when the key does not suit the digest.
#[must_use]
pub fn signed_bytes(
    algorithm: Algorithm,
    digest: &Digest,
    private_key: Option<&PrivateKey>,
) -> Option<Vec<u8>> {
    let Some(scheme) = scheme(algorithm) else {
        return Some(digest.as_bytes().to_vec());
    };
    private_key?.0.sign(scheme, digest.as_bytes()).ok()
}

/// Whether an RSA signature (PKCS#1 v1.5, section 3.4.3) is one of that digest.
#[must_use]
pub fn opens(algorithm: Algorithm, digest: &Digest, signed: &[u8], key: &PublicKey) -> bool {
    let Some(scheme) = scheme(algorithm) else {
        return false;
    };
    key.0.verify(scheme, digest.as_bytes(), signed).is_ok()
}

/// How a digest is padded for RSA; `None` for the methods that are not RSA.
fn scheme(algorithm: Algorithm) -> Option<Pkcs1v15Sign> {
    Some(match algorithm {
        Algorithm::RsaSha1 => Pkcs1v15Sign::new::<Sha1>(),
        Algorithm::RsaSha256 => Pkcs1v15Sign::new::<Sha256>(),
        Algorithm::RsaSha512 => Pkcs1v15Sign::new::<Sha512>(),
        _ => return None,
    })
}

/// The signature's text, as the wire holds it once decoded.
#[must_use]
pub fn signature_text(
    signed: &[u8],
    base_string: &[u8],
    key: &[u8],
    choice: &SignatureChoice,
) -> Vec<u8> {
    let text = output(signed, base_string, key, choice.output);
    match choice.wire {
        SignatureWire::AsIs => text,
        how => wire(&text, how),
    }
}

/// The text of a `PLAINTEXT` signature: the key itself (section 3.4.4).
#[must_use]
pub fn plaintext(base_string: &[u8], key: &[u8], choice: &SignatureChoice) -> Vec<u8> {
    match choice.output {
        Output::BaseString => wire(base_string, choice.wire),
        _ => wire(key, choice.wire),
    }
}

pub(crate) fn output(signed: &[u8], base_string: &[u8], key: &[u8], how: Output) -> Vec<u8> {
    let base64 = || STANDARD.encode(signed);
    let upper = || hex(signed).to_ascii_uppercase();
    let numbers = || {
        let numbers: Vec<String> = signed.iter().map(u8::to_string).collect();
        numbers.join(",")
    };
    let lines = |width: usize| {
        let text = base64();
        let mut out = String::new();
        for line in text.as_bytes().chunks(width) {
            out.push_str(&String::from_utf8_lossy(line));
            out.push('\n');
        }
        out
    };
    let text = match how {
        Output::Base64 => base64(),
        Output::Hex => return hex(signed),
        Output::HexUpper => return upper(),
        Output::HexHyphens => {
            return bstr::join(
                "-",
                signed
                    .iter()
                    .map(|byte| format!("{byte:02X}"))
                    .collect::<Vec<_>>(),
            );
        }
        Output::Base64OfHex => STANDARD.encode(hex(signed)),
        Output::Base64OfHexUpper => STANDARD.encode(upper()),
        Output::Base64OfBase64 => STANDARD.encode(base64()),
        Output::Base64Url => URL_SAFE.encode(signed),
        Output::Base64UrlUnpadded => URL_SAFE_NO_PAD.encode(signed),
        Output::Unpadded => STANDARD_NO_PAD.encode(signed),
        Output::TrailingLineFeed => base64() + "\n",
        Output::TrailingCrLf => base64() + "\r\n",
        Output::Lines76 => lines(76),
        Output::Lines64 => lines(64),
        Output::Lines60 => lines(60),
        Output::Lowercased => base64().to_lowercase(),
        Output::Uppercased => base64().to_uppercase(),
        Output::BytesAsCharacters => STANDARD.encode(
            signed
                .iter()
                .map(|byte| char::from(*byte))
                .collect::<String>(),
        ),
        Output::LossyUtf8 => STANDARD.encode(signed.to_str_lossy().as_bytes()),
        Output::LossyAscii => STANDARD.encode(
            signed
                .iter()
                .map(|byte| if byte.is_ascii() { *byte } else { b'?' })
                .collect::<Vec<_>>(),
        ),
        Output::PythonBytes => format!("b'{}'", base64()),
        Output::Quoted => format!("\"{}\"", base64()),
        Output::Numbers => numbers(),
        Output::Base64OfNumbers => STANDARD.encode(numbers()),
        Output::FirstHalf => STANDARD.encode(&signed[..signed.len() / 2]),
        Output::FirstTen => STANDARD.encode(&signed[..signed.len().min(10)]),
        Output::FirstSixteen => STANDARD.encode(&signed[..signed.len().min(16)]),
        Output::LastCharacterLost => {
            let mut text = base64();
            text.pop();
            text
        }
        Output::Raw => return signed.to_vec(),
        Output::CutAtZeroByte => {
            STANDARD.encode(&signed[..signed.find_byte(0).unwrap_or(signed.len())])
        }
        Output::BaseString => return base_string.to_vec(),
        Output::Key => return key.to_vec(),
    };
    text.into_bytes()
}

pub(crate) fn wire(text: &[u8], how: SignatureWire) -> Vec<u8> {
    let rfc = Encoder::rfc();
    match how {
        SignatureWire::AsIs => text.to_vec(),
        SignatureWire::EncodedTwice => rfc.encode(text),
        SignatureWire::EncodedThrice => rfc.encode(&rfc.encode(text)),
        SignatureWire::PlusesAsSpaces => text.replace("+", " "),
        SignatureWire::PlusesLost => text.replace("+", ""),
        SignatureWire::SlashesEncoded => text.replace("/", "%2F"),
        SignatureWire::EncodedTwiceLower => text
            .replace("+", "%2b")
            .replace("/", "%2f")
            .replace("=", "%3d"),
        SignatureWire::FormEncodedTwice => text.replace("+", "%2B").replace("/", "%2F"),
    }
}
