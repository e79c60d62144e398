#!/usr/bin/env python3
"""Signs the pastes of tests/cases/{covered-values,mail-quoted,cut-body,shell-fills-in,secrets-in-lines}
with Python's own hmac."""

import base64
import hashlib
import hmac
from pathlib import Path
from urllib.parse import quote

CASES = Path(__file__).parents[2] / "cases"
KEYS = 'consumer_secret = "csecret"\ntoken_secret = "tsecret"\n'
PROTOCOL = [
    ("oauth_consumer_key", "xvz1evFS4wEEPTGEFPHBog"),
    ("oauth_nonce", "kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg"),
    ("oauth_signature_method", "HMAC-SHA1"),
    ("oauth_timestamp", "1790000000"),
    ("oauth_token", "370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb"),
    ("oauth_version", "1.0"),
]


def rfc(text):
    return quote(text, safe="-._~")


def plus(text):
    return rfc(text).replace("%20", "+")


def header(method, url, parameters, encode):
    pairs = sorted((encode(k), encode(v)) for k, v in PROTOCOL + parameters)
    normalized = "&".join(f"{k}={v}" for k, v in pairs)
    text = "&".join([method, rfc(url), rfc(normalized)])
    digest = hmac.new(b"csecret&tsecret", text.encode(), hashlib.sha1).digest()
    signature = base64.b64encode(digest).decode()
    fields = PROTOCOL + [("oauth_signature", signature)]
    return signature, "OAuth " + ", ".join(f'{k}="{rfc(v)}"' for k, v in fields)


def write(case, name, text):
    (CASES / case).mkdir(exist_ok=True)
    (CASES / case / "keys.toml").write_text(KEYS)
    (CASES / case / name).write_text(text)


UPDATE = "https://api.birds.example/1.1/statuses/update.json"
SEARCH = "https://api.birds.example/1.1/search/tweets.json"
STATUS = [("status", "Hello Ladies + Gentlemen, a signed request!")]
QUERY = [("q", "free as in beer"), ("count", "10")]
URL = SEARCH + "?q=free%20as%20in%20beer&count=10"

for name, encode in [("right", rfc), ("wrong", plus)]:
    body = "status=" + rfc(STATUS[0][1])
    _, post = header("POST", UPDATE, STATUS, encode)
    folded = post.replace(", oauth_timestamp", ",\n oauth_timestamp")
    quoted = f"""The request we send is

POST /1.1/statuses/update.json HTTP/1.1
Host: api.birds.example
Content-Type: application/x-www-form-urlencoded
Authorization: {folded}

{body}

and we get 401."""
    quoted = "\n".join(f"> {line}".rstrip() for line in quoted.split("\n"))
    write("mail-quoted", f"{name}.txt", f"Hi team,\n\n{quoted}\n\nAny idea?\nRegards\n")
    write(
        "cut-body",
        f"{name}.http",
        f"""POST {UPDATE} HTTP/1.1
Authorization: {post}
Content-Type: application/x-www-form-urlencoded

{body[:35]}\u2026
""",
    )
    signature, get = header("GET", SEARCH, QUERY, encode)
    stars = get.replace(PROTOCOL[4][1], "***")
    write("covered-values", f"token-{name}.txt", f"curl '{URL}' -H 'Authorization: {stars}'\n")
    half = get.replace(PROTOCOL[0][1], PROTOCOL[0][1][:4] + "\u2026")
    write("covered-values", f"key-{name}.txt", f"GET {URL}\nAuthorization: {half}\n")
    none = get.replace(rfc(signature), "[REDACTED]")
    write("covered-values", f"signature-{name}.txt", f"GET {URL}\nAuthorization: {none}\n")
    sent = f"curl -X POST {UPDATE} -H 'Authorization: {post}'"
    write("shell-fills-in", f"variable-{name}.sh", f'{sent} -d "status=$STATUS"\n')
    write("shell-fills-in", f"file-{name}.sh", f"{sent} -d @body.txt\n")
    lines = "CONSUMER_SECRET=csecret\nexport TWITTER_ACCESS_TOKEN_SECRET='tsecret'\n"
    write("secrets-in-lines", f"{name}.sh", f"{lines}\n{sent} -d '{body}'\n")
