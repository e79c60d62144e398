"""rauth: a session whose requests end in a stub. `--pairs` hands the query over as `params`."""
import sys

import rauth
import rauth.oauth
import rauth.session
from requests.adapters import BaseAdapter

from support import extras, headers, oauth, serve

PAIRS = "--pairs" in sys.argv


class Sent(Exception):
    pass


class Stub(BaseAdapter):
    def send(self, request, **_):
        raise Sent(request.url, request.headers["Authorization"])

    def close(self):
        pass


class Digest:
    def __init__(self, text):
        self.text = text

    def hexdigest(self):
        return self.text


def arrays(pairs):
    found = {}
    for name, value in pairs:
        found[name] = value if name not in found else (
            found[name] + [value] if isinstance(found[name], list) else [found[name], value])
    return found


def sign(request):
    if request["signature_method"] not in ("HMAC-SHA1",):
        return {"error": "signature method not supported"}
    rauth.session.time = lambda: int(oauth(request, "oauth_timestamp"))
    rauth.session.sha1 = lambda *_: Digest(oauth(request, "oauth_nonce"))
    session = rauth.OAuth1Session(request["consumer_key"], request["consumer_secret"],
                                  request["token"], request["token_secret"])
    for prefix in ("http://", "https://"):
        session.mount(prefix, Stub())
    settings = {"headers": headers(request), "header_auth": True}
    url = request["url"]
    if PAIRS:
        count = len(request["parameters"]) - len(request["form"])
        settings["params"] = arrays(request["parameters"][:count])
        url, _, rest = url.partition("?")
        url += "#" + rest.partition("#")[2] if "#" in rest else ""
    if request["form"]:
        settings["data"] = arrays(request["form"])
    elif request["body"]:
        settings["data"] = request["body"]
    for name, value in extras(request).items():
        settings.setdefault("params", {})[name] = value
    try:
        session.request(request["method"], url, **settings)
    except Sent as sent:
        sent_url, header = sent.args
        header = header.decode() if isinstance(header, bytes) else header
        return {"authorization": header, "url": sent_url}
    return {"error": "no request was made"}


serve(sign)
