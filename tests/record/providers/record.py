"""Failing requests of ten providers, signed by Python's standard library with one mistake each.

Run it in this folder's repository: python3 tests/record/providers/record.py. It writes
fixtures/providers/*.http and fixtures/providers/keys.toml, which docs/providers/ shows.
"""
import base64, hashlib, hmac, json, pathlib
from urllib.parse import quote, quote_plus, parse_qsl, urlsplit

OUT = pathlib.Path(__file__).resolve().parents[3] / "fixtures/providers"
SECRETS = {"consumer_key": "ck_9f2b6d1e", "consumer_secret": "cs_5d41402abc4b2a76b9719d91",
           "token": "tk_7c211433f025", "token_secret": "ts_e4d909c290d0fb1ca068ffad"}

BASE_STRINGS = []


def enc(text):
    return quote(text, safe="~")


def signed(verb, url, body="", media=None, realm=None, algorithm="HMAC-SHA1", token=True, **wrong):
    """A raw request. `wrong`: what of the corridor is done otherwise."""
    u = urlsplit(url)
    oauth = {"oauth_consumer_key": SECRETS["consumer_key"], "oauth_nonce": "b1d0f2c3a4e5",
             "oauth_signature_method": algorithm, "oauth_timestamp": "1700000000", "oauth_version": "1.0"}
    if token:
        oauth["oauth_token"] = SECRETS["token"]
    form = parse_qsl(body, True) if media == "application/x-www-form-urlencoded" else []
    query = parse_qsl(u.query, True)
    pairs = ([] if wrong.get("no_query") else query) + ([] if wrong.get("no_form") else form)
    pairs += wrong.get("extra", []) + list(oauth.items())
    if wrong.get("values"):
        pairs = [(k, wrong["values"](v)) for k, v in pairs]
    encode = wrong.get("encode", enc)
    pairs = [(wrong.get("encode_name", encode)(k), encode(v)) for k, v in pairs]
    if not wrong.get("unsorted"):
        pairs.sort()
    uri = f"{wrong.get('scheme', u.scheme)}://{wrong.get('host', u.netloc)}{wrong.get('path', u.path)}"
    text = "&".join(map(enc, (wrong.get("method", verb), uri, "&".join(f"{k}={v}" for k, v in pairs))))
    BASE_STRINGS.append(text)
    key = wrong.get("key", enc(SECRETS["consumer_secret"]) + "&" + (enc(SECRETS["token_secret"]) if token else ""))
    made = hmac.new(key.encode(), text.encode(), {"HMAC-SHA1": "sha1", "HMAC-SHA256": "sha256"}[algorithm])
    oauth["oauth_signature"] = made.hexdigest() if wrong.get("hex") else base64.b64encode(made.digest()).decode()
    fields = ([f'realm="{realm}"'] if realm else []) + [f'{k}="{enc(v)}"' for k, v in sorted(oauth.items())]
    lines = [f"{verb} {u.path}{'?' + u.query if u.query else ''} HTTP/1.1", f"Host: {u.netloc}",
             "Authorization: OAuth " + ", ".join(fields)]
    if wrong.get("agent"):
        lines.append("User-Agent: " + wrong["agent"])
    if media:
        lines.append("Content-Type: " + media)
    return "\n".join(lines) + "\n\n" + (body + "\n" if body else "")


FORM, JSON = "application/x-www-form-urlencoded", "application/json"
TWEET = '{"text":"Hello Ladies!"}'
SECRET, TOKEN = enc(SECRETS["consumer_secret"]), enc(SECRETS["token_secret"])
NS = "https://1234567-sb1.restlets.api.netsuite.com/app/site/hosting/restlet.nl?script=582&deploy=1"
MAGENTO = "https://shop.example/rest/V1/orders?searchCriteria[filter_groups][0][filters][0][field]=status&searchCriteria[pageSize]=10"
LAUNCH = "lti_message_type=basic-lti-launch-request&resource_link_title=Week+1+quiz&lis_person_name_full=Ada+L."
CASES = {
    "x-form": signed("POST", "https://api.x.com/1.1/statuses/update.json", "status=Hello%20Ladies%20%2B%20Gentlemen", FORM, encode=quote_plus, agent="python-requests/2.31.0"),
    "x-json": signed("POST", "https://api.x.com/2/tweets", TWEET, JSON, extra=list(json.loads(TWEET).items()), agent="axios/1.6.2"),
    "x-query": signed("GET", "https://api.x.com/2/users/12/tweets?max_results=5&expansions=author_id", no_query=True, agent="GuzzleHttp/7"),
    "netsuite-realm": signed("GET", NS, algorithm="HMAC-SHA256"),
    "netsuite-query": signed("GET", NS, algorithm="HMAC-SHA256", realm="1234567_SB1", no_query=True, agent="RestSharp/110.2.0.0"),
    "netsuite-secrets": signed("GET", NS, algorithm="HMAC-SHA256", realm="1234567_SB1", key=f"{TOKEN}&{SECRET}"),
    "magento-brackets": signed("GET", MAGENTO, encode_name=lambda s: s, agent="GuzzleHttp/7"),
    "magento-query": signed("GET", MAGENTO, no_query=True),
    "magento-token": signed("POST", "https://shop.example/rest/V1/orders", '{"entity":{}}', JSON, key=f"{SECRET}&"),
    "woocommerce-ampersand": signed("GET", "http://shop.example/wp-json/wc/v3/products?per_page=5", token=False, key=SECRET, agent="PHP/8.2"),
    "woocommerce-unsorted": signed("GET", "http://shop.example/wp-json/wc/v3/orders?status=processing&after=2024-01-01", token=False, unsorted=True),
    "woocommerce-https": signed("GET", "https://shop.example/wp-json/wc/v3/orders?page=2", token=False, scheme="http"),
    "lti-space": signed("POST", "https://tool.example/launch", LAUNCH, FORM, token=False, encode=quote_plus, agent="PHP/8.2"),
    "lti-proxy": signed("POST", "https://tool.example/launch", LAUNCH, FORM, token=False, scheme="http"),
    "lti-trimmed": signed("POST", "https://tool.example/launch", LAUNCH + "&context_title=Physics+", FORM, token=False, values=str.strip),
    "bricklink-query": signed("GET", "https://api.bricklink.com/api/store/v1/orders?direction=in&status=paid", no_query=True, agent="axios/1.6.2"),
    "bricklink-json": signed("PUT", "https://api.bricklink.com/api/store/v1/orders/9", '{"remarks":"gone"}', JSON, extra=[("remarks", "gone")]),
    "bricklink-secrets": signed("GET", "https://api.bricklink.com/api/store/v1/orders/9", key=f"{TOKEN}&{SECRET}"),
    "etrade-token": signed("GET", "https://apisb.etrade.com/v1/accounts/list", key=f"{SECRET}&", agent="python-requests/2.31.0"),
    "etrade-query": signed("GET", "https://apisb.etrade.com/v1/market/quote/GOOG?detailFlag=ALL", no_query=True),
    "etrade-host": signed("GET", "https://apisb.etrade.com/v1/accounts/list", host="api.etrade.com"),
    "discogs-space": signed("GET", "https://api.discogs.com/database/search?q=Aphex%20Twin&type=release", encode=quote_plus),
    "discogs-hex": signed("GET", "https://api.discogs.com/oauth/identity", hex=True),
    "discogs-ampersand": signed("GET", "https://api.discogs.com/oauth/identity", token=False, key=SECRET, agent="okhttp/4.12.0"),
    "flickr-space": signed("GET", "https://api.flickr.com/services/rest?method=flickr.photos.search&text=red%20barn", encode=quote_plus, agent="Java/17.0.9"),
    "flickr-unsorted": signed("GET", "https://api.flickr.com/services/rest?nojsoncallback=1&method=flickr.test.login&format=json", unsorted=True),
    "flickr-method": signed("POST", "https://api.flickr.com/services/rest", "method=flickr.test.login", FORM, method="GET"),
    "tumblr-form": signed("POST", "https://api.tumblr.com/v2/blog/example.tumblr.com/post", "type=text&title=Hi%21&body=One%20two", FORM, no_form=True, agent="Ruby"),
    "tumblr-marks": signed("POST", "https://api.tumblr.com/v2/blog/example.tumblr.com/post", "type=text&title=Hi%21&body=It%27s%20%28so%29", FORM, encode=lambda s: quote(s, safe="~!'()*"), agent="node-fetch/1.0"),
    "tumblr-slash": signed("POST", "https://api.tumblr.com/v2/blog/example.tumblr.com/post", "type=link&url=https%3A%2F%2Fexample.com%2Fa", FORM, encode=quote, agent="python-requests/2.31.0"),
}

if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    for name, text in CASES.items():
        (OUT / f"{name}.http").write_text(text)
    tweet = ("POST", "https://api.x.com/1.1/statuses/update.json", "status=Hello%20Ladies%20%2B%20Gentlemen", FORM)
    for name, encode in (("mine", quote_plus), ("theirs", enc)):
        signed(*tweet, encode=encode)
        (OUT / f"base-string-{name}.txt").write_text(BASE_STRINGS[-1] + "\n")
    keys = "".join(f'{name} = "{value}"\n' for name, value in SECRETS.items())
    (OUT / "keys.toml").write_text(keys)
