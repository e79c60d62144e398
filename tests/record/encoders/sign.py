# -*- coding: utf-8 -*-
"""Signs OAuth 1.0a requests by hand with Python's encoders, right and wrong.

Run: python3 sign.py requests.txt
With Python 2.7 (python2 sign.py requests.txt) it signs with that version's encoders instead.
"""
from __future__ import print_function, unicode_literals

import base64
import hashlib
import hmac
import io
import platform
import sys

PY2 = sys.version_info[0] == 2
if PY2:
    from urllib import quote, quote_plus, urlencode
else:
    from urllib.parse import quote, quote_plus, urlencode

RUNTIME = "Python " + platform.python_version()


def utf8(s):
    """Python 2 code has to encode first: its quote raises on text that is not ASCII."""
    return s.encode("utf-8") if PY2 else s


def rfc3986(s):
    return quote(utf8(s), safe=str("~"))


if PY2:
    ENCODERS = {
        "python2 quote": ("urllib.quote(s.encode('utf-8'))", lambda s: quote(utf8(s))),
        "python2 quote safe=''": ("urllib.quote(s.encode('utf-8'), '')", lambda s: quote(utf8(s), str(""))),
        "python2 quote_plus": ("urllib.quote_plus(s.encode('utf-8'))", lambda s: quote_plus(utf8(s))),
        "python2 quote safe='~'": ("urllib.quote(s.encode('utf-8'), '~')", rfc3986),
    }
else:
    ENCODERS = {
        "python quote": ("urllib.parse.quote(s)", quote),
        "python quote safe=''": ("urllib.parse.quote(s, safe='')", lambda s: quote(s, safe="")),
        "python quote_plus": ("urllib.parse.quote_plus(s)", quote_plus),
        "python urlencode": ("urllib.parse.urlencode([(k, v)])", lambda s: urlencode([("k", s)])[2:]),
        "python quote latin-1": ("urllib.parse.quote(s, safe='', encoding='latin-1', errors='replace')",
                                 lambda s: quote(s, safe="", encoding="latin-1", errors="replace")),
        "python quote cp1252": ("urllib.parse.quote(s, safe='', encoding='cp1252', errors='replace')",
                                lambda s: quote(s, safe="", encoding="cp1252", errors="replace")),
        "python quote shift_jis": ("urllib.parse.quote(s, safe='', encoding='shift_jis', errors='replace')",
                                   lambda s: quote(s, safe="", encoding="shift_jis", errors="replace")),
        "python quote ascii": ("urllib.parse.quote(s, safe='', encoding='ascii', errors='replace')",
                               lambda s: quote(s, safe="", encoding="ascii", errors="replace")),
        "python quote ascii ignore": ("urllib.parse.quote(s, safe='', encoding='ascii', errors='ignore')",
                                      lambda s: quote(s, safe="", encoding="ascii", errors="ignore")),
    }
    try:
        from requests.utils import requote_uri
        from requests import __version__ as requests_version
        ENCODERS["python requests requote_uri"] = ("requests.utils.requote_uri(s), requests " + requests_version, requote_uri)
    except ImportError:
        pass


def hexed(s):
    b = s if isinstance(s, bytes) else s.encode("utf-8")
    return base64.b16encode(b).decode("ascii").lower()


def emit(*fields):
    print("\t".join(fields))


def read_request(name, text):
    texts, request, inside = {}, {"query": [], "form": [], "oauth": [], "token_secret": ""}, False
    for line in io.open(sys.argv[1], encoding="utf-8"):
        f = line.rstrip("\n").split("\t")
        if f[0] == "text":
            texts[f[1]] = f[2]
        elif f[0] == "request":
            inside = f[1] == name
        elif inside and len(f) == 3:
            request[f[0]].append((f[1], f[2].replace("{text}", texts[text])))
        elif inside and len(f) == 2:
            request[f[0]] = f[1]
    return request


def sign(case, name, text, encoder, scope, mistakes="", note=""):
    r = read_request(name, text)
    has = mistakes.split(",").__contains__
    function, wrong = ENCODERS[encoder]
    inner = wrong if "parameters" in scope else rfc3986
    outer = wrong if "base string" in scope else rfc3986
    for_key = wrong if "key" in scope else rfc3986

    params = [] if has("query-omitted") else list(r["query"])
    if not has("body-form-omitted"):
        params += r["form"]
    params += r["oauth"]
    if has("empty-values-dropped"):
        params = [(k, v) for k, v in params if v]
    if has("oauth-signature-included"):
        params.append(("oauth_signature", ""))
    if has("dup-keys-collapsed"):
        params = list(dict(params).items())
    if has("sort-before-encode"):
        params.sort()
    if has("double-encoded-params"):
        params = [(k, inner(v)) for k, v in params]
    pairs = [(k if has("keys-not-encoded") else inner(k), inner(v)) for k, v in params]
    if has("sort-key-only"):
        pairs.sort(key=lambda p: p[0])
    elif not has("sort-before-encode"):
        pairs.sort()
    joined = ["%s=%s" % p for p in pairs]
    if has("sort-whole-pair"):
        joined.sort()
    uri = r["sent"] if has("uri-default-port-kept") else r["uri"]
    if has("uri-trailing-slash-added"):
        uri += "/"
    if has("assembly-equals-raw"):
        third = "%26".join(joined)
    elif "each pair alone" in scope:
        third = "%26".join(outer(pair) for pair in joined)
    else:
        third = outer("&".join(joined))
    method = r["method"].lower() if has("method-lowercase") else r["method"]
    base = "&".join([method, outer(uri), third])

    if has("key-secrets-not-encoded"):
        key = r["consumer_secret"] + "&" + r["token_secret"]
    elif has("key-token-secret-missing"):
        key = for_key(r["consumer_secret"]) + "&"
    elif has("key-literal-null"):
        key = "%s&%s" % (for_key(r["consumer_secret"]), r["token_secret"] or None)
    elif has("key-no-ampersand"):
        key = for_key(r["consumer_secret"])
    else:
        key = for_key(r["consumer_secret"]) + "&" + for_key(r["token_secret"])
    algorithm = "SHA256" if has("sig-wrong-alg") else r["hash"]
    mac = hmac.new(key.encode("utf-8"), base.encode("utf-8"), getattr(hashlib, algorithm.lower()))
    if has("sig-base64-of-hex"):
        signature = base64.b64encode(mac.hexdigest().encode("ascii")).decode("ascii")
    elif has("sig-base64url"):
        signature = base64.urlsafe_b64encode(mac.digest()).decode("ascii")
    else:
        signature = base64.b64encode(mac.digest()).decode("ascii")
    emit("case", case, name, text, encoder, scope, mistakes,
         "%s on %s, hmac with hashlib.%s" % (function, RUNTIME, algorithm.lower()),
         hexed(base), hexed(key), signature, note)


for encoder in sorted(ENCODERS):
    function, encode = ENCODERS[encoder]
    for s in [chr(c) for c in range(0x20, 0x7F)] + ["é", "€", "あ", "💩", "\n", "\r\n"]:
        emit("table", encoder, function, RUNTIME, hexed(s), hexed(encode(s)))
if PY2:
    try:
        quote("é")
    except KeyError as error:
        emit("refuses", "python2 quote of unicode", "urllib.quote(u'\\xe9')", RUNTIME, hexed("é"), hexed("KeyError: %s" % error))

BOTH = "parameters and base string"
if PY2:
    sign("python2-quote-path", "search", "path", "python2 quote", "parameters")
    sign("python2-quote-tilde-both-layers", "status", "tilde", "python2 quote safe=''", BOTH)
    sign("python2-quote-safe-empty-marks", "status", "marks", "python2 quote safe=''", "parameters")
    sign("python2-quote-plus-marks", "contact", "marks", "python2 quote_plus", "parameters")
    sign("python2-quote-plus-literal-none", "lookup", "space", "python2 quote_plus", "parameters", "key-literal-null")
    sign("python2-quote-tilde-and-path-lower-method", "search", "tilde", "python2 quote", "parameters", "method-lowercase")
    sign("python2-right-quote-safe-tilde", "status", "marks", "python2 quote safe='~'", BOTH)
else:
    sign("python-quote-plus-space", "search", "space", "python quote_plus", "parameters")
    sign("python-quote-plus-twitter-both-layers", "status", "twitter", "python quote_plus", BOTH)
    sign("python-quote-path", "search", "path", "python quote", "parameters")
    sign("python-quote-callback", "token", "plain", "python quote", "parameters")
    sign("python-quote-marks", "status", "marks", "python quote", "parameters")
    sign("python-quote-both-layers-path", "search", "path", "python quote", BOTH,
         "", "the slashes of the URI stay raw too")
    sign("python-quote-base-string-only", "status", "space", "python quote", "base string",
         "", "quote leaves / alone, so the URI is encoded in part")
    sign("python-quote-key", "accounts", "plain", "python quote", "key",
         "", "quote leaves the / of the consumer secret alone")
    sign("python-latin1-accent", "search", "accent", "python quote latin-1", "parameters")
    sign("python-cp1252-euro", "launch", "euros", "python quote cp1252", "parameters")
    sign("python-shift-jis-kana", "search", "kana", "python quote shift_jis", "parameters")
    sign("python-ascii-question-mark", "status", "accent", "python quote ascii", "parameters")
    sign("python-ascii-ignore", "status", "accent", "python quote ascii ignore", "parameters")
    sign("python-sorted-by-raw-pair", "contact", "plain", "python quote safe=''", "none", "sort-before-encode",
         "[other] and VIP change places when the values are compared before encoding")
    sign("python-joined-pairs-sorted", "contact", "space", "python quote safe=''", "none", "sort-whole-pair")
    sign("python-form-left-out", "status", "twitter", "python quote safe=''", "none", "body-form-omitted")
    sign("python-names-raw", "products", "space", "python quote safe=''", "none", "keys-not-encoded")
    sign("python-report-sha512", "report", "space", "python quote_plus", "parameters")
    # Several at once.
    sign("python-quote-plus-no-ampersand", "tag", "space", "python quote_plus", "parameters", "key-no-ampersand")
    sign("python-quote-path-hexdigest", "search", "path", "python quote", "parameters", "sig-base64-of-hex")
    sign("python-urlencode-sorted-first", "contact", "space", "python urlencode", "parameters", "sort-before-encode")
    sign("python-dict-quote-plus", "contact", "space", "python quote_plus", "parameters", "dup-keys-collapsed")
    sign("python-latin1-token-secret-missing", "status", "latin", "python quote latin-1", "parameters", "key-token-secret-missing")
    sign("python-quote-plus-wrong-algorithm", "search", "space", "python quote_plus", "parameters", "sig-wrong-alg",
         "SHA-256 computed, HMAC-SHA1 declared")
    sign("python-secrets-raw-quote-plus", "accounts", "space", "python quote_plus", "parameters", "key-secrets-not-encoded")
    sign("python-signature-parameter-kept-quote-plus", "launch", "space", "python quote_plus", "parameters", "oauth-signature-included")
    sign("python-equals-raw", "search", "plain", "python quote safe=''", "none", "assembly-equals-raw")
    sign("python-values-quoted-before-and-base64url", "status", "twitter", "python quote safe=''", "none",
         "double-encoded-params,sig-base64url")
    sign("python-restlet-slash-added-quote-plus", "restlet", "space", "python quote_plus", "parameters", "uri-trailing-slash-added")
    # Right ones.
    sign("python-right-pairs-quoted-one-by-one", "status", "marks", "python quote safe=''", BOTH + ", each pair alone",
         "", "each pair is encoded as one and the pairs are joined with %26: unusual, but the same text")
    sign("python-right-quote-safe-empty", "products", "euro", "python quote safe=''", BOTH)
