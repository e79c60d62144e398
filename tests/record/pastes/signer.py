"""An OAuth 1.0a signer of its own, checked against oauthlib where that is at hand.

Knows a few departures from RFC 5849, one at a time, so that a paste's truth is known.
"""

import base64
import hashlib
import hmac
from urllib.parse import parse_qsl, quote, quote_plus, unquote, urlsplit

FORM = "application/x-www-form-urlencoded"


def enc(text):
    """RFC 5849 section 3.6."""
    return quote(text, safe="-._~")


class Keys:
    def __init__(self, key, secret, token=None, token_secret=""):
        self.key, self.secret, self.token, self.token_secret = key, secret, token, token_secret

    def toml(self):
        lines = [f"consumer_key = '{self.key}'", f"consumer_secret = '{self.secret}'"]
        if self.token:
            lines += [f"token = '{self.token}'", f"token_secret = '{self.token_secret}'"]
        return "\n".join(lines) + "\n"


BIRD = Keys("oD1YYU93xuftB0KO8DXd0iZPl", "zyyyKf2e9uU7LjQ4GRGjA0MVXe1ju2ZpFMrv1FjUS9gUbUWQlz",
            "29123-UGSQgizWkVvEY4aubdRcvuvZlpmpU6yhZs9pEyrN", "GQZO6lArwqWnZJjQiOfZn7CaY3dfBAyuDShhWcV3rnEG0")
SHOP = Keys("ck_8f1c2d9a", "cs_0b77aa61e5")


class Request:
    """One signed request; `wrong` names the departure, None is the RFC."""

    def __init__(self, method, url, body=None, ctype=None, keys=BIRD, wrong=None, algorithm="HMAC-SHA1",
                 place="header", realm=None, nonce="OJoRTK3uxzrw35tk2nFxIpXZ9s6kIzLf", stamp="1600000000",
                 extra=(), order=None):
        self.method, self.body, self.keys, self.realm = method, body, keys, realm
        self.ctype = ctype or (FORM if body is not None else None)
        split = urlsplit(url)
        self.plain_url = url
        self.scheme, self.host, self.path = split.scheme, split.netloc, split.path
        query = parse_qsl(split.query, keep_blank_values=True)
        form = parse_qsl(body, keep_blank_values=True) if body and self.ctype.startswith(FORM) else []
        own = [("oauth_consumer_key", keys.key), ("oauth_nonce", nonce),
               ("oauth_signature_method", algorithm), ("oauth_timestamp", stamp)]
        if keys.token:
            own.append(("oauth_token", keys.token))
        own.append(("oauth_version", "1.0"))
        own += list(extra)
        pairs = list(own)
        if wrong != "query-omitted":
            pairs += query
        if wrong != "body-form-omitted":
            pairs += form
        encode = quote_plus if wrong == "enc-space-plus" else enc
        encoded = sorted((encode(n).replace("%7E", "~"), encode(v).replace("%7E", "~")) for n, v in pairs)
        joined = "&".join(f"{n}={v}" for n, v in encoded)
        uri = f"{split.scheme}://{split.netloc.lower()}{split.path or '/'}"
        if wrong == "uri-scheme-proxy":
            uri = uri.replace("https:", "http:")
        signed_method = "GET" if wrong == "method-wrong" else method
        self.base = "&".join(enc(part) for part in (signed_method.upper(), uri, joined))
        secret = "" if wrong == "key-token-secret-missing" else keys.token_secret
        key = f"{enc(keys.secret)}&{enc(secret)}"
        digest = {"HMAC-SHA1": hashlib.sha1, "HMAC-SHA256": hashlib.sha256}.get(algorithm)
        if digest:
            self.sig = base64.b64encode(hmac.new(key.encode(), self.base.encode(), digest).digest()).decode()
        else:
            self.sig = key
        self.own = own + [("oauth_signature", self.sig)]
        if order:
            self.own.sort(key=lambda pair: order.index(pair[0]) if pair[0] in order else 99)
        self.place = place
        wire = "&".join(f"{enc(n)}={enc(v)}" for n, v in self.own)
        if place == "query":
            url += ("&" if "?" in url else "?") + wire
        elif place == "body":
            self.body = f"{body}&{wire}" if body else wire
            self.ctype = FORM
        self.url = url
        self.target = url[len(split.scheme) + 3 + len(split.netloc):] or "/"
        self.form, self.query = form, query
        if digest and not wrong and place == "header":
            self.check(url, keys, nonce, stamp, algorithm, dict(extra))

    def check(self, url, keys, nonce, stamp, algorithm, extra):
        try:
            from oauthlib.oauth1 import Client
        except ImportError:
            return
        client = Client(keys.key, keys.secret, keys.token, keys.token_secret or None, nonce=nonce, timestamp=stamp,
                        signature_method=algorithm, callback_uri=extra.get("oauth_callback"),
                        verifier=extra.get("oauth_verifier"))
        headers = {"Content-Type": self.ctype} if self.ctype else {}
        body = self.body if self.ctype and self.ctype.startswith(FORM) else None
        _, signed, _ = client.sign(url, self.method, body, headers)
        assert enc(self.sig) in signed["Authorization"], (self.base, signed)

    @property
    def fields(self):
        fields = [(n, enc(v)) for n, v in self.own]
        return ([("realm", self.realm)] if self.realm else []) + fields

    @property
    def auth(self):
        return "OAuth " + ", ".join(f'{n}="{v}"' for n, v in self.fields)

    @property
    def auth_esc(self):
        return self.auth.replace('"', '\\"')

    @property
    def decoded(self):
        return dict(self.own)
