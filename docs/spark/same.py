#!/usr/bin/env python3
"""Compares two summaries of `countersign audit --format json`: counts, mistakes and consumers are equal."""

import json
import sys


def counts(path):
    with open(path, encoding="utf-8") as file:
        summary = json.load(file)
    consumers = {key: row["counts"] for key, row in summary["consumers"]["rows"].items()}
    return {"counts": summary["counts"], "mistakes": summary["mistakes"], "consumers": consumers}


one, other = (counts(path) for path in sys.argv[1:3])
if one != other:
    sys.exit(f"{sys.argv[1]}: {json.dumps(one)}\n{sys.argv[2]}: {json.dumps(other)}")
print(f"{sys.argv[2]}: the same as {sys.argv[1]}, {one['counts']['read']} requests")
