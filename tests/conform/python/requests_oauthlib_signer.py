"""requests-oauthlib: what `requests` would send, prepared and not sent."""
import requests
from oauthlib.oauth1.rfc5849 import signature
from requests_oauthlib import OAuth1

from support import content_type, extras, headers, oauth, recording, serve

kept = {}
recording(signature, "signature_base_string", kept)


def sign(request):
    auth = OAuth1(
        request["consumer_key"], request["consumer_secret"], request["token"], request["token_secret"],
        signature_method=request["signature_method"], rsa_key=request.get("private_key"),
        callback_uri=extras(request).get("oauth_callback"), verifier=extras(request).get("oauth_verifier"),
        nonce=oauth(request, "oauth_nonce"), timestamp=oauth(request, "oauth_timestamp"))
    kept.clear()
    made = requests.Request(request["method"], request["url"], headers(request), data=request["body"],
                            auth=auth).prepare()
    header = made.headers["Authorization"]
    return {"base_string": kept.get("made"), "url": made.url, "headers": content_type(made.headers),
            "authorization": header.decode() if isinstance(header, bytes) else header}


serve(sign)
