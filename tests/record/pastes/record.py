#!/usr/bin/env python3
"""Writes tests/cases/paste-*: pastes as people hold them, signed by signer.py.

Each form is laid out twice: signed as RFC 5849 says, and with one known departure. What must come
out follows from how it was signed, never from countersign.

usage: record.py [NAME]   (needs nothing; with oauthlib installed, its signatures are compared)
"""

import pathlib
import shutil
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from signer import BIRD  # noqa: E402
from templates import CASES  # noqa: E402

CASES_DIR = pathlib.Path(__file__).resolve().parents[2] / "cases"


def literal(text):
    return "'''" + text + "'''" if "'" in text else f"'{text}'"


def write(case):
    folder = CASES_DIR / f"paste-{case.name}"
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir()
    for name, text in case.files.items():
        (folder / name).write_text(text, newline="")
    (folder / "keys.toml").write_text((case.keys or BIRD).toml())
    lines = ['why = """', case.why.strip(), '"""']
    for run in case.runs:
        lines += ["", "[[run]]", f"args = {literal(run['args'])}"]
        if run.get("exit") is not None:
            lines.append(f"exit = {run['exit']}")
        for key in ("has", "lacks"):
            if run.get(key):
                inner = ", ".join(literal(one) for one in run[key])
                lines.append(f"{key} = [{inner}]")
    (folder / "case.toml").write_text("\n".join(lines) + "\n")


for case in CASES:
    if len(sys.argv) < 2 or sys.argv[1] == case.name:
        write(case)
print(len(CASES), "cases,", sum(len(case.runs) for case in CASES), "runs")
