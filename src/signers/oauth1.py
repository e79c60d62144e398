"""Signs a request with OAuth 1.0a as RFC 5849 says: HMAC-SHA1, HMAC-SHA256 or HMAC-SHA512.

SPDX-License-Identifier: MIT OR Apache-2.0

    url = "https://api.example.com/1/statuses/update.json?lang=en"
    form = [("status", "Hello Ladies + Gentlemen")]
    header = oauth_header("POST", url, form, "consumer key", "consumer secret", "token", "token secret")
    requests.post(url, data=form, headers={"Authorization": header})

The URL is the one that is sent, with its query. `form` holds the decoded fields of a form body
(application/x-www-form-urlencoded); a JSON or multipart body is not signed, so it stays empty there.
Leave the token out where there is none. Further protocol parameters go by name, and replace the defaults:
oauth_callback="oob", oauth_verifier="…", oauth_signature_method="HMAC-SHA256"; realm="…" is sent and not signed.
"""
import base64
import hmac
import secrets
import time
from urllib.parse import parse_qsl, quote, urlsplit


def oauth_header(method, url, form, consumer_key, consumer_secret, token="", token_secret="", **more):
    def encode(text):
        return quote(text, safe="~")

    oauth = {
        "oauth_consumer_key": consumer_key,
        "oauth_nonce": secrets.token_hex(16),
        "oauth_signature_method": "HMAC-SHA1",
        "oauth_timestamp": str(int(time.time())),
        "oauth_version": "1.0",
    }
    if token:
        oauth["oauth_token"] = token
    oauth.update(more)
    realm = oauth.pop("realm", None)
    hashes = {"HMAC-SHA1": "sha1", "HMAC-SHA256": "sha256", "HMAC-SHA512": "sha512"}
    digest = hashes[oauth["oauth_signature_method"]]

    # Query, form and protocol parameters: decoded, encoded anew, and only then sorted (section 3.4.1.3).
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True) + list(form) + list(oauth.items())
    encoded = sorted((encode(name), encode(value)) for name, value in pairs if name != "oauth_signature")
    parameters = "&".join(f"{name}={value}" for name, value in encoded)

    # Scheme and host in lower case, no default port, no query (section 3.4.1.2).
    host = parts.netloc.rpartition("@")[2].lower()
    port = {"http": ":80", "https": ":443"}.get(parts.scheme)
    uri = f"{parts.scheme}://{host.removesuffix(port) if port else host}{parts.path or '/'}"

    base_string = "&".join(map(encode, (method.upper(), uri, parameters)))
    key = encode(consumer_secret) + "&" + encode(token_secret)
    made = hmac.new(key.encode(), base_string.encode(), digest).digest()
    oauth["oauth_signature"] = base64.b64encode(made).decode()
    sent = ([("realm", realm)] if realm is not None else []) + sorted(oauth.items())
    return "OAuth " + ", ".join(f'{name}="{encode(value)}"' for name, value in sent)
