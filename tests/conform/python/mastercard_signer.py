"""Mastercard's Python signer. It signs RSA-SHA256 alone; for the rest it gives the base string."""
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from oauth1.oauth import OAuth

from support import serve


def sign(request):
    base = OAuth.get_base_string(request["url"], request["method"], dict(request["oauth"]))
    answer = {"base_string": base}
    if request["signature_method"] == "RSA-SHA256":
        key = load_pem_private_key(request["private_key"].encode(), None)
        answer["signature"] = OAuth.sign_message(base, key)
    return answer


serve(sign)
