#!/usr/bin/env python3
"""Records pastes of real tools, and beside them what they really sent.

Needs curl, node, ruby, openssl, Chromium; from npm (in the folder that NODE_PATH's parent is)
playwright-core, newman, httpyac, oauth-1.0a; from PyPI requests-oauthlib and mitmproxy.
The expectation's method, target and body come from the listener, never from countersign.

usage: record.py FOLDER_WITH_NODE_MODULES FOLDER_WITH_PYTHON_BIN
"""

import base64
import io
import json
import logging
import os
import pathlib
import queue
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
FIXTURES = HERE.parents[2] / "fixtures" / "captures"
NODE, PYTHON = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
HOST = "https://api.example.com"
KEY, SECRET = "dpf43f3p2l4k3l03", "kd94hf93k423kf44"
TOKEN, TOKEN_SECRET = "nnch734d00sl2jdk", "pfkkdhi9sl3r4s00"
FORM = "application/x-www-form-urlencoded"


def signed(method, url, body="", place="AUTH_HEADER"):
    """oauthlib's Authorization header, signed URL, or signed body."""
    from oauthlib.oauth1 import Client

    client = Client(KEY, SECRET, TOKEN, TOKEN_SECRET, signature_type=place,
                    nonce="4572616e48616d6d65724c61686176", timestamp="137131200")
    headers = {"Content-Type": FORM} if body else {}
    url, headers, body = client.sign(url, method, body or None, headers)
    return headers.get("Authorization"), url, body


def fields(header):
    """The oauth_ fields of a header, decoded."""
    pairs = header.removeprefix("OAuth ").split(", ")
    found = [pair.split("=", 1) for pair in pairs]
    return {name: urllib.parse.unquote(value.strip('"')) for name, value in found}


class Listener:
    def __init__(self, folder):
        key, cert = folder / "key.pem", folder / "cert.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key,
                        "-out", cert, "-days", "2", "-subj", "/CN=api.example.com"],
                       check=True, capture_output=True)
        self.process = subprocess.Popen(["node", HERE / "server.mjs", key, cert],
                                        stdout=subprocess.PIPE, text=True)
        ports = json.loads(self.process.stdout.readline())
        self.plain, self.secure = ports["plain"], ports["secure"]
        self.queue = queue.Queue()
        threading.Thread(target=self.pump, daemon=True).start()

    def pump(self):
        for line in self.process.stdout:
            self.queue.put(json.loads(line))

    def taken(self, wanted=lambda request: True):
        """What came in since the last call, once it is there."""
        found = []
        deadline = time.time() + 10
        while not found and time.time() < deadline:
            time.sleep(0.2)
            while not self.queue.empty():
                found.append(self.queue.get())
            found = [request for request in found if wanted(request)]
        assert found, "nothing came in"
        return found


def body_of(wire):
    body = base64.b64decode(wire["body"]) if wire else b""
    if not body:
        return {"body": None}
    try:
        return {"body": body.decode()}
    except UnicodeDecodeError:
        return {"body_base64": base64.b64encode(body).decode()}


def request(wire, headers, authorization=None, host=HOST, **more):
    """The expectation for one request of the wire."""
    return {
        "method": wire["method"],
        "url": host + wire["target"],
        "headers": headers,
        **body_of(wire),
        "oauth": fields(authorization) if authorization else {},
        "oauth_in": "header" if authorization else None,
        **more,
    }


def save(name, extension, paste, form, requests, made_by, findings=(), guesses=(), **more):
    paste = paste if isinstance(paste, bytes) else paste.encode()
    (FIXTURES / f"{name}.{extension}").write_bytes(paste)
    expected = {"made_by": made_by, "format": form, **more, "requests": requests,
                "findings": list(findings), "guesses": list(guesses)}
    text = json.dumps(expected, indent=2, ensure_ascii=False)
    (FIXTURES / f"{name}.expected.json").write_text(text + "\n")
    print(name)


def version(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    return (done.stdout + done.stderr).splitlines()[0].strip()


def run(*command, **more):
    return subprocess.run([str(word) for word in command], capture_output=True, check=True, **more)


STATUS = "status=Hello%20Ladies%20%2B%20Gentlemen%21&lang=de"
UPDATE = f"{HOST}/1.1/statuses/update.json"
SEARCH = f"{HOST}/1.1/search/tweets.json?q=%23rust%20lang&count=2"


def curl_verbose(listener):
    made_by = "curl -v, run by tests/record/texts/record.py; the request from its listener; " + version("curl", "--version")[:12]
    to = ["--connect-to", f"api.example.com:443:127.0.0.1:{listener.secure}"]
    for name, options, method, url, data in [
        ("post", ["--http1.1", *to], "POST", UPDATE, STATUS),
        ("get", ["--http1.1", *to], "GET", SEARCH, None),
        ("http2", ["--http2", *to], "POST", UPDATE, STATUS),
        ("plain-http", ["--connect-to", f"api.example.com:8080:127.0.0.1:{listener.plain}"],
         "GET", "http://api.example.com:8080/1.1/a.json?b=c", None),
    ]:
        authorization, _, _ = signed(method, url, data or "")
        data_options = ["--data-raw", data] if data else []
        done = subprocess.run(
            ["curl", "-vks", *options, url, "-H", f"Authorization: {authorization}", *data_options],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=True)
        wire = listener.taken()[0]
        # HTTP/2 has no Host line; curl -v prints one all the same.
        headers = [pair for pair in wire["headers"] if not pair[0].startswith(":")]
        if name == "http2":
            headers = [[name, value] for name, value in (
                line[2:].split(": ", 1) for line in done.stdout.decode().splitlines()
                if line.startswith("> ") and ": " in line)]
        answer = {"status": 401, "body": '{"errors":[{"code":32,"message":"Could not authenticate you."}]}'}
        host = "http://api.example.com:8080" if name == "plain-http" else HOST
        expected = request(wire, headers, authorization, host=host, response=answer)
        expected["body"] = None
        save(f"curl-verbose-{name}", "txt", done.stdout, "curl-verbose", [expected], made_by,
             findings=["capture-body-not-shown"] if data else [])
        if name == "post":
            sent = b"".join(line for line in done.stdout.splitlines(keepends=True) if line.startswith(b">"))
            alone = {**expected, "response": None}
            save("curl-verbose-sent-lines-alone", "txt", sent, "curl-verbose", [alone],
                 made_by + "; only its lines with >", ["capture-body-not-shown"], ["scheme-guessed"])
    # A redirect: curl sends the old signature to the new place.
    url = f"{HOST}/moved?a=b"
    authorization, _, _ = signed("GET", url)
    done = subprocess.run(["curl", "-vksL", *to, "--http1.1", url, "-H", f"Authorization: {authorization}"],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=True)
    requests = [request(wire, wire["headers"], authorization) for wire in listener.taken()]
    requests[0]["response"] = {"status": 307, "body": ""}
    save("curl-verbose-redirect", "txt", done.stdout, "curl-verbose", requests, made_by)


def raw_bytes():
    """The bytes that curl puts on a socket."""
    made_by = "the bytes that curl sent to a socket, recorded by tests/record/texts/record.py"

    def sent(*command):
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
            process = subprocess.Popen(
                ["curl", "-s", "--connect-to", f"api.example.com:80:127.0.0.1:{port}", *command],
                stdout=subprocess.DEVNULL)
            connection, _ = server.accept()
            connection.settimeout(1)
            seen = b""
            try:
                while True:
                    seen += connection.recv(65536)
            except TimeoutError:
                pass
            connection.sendall(b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            connection.close()
            process.wait()
        return seen

    url = "http://api.example.com/1.1/statuses/update.json"
    authorization, _, _ = signed("POST", url, STATUS)
    for name, more in [("post", []), ("chunked", ["-H", "Transfer-Encoding: chunked"])]:
        paste = sent(url, "-H", f"Authorization: {authorization}", "--data-raw", STATUS, *more)
        head = paste.split(b"\r\n\r\n")[0].decode().split("\r\n")[1:]
        headers = [line.split(": ", 1) for line in head]
        wire = {"method": "POST", "target": "/1.1/statuses/update.json",
                "body": base64.b64encode(STATUS.encode()).decode()}
        expected = request(wire, headers, authorization, host="http://api.example.com")
        save(f"http-wire-{name}", "http", paste, "http", [expected], made_by, options={"scheme": "http"})


def browser(listener, folder):
    chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    made_by = "HAR of headless Chromium (playwright-core), the request from the listener of tests/record/texts/record.py; " \
        + [line for line in version_lines(chromium, "--version") if "Chromium" in line][0].strip()
    authorization, _, _ = signed("POST", UPDATE, STATUS)
    json_body = '{"text":"Grüße & \\"more\\""}'
    json_authorization, _, _ = signed("POST", f"{HOST}/2/tweets")
    _, url, _ = signed("GET", SEARCH, place="QUERY")
    for name, words, auth in [
        ("form-post", ["POST", UPDATE, authorization, FORM, STATUS], authorization),
        ("json-post", ["POST", f"{HOST}/2/tweets", json_authorization, "application/json", json_body], json_authorization),
        ("signed-url", ["GET", url], None),
    ]:
        har = folder / "browser.har"
        (folder / "browser.mjs").write_text((HERE / "browser.mjs").read_text())
        if not (folder / "node_modules").exists():
            (folder / "node_modules").symlink_to(NODE / "node_modules")
        run("node", folder / "browser.mjs", chromium, listener.secure, har, *words)
        wire = listener.taken(lambda request: "/page" not in request["target"] and "favicon" not in request["target"])[0]
        paste = har.read_text()
        entries = json.loads(paste)["log"]["entries"]
        index = next(index for index, entry in enumerate(entries) if "/page" not in entry["request"]["url"])
        headers = [[pair["name"], pair["value"]] for pair in entries[index]["request"]["headers"]
                   if not pair["name"].startswith(":")]
        expected = request(wire, headers, auth, index=index,
                           response={"status": 401, "body": '{"errors":[{"code":32,"message":"Could not authenticate you."}]}'})
        if not auth:
            query = urllib.parse.urlsplit(url).query
            pairs = dict(urllib.parse.parse_qsl(query))
            expected["oauth"] = {name: value for name, value in pairs.items() if name.startswith("oauth_")}
            expected["oauth_in"] = "query"
        save(f"har-chromium-{name}", "har", paste, "har", [expected], made_by)


def version_lines(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    return (done.stdout + done.stderr).splitlines()


def mitmproxy(listener, folder):
    made_by = "mitmdump, run by tests/record/texts/record.py; the request from its listener; " \
        + version(PYTHON / "mitmdump", "--version")
    url = UPDATE.replace("https", "http")
    authorization, _, _ = signed("POST", url, STATUS)
    har, raw = folder / "mitm.har", folder / "mitm.raw"
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [PYTHON / "mitmdump", "-q", "--listen-port", str(port), "--mode",
         f"reverse:http://127.0.0.1:{listener.plain}", "--set", f"hardump={har}",
         "--set", "keep_host_header=true", "--set", f"confdir={folder}", "-s", HERE / "raw_request.py"],
        env={**os.environ, "RAW_REQUEST": str(raw)})
    for _ in range(100):
        time.sleep(0.3)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
    run("curl", "-s", "--connect-to", f"api.example.com:80:127.0.0.1:{port}", url,
        "-H", f"Authorization: {authorization}", "--data-raw", STATUS)
    wire = listener.taken()[0]
    time.sleep(1)
    process.terminate()
    process.wait()
    paste = har.read_text()
    entry = json.loads(paste)["log"]["entries"][0]
    headers = [[pair["name"], pair["value"]] for pair in entry["request"]["headers"]]
    expected = request(wire, headers, authorization, response={"status": 401})
    # mitmproxy writes the address that it talked to, not the Host.
    expected["url"] = entry["request"]["url"]
    save("har-mitmproxy", "har", paste, "har", [expected], made_by)
    paste = raw.read_bytes()
    lines = paste.split(b"\r\n\r\n")[0].decode().split("\r\n")[1:]
    save("http-mitmproxy-raw-request", "http", paste, "http",
         [request(wire, [line.split(": ", 1) for line in lines], authorization, host="http://api.example.com")],
         made_by, options={"scheme": "http"})


def ruby(listener):
    made_by = "Net::HTTP's debug output, run by tests/record/texts/record.py; the request from its listener; " + version("ruby", "--version")[:10]
    update, search = "/1.1/statuses/update.json", "/1.1/search/tweets.json?q=%23rust%20lang&count=2"
    for name, *requests in [
        ("post", ["POST", update, "status=caf%C3%A9%20%22quoted%22", FORM]),
        ("get", ["GET", search]),
        ("utf8-body", ["POST", update, 'status=café "x" #{y}\tz', FORM]),
        ("put-json", ["PUT", "/2/users/12/settings?lang=pt%2DBR",
                      '{\n  "motto": "\\"é\\" \\\\ #1 #$x #@y #{z}"\n}\n', "application/json; charset=utf-8"]),
        ("two-requests", ["GET", search], ["DELETE", "/2/tweets/1445880548472328192"]),
        ("chunked", ["POST", update, "status=Grüße%20%2B%20more&lang=de", FORM, True]),
    ]:
        given = [dict(zip(["method", "path", "body", "type", "chunked"], words)) for words in requests]
        for one in given:
            one["authorization"], _, _ = signed(one["method"], HOST + one["path"])
        done = run("ruby", HERE / "net_http.rb", listener.secure, json.dumps(given))
        # The port of the recording is no one else's business.
        paste = done.stdout.replace(f":{listener.secure}".encode(), b":443")
        answer = {"status": 401, "body": '{"errors":[{"code":32,"message":"Could not authenticate you."}]}'}
        expected = [request(wire, wire["headers"], one["authorization"], response=answer)
                    for wire, one in zip(listener.taken(), given, strict=True)]
        save(f"ruby-net-http-{name}", "txt", paste, "ruby-net-http", expected, made_by)


def oauthlib_log():
    from oauthlib.oauth1 import Client
    import oauthlib

    stream = io.StringIO()
    logging.basicConfig(stream=stream, level=logging.DEBUG)
    authorization, _, _ = signed("POST", UPDATE + "?include_entities=true", STATUS)
    logging.getLogger().handlers.clear()
    found = fields(authorization)
    uri, query = UPDATE, "include_entities=true"
    wanted = [(name, value) for name, value in
              urllib.parse.parse_qsl(STATUS) + urllib.parse.parse_qsl(query) + list(found.items())
              if name != "oauth_signature"]
    quote = lambda text: urllib.parse.quote(text, safe="~")
    pairs = sorted((quote(name), quote(value)) for name, value in wanted)
    others = "&".join(f"{name}={value}" for name, value in pairs if not name.startswith("oauth_"))
    protocol = ", ".join(f'{name}="{value}"' for name, value in pairs if name.startswith("oauth_"))
    header = f'OAuth {protocol}, oauth_signature="{quote(found["oauth_signature"])}"'
    normalized = "&".join(f"{name}={value}" for name, value in pairs)
    expected = {
        "method": "POST", "url": f"{uri}?{others}", "headers": [["Authorization", header]], "body": None,
        "oauth": found, "oauth_in": "header",
        "base_string": f"POST&{quote(uri)}&{quote(normalized)}", "base_string_uri": uri,
        "parameters": [[urllib.parse.unquote(name), urllib.parse.unquote(value)] for name, value in pairs],
    }
    save("base-string-oauthlib-debug", "txt", stream.getvalue(), "base-string", [expected],
         f"oauthlib {oauthlib.__version__} at level DEBUG, run by tests/record/texts/record.py; the parts computed with urllib",
         guesses=["base-string-sources", "base-string-signature"])


def run_and_hear(listener, name, extension, paste, form, command, headers, made_by, index=None, **more):
    """Runs a client on a copy of the paste that points at the listener."""
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder) / f"paste.{extension}"
        copy.write_text(paste.replace(HOST, f"http://127.0.0.1:{listener.plain}"))
        done = subprocess.run([str(word) for word in command(copy)], capture_output=True, cwd=folder)
    wires = listener.taken()
    requests = []
    for at, (wire, wanted) in enumerate(zip(wires, headers, strict=True)):
        lower = {(pair[0].lower(), pair[1]) for pair in wire["headers"]}
        for pair in wanted:
            assert (pair[0].lower(), pair[1]) in lower, (name, pair, done.stdout)
        authorization = next((value for key, value in wanted if key == "Authorization"), None)
        extra = {"index": at} if index else {}
        requests.append(request(wire, wanted, authorization, **extra))
    save(name, extension, paste, form, requests, made_by, **more)


def postman(listener):
    made_by = "written by hand, run with newman by tests/record/texts/record.py; what it sent from the listener; newman " \
        + version(NODE / "node_modules/.bin/newman", "--version")
    command = lambda copy: [NODE / "node_modules/.bin/newman", "run", copy]
    schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"

    def collection(*items, **more):
        return json.dumps({"info": {"name": "api", "schema": schema}, "item": list(items), **more},
                          indent=2, ensure_ascii=False) + "\n"

    def item(name, method, url, headers, body=None):
        found = {"name": name, "request": {"method": method, "header": headers, "url": url}}
        if body:
            found["request"]["body"] = body
        return found

    def header(value):
        return {"key": "Authorization", "value": value}

    data = "status=x"
    first, _, _ = signed("POST", UPDATE, data)
    values = [{"key": "status", "value": "Hello Ladies + Gentlemen, a signed! (request)*'~ü%20"},
              {"key": "off", "value": "1", "disabled": True}, {"key": "empty", "value": ""}]
    run_and_hear(listener, "postman-urlencoded", "json",
                 collection(item("update", "POST", UPDATE, [header(first), {"key": "X-Off", "value": "1", "disabled": True}],
                                 {"mode": "urlencoded", "urlencoded": values})),
                 "postman", command, [[["Authorization", first], ["Content-Type", FORM]]], made_by,
                 guesses=["postman-form"])
    second, _, _ = signed("POST", f"{HOST}/2/tweets")
    run_and_hear(listener, "postman-raw-json", "json",
                 collection(item("tweet", "POST", f"{HOST}/2/tweets",
                                 [header(second), {"key": "Content-Type", "value": "application/json"}],
                                 {"mode": "raw", "raw": '{\n  "text": "Grüße"\n}'})),
                 "postman", command, [[["Authorization", second], ["Content-Type", "application/json"]]], made_by)
    third, _, _ = signed("GET", f"{HOST}/1.1/a.json?b=c%20d")
    fourth, _, _ = signed("DELETE", f"{HOST}/1.1/b.json")
    run_and_hear(listener, "postman-folders-and-variables", "json",
                 collection({"name": "reads", "item": [item("a", "GET", "{{base}}/1.1/a.json?b=c%20d", [header(third)])]},
                            item("b", "DELETE", "{{base}}/1.1/b.json", [header("{{auth}}")]),
                            variable=[{"key": "base", "value": HOST}, {"key": "auth", "value": fourth}]),
                 "postman", command, [[["Authorization", third]], [["Authorization", fourth]]], made_by, index=True)


def http_files(listener):
    made_by = "written by hand, run with httpyac by tests/record/texts/record.py; what it sent from the listener; httpyac " \
        + version(NODE / "node_modules/.bin/httpyac", "--version")
    command = lambda copy: [NODE / "node_modules/.bin/httpyac", "send", copy, "--all"]
    first, _, _ = signed("POST", UPDATE, STATUS)
    run_and_hear(listener, "http-file-post", "http",
                 f"### Update the status\n# @name update\nPOST {UPDATE} HTTP/1.1\nContent-Type: {FORM}\n"
                 f"Authorization: {first}\n\n{STATUS}\n",
                 "http-file", command, [[["Content-Type", FORM], ["Authorization", first]]], made_by)
    second, _, _ = signed("GET", SEARCH)
    run_and_hear(listener, "http-file-variables", "http",
                 f"@base = {HOST}\n@version = 1.1\n@root = {{{{base}}}}/{{{{version}}}}\n\n"
                 f"GET {{{{root}}}}/search/tweets.json?q=%23rust%20lang&count=2\nAuthorization: {second}\n",
                 "http-file", command, [[["Authorization", second]]], made_by)
    third, _, _ = signed("GET", f"{HOST}/1.1/a.json?b=c&d=e")
    run_and_hear(listener, "http-file-query-over-lines", "http",
                 f"GET {HOST}/1.1/a.json\n    ?b=c\n    &d=e\nAuthorization: {third}\n",
                 "http-file", command, [[["Authorization", third]]], made_by)
    fourth, _, _ = signed("POST", f"{HOST}/2/tweets")
    run_and_hear(listener, "http-file-two-requests", "http",
                 f"// the first\nGET {HOST}/1.1/a.json?b=c&d=e\nAuthorization: {third}\n\n###\n\n# the second\n"
                 f"POST {HOST}/2/tweets\nContent-Type: application/json\nAuthorization: {fourth}\n\n"
                 '{\n  "text": "Grüße"\n}\n\n###\n',
                 "http-file", command,
                 [[["Authorization", third]], [["Content-Type", "application/json"], ["Authorization", fourth]]],
                 made_by, index=True)


def main():
    sys.path[:0] = [str(path) for path in PYTHON.parent.glob("lib/python*/site-packages")]
    FIXTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        listener = Listener(folder)
        try:
            for step in sys.argv[3:] or ["curl_verbose", "raw_bytes", "browser", "mitmproxy", "ruby",
                                         "oauthlib_log", "postman", "http_files"]:
                arguments = {"raw_bytes": [], "oauthlib_log": [], "browser": [listener, folder],
                             "mitmproxy": [listener, folder]}.get(step, [listener])
                globals()[step](*arguments)
        finally:
            listener.process.terminate()


main()
