"""The requests of the conformance suite. `reference.py build` works out their stages."""
import json
import pathlib
import subprocess

from reference import FORM, body_is_form, form_pairs, split_url

VECTORS = pathlib.Path(__file__).resolve().parents[2] / "fixtures" / "vectors"
KEY, SECRET, TOKEN, TOKEN_SECRET = ("dpf43f3p2l4k3l03", "kd94hf93k423kf44",
                                    "nnch734d00sl2jdk", "pfkkdhi9sl3r4s00")
COMPUTED = "reference computation"
E = "http://example.com"


def case(id, note, url, method="GET", form=None, body=None, content_type=None, source=COMPUTED,
         oauth=None, extra=(), key=KEY, secret=SECRET, token=TOKEN, token_secret=TOKEN_SECRET,
         signature_method="HMAC-SHA1", timestamp="1318622958", nonce="kllo9940pd9333jh",
         realm=None, private_key=None, published=None):
    """One request; `oauth` replaces the protocol parameters, `extra` adds to the usual ones."""
    if form is not None:
        body, content_type = form, content_type or FORM
    if oauth is None:
        oauth = [("oauth_consumer_key", key)]
        oauth += [("oauth_token", token)] if token is not None else []
        oauth += [("oauth_signature_method", signature_method), ("oauth_timestamp", timestamp),
                  ("oauth_nonce", nonce), ("oauth_version", "1.0")]
    request = {
        "id": id, "note": note, "source": source, "method": method, "url": url,
        "headers": [["Content-Type", content_type]] if content_type else [],
        "body": body,
        "parameters": None, "form": None,
        "oauth": [list(p) for p in list(oauth) + list(extra)],
        "signature_method": signature_method, "consumer_key": key, "consumer_secret": secret,
        "token": token, "token_secret": token_secret,
    }
    request["form"] = form_pairs(body) if body and body_is_form(request) else []
    request["parameters"] = form_pairs(split_url(url)[3] or "") + request["form"]
    if realm is not None:
        request["realm"] = realm
    if private_key is not None:
        request["private_key"] = private_key
    return request, published or {}


def two_legged(*args, **kw):
    return case(*args, token=None, token_secret=None, **kw)


def vector(file, id):
    """The expected values that a public document prints, for comparison while building."""
    found = json.loads((VECTORS / f"{file}.json").read_text())["vectors"]
    vector, = [v for v in found if v["id"] == id]
    assert vector["verified"], id
    return vector["expect"]


def rsa_key(folder):
    """The suite's one RSA key: made once by openssl, then kept, so that builds repeat."""
    kept = folder / "rsa-sha1" / "request.json"
    if kept.exists():
        return json.loads(kept.read_text())["private_key"]
    return subprocess.run(["openssl", "genrsa", "-traditional", "2048"],
                          capture_output=True, check=True, text=True).stdout


def all_cases(folder):
    pem = rsa_key(folder)
    return published() + values() + sorting() + collection() + uris() + bodies() + protocol(pem)


def published():
    example = {"key": "9djdj82h48djs9d2", "secret": "j49sk3j29djd", "token": "kkk9d7dh3k39sjv7",
               "token_secret": "dh893hdasih9", "realm": "Example"}
    rfc = [("oauth_consumer_key", "9djdj82h48djs9d2"), ("oauth_token", "kkk9d7dh3k39sjv7"),
           ("oauth_signature_method", "HMAC-SHA1"), ("oauth_timestamp", "137131201"),
           ("oauth_nonce", "7d8f3e4a")]
    both = vector("rfc5849", "rfc5849-3.4.1.1") | vector("rfc5849", "rfc5849-3.1-erratum-2550")
    tweet = {"key": "xvz1evFS4wEEPTGEFPHBog", "secret": "kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw",
             "token": "370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb",
             "token_secret": "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE",
             "nonce": "kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg"}
    core = vector("oauth-core-1.0a", "core10a-A.5.1-base-string")
    core |= {"signature": vector("oauth-core-1.0a", "core10a-A.5.2-signature")["signature"]}
    status = "status=Hello%20Ladies%20%2B%20Gentlemen%2C%20a%20signed%20OAuth%20request%21"
    old = vector("twitter-creating-a-signature", "twitter-old-v1")
    old = {k: old[k] for k in ("normalized_params", "base_string", "signature")}
    new = vector("twitter-creating-a-signature", "twitter-new-v1.1")
    new = {k: new[k] for k in ("normalized_params", "base_string", "signature")}
    photos = {"key": KEY, "secret": SECRET, "realm": "Photos"}
    method = ("oauth_signature_method", "HMAC-SHA1")
    return [
        case("rfc-1-2-temporary-credentials", "the request for temporary credentials: no token, so the key ends in `&`; section 1.2",
             "https://photos.example.net/initiate", "POST", source="RFC 5849 1.2", token=None, token_secret=None,
             oauth=[("oauth_consumer_key", KEY), method, ("oauth_timestamp", "137131200"), ("oauth_nonce", "wIjqoS"),
                    ("oauth_callback", "http://printer.example.com/ready")], **photos,
             published=vector("rfc5849", "rfc5849-1.2-initiate")),
        case("rfc-1-2-token-credentials", "the request for token credentials, with a verifier; section 1.2",
             "https://photos.example.net/token", "POST", source="RFC 5849 1.2", token="hh5s93j4hdidpola", token_secret="hdhd0244k9j7ao03",
             oauth=[("oauth_consumer_key", KEY), ("oauth_token", "hh5s93j4hdidpola"), method, ("oauth_timestamp", "137131201"),
                    ("oauth_nonce", "walatlh"), ("oauth_verifier", "hfdp7dh39dks9884")], **photos,
             published=vector("rfc5849", "rfc5849-1.2-token")),
        case("rfc-1-2-protected-resource", "the protected resource, query signed; section 1.2",
             "http://photos.example.net/photos?file=vacation.jpg&size=original", source="RFC 5849 1.2",
             oauth=[("oauth_consumer_key", KEY), ("oauth_token", TOKEN), method, ("oauth_timestamp", "137131202"),
                    ("oauth_nonce", "chapoH")], **photos,
             published=vector("rfc5849", "rfc5849-1.2-photo")),
        case("rfc-3-4-1-1", "query, header and form body together; section 3.4.1.1, signature from erratum 2550",
             "http://example.com/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b", "POST", form="c2&a3=2+q",
             source="RFC 5849 3.4.1.1 and erratum 2550", oauth=rfc, **example, published=both),
        case("rfc-3-4-1-2-port", "host in capitals, default port; section 3.4.1.2, first example",
             "http://EXAMPLE.COM:80/r%20v/X?id=123", source="RFC 5849 3.4.1.2 (URI), rest computed",
             published=vector("rfc5849", "rfc5849-3.4.1.2-a")),
        case("rfc-3-4-1-2-other-port", "a port that is not the default stays; section 3.4.1.2, second example",
             "https://www.example.net:8080/?q=1", source="RFC 5849 3.4.1.2 (URI), rest computed",
             published=vector("rfc5849", "rfc5849-3.4.1.2-b")),
        case("core-appendix-a", "the protected resource of OAuth Core 1.0a appendix A.5",
             "http://photos.example.net/photos?file=vacation.jpg&size=original", source="OAuth Core 1.0a A.5",
             timestamp="1191242096", published=core),
        case("x-status-update", "status with space, `+`, `,` and `!`; the documentation of X, path /1/",
             "https://api.twitter.com/1/statuses/update.json?include_entities=true", "POST", form=status,
             source="X, Creating a signature", published=old, **tweet),
        case("x-status-update-1-1", "the same with path /1.1/; the documentation of X",
             "https://api.twitter.com/1.1/statuses/update.json?include_entities=true", "POST", form=status,
             source="X, Creating a signature", published=new, **tweet),
    ]


def values():
    return [
        case("space-as-percent-20", "`%20` in the query is a space: `%20`, then `%2520`; section 3.6", f"{E}/r?q=a%20b"),
        case("plus-in-query-is-space", "`+` in the query is a space; section 3.4.1.3.1", f"{E}/r?q=a+b"),
        case("plus-in-form-is-space", "`+` in a form body is a space; section 3.4.1.3.1", f"{E}/r", "POST", form="q=a+b"),
        case("percent-2b-is-plus", "`%2B` is a plus and stays `%2B`; section 3.6", f"{E}/r?q=a%2Bb"),
        case("percent-sign", "`%25` is a percent sign, decoded once only; section 3.4.1.3.1", f"{E}/r?q=100%25"),
        case("percent-sign-before-hex", "`%2525` decodes to `%25`, not to `%`; section 3.4.1.3.1", f"{E}/r?q=100%2525"),
        case("reserved-characters", "every reserved character of RFC 3986, escaped; section 3.6",
             f"{E}/r?q=%3A%2F%3F%23%5B%5D%40%21%24%26%27%28%29%2A%2B%2C%3B%3D"),
        case("marks-not-unreserved", "`! * ' ( )` are escaped, though many encoders leave them; section 3.6",
             f"{E}/r?q=%21%2A%27%28%29"),
        case("marks-raw-in-query", "the same characters raw in the query are escaped in the string; section 3.6",
             f"{E}/r?q=a!b*c(d)e"),
        case("repeated-marks", "a mark that comes twice is escaped twice; section 3.6", f"{E}/r?q=%2A%2A%21%21"),
        case("ascii-not-reserved", "characters that are neither reserved nor unreserved; section 3.6",
             f"{E}/r?q=%22%3C%3E%5C%5E%60%7B%7C%7D"),
        case("unreserved-stay", "`- . _ ~` and letters and digits stay; section 3.6", f"{E}/r?q=-._~aZ09"),
        case("tilde-escaped-on-the-wire", "`%7E` in the query is a tilde and stands raw; section 3.6", f"{E}/r?q=%7Euser"),
        case("lower-case-escapes", "lower-case hex on the wire becomes upper-case; section 3.6", f"{E}/r?q=caf%c3%a9%2f"),
        case("non-ascii", "UTF-8 of two and three bytes; section 3.6", f"{E}/r?q=%C3%A9%E2%82%AC%E3%81%82"),
        case("astral", "a character outside the basic plane, four bytes of UTF-8; section 3.6", f"{E}/r?q=%F0%9F%92%A9"),
        case("non-ascii-in-form", "UTF-8 in a form body; section 3.6", f"{E}/r", "POST", form="q=%C3%A9t%C3%A9&%E3%81%82=1"),
        case("control-characters", "tab, CR and LF in a value; section 3.6", f"{E}/r?q=a%09b%0D%0Ac"),
        case("spaces-at-the-ends", "white space at the ends of a value is signed; section 3.4.1.3.1", f"{E}/r?q=%20a%20"),
    ]


def sorting():
    return [
        case("duplicates", "a name three times, values sorted; section 3.4.1.3.2", f"{E}/r?a=2&a=1&a=3"),
        case("duplicates-with-prefix", "equal names: values by encoded bytes, so `%` first; section 3.4.1.3.2", f"{E}/r?a=x&a=%20&a=X&a=1"),
        case("duplicate-pair", "the same pair twice is signed twice; section 3.4.1.3.2", f"{E}/r?a=1&a=1"),
        case("duplicates-across-query-and-body", "one name in query and form; section 3.4.1.3.2", f"{E}/r?a=query&b=1", "POST", form="a=body&c=2"),
        case("sort-prefix-names", "a name that is the beginning of another comes first; `a-` sorts before `a=` as text; section 3.4.1.3.2",
             f"{E}/r?a-b=1&a=2&a1=3&a.b=4"),
        case("sort-byte-order", "capitals before small letters; section 3.4.1.3.2", f"{E}/r?b=1&B=2&a=3&A=4&_=5"),
        case("sort-digits", "10 before 9: bytes, not numbers; section 3.4.1.3.2", f"{E}/r?a9=1&a10=2&b=9&b=10"),
        case("sort-encoded-names", "`[` is above `Z` raw, `%5B` below it; section 3.4.1.3.2", f"{E}/r?aZ=1&a%5B=2&aa=3"),
        case("sort-encoded-values", "values of one name: `é` is above `z` raw, `%C3` below it; section 3.4.1.3.2", f"{E}/r?a=z&a=%C3%A9"),
        case("sort-non-ascii-names", "names outside ASCII sort by their escapes, before letters; section 3.4.1.3.2",
             f"{E}/r?z=1&%C3%A9=2&%F0%9F%92%A9=3&%EF%BD%A1=4"),
        case("sort-around-oauth", "names sort in among oauth_*; section 3.4.1.3.2", f"{E}/r?oauth=1&oauth_o=2&zoo=3&Oauth_x=4&p=5"),
    ]


def collection():
    return [
        case("no-parameters", "only protocol parameters; section 3.4.1.3", f"{E}/r"),
        case("empty-value", "`a=` is signed with an empty value; section 3.4.1.3.1", f"{E}/r?a=&b=1"),
        case("bare-name", "a name without `=` has the empty value; section 3.4.1.3.2", f"{E}/r?flag&b=1"),
        case("bare-name-in-form", "the same in a form body; section 3.4.1.3.2", f"{E}/r", "POST", form="flag&b=1"),
        case("brackets-in-names", "brackets are part of the name; section 3.6", f"{E}/r?ids%5B%5D=1&ids%5B%5D=2&f%5Bx%5D=3"),
        case("brackets-raw", "brackets raw on the wire; section 3.6", f"{E}/r?ids[]=1&f[x]=3"),
        case("brackets-in-form", "brackets in a form body; section 3.6", f"{E}/r", "POST", form="ids%5B%5D=1&f%5Bx%5D=3"),
        case("space-in-name", "names are encoded as values are; section 3.6", f"{E}/r?full%20name=x"),
        case("semicolon-in-value", "only `&` separates pairs; section 3.4.1.3.1", f"{E}/r?a=1;b=2&c=3"),
        case("second-equals", "a value may hold `=`; section 3.4.1.3.1", f"{E}/r?a=b=c&d=e=="),
        case("second-question-mark", "the query may hold `?`; section 3.4.1.3.1", f"{E}/r?q=x/?y&z=1"),
        case("empty-segments", "`&&` and a last `&` hold no parameter; section 3.4.1.3.1", f"{E}/r?a=1&&b=2&"),
        case("question-mark-alone", "an empty query; section 3.4.1.3.1", f"{E}/r?"),
        case("fragment", "the fragment is never sent, so never signed; section 3.4.1.2", f"{E}/r?a=1#top"),
        case("url-in-value", "a whole URL as a value; section 3.6", f"{E}/r?next=http%3A%2F%2Fa.example%2F%3Fx%3D1%26y%3D2"),
        case("realm-in-header", "the header's realm is not signed; section 3.4.1.3.1", f"{E}/r?a=1", realm="http://example.com/"),
        case("realm-in-query", "a query parameter named realm is signed; section 3.4.1.3.1", f"{E}/r?realm=x&a=1"),
        case("signature-in-query", "oauth_signature is left out wherever it stands; section 3.4.1.3.1", f"{E}/r?a=1&oauth_signature=old"),
    ]


def uris():
    return [
        case("host-upper", "scheme and host in lower case; section 3.4.1.2", "HTTP://Example.COM/Path?a=1"),
        case("default-port-http", "`:80` on http is left out; section 3.4.1.2", "http://example.com:80/r"),
        case("default-port-https", "`:443` on https is left out; section 3.4.1.2", "https://example.com:443/r"),
        case("port-80-on-https", "the other scheme's default port stays; section 3.4.1.2", "https://example.com:80/r"),
        case("port-443-on-http", "the other scheme's default port stays; section 3.4.1.2", "http://example.com:443/r"),
        case("odd-port", "another port stays; section 3.4.1.2", "http://example.com:8080/r"),
        case("ipv6", "an IPv6 host keeps its brackets; section 3.4.1.2", "http://[2001:DB8::1]:8080/r"),
        case("userinfo", "user and password are not in the Host header; section 3.4.1.2", "http://user:pw@example.com/r"),
        case("empty-path", "an empty path is `/`; section 3.4.1.2", "http://example.com?a=1"),
        case("empty-path-no-query", "an empty path is `/`; section 3.4.1.2", "http://example.com"),
        case("root-path", "`/` alone; section 3.4.1.2", "http://example.com/"),
        case("trailing-slash", "a last `/` stays; section 3.4.1.2", f"{E}/r/?a=1"),
        case("path-in-capitals", "the path keeps its case; section 3.4.1.2", f"{E}/Rest/V1?a=1"),
        case("path-escapes", "`%20` in the path stays and is escaped again; section 3.4.1.2", f"{E}/r%20v/%C3%A9?a=1"),
        case("path-lower-case-escapes", "the path's escapes stay as they are; section 3.4.1.2", f"{E}/%c3%a9"),
        case("path-tilde-escaped", "`%7E` in the path stays; section 3.4.1.2", f"{E}/%7Euser/x"),
        case("path-marks", "marks raw in the path; section 3.4.1.2", f"{E}/it's/a!(b)*,c"),
        case("path-plus", "`+` in the path is a plus; section 3.4.1.2", f"{E}/a+b"),
        case("path-parameters", "`;v=1` is part of the path; section 3.4.1.2", f"{E}/a;v=1/b;w=2?a=1"),
        case("path-double-slash", "an empty segment stays; section 3.4.1.2", f"{E}/a//b"),
        case("path-leading-double-slash", "so does one at the beginning; section 3.4.1.2", f"{E}//a/b"),
    ]


def bodies():
    return [
        case("put-form", "a form body is signed for PUT too; section 3.4.1.3.1", f"{E}/r?q=1", "PUT", form="a=1"),
        case("delete-form", "and for DELETE; section 3.4.1.3.1", f"{E}/r", "DELETE", form="a=1"),
        case("patch-form", "and for PATCH; section 3.4.1.3.1", f"{E}/r", "PATCH", form="a=1"),
        case("form-with-charset", "a parameter of the media type changes nothing; section 3.4.1.3.1", f"{E}/r", "POST",
             form="a=1&b=2", content_type="application/x-www-form-urlencoded; charset=UTF-8"),
        case("form-type-in-capitals", "media types have no case; section 3.4.1.3.1", f"{E}/r", "POST",
             form="a=1", content_type="Application/X-WWW-Form-URLEncoded"),
        case("query-and-form", "both are signed; section 3.4.1.3.1", f"{E}/r?b=2", "POST", form="a=1&c=3"),
        case("form-percent-20", "a form value that holds the text `%20`; section 3.4.1.3.1", f"{E}/r", "POST", form="q=100%2520"),
        case("form-empty", "an empty form; section 3.4.1.3.1", f"{E}/r", "POST", form=""),
        case("json-body", "a JSON body is not signed; section 3.4.1.3.1", f"{E}/r?a=1", "POST", body='{"b":"2"}', content_type="application/json"),
        case("xml-body", "nor is XML, though it looks like a pair; section 3.4.1.3.1", f"{E}/r", "PUT", body='<a b="c&amp;d"/>', content_type="text/xml"),
        case("body-without-type", "a body without a content type is no form; section 3.4.1.3.1", f"{E}/r", "POST", body="a=1"),
        case("delete-without-body", "DELETE with a query; section 3.4.1.1", f"{E}/r?a=1", "DELETE"),
        case("head", "HEAD; section 3.4.1.1", f"{E}/r?a=1", "HEAD"),
        case("method-lower", "the method is written in capitals; section 3.4.1.1", f"{E}/r?a=1", "get"),
    ]


def protocol(pem):
    short = {"token": None, "token_secret": None}
    return [
        case("callback", "oauth_callback is signed, encoded; section 2.1", f"{E}/initiate", "POST",
             extra=[("oauth_callback", "http://printer.example.com/ready?x=1&y=%20")], **short),
        case("callback-out-of-band", "oauth_callback is `oob`; section 2.1", f"{E}/initiate", "POST", extra=[("oauth_callback", "oob")], **short),
        case("verifier", "oauth_verifier is signed; section 2.3", f"{E}/token", "POST", extra=[("oauth_verifier", "hfdp7dh39dks9884")]),
        two_legged("two-legged", "no token: none signed, the key ends in `&`; section 3.4.2", f"{E}/r?a=1"),
        case("empty-token-secret", "a token with an empty secret; section 3.4.2", f"{E}/r?a=1", token_secret=""),
        case("without-version", "oauth_version is optional; section 3.1", f"{E}/r?a=1",
             oauth=[("oauth_consumer_key", KEY), ("oauth_token", TOKEN), ("oauth_signature_method", "HMAC-SHA1"),
                    ("oauth_timestamp", "1318622958"), ("oauth_nonce", "kllo9940pd9333jh")]),
        case("secrets-with-specials", "both secrets are encoded in the key; section 3.4.2", f"{E}/r?a=1", secret="a&b c+d/=é", token_secret="100%25~!*'()"),
        case("key-and-token-with-specials", "protocol values are encoded twice as all are; section 3.6", f"{E}/r?a=1", key="k@y/1+2", token="t=k&n!"),
        case("nonce-with-specials", "a base64 nonce; section 3.3", f"{E}/r", nonce="a+b/c=="),
        case("signature-with-plus-and-slash", "a signature that must be escaped in the header; section 3.5.1", f"{E}/r?a=1", nonce="n15"),
        case("hmac-sha256", "HMAC with SHA-256: section 3.4.2 with another hash", f"{E}/r?a=1", signature_method="HMAC-SHA256"),
        case("hmac-sha512", "HMAC with SHA-512: section 3.4.2 with another hash", f"{E}/r?a=1", signature_method="HMAC-SHA512"),
        case("rsa-sha1", "RSASSA-PKCS1-v1_5 with SHA-1; section 3.4.3", f"{E}/r?a=1", signature_method="RSA-SHA1", private_key=pem,
             secret=None, token_secret=None),
        case("rsa-sha256", "RSASSA-PKCS1-v1_5 with SHA-256; section 3.4.3 with another hash", f"{E}/r?a=1", "POST", form="b=%20",
             signature_method="RSA-SHA256", private_key=pem, secret=None, token_secret=None),
        case("plaintext", "the key is the signature; section 3.4.4", "https://example.com/r?a=1", signature_method="PLAINTEXT"),
        case("plaintext-with-specials", "the encoded secrets, encoded once more in the header; section 3.4.4", "https://example.com/r",
             signature_method="PLAINTEXT", secret="a&b c", token_secret="d%e"),
        case("plaintext-rfc-2-1", "temporary credentials with PLAINTEXT; section 2.1", "https://server.example.com/request_temp_credentials", "POST",
             source="RFC 5849 2.1", signature_method="PLAINTEXT", key="jd83jd92dhsh93js", secret="ja893SD9", realm="Example",
             oauth=[("oauth_consumer_key", "jd83jd92dhsh93js"), ("oauth_signature_method", "PLAINTEXT"),
                    ("oauth_callback", "http://client.example.net/cb?x=1")],
             published={"signature": "ja893SD9&", "authorization_header": vector("rfc5849", "rfc5849-2.1-plaintext")["authorization_header"]}, **short),
        case("everything", "every rule in one request", "https://Example.COM:443/a%20b;v=1?z=%7E&a=+&a%5B%5D=%C3%A9&flag&x=1=2&realm=r", "POST",
             form="a=%20&z=%2B&%C3%A9=%F0%9F%92%A9", realm="Photos", secret="s&s", token_secret="t+t"),
    ]
