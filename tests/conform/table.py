#!/usr/bin/env python3
"""Runs `countersign conform` with every adapter that can be run here, and prints the results.

    table.py COUNTERSIGN [library …]     Markdown, for docs/conformance.md
"""
import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent


def command(words):
    classpath = (HERE / "java" / "classpath").read_text().strip()
    return [w.replace("@python", ".venv/bin/python").replace("@classpath", classpath) for w in words]


def run(countersign, adapter):
    """The version and the run, or why there is none."""
    try:
        version = subprocess.run(command(adapter["version"]), cwd=HERE, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        return None, f"{adapter['library']}: not run here: {error}"
    ran = subprocess.run([countersign, "conform", "--format", "json", "--", *command(adapter["run"])],
                         cwd=HERE, capture_output=True, text=True)
    if ran.returncode == 2:
        return None, f"{adapter['library']}: not run here: {ran.stderr.strip()}"
    return version.stdout.strip(), json.loads(ran.stdout)


def departures(made):
    """Each departure with the number of its cases; the cases that no known mistakes explain."""
    told = [f"`{d['id']}` {len(d['cases'])}" for d in made["departures"]]
    open_cases = [c["case"] for c in made["cases"] if c["outcome"] == "differs" and "mistakes" not in c]
    if open_cases:
        told.append("not explained: " + ", ".join(open_cases))
    return ", ".join(told) or "none"


def main(countersign, names):
    countersign = str(pathlib.Path(countersign).resolve())
    print("| library | version | conform | differ | refused | no answer | departures, with their number of cases |")
    print("|---|---|--:|--:|--:|--:|---|")
    for adapter in json.loads((HERE / "adapters.json").read_text()):
        if names and adapter["library"] not in names:
            continue
        version, made = run(countersign, adapter)
        if version is None:
            print(made, file=sys.stderr)
            continue
        s = made["summary"]
        package = f"{adapter['library']} ({adapter['registry']})"
        print(f"| {package} | {version} | {s['conform']} | {s['differ']} | {s['refused']} | "
              f"{s['failed'] + s['not_asked']} | {departures(made)} |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
