#!/usr/bin/env python3
"""A signer for OAuth 1.0a as it is written by hand in Python, and the mistakes that are made in it.

Each case is the right signer with one step written otherwise, by Python's own functions.
Run: sign.py requests.tsv
"""
import base64
import hashlib
import hmac
import html
import json
import platform
import re
import sys
from enum import Enum
from types import SimpleNamespace
from urllib.parse import parse_qs, parse_qsl, quote, unquote, unquote_plus, urlsplit


def read_requests(path):
    found = {}
    for line in open(path, encoding="utf-8"):
        kind, *fields = line.rstrip("\n").split("\t")
        if kind == "request":
            r = found[fields[0]] = SimpleNamespace(oauth=[], others=[])
            continue
        values = [bytes.fromhex(field[1:]).decode() for field in fields]
        if kind == "oauth":
            r.oauth.append(tuple(values))
        elif kind == "other":
            r.others.append(values[0])
        else:
            setattr(r, kind, values[0])
    return found


class Signer:
    """The right one. A case replaces one of its steps."""

    def encode(self, text):
        return quote(text, safe="~")

    def name(self, text):
        return self.encode(text)

    def value(self, text):
        return self.encode(text)

    def parse(self, text):
        return parse_qsl(text, keep_blank_values=True)

    def query(self, r):
        return self.parse(urlsplit(r.url).query)

    def form(self, r):
        return self.parse(r.body) if r.type == "application/x-www-form-urlencoded" else []

    def oauth(self, r):
        return list(r.oauth)

    def pairs(self, r):
        return self.query(r) + self.form(r) + self.oauth(r)

    def sort(self, pairs):
        return sorted(pairs)

    def join(self, pairs):
        return "&".join(f"{name}={value}" for name, value in pairs)

    def parameters(self, r):
        return self.join(self.sort([(self.name(n), self.value(v)) for n, v in self.pairs(r)]))

    def method(self, r):
        return r.method.upper()

    def uri(self, r):
        parts = urlsplit(r.url)
        host = parts.netloc.rpartition("@")[2].lower().removesuffix({"http": ":80", "https": ":443"}[parts.scheme])
        return f"{parts.scheme}://{host}{parts.path or '/'}"

    def part(self, text):
        return quote(text, safe="~")

    def assemble(self, r):
        return "&".join(self.part(text) for text in (self.method(r), self.uri(r), self.parameters(r)))

    def secret(self, text):
        return quote(text, safe="~")

    def key(self, r):
        return self.secret(r.consumer_secret) + "&" + self.secret(r.token_secret if r.token else "")

    def mac(self, key, base):
        return hmac.new(key, base, hashlib.sha1).digest()

    def text(self, digest):
        return base64.b64encode(digest).decode()


CASES = []


def case(mistake, request, **steps):
    """A mistake, the request that it is made in, and the steps that it is made by."""
    CASES.append((mistake, request, type("Case", (Signer,), steps)()))


def encoded(text):
    return quote(text, safe="~")


# Parameters.
case("request-params-omitted", "status", pairs=lambda s, r: s.oauth(r))
case("body-json-fields-included", "json", form=lambda s, r: [(n, str(v)) for n, v in json.loads(r.body).items()])
case("body-multipart-included", "multipart", form=lambda s, r: re.findall(r'name="(\w+)"\r\n\r\n(.*?)\r\n', r.body))
case("empty-values-as-none", "flags", query=lambda s, r: [(n, str(v or None)) for n, v in s.parse(urlsplit(r.url).query)])
case("pair-split-at-last-equals", "flags", parse=lambda s, text: [
    tuple(map(unquote_plus, re.match("(.*)=(.*)", pair).groups())) for pair in text.split("&") if pair])
case("empty-token-as-text", "temporary", oauth=lambda s, r: r.oauth + [("oauth_token", f"{None}")])
case("oauth-version-value", "status", oauth=lambda s, r: [(n, "1.0a" if n == "oauth_version" else v) for n, v in r.oauth])
case("verifier-missing", "access", oauth=lambda s, r: [(n, v) for n, v in r.oauth if n != "oauth_verifier"])
case("callback-default-added", "temporarybare", oauth=lambda s, r: r.oauth + [("oauth_callback", "about:blank")])
case("realm-included", "netsuite", oauth=lambda s, r: r.oauth + [("realm", r.realm)])
case("body-hash-missing", "hashed", oauth=lambda s, r: [(n, v) for n, v in r.oauth if n != "oauth_body_hash"])
case("body-hash-wrong-alg", "hashed", oauth=lambda s, r: [
    (n, base64.b64encode(hashlib.sha256(r.body.encode()).digest()).decode() if n == "oauth_body_hash" else v) for n, v in r.oauth])
case("body-hash-other-bytes", "hashed", oauth=lambda s, r: [
    (n, base64.b64encode(hashlib.sha1(json.dumps(json.loads(r.body), separators=(",", ":")).encode()).digest()).decode()
     if n == "oauth_body_hash" else v) for n, v in r.oauth])
case("html-entity-decoded", "text", form=lambda s, r: [(n, html.unescape(v)) for n, v in s.parse(r.body)])
case("bool-or-number-format", "flags", query=lambda s, r: [
    (n, str(v == "true") if v in ("true", "false") else v) for n, v in s.parse(urlsplit(r.url).query)])
case("param-omitted", "status", form=lambda s, r: s.parse(r.body)[:1])
case("query-signed-twice", "json", query=lambda s, r: s.parse(urlsplit(r.url).query) * 2)
case("protocol-params-omitted", "status", oauth=lambda s, r: [])
case("params-omitted", "status", parameters=lambda s, r: s.join([]))
case("array-stringified", "plainpath", query=lambda s, r: [(n, str(v)) for n, v in parse_qs(urlsplit(r.url).query).items()])
case("body-put-delete-omitted", "putform", form=lambda s, r: s.parse(r.body) if r.method == "POST" else [])

# Decoding and encoding.
case("body-value-decoded-first", "bodyescape", form=lambda s, r: [(n, unquote(v)) for n, v in s.parse(r.body)])
case("body-double-decoded", "bodyescape", form=lambda s, r: s.parse(unquote_plus(r.body)))
case("query-not-decoded", "escape", query=lambda s, r: [tuple(p.split("=", 1)) for p in urlsplit(r.url).query.split("&")])
case("body-not-decoded", "bodyescape", form=lambda s, r: [tuple(p.split("=", 1)) for p in r.body.split("&")])
case("triple-encoded-params", "status", encode=lambda s, text: encoded(encoded(encoded(text))))
case("double-encoded-params", "status", encode=lambda s, text: encoded(encoded(text)))
case("only-keys-encoded", "bodyescape", value=lambda s, text: text)
case("enc-skipped-if-encoded", "escape", encode=lambda s, text: text if "%" in text else encoded(text))
case("enc-plus-to-pct20", "status", encode=lambda s, text: encoded(text).replace("%2B", "%20"))
case("enc-space-double", "status", encode=lambda s, text: encoded(text.replace(" ", "%20")))
case("enc-slash-literal", "bodyescape", encode=lambda s, text: quote(text))
for mistake, safe in [("enc-bang-literal", "!"), ("enc-comma-literal", ","), ("enc-at-literal", "@"), ("enc-dollar-literal", "$"),
                      ("enc-semicolon-literal", ";"), ("enc-question-mark-literal", "?"), ("enc-percent-literal", "%"),
                      ("enc-colon-literal", ":"), ("enc-path-separators-literal", "/:"), ("enc-json-marks-literal", ",:"),
                      ("enc-equals-literal", "="), ("enc-hash-literal", "#"), ("enc-ampersand-literal", "&")]:
    case(mistake, "every", encode=lambda s, text, safe=safe: quote(text, safe="~" + safe))
for mistake, request, charset in [
        ("charset-windows1251", "russian", "cp1251"), ("charset-koi8-r", "russian", "koi8_r"), ("charset-windows1250", "latin2", "cp1250"),
        ("charset-iso-8859-2", "latin2", "iso8859_2"), ("charset-iso-8859-15", "euro", "iso8859_15"), ("charset-gbk", "chinese", "gbk"),
        ("charset-big5", "chinese", "big5"), ("charset-euc-kr", "korean", "euc_kr"), ("charset-mac-roman", "french", "mac_roman")]:
    case(mistake, request, encode=lambda s, text, charset=charset: quote(text.encode(charset), safe="~"))
case("charset-replacement-character", "french", encode=lambda s, text: encoded(text.encode("latin-1").decode("utf-8", "replace")))
case("charset-html-entity", "french", encode=lambda s, text: encoded(text.encode("ascii", "xmlcharrefreplace").decode()))
case("charset-json-escape", "french", encode=lambda s, text: encoded(json.dumps(text)[1:-1]))
case("charset-surrogates-separately", "pile", encode=lambda s, text: quote(
    "".join(chr(int.from_bytes(u, "little")) for u in re.findall(b"(?s)..", text.encode("utf-16-le"))).encode("utf-8", "surrogatepass"), safe="~"))
case("crypto-text-encoding", "status", mac=lambda s, key, base: Signer.mac(s, key, base.decode().encode("utf-16-le")))

case("?charset-replacement-character", "french", encode=lambda s, text: encoded(text.encode().decode("ascii", "replace")))
case("?unicode-bom-or-nbsp", "status", form=lambda s, r: [(n, "\ufeff" + v) for n, v in s.parse(r.body)])

# Order.
case("sort-values-only", "status", sort=lambda s, pairs: sorted(pairs, key=lambda pair: pair[1]))
case("sort-by-length", "lists", sort=lambda s, pairs: sorted(sorted(pairs), key=lambda pair: len(pair[0])))
case("sort-reverse", "status", sort=lambda s, pairs: sorted(pairs, reverse=True))
case("sort-sources-separately", "json", parameters=lambda s, r: s.join(
    sorted((encoded(n), encoded(v)) for n, v in r.oauth) + sorted((encoded(n), encoded(v)) for n, v in s.query(r))))
case("sort-fixed-template", "status", sort=lambda s, pairs: pairs)
case("sort-values-descending", "lists", sort=lambda s, pairs: sorted(sorted(pairs, key=lambda p: p[1], reverse=True), key=lambda p: p[0]))

# The base string URI.
case("redirect-resigned-not", "https", uri=lambda s, r: Signer.uri(s, r).replace("https://www.", "http://"))
case("uri-port-dropped", "port", uri=lambda s, r: "http://" + urlsplit(r.url).hostname + urlsplit(r.url).path)
case("uri-path-only", "plainpath", uri=lambda s, r: urlsplit(r.url).path)
case("uri-scheme-missing", "plainpath", uri=lambda s, r: urlsplit(r.url).netloc + urlsplit(r.url).path)
case("uri-scheme-slashes-missing", "plainpath", uri=lambda s, r: ":".join(urlsplit(r.url)[:1]) + ":" + "".join(urlsplit(r.url)[1:3]))
case("uri-idn-unicode", "idn", uri=lambda s, r: "https://" + urlsplit(r.url).netloc.encode().decode("idna") + urlsplit(r.url).path)
case("uri-encoded-twice", "plainpath", uri=lambda s, r: encoded(Signer.uri(s, r)))
case("uri-trailing-slash-dropped", "slash", uri=lambda s, r: Signer.uri(s, r).rstrip("/"))
case("uri-path-not-encoded", "path", uri=lambda s, r: unquote(Signer.uri(s, r)))
case("uri-path-double-encoded", "path", uri=lambda s, r: "https://" + urlsplit(r.url).netloc + quote(urlsplit(r.url).path))
case("uri-path-lowercased", "port", uri=lambda s, r: Signer.uri(s, r).lower())
case("uri-path-dropped", "plainpath", uri=lambda s, r: "https://" + urlsplit(r.url).netloc + "/")
case("uri-wrong-path", "plainpath", uri=lambda s, r: Signer.uri(s, r).replace("/1.1/", "/1/"))
case("uri-empty", "plainpath", uri=lambda s, r: "")
case("uri-host-header-differs", "proxied")
case("uri-restlet-query-in-uri", "netsuite", uri=lambda s, r: r.url, query=lambda s, r: [])
case("uri-double-slash", "path", uri=lambda s, r: "https://" + urlsplit(r.url).netloc + re.sub("//+", "/", urlsplit(r.url).path))

# The method.
Verb = Enum("HttpMethod", {"POST": "POST", "GET": "GET"})
case("method-class-name", "status", method=lambda s, r: str(Verb[r.method]))
case("method-literal-null", "plainpath", method=lambda s, r: f"{None}")
case("method-empty", "plainpath", method=lambda s, r: "")
case("method-wrong", "status", method=lambda s, r: "GET")

# The base string.
case("assembly-params-omitted", "status", parameters=lambda s, r: "")
case("assembly-uri-omitted", "status", assemble=lambda s, r: "&".join(map(encoded, (s.method(r), s.parameters(r)))))
case("assembly-params-only", "status", assemble=lambda s, r: encoded(s.parameters(r)))
case("assembly-newline-joined", "status", assemble=lambda s, r: "\n".join(map(encoded, (s.method(r), s.uri(r), s.parameters(r)))))
case("assembly-parts-wrong-separator", "status", assemble=lambda s, r: "".join(map(encoded, (s.method(r), s.uri(r), s.parameters(r)))))
case("assembly-parts-order", "status", assemble=lambda s, r: "&".join(map(encoded, (s.uri(r), s.method(r), s.parameters(r)))))
case("assembly-params-encoded-twice", "status", parameters=lambda s, r: encoded(Signer.parameters(s, r)))
case("assembly-wrong-separators", "status", join=lambda s, pairs: ",".join(f"{n},{v}" for n, v in pairs))
case("assembly-extra-spaces", "status", join=lambda s, pairs: "& ".join(f"{n}={v}" for n, v in pairs))
case("assembly-empty-value-no-equals", "flags", join=lambda s, pairs: "&".join(f"{n}={v}" if v else n for n, v in pairs))
case("assembly-base64-parts", "status", assemble=lambda s, r: "&".join(
    [s.method(r)] + [base64.b64encode(text.encode()).decode() for text in (s.uri(r), s.parameters(r))]))
case("assembly-byte-order-mark", "status", mac=lambda s, key, base: Signer.mac(s, key, base.decode().encode("utf-8-sig")))
case("assembly-quoted", "status", assemble=lambda s, r: json.dumps(Signer.assemble(s, r)))

# The key.
case("key-whitespace", "status", secret=lambda s, text: encoded(text + "\n"))
case("key-consumer-key-and-secret", "status", key=lambda s, r: encoded(r.consumer_key) + "&" + encoded(r.consumer_secret))
case("key-uses-public-keys", "status", key=lambda s, r: encoded(r.consumer_key) + "&" + encoded(r.token))
case("key-same-secret-twice", "status", key=lambda s, r: "&".join([encoded(r.consumer_secret)] * 2))
case("key-other-environment", "others", key=lambda s, r: encoded(r.others[0]) + "&" + encoded(r.token_secret))
case("key-request-token-secret", "others", key=lambda s, r: encoded(r.consumer_secret) + "&" + encoded(r.others[0]))
case("key-token-secret-extra", "stale", key=lambda s, r: encoded(r.consumer_secret) + "&" + encoded(r.token_secret))
case("key-hex-decoded", "hexsecret", secret=lambda s, text: quote(bytes.fromhex(text), safe="~"))
case("?key-hex-decoded", "hexsecret", mac=lambda s, key, base: Signer.mac(
    s, b"&".join(bytes.fromhex(part.decode()) for part in key.split(b"&")), base))
case("key-base64-decoded", "base64secret", mac=lambda s, key, base: Signer.mac(
    s, b"&".join(base64.b64decode(unquote(part.decode())) for part in key.split(b"&")), base))
case("key-base64-encoded", "status", mac=lambda s, key, base: Signer.mac(s, base64.b64encode(key), base))
case("key-hashed", "status", mac=lambda s, key, base: Signer.mac(s, hashlib.sha1(key).hexdigest().encode(), base))
case("key-hex-encoded", "status", secret=lambda s, text: text.encode().hex())
case("key-utf16", "status", mac=lambda s, key, base: Signer.mac(s, key.decode().encode("utf-16-le"), base))
case("key-secret-decoded", "encodedsecret", key=lambda s, r: encoded(r.consumer_secret) + "&" + encoded(unquote(r.token_secret)))
case("key-secrets-encoded-twice", "secrets", secret=lambda s, text: encoded(encoded(text)))
case("key-trimmed", "secrets", secret=lambda s, text: encoded(text.strip()))

# Digest and signature.
case("sig-key-text-swapped", "status", mac=lambda s, key, base: hmac.new(base, key, hashlib.sha1).digest())
case("sig-sha1-no-hmac", "status", mac=lambda s, key, base: hashlib.sha1(key + base).digest())
case("sig-hmac-twice", "status", mac=lambda s, key, base: Signer.mac(s, key, Signer.mac(s, key, base)))
case("sig-base-string-double-hashed", "status", mac=lambda s, key, base: Signer.mac(s, key, hashlib.sha1(base).digest()))
case("sig-base-string-encoded-again", "status", assemble=lambda s, r: encoded(Signer.assemble(s, r)))
case("sig-hex", "status", mac=lambda s, key, base: hmac.new(key, base, hashlib.sha1).hexdigest(), text=lambda s, digest: digest)
case("sig-newline-encoded", "status", text=lambda s, digest: base64.encodebytes(digest).decode())
case("sig-python-bytes-repr", "status", text=lambda s, digest: str(base64.b64encode(digest)))
case("sig-base64-of-base64", "status", text=lambda s, digest: base64.b64encode(base64.b64encode(digest)).decode())
case("sig-lowercased", "status", text=lambda s, digest: base64.b64encode(digest).decode().lower())
case("sig-over-nothing", "status", mac=lambda s, key, base: Signer.mac(s, key, b""))
case("sig-wrong-alg", "status", mac=lambda s, key, base: hmac.new(key, base, hashlib.sha256).digest())
case("sig-base64url", "escape", text=lambda s, digest: base64.urlsafe_b64encode(digest).decode())


def main(path):
    requests = read_requests(path)
    unchanged = [("right", name, Signer()) for name in sorted({name for _, name, _ in CASES})]
    for mistake, name, signer in CASES + unchanged:
        r = requests[name]
        base, key = signer.assemble(r).encode(), signer.key(r).encode()
        signature = signer.text(signer.mac(key, base))
        made_by = "Python " + platform.python_version()
        print("\t".join(["python", "sign.py", made_by, mistake, name, base.hex(), key.hex(), signature.encode().hex()]))


if __name__ == "__main__":
    main(sys.argv[1])
