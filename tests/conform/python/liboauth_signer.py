"""liboauth, the C library, called through ctypes. The form's pairs are added to its array."""
import base64
import ctypes
import ctypes.util
import hashlib
import hmac

from support import oauth, serve

lib = ctypes.CDLL("liboauth.so.0")
CHARS = ctypes.POINTER(ctypes.c_char_p)
lib.oauth_catenc.restype = ctypes.c_char_p
lib.oauth_serialize_url_parameters.restype = ctypes.c_char_p
lib.oauth_url_escape.restype = ctypes.c_char_p
METHODS = {"HMAC-SHA1": 0, "RSA-SHA1": 1, "PLAINTEXT": 2}


def text(value):
    return None if value is None else value.encode()


def sign(request):
    if request["signature_method"] not in METHODS:
        return {"error": "signature method not supported"}
    argc, argv = ctypes.c_int(), CHARS()
    argc.value = lib.oauth_split_url_parameters(text(request["url"]), ctypes.byref(argv))
    for name, value in request["form"]:
        add(argc, argv, f"{name}={value}")
    # Those that it finds in the array it does not make itself.
    for name, value in request["oauth"]:
        if name not in ("oauth_consumer_key", "oauth_token", "oauth_signature_method"):
            add(argc, argv, f"{name}={value}")
    secret = request.get("private_key") or request["consumer_secret"]
    lib.oauth_sign_array2_process(
        ctypes.byref(argc), ctypes.byref(argv), None, METHODS[request["signature_method"]],
        text(request["method"]), text(request["consumer_key"]), text(secret),
        text(request["token"]), text(request["token_secret"]))
    found = [argv[i] for i in range(argc.value)]
    made = [f for f in found if f.startswith(b"oauth_signature=")][-1].partition(b"=")[2].decode()
    if made == "(null)":
        return {"error": "signed nothing: RSA is not in this build"}
    given = {n for n, _ in request["parameters"]}
    sent = [f.decode().partition("=") for f in found if f.startswith(b"oauth_") and not f.startswith(b"oauth_signature=")
            and f.partition(b"=")[0].decode() not in given]
    return {"signature": made, "oauth": [[n, v] for n, _, v in sent],
            "base_string": base_string(request, argv, argc.value, found, made)}


def base_string(request, argv, argc, found, made):
    """Put together again with its own functions; told only where it gives the same signature."""
    unsigned = [f for f in found if not f.startswith(b"oauth_signature=")]
    array = (ctypes.c_char_p * len(unsigned))(*unsigned)
    query = lib.oauth_serialize_url_parameters(len(unsigned), array)
    base = lib.oauth_catenc(3, text(request["method"].upper()), unsigned[0], query)
    key = b"&".join(lib.oauth_url_escape(text(s or "")) or b"" for s in (request["consumer_secret"], request["token_secret"]))
    if request["signature_method"] != "HMAC-SHA1":
        return None
    again = base64.b64encode(hmac.new(key, base, hashlib.sha1).digest()).decode()
    return base.decode() if again == made else None


def add(argc, argv, pair):
    lib.oauth_add_param_to_array(ctypes.byref(argc), ctypes.byref(argv), pair.encode())


serve(sign)
