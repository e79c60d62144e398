"""Pastes that hold less, more or something else than one request."""

import base64
import hashlib
import json

from signer import BIRD, FORM, SHOP, Keys, Request, enc
from templates import BODY, ERROR, URL, Case, both, form, get, layout, shop

WRONG = ["WRONG SIGNATURE"]
NOT_JUDGED = ["SIGNATURE RIGHT", "WRONG SIGNATURE", "NOT EXPLAINED"]


# ---------------------------------------------------------------- what is missing is not empty

def missing(name, why, text, args="", give="", has=("CANNOT TELL",), ext="txt", keys=BIRD, after=("SIGNATURE RIGHT",)):
    """A right request that is not all there: no verdict against it; completed, it is right."""
    case = Case(f"missing-{name}", why, keys)
    case.file(f"part.{ext}", text)
    extra = f" {args}" if args else ""
    case.run(f"diff part.{ext} --keys keys.toml{extra}", 3, has, NOT_JUDGED)
    if give:
        case.run(f"diff part.{ext} --keys keys.toml{extra} {give}", None, after, WRONG)
    return case


r = form()
missing("body-elided", "The body is `…`: whoever pasted it cut it out.", f"""{r.method} {r.target} HTTP/1.1
Host: {r.host}
Content-Type: {r.ctype}
Authorization: {r.auth}

[body omitted for brevity]
""", give=f"-d '{r.body}'")
missing("body-ellipsis", "The body is cut with an ellipsis.", f"""{r.method} {r.target} HTTP/1.1
Host: {r.host}
Content-Type: {r.ctype}
Authorization: {r.auth}

status=Hello%20Ladies%20%2B%20…
""", give=f"-d '{r.body}'")
missing("header-truncated", "A log cut the header with an ellipsis: the signature is not all there.", f"""{r.method} {r.url}
Authorization: {r.auth[:r.auth.index('oauth_signature=') + 22]}...
Content-Type: {r.ctype}
""")
missing("nonce-masked", "The nonce is masked.", f"""{r.method} {r.target} HTTP/1.1
Host: {r.host}
Content-Type: {r.ctype}
Authorization: {r.auth.replace("OJoRTK3uxzrw35tk2nFxIpXZ9s6kIzLf", "xxxxxxxxxxxx")}

{r.body}
""", give="--nonce OJoRTK3uxzrw35tk2nFxIpXZ9s6kIzLf")
missing("token-stars", "Key and token are masked with stars in the middle.", f"""{r.method} {r.target} HTTP/1.1
Host: {r.host}
Content-Type: {r.ctype}
Authorization: {r.auth.replace("29123-UGSQgizWkVvEY4aubdRcvuvZlpmpU6yhZs9pEyrN", "29123-***").replace("OJoRTK3uxzrw35tk2nFxIpXZ9s6kIzLf", "OJoR****IzLf")}

{r.body}
""")
missing("signature-masked", "The signature itself is masked.", f"""{r.method} {r.target} HTTP/1.1
Host: {r.host}
Content-Type: {r.ctype}
Authorization: {r.auth.replace(enc(r.sig), "REDACTED")}

{r.body}
""")
missing("json-log-without-body", "A logger that leaves bodies out: the record has none, and nothing says that there was none.",
        json.dumps({"level": 40, "req": {"method": r.method, "url": r.url, "headers": {
            "authorization": r.auth, "content-type": r.ctype}}, "res": {"statusCode": 401}}) + "\n",
        give=f"-d '{r.body}'", ext="log")
missing("java-fields-only", "Code that fills the body from variables.", f"""HttpPost post = new HttpPost("{r.url}");
post.setHeader("Authorization", "{r.auth_esc}");
post.setEntity(new UrlEncodedFormEntity(params));
client.execute(post);
""", give=f"-d '{r.body}'", ext="java")
missing("chat-without-body", "A chat message with URL and header; the body is in a screenshot.", f"""we POST to {r.url}
with
Authorization: {r.auth}
(body see screenshot) and get 401
""", give=f"-d '{r.body}'")


# ---------------------------------------------------------------- two texts of one exchange

other = form(nonce="anotherNONCE0000000000000000000a", stamp="1600000300")
case = Case("base-string-of-another-request",
            "The base string in the paste has another nonce and timestamp than the header: it was not what this header signs, and neither may stand for the other.")
case.file("two.txt", f"""Base string from the debug log:
{other.base}

Header that was sent:
Authorization: {r.auth}

{r.method} {r.url}
Body: {r.body}
""")
case.run("diff two.txt --keys keys.toml", None, ["nonce"], ["CAUSE PROVEN"])

wrong = form("enc-space-plus")
case = Case("base-string-tells-the-fault", "The library's own base string stands beside the header, with `+` in it.")
case.file("both.txt", f"""POST {r.url}
signature base string: {wrong.base}
Authorization: {wrong.auth}
body: {r.body}
""")
case.run("diff both.txt --keys keys.toml", 1, ["enc-space-plus"], ["NOT EXPLAINED"])
case.run("diff both.txt", 1, ["enc-space-plus"], [])

case = Case("server-expected-base", "The server's base string (right by RFC 5849) and the client's wrong signature.")
case.file("answer.txt", f"""{wrong.method} {wrong.target} HTTP/1.1
Host: {wrong.host}
Content-Type: {wrong.ctype}
Authorization: {wrong.auth}
Content-Length: {len(wrong.body)}

{wrong.body}

HTTP/1.1 401 Unauthorized
Content-Type: text/plain

Invalid signature. Expected signature base string: {r.base}
""")
case.run("diff answer.txt --keys keys.toml", 1, ["enc-space-plus"], ["NOT EXPLAINED"])

case = Case("two-requests-one-refused", "Two requests in one log; the second was refused.")
first, second = get(), get("enc-space-plus", nonce="second0000000000000000000000000b")


def raw(one, code):
    return f"""{one.method} {one.target} HTTP/1.1
Host: {one.host}
Authorization: {one.auth}

HTTP/1.1 {code}
Content-Length: 2

{{}}
"""


case.file("log.txt", raw(first, "200 OK") + "\n" + raw(second, "401 Unauthorized"))
case.run("diff log.txt --keys keys.toml", 1, ["enc-space-plus"])
case.run("diff log.txt --keys keys.toml --entry 0", None, ["SIGNATURE RIGHT"], WRONG)

case = Case("working-and-failing", "One that works and one that fails, labelled so, in one message.")
case.file("both.txt", f"""This works (Postman):
Authorization: {first.auth}

This does not (our code):
Authorization: {second.auth}

both are {first.method} {first.url}
""")
case.run("diff both.txt --keys keys.toml --entry 1", 1, ["enc-space-plus"], ["NOT EXPLAINED"])
case.run("diff both.txt --keys keys.toml --entry 0", None, ["SIGNATURE RIGHT"], WRONG)


# ---------------------------------------------------------------- labels, secrets in the paste

@layout("labelled-with-secrets", "Everything behind labels, secrets with it; no keys file is needed.", make=get)
def _(r):
    return f"""Consumer Key: {r.keys.key}
Consumer Secret: {r.keys.secret}
Access Token: {r.keys.token}
Access Token Secret: {r.keys.token_secret}
HTTP Method: {r.method}
URL: {r.url}
oauth_nonce: {r.decoded['oauth_nonce']}
oauth_timestamp: {r.decoded['oauth_timestamp']}
oauth_signature_method: HMAC-SHA1
oauth_version: 1.0
oauth_signature: {r.sig}
"""


@layout("header-one-field-a-line", "The header's fields on lines of their own, an answer below.", make=get)
def _(r):
    fields = ",\n    ".join(f'{n}="{v}"' for n, v in r.fields)
    return f"""{r.method} {r.url}

Authorization: OAuth
    {fields}

HTTP/1.1 401 Unauthorized
"""


@layout("rails-hash-arrow", "Ruby's inspect of a hash with a header string and a params hash.",
        sees=["status Hello·Ladies·+·Gents!"])
def _(r):
    return '{:method=>"' + r.method + '", :url=>"' + r.url + '", :headers=>{"Authorization"=>"' + r.auth_esc + \
        '", "Content-Type"=>"' + r.ctype + '"}, :body=>"' + r.body + '"}\n'


@layout("python-repr-prepared", "A debugger's view of a PreparedRequest.")
def _(r):
    return f"""(Pdb) pp vars(resp.request)
{{'method': '{r.method}',
 'url': '{r.url}',
 'headers': {{'User-Agent': 'python-requests/2.24.0', 'Authorization': '{r.auth}', 'Content-Type': '{r.ctype}', 'Content-Length': '{len(r.body)}'}},
 'body': '{r.body}',
 'hooks': {{'response': []}}}}
"""


@layout("python-bytes-everywhere", "requests-oauthlib gives bytes: b'…' for header and body.")
def _(r):
    return f"""{{'method': '{r.method}', 'url': '{r.url}', 'headers': {{b'Authorization': b'{r.auth}', b'Content-Type': b'{r.ctype}'}}, 'body': b'{r.body}'}}
"""


# ---------------------------------------------------------------- other methods and places

@layout("json-body", "A JSON body is not signed (RFC 5849 3.4.1.3.1).",
        make=lambda wrong=None: Request("POST", "https://api.birdsong.example/2/tweets?expansions=a%20b", '{"text":"Hello World","reply":{"id":"1"}}', "application/json", wrong=wrong))
def _(r):
    return f"""curl --location --request POST '{r.url}' \\
--header 'Content-Type: application/json' \\
--header 'Authorization: {r.auth}' \\
--data-raw '{r.body}'
"""


@layout("json-body-in-prose", "A JSON body behind its label in a chat.",
        make=lambda wrong=None: Request("POST", "https://api.birdsong.example/2/tweets?expansions=a%20b", '{"text":"Hello World"}', "application/json", wrong=wrong))
def _(r):
    return f"""POST {r.url}
Content-Type: application/json
Authorization: {r.auth}
Payload: {r.body}
gives me 403
"""


@layout("multipart-upload", "An upload: multipart is not signed.",
        make=lambda wrong=None: Request("POST", "https://upload.birdsong.example/1.1/media/upload.json?media_category=tweet%20image", "x", "multipart/form-data; boundary=abc", wrong=wrong))
def _(r):
    return f"""POST {r.target} HTTP/1.1
Host: {r.host}
Authorization: {r.auth}
Content-Type: multipart/form-data; boundary=abc

--abc
Content-Disposition: form-data; name="media"; filename="a.png"
Content-Type: image/png

PNG...
--abc--
"""


@layout("plaintext", "PLAINTEXT: the signature is the key; a wrong token secret shows.", wrong="key-token-secret-missing",
        make=lambda wrong=None: Request("GET", "https://api.disks.example/oauth/identity?a=b%20c", algorithm="PLAINTEXT", wrong=wrong))
def _(r):
    return f"""GET {r.target} HTTP/1.1
Host: {r.host}
Authorization: {r.auth}
User-Agent: MyApp/1.0

"""


@layout("hmac-sha256-method-lower", "A log that writes the method in lower case.", make=lambda wrong=None: get(wrong, algorithm="HMAC-SHA256"))
def _(r):
    return f"""[2020-09-13T12:26:40.000Z] (web-1) get {r.url}
[2020-09-13T12:26:40.001Z] (web-1) authorization: {r.auth}
[2020-09-13T12:26:40.900Z] (web-1) 401
"""


@layout("request-token", "A request_token call: no token, a callback, no body.",
        make=lambda wrong=None: Request("POST", "https://api.birdsong.example/oauth/request_token?x_auth_access_type=read%20write", keys=Keys("k3y", "s3cret"), extra=[("oauth_callback", "https://app.example/cb?a=b c")], wrong=wrong))
def _(r):
    return f"""> POST {r.target} HTTP/1.1
> Host: {r.host}
> User-Agent: curl/7.64.1
> Accept: */*
> Authorization: {r.auth}
> Content-Length: 0
>
< HTTP/1.1 401 Authorization Required
< content-length: 0
"""


@layout("query-signed-php-error", "A PHP warning with the signed URL in it.", make=lambda wrong=None: shop(wrong, place="query"))
def _(r):
    return f"""[13-Sep-2020 12:26:40 UTC] PHP Warning:  file_get_contents({r.url}): failed to open stream: HTTP request failed! HTTP/1.1 401 Unauthorized in /var/www/app/client.php on line 42
"""


@layout("nginx-json-log", "nginx with a JSON log format: request line and host in fields.", make=lambda wrong=None: shop(wrong, place="query"))
def _(r):
    return json.dumps({"time": "2020-09-13T12:26:40+00:00", "remote_addr": "203.0.113.9", "host": r.host, "scheme": "https",
                       "request": f"{r.method} {r.target} HTTP/1.1", "status": "401", "http_user_agent": "curl/7.64"}) + "\n"


@layout("haproxy-log", "HAProxy's HTTP log with the host captured.", make=lambda wrong=None: shop(wrong, place="query"), args="--url https://shop.example")
def _(r):
    return f"""Sep 13 12:26:40 lb haproxy[4711]: 203.0.113.9:51234 [13/Sep/2020:12:26:40.123] https~ shop/web1 0/0/1/45/46 401 312 - - ---- 1/1/0/0/0 0/0 {{shop.example}} "{r.method} {r.target} HTTP/1.1"
"""


@layout("heroku-router", "Heroku's router: key=value pairs, path in quotes.", make=lambda wrong=None: shop(wrong, place="query"))
def _(r):
    return f"""2020-09-13T12:26:40.123456+00:00 heroku[router]: at=info method={r.method} path="{r.target}" host={r.host} request_id=4f1c fwd="203.0.113.9" dyno=web.1 connect=0ms service=46ms status=401 bytes=312 protocol=https
"""


@layout("django-querydict", "Django's view of a launch: a QueryDict.",
        make=lambda wrong=None: Request("POST", "https://tool.example/launch", "lti_message_type=basic-lti-launch-request&lti_version=LTI-1p0&resource_link_id=12&context_title=Design%20of%20Things", keys=Keys("moodle", "s3cret-lti"), place="body", wrong=wrong), args="--url https://tool.example/launch")
def _(r):
    pairs = ", ".join(f"'{n}': ['{v}']" for n, v in r.form + r.own)
    return f"<QueryDict: {{{pairs}}}>\n"


@layout("lti-two-line-pane", "Firefox's parameters pane: a name and its value in turn.",
        make=lambda wrong=None: Request("POST", "https://tool.example/launch", "lti_message_type=basic-lti-launch-request&lti_version=LTI-1p0&resource_link_id=12&context_title=Design%20of%20Things", keys=Keys("moodle", "s3cret-lti"), place="body", wrong=wrong), args="--url https://tool.example/launch")
def _(r):
    return "".join(f"{n}\n\t{v}\n" for n, v in r.own + r.form)


@layout("lti-json-received", "A tool's log: the received launch as JSON, the URL beside it.",
        make=lambda wrong=None: Request("POST", "https://tool.example/launch", "lti_message_type=basic-lti-launch-request&lti_version=LTI-1p0&resource_link_id=12&context_title=Design%20of%20Things", keys=Keys("moodle", "s3cret-lti"), place="body", wrong=wrong), ext="json")
def _(r):
    return json.dumps({"url": "https://tool.example/launch", "method": "POST", "body": dict(r.form + r.own)}, indent=2)


@layout("mail-soft-wrapped-url", "A mail program broke the signed URL over three lines.", make=lambda wrong=None: shop(wrong, place="query"))
def _(r):
    parts = [r.url[i:i + 76] for i in range(0, len(r.url), 76)]
    return "Hello,\n\nthis is the URL we call:\n\n" + "\n".join(parts) + "\n\nBest regards\nAnn\n"


@layout("teams-two-messages", "Two messages of a chat export, the body in the second.", sees=["status Hello·Ladies·+·Gents!"])
def _(r):
    return f"""[9/13/2020 2:26 PM] Ann Example
the request that fails:
{r.method} {r.url}
Authorization: {r.auth}

[9/13/2020 2:31 PM] Bob Sample
and the body?

[9/13/2020 2:33 PM] Ann Example
Body: {r.body}
"""


@layout("hidden-columns-csv", "A CSV of a proxy's export.", make=get)
def _(r):
    def cell(text):
        return '"' + text.replace('"', '""') + '"'
    return "Method,URL,Status,Authorization\n" + ",".join([r.method, cell(r.url), "401", cell(r.auth)]) + "\n"


@layout("terraform-debug", "A Go program's log: one line per header, keys in canonical case.", sees=["status Hello·Ladies·+·Gents!"])
def _(r):
    return f"""2020/09/13 14:26:40 [DEBUG] API Request Details:
---[ REQUEST ]---------------------------------------
{r.method} {r.target} HTTP/1.1
Host: {r.host}
User-Agent: Go-http-client/1.1
Content-Length: {len(r.body)}
Authorization: {r.auth}
Content-Type: {r.ctype}
Accept-Encoding: gzip

{r.body}
-----------------------------------------------------
2020/09/13 14:26:41 [DEBUG] API Response Details:
---[ RESPONSE ]--------------------------------------
HTTP/1.1 401 Unauthorized
Content-Length: {len(ERROR)}

{ERROR}
-----------------------------------------------------
"""


@layout("burp-history", "Burp's request and response, one below the other with titles.", sees=["status Hello·Ladies·+·Gents!"])
def _(r):
    return f"""Request
{r.method} {r.target} HTTP/1.1
Host: {r.host}
Content-Type: {r.ctype}
Authorization: {r.auth}
Content-Length: {len(r.body)}

{r.body}

Response
HTTP/1.1 401 Unauthorized
Content-Type: application/json

{ERROR}
"""


@layout("httpie-verbose", "http -v: request and answer as printed.", sees=["status Hello·Ladies·+·Gents!"])
def _(r):
    return f"""$ http -v -f POST {r.url} Authorization:'{r.auth}' status='Hello Ladies + Gents!' lang=en
{r.method} {r.target} HTTP/1.1
Accept: */*
Authorization: {r.auth}
Content-Length: {len(r.body)}
Content-Type: application/x-www-form-urlencoded; charset=utf-8
Host: {r.host}
User-Agent: HTTPie/2.2.0

{r.body}

HTTP/1.1 401 Unauthorized
Content-Type: application/json

{ERROR}
"""


@layout("android-logcat", "logcat of OkHttp: tag and pid before each line.", sees=["status Hello·Ladies·+·Gents!"])
def _(r):
    lines = [f"--> {r.method} {r.url}", f"Content-Type: {r.ctype}", f"Content-Length: {len(r.body)}", f"Authorization: {r.auth}",
             "", r.body, f"--> END {r.method} ({len(r.body)}-byte body)", f"<-- 401 {r.url} (123ms)", "content-type: application/json", "", ERROR,
             "<-- END HTTP (64-byte body)"]
    return "".join(f"2020-09-13 14:26:40.{580 + n} 2074-2317/example.birds I/okhttp.OkHttpClient: {line}\n" for n, line in enumerate(lines))


@layout("alamofire-curl", "Alamofire's cURLDescription with its $ prompt and escaped quotes.", sees=["status Hello·Ladies·+·Gents!"], ext="sh")
def _(r):
    return f"""$ curl -v \\
	-X {r.method} \\
	-H "Content-Type: {r.ctype}" \\
	-H "Authorization: {r.auth_esc}" \\
	-d "{r.body}" \\
	"{r.url}"
"""


@layout("url-session-metrics", "os_log of a URLRequest's fields, one a line.", sees=["status Hello·Ladies·+·Gents!"])
def _(r):
    return f"""▿ {r.url}
  ▿ url: Optional({r.url})
  - cachePolicy: 0
  - timeoutInterval: 60.0
  - httpMethod: {r.method}
  ▿ allHTTPHeaderFields: ["Content-Type": "{r.ctype}", "Authorization": "{r.auth_esc}"]
  - httpBody: {r.body}
"""


@layout("salesforce-debug", "Salesforce's debug log: pipes and line numbers.", make=get, sees=["GET https://api.birdsong.example/1.1/search/tweets.json?q=hello%20world&count=10"])
def _(r):
    return f"""14:26:40.0 (12345678)|USER_DEBUG|[12]|DEBUG|Authorization: {r.auth}
14:26:40.0 (12345679)|CALLOUT_REQUEST|[14]|System.HttpRequest[Endpoint={r.url}, Method={r.method}]
14:26:40.5 (22345678)|CALLOUT_RESPONSE|[14]|System.HttpResponse[Status=Unauthorized, StatusCode=401]
"""


@layout("netsuite-suitescript", "SuiteScript with a header object and string concatenation.", make=get)
def _(r):
    parts = r.auth.split(", ")
    text = "\n    + '".join(part + (", '" if n < len(parts) - 1 else "'") for n, part in enumerate(parts))
    return f"""var headers = {{
  'Authorization': '{text},
  'Content-Type': 'application/json'
}};
var response = https.get({{ url: '{r.url}', headers: headers }});
"""


@layout("ruby-oauth-debug", "oauth gem: base string, signature and header printed with puts.", make=get)
def _(r):
    return f"""base string: {r.base}
signature: {r.sig}
header: {r.auth}
GET {r.url} => 401
"""


case = Case("base-string-encoded-again", "A base string as the value of a form: percent-encoded once more (decoding once gives it back).")
case.file("alone.txt", enc(get().base) + "\n")
case.file("named.txt", "debug_sbs=" + enc(get().base) + "\n")
for name in ("alone.txt", "named.txt"):
    case.run(f"read {name}", 0, ["GET https://api.birdsong.example/1.1/search/tweets.json"], ["error"])


HASH = base64.b64encode(hashlib.sha256(b'{"a":1}').digest()).decode()
case = Case("body-hash-rsa", "Mastercard's form: RSA-SHA256 and a body hash of other bytes; without the key the hash alone is judged.", Keys("ck!000", "x"))
case.file("req.http", f"""POST /send/v1/partners?Format=JSON HTTP/1.1
Host: sandbox.api.mastercard.com
Content-Type: application/json
Authorization: OAuth oauth_consumer_key="ck%21000",oauth_nonce="0123456789abcdef",oauth_timestamp="1600000000",oauth_signature_method="RSA-SHA256",oauth_version="1.0",oauth_body_hash="{enc(HASH)}",oauth_signature="{enc(base64.b64encode(bytes(range(256))).decode())}"

{{"a": 1}}
""")
case.run("diff req.http", None, ["body_hash"], ["SIGNATURE RIGHT."])


# ---------------------------------------------------------------- a word more

def search(wrong=None):
    return Request("GET", "https://api.birdsong.example/1.1/search/tweets.json?q=hello%20world&count=10", wrong=wrong)


@layout("query-in-prose", "The query stands behind the words `with params`, not in the URL.", make=search)
def _(r):
    url, query = r.url.split("?")
    return f"GET {url} with params {query}\nAuthorization: {r.auth}\n"


@layout("guzzle-exception", "An exception's message names the answer before header and body.")
def _(r):
    return f"""GuzzleHttp\\Exception\\ClientException: Client error: `POST {r.url}` resulted in a `401 Unauthorized` response:
{{"errors":[{{"code":32}}]}}

Authorization: {r.auth}
body => "{r.body}"
"""


@layout("command-in-prose", "A command in a sentence; an apostrophe before it opens no quote.")
def _(r):
    return f"""We're trying
    curl -X POST "{r.url}" -H 'Authorization: {r.auth}' -d "{r.body}"
from the docs and it fails with 401.
"""


@layout("form-shown-in-rows", "A viewer shows the form decoded, a pair a line, below the raw headers.",
        sees=["status Hello·Ladies·+·Gents!"])
def _(r):
    rows = "\n".join(f"{n}={v}" for n, v in r.form)
    return f"""POST {r.target} HTTP/1.1
Host: {r.host}
Authorization: {r.auth}
Content-Type: {r.ctype}

{rows}
"""


@layout("wireshark-tree", "Wireshark's tree of a packet as text, form items with it.")
def _(r):
    items = "\n".join(f'    Form item: "{n}" = "{v}"' for n, v in r.form)
    return f"""Hypertext Transfer Protocol
    POST {r.target} HTTP/1.1\\r\\n
        Request Method: POST
        Request URI: {r.target}
    Host: {r.host}\\r\\n
    Authorization: {r.auth}\\r\\n
    Content-Type: {r.ctype}\\r\\n
    Content-Length: {len(r.body)}\\r\\n
    \\r\\n
    [Full request URI: {r.url}]
HTML Form URL Encoded: {r.ctype}
{items}
"""


@layout("params-as-json", "What is called parameters stands as JSON: it is a map of them, not a body of JSON.")
def _(r):
    return f"""[OAuth debug]
  http_method = POST
  url = {r.url}
  params = {json.dumps(dict(r.form))}
  Authorization = {r.auth}
"""


r = form()
case = Case("missing-logfmt-body", "A line of fields tells the size of a body, and shows none.")
auth = r.auth.replace('"', "'")
case.file("line.log", f'2020-09-13T12:26:40Z INFO request sent method=POST url={r.url} auth="{auth}" body_size={len(r.body)}\n')
case.run("diff line.log --keys keys.toml", 3, ["CANNOT TELL"], NOT_JUDGED)
