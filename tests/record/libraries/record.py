#!/usr/bin/env python3
"""Runs each adapter of tests/conform over the conformance cases and records what it signed.

    record.py [library …]         all, or those named
    record.py --table             the table of departures, from the recordings, as Markdown
"""
import collections
import functools
import json
import os
import pathlib
import re
import subprocess
import sys
import urllib.parse

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[3]
CONFORM = ROOT / "tests" / "conform"
OUT = ROOT / "fixtures" / "recorded" / "libraries"
sys.path.insert(0, str(CONFORM))

import departures  # noqa: E402
import reference  # noqa: E402


def command(words):
    classpath = (CONFORM / "java" / "classpath").read_text().strip()
    return [w.replace("@python", ".venv/bin/python").replace("@classpath", classpath) for w in words]


def answers(adapter, requests):
    """One answer a request, from one process that stays alive to the end."""
    ran = subprocess.run(command(adapter["run"]), cwd=CONFORM, capture_output=True, text=True, check=True,
                         input="".join(json.dumps(r) + "\n" for r in requests), timeout=300,
                         env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
    lines = [json.loads(line) for line in ran.stdout.splitlines() if line]
    if len(lines) != len(requests):
        raise SystemExit(f"{adapter['library']}: {len(lines)} answers to {len(requests)} requests: {ran.stderr[-400:]}")
    return lines


def header_pairs(header):
    found = re.findall(r'([^\s,=]+)="([^"]*)"', header)
    return [(urllib.parse.unquote(n), urllib.parse.unquote(v)) for n, v in found]


def as_sent(request, answer):
    """The request that the library would send, where that is not the one it was given."""
    changed = {}
    if "oauth" in answer or "authorization" in answer:
        pairs = answer.get("oauth") or header_pairs(answer["authorization"])
        pairs = [[n, str(v)] for n, v in pairs if n not in ("realm", "oauth_signature")]
        if sorted(pairs) != sorted(request["oauth"]):
            changed["oauth"] = pairs
    for name in ("url", "headers"):
        if answer.get(name, request[name]) != request[name]:
            changed[name] = answer[name]
    return changed


def signature_of(answer):
    made = answer.get("signature")
    if made is None and "authorization" in answer:
        made = dict(header_pairs(answer["authorization"])).get("oauth_signature")
    return made


def judge(request, answer):
    sent = {**request, **as_sent(request, answer), "given": {"url": request["url"]}}
    right = reference.stages(sent)
    made, base = signature_of(answer), answer.get("base_string") or None
    if request["signature_method"] == "PLAINTEXT":
        base = None
    agrees = (made is None or made == right["signature.txt"]) and (base is None or base == right["base-string.txt"])
    if made is None and base is None:
        return None, None
    text = re.search(r"ARRAY%2528(0x[0-9a-f]+)%2529", base or "")
    if text:
        sent["array_text"] = f"ARRAY({text[1]})"
    entry = {"case": request["id"], "signature": made, "base_string": base, "agrees": agrees, "mistakes": []}
    changed = as_sent(request, answer)
    if changed:
        entry["as_sent"] = changed
    return entry, sent


def record(adapter, requests):
    version = subprocess.run(command(adapter["version"]), cwd=CONFORM, capture_output=True, text=True, check=True)
    out = {"library": adapter["library"], "language": adapter["language"], "version": version.stdout.strip(),
           "registry": adapter["registry"], "package": adapter.get("package", adapter["library"])}
    if "given" in adapter:
        out["given"] = adapter["given"]
    entries, refused = [], []
    for request, answer in zip(requests, answers(adapter, requests)):
        if "error" in answer:
            refused.append({"case": request["id"], "error": plain(answer["error"])})
            continue
        entry, sent = judge(request, answer)
        if entry is None:
            refused.append({"case": request["id"], "error": "neither signature nor base string"})
        else:
            entries.append((entry, sent))
    explain_all(entries)
    out["cases"] = [entry for entry, _ in entries]
    out["refused"] = refused
    return out


def plain(error):
    """The message without what differs from run to run."""
    return re.sub(r"0x[0-9a-f]{6,}", "0x…", error.strip().splitlines()[0])[:200]


def explain_all(entries):
    """Names the departures of each case that does not agree.

    Where several sets explain a case, the library's other cases decide: a departure that would
    have changed a case in which the library agrees is refuted, and one that explains many others
    is likely. The search runs twice, so that the second time knows what the first one found.
    """
    wrong = [(e, s) for e, s in entries if not e["agrees"]]
    right = [s for e, s in entries if e["agrees"]]

    @functools.lru_cache(maxsize=None)
    def refuted(choice):
        return sum(departures.changes(sent, choice) for sent in right)

    support = collections.Counter()
    for final in (False, True):
        likely = {c for c, n in support.items() if n >= 1}
        for entry, sent in wrong:
            found = explanations(entry, sent, likely)
            found.sort(key=lambda c: (sum(refuted(x) > 0 for x in c), -min((support[x] for x in c), default=0), c))
            if not final:
                support.update(found[0] if found else ())
                continue
            entry.update(named(found, refuted))


def explanations(entry, sent, likely):
    found = departures.explain(sent, entry["base_string"], entry["signature"], likely)
    given = {**sent, **sent["given"]}
    if found or given["url"] == sent["url"]:
        return found
    # The library signed what it was given, and its HTTP client sent something else.
    if reference.stages(given)["signature.txt"] == entry["signature"]:
        return [("wire-reencoded",)]
    return departures.explain(given, entry["base_string"], entry["signature"], likely)


def named(found, refuted):
    """The best explanation by its mistakes' ids; rivals that no other case refutes beside it."""
    best = found[0] if found else ()
    ids = sorted({c.partition(":")[0] for c in best})
    out = {"mistakes": ids if ids and not departures.NEW & set(ids) else None}
    if departures.NEW & set(ids):
        out["not_in_catalogue"] = ids
    rivals = []
    for choices in found[1:]:
        other = sorted({c.partition(":")[0] for c in choices})
        if other != ids and other not in rivals and not any(refuted(c) for c in choices if c not in best):
            rivals.append(other)
    if rivals:
        out["also_explained_by"] = rivals
    return out


def write(recording):
    cases = recording.pop("cases")
    refused = recording.pop("refused")
    head = [f"  {json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in recording.items()]
    for name, rows in (("cases", cases), ("refused", refused)):
        body = ",\n".join("    " + json.dumps(r, ensure_ascii=False) for r in rows)
        head.append(f'  "{name}": [\n{body}\n  ]' if rows else f'  "{name}": []')
    (OUT / f"{recording['library']}.json").write_text("{\n" + ",\n".join(head) + "\n}\n")
    wrong = [c for c in cases if not c["agrees"]]
    unknown = [c["case"] for c in wrong if c["mistakes"] is None and "not_in_catalogue" not in c]
    print(f"{recording['library']} {recording['version']}: {len(cases)} signed, {len(wrong)} depart, "
          f"{len(refused)} refused, unexplained: {unknown}", flush=True)


def table():
    print("| library (version) | agrees | departures seen, with their cases | refused |\n|---|---|---|---|")
    for path in sorted(OUT.glob("*.json")):
        r = json.loads(path.read_text())
        seen = {}
        for c in r["cases"]:
            if not c["agrees"]:
                for name in c["mistakes"] or c.get("not_in_catalogue") or ["unexplained"]:
                    seen.setdefault(name, []).append(c["case"])
        # `everything` holds every rule, so it names each library's whole list and says nothing alone.
        parts = [f"{n} ({', '.join([c for c in cs if c != 'everything'][:3] or cs)}{', …' if len(cs) > 3 else ''})"
                 for n, cs in sorted(seen.items())]
        agree = sum(c["agrees"] for c in r["cases"])
        print(f"| {r['library']} ({r['version']}) | {agree} of {len(r['cases'])} | {'; '.join(parts) or 'none'} | {len(r['refused'])} |")


def main(names):
    if names == ["--table"]:
        return table()
    requests = reference.requests()
    OUT.mkdir(parents=True, exist_ok=True)
    for adapter in json.loads((CONFORM / "adapters.json").read_text()):
        if not names or adapter["library"] in names:
            write(record(adapter, requests))


main(sys.argv[1:])
