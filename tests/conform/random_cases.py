"""Random requests as a suite for `countersign conform --suite DIR`.

    python3 random_cases.py COUNT SEED DIR

Each folder holds a request alone: what is right is computed by countersign, and the signer that is
run over it answers for itself. The same seed gives the same requests."""
import json
import pathlib
import random
import string
import sys
import urllib.parse

UNRESERVED = string.ascii_letters + string.digits + "-._~"
TOKEN = "!#$%&'*+-.^_`|~" + string.ascii_letters + string.digits
ODD = " +%&=/?#;:@!$'()*,[]{}|\\\"<>^`\t\n" + "éßøñ" + "€日本\u202e\u200b" + "💩𝒳"


def text(dice, most):
    letters = dice.choice([UNRESERVED, UNRESERVED + ODD, ODD])
    return "".join(dice.choice(letters) for _ in range(dice.randint(0, most)))


def encoded(dice, value):
    """As some encoder or other writes it: all of them mean the same."""
    made = dice.choice([
        lambda: urllib.parse.quote(value, safe="-._~"),
        lambda: urllib.parse.quote_plus(value, safe="-._~"),
        lambda: urllib.parse.quote(value, safe="-._~!$'()*,:@/"),
        lambda: "".join(f"%{byte:02x}" for byte in value.encode()),
    ])()
    return made


def pairs(dice, most):
    names = [text(dice, 6) or "a" for _ in range(3)] + ["a", "a10", "a9", "A", "oauthx"]
    return [(dice.choice(names), text(dice, 12)) for _ in range(dice.randint(0, most))]


def form(dice, given):
    return "&".join(f"{encoded(dice, name)}={encoded(dice, value)}" for name, value in given)


def url(dice, given):
    scheme = dice.choice(["http", "https", "HTTP", "Https"])
    host = dice.choice(["example.com", "API.Example.com", "xn--bcher-kva.example", "127.0.0.1",
                        "[2001:DB8::1]", "a-b.example"])
    port = dice.choice(["", "", ":80", ":443", ":8080", ":0080", ":00443", ":65535"])
    path = "".join("/" + dice.choice(["", "a", "%7Euser", "a%20b", "A(b)'", "%2f", ".", "..", "a;v=1", "@:+", "%c3%a9"])
                   for _ in range(dice.randint(0, 3)))
    query = form(dice, given)
    return f"{scheme}://{host}{port}{path}" + (f"?{query}" if query else "")


def method(dice):
    return dice.choice(["GET", "POST", "PUT", "patch", "Delete",
                        "".join(dice.choice(TOKEN) for _ in range(dice.randint(1, 10)))])


def case(number, dice):
    query, body = pairs(dice, 4), pairs(dice, 4) if dice.random() < 0.5 else None
    secret = lambda: text(dice, 16) or "s"
    signature_method = dice.choice(["HMAC-SHA1", "HMAC-SHA1", "HMAC-SHA256", "HMAC-SHA512"])
    token = text(dice, 8) or "t"
    oauth = [["oauth_consumer_key", text(dice, 8) or "k"], ["oauth_token", token],
             ["oauth_signature_method", signature_method],
             ["oauth_timestamp", str(dice.randint(1, 2 ** 31))],
             ["oauth_nonce", text(dice, 12) or "n"], ["oauth_version", "1.0"]]
    return {
        "id": f"random-{number:05}", "note": "", "source": "random", "method": method(dice),
        "url": url(dice, query),
        "headers": [] if body is None else [["Content-Type", "application/x-www-form-urlencoded"]],
        "body": None if body is None else form(dice, body),
        "parameters": query, "form": body or [], "oauth": oauth,
        "signature_method": signature_method, "consumer_key": oauth[0][1],
        "consumer_secret": secret(), "token": token, "token_secret": secret(),
    }


def main():
    count, seed, folder = int(sys.argv[1]), int(sys.argv[2]), pathlib.Path(sys.argv[3])
    dice = random.Random(seed)
    for number in range(count):
        made = case(number, dice)
        place = folder / made["id"]
        place.mkdir(parents=True)
        (place / "request.json").write_text(json.dumps(made))


if __name__ == "__main__":
    main()
