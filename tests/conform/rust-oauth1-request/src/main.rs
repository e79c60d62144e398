//! oauth1-request: query and form pairs as a parameter list, the URI without its query.

use std::io::{BufRead, Write};
use std::num::NonZeroU64;

use oauth1_request as oauth;
use serde_json::{json, Value};

fn sign(request: &Value) -> Result<Value, String> {
    let text = |name: &str| request[name].as_str().unwrap_or_default().to_owned();
    let given = |name: &str| {
        let all = request["oauth"].as_array()?;
        let pair = all.iter().find(|pair| pair[0] == name)?;
        pair[1].as_str().map(str::to_owned)
    };
    let pairs: Vec<(String, String)> = request["parameters"]
        .as_array()
        .ok_or("no parameters")?
        .iter()
        .map(|pair| (pair[0].as_str().unwrap_or_default().to_owned(), pair[1].as_str().unwrap_or_default().to_owned()))
        .collect();
    let list = oauth::ParameterList::new(pairs);
    let url = text("url");
    let uri = url.split(['?', '#']).next().unwrap_or_default();
    let client = oauth::Credentials::new(text("consumer_key"), text("consumer_secret"));
    let token = request["token"].as_str().map(|token| oauth::Credentials::new(token.to_owned(), text("token_secret")));
    let (nonce, callback, verifier) = (given("oauth_nonce"), given("oauth_callback"), given("oauth_verifier"));
    let timestamp = given("oauth_timestamp").and_then(|t| t.parse().ok()).and_then(NonZeroU64::new);
    macro_rules! authorize {
        ($method:expr) => {
            oauth::Builder::new(client, $method)
                .token(token)
                .nonce(nonce.as_deref())
                .timestamp(timestamp)
                .version(given("oauth_version").is_some())
                .callback(callback.as_deref())
                .verifier(verifier.as_deref())
                .authorize(&text("method"), uri, &list)
        };
    }
    let header = match text("signature_method").as_str() {
        "HMAC-SHA1" => authorize!(oauth::HMAC_SHA1),
        "PLAINTEXT" => authorize!(oauth::Plaintext::new()),
        _ => return Err("signature method not supported".into()),
    };
    Ok(json!({ "authorization": header }))
}

fn main() -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let answer = serde_json::from_str(&line?).map_err(|e| e.to_string()).and_then(|request| sign(&request));
        writeln!(out, "{}", answer.unwrap_or_else(|error| json!({ "error": error })))?;
        out.flush()?;
    }
    Ok(())
}
