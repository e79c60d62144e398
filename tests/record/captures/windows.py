#!/usr/bin/env python3
"""Writes the pastes of Windows shells in fixtures/captures, each from a request that is known.

Copy as cURL (cmd) and Copy as PowerShell are written by the rules of Chromium's
NetworkLogView.ts (escapeStringWin, escapeString of generatePowerShellCommand), carried over here
line by line; the curl commands for PowerShell by its about_Quoting_Rules. The request that a paste
was made from is what it must be read as. Nothing here calls countersign.

    python3 tests/record/captures/windows.py
"""

import json
import re
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

CAPTURES = Path(__file__).resolve().parents[3] / "fixtures" / "captures"
FORM = "application/x-www-form-urlencoded"
NAMES = ["consumer_key", "nonce", "signature", "signature_method", "timestamp"]
VALUES = ["9djdj82h48djs9d2", "7d8f3e4a", "bYT5CMsGcbgUdFHObYMEfcx6bsw%3D", "HMAC-SHA1", "137131201"]
OAUTH = "OAuth " + ", ".join(f'oauth_{n}="{v}"' for n, v in zip(NAMES, VALUES))
SIGNED = "&".join(f"oauth_{n}={v}" for n, v in zip(NAMES, VALUES))

REQUESTS = {
    "get": ("GET", "https://api.example.com/1/notes?q=100%25%20sure&page=2", [["authorization", OAUTH]], None),
    "form": (
        "POST",
        "https://api.example.com/1.1/statuses/update.json?include_entities=true",
        [["authorization", OAUTH], ["content-type", FORM]],
        "status=Hello%20Ladies%20%2B%20Gentlemen%21&lang=de",
    ),
    "json": (
        "PUT",
        "https://api.example.com/v1/refunds/7",
        [["authorization", OAUTH], ["content-type", "application/json"]],
        '{"amount": "10.00", "path": "C:\\\\temp", "price": "$5 & up"}',
    ),
    "query": ("DELETE", f"https://api.example.com/1/notes/7?{SIGNED}&a=(b)*~", [["x-request", "a^b|c"]], None),
    "lines": (
        "POST",
        "https://api.example.com/1/import",
        [["authorization", OAUTH], ["content-type", "text/plain"]],
        "one %TEMP% two\nthree `four`",
    ),
}


def cmd(text):
    text = text.replace("\\", "\\\\").replace('"', '\\"')
    text = re.sub(r"[^a-zA-Z0-9\s_\-:=+~'/.',?;()*`]", lambda m: "^" + m[0], text)
    text = re.sub(r"%(?=[a-zA-Z0-9_])", "%^", text)
    return '^"' + re.sub(r"\r?\n", "^\n\n", text) + '^"'


def curl_cmd(method, url, headers, body):
    words = ["curl " + cmd(url)]
    if method != ("POST" if body else "GET"):
        words.append("-X " + cmd(method))
    words += ["-H " + cmd(f"{name}: {value}") for name, value in headers]
    if body:
        words.append("--data-raw " + cmd(body))
    return " ^\n  ".join(words) + "\n"


def powershell(text):
    text = re.sub(r'[`$"]', lambda m: "`" + m[0], text)
    return '"' + re.sub(r"[^\x20-\x7E]", lambda m: f"$([char]{ord(m[0])})", text) + '"'


def web_request(method, url, headers, body):
    words = ["Invoke-WebRequest -UseBasicParsing -Uri " + powershell(url)]
    if method != "GET":
        words.append("-Method " + powershell(method))
    kind = [value for name, value in headers if name == "content-type"]
    pairs = [f"{powershell(n)}={powershell(v)}" for n, v in headers if n != "content-type"]
    words.append("-Headers @{\n" + "\n  ".join(pairs) + "\n}")
    words += ["-ContentType " + powershell(value) for value in kind]
    if body:
        words.append("-Body " + powershell(body))
    return " `\n".join(words) + "\n"


def curl_powershell(method, url, headers, body):
    """As a person writes it for PowerShell 7.3 or later: single quotes, doubled where needed."""
    quoted = lambda text: "'" + text.replace("'", "''") + "'"
    double = lambda text: '"' + re.sub(r'[`$"]', lambda m: "`" + m[0], text) + '"'
    words = [f"curl.exe -X {method} {quoted(url)}"]
    words += ["-H " + double(f"{name}: {value}") for name, value in headers]
    if body:
        words.append("--data-raw " + quoted(body))
    return " `\n  ".join(words) + "\n"


def expected(form, method, url, headers, body):
    places = []
    for name, value in headers:
        if name == "authorization":
            places += [("header", k, unquote(v)) for k, v in re.findall(r'(oauth_\w+)="([^"]*)"', value)]
    places += [("query", k, v) for k, v in parse_qsl(urlsplit(url).query) if k.startswith("oauth_")]
    if form == "powershell":
        headers = [["Content-Type" if name == "content-type" else name, value] for name, value in headers]
    request = {
        "method": method,
        "url": url,
        "headers": headers,
        "body": body,
        "oauth": {k: v for _, k, v in places},
        "oauth_in": places[0][0],
    }
    made_by = "the request that the paste was written from, by tests/record/captures/windows.py"
    return {"made_by": made_by, "format": form, "requests": [request]}


def as_cmd_hands_it_over(body):
    """Chromium doubles each backslash; the C runtime of Windows, which splits the command line,
    takes one away only before a quote: the others reach curl doubled."""
    return body and re.sub(r'\\(?!\\*")', lambda m: m[0] * 2, body)


def main():
    writers = {
        "curl-cmd": (curl_cmd, ".cmd"),
        "powershell": (web_request, ".ps1"),
        "curl-powershell": (curl_powershell, ".ps1"),
    }
    for form, (write, suffix) in writers.items():
        for name, request in REQUESTS.items():
            stem = CAPTURES / f"{form}-{name}"
            stem.with_suffix(suffix).write_text(write(*request))
            target = CAPTURES / f"{form}-{name}.expected.json"
            method, url, headers, body = request
            if form == "curl-cmd":
                body = as_cmd_hands_it_over(body)
            made = expected(form, method, url, headers, body)
            target.write_text(json.dumps(made, ensure_ascii=False, indent=2) + "\n")


main()
