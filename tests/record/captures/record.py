#!/usr/bin/env python3
"""Runs the pasted commands of fixtures/captures for real and records what they send.

Needs bash, curl, wget, HTTPie, Python's requests and Node.js 20. Nothing leaves the machine: curl
is told to connect to a listener on the loopback address, wget, HTTPie and requests take it for
their proxy, and Node only builds the request. https is written as http on the way, so that the
listener needs no certificate; nothing else is changed.

    python3 tests/record/captures/record.py [name...]

writes fixtures/captures/<name>.wire.json for each paste that sends something.
"""

import base64
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

HERE = Path(__file__).resolve().parent
CAPTURES = HERE.parents[2] / "fixtures" / "captures"
PREFIXES = ["curl-bash", "wget", "httpie", "python-requests", "fetch"]


class Listener(threading.Thread):
    """Takes one request a connection and answers 200."""

    def __init__(self):
        super().__init__(daemon=True)
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.requests = []

    def run(self):
        while True:
            connection, _ = self.socket.accept()
            connection.settimeout(5)
            data = b""
            while b"\r\n\r\n" not in data:
                more = connection.recv(65536)
                if not more:
                    break
                data += more
            head, _, body = data.partition(b"\r\n\r\n")
            length = re.search(rb"(?im)^content-length: *(\d+)", head)
            if re.search(rb"(?im)^expect: *100-continue", head):
                connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
            while length and len(body) < int(length[1]):
                body += connection.recv(65536)
            if head:
                self.requests.append(as_json(head, body))
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            connection.close()


def as_json(head, body):
    first, *lines = head.decode("utf-8", "surrogateescape").split("\r\n")
    method, _, rest = first.partition(" ")
    target = rest.rpartition(" ")[0]
    # A proxy is sent the whole URL.
    target = re.sub(r"^http://[^/?]*", "", target)
    headers = [[part.strip() for part in line.split(":", 1)] for line in lines]
    request = {"method": method, "target": target, "headers": headers}
    try:
        request["body"] = body.decode()
    except UnicodeDecodeError:
        request["body_base64"] = base64.b64encode(body).decode()
    return request


SHELL = r"""
plain() { out=(); for a in "$@"; do case "$a" in https://*) a="http://${a#https://}";; esac; out+=("$a"); done; }
curl() {
  plain "$@"; local args=() a
  for a in "${out[@]}"; do args+=("$a"); [ "$a" = --next ] && args+=(--connect-to "::127.0.0.1:$PORT"); done
  command curl --disable --max-time 5 --connect-to "::127.0.0.1:$PORT" "${args[@]}"
}
wget() { plain "$@"; http_proxy=http://127.0.0.1:$PORT command wget --tries=1 --timeout=5 "${out[@]}"; }
http() { plain "$@"; http_proxy=http://127.0.0.1:$PORT command http $HTTPIE_STDIN "${out[@]}"; }
"""

NODE = r"""
const calls = [];
const { Request } = globalThis;
globalThis.fetch = (url, init) => { calls.push(new Request(url, init)); return new Promise(() => {}); };
%s
;(async () => {
  const all = [];
  for (const call of calls) {
    const url = new URL(call.url);
    all.push({ method: call.method, target: url.pathname + url.search, headers: [...call.headers, ["host", url.host]], body: await call.text() });
  }
  console.log(JSON.stringify(all));
})();
"""


def record(paste, listener):
    listener.requests.clear()
    text = paste.read_text()
    with tempfile.TemporaryDirectory() as folder:
        options = {"cwd": folder, "capture_output": True, "timeout": 60}
        if paste.suffix == ".js":
            source = re.sub(r"\bawait fetch", "fetch", text)
            done = subprocess.run(["node", "-e", NODE % source], **options)
            return json.loads(done.stdout) if done.returncode == 0 else []
        environment = dict(os.environ, PORT=str(listener.port), HOME=folder)
        if paste.suffix == ".py":
            environment["http_proxy"] = f"http://127.0.0.1:{listener.port}"
            subprocess.run([sys.executable, "-c", text], env=environment, **options)
        else:
            environment["HTTPIE_STDIN"] = "" if "<<" in text else "--ignore-stdin"
            script = SHELL + re.sub(r"^\$ ", "", text) + "\nwait\n"
            subprocess.run(
                ["bash", "-c", script], env=environment, stdin=subprocess.DEVNULL, **options
            )
    return list(listener.requests)


def version(paste):
    commands = {
        "curl": ["curl", "--version"],
        "wget": ["wget", "--version"],
        "http": ["http", "--version"],
        "fetc": ["node", "--version"],
        "pyth": [sys.executable, "-c", "import requests; print(requests.__version__)"],
    }
    names = {"http": "HTTPie ", "fetc": "Node.js ", "pyth": "requests "}
    key = paste.name[:4]
    line = subprocess.run(commands[key], capture_output=True, text=True).stdout.splitlines()[0]
    return names.get(key, "") + " ".join(line.split(" ")[:3]).strip()


def main():
    listener = Listener()
    listener.start()
    wanted = sys.argv[1:]
    for paste in sorted(CAPTURES.iterdir()):
        if paste.suffix == ".json" or not any(paste.name.startswith(p) for p in PREFIXES):
            continue
        if wanted and paste.stem not in wanted:
            continue
        text = paste.read_text()
        if "OAuth1(" in text or re.search(r"\\ +\n", text):
            # Signed when it runs: what it sends is not in the paste. A blank after the backslash
            # came with the paste: what it sends is not what was meant.
            continue
        requests = record(paste, listener)
        if not requests:
            print(f"{paste.stem}: sends nothing")
            continue
        made_by = f"{version(paste)}, recorded by tests/record/captures/record.py"
        wire = {"made_by": made_by, "requests": requests}
        target = paste.with_name(paste.stem + ".wire.json")
        target.write_text(json.dumps(wire, ensure_ascii=False, indent=2) + "\n")
        print(f"{paste.stem}: {len(requests)}")


main()
