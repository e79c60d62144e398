"""Turns what the sign.* scripts recorded into the two fixtures, and judges it on the way.

Run: python3 reference.py requests.txt recorded.tsv OUTPUT_DIRECTORY

The right signature is computed here from RFC 5849 alone. Every wrong base string and key is built
a second time, from the recorded encoder table and the named departures: a script whose text differs,
or a named departure without which the text would be the same, stops the run.
"""
import base64
import hashlib
import hmac
import json
import re
import sys
from urllib.parse import quote

MARKS = "!'()*"
RESERVED = ";,/?:@&=+$#"
UNRESERVED = "-._"  # ~ is spoken of by itself


def rfc3986(s):
    """RFC 5849 section 3.6."""
    return quote(s, safe="~")


def read_requests(path):
    texts, requests = {}, {}
    for line in open(path, encoding="utf-8"):
        f = line.rstrip("\n").split("\t")
        if f[0] == "text":
            texts[f[1]] = f[2]
        elif f[0] == "request":
            current = requests[f[1]] = {"query": [], "form": [], "oauth": []}
        elif len(f) == 3:
            current[f[0]].append((f[1], f[2]))
        elif len(f) == 2:
            current[f[0]] = f[1]
    return texts, requests


def fill(request, text):
    """The request with {text} replaced."""
    filled = dict(request)
    for part in ("query", "form", "oauth"):
        filled[part] = [(k, v.replace("{text}", text)) for k, v in request[part]]
    return filled


def mac(hash_name, base, key):
    return hmac.new(key.encode(), base.encode(), getattr(hashlib, hash_name.lower())).digest()


def right(r):
    """RFC 5849 sections 3.4.1 and 3.4.2: signature base string and signature."""
    pairs = sorted((rfc3986(k), rfc3986(v)) for k, v in r["query"] + r["form"] + r["oauth"])
    normalized = "&".join(f"{k}={v}" for k, v in pairs)
    base = "&".join([r["method"], rfc3986(r["uri"]), rfc3986(normalized)])
    key = rfc3986(r["consumer_secret"]) + "&" + rfc3986(r.get("token_secret", ""))
    return base, key, base64.b64encode(mac(r["hash"], base, key)).decode()


def wrong(r, encode, scope, has, null):
    """The text signed by a client that departs as `scope` and `has` say, its key and signature."""
    inner = encode if "parameters" in scope else rfc3986
    outer = encode if "base string" in scope or scope == "whole string once" else rfc3986
    for_key = encode if "key" in scope else rfc3986
    request_params = ([] if "query-omitted" in has else r["query"]) + ([] if "body-form-omitted" in has else r["form"])
    params = request_params + r["oauth"]
    secret, token_secret = r["consumer_secret"], r.get("token_secret", "")

    if "empty-values-dropped" in has:
        params = [p for p in params if p[1]]
    if "oauth-signature-included" in has:
        params = params + [("oauth_signature", "")]
    if "secret-in-params" in has:
        params = params + [("oauth_token_secret", token_secret)]
    if "dup-keys-collapsed" in has:
        params = list(dict(params).items())
    if "dup-keys-comma-joined" in has:
        params = [(name, ",".join(v for k, v in params if k == name)) for name in dict(params)]
    if "array-brackets-added" in has:
        names = [k for k, _ in params]
        params = [(f"{k}[{names[:i].count(k)}]" if names.count(k) > 1 else k, v) for i, (k, v) in enumerate(params)]
    if "sort-before-encode" in has:
        params = sorted(params)
    if "double-encoded-params" in has:
        params = [(k, inner(v)) for k, v in params]

    raw = "assembly-single-encoding" in has
    raw_name, raw_value = raw or "keys-not-encoded" in has, raw or "values-not-encoded" in has
    pairs = [(k if raw_name else inner(k), v if raw_value else inner(v)) for k, v in params]
    if "sort-groups-separately" in has:
        n = len(request_params)
        pairs = sorted(pairs[:n]) + sorted(pairs[n:])
    elif "sort-key-only" in has:
        pairs.sort(key=lambda p: p[0])
    elif "sort-case-insensitive" in has:
        pairs.sort(key=lambda p: (p[0].lower(), p[1]))
    elif not has & {"sort-none", "sort-before-encode"}:
        pairs.sort()
    joined = [f"{k}={v}" for k, v in pairs]
    if "sort-whole-pair" in has:
        joined.sort()
    normalized = ("&amp;" if "capture-html-escaped" in has else "&").join(joined)

    uri = r["sent"] if "uri-default-port-kept" in has else r["uri"]
    uri += "/" if "uri-trailing-slash-added" in has else ""
    method = r["method"].lower() if "method-lowercase" in has else r["method"]
    if "assembly-all-encoded-once" in has:
        base = outer(f"{method}&{uri}&{normalized}")
    else:
        third = outer(normalized)
        if "assembly-params-not-encoded" in has:
            third = normalized
        if "assembly-equals-raw" in has:
            third = "%26".join(joined)
        base = "&".join([method, uri if "uri-not-encoded-in-base" in has else outer(uri), third])
    base += "\n" if "assembly-trailing-newline" in has else ""

    key = for_key(secret) + "&" + for_key(token_secret)
    if "key-secrets-not-encoded" in has:
        key = secret + "&" + token_secret
    if "key-swapped" in has:
        key = for_key(token_secret) + "&" + for_key(secret)
    if "key-ampersand-encoded" in has:
        key = for_key(secret + "&" + token_secret)
    if "key-token-secret-missing" in has:
        key = for_key(secret) + "&"
    if "key-literal-null" in has:
        key = for_key(secret) + "&" + (token_secret or null)
    if "key-no-ampersand" in has:
        key = key.rstrip("&")

    digest = mac("SHA256" if "sig-wrong-alg" in has else r["hash"], base, key)
    if "sig-base64-of-hex" in has:
        digest = digest.hex().encode()
    signature = base64.b64encode(digest).decode()
    if "sig-base64url" in has:
        signature = signature.translate(str.maketrans("+/", "-_"))
    if "sig-padding-missing" in has:
        signature = signature.rstrip("=")
    return base, key, signature


def departures(encode, chars, names_chars, layer):
    """Which catalogue entries the encoder shows on these characters: {id: other ids that explain as much}."""
    found = {}
    literal = {c for c in chars if encode(c) == c and rfc3986(c) != c}
    for c in sorted(chars):
        got, want = encode(c), rfc3986(c)
        if got == want or c in literal and c.isascii():
            continue
        if c == " " and got == "+":
            found["enc-space-plus"] = []
        elif c == "~":
            found["enc-tilde-escaped"] = []
            if got != got.upper():
                found["enc-hex-lowercase"] = []
        elif c in UNRESERVED:
            found["enc-unreserved-escaped"] = ["enc-dot-or-dash-escaped"]
        elif c.isascii() and got.startswith("%FE%FF"):
            found["charset-utf16"] = []
        elif c.isascii():
            assert got.upper() == want, (c, got)
            found["enc-hex-lowercase"] = []
        else:
            found.update(charset(c, got))
    if layer == "base string":
        if literal & set(":/"):
            found["uri-partial-encode"] = []
        return found
    marks, escaped = {c for c in literal if c in MARKS}, {c for c in chars if c in MARKS} - literal
    if marks == {"*"}:
        found["enc-star-literal"] = [] if escaped else ["enc-js-marks-literal", "enc-httputility-marks-literal"]
    elif marks and "'" in escaped:
        found["enc-httputility-marks-literal"] = []
    elif marks:
        found["enc-js-marks-literal"] = [] if "'" in marks else ["enc-httputility-marks-literal"]
    reserved = {c for c in literal if c in RESERVED}
    if reserved and reserved <= set("/+"):
        whole_class = not ({c for c in chars if c in RESERVED} - reserved)
        if "/" in reserved:
            found["enc-slash-literal"] = ["enc-reserved-literal"] if whole_class else []
        if "+" in reserved:
            found["enc-plus-literal"] = ["enc-reserved-literal"] if whole_class else []
    elif reserved:
        found["enc-reserved-literal"] = []
    if literal & set("[]") & names_chars:
        found["array-name-not-encoded"] = []
    return found


def charset(c, got):
    """What an encoder made of a character that is not ASCII."""
    def in_charset(name):
        try:
            return "".join(f"%{b:02X}" for b in c.encode(name))
        except UnicodeEncodeError:
            return None
    up = got.upper()
    if up == rfc3986(c):
        return {"enc-hex-lowercase": []}
    if up == in_charset("latin-1"):
        return {"charset-latin1": ["charset-windows1252", "charset-codepoint-hex"]}
    if up == in_charset("cp1252"):
        return {"charset-windows1252": []}
    if up == in_charset("shift_jis"):
        return {"charset-native-codepage": []}
    if up == "%FE%FF" + in_charset("utf-16-be"):
        return {"charset-utf16": []}
    if up == "".join(quote(chr(b)) for b in c.encode()):
        return {"charset-utf8-twice": []}
    if up == "%3F" * len(c):
        return {"charset-lossy-question-mark": []}
    if got == "":
        return {"charset-non-ascii-dropped": []}
    if got.lower().startswith("%u"):
        return {"charset-u-escape": []}
    if got == f"%{ord(c):X}":
        return {"charset-codepoint-hex": []}
    raise SystemExit(f"no name for {c!r} -> {got!r}")


def first_only(s):
    """JavaScript's replace with a string pattern."""
    made = quote(s, safe="!~*'()")
    for mark in MARKS:
        made = made.replace(mark, rfc3986(mark), 1)
    return made


def judge(case, r, table):
    """The departures that an ideal diagnosis would name, and equally good lists of them."""
    scope, named = case["scope"], [m for m in case["mistakes"].split(",") if m]
    special = {"js encodeURIComponent replace('*')": first_only}
    encode = special.get(case["encoder"], lambda s: "".join(table[c] for c in s))
    null = "None" if "Python" in case["made_by"] else "null"
    got = (case["base"], case["key"], case["signature"])
    made = wrong(r, encode, scope, set(named), null)
    if made != got:
        raise SystemExit(f"{case['id']}: script and model differ\n{got}\n{made}")
    for mistake in named:
        if wrong(r, encode, scope, set(named) - {mistake}, null)[2] == case["signature"]:
            raise SystemExit(f"{case['id']}: {mistake} cannot be seen")

    params = r["query"] * ("query-omitted" not in named) + r["form"] * ("body-form-omitted" not in named) + r["oauth"]
    names, values = "".join(k for k, _ in params), "".join(v for _, v in params)
    found = {}
    if encode == first_only:
        found = {} if encode(values) == rfc3986(values) else {"enc-first-occurrence-only": []}
    elif "parameters" in scope or scope == "whole string once":
        if scope == "whole string once":
            names += r["uri"]
        found.update(departures(encode, set(names + values), set(names), "parameters"))
    if "base string" in scope and encode != first_only:
        inner = encode if "parameters" in scope else rfc3986
        block = "".join(inner(k) + inner(v) for k, v in params)
        found.update(departures(encode, set(r["uri"] + block + "&="), set(), "base string"))
    if "key" in scope:
        secrets = r["consumer_secret"] + r["token_secret"]
        seen = departures(encode, set(secrets), set(), "parameters")
        found.update({"enc-slash-literal": []} if seen == {"enc-slash-literal": []} else {"key-secrets-form-encoded": []})
    plain_names = all(rfc3986(k) == k for k, _ in params)
    for mistake in named:
        # Without special characters in the names both leave the same text.
        swap = {"assembly-single-encoding": "values-not-encoded", "values-not-encoded": "assembly-single-encoding"}.get(mistake)
        found[mistake] = [swap] if swap and plain_names else []
    mistakes = list(found)
    also = [[other if m == mistake else m for m in mistakes] for mistake in mistakes for other in found[mistake]]
    # One may hold another: the encoder that leaves the slashes of a value leaves those of the URI when it makes the
    # outer layer too, and what encodes the whole text at once encodes its values once.
    holds = {"uri-partial-encode": "enc-slash-literal", "assembly-single-encoding": "assembly-all-encoded-once"}
    also += [[m for m in mistakes if m != held] for held, by in holds.items() if held in mistakes and by in mistakes]
    return mistakes, also


def wire(r, signature):
    """The request as sent: right in all but its signature."""
    encoded = lambda pairs: "&".join(f"{rfc3986(k)}={rfc3986(v)}" for k, v in pairs)
    fields = ([("realm", r["realm"])] if "realm" in r else []) + r["oauth"] + [("oauth_signature", signature)]
    authorization = "OAuth " + ", ".join(f'{k}="{rfc3986(v)}"' for k, v in fields)
    headers = [["Host", re.sub(r":(80|443)$", "", r["sent"].split("/")[2])]]
    body = ""
    if r["form"]:
        headers.append(["Content-Type", "application/x-www-form-urlencoded"])
        body = encoded(r["form"])
    elif "json" in r:
        headers.append(["Content-Type", "application/json"])
        body = r["json"]
    headers.append(["Authorization", authorization])
    url = r["sent"] + ("?" + encoded(r["query"]) if r["query"] else "")
    return {"method": r["method"], "url": url, "headers": headers, "body": body}


def main():
    texts, requests = read_requests(sys.argv[1])
    text_of = lambda h: bytes.fromhex(h).decode()
    tables, rows = {}, []
    script_of = {"PHP": "sign.php", "Python": "sign.py", "Node.js": "sign.js", "OpenJDK": "Sign.java", "Perl": "sign.pl",
                 "Ruby": "sign.rb", "Go": "sign.go", "Mono": "Sign.cs", "Tcl": "sign.tcl", "jq": "sign.sh", "curl": "sign.sh"}
    for line in open(sys.argv[2], encoding="utf-8"):
        kind, *f = line.rstrip("\n").split("\t")
        if kind in ("table", "refuses"):
            entry = tables.setdefault(f[0], {"name": f[0], "function": f[1], "runtime": f[2], "ascii": {}, "more": {}})
            sample, made = text_of(f[3]), text_of(f[4])
            if kind == "refuses":
                entry.setdefault("refuses", {})[sample] = made
            else:
                entry["ascii" if sample.isascii() and sample.isprintable() else "more"][sample] = made
        elif kind == "case":
            rows.append(dict(zip(["id", "request", "text", "encoder", "scope", "mistakes", "made_by", "base", "key", "signature", "note"], f)))
        else:
            raise SystemExit(f"not understood: {line!r}")
    for entry in tables.values():
        entry["ascii"] = {chr(c): entry["ascii"][chr(c)] for c in range(0x20, 0x7F) if chr(c) in entry["ascii"]}

    cases = []
    for row in rows:
        row["base"], row["key"] = text_of(row["base"]), text_of(row["key"])
        r = fill(requests[row["request"]], texts[row["text"]])
        table = {**tables[row["encoder"]]["ascii"], **tables[row["encoder"]]["more"]}
        mistakes, also = judge(row, r, table)
        oauth = dict(r["oauth"])
        credentials = {"consumer_key": oauth["oauth_consumer_key"], "consumer_secret": r["consumer_secret"]}
        if "oauth_token" in oauth:
            credentials.update(token=oauth["oauth_token"], token_secret=r["token_secret"])
        runtime = row["made_by"].rsplit(" on ", 1)[1].split()[0]
        case = {"id": row["id"], "made_by": row["made_by"], "script": "tests/record/encoders/" + script_of[runtime],
                "encoder": row["encoder"], "scope": {"base string": "base string only"}.get(row["scope"], row["scope"]),
                "request": wire(r, row["signature"]), "credentials": credentials,
                "base_string": row["base"], "signing_key": row["key"],
                "hash": "SHA256" if "sig-wrong-alg" in mistakes else r["hash"], "signature": row["signature"],
                "right_signature": right(r)[2], "mistakes": mistakes}
        if also:
            case["also_explained_by"] = also
        case["note"] = row["note"]
        cases.append(case)
    for name, data in (("tables", {"encoders": list(tables.values())}), ("cases", {"cases": cases})):
        with open(f"{sys.argv[3]}/{name}.json", "w", encoding="utf-8") as out:
            json.dump(data, out, ensure_ascii=False, indent=1)
            out.write("\n")
    print(f"{len(tables)} encoders, {len(cases)} cases")


if __name__ == "__main__":
    main()
