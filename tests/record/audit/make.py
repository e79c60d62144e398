#!/usr/bin/env python3
"""Makes a log of signed requests of any size, with a known mixture of mistakes and consumers.

    make.py COUNT FOLDER [SEED]

writes FOLDER/log.ndjson, FOLDER/keys.csv and FOLDER/expected.json: how many requests end how, and
how many each mistake explains. Python's hmac and urllib sign, none of countersign's code; a mistake
is a real habit, such as quote_plus where quote belongs. The same seed makes the same log.
"""

import base64
import collections
import csv
import datetime
import hashlib
import hmac
import json
import pathlib
import random
import sys
from urllib.parse import quote, quote_plus

WORDS = "Hello Ladies Gentlemen signed request café naïve 写真 sent today".split()


def rfc(text):
    """RFC 5849 section 3.6."""
    return quote(text, safe="-._~")


def plus(text):
    """A form encoder: a space is `+`."""
    return quote_plus(text, safe="-._~")


def lower(text):
    """Escapes with small letters."""
    out = rfc(text)
    return "".join(c.lower() if i > 0 and out[max(0, i - 2) : i].find("%") >= 0 else c for i, c in enumerate(out))


def by_arrival(pairs):
    """The order in which the client puts them: its own, then the protocol's."""
    return pairs


class Client:
    """How a consumer signs."""

    def __init__(self, key, agent, encode=rfc, order=sorted, join=lambda a, b: a + "&" + b, **more):
        self.key, self.agent, self.encode, self.order, self.join = key, agent, encode, order, join
        self.secret = f"{key}-secret"
        self.token, self.token_secret = f"{key}-token", f"{key}-token secret"
        self.known = more.get("known", True)
        self.signs_with = more.get("signs_with", self.secret)
        self.milliseconds = more.get("milliseconds", False)
        self.behind = more.get("behind", 0)
        self.explained = more.get("explained")
        self.outcome = more.get("outcome", "explained" if self.explained else "agrees")

    def signature(self, method, url, pairs):
        encoded = self.order([(self.encode(name), self.encode(value)) for name, value in pairs])
        text = "&".join(f"{name}={value}" for name, value in encoded)
        base = "&".join(rfc(part) for part in (method, url, text))
        key = self.join(rfc(self.signs_with), rfc(self.token_secret))
        return base64.b64encode(hmac.new(key.encode(), base.encode(), hashlib.sha1).digest()).decode()


    def signed_as(self, other, method, url, pairs):
        """The signature that the other should have made."""
        self.signs_with, self.token_secret = other.secret, other.token_secret
        return self.signature(method, url, pairs)


RIGHT = Client("nobody", "")
CLIENTS = [
    (60, Client("right", "python-requests/2.32")),
    (15, Client("plus", "okhttp/4.9", encode=plus, explained="enc-space-plus")),
    (8, Client("small", "dotnet/8", encode=lower, explained="enc-hex-lowercase")),
    (6, Client("unsorted", "my-client/1.0", order=by_arrival, explained="sort-fixed-template")),
    (4, Client("joined", "perl/5.38", join=lambda a, b: a + b, explained="key-concat-no-sep")),
    (3, Client("stranger", "curl/8.5", signs_with="quite another", outcome="unexplained")),
    (2, Client("late", "node/22", milliseconds=True, outcome="refused")),
    (2, Client("unknown", "go/1.22", known=False, outcome="undecided")),
]


def sentence(chance):
    return " ".join(chance.choice(WORDS) for _ in range(chance.randint(2, 6)))


def request(client, number, chance):
    """One request, as a record of a log."""
    time = 1_793_679_000 + number * 3
    clock = time - client.behind
    pairs = [("text", sentence(chance) + "!"), ("page", str(chance.randint(1, 99))), ("b", sentence(chance))]
    protocol = [
        ("oauth_consumer_key", client.key),
        ("oauth_nonce", f"{number:x}{chance.getrandbits(64):016x}"),
        ("oauth_signature_method", "HMAC-SHA1"),
        ("oauth_timestamp", str(clock * 1000 if client.milliseconds else clock)),
        ("oauth_token", client.token),
        ("oauth_version", "1.0"),
    ]
    url = f"https://api.example.com/1/notes/{chance.randint(1, 20)}"
    method = chance.choice(["GET", "POST"])
    signature = client.signature(method, url, pairs + protocol)
    header = ", ".join(f'{name}="{rfc(value)}"' for name, value in protocol + [("oauth_signature", signature)])
    form = "&".join(f"{rfc(name)}={rfc(value)}" for name, value in pairs)
    headers = {"Host": "api.example.com", "User-Agent": client.agent, "Authorization": "OAuth " + header}
    record = {"time": datetime.datetime.fromtimestamp(time, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")}
    record |= {"method": method, "url": url, "headers": headers}
    if method == "POST":
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        record["body"] = form
    else:
        record["url"] += "?" + form
    return record, signature == RIGHT.signed_as(client, method, url, pairs + protocol)


def main():
    count, folder = int(sys.argv[1]), pathlib.Path(sys.argv[2])
    chance = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    folder.mkdir(parents=True, exist_ok=True)
    outcomes, mistakes, consumers = (collections.Counter() for _ in range(3))
    weights, clients = zip(*CLIENTS)
    with open(folder / "log.ndjson", "w", encoding="utf-8") as log:
        for number in range(count):
            client = chance.choices(clients, weights)[0]
            record, right = request(client, number, chance)
            log.write(json.dumps(record, ensure_ascii=False) + "\n")
            # A mistake that changes nothing in a request is none in it.
            outcome = "agrees" if right and client.outcome == "explained" else client.outcome
            outcomes[outcome] += 1
            consumers[client.key] += 1
            if outcome == "explained":
                mistakes[client.explained] += 1
    with open(folder / "keys.csv", "w", newline="", encoding="utf-8") as keys:
        rows = csv.writer(keys, lineterminator="\n")
        rows.writerow(["consumer_key", "consumer_secret", "token", "token_secret"])
        for client in clients:
            if client.known:
                rows.writerow([client.key, client.secret, client.token, client.token_secret])
    expected = {"read": count, "outcomes": outcomes, "mistakes": mistakes, "consumers": consumers}
    (folder / "expected.json").write_text(json.dumps(expected, indent=2, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
