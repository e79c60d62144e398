"""Authlib: its client, with a fixed nonce and timestamp."""
import os

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
from authlib.oauth1.rfc5849 import client_auth, signature  # noqa: E402 - it reads the variable

from support import content_type, extras, headers, oauth, recording, serve  # noqa: E402

kept = {}
recording(signature, "generate_signature_base_string", kept)


def sign(request):
    client_auth.generate_nonce = lambda: oauth(request, "oauth_nonce")
    client_auth.generate_timestamp = lambda: oauth(request, "oauth_timestamp")
    auth = client_auth.ClientAuth(
        request["consumer_key"], request["consumer_secret"], request["token"], request["token_secret"],
        signature_method=request["signature_method"], rsa_key=request.get("private_key"),
        redirect_uri=extras(request).get("oauth_callback"), verifier=extras(request).get("oauth_verifier"))
    kept.clear()
    uri, made, _ = auth.prepare(request["method"], request["url"], headers(request), request["body"] or "")
    return {"base_string": kept.get("made"), "authorization": made["Authorization"], "headers": content_type(made)}


serve(sign)
