#!/usr/bin/env python3
"""RFC 5849 section 3.4 in the standard library of Python, written from the text of the RFC.

It shares no line with the program that it checks. RSA is done by the `openssl` command.

    reference.py build    write fixtures/conformance from cases.py
    reference.py check    recompute every case on disk, compare with oauthlib if it is installed
    reference.py          a signer like the adapters: one JSON line in, one out
"""
import base64
import hashlib
import hmac
import json
import os
import pathlib
import subprocess
import sys
import tempfile

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "fixtures" / "conformance"
UNRESERVED = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
DEFAULT_PORTS = {"http": "80", "https": "443"}
FORM = "application/x-www-form-urlencoded"


def encode(text):
    """Percent encoding, section 3.6: UTF-8, all but the unreserved characters, upper-case hex."""
    return "".join(chr(b) if b in UNRESERVED else f"%{b:02X}" for b in text.encode("utf-8"))


def decode_form(text):
    """One name or value of application/x-www-form-urlencoded: `+` is a space."""
    out, raw, i = bytearray(), text.encode("utf-8"), 0
    while i < len(raw):
        if raw[i:i + 1] == b"%":
            out.append(int(raw[i + 1:i + 3].decode(), 16))
            i += 3
        else:
            out.append(0x20 if raw[i] == 0x2B else raw[i])
            i += 1
    return out.decode("utf-8")


def form_pairs(text):
    """The pairs between `&`; an empty segment is no pair, a bare name has the empty value."""
    pairs = []
    for segment in text.split("&"):
        if segment:
            name, _, value = segment.partition("=")
            pairs.append((decode_form(name), decode_form(value)))
    return pairs


def split_url(url):
    """Scheme, authority, path, query or None: RFC 3986 appendix B without its regex."""
    url = url.partition("#")[0]
    rest, mark, query = url.partition("?")
    scheme, _, rest = rest.partition("://")
    authority, slash, path = rest.partition("/")
    return scheme, authority, slash + path, query if mark else None


def base_string_uri(url):
    """Section 3.4.1.2."""
    scheme, authority, path, _ = split_url(url)
    scheme = scheme.lower()
    host = authority.rpartition("@")[2].lower()
    name, colon, port = host.rpartition(":")
    if colon and port.isdigit() and port == DEFAULT_PORTS.get(scheme):
        host = name
    return f"{scheme}://{host}{path or '/'}"


def body_is_form(request):
    """The three conditions of section 3.4.1.3.1 on the entity body."""
    for name, value in request["headers"]:
        if name.lower() == "content-type":
            return value.partition(";")[0].strip().lower() == FORM
    return False


def parameters(request):
    """Section 3.4.1.3.1: query, Authorization header, form body; decoded, in that order."""
    query = split_url(request["url"])[3]
    found = [(n, v, "query") for n, v in form_pairs(query or "")]
    found += [(n, v, "header") for n, v in request["oauth"]]
    if body_is_form(request):
        found += [(n, v, "body") for n, v in form_pairs(request.get("body") or "")]
    return [p for p in found if p[0] != "oauth_signature"]


def normalized_parameters(found):
    """Section 3.4.1.3.2."""
    pairs = sorted((encode(n), encode(v)) for n, v, _ in found)
    return "&".join(f"{n}={v}" for n, v in pairs)


def signing_key(request):
    """Section 3.4.2: both secrets encoded, the `&` always there."""
    return f"{encode(request['consumer_secret'] or '')}&{encode(request['token_secret'] or '')}"


def signature(method, base, key, private_key):
    """Sections 3.4.2 to 3.4.4, and their forms with SHA-2."""
    if method == "PLAINTEXT":
        return key
    family, _, digest = method.lower().partition("-")
    if family == "hmac":
        made = hmac.new(key.encode(), base.encode(), getattr(hashlib, digest)).digest()
    else:
        made = openssl_sign(digest, base, private_key)
    return base64.b64encode(made).decode()


def openssl_sign(digest, base, private_key):
    """RSASSA-PKCS1-v1_5, which is what `openssl dgst -sign` does with an RSA key."""
    with tempfile.NamedTemporaryFile("w", suffix=".pem") as pem:
        pem.write(private_key)
        pem.flush()
        return subprocess.run(["openssl", "dgst", f"-{digest}", "-sign", pem.name],
                              input=base.encode(), capture_output=True, check=True).stdout


def authorization_header(request, made):
    """Section 3.5.1. The realm is a quoted string, not percent-encoded."""
    parts = [f'realm="{request["realm"]}"'] if "realm" in request else []
    parts += [f'{encode(n)}="{encode(v)}"' for n, v in request["oauth"]]
    return "OAuth " + ", ".join(parts + [f'oauth_signature="{encode(made)}"'])


def stages(request):
    """Every stage of one request, by its file name."""
    found = parameters(request)
    normalized = normalized_parameters(found)
    uri = base_string_uri(request["url"])
    base = "&".join(encode(part) for part in (request["method"].upper(), uri, normalized))
    key = signing_key(request)
    made = signature(request["signature_method"], base, key, request.get("private_key"))
    out = {
        "parameters.json": lines("[]", [text({"name": n, "value": v, "source": s}) for n, v, s in found]),
        "normalized-parameters.txt": normalized,
        "base-string-uri.txt": uri,
        "base-string.txt": base,
        "signature.txt": made,
        "authorization-header.txt": authorization_header(request, made),
    }
    if not request["signature_method"].startswith("RSA"):
        out["signing-key.txt"] = key
    return out


def text(value):
    return json.dumps(value, ensure_ascii=False)


def lines(brackets, members):
    """JSON with one member a line: short enough to read, and to compare line by line."""
    return f"{brackets[0]}\n" + ",\n".join(f"  {m}" for m in members) + f"\n{brackets[1]}\n"


PUBLISHED_FILES = {"base_string": "base-string.txt", "signature": "signature.txt",
                   "base_string_uri": "base-string-uri.txt",
                   "normalized_params": "normalized-parameters.txt",
                   "authorization_header": "authorization-header.txt"}


def build():
    import cases
    for request, published in cases.all_cases(FOLDER):
        # Stated here and not only in a test: a published value always beats a computed one.
        made = stages(request)
        for name, value in published.items():
            file = PUBLISHED_FILES[name]
            assert made[file] == value, f"{request['id']}: {file}: {made[file]} is not {value}"
        folder = FOLDER / request["id"]
        folder.mkdir(parents=True, exist_ok=True)
        made["request.json"] = lines("{}", [f"{text(k)}: {text(v)}" for k, v in request.items()])
        for name, content in made.items():
            (folder / name).write_bytes(content.encode())


def requests():
    """The requests on disk, in the order of their ids."""
    return [json.loads((f / "request.json").read_bytes().decode())
            for f in sorted(FOLDER.iterdir()) if f.is_dir()]


def check():
    bad, refused, compared = [], [], 0
    for request in requests():
        folder = FOLDER / request["id"]
        made = stages(request)
        assert {p.name for p in folder.iterdir()} == set(made) | {"request.json"}, request["id"]
        bad += [f"{request['id']}/{n}" for n, t in made.items() if (folder / n).read_bytes().decode() != t]
        other = oauthlib_base_string(request)
        if other is None:
            continue
        compared += 1
        if isinstance(other, ValueError):
            refused.append(f"{request['id']}: {other}")
        elif other != made["base-string.txt"]:
            bad.append(f"{request['id']}: oauthlib has {other}")
    print(f"{len(requests())} cases, {compared} compared with oauthlib, refused by it: {len(refused)}")
    print("\n".join(refused + bad))
    return 1 if bad or not compared else 0


def oauthlib_base_string(request):
    """The same base string from oauthlib's own functions; None where it is not installed."""
    try:
        from oauthlib.oauth1.rfc5849 import signature as lib
    except ImportError:
        return None
    try:
        query = split_url(request["url"])[3] or ""
        body = request["body"] if body_is_form(request) else ""
        headers = {"Authorization": "OAuth " + ", ".join(
            f'{encode(n)}="{encode(v)}"' for n, v in request["oauth"])}
        found = lib.collect_parameters(query, body, headers, exclude_oauth_signature=True)
        return lib.signature_base_string(request["method"], lib.base_string_uri(request["url"]),
                                         lib.normalize_parameters(found))
    except ValueError as error:
        return error


def serve():
    for line in sys.stdin:
        made = stages(json.loads(line))
        print(json.dumps({"base_string": made["base-string.txt"], "signature": made["signature.txt"]}),
              flush=True)


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    command = sys.argv[1:]
    sys.exit(build() if command == ["build"] else check() if command == ["check"] else serve())
