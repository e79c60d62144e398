"""python-oauth2 (package oauth2), as its Client does: a form body is handed over as parameters."""
from urllib.parse import parse_qs

import oauth2

from support import extras, headers, oauth, serve

METHODS = {"HMAC-SHA1": oauth2.SignatureMethod_HMAC_SHA1, "PLAINTEXT": oauth2.SignatureMethod_PLAINTEXT}


def sign(request):
    method = METHODS.get(request["signature_method"])
    if method is None:
        return {"error": "signature method not supported"}
    consumer = oauth2.Consumer(request["consumer_key"], request["consumer_secret"])
    token = oauth2.Token(request["token"], request["token_secret"]) if request["token"] is not None else None
    is_form = headers(request).get("Content-Type") == "application/x-www-form-urlencoded"
    body = (request["body"] or "").encode()
    parameters = {n: oauth(request, n) for n in ("oauth_timestamp", "oauth_nonce") if oauth(request, n)}
    parameters.update(extras(request))
    if is_form and body:
        parameters.update(parse_qs(body.decode(), keep_blank_values=True))
    made = oauth2.Request.from_consumer_and_token(
        consumer, token=token, http_method=request["method"], http_url=request["url"],
        parameters=parameters, body=body, is_form_encoded=is_form)
    method = method()
    made.sign_request(method, consumer, token)
    base = None
    if request["signature_method"] != "PLAINTEXT":
        base = method.signing_base(made, consumer, token)[1]
        base = base.decode() if isinstance(base, bytes) else base
    return {"base_string": base, "authorization": made.to_header()["Authorization"],
            "signature": made["oauth_signature"].decode() if isinstance(made["oauth_signature"], bytes) else made["oauth_signature"]}


serve(sign)
