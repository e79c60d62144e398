"""What every Python adapter shares: a line in, a line out, and an error instead of an end."""
import json
import sys


def serve(sign):
    for line in sys.stdin:
        try:
            answer = sign(json.loads(line))
        except Exception as error:  # whatever a library throws is its answer to this request
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


def oauth(request, name):
    return dict(request["oauth"]).get(name)


def extras(request):
    """The protocol parameters beyond those that every library takes as settings."""
    usual = {"oauth_consumer_key", "oauth_token", "oauth_signature_method", "oauth_timestamp",
             "oauth_nonce", "oauth_version"}
    return {n: v for n, v in request["oauth"] if n not in usual}


def recording(owner, name, kept):
    """Wraps `owner.name` so that what it returns is kept too; it changes nothing else."""
    original = getattr(owner, name)

    def wrapped(*args, **kw):
        made = original(*args, **kw)
        kept["made"] = made
        return made
    setattr(owner, name, wrapped)


def headers(request):
    return {n: v for n, v in request["headers"]}


def content_type(made):
    """The Content-Type that goes out with the request, in the form of `headers`."""
    found = made.get("Content-Type") or ""
    found = found.decode() if isinstance(found, bytes) else found
    return [["Content-Type", found]] if found else []
