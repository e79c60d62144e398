//! The names that people and programs give to the five parts of credentials.

/// One of the parts.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(super) enum Part {
    /// The consumer key.
    ConsumerKey,
    /// The consumer secret.
    ConsumerSecret,
    /// The token.
    Token,
    /// The token secret.
    TokenSecret,
    /// The RSA private key, or its file.
    PrivateKey,
}

/// Each name, in lower case and without what stands between its words. The longer goes before the
/// shorter that it ends with: `accesstokensecret` ends with `tokensecret`.
const NAMES: &[(&str, Part)] = &[
    ("consumerkey", Part::ConsumerKey),
    ("oauthconsumerkey", Part::ConsumerKey),
    ("clientkey", Part::ConsumerKey),
    ("clientid", Part::ConsumerKey),
    ("apikey", Part::ConsumerKey),
    ("appkey", Part::ConsumerKey),
    ("consumersecret", Part::ConsumerSecret),
    ("consumersecretkey", Part::ConsumerSecret),
    ("oauthconsumersecret", Part::ConsumerSecret),
    ("clientsecret", Part::ConsumerSecret),
    ("apisecret", Part::ConsumerSecret),
    ("apisecretkey", Part::ConsumerSecret),
    ("apikeysecret", Part::ConsumerSecret),
    ("appsecret", Part::ConsumerSecret),
    ("token", Part::Token),
    ("tokenid", Part::Token),
    ("tokenkey", Part::Token),
    ("accesstoken", Part::Token),
    ("accesstokenkey", Part::Token),
    ("accesskey", Part::Token),
    ("oauthtoken", Part::Token),
    ("oauthaccesstoken", Part::Token),
    ("tokensecret", Part::TokenSecret),
    ("accesstokensecret", Part::TokenSecret),
    ("accesssecret", Part::TokenSecret),
    ("oauthtokensecret", Part::TokenSecret),
    ("oauthaccesstokensecret", Part::TokenSecret),
    ("privatekey", Part::PrivateKey),
    ("rsaprivatekey", Part::PrivateKey),
    ("privatekeyfile", Part::PrivateKey),
    ("privatekeypath", Part::PrivateKey),
];

/// The part that a name means as a whole: `accessTokenSecret`, `ACCESS_TOKEN_SECRET`.
pub(super) fn part(name: &str) -> Option<Part> {
    let letters: String = words(name).concat();
    NAMES
        .iter()
        .find(|(known, _)| *known == letters)
        .map(|(_, part)| *part)
}

/// The part that a name's last words mean, and the words before them: `TWITTER_API_KEY`.
pub(super) fn ending(name: &str) -> Option<(String, Part)> {
    let words = words(name);
    (0..words.len()).find_map(|at| {
        let (before, name) = words.split_at(at);
        let letters = name.concat();
        let (_, part) = NAMES.iter().find(|(known, _)| *known == letters)?;
        Some((before.join("-"), *part))
    })
}

/// The words of a name, in lower case: at `_`, `-`, `.`, a blank, and where a capital begins one.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut new = true;
    let mut after_small = false;
    for letter in name.chars() {
        if !letter.is_alphanumeric() {
            new = true;
            continue;
        }
        if new || (after_small && letter.is_uppercase()) {
            words.push(String::new());
        }
        new = false;
        after_small = letter.is_lowercase() || letter.is_numeric();
        if let Some(word) = words.last_mut() {
            word.extend(letter.to_lowercase());
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_known_in_every_spelling() {
        for name in [
            "access_token_secret",
            "accessTokenSecret",
            "ACCESS-TOKEN-SECRET",
            "Access Token Secret",
            "oauth_token_secret",
        ] {
            assert_eq!(part(name), Some(Part::TokenSecret), "{name}");
        }
        assert_eq!(part("apiKey"), Some(Part::ConsumerKey));
        assert_eq!(part("secret"), None);
    }

    #[test]
    fn what_stands_before_a_name_is_told_apart() {
        let ends = |name| ending(name).unwrap();
        assert_eq!(
            ends("TWITTER_API_KEY"),
            ("twitter".into(), Part::ConsumerKey)
        );
        assert_eq!(ends("nsSandboxTokenId"), ("ns-sandbox".into(), Part::Token));
        assert_eq!(
            ends("API_KEY_SECRET"),
            (String::new(), Part::ConsumerSecret)
        );
        assert_eq!(ending("DATABASE_URL"), None);
    }
}
