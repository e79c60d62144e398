"""The layouts: one function a form, from a signed request to the text that is pasted."""

import base64
import json
from urllib.parse import quote

from signer import BIRD, FORM, SHOP, Keys, Request, enc

CASES = []
URL = "https://api.birdsong.example/1.1/statuses/update.json?include_entities=true"
BODY = "status=Hello%20Ladies%20%2B%20Gents%21&lang=en"
ERROR = '{"errors":[{"code":32,"message":"Could not authenticate you."}]}'


class Case:
    def __init__(self, name, why, keys=None):
        self.name, self.why, self.keys = name, why, keys
        self.files, self.runs = {}, []
        CASES.append(self)

    def file(self, name, text):
        self.files[name] = text
        return self

    def run(self, args, exit=None, has=(), lacks=()):
        if args.startswith("diff "):
            # One mistake was made: the search for more takes its time, and changes nothing.
            args += " --max-mistakes 1"
        self.runs.append({"args": args, "exit": exit, "has": list(has), "lacks": list(lacks)})
        return self


def form(wrong=None, **more):
    return Request("POST", URL, BODY, wrong=wrong, **more)


def get(wrong=None, **more):
    url = "https://api.birdsong.example/1.1/search/tweets.json?q=hello%20world&count=10"
    return Request("GET", url, wrong=wrong, **more)


def shop(wrong=None, **more):
    url = "https://shop.example/wp-json/wc/v3/orders?search=big%20red&page=2"
    return Request("GET", url, keys=SHOP, wrong=wrong, **more)


def both(name, why, layout, make=form, wrong="enc-space-plus", ext="txt", args="", sees=(), lacks=(), keys=None):
    """The form twice: right, and with the departure `wrong`; `sees` is what `read` must show."""
    case = Case(name, why, keys or make().keys)
    case.file(f"right.{ext}", layout(make()))
    case.file(f"wrong.{ext}", layout(make(wrong)))
    extra = f" {args}" if args else ""
    if sees:
        case.run(f"read right.{ext}", 0, sees, lacks)
    case.run(f"diff right.{ext} --keys keys.toml{extra}", None, ["SIGNATURE RIGHT"], ["WRONG SIGNATURE"])
    case.run(f"diff wrong.{ext} --keys keys.toml{extra}", 1, [wrong], ["NOT EXPLAINED"])
    return case


def layout(name, why, **options):
    """Registers a layout as a case."""
    def decorated(function):
        both(name, why, function, **options)
        return function
    return decorated


SEES_FORM = ["POST https://api.birdsong.example/1.1/statuses/update.json?include_entities=true",
             "status Hello·Ladies·+·Gents!"]
SEES_GET = ["GET https://api.birdsong.example/1.1/search/tweets.json?q=hello%20world&count=10"]


# ---------------------------------------------------------------- prose, chats, questions

@layout("body-in-prose", "A chat message tells the body in a sentence.", sees=SEES_FORM)
def _(r):
    return f"""hi, I call {r.method} {r.url} with this header

Authorization: {r.auth}

and the body is {r.body}
but I always get 401 Unauthorized, any idea?
"""


@layout("slack-labels", "Labels in a chat, values in backquotes, the body with a label of its own.", sees=SEES_FORM)
def _(r):
    return f"""*Tom Baker*  10:42 AM
so what we send is
URL: `{r.url}`
Method: `{r.method}`
Header: `Authorization: {r.auth}`
Body: `{r.body}`
response is `401 {ERROR}`
"""


@layout("mail-quoted", "A mail quoted twice, the header wrapped at 72 columns by the mail program.", sees=SEES_FORM)
def _(r):
    def wrap(text, width=68):
        out = []
        line = ""
        for word in text.split(" "):
            if line and len(line) + len(word) + 1 > width:
                out.append(line)
                line = word
            else:
                line = f"{line} {word}" if line else word
        return out + [line]
    lines = [f"{r.method} {r.target} HTTP/1.1", f"Host: {r.host}", f"Content-Type: {r.ctype}"]
    head, *more = wrap("Authorization: " + r.auth)
    lines += [head, *("    " + one for one in more), f"Content-Length: {len(r.body)}", "", r.body]
    quoted = "\n".join("> " + line for line in lines)
    return f"On Mon, 14 Sep 2020 at 09:12, Ann Example wrote:\n>\n> Hello support,\n> this is what goes out:\n>\n{quoted}\n"


@layout("stack-overflow", "A question with prose, an indented code block, and the answer that came back.", sees=SEES_GET,
        make=get)
def _(r):
    return f"""I'm trying to use the search API from R with OAuth 1.0a and keep getting 401.

This is the request that is sent (from Fiddler):

    {r.method} {r.url} HTTP/1.1
    Host: {r.host}
    User-Agent: libcurl/7.64
    Accept: application/json
    Authorization: {r.auth}

And the response:

    HTTP/1.1 401 Unauthorized
    Content-Type: application/json

    {ERROR}

What am I doing wrong? My keys are fine, they work in Postman.
"""


@layout("jira-noformat", "A Jira ticket: {noformat} and {code} blocks round request and answer.", sees=SEES_FORM)
def _(r):
    return f"""h3. Steps
# call the endpoint

{{noformat}}
{r.method} {r.target} HTTP/1.1
Host: {r.host}
Authorization: {r.auth}
Content-Type: {r.ctype}
Content-Length: {len(r.body)}

{r.body}
{{noformat}}

h3. Actual
{{code:json}}
{ERROR}
{{code}}
"""


@layout("two-code-blocks", "Two fenced blocks: the request in one, its body in the other.", sees=SEES_FORM)
def _(r):
    return f"""Request:

```
{r.method} {r.url}
Authorization: {r.auth}
Content-Type: {r.ctype}
```

Body:

```
{r.body}
```

Response: `401 Unauthorized`
"""


@layout("github-issue-details", "HTML details round fenced blocks, as issue templates have it.", sees=SEES_FORM)
def _(r):
    return f"""### Describe the bug
401 on every POST

<details>
<summary>Request</summary>

```http
{r.method} {r.target} HTTP/1.1
Host: {r.host}
Content-Type: {r.ctype}
Authorization: {r.auth}

{r.body}
```

</details>

### Version
4.2.1
"""


@layout("html-escaped-pre", "A page's source: the request in <pre>, its quotes and ampersands escaped.", sees=SEES_FORM)
def _(r):
    text = f"""{r.method} {r.target} HTTP/1.1
Host: {r.host}
Content-Type: {r.ctype}
Authorization: {r.auth}

{r.body}"""
    escaped = text.replace("&", "&amp;").replace('"', "&quot;")
    return f"<p>This is what I send:</p>\n<pre class=\"lang-http\"><code>{escaped}\n</code></pre>\n<p>Thanks!</p>\n"


@layout("curly-quotes", "A word processor made the quotes curly and put soft breaks in.", make=get, sees=SEES_GET)
def _(r):
    return f"""The call: {r.method} {r.url}
The header:
{r.auth.replace('="', '=“').replace('"', '”')}
"""


# ---------------------------------------------------------------- logs

@layout("timestamps-on-each-line", "A logger that writes time, level and thread before every line.", sees=SEES_FORM)
def _(r):
    lines = [f"Sending request:", f"{r.method} {r.target} HTTP/1.1", f"Host: {r.host}", f"Authorization: {r.auth}",
             f"Content-Type: {r.ctype}", f"Content-Length: {len(r.body)}", "", r.body, "Response: HTTP/1.1 401 Unauthorized"]
    return "".join(f"2020-09-13 14:26:40,{100 + n} INFO  [worker-{n % 3}] c.e.ApiClient - {line}\n"
                   for n, line in enumerate(lines))


@layout("rest-assured", "REST-assured's log().all().", sees=SEES_FORM)
def _(r):
    return f"""Request method:	{r.method}
Request URI:	{r.url}
Proxy:			<none>
Request params:	<none>
Query params:	<none>
Form params:	<none>
Path params:	<none>
Headers:		Authorization={r.auth}
				Accept=*/*
				Content-Type={r.ctype}
Cookies:		<none>
Multiparts:		<none>
Body:
{r.body}
HTTP/1.1 401 Unauthorized
Content-Type: application/json

{ERROR}
"""


@layout("cxf-log", "Apache CXF's LoggingOutInterceptor.", sees=SEES_FORM)
def _(r):
    return f"""Sep 13, 2020 2:26:40 PM org.apache.cxf.interceptor.LoggingOutInterceptor
INFO: Outbound Message
---------------------------
ID: 1
Address: {r.url}
Encoding: UTF-8
Http-Method: {r.method}
Content-Type: {r.ctype}
Headers: {{Accept=[application/json], Authorization=[{r.auth}], Content-Type=[{r.ctype}]}}
Payload: {r.body}
--------------------------------------
Sep 13, 2020 2:26:41 PM org.apache.cxf.interceptor.LoggingInInterceptor
INFO: Inbound Message
----------------------------
ID: 1
Response-Code: 401
Encoding: UTF-8
Content-Type: application/json
Payload: {ERROR}
--------------------------------------
"""


@layout("cxf-feature", "CXF 3.3's LoggingFeature (slf4j).", sees=SEES_FORM)
def _(r):
    return f"""2020-09-13 14:26:40.123  INFO 1 --- [main] o.a.c.s.S.REQ_OUT : REQ_OUT
    Address: {r.url}
    HttpMethod: {r.method}
    Content-Type: {r.ctype}
    ExchangeId: 4f1c
    Headers: {{Authorization={r.auth}, Accept=application/json, Content-Type={r.ctype}}}
    Payload: {r.body}

2020-09-13 14:26:40.623  INFO 1 --- [main] o.a.c.s.S.RESP_IN : RESP_IN
    Address: {r.url}
    ResponseCode: 401
    Payload: {ERROR}
"""


@layout("dotnet-httpclient-log", ".NET's HttpClient logging at Trace.", make=get, sees=SEES_GET)
def _(r):
    return f"""info: System.Net.Http.HttpClient.bird.LogicalHandler[100]
      Start processing HTTP request {r.method} {r.url}
trce: System.Net.Http.HttpClient.bird.LogicalHandler[102]
      Request Headers:
      Authorization: {r.auth}
      Accept: application/json

info: System.Net.Http.HttpClient.bird.ClientHandler[100]
      Sending HTTP request {r.method} {r.url}
info: System.Net.Http.HttpClient.bird.ClientHandler[101]
      Received HTTP response headers after 123.4ms - 401
trce: System.Net.Http.HttpClient.bird.ClientHandler[103]
      Response Headers:
      Date: Sun, 13 Sep 2020 12:26:40 GMT
"""


@layout("dotnet-system-net-trace", "A System.Net trace of .NET Framework.", sees=SEES_FORM)
def _(r):
    rows = []
    for at in range(0, len(r.body), 16):
        part = r.body[at:at + 16]
        hexed = " ".join(f"{ord(c):02X}" for c in part[:8]) + ("-" + " ".join(f"{ord(c):02X}" for c in part[8:]) if len(part) > 8 else "")
        rows.append(f"System.Net Verbose: 0 : [8832] {at:08X} : {hexed:<47} : {part}")
    dump = "\n".join(rows)
    return f"""System.Net Verbose: 0 : [8832] HttpWebRequest#33675143::HttpWebRequest({r.url}#-1289375)
System.Net Information: 0 : [8832] HttpWebRequest#33675143 - Request: {r.method} {r.target} HTTP/1.1

System.Net Information: 0 : [8832] ConnectStream#43332040 - Sending headers
{{
Authorization: {r.auth}
Content-Type: {r.ctype}
Host: {r.host}
Content-Length: {len(r.body)}
Expect: 100-continue
Connection: Keep-Alive
}}.
System.Net Verbose: 0 : [8832] Data from ConnectStream#43332040::Write
{dump}
System.Net Information: 0 : [8832] Connection#54848996 - Received status line: Version=1.1, StatusCode=401, StatusDescription=Unauthorized.
"""


@layout("httprequestmessage-tostring", ".NET's HttpRequestMessage.ToString().", make=get, sees=SEES_GET)
def _(r):
    return f"""Method: {r.method}, RequestUri: '{r.url}', Version: 1.1, Content: <null>, Headers:
{{
  Authorization: {r.auth}
  Accept: application/json
}}
"""


@layout("tcpdump-ascii", "tcpdump -A: a line of the packet, then its bytes with dots for headers.", sees=["status Hello·Ladies·+·Gents!"],
        make=lambda wrong=None: Request("POST", URL.replace("https", "http"), BODY, wrong=wrong))
def _(r):
    return f"""14:26:40.123456 IP 10.0.0.5.51234 > 203.0.113.9.80: Flags [P.], seq 1:621, ack 1, win 229, options [nop,nop,TS val 1 ecr 2], length 620: HTTP: {r.method} {r.target} HTTP/1.1
E.....@.@.............P.......P.......{r.method} {r.target} HTTP/1.1
Host: {r.host}
Content-Type: {r.ctype}
Authorization: {r.auth}
Content-Length: {len(r.body)}

{r.body}
14:26:40.223456 IP 203.0.113.9.80 > 10.0.0.5.51234: Flags [P.], seq 1:150, ack 621, win 235, length 149: HTTP: HTTP/1.1 401 Unauthorized
E.....@.@.............P.......P.......HTTP/1.1 401 Unauthorized
Content-Length: {len(ERROR)}

{ERROR}
"""


@layout("iis-log", "An IIS log: the fields are named in a comment; query apart from the path.", make=lambda wrong=None: shop(wrong, place="query"), args="--url https://shop.example")
def _(r):
    path, query = r.target.split("?")
    return f"""#Software: Microsoft Internet Information Services 10.0
#Version: 1.0
#Date: 2020-09-13 12:26:40
#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status sc-substatus sc-win32-status time-taken
2020-09-13 12:26:41 10.0.0.4 {r.method} {path} {query} 443 - 203.0.113.9 python-requests/2.24.0 401 0 0 46
"""


@layout("elb-log", "An AWS load balancer's access log.", make=lambda wrong=None: shop(wrong, place="query"), sees=["/wp-json/wc/v3/orders?search=big%20red"])
def _(r):
    absolute = r.url.replace("https://shop.example/", "https://shop.example:443/")
    return f"""https 2020-09-13T12:26:41.022Z app/front/50dc6c495c0c9188 203.0.113.9:2817 10.0.0.1:80 0.001 0.037 0.000 401 401 34 366 "{r.method} {absolute} HTTP/1.1" "python-requests/2.24.0" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/t/73e2 "Root=1-58337262-36d228ad5d99923122bbe354" "shop.example" "-" 0 2020-09-13T12:26:40.922Z "forward" "-" "-" "10.0.0.1:80" "401" "-" "-"
"""


@layout("cloudfront-log", "CloudFront's log: tabs, the host in one field, the query in another.",
        make=lambda wrong=None: shop(wrong, place="query"), sees=["GET https://shop.example/wp-json/wc/v3/orders?search=big%20red"])
def _(r):
    path, query = r.target.split("?")
    return "#Version: 1.0\n#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes\n" + \
        "\t".join(["2020-09-13", "12:26:41", "FRA2-C1", "182", "203.0.113.9", r.method, "d111111abcdef8.cloudfront.net", path, "401", "-",
                   "python-requests/2.24.0", query, "-", "Error", "SOX4xwn4XV6Q4rgb7XiVGOHms_BGlTAC4KyHmureZmBNrjGdRLiNIQ==", "shop.example", "https", "23"]) + "\n"


@layout("mitmproxy-console", "mitmproxy's event log with -v: a flow with its headers below.", sees=SEES_FORM)
def _(r):
    return f"""10.0.0.5:51234: {r.method} {r.url} HTTP/1.1
    Host: {r.host}
    Authorization: {r.auth}
    Content-Type: {r.ctype}
    Content-Length: {len(r.body)}

    status: Hello Ladies + Gents!
    lang:   en

 << 401 Unauthorized 64b
    Content-Type: application/json

    {ERROR}
"""


@layout("charles-text", "Charles' session as text: labelled rows, then raw request and answer.", sees=SEES_FORM)
def _(r):
    return f"""URL: {r.url}
Status: Complete
Response Code: 401 Unauthorized
Protocol: HTTP/1.1
Method: {r.method}
Kept Alive: No

Request Header:
{r.method} {r.target} HTTP/1.1
Host: {r.host}
Content-Type: {r.ctype}
Authorization: {r.auth}
Content-Length: {len(r.body)}

Request Body:
{r.body}

Response Header:
HTTP/1.1 401 Unauthorized
Content-Type: application/json

Response Body:
{ERROR}
"""


@layout("fiddler-raw", "Fiddler's Raw panes, one below the other.", sees=SEES_FORM)
def _(r):
    return f"""{r.method} {r.url} HTTP/1.1
Content-Type: {r.ctype}
Authorization: {r.auth}
Host: {r.host}
Content-Length: {len(r.body)}

{r.body}


------------------------------------------------------------------

HTTP/1.1 401 Unauthorized
Content-Type: application/json
Date: Sun, 13 Sep 2020 12:26:40 GMT
Content-Length: {len(ERROR)}

{ERROR}
"""


@layout("devtools-headers-pane", "Chrome's Headers pane: General, headers on two lines each, form data.", sees=SEES_FORM)
def _(r):
    return f"""Request URL: {r.url}
Request Method: {r.method}
Status Code: 401 Unauthorized
Remote Address: 203.0.113.9:443
Referrer Policy: strict-origin-when-cross-origin

Request Headers
Accept: */*
Authorization: {r.auth}
Content-Type: {r.ctype}
Host: {r.host}

Form Data
status: Hello Ladies + Gents!
lang: en
"""


@layout("faraday-log", "Faraday's logger with headers and bodies.", sees=SEES_FORM)
def _(r):
    return f"""I, [2020-09-13T14:26:40.123456 #4711]  INFO -- request: {r.method} {r.url}
I, [2020-09-13T14:26:40.123567 #4711]  INFO -- request: Authorization: {json.dumps(r.auth)}
Content-Type: "{r.ctype}"
User-Agent: "Faraday v1.0.1"
I, [2020-09-13T14:26:40.123678 #4711]  INFO -- request: {r.body}
I, [2020-09-13T14:26:40.623456 #4711]  INFO -- response: Status 401
I, [2020-09-13T14:26:40.623567 #4711]  INFO -- response: content-type: "application/json"
I, [2020-09-13T14:26:40.623678 #4711]  INFO -- response: {ERROR}
"""


@layout("spring-resttemplate-log", "Spring's request interceptor as everyone copies it.", sees=SEES_FORM)
def _(r):
    prefix = "2020-09-13 14:26:40.123 DEBUG 11 --- [nio-8080-exec-1] c.e.LoggingInterceptor : "
    lines = ["===========================request begin================================================",
             f"URI         : {r.url}", f"Method      : {r.method}",
             f'Headers     : [Accept:"application/json", Authorization:"{r.auth}", Content-Type:"{r.ctype}", Content-Length:"{len(r.body)}"]',
             f"Request body: {r.body}",
             "==========================request end================================================",
             "============================response begin==========================================",
             "Status code  : 401 UNAUTHORIZED", f"Response body: {ERROR}"]
    return "".join(prefix + line + "\n" for line in lines)


@layout("feign-log", "Feign's logger at FULL.", sees=SEES_FORM)
def _(r):
    prefix = "2020-09-13 14:26:40.123 DEBUG 11 --- [main] c.e.BirdClient : [BirdClient#update] "
    lines = [f"---> {r.method} {r.url} HTTP/1.1", f"Authorization: {r.auth}", f"Content-Length: {len(r.body)}",
             f"Content-Type: {r.ctype}", "", r.body, f"---> END HTTP ({len(r.body)}-byte body)",
             "<--- HTTP/1.1 401 Unauthorized (123ms)", "content-type: application/json", "", ERROR, "<--- END HTTP (64-byte body)"]
    return "".join(prefix + line + "\n" for line in lines)


@layout("python-logging-lines", "An application's own log: URL, headers and body in lines of its own.", sees=SEES_FORM)
def _(r):
    headers = {"Authorization": r.auth, "Content-Type": r.ctype}
    return f"""DEBUG:app.client:request method={r.method} url={r.url}
DEBUG:app.client:request headers={headers!r}
DEBUG:app.client:request body={r.body}
ERROR:app.client:response status=401 body={ERROR}
"""


@layout("requests-prepared-dump", "requests_toolbelt's dump_all.", sees=SEES_FORM)
def _(r):
    lines = [f"{r.method} {r.target} HTTP/1.1", f"Host: {r.host}", f"Authorization: {r.auth}", f"Content-Type: {r.ctype}",
             f"Content-Length: {len(r.body)}", "", r.body]
    answer = ["HTTP/1.1 401 Unauthorized", "Content-Type: application/json", "", ERROR]
    return "".join(f"< {line}\n" for line in lines) + "\n" + "".join(f"> {line}\n" for line in answer)


# ---------------------------------------------------------------- exports and tools

@layout("thunder-client", "Thunder Client's collection export.", sees=SEES_FORM, ext="json")
def _(r):
    return json.dumps({"clientName": "Thunder Client", "collectionName": "bird", "dateExported": "2020-09-13", "version": "1.1",
                       "folders": [], "requests": [{"_id": "1", "colId": "2", "containerId": "", "name": "tweet", "url": r.url,
                                                    "method": r.method, "sortNum": 1, "headers": [
                                                        {"name": "Authorization", "value": r.auth},
                                                        {"name": "X-Off", "value": "no", "isDisabled": True}],
                                                    "params": [{"name": "include_entities", "value": "true", "isPath": False}],
                                                    "body": {"type": "formencoded", "raw": "", "form": [
                                                        {"name": n, "value": v} for n, v in r.form]},
                                                    "tests": []}]}, indent=2)


@layout("hoppscotch", "Hoppscotch's collection export.", sees=SEES_FORM, ext="json")
def _(r):
    url = r.url.split("?")[0]
    return json.dumps([{"v": 1, "name": "bird", "folders": [], "requests": [
        {"v": "1", "endpoint": url, "name": "tweet", "method": r.method,
         "params": [{"key": "include_entities", "value": "true", "active": True}, {"key": "off", "value": "x", "active": False}],
         "headers": [{"key": "Authorization", "value": r.auth, "active": True}],
         "preRequestScript": "", "testScript": "", "auth": {"authType": "none", "authActive": True},
         "body": {"contentType": FORM, "body": "\n".join(f"{n}: {v}" for n, v in r.form)}}]}], indent=2)


@layout("jmeter", "A JMeter test plan's XML: sampler and header manager.", sees=SEES_FORM, ext="jmx")
def _(r):
    header = r.auth.replace('"', "&quot;")
    args = "".join(f"""
            <elementProp name="{n}" elementType="HTTPArgument">
              <boolProp name="HTTPArgument.always_encode">true</boolProp>
              <stringProp name="Argument.value">{v}</stringProp>
              <stringProp name="Argument.metadata">=</stringProp>
              <stringProp name="Argument.name">{n}</stringProp>
            </elementProp>""" for n, v in r.form)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<jmeterTestPlan version="1.2" properties="5.0" jmeter="5.3">
  <hashTree>
      <HTTPSamplerProxy guiclass="HttpTestSampleGui" testclass="HTTPSamplerProxy" testname="tweet" enabled="true">
        <elementProp name="HTTPsampler.Arguments" elementType="Arguments">
          <collectionProp name="Arguments.arguments">{args}
          </collectionProp>
        </elementProp>
        <stringProp name="HTTPSampler.domain">{r.host}</stringProp>
        <stringProp name="HTTPSampler.port"></stringProp>
        <stringProp name="HTTPSampler.protocol">https</stringProp>
        <stringProp name="HTTPSampler.path">{r.target}</stringProp>
        <stringProp name="HTTPSampler.method">{r.method}</stringProp>
      </HTTPSamplerProxy>
      <hashTree>
        <HeaderManager guiclass="HeaderPanel" testclass="HeaderManager" testname="h" enabled="true">
          <collectionProp name="HeaderManager.headers">
            <elementProp name="" elementType="Header">
              <stringProp name="Header.name">Authorization</stringProp>
              <stringProp name="Header.value">{header}</stringProp>
            </elementProp>
            <elementProp name="" elementType="Header">
              <stringProp name="Header.name">Content-Type</stringProp>
              <stringProp name="Header.value">{r.ctype}</stringProp>
            </elementProp>
          </collectionProp>
        </HeaderManager>
      </hashTree>
  </hashTree>
</jmeterTestPlan>
"""


@layout("karate", "A Karate feature.", sees=SEES_FORM, ext="feature")
def _(r):
    fields = "\n".join(f"    And form field {n} = '{v}'" for n, v in r.form)
    return f"""Feature: tweets

  Scenario: post one
    Given url '{r.url}'
    And header Authorization = '{r.auth}'
{fields}
    When method {r.method.lower()}
    Then status 200
"""


@layout("k6", "A k6 script.", sees=SEES_FORM, ext="js")
def _(r):
    return f"""import http from 'k6/http';

export default function () {{
  const url = '{r.url}';
  const payload = '{r.body}';
  const params = {{
    headers: {{
      'Content-Type': '{r.ctype}',
      'Authorization': '{r.auth}',
    }},
  }};
  const res = http.post(url, payload, params);
  console.log(res.status);
}}
"""


@layout("hurl", "A hurl file: form section, and the answer it expects.", sees=SEES_FORM, ext="hurl")
def _(r):
    fields = "\n".join(f"{n}: {v}" for n, v in r.form)
    return f"""# post one
{r.method} {r.url}
Authorization: {r.auth}
[FormParams]
{fields}

HTTP 200
"""


@layout("rst-doc", "A .rst page with a literal block.", make=get, sees=SEES_GET, ext="rst")
def _(r):
    return f"""Searching
=========

Send a signed request::

    {r.method} {r.target} HTTP/1.1
    Host: {r.host}
    Authorization: {r.auth}

The answer is JSON.
"""


# ---------------------------------------------------------------- records

@layout("axios-error-dump", "console.log of an axios error, as node's inspect prints it.", sees=SEES_FORM)
def _(r):
    return f"""Error: Request failed with status code 401
    at createError (/app/node_modules/axios/lib/core/createError.js:16:15) {{
  config: {{
    url: '{r.url}',
    method: 'post',
    data: '{r.body}',
    headers: {{
      Accept: 'application/json, text/plain, */*',
      'Content-Type': '{r.ctype}',
      Authorization: '{r.auth}',
      'User-Agent': 'axios/0.21.1',
      'Content-Length': {len(r.body)}
    }},
    transformRequest: [ [Function: transformRequest] ],
    timeout: 0,
    xsrfCookieName: 'XSRF-TOKEN',
    maxContentLength: -1,
    validateStatus: [Function: validateStatus]
  }},
  response: {{
    status: 401,
    statusText: 'Unauthorized',
    data: {{ errors: [ {{ code: 32, message: 'Could not authenticate you.' }} ] }}
  }},
  isAxiosError: true,
  toJSON: [Function: toJSON]
}}
"""


@layout("winston-json", "winston: the request in `meta`, lines of other things round it.", sees=SEES_FORM, ext="log")
def _(r):
    return "\n".join([
        json.dumps({"level": "info", "message": "starting", "timestamp": "2020-09-13T12:26:39.000Z"}),
        json.dumps({"level": "error", "message": "upstream refused", "timestamp": "2020-09-13T12:26:40.000Z", "meta": {
            "request": {"uri": r.url, "method": r.method, "headers": {"authorization": r.auth, "content-type": r.ctype}, "body": r.body},
            "response": {"statusCode": 401, "body": ERROR}}}),
    ]) + "\n"


@layout("lambda-v1", "An API Gateway event (payload 1.0) as the function logs it.", sees=["status Hello·Ladies·+·Gents!"], ext="json")
def _(r):
    return json.dumps({"resource": "/1.1/statuses/update.json", "path": "/1.1/statuses/update.json", "httpMethod": r.method,
                       "headers": {"Authorization": r.auth, "Content-Type": r.ctype, "Host": r.host, "X-Forwarded-Proto": "https",
                                   "X-Forwarded-Port": "443"},
                       "queryStringParameters": {"include_entities": "true"},
                       "multiValueQueryStringParameters": {"include_entities": ["true"]},
                       "pathParameters": None, "stageVariables": None,
                       "requestContext": {"path": "/1.1/statuses/update.json", "stage": "$default", "domainName": r.host,
                                          "httpMethod": r.method, "protocol": "HTTP/1.1", "identity": {"sourceIp": "203.0.113.9"}},
                       "body": base64.b64encode(r.body.encode()).decode(), "isBase64Encoded": True}, indent=1)


@layout("lambda-v2", "An API Gateway event (payload 2.0).", sees=["status Hello·Ladies·+·Gents!"], ext="json")
def _(r):
    return json.dumps({"version": "2.0", "routeKey": "$default", "rawPath": r.path, "rawQueryString": "include_entities=true",
                       "headers": {"authorization": r.auth, "content-type": r.ctype, "host": r.host, "x-forwarded-proto": "https"},
                       "queryStringParameters": {"include_entities": "true"},
                       "requestContext": {"domainName": r.host, "http": {"method": r.method, "path": r.path, "protocol": "HTTP/1.1"}},
                       "body": r.body, "isBase64Encoded": False}, indent=2)


@layout("wiremock-request", "WireMock's journal of one request.", sees=SEES_FORM, ext="json")
def _(r):
    return json.dumps({"id": "4f1c", "request": {"url": r.target, "absoluteUrl": r.url, "method": r.method, "clientIp": "127.0.0.1",
                                                 "headers": {"Authorization": r.auth, "Content-Type": r.ctype, "Host": r.host},
                                                 "cookies": {}, "body": r.body, "loggedDate": 1600000000123},
                       "responseDefinition": {"status": 401, "body": ERROR}, "wasMatched": True}, indent=2)


@layout("polly-recording", "Polly.JS' recording: HAR-like, its own top level.", sees=SEES_FORM, ext="har")
def _(r):
    return json.dumps({"log": {"_recordingName": "bird/post", "creator": {"name": "Polly.JS", "version": "4.0.4"}, "entries": [
        {"_id": "07a8", "_order": 0, "cache": {}, "request": {
            "bodySize": len(r.body), "cookies": [], "headers": [
                {"_fromType": "array", "name": "authorization", "value": r.auth}, {"name": "content-type", "value": r.ctype},
                {"name": "host", "value": r.host}],
            "headersSize": 500, "httpVersion": "HTTP/1.1", "method": r.method,
            "postData": {"mimeType": r.ctype, "params": [], "text": r.body},
            "queryString": [{"name": "include_entities", "value": "true"}], "url": r.url},
         "response": {"status": 401, "statusText": "Unauthorized", "headers": [], "cookies": [],
                      "content": {"mimeType": "application/json", "text": ERROR}, "redirectURL": ""},
         "startedDateTime": "2020-09-13T12:26:40.000Z", "time": 100}], "pages": [], "version": "1.2"}}, indent=2)


@layout("nock-recording", "nock's recorder with output_objects.", sees=SEES_FORM, ext="json")
def _(r):
    return json.dumps([{"scope": f"https://{r.host}:443", "method": r.method, "path": r.target, "body": r.body, "status": 401,
                        "response": {"errors": []}, "rawHeaders": ["Content-Type", "application/json"],
                        "reqheaders": {"authorization": r.auth, "content-type": r.ctype, "host": r.host}, "responseIsBinary": False}], indent=2)


@layout("json-in-log-line", "A line of a container's log: the record is a JSON string inside JSON.", sees=SEES_FORM, ext="log")
def _(r):
    inner = json.dumps({"req": {"method": r.method, "url": r.url, "headers": {"authorization": r.auth, "content-type": r.ctype}, "body": r.body}})
    return json.dumps({"log": inner + "\n", "stream": "stdout", "time": "2020-09-13T12:26:40.123456789Z"}) + "\n"


@layout("go-httputil-dump", "log.Printf(\"%q\") of httputil.DumpRequestOut.", sees=["status Hello·Ladies·+·Gents!"])
def _(r):
    dump = f"{r.method} {r.target} HTTP/1.1\r\nHost: {r.host}\r\nUser-Agent: Go-http-client/1.1\r\nContent-Length: {len(r.body)}\r\nAuthorization: {r.auth}\r\nContent-Type: {r.ctype}\r\nAccept-Encoding: gzip\r\n\r\n{r.body}"
    return "2020/09/13 14:26:40 " + json.dumps(dump) + "\n2020/09/13 14:26:41 401 Unauthorized\n"


@layout("go-request-struct", "fmt.Printf(\"%+v\") of a *http.Request.", make=get, sees=SEES_GET)
def _(r):
    return f"&{{Method:{r.method} URL:{r.url} Proto:HTTP/1.1 ProtoMajor:1 ProtoMinor:1 Header:map[Accept:[application/json] Authorization:[{r.auth}]] Body:<nil> GetBody:<nil> ContentLength:0 TransferEncoding:[] Close:false Host:{r.host} Form:map[] PostForm:map[] MultipartForm:<nil> Trailer:map[] RemoteAddr: RequestURI: TLS:<nil> Cancel:<nil> Response:<nil> ctx:0xc000016068}}\n"


@layout("java-map-tostring", "Java's Map.toString of headers beside labelled lines.", sees=SEES_FORM)
def _(r):
    return f"""url = {r.url}
method = {r.method}
headers = {{Accept=application/json, Authorization={r.auth}, Content-Type={r.ctype}}}
body = {r.body}
status = 401
"""


@layout("php-var-export", "var_export of a request's options.", sees=SEES_FORM)
def _(r):
    return f"""array (
  'method' => '{r.method}',
  'url' => '{r.url}',
  'headers' =>
  array (
    'Authorization' => '{r.auth}',
    'Content-Type' => '{r.ctype}',
  ),
  'body' => '{r.body}',
)
"""


@layout("php-print-r-request", "print_r of the request's pieces.", sees=SEES_FORM)
def _(r):
    return f"""Array
(
    [method] => {r.method}
    [url] => {r.url}
    [headers] => Array
        (
            [0] => Authorization: {r.auth}
            [1] => Content-Type: {r.ctype}
        )

    [body] => {r.body}
    [http_code] => 401
)
"""


@layout("php-var-dump-curl", "var_dump of curl_getinfo with CURLINFO_HEADER_OUT, the body beside it.", sees=SEES_FORM)
def _(r):
    head = f"{r.method} {r.target} HTTP/1.1\r\nHost: {r.host}\r\nAccept: */*\r\nAuthorization: {r.auth}\r\nContent-Type: {r.ctype}\r\nContent-Length: {len(r.body)}\r\n\r\n"
    return f"""array(4) {{
  ["url"]=>
  string({len(r.url)}) "{r.url}"
  ["http_code"]=>
  int(401)
  ["request_header"]=>
  string({len(head)}) "{head}"
  ["postfields"]=>
  string({len(r.body)}) "{r.body}"
}}
"""


# ---------------------------------------------------------------- code

@layout("swift", "Swift: URLRequest.", sees=SEES_FORM, ext="swift")
def _(r):
    return f"""var request = URLRequest(url: URL(string: "{r.url}")!)
request.httpMethod = "{r.method}"
request.addValue("{r.ctype}", forHTTPHeaderField: "Content-Type")
request.addValue("{r.auth_esc}", forHTTPHeaderField: "Authorization")
request.httpBody = "{r.body}".data(using: .utf8)

URLSession.shared.dataTask(with: request) {{ data, response, error in print(response!) }}.resume()
"""


@layout("dart", "Dart's http.", sees=SEES_FORM, ext="dart")
def _(r):
    return f"""final response = await http.post(
  Uri.parse('{r.url}'),
  headers: {{
    'Authorization': '{r.auth}',
    'Content-Type': '{r.ctype}',
  }},
  body: '{r.body}',
);
print(response.statusCode);
"""


@layout("r-httr", "R: httr.", sees=SEES_FORM, ext="R")
def _(r):
    return f"""library(httr)
res <- POST("{r.url}",
  add_headers(Authorization = '{r.auth}', `Content-Type` = "{r.ctype}"),
  body = "{r.body}")
status_code(res)
"""


@layout("apex", "Salesforce Apex.", sees=SEES_FORM, ext="cls")
def _(r):
    return f"""HttpRequest req = new HttpRequest();
req.setEndpoint('{r.url}');
req.setMethod('{r.method}');
req.setHeader('Authorization', '{r.auth}');
req.setHeader('Content-Type', '{r.ctype}');
req.setBody('{r.body}');
HttpResponse res = new Http().send(req);
System.debug(res.getStatusCode());
"""


@layout("powershell-hashtable", "PowerShell with a hashtable and splatting.", sees=SEES_FORM, ext="ps1")
def _(r):
    return f"""$headers = @{{
    "Authorization" = '{r.auth}'
    "Content-Type"  = '{r.ctype}'
}}
$body = '{r.body}'
Invoke-RestMethod -Uri '{r.url}' -Method {r.method} -Headers $headers -Body $body
"""


@layout("vba", "VBA: MSXML2, doubled quotes and line continuation.", sees=SEES_FORM, ext="bas")
def _(r):
    parts = r.auth.replace('"', '""').split(", ")
    text = '" & _\n        "'.join(part + (", " if n < len(parts) - 1 else "") for n, part in enumerate(parts))
    return f"""Sub Tweet()
    Set http = CreateObject("MSXML2.ServerXMLHTTP.6.0")
    http.Open "{r.method}", "{r.url}", False
    http.setRequestHeader "Authorization", "{text}"
    http.setRequestHeader "Content-Type", "{r.ctype}"
    http.Send "{r.body}"
    Debug.Print http.Status
End Sub
"""


@layout("elixir", "Elixir: HTTPoison.", sees=SEES_FORM, ext="exs")
def _(r):
    return f"""HTTPoison.post!(
  "{r.url}",
  "{r.body}",
  [{{"Authorization", ~s({r.auth})}}, {{"Content-Type", "{r.ctype}"}}]
)
"""


@layout("lua", "Lua: socket.http.", sees=SEES_FORM, ext="lua")
def _(r):
    return f"""local body = [[{r.body}]]
local res, code = https.request {{
  url = "{r.url}",
  method = "{r.method}",
  headers = {{
    ["Authorization"] = [[{r.auth}]],
    ["Content-Type"] = "{r.ctype}",
    ["Content-Length"] = #body,
  }},
  source = ltn12.source.string(body),
}}
"""


@layout("rust-reqwest", "Rust: reqwest.", sees=SEES_FORM, ext="rs")
def _(r):
    return f"""let res = client
    .post("{r.url}")
    .header("Authorization", r#"{r.auth}"#)
    .header("Content-Type", "{r.ctype}")
    .body("{r.body}")
    .send()
    .await?;
"""


@layout("go-code", "Go: net/http.", sees=SEES_FORM, ext="go")
def _(r):
    return f"""req, err := http.NewRequest("{r.method}", "{r.url}", strings.NewReader("{r.body}"))
if err != nil {{
	log.Fatal(err)
}}
req.Header.Set("Authorization", `{r.auth}`)
req.Header.Set("Content-Type", "{r.ctype}")
res, err := http.DefaultClient.Do(req)
"""


@layout("csharp-httpclient", "C#: HttpClient with FormUrlEncodedContent.", sees=["status Hello·Ladies·+·Gents!"], ext="cs")
def _(r):
    pairs = ",\n        ".join(f'new KeyValuePair<string, string>("{n}", "{v}")' for n, v in r.form)
    return f"""var request = new HttpRequestMessage(HttpMethod.Post, "{r.url}");
request.Headers.Add("Authorization", "{r.auth_esc}");
request.Content = new FormUrlEncodedContent(new[]
{{
        {pairs}
}});
var response = await client.SendAsync(request);
"""


@layout("java-java11", "Java 11's HttpClient.", sees=SEES_FORM, ext="java")
def _(r):
    return f"""HttpRequest request = HttpRequest.newBuilder()
    .uri(URI.create("{r.url}"))
    .header("Authorization", "{r.auth_esc}")
    .header("Content-Type", "{r.ctype}")
    .POST(HttpRequest.BodyPublishers.ofString("{r.body}"))
    .build();
HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
"""


@layout("kotlin-okhttp", "Kotlin with OkHttp, raw string.", sees=SEES_FORM, ext="kt")
def _(r):
    return f"""val body = "{r.body}".toRequestBody("{r.ctype}".toMediaType())
val request = Request.Builder()
    .url("{r.url}")
    .post(body)
    .addHeader("Authorization", \"\"\"{r.auth}\"\"\")
    .build()
"""


@layout("perl-lwp", "Perl: HTTP::Request.", sees=SEES_FORM, ext="pl")
def _(r):
    return f"""my $req = HTTP::Request->new({r.method} => '{r.url}');
$req->header('Authorization' => q{{{r.auth}}});
$req->content_type('{r.ctype}');
$req->content('{r.body}');
my $res = LWP::UserAgent->new->request($req);
"""


@layout("python-aiohttp", "Python: aiohttp.", sees=SEES_FORM, ext="py")
def _(r):
    return f"""async with aiohttp.ClientSession() as session:
    async with session.post(
        "{r.url}",
        data="{r.body}",
        headers={{
            "Authorization": '{r.auth}',
            "Content-Type": "{r.ctype}",
        }},
    ) as resp:
        print(resp.status)
"""


@layout("node-https", "node: https.request with options.", sees=SEES_FORM, ext="js")
def _(r):
    return f"""const options = {{
  hostname: '{r.host}',
  port: 443,
  path: '{r.target}',
  method: '{r.method}',
  headers: {{
    'Authorization': '{r.auth}',
    'Content-Type': '{r.ctype}'
  }}
}};
const req = https.request(options, res => console.log(res.statusCode));
req.write('{r.body}');
req.end();
"""


@layout("bash-variables", "A shell script: header and body in variables, all of them set.", sees=SEES_FORM, ext="sh")
def _(r):
    return f"""#!/bin/bash
URL='{r.url}'
AUTH='{r.auth}'
BODY='{r.body}'
curl -s -X {r.method} "$URL" -H "Authorization: $AUTH" -H "Content-Type: {r.ctype}" -d "$BODY"
"""


# ---------------------------------------------------------------- other places of the parameters

@layout("lti-devtools", "An LTI launch from devtools' Form Data pane, names and values on lines.",
        make=lambda wrong=None: Request("POST", "https://tool.example/launch", "lti_message_type=basic-lti-launch-request&lti_version=LTI-1p0&resource_link_id=88391-e1919&context_title=Design%20of%20Things&user_id=29123&roles=Learner", keys=Keys("jisc.ac.uk", "s3cret-lti"), place="body", wrong=wrong, extra=[("oauth_callback", "about:blank")]),
        args="-X POST --url https://tool.example/launch")
def _(r):
    rows = r.form + r.own
    return "".join(f"{n}: {v}\n" for n, v in rows)


@layout("lti-moodle-array", "Moodle's debugging: the launch parameters as print_r, the endpoint above.",
        make=lambda wrong=None: Request("POST", "https://tool.example/launch", "lti_message_type=basic-lti-launch-request&lti_version=LTI-1p0&resource_link_id=12&context_title=Design%20of%20Things&roles=Instructor", keys=Keys("moodle", "s3cret-lti"), place="body", wrong=wrong))
def _(r):
    rows = "".join(f"    [{n}] => {v}\n" for n, v in r.form + r.own)
    return f"""Launch URL: {r.plain_url}

Array
(
{rows})
"""


@layout("query-in-sentence", "A signed URL in a sentence of a ticket.", make=lambda wrong=None: shop(wrong, place="query"),
        sees=["GET https://shop.example/wp-json/wc/v3/orders?search=big%20red&page=2&oauth_consumer_key=ck_8f1c2d9a"])
def _(r):
    return f"Hi, when we GET {r.url}, WooCommerce answers 401 (invalid signature). Please help.\n"


@layout("netsuite-realm", "NetSuite's RESTlet, HMAC-SHA256, with its realm; a table of a ticket.",
        make=lambda wrong=None: Request("GET", "https://1234567.restlets.api.netsuite.example/app/site/hosting/restlet.nl?script=12&deploy=1", keys=Keys("c0nsumer", "c0nsumers3cret", "t0ken", "t0kens3cret"), algorithm="HMAC-SHA256", realm="1234567", wrong=wrong),
        wrong="query-omitted")
def _(r):
    return f"""| Field | Value |
|-------|-------|
| Method | {r.method} |
| URL | {r.url} |
| Authorization | {r.auth} |
| Status | 401 INVALID_LOGIN |
"""



@layout("http-file-comment-first", "A .http file with comments first and a handler after.", sees=SEES_FORM, ext="http")
def _(r):
    return f"""# Post a status
// needs the keys
{r.method} {r.url}
Authorization: {r.auth}
Content-Type: {r.ctype}

{r.body}

> {{%
client.test("ok", function() {{ client.assert(response.status === 200); }});
%}}
"""


@layout("insomnia-curl-multiline", "A command with --data-urlencode as Insomnia and docs write it.", ext="sh", sees=SEES_FORM)
def _(r):
    return f"""curl --request {r.method} \\
  --url '{r.url}' \\
  --header 'authorization: {r.auth}' \\
  --header 'content-type: {r.ctype}' \\
  --data 'status=Hello%20Ladies%20%2B%20Gents%21' \\
  --data lang=en
"""


@layout("table-tabs", "A spreadsheet's rows: tabs between name and value.", sees=SEES_FORM)
def _(r):
    return f"""Method\t{r.method}
URL\t{r.url}
Authorization\t{r.auth}
Content-Type\t{r.ctype}
Body\t{r.body}
Response\t401
"""


@layout("yaml-record", "A test's YAML.", sees=SEES_FORM, ext="yaml")
def _(r):
    return f"""- request:
    method: {r.method}
    url: {r.url}
    headers:
      Authorization: '{r.auth}'
      Content-Type: {r.ctype}
    body: {r.body}
  response:
    status: 401
"""


@layout("xml-soapui", "SoapUI's raw request tab with a frame of log lines.", sees=SEES_FORM)
def _(r):
    return f"""Sun Sep 13 14:26:40 CEST 2020:DEBUG:>> "{r.method} {r.target} HTTP/1.1[\\r][\\n]"
Sun Sep 13 14:26:40 CEST 2020:DEBUG:>> "Content-Type: {r.ctype}[\\r][\\n]"
Sun Sep 13 14:26:40 CEST 2020:DEBUG:>> "Authorization: {r.auth}[\\r][\\n]"
Sun Sep 13 14:26:40 CEST 2020:DEBUG:>> "Content-Length: {len(r.body)}[\\r][\\n]"
Sun Sep 13 14:26:40 CEST 2020:DEBUG:>> "Host: {r.host}[\\r][\\n]"
Sun Sep 13 14:26:40 CEST 2020:DEBUG:>> "[\\r][\\n]"
Sun Sep 13 14:26:40 CEST 2020:DEBUG:>> "{r.body}"
Sun Sep 13 14:26:41 CEST 2020:DEBUG:<< "HTTP/1.1 401 Unauthorized[\\r][\\n]"
"""


import more  # noqa: E402,F401

# Not read yet.
CASES[:] = [case for case in CASES if case.name not in ('jmeter', 'dotnet-system-net-trace')]
