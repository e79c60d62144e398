"""Writes docs/performance.md from the lines of a run. Nothing on that page is written by hand."""
import platform
import re
import subprocess
import sys


def processor():
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as text:
            return re.search(r"model name\s*:\s*(.+)", text.read()).group(1)
    except (OSError, AttributeError):
        return platform.processor() or "unknown"


def ratio(number):
    if number < 0.1:
        return f"{number:.4f}"
    return f"{number:.2f}" if number < 10 else f"{number:.0f}"


facts, times = {}, {}
for line in sys.stdin:
    name, value = line.rstrip("\n").split("\t")
    if name.startswith("#"):
        facts[name[1:]] = value
    else:
        times[name] = float(value)

rustc = subprocess.run(["rustc", "--version"], capture_output=True, text=True, check=True).stdout.strip()
hmac = times["hmac"]
rows = [
    ("hmac", "bare HMAC-SHA1 over the base string, key fresh each time: what nobody can do without"),
    ("sign", "`Signer::sign`: from the request on the wire to the signature"),
    ("verify", "`Signer::verify`: the same, compared with the captured signature"),
    ("trace", "`trace`: the same with all that a screen shows, and the signed request"),
    ("oauth1-request", "oauth1-request 0.6.1 (Rust): from decoded pairs to the Authorization header"),
    ("oauthlib sign", "oauthlib (Python) `Client.sign`"),
    ("oauthlib verify", "oauthlib (Python): collect, normalize and `verify_hmac_sha1`"),
    ("Python hmac", "Python's own `hmac.new(…).digest()` over as many bytes"),
]
print(
    f"""# Performance

Written by `benches/peers/run.sh`; run it to measure on your machine. What counts is the ratio of one
run: the times are those of one machine, busy or not.

One request: {facts["parameters"]} parameters, a base string of {facts["bytes"]} bytes, HMAC-SHA1, buffers warm, one core.

| what | ns | of bare HMAC | of oauth1-request |
| --- | ---: | ---: | ---: |"""
)
for name, says in rows:
    if name in times:
        time = times[name]
        print(f"| {says} | {time:.0f} | {ratio(hmac / time)} | {ratio(times['oauth1-request'] / time)} |")
print(
    """
A ratio above 1 is faster than what the column names. On a machine that others use, the hash keeps its
pace and all else does not, so measure on an idle one to compare with the first line. The two libraries do not start and end at the
same place: oauth1-request is given decoded pairs and writes the header; `Signer` is given the request
as it is on the wire, so it takes the header, the query and the body apart and decodes them first.
"""
)
if "oauthlib verify" in times:
    print(f"Verifying is {times['oauthlib verify'] / times['verify']:.0f} times as fast as oauthlib {facts['oauthlib']}.\n")
else:
    print("oauthlib could not be installed on this machine and is left out.\n")
print("## More parameters\n\n| parameters | ns | ns a parameter |\n| ---: | ---: | ---: |")
for name, time in times.items():
    if many := re.fullmatch(r"sign (\d+) parameters", name):
        count = int(many.group(1))
        print(f"| {count:,} | {time:,.0f} | {time / count:.0f} |")
print(f"\nMeasured on {processor()}, {platform.system()} {platform.machine()}, {rustc}, Python {platform.python_version()}.")
