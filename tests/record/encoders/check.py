"""Checks the two fixtures from what is written in them alone.

Run: python3 check.py ../../../fixtures/recorded/encoders

The right signature is computed again, here from the request as sent: a second reading of RFC 5849,
itself checked against the published example of OAuth Core 1.0a, appendix A.5.
"""
import base64
import hashlib
import hmac
import json
import re
import sys
from urllib.parse import quote, unquote, urlsplit

KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def encode(s):
    return quote(s, safe="~")


def pairs_of(form):
    return [tuple(unquote(part) for part in (pair.split("=", 1) + [""])[:2]) for pair in form.split("&") if pair]


def header(request, name):
    return next((v for k, v in request["headers"] if k == name), "")


def authorization(request):
    return [(unquote(k), unquote(v)) for k, v in re.findall(r'(\w+)="([^"]*)"', header(request, "Authorization"))]


def right_signature(request, credentials, hash_name):
    url = urlsplit(request["url"])
    pairs = pairs_of(url.query)
    if header(request, "Content-Type") == "application/x-www-form-urlencoded":
        pairs += pairs_of(request["body"])
    pairs += [(k, v) for k, v in authorization(request) if k not in ("realm", "oauth_signature")]
    normalized = "&".join(f"{k}={v}" for k, v in sorted((encode(k), encode(v)) for k, v in pairs))
    port = f":{url.port}" if url.port not in (None, {"http": 80, "https": 443}[url.scheme]) else ""
    base = "&".join(map(encode, [request["method"].upper(), f"{url.scheme}://{url.hostname}{port}{url.path or '/'}", normalized]))
    key = "&".join(encode(credentials.get(name, "")) for name in ("consumer_secret", "token_secret"))
    return base64.b64encode(digest(base, key, hash_name)).decode()


def digest(base, key, hash_name):
    return hmac.new(key.encode(), base.encode(), getattr(hashlib, hash_name.lower())).digest()


def written(case):
    """The digest of the text that was signed, as the client wrote it down."""
    made = digest(case["base_string"], case["signing_key"], case["hash"])
    if "sig-base64-of-hex" in case["mistakes"]:
        made = made.hex().encode()
    text = (base64.urlsafe_b64encode if "sig-base64url" in case["mistakes"] else base64.b64encode)(made).decode()
    return text.rstrip("=") if "sig-padding-missing" in case["mistakes"] else text


def check_published_example():
    request = {"method": "GET", "url": "http://photos.example.net/photos?file=vacation.jpg&size=original", "body": "",
               "headers": [["Authorization", 'OAuth realm="x", oauth_consumer_key="dpf43f3p2l4k3l03", oauth_token="nnch734d00sl2jdk", '
                            'oauth_signature_method="HMAC-SHA1", oauth_timestamp="1191242096", oauth_nonce="kllo9940pd9333jh", oauth_version="1.0"']]}
    credentials = {"consumer_secret": "kd94hf93k423kf44", "token_secret": "pfkkdhi9sl3r4s00"}
    assert right_signature(request, credentials, "SHA1") == "tR3+Ty81lMeYAr/Fid0kMTYa/WM="


def check_case(case, encoders):
    fields = dict(authorization(case["request"]))
    declared = {"HMAC-SHA1": "SHA1", "HMAC-SHA256": "SHA256", "HMAC-SHA512": "SHA512"}[fields["oauth_signature_method"]]
    assert KEBAB.fullmatch(case["id"])
    assert case["encoder"] in encoders
    assert case["signature"] == written(case)
    assert fields["oauth_signature"] == case["signature"]
    assert fields["oauth_consumer_key"] == case["credentials"]["consumer_key"]
    assert fields.get("oauth_token") == case["credentials"].get("token")
    assert case["right_signature"] == right_signature(case["request"], case["credentials"], declared)
    assert (case["signature"] == case["right_signature"]) == (case["mistakes"] == [])
    assert (case["hash"] != declared) == ("sig-wrong-alg" in case["mistakes"])
    assert len(set(case["mistakes"])) == len(case["mistakes"])
    assert all(KEBAB.fullmatch(m) for explanation in [case["mistakes"], *case.get("also_explained_by", [])] for m in explanation)


def check_table(encoder):
    assert list(encoder["ascii"]) == [chr(c) for c in range(0x20, 0x7F)], encoder["name"]
    assert all(encoder["ascii"][c] == c for c in encoder["ascii"] if c.isalnum()), encoder["name"]
    assert {"é", "€", "あ"} <= set(encoder["more"]) | set(encoder.get("refuses", {})), encoder["name"]


def main():
    check_published_example()
    read = lambda name: json.load(open(f"{sys.argv[1]}/{name}.json", encoding="utf-8"))
    encoders, cases = read("tables")["encoders"], read("cases")["cases"]
    for encoder in encoders:
        if encoder["ascii"]:
            check_table(encoder)
    names = [e["name"] for e in encoders]
    assert len(set(names)) == len(names)
    ids = [c["id"] for c in cases]
    assert len(set(ids)) == len(ids)
    for case in cases:
        try:
            check_case(case, names)
        except AssertionError as error:
            raise SystemExit(f"{case['id']}: {error!r} at line {error.__traceback__.tb_next.tb_lineno}")
    wrong = [c for c in cases if c["mistakes"]]
    print(f"{len(encoders)} encoders; {len(cases)} cases: {len(wrong)} wrong, {sum(len(c['mistakes']) > 1 for c in wrong)} of them "
          f"with several mistakes, {len(cases) - len(wrong)} right; {len({m for c in cases for m in c['mistakes']})} mistakes named")


if __name__ == "__main__":
    main()
