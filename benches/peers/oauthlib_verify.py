"""oauthlib, and Python's own HMAC, over the request of `src/main.rs`: `name<TAB>nanoseconds` a line.

Verifying is what a provider does with oauthlib: collect, normalize, make the base string, compare.
"""
import hashlib
import hmac
import statistics
import time

import oauthlib
from oauthlib.oauth1 import Client
from oauthlib.oauth1.rfc5849 import signature
from oauthlib.common import Request

SECRETS = ("kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw", "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE")
URL = "https://api.twitter.com/1.1/statuses/update.json?include_entities=true&trim_user=1&p9=value9"
BODY = "status=Hello%20Ladies%20%2B%20Gentlemen%2C%20a%20signed%20OAuth%20request%21"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}

client = Client(
    "xvz1evFS4wEEPTGEFPHBog", SECRETS[0],
    "370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb", SECRETS[1],
    nonce="kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg", timestamp="1318622958",
)


def sign():
    return client.sign(URL, "POST", BODY, FORM)


url, headers, body = sign()


def verify():
    request = Request(url, "POST", body, headers)
    pairs = signature.collect_parameters(request.uri_query, request.body, request.headers, exclude_oauth_signature=False)
    request.signature = dict(pairs)["oauth_signature"]
    request.params = [pair for pair in pairs if pair[0] != "oauth_signature"]
    assert signature.verify_hmac_sha1(request, *SECRETS)


KEY = "&".join(SECRETS).encode()
TEXT = b"x" * 482


def bare():
    hmac.new(KEY, TEXT, hashlib.sha1).digest()


def median(once):
    """In time of the processor, so that a busy machine is not counted."""
    rounds = []
    for _ in range(60):
        start = time.process_time_ns()
        for _ in range(50):
            once()
        rounds.append((time.process_time_ns() - start) / 50)
    return statistics.median(rounds)


print(f"#oauthlib\t{oauthlib.__version__}")
for name, once in [("oauthlib sign", sign), ("oauthlib verify", verify), ("Python hmac", bare)]:
    print(f"{name}\t{median(once):.0f}")
