"""oauthlib, given the protocol parameters of the request in place of its own."""
from oauthlib.oauth1 import Client
from oauthlib.oauth1.rfc5849 import signature

from support import extras, headers, recording, serve

kept = {}
recording(signature, "signature_base_string", kept)


class GivenClient(Client):
    given = []

    def get_oauth_params(self, request):
        return list(self.given)


def sign(request):
    client = GivenClient(
        request["consumer_key"], request["consumer_secret"], request["token"], request["token_secret"],
        signature_method=request["signature_method"], rsa_key=request.get("private_key"),
        callback_uri=extras(request).get("oauth_callback"), verifier=extras(request).get("oauth_verifier"))
    client.given = [tuple(p) for p in request["oauth"]]
    kept.clear()
    _, made, _ = client.sign(request["url"], request["method"], request["body"], headers(request))
    return {"base_string": kept.get("made"), "authorization": made["Authorization"]}


serve(sign)
