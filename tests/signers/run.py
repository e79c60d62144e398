#!/usr/bin/env python3
"""Speaks the line protocol of `countersign conform` for a signer of src/signers, really run in its language.

    countersign conform -- python3 tests/signers/run.py php

A request goes to the program beside this script as one line: fields apart by tabs, each `x` and its UTF-8 bytes in
hex. They are method, URL, consumer key, consumer secret, token, token secret, the number of form fields, then the
form fields and the further protocol parameters, name and value each. It answers with a header in the same form, or
with `!` and what was wrong.
"""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SIGNERS = HERE.parent.parent / "src" / "signers"


def go(work):
    (work / "oauth1").mkdir()
    shutil.copy(SIGNERS / "oauth1.go", work / "oauth1")
    shutil.copy(HERE / "harness.go.txt", work / "main.go")
    (work / "go.mod").write_text("module harness\n\ngo 1.18\n")
    subprocess.run(["go", "build", "-o", "signer", "."], cwd=work, check=True)
    return [work / "signer"]


def java(work):
    subprocess.run(["javac", "-d", work, SIGNERS / "OAuth1.java", HERE / "Harness.java"], check=True)
    return ["java", "-Xshare:auto", "-cp", work, "Harness"]


def csharp(work):
    subprocess.run(["mcs", "-codepage:utf8", f"-out:{work}/signer.exe", SIGNERS / "OAuth1.cs", HERE / "Harness.cs"], check=True)
    return ["mono", work / "signer.exe"]


COMMANDS = {
    "php": lambda _: ["php", HERE / "harness.php", SIGNERS / "oauth1.php"],
    "javascript": lambda _: ["node", HERE / "harness.mjs", SIGNERS / "oauth1.mjs"],
    "python": lambda _: [sys.executable, HERE / "harness.py", SIGNERS / "oauth1.py"],
    "ruby": lambda _: ["ruby", HERE / "harness.rb", SIGNERS / "oauth1.rb"],
    "perl": lambda _: ["perl", HERE / "harness.pl", SIGNERS / "OAuth1.pm"],
    "bash": lambda _: ["bash", HERE / "harness.sh", SIGNERS / "oauth1.sh"],
    "powershell": lambda _: ["pwsh", "-NoProfile", "-File", HERE / "harness.ps1", SIGNERS / "oauth1.ps1"],
    "go": go,
    "java": java,
    "csharp": csharp,
}


def hexed(text):
    return "x" + (text or "").encode().hex()


def asked(request):
    """The request as a line, and the protocol parameters that it will be sent with."""
    defaults = ("oauth_consumer_key", "oauth_token")
    more = [pair for pair in request["oauth"] if pair[0] not in defaults]
    if request.get("realm") is not None:
        more.append(["realm", request["realm"]])
    fields = [request["method"], request["url"], request["consumer_key"], request["consumer_secret"],
              request["token"], request["token_secret"], str(len(request["form"]))]
    fields += [text for pair in request["form"] + more for text in pair]
    version = [] if "oauth_version" in dict(request["oauth"]) else [["oauth_version", "1.0"]]
    return "\t".join(map(hexed, fields)), request["oauth"] + version


def main(language):
    with tempfile.TemporaryDirectory() as work:
        command = [str(word) for word in COMMANDS[language](pathlib.Path(work))]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as signer:
            for line in sys.stdin:
                request = json.loads(line)
                if not request["signature_method"].startswith("HMAC-"):
                    print(json.dumps({"refused": "it signs with HMAC only"}), flush=True)
                    continue
                question, oauth = asked(request)
                signer.stdin.write(question + "\n")
                signer.stdin.flush()
                answer = signer.stdout.readline().strip()
                if answer.startswith("x"):
                    header = bytes.fromhex(answer[1:]).decode()
                    made = {"authorization": header, "oauth": oauth}
                else:
                    made = {"error": answer.lstrip("!") or "no answer"}
                print(json.dumps(made), flush=True)
            signer.stdin.close()


if __name__ == "__main__":
    main(sys.argv[1])
