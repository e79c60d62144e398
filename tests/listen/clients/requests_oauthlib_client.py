"""requests-oauthlib: right requests, a whole flow, and wrong ones under /wrong/<id of the mistake>."""
import sys
import requests
from requests_oauthlib import OAuth1, OAuth1Session

base, folder = sys.argv[1], sys.argv[2]
live = ("live-key", "live secret & more", "live-token", "live/token=secret")


def expect(response, *codes):
    assert response.status_code in codes, (response.url, response.status_code, response.text)


session = OAuth1Session(*live)
expect(session.get(base + "/requests/get", params={"q": "a b+c&d=é", "empty": ""}), 200)
expect(session.post(base + "/requests/form", data={"status": "hello world ~*'()!", "page": "1"}), 200)
expect(session.post(base + "/requests/json", json={"a": 1}), 200)
for place in ("query", "body"):
    auth = OAuth1(*live, signature_type=place)
    expect(requests.post(base + "/requests/in-" + place, data={"a": "b c"}, auth=auth), 200)
for method in ("HMAC-SHA256", "HMAC-SHA512", "PLAINTEXT"):
    expect(OAuth1Session(*live, signature_method=method).get(base + "/requests/" + method), 200)
pem = open(folder + "/rsa.pem").read()
rsa = dict(signature_method="RSA-SHA256", signature_type="auth_header")
expect(OAuth1Session("rsa-key", rsa_key=pem, **rsa).get(base + "/requests/rsa"), 200)

# The flow, by a callback and out of band.
for callback in ("http://127.0.0.1:1/back?state=x", "oob"):
    flow = OAuth1Session(*live[:2], callback_uri=callback)
    flow.fetch_request_token(base + "/oauth/request_token")
    page = requests.get(flow.authorization_url(base + "/oauth/authorize"), allow_redirects=False)
    if callback == "oob":
        flow._client.client.verifier = page.text.strip()
    else:
        expect(page, 302)
        flow.parse_authorization_response(page.headers["Location"])
    flow.fetch_access_token(base + "/oauth/access_token")
    expect(flow.get(base + "/requests/after-the-flow"), 200)

# Wrong: signed without its query; another environment's secret; another RSA key; a nonce twice.
prepared = requests.Request("GET", base + "/wrong/query-omitted", auth=OAuth1(*live)).prepare()
prepared.url += "?page=2&q=x"
expect(requests.Session().send(prepared), 401)
other = OAuth1Session("live-key", "sandbox-secret", *live[2:])
expect(other.get(base + "/wrong/key-other-environment"), 401)
pem = open(folder + "/other.pem").read()
expect(OAuth1Session("rsa-key", rsa_key=pem, **rsa).get(base + "/wrong/other-key"), 401)
prepared = requests.Request("GET", base + "/requests/nonce", auth=OAuth1(*live)).prepare()
expect(requests.Session().send(prepared), 200)
prepared.url = base + "/requests/nonce"
again = requests.Session().send(prepared)
assert 'oauth_problem="nonce_used"' in again.headers["WWW-Authenticate"], again.headers
