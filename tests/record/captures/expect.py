#!/usr/bin/env python3
"""Makes fixtures/captures/<name>.expected.json from what the real tool sent (<name>.wire.json).

Method, target, headers and body are the wire's. What the wire cannot tell comes from reading the
paste: its scheme (all was recorded over http), a default port that it writes, the order in which
it gives its headers, the spelling of those of a `fetch` (Node.js gives them in lower case), and the notes that
a reader of the paste should make (NOTES below, written by hand). What a client adds by itself
(User-Agent, Accept, Host, Content-Length …) is left out, and secrets are masked. Nothing here calls
countersign.

    python3 tests/record/captures/expect.py [name...]
"""

import json
import re
import sys
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

CAPTURES = Path(__file__).resolve().parents[3] / "fixtures" / "captures"

# Findings and guesses, by hand, from the paste; both are empty for a paste that is not named.
NOTES = {
    "curl-bash-bare-url": ([], ["scheme-http"]),
    "curl-bash-get-urlencode": ([], ["curl-hex-case"]),
    "curl-bash-missing-file": (["file-missing"], []),
    "curl-bash-multipart": ([], ["multipart-boundary"]),
    "curl-bash-postman-form": (["follows-redirects"], []),
    "curl-bash-several-d": (["capture-prompt"], []),
    "curl-bash-unquoted-ampersand": (["unquoted-ampersand"], []),
    "curl-bash-urlencode-forms": (["secret-in-paste"], []),
    "curl-bash-user-and-header": (["secret-in-paste"], []),
    "fetch-headers-list": ([], ["content-type-of-fetch"]),
    "fetch-node-post": ([], ["content-type-of-fetch"]),
    "fetch-search-params": ([], ["content-type-of-fetch"]),
    "httpie-json": ([], ["scheme-http"]),
    "wget-no-scheme": ([], ["scheme-http"]),
    "wget-password": (["secret-in-paste"], []),
}
# curl 7.88 writes the escapes of a query that it appends with lower-case hex, other versions do
# not: the expectation has RFC 3986's upper case.
HEX_CASE = {"curl-bash-get-urlencode"}
# An empty body that is sent, and not none.
EMPTY_BODY = {"fetch-node-post"}
FORMATS = ["curl-bash", "httpie", "wget", "python-requests", "fetch-node", "fetch"]
OWN = {"host", "content-length", "accept-encoding", "connection", "proxy-connection"}
OWN_AGENT = re.compile(r"curl/|Wget/|HTTPie/|python-requests/")
OWN_ACCEPT = {"*/*", "application/json, */*;q=0.5"}
# Options that give a header.
OPTIONS = {
    "user-agent": r"\s-[AU]\b",
    "referer": r"\s(-e|--referer)\b",
    "cookie": r"\s-b\b",
    "authorization": r"\s(-u|--user)\b",
}
BOUNDARY = "------------------------0123456789abcdef"
FORM = "application/x-www-form-urlencoded"


def headers(sent, paste, name):
    kept = []
    for field, value in sent:
        low = field.lower()
        told = re.search(rf"(?i)['\"\s]{low}['\"]?\s*:", paste)
        if low in OWN and not told:
            continue
        if low == "user-agent" and OWN_AGENT.match(value):
            continue
        if low == "accept" and value in OWN_ACCEPT and not told:
            continue
        kept.append([field, value])
    # As given, in order; what a client adds stands last.
    def place(pair):
        options = OPTIONS.get(pair[0].lower(), "")
        found = re.search(rf"(?i)['\"\s=]{pair[0]}\b['\";\\]*\s*[:,;]", paste)
        found = found or (options and re.search(options, paste))
        return (0, found.start()) if found else (1, 0)

    kept = sorted(kept, key=place)
    if name.startswith("fetch"):
        for pair in kept:
            found = re.search(rf"(?i)\b{pair[0]}\b(?=['\"]?\s*[:,])", paste)
            spelt = "-".join(part.capitalize() for part in pair[0].split("-"))
            pair[0] = found.group(0) if found else spelt
    return kept


def url(request, paste):
    host = dict((k.lower(), v) for k, v in request["headers"])["host"]
    found = re.search(rf"(?i)(https?://)?({re.escape(host)}(:\d+)?)", paste)
    scheme = found.group(1) or "http://"
    return scheme + found.group(2) + request["target"]


def oauth(request, fields, body):
    """Decoded oauth_ values, the header's first, and where the signature is."""
    places = []
    for field, value in fields:
        if field.lower() == "authorization" and "oauth_" in value:
            for key, raw in re.findall(r'(oauth_\w+)="([^"]*)"', value):
                places.append(("header", key, unquote(raw)))
    for key, value in parse_qsl(urlsplit(request["target"]).query, keep_blank_values=True):
        places.append(("query", key, value))
    kinds = [v for k, v in fields if k.lower() == "content-type"]
    if body and any(kind.startswith(FORM) for kind in kinds):
        for key, value in parse_qsl(body, keep_blank_values=True):
            places.append(("body", key, value))
    places = [place for place in places if place[1].startswith("oauth_")]
    values = {}
    for _, key, value in places:
        values.setdefault(key, value)
    signed = [place for place, key, _ in places if key == "oauth_signature"]
    first = [place for place, _, _ in places]
    return values, (signed + first + [None])[0]


def expectation(paste, wire):
    name = paste.stem
    text = paste.read_text()
    requests = []
    for request in wire["requests"]:
        if name in HEX_CASE:
            request["target"] = re.sub(r"%[0-9a-f]{2}", lambda m: m[0].upper(), request["target"])
        fields = headers(request["headers"], text, name)
        body = request.get("body")
        for pair in fields:
            found = re.search(r"boundary=(-+\w+)", pair[1])
            if found:
                body = body.replace(found[1], BOUNDARY)
                pair[1] = pair[1].replace(found[1], BOUNDARY)
        values, place = oauth(request, fields, body)
        if values.get("oauth_signature_method") == "PLAINTEXT":
            values["oauth_signature"] = "***"
            body = re.sub(r"(oauth_signature=)[^&]+", r"\1***", body)
        for pair in fields:
            if pair[0].lower() == "authorization" and pair[1].startswith("Basic "):
                pair[1] = "Basic ***"
        one = {"method": request["method"], "url": url(request, text), "headers": fields}
        if "body_base64" in request:
            one["body_base64"] = request["body_base64"]
        else:
            one["body"] = body if body or name in EMPTY_BODY else None
        one["oauth"] = values
        one["oauth_in"] = place
        requests.append(one)
    findings, guesses = NOTES.get(name, ([], []))
    source = wire["made_by"].split(",")[0]
    return {
        "made_by": f"the bytes that {source} sent, by tests/record/captures/expect.py; "
        "findings and guesses by hand",
        "format": next(form for form in FORMATS if name.startswith(form)),
        "requests": requests,
        # A note is made once, however many requests a command sends.
        "findings": findings,
        "guesses": guesses,
    }


def main():
    wanted = sys.argv[1:]
    for wire in sorted(CAPTURES.glob("*.wire.json")):
        name = wire.name.removesuffix(".wire.json")
        if wanted and name not in wanted:
            continue
        [paste] = [
            path for path in CAPTURES.glob(name + ".*") if path.suffix in (".sh", ".js", ".py")
        ]
        made = expectation(paste, json.loads(wire.read_text()))
        target = CAPTURES / (name + ".expected.json")
        target.write_text(json.dumps(made, ensure_ascii=False, indent=2) + "\n")


main()
