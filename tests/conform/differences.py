"""What a run of `countersign conform --format json` found: counts by mistake, and what no mistake
explains, which fails."""
import collections
import json
import sys

run = json.load(open(sys.argv[1]))
summary = run["summary"]
print(", ".join(f"{summary[name]} {name}" for name in ("cases", "conform", "differ", "refused", "failed")))
causes, unexplained = collections.Counter(), []
for case in run["cases"]:
    if case["outcome"] != "differs":
        continue
    mistakes = [mistake["id"] for mistake in case["mistakes"]]
    if mistakes and case["signature_explained"]:
        causes[" and ".join(mistakes)] += 1
    else:
        unexplained.append(case)
for cause, times in causes.most_common():
    print(f"  {times:6} {cause}")
for case in unexplained[:10]:
    print("unexplained:", case["case"])
    for side in ("right", "answered"):
        print("   ", side, case[side].get("base_string"))
sys.exit(1 if unexplained or summary["failed"] or summary["not_asked"] else 0)
