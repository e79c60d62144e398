#!/usr/bin/env python3
"""The two ends of the recording: the requests for the signers, and what they made of them as a fixture.

    record.py requests                  one line a fact, texts in hex, for every signer
    record.py wire                      the requests as sent, in JSON
    record.py collect RECORDED FOLDER   what the signers printed, into FOLDER/cases.json

The right signature comes from reference.py of the conformance suite: RFC 5849 written out, no code of this program.
"""
import base64
import hashlib
import hmac
import json
import pathlib
import re
import subprocess
import sys
from urllib.parse import parse_qsl, quote, urlsplit

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent.parent
# Every printable character that is not unreserved, each once.
EVERY = "a!b'c(d)e,f:g@h=i&j?k;l$m#n%o{p}q|r\\s^t`u\"v<w>x/y*z~0_1-2.3+4 5[6]7"
RSA = (ROOT / "fixtures" / "keys" / "rsa-2048-pkcs8.pem").read_text()
FORM = "application/x-www-form-urlencoded"


def encode(text):
    return quote(text, safe="~")


def requests():
    """Each request with all that is left to its defaults."""
    for name, given in json.loads((HERE / "requests.json").read_text()).items():
        r = {"name": name, "consumer_key": "vG4kZp9mTq2XbLs7", "consumer_secret": "Xr7pQ2mVb9KcT4nLw8sZe3HyUaJd6GfR",
             "token": "370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9E", "signature_method": "HMAC-SHA1", "body": "", "type": "",
             "headers": [], "place": "header", "others": [], "form": [], **given}
        if "token_secret" not in r:
            r["token_secret"] = "b1Nq8WmZ5tYcK0xRv3LpDh7SjGf2EuAo" if r["token"] else None
        if r.get("every"):
            r["url"] = r["url"].replace("@every", encode(EVERY))
        oauth = [["oauth_consumer_key", r["consumer_key"]], ["oauth_nonce", "a7c5e1904f3b4d2d8e6f"],
                 ["oauth_signature_method", r["signature_method"]], ["oauth_timestamp", "1318622958"]]
        oauth += [["oauth_token", r["token"]]] if r["token"] else []
        oauth += [["oauth_version", "1.0"]] if r.get("version", True) else []
        digest = base64.b64encode(hashlib.sha1(r["body"].encode()).digest()).decode()
        oauth += [[n, digest if v == "@hash" else v] for n, v in given.get("oauth", [])]
        r["oauth"] = oauth
        if r["form"]:
            r["body"] = "&".join(f"{encode(n)}={encode(v)}" for n, v in r["form"])
            r["type"] = FORM
        yield r


def right(r):
    """The right signature, and its base string."""
    parts = urlsplit(r["url"])
    pairs = parse_qsl(parts.query, keep_blank_values=True) + [tuple(p) for p in r["oauth"] + r.get("header_more", [])]
    # `taken_for_form`: no Content-Type, and the server reads the body as a form all the same.
    if r["type"].lower() == FORM or r.get("taken_for_form"):
        pairs += parse_qsl(r["body"], keep_blank_values=True)
    params = "&".join("=".join(p) for p in sorted((encode(n), encode(v)) for n, v in pairs))
    port = {"http": ":80", "https": ":443"}[parts.scheme]
    # The Host header names the authority (section 3.4.1.2); a client that sets one by hand signs its URL all the same.
    host = dict(map(tuple, r["headers"])).get("Host", parts.netloc)
    uri = f"{parts.scheme}://{host.lower().removesuffix(port)}{parts.path or '/'}"
    base = "&".join(map(encode, (r["method"].upper(), uri, params)))
    key = f"{encode(r['consumer_secret'])}&{encode(r['token_secret'] or '')}" if r["token"] else f"{encode(r['consumer_secret'])}&"
    if r["signature_method"] == "PLAINTEXT":
        return key, base
    if r["signature_method"] == "RSA-SHA1":
        made = subprocess.run(["openssl", "dgst", "-sha1", "-sign", ROOT / "fixtures/keys/rsa-2048-pkcs8.pem"],
                              input=base.encode(), capture_output=True, check=True).stdout
    else:
        made = hmac.new(key.encode(), base.encode(), {"HMAC-SHA1": "sha1", "HMAC-SHA256": "sha256"}[r["signature_method"]]).digest()
    return base64.b64encode(made).decode(), base


def wire(r, signature, raw=None):
    """The request as sent, with that signature; `raw` is its text where the signer did not encode it."""
    raw = raw if raw is not None else quote(signature, safe="~")
    fields = "&".join(f"{n}={encode(v)}" for n, v in r["oauth"]) + f"&oauth_signature={raw}"
    headers = [["Host", urlsplit(r["url"]).netloc]] + r["headers"]
    if any(n == "Host" for n, _ in r["headers"]):
        headers = headers[1:]
    url, body = r["url"], r["body"]
    if r["type"]:
        headers.append(["Content-Type", r["type"]])
    if r["place"] == "query":
        url += "&" + fields
    elif r["place"] == "form":
        body += "&" + fields
    else:
        listed = [f'{n}="{encode(v)}"' for n, v in ([["realm", r["realm"]]] if "realm" in r else []) + r.get("header_more", []) + r["oauth"]]
        headers.append(["Authorization", "OAuth " + ", ".join(listed + [f'oauth_signature="{raw}"'])])
    return {"method": r["method"], "url": url, "headers": headers, "body": body}


def credentials(r):
    names = ["consumer_key", "consumer_secret", "token", "token_secret"]
    found = {n: r[n] for n in names if r[n] is not None}
    if r["others"]:
        found["others"] = r["others"]
    if r.get("rsa"):
        found["private_key"] = RSA
    return found


def facts(r):
    """What a signer is told, as tab-separated lines."""
    hexed = lambda text: "x" + (text or "").encode().hex()
    yield "request", r["name"]
    for name in ("method", "url", "type", "body", "consumer_key", "consumer_secret", "token", "token_secret", "realm"):
        yield name, hexed(r.get(name))
    for n, v in r["oauth"]:
        yield "oauth", hexed(n), hexed(v)
    for _, secret in r["others"]:
        yield "other", hexed(secret)


def text(name, data):
    """Bytes under that name, or under NAME_hex where they are not text."""
    try:
        return {name: data.decode()}
    except UnicodeDecodeError:
        return {name + "_hex": data.hex()}


def collect(recorded, folder):
    known = {r["name"]: r for r in requests()}
    cases, seen = [], set()
    for line in open(recorded, encoding="utf-8"):
        language, script, made_by, mistake, name, *fields = line.rstrip("\n").split("\t")
        base, key, signature, *raw = [bytes.fromhex(field) for field in fields]
        r = known[name]
        correct, correct_base = right(r)
        if mistake == "right":
            # Without a change the signer is right, so that a case's change is all that is wrong with it.
            plain = r["place"] == "header" and r["signature_method"] == "HMAC-SHA1" and "Host" not in dict(map(tuple, r["headers"])) and not {"header_more", "taken_for_form"} & set(r) and r["type"] in ("", FORM, r["type"].lower())
            if plain and (signature.decode(), base.decode()) != (correct, correct_base):
                raise SystemExit(f"{script} does not sign {name} rightly: {base.decode()}")
            continue
        # What is near an entry, and not among what the catalogue makes: recorded for the day that it is.
        near = mistake.startswith("?")
        mistake = mistake.lstrip("?")
        ident = f"{language}-{mistake}"
        while ident in seen:
            ident = re.sub(r"(-(\d+))?$", lambda m: f"-{int(m[2] or 1) + 1}", ident, count=1)
        seen.add(ident)
        if signature == correct.encode() and not raw:
            raise SystemExit(f"{ident}: nothing is wrong with it")
        cases.append({"id": ident, "made_by": made_by, "script": f"tests/record/mistakes/{script}",
                      "request": wire(r, signature, raw[0].decode() if raw else None), "credentials": credentials(r),
                      **text("base_string", base), **text("signing_key", key), **text("signature", signature),
                      "right_signature": correct, **({"mistakes": None, "near": mistake} if near else {"mistakes": [mistake]})})
    with open(f"{folder}/cases.json", "w", encoding="utf-8") as out:
        out.write('{"cases": [\n' + ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases) + "\n]}\n")
    print(f"{len(cases)} cases, {len({c['mistakes'][0] for c in cases if c['mistakes']})} mistakes")


if __name__ == "__main__":
    if sys.argv[1] == "requests":
        for r in requests():
            for fact in facts(r):
                print("\t".join(fact))
    elif sys.argv[1] == "wire":
        print(json.dumps({r["name"]: {**wire(r, right(r)[0]), "credentials": credentials(r)} for r in requests()}))
    else:
        collect(*sys.argv[2:])
