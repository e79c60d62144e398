#!/usr/bin/env python3
"""Signs requests as the code in public reports of failing signatures does, with the standard library.

    record.py > fixtures/recorded/reports/cases.json

Each function below is one report: the client's own way to put a base string together, written out
as that code has it. What is wrong with it stands beside it, by the catalogue's id; `right` marks
code that looks wrong and is not. The right signature is computed from RFC 5849, a second time.
"""
import base64
import hashlib
import hmac
import json
from urllib.parse import quote, quote_plus

KEYS = {"consumer_key": "vG4kZp9mTq2XbLs7", "consumer_secret": "Xr7pQ2mVb9KcT4nLw8sZe3HyUaJd6GfR",
        "token": "370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9E", "token_secret": "b1Nq8WmZ5tYcK0xRv3LpDh7SjGf2EuAo"}
URL = "https://api.example.com/1/statuses/update.json"
STATUS = "Hello Ladies + Gentlemen, a signed OAuth request! ~ it's (50*2)/4"
OAUTH = [("oauth_consumer_key", KEYS["consumer_key"]), ("oauth_nonce", "a7c5e1904f3b4d2d8e6f"),
         ("oauth_signature_method", "HMAC-SHA1"), ("oauth_timestamp", "1318622958"),
         ("oauth_token", KEYS["token"]), ("oauth_version", "1.0")]
CASES = []


def rfc(text):
    return quote(text, safe="~")


def sign(base, key=None):
    key = key if key is not None else rfc(KEYS["consumer_secret"]) + "&" + rfc(KEYS["token_secret"])
    return base64.b64encode(hmac.new(key.encode(), base.encode(), hashlib.sha1).digest()).decode()


def right(pairs):
    parameters = "&".join(f"{n}={v}" for n, v in sorted((rfc(n), rfc(v)) for n, v in pairs))
    return "&".join(["POST", rfc(URL), rfc(parameters)])


def report(id, note, mistakes, form=(("status", STATUS),), token=True, header=None, sent=None, key=None, intended=(), findings=()):
    """Registers a report: the function makes the base string of all its pairs.

    `sent` are the pairs of the body where others are sent than are signed, `intended` what the user
    says was meant, `findings` what is wrong with the wire.
    """
    def register(make):
        oauth = [p for p in OAUTH if token or p[0] != "oauth_token"]
        pairs = list(form) + oauth
        base = make(pairs)
        signature = sign(base, key)
        correct = right(pairs if sent is None else list(sent) + oauth)
        own_key = rfc(KEYS["consumer_secret"]) + "&" + (rfc(KEYS["token_secret"]) if token else "")
        fields = sorted(oauth + [("oauth_signature", signature)])
        written = (header or (lambda f: "OAuth " + ", ".join(f'{n}="{rfc(v)}"' for n, v in f)))(fields)
        body = "&".join(f"{rfc(n)}={rfc(v)}" for n, v in (form if sent is None else sent))
        if not mistakes and sent is None:
            assert signature == sign(correct, own_key), id
        CASES.append({
            "id": id, "note": note, "mistakes": mistakes, "intended": [list(p) for p in intended],
            "findings": list(findings),
            "request": {"method": "POST", "url": URL, "headers": [
                ["Content-Type", "application/x-www-form-urlencoded"], ["Authorization", written]], "body": body},
            "credentials": KEYS if token else {n: KEYS[n] for n in ("consumer_key", "consumer_secret")},
            "base_string": base, "signature": signature, "right_signature": sign(correct, own_key)})
        return make
    return register


def java(text):
    """java.net.URLEncoder: `*` left, `~` escaped, a space as `+`."""
    return quote_plus(text, safe="*").replace("~", "%7E")


def php_urlencode(text):
    return quote_plus(text, safe="").replace("~", "%7E")


@report("java-urlencoder", "URLEncoder for each parameter and for the whole base string",
        ["enc-space-plus", "enc-star-literal", "enc-tilde-escaped"])
def _(pairs):
    parameters = "&".join(f"{java(n)}={java(v)}" for n, v in sorted(pairs))
    return "POST&" + java(URL) + "&" + java(parameters)


@report("encoded-once", "values put in raw, the whole parameter string encoded once", ["assembly-single-encoding"])
def _(pairs):
    return "POST&" + rfc(URL) + "&" + rfc("&".join(f"{n}={v}" for n, v in sorted(pairs)))


@report("parameters-not-encoded", "values encoded, the parameter string not", ["assembly-params-not-encoded"])
def _(pairs):
    return "POST&" + rfc(URL) + "&" + "&".join(f"{rfc(n)}={rfc(v)}" for n, v in sorted(pairs))


@report("php-rawurlencode", "str_replace('+', ' ', str_replace('%7E', '~', rawurlencode($s))): looks odd, is right", [])
def _(pairs):
    def encode(text):
        return quote(text, safe="").replace("~", "%7E").replace("%7E", "~").replace("+", " ")
    return "&".join(["POST", encode(URL), encode("&".join(f"{encode(n)}={encode(v)}" for n, v in sorted(pairs)))])


@report("php-urlencode", "the same around urlencode: the `+` of a space becomes a raw space", ["enc-space-raw"])
def _(pairs):
    def encode(text):
        return php_urlencode(text).replace("%7E", "~").replace("+", " ")
    return "&".join(["POST", encode(URL), encode("&".join(f"{encode(n)}={encode(v)}" for n, v in sorted(pairs)))])


@report("python-pairs-joined-by-26", "each encoded pair quoted as one, joined by %26: looks odd, is right", [])
def _(pairs):
    joined = "%26".join(quote(f"{quote(n, safe='~')}={quote(v, safe='~')}", safe="~") for n, v in sorted(pairs))
    return "&".join(["POST", quote(URL, safe="~"), joined])


@report("python-default-safe", "the same with urllib.quote's default safe='/'", ["enc-slash-literal"])
def _(pairs):
    joined = "%26".join(quote(f"{quote(n)}={quote(v)}", safe="") for n, v in sorted(pairs))
    return "&".join(["POST", quote(URL, safe=""), joined])


@report("python-default-safe-everywhere", "urllib.quote's default safe='/' in all three places", ["enc-slash-literal"])
def _(pairs):
    return "&".join(["POST", quote(URL), quote("&".join(f"{quote(n)}={quote(v)}" for n, v in sorted(pairs)))])


@report("sorted-by-decoded-key", "sorted before it was encoded", ["sort-before-encode"],
        form=(("aZ", "1"), ("a[", "2"), ("status", STATUS)))
def _(pairs):
    parameters = "&".join(f"{rfc(n)}={rfc(v)}" for n, v in sorted(pairs))
    return "POST&" + rfc(URL) + "&" + rfc(parameters)


@report("header-joined-by-ampersands", "the header's fields joined by `&`; the signature is right", [],
        findings=["header-amp-separators"], header=lambda f: "OAuth " + "&".join(f'{n}="{rfc(v)}"' for n, v in f))
def _(pairs):
    return right(pairs)


@report("header-without-scheme", "the header without `OAuth`; the signature is right", [],
        findings=["header-no-scheme"], header=lambda f: ", ".join(f'{n}="{rfc(v)}"' for n, v in f))
def _(pairs):
    return right(pairs)


@report("status-left-out", "status not signed", ["body-form-omitted"])
def _(pairs):
    return right([p for p in pairs if p[0] != "status"])


@report("one-of-two-left-out", "of two parameters of the body status not signed", ["param-omitted"],
        form=(("lat", "37.7"), ("status", STATUS)))
def _(pairs):
    return right([p for p in pairs if p[0] != "status"])


@report("status-not-sent", "status signed, and the body sent without it", ["changed-after-signing"], sent=(("lat", "37.7"),),
        form=(("lat", "37.7"), ("status", STATUS)), intended=(("status", STATUS),))
def _(pairs):
    return right(pairs)


@report("no-ampersand", "the bare consumer secret as the key, on a request without a token", ["key-no-ampersand"],
        token=False, key=KEYS["consumer_secret"])
def _(pairs):
    return right(pairs)


@report("html-escaped", "the parameter string HTML-escaped before it was encoded", ["capture-html-escaped"],
        form=(("lat", "37.7"), ("status", "Hello")))
def _(pairs):
    parameters = "&amp;".join(f"{rfc(n)}={rfc(v)}" for n, v in sorted(pairs))
    return "POST&" + rfc(URL) + "&" + rfc(parameters)


print(json.dumps({"cases": CASES}, indent=1, ensure_ascii=False))
