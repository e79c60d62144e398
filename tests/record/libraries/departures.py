"""Which departures from RFC 5849 explain a signature: small signers with one thing done otherwise.

A departure is named `id` or `id:how`, where the id is the mistake's and `how` one of its forms.
A set of them explains a recording when signing with it gives the recorded base string and
signature, byte for byte. Nothing is judged by looking.
"""
import functools
import itertools
import math
import re
import urllib.parse

import reference as rfc

MARKS = "!'()*"


def walk(request, choices):
    """Base string and key of `request`, signed with `choices`."""
    def on(name):
        return name in choices

    scheme, authority, path, query, fragment = split(request["url"], on)
    pairs = collected(request, query, fragment, on)
    uri = base_string_uri(scheme, authority, path, query, fragment, on)
    encoded = [encoded_pair(p, request, on) for p in pairs]
    ordered = in_order(pairs, encoded, on)
    if on("names-not-encoded-in-any-layer"):
        joined = "%26".join(f"{p.name}%3D{outer(e[1] or '', on)}" for p, e in ordered)
    else:
        joined = outer("&".join(n if v is None else f"{n}={v}" for _, (n, v) in ordered), on)
    method = request["method"] if on("method-lowercase") else request["method"].upper()
    base = "&".join([method, outer(uri, on), joined])
    if on("enc-first-occurrence-only"):
        # As Mastercard's JavaScript has it: `*` once in the parameters, `!` once in all.
        literal = re.sub("%(21|27|28|29|2A)", lambda m: chr(int(m[1], 16)), rfc.encode(uri))
        base = "&".join([method, literal, joined]).replace("!", "%21", 1)
    return base, key(request, on)


class Pair:
    def __init__(self, name, value, source, raw=None):
        self.name, self.value, self.source, self.raw = name, value, source, raw


def split(url, on):
    main, hash_mark, fragment = url.partition("#")
    rest, mark, query = main.partition("?")
    scheme, _, rest = rest.partition("://")
    authority, slash, path = rest.partition("/")
    return scheme, authority, slash + path, query if mark else None, fragment if hash_mark else None


def base_string_uri(scheme, authority, path, query, fragment, on):
    user, at, host = authority.rpartition("@")
    if not on("uri-host-upper"):
        host, scheme = host.lower(), scheme.lower()
    elif not on("uri-scheme-upper"):
        scheme = scheme.lower()
    name, colon, port = host.rpartition(":")
    if colon and port.isdigit():
        default = rfc.DEFAULT_PORTS.get(scheme.lower())
        dropped = port == default and not on("uri-default-port-kept")
        dropped |= on("uri-other-schemes-default-port-dropped") and port in ("80", "443")
        host = name if dropped else host
    if on("uri-ipv6-brackets-lost"):
        host = host.replace("[", "").replace("]", "")
    if on("uri-userinfo-kept") and at:
        host = f"{user}@{host}"
    if on("uri-userinfo-kept:name") and at:
        host = f"{user.partition(':')[0]}@{host}"
    if on("uri-path-decoded"):
        path = urllib.parse.unquote(path)
    if on("plus-decoded-in-path-or-header"):
        path = path.replace("+", " ")
    if on("uri-path-decoded-reencoded"):
        path = re.sub("%[0-9A-Fa-f]{2}", reescaped, path)
    if on("uri-path-reencoded-differently:quote"):
        path = path.replace("'", "%27")
    if on("uri-path-reencoded-differently:marks"):
        path = re.sub("[!'()*,;]", lambda m: f"%{ord(m[0]):02X}", path)
    if on("uri-path-params-dropped"):
        head, slash, last = path.rpartition("/")
        path = head + slash + last.partition(";")[0]
    if on("uri-leading-segment-eaten") and path.startswith("//"):
        path = "/" + path[2:].partition("/")[2]
    if on("uri-double-slash"):
        path = re.sub("/+", "/", path)
    if not path and not on("uri-empty-path-no-slash"):
        path = "/"
    if on("uri-trailing-slash-added") and not path.endswith("/"):
        path += "/"
    if query is not None:
        path += "?" + query if on("uri-query-kept") else ""
        path += "?" if on("uri-query-mark-kept") and not query else ""
    if fragment is not None and on("uri-fragment-kept"):
        path += "#" + fragment
    return f"{scheme}://{host}{path}"


def reescaped(match):
    """An escape as URI libraries rewrite it: unreserved characters raw, hex in capitals."""
    byte = int(match[0][1:], 16)
    return chr(byte) if byte in rfc.UNRESERVED else f"%{byte:02X}"


def collected(request, query, fragment, on):
    is_form = rfc.body_is_form(request)
    body = request.get("body") or ""
    if on("body-form-omitted") or (on("body-put-delete-omitted") and request["method"] != "POST"):
        is_form, body = False, ""
    if on("content-type-case") and request["headers"] and not request["headers"][0][1].startswith(rfc.FORM):
        is_form = False
    if on("content-type-charset") and request["headers"] and ";" in request["headers"][0][1]:
        is_form = False
    found = []
    if query is not None and not on("query-omitted") and not (on("query-omitted-with-body") and is_form and body):
        text = query
        if on("query-cut-at-second-question-mark"):
            text = text.partition("?")[0]
        if on("fragment-joined-to-last-value") and fragment is not None:
            text += "#" + fragment
        if on("question-mark-in-first-name"):
            text = "?" + text
        found += segments(text, "query", on)
    found += protocol(request, on)
    if is_form or (on("body-nonform-included") and body):
        found += segments(body, "body", on)
    if not on("oauth-signature-included"):
        found = [p for p in found if p.name != "oauth_signature"]
    if on("query-realm-dropped"):
        found = [p for p in found if p.name != "realm"]
    if on("value-trimmed"):
        for p in found:
            p.value = p.value and p.value.strip()
    return folded(request, found, on)


def segments(text, source, on):
    found = []
    separators = "&" + (";" if on("semicolon-separates-pairs") else "") + ("?" if on("question-mark-separates-pairs") else "")
    for segment in re.split(f"[{separators}]", text):
        if on("semicolon-pair-dropped") and ";" in segment:
            continue
        if on("query-raw-reused:segments"):
            found.append(Pair(segment, None, source, (segment, None)))
            continue
        if not segment and not on("empty-segment-as-empty-pair"):
            continue
        if source == "body" and not segment:
            continue
        name, equals, value = segment.partition("=")
        if on("value-cut-at-second-equals"):
            value = value.partition("=")[0]
        if on("valueless-key-dropped") and not equals:
            continue
        raw = (name, value)
        name, value = decoded(name, source, "names", on), decoded(value, source, "values", on)
        if on("body-value-decoded-first") and source == "body":
            value = urllib.parse.unquote(value)
        found.append(Pair(name, value, source, raw))
    return found


def decoded(text, source, part, on):
    if source == "query":
        if on("query-not-decoded") or (part == "names" and on("query-names-not-decoded")):
            return text
    plus = text if on("plus-not-decoded") else text.replace("+", " ")
    out = urllib.parse.unquote(plus)
    if source == "query" and on("query-double-decoded"):
        out = urllib.parse.unquote(out)
    if source == "body" and on("query-double-decoded:body"):
        out = urllib.parse.unquote(out)
    return out


def protocol(request, on):
    found = []
    for name, value in request["oauth"]:
        if (name == "oauth_token" and on("token-omitted")) or (name == "oauth_version" and on("oauth-version-unsigned")):
            continue
        if on("plus-decoded-in-path-or-header"):
            value = value.replace("+", " ")
        if on("oauth-values-double-decoded"):
            value = urllib.parse.unquote(value)
        found.append(Pair(name, value, "header"))
    if on("empty-token-included") and all(p.name != "oauth_token" for p in found):
        found.append(Pair("oauth_token", "", "header"))
    return found


def folded(request, found, on):
    """What is made of names that come more than once, and of brackets."""
    names = [p.name for p in found]
    if on("array-brackets-removed"):
        for p in found:
            p.name = p.name.removesuffix("[]")
    if on("array-brackets-added") or on("array-brackets-added:kept"):
        seen = {}
        for p in found:
            bare = p.name.removesuffix("[]") if on("array-brackets-added") else p.name
            if bare != p.name or names.count(p.name) > 1:
                count = seen[p.name] = seen.get(p.name, -1) + 1
                p.name = f"{bare}[{count}]"
    sources = {s: {p.name for p in found if p.source == s} for s in ("query", "body", "header")}
    both = sources["query"] & sources["body"]
    if on("dup-query-and-body-collapsed:query"):
        found = [p for p in found if not (p.source == "body" and p.name in both)]
    if on("dup-query-and-body-collapsed:body"):
        found = [p for p in found if not (p.source == "query" and p.name in both)]
    for how in ("first", "last"):
        if on(f"dup-keys-collapsed:{how}"):
            kept = {}
            for p in found if how == "last" else reversed(found):
                kept[p.name] = p
            found = [p for p in found if kept[p.name] is p]
    if on("dup-pairs-removed"):
        kept = {(p.name, p.value): p for p in reversed(found)}
        found = [p for p in found if kept[p.name, p.value] is p]
    if on("array-stringified") and request.get("array_text"):
        kept = {}
        for p in found:
            if names.count(p.name) > 1:
                p.value = request["array_text"]
            kept.setdefault((p.source, p.name), p)
        found = list(kept.values())
    return found


def inner(text, on):
    if on("charset-utf8-twice"):
        text = text.encode().decode("latin-1")
    return marked(rfc.encode(text), on)


def marked(out, on):
    if on("enc-js-marks-literal"):
        out = re.sub("%(21|27|28|29|2A)", lambda m: chr(int(m[1], 16)), out)
    if on("enc-tilde-escaped"):
        out = out.replace("~", "%7E")
    if on("enc-space-plus"):
        out = out.replace("%20", "+")
    return out


def outer(text, on):
    if on("enc-first-occurrence-only"):
        out = re.sub("%(21|27|28|29|2A)", lambda m: chr(int(m[1], 16)), rfc.encode(text))
        return out.replace("*", "%2A", 1)
    return marked(rfc.encode(text), on)


def encoded_pair(p, request, on):
    if p.value is None:
        return p.raw
    name, value = inner(p.name, on), inner(p.value, on)
    if on("charset-utf8-twice:query") and p.source == "query":
        name, value = (rfc.encode(t.encode().decode("latin-1")) for t in (p.name, p.value))
    if p.source == "header":
        return (name, p.value) if on("oauth-values-not-encoded") else (name, value)
    if on("query-raw-reused") and p.raw:
        return p.raw
    if on("values-not-encoded"):
        value = p.value
    if on("keys-not-encoded") or on("values-not-encoded:names-too"):
        name = p.name
    if on("array-name-not-encoded"):
        name = name.replace("%5B", "[").replace("%5D", "]")
    if on("encode-only-if-query-has-percent"):
        query = urllib.parse.urlsplit(request["url"]).query
        if query == urllib.parse.unquote(query):
            return p.name.replace(" ", "+"), p.value.replace(" ", "+")
    return name, value


def natural(text):
    """Tcl's `lsort -dictionary`: no case but as a last word, runs of digits as numbers."""
    parts = [(0, int(t), "") if t.isdigit() else (1, 0, t) for t in re.findall(r"\d+|\D", text.lower())]
    return parts, text


def whole(encoded):
    return encoded[0] if encoded[1] is None else f"{encoded[0]}={encoded[1]}"


def units(text):
    return text.encode("utf-16-be", "surrogatepass")


def in_order(pairs, encoded, on):
    both = list(zip(pairs, encoded))
    if on("sort-none"):
        return both
    orders = {
        "sort-before-encode": lambda b: (b[0].name, b[0].value or ""),
        "sort-before-encode:units": lambda b: (units(b[0].name), units(b[0].value or "")),
        "sort-before-encode:names": lambda b: (b[0].name, b[1][1] or ""),
        "sort-before-encode:values": lambda b: (b[1][0], b[0].value or ""),
        "sort-before-encode:names-only": lambda b: b[0].name,
        "sort-key-only": lambda b: b[1][0],
        "sort-whole-pair": lambda b: whole(b[1]),
        "sort-case-insensitive": lambda b: (b[1][0].lower(), b[1][1] or ""),
        "sort-natural": lambda b: natural(whole(b[1])),
    }
    for name, order in orders.items():
        if on(name):
            return sorted(both, key=order)
    return sorted(both, key=lambda b: (b[1][0], b[1][1] or ""))


def key(request, on):
    secrets = [request["consumer_secret"] or "", request["token_secret"] or ""]
    if not on("key-secrets-not-encoded"):
        secrets = [marked(rfc.encode(s), on) for s in secrets]
    if on("key-no-ampersand") and not secrets[1]:
        return secrets[0]
    if on("key-token-secret-missing"):
        secrets[1] = ""
    return "&".join(secrets)


# Seen, and in no catalogue yet.
NEW = {"content-type-case", "oauth-values-double-decoded", "question-mark-separates-pairs"}

CHOICES = sorted(NEW | {
    "array-brackets-added", "array-brackets-added:kept", "array-brackets-removed", "array-name-not-encoded", "array-stringified",
    "body-form-omitted", "body-nonform-included", "body-put-delete-omitted", "body-value-decoded-first",
    "charset-utf8-twice", "charset-utf8-twice:query", "content-type-charset", "dup-keys-collapsed:first",
    "dup-keys-collapsed:last", "dup-pairs-removed", "dup-query-and-body-collapsed:body",
    "dup-query-and-body-collapsed:query", "empty-segment-as-empty-pair", "empty-token-included",
    "enc-first-occurrence-only", "enc-js-marks-literal", "enc-space-plus", "enc-tilde-escaped",
    "encode-only-if-query-has-percent", "fragment-joined-to-last-value", "key-no-ampersand",
    "key-secrets-not-encoded", "key-token-secret-missing", "keys-not-encoded", "method-lowercase",
    "names-not-encoded-in-any-layer", "oauth-signature-included", "oauth-values-not-encoded",
    "oauth-version-unsigned", "plus-decoded-in-path-or-header", "plus-not-decoded",
    "query-cut-at-second-question-mark", "query-double-decoded", "query-names-not-decoded",
    "query-not-decoded", "query-omitted", "query-omitted-with-body", "query-raw-reused", "query-raw-reused:segments",
    "query-realm-dropped", "question-mark-in-first-name", "semicolon-pair-dropped",
    "semicolon-separates-pairs", "sort-before-encode", "sort-before-encode:names",
    "sort-before-encode:names-only", "sort-before-encode:units", "sort-before-encode:values",
    "sort-case-insensitive", "sort-key-only", "sort-natural", "sort-none", "sort-whole-pair",
    "token-omitted", "uri-default-port-kept", "uri-double-slash", "uri-empty-path-no-slash",
    "uri-fragment-kept", "uri-host-upper", "uri-scheme-upper", "uri-ipv6-brackets-lost",
    "uri-leading-segment-eaten", "uri-other-schemes-default-port-dropped", "uri-path-decoded",
    "uri-path-decoded-reencoded", "uri-path-params-dropped", "uri-path-reencoded-differently:marks",
    "uri-path-reencoded-differently:quote", "uri-query-kept", "uri-query-mark-kept",
    "uri-trailing-slash-added", "uri-userinfo-kept", "uri-userinfo-kept:name", "valueless-key-dropped",
    "value-cut-at-second-equals", "value-trimmed", "values-not-encoded",
})


def explain(request, base, made, preferred=()):
    """All smallest sets of departures that give `base` and `made`; [] if none does.

    Sets of one and two are tried from all choices, larger ones from those that change this
    request or are `preferred`: the departures that this library is known for by now.
    """
    method = request["signature_method"]

    @functools.lru_cache(maxsize=None)
    def signed(text, secret):
        return rfc.signature(method, text, secret, request.get("private_key"))

    def matches(choices):
        text, secret = walk(request, choices)
        if method == "PLAINTEXT":
            return made == secret
        if base is not None and text != base:
            return False
        return made is None or signed(text, secret) == made

    if method.startswith("RSA") and base is None:
        return []
    alone = {c for c in CHOICES if changes(request, c)}
    known = [c for c in CHOICES if c in preferred]
    for size in range(1, 9):
        candidates = CHOICES if size < 3 else sorted(alone | set(known))
        if math.comb(len(candidates), size) > 30_000:
            candidates = known
        if math.comb(len(candidates), size) > 30_000:
            break
        found = [c for c in itertools.combinations(candidates, size) if matches(frozenset(c))]
        if found:
            return found
    return []


def changes(request, choice):
    """Whether the departure alone makes another base string or key of this request."""
    return walk(request, frozenset([choice])) != walk(request, frozenset())
