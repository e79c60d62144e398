#!/usr/bin/env python3
"""Wrong requests as clients of PHP, JavaScript, Java, C#, Python, Ruby, Go, Perl, Apex and VBA make
them, signed by Python's hmac and urllib, apart from the program under test.

Each row says how the wrong base string or key came to be, and which entries of the catalogue are to
be told for it. Run: sign.py > fixtures/told/requests.json
"""
import base64
import hashlib
import hmac
import json
import re
import sys
from urllib.parse import quote


def b(s):
    return s if isinstance(s, bytes) else s.encode("utf-8")


def rfc(s):
    return quote(b(s), safe="-._~")


def enc_with(lit, space="%20", lower=False, esc=""):
    """An encoder that leaves `lit` as it is, and escapes `esc` of the unreserved ones too."""

    def f(s):
        out = ""
        for c in b(s):
            ch = chr(c)
            if (c < 128 and ch.isalnum() or ch in "-._~" + lit) and ch not in esc:
                out += ch
            elif ch == " ":
                out += space
            else:
                out += ("%%%02x" if lower else "%%%02X") % c
        return out

    return f


js = enc_with("!'()*")  # encodeURIComponent
java = enc_with("*", "+", esc="~")  # URLEncoder
httputil = enc_with("!()*", "+", True, esc="~")  # HttpUtility.UrlEncode
netold = enc_with("!'()*")  # Uri.EscapeDataString before .NET 4.5
webutil = enc_with("!()*", "+", esc="~")  # WebUtility.UrlEncode
phpurl = enc_with("", "+", esc="~")  # urlencode
phpraw = rfc
pyq = enc_with("/")  # quote
pyqp = enc_with("", "+")  # quote_plus
rubycgi = enc_with("", "+", esc="")  # CGI.escape
encodeuri = enc_with("!'()*;,/?:@&=+$#")
goq = enc_with("", "+")  # url.QueryEscape
perlue = enc_with("!*'()")  # uri_escape
OA = [
    ("oauth_consumer_key", "dpf43f3p2l4k3l03"),
    ("oauth_nonce", "kllo9940pd9333jh"),
    ("oauth_signature_method", "HMAC-SHA1"),
    ("oauth_timestamp", "1191242096"),
    ("oauth_token", "nnch734d00sl2jdk"),
    ("oauth_version", "1.0"),
]
NT = [o for o in OA if o[0] != "oauth_token"]
S256 = [(k, "HMAC-SHA256" if v == "HMAC-SHA1" else v) for k, v in OA]
CSEC = "kd94hf93k423kf44"
TSEC = "pfkkdhi9sl3r4s00"
KEY = CSEC + "&" + TSEC
U = "https://api.example.com/1/items"
FORM = ["Content-Type: application/x-www-form-urlencoded"]
JSON = ["Content-Type: application/json"]
ROWS = []


def norm(pairs, e=rfc, e2=None):
    """The normalized parameters, names and values by those encoders."""
    l = [(e(k), (e2 or e)(v)) for k, v in pairs]
    l.sort(key=lambda x: (b(x[0]), b(x[1])))
    return "&".join(k + "=" + v for k, v in l)


def base(method, uri, normed, e=rfc):
    return method + "&" + e(uri) + "&" + e(normed)


def mac(key, text, alg="sha1"):
    return base64.b64encode(hmac.new(b(key), b(text), alg).digest()).decode()


def hs(normed, method="POST", uri=U, key=KEY, e=rfc, alg="sha1"):
    return mac(key, base(method, uri, normed, e), alg)


def form(pairs, enc=phpurl):
    return "&".join(enc(k) + "=" + enc(v) for k, v in pairs)


def request(method, url, headers, body, sig, oauth, place, realm):
    """The request as it is sent; and its scheme."""
    scheme, host, path = re.match(r"(https?)://([^/?#]*)(.*)$", url, re.I).groups()
    path = path or "/"
    protocol = "&".join(k + "=" + rfc(v) for k, v in oauth) + "&oauth_signature=" + sig
    if place == "query":
        path += ("&" if "?" in path else "?") + protocol
    if place == "body":
        body = (body + "&" if body else "") + protocol
    lines = ["%s %s HTTP/1.1" % (method, path), "Host: " + host]
    if place == "header":
        fields = ['%s="%s"' % (k, rfc(v)) for k, v in oauth] + ['oauth_signature="%s"' % sig]
        if realm is not None:
            fields.insert(0, 'realm="%s"' % realm)
        lines.append("Authorization: OAuth " + ", ".join(fields))
    lines += headers
    if body:
        lines.append("Content-Length: %d" % len(b(body)))
    return "\r\n".join(lines) + "\r\n\r\n" + (body or ""), scheme.lower()


def row(name, leads, wire, sig, oauth=OA, secrets=(CSEC, TSEC), place="header", realm=None, raw=None):
    """A wrong request: how it was made, which entries lead, what was sent, the signature."""
    text, scheme = request(*wire, raw if raw is not None else rfc(sig), oauth, place, realm)
    ROWS.append(
        {
            "name": name,
            "leads": leads,
            "scheme": scheme,
            "consumer_secret": secrets[0],
            "token_secret": secrets[1],
            "request": text,
        }
    )


P=[('status','Hello Ladies + Gentlemen, a signed OAuth request!'),('include_entities','true')]
row(
    'php urlencode both', ['enc-space-plus'],
    ('POST',U,FORM,form(P,phpurl)),hs(norm(OA+P,phpurl),e=phpurl))
P2=[('name','Müller & Söhne'),('tags[]','a'),('tags[]','b')]
row(
    'php brackets raw name', ['array-name-not-encoded'],
    ('POST',U,FORM,form(P2,phpraw)),hs(norm(OA+P2,lambda s:s,rfc)))
row(
    'php ksort key only', ['sort-key-only'],
    ('GET',U+'?a=2&a=1&z=3',[],None),hs('a=2&a=1&'+norm(OA+[('z','3')]),method='GET'))
row(
    'php http_build_query index', ['array-brackets-added'],
    ('GET',U+'?id[]=5&id[]=7',[],None),hs(norm(OA+[('id[0]','5'),('id[1]','7')]),method='GET'))
row(
    'php no token key no amp', ['key-no-ampersand'],
    ('GET',U,[],None),hs(norm(NT),method='GET',key=CSEC),oauth=NT,secrets=(CSEC,None))
row(
    'php htmlspecialchars 039', ['html-entity-in-value'],
    ('POST',U,FORM,form([('title',"Kid's book")],phpurl)),hs(norm(OA+[('title','Kid&#039;s book')])))
row(
    'php htmlspecialchars amp', ['html-entity-in-value'],
    ('POST',U,FORM,form([('title',"a & b")],phpurl)),hs(norm(OA+[('title','a &amp; b')])))
row(
    'php addslashes', ['slashes-added'],
    ('POST',U,FORM,form([('title',"O'Reilly")],phpurl)),hs(norm(OA+[('title',"O\\'Reilly")])))
row(
    'php md5 hexdigest', ['sig-hex'],
    ('GET',U,[],None),hmac.new(b(KEY),b(base('GET',U,norm(OA))),'sha1').hexdigest())
row(
    'php base64 of hex', ['sig-base64-of-hex'],
    ('GET',U,[],None),base64.b64encode(hmac.new(b(KEY),b(base('GET',U,norm(OA))),'sha1').hexdigest().encode()).decode())
row(
    'php hash not hmac', ['sig-sha1-no-hmac'],
    ('GET',U,[],None),base64.b64encode(hashlib.sha1(b(base('GET',U,norm(OA)))).digest()).decode())
row(
    'php hmac args swapped', ['sig-key-text-swapped'],
    ('GET',U,[],None),mac(base('GET',U,norm(OA)),KEY))
row(
    'php hmac sha256 declared sha1', ['sig-wrong-alg'],
    ('GET',U,[],None),mac(KEY,base('GET',U,norm(OA)),'sha256'))
row(
    'php rawurlencode of urlencoded body', ['body-not-decoded'],
    ('POST',U,FORM,form([('q','a b&c')],phpurl)),hs(norm(OA+[('q','a+b%26c')])))
row(
    'php json fields', ['body-json-fields-included'],
    ('POST',U,JSON,'{"title":"x","price":5}'),hs(norm(OA+[('title','x'),('price','5')])))
row(
    'php wc get query', ['request-params-omitted'],
    ('GET','https://shop.example/wp-json/wc/v3/products?per_page=5&search=blue%20shirt',[],None),mac(CSEC+'&',base('GET','https://shop.example/wp-json/wc/v3/products',norm([o for o in OA if o[0]not in('oauth_token','oauth_version')]))),oauth=[o for o in OA if o[0]not in('oauth_token','oauth_version')],secrets=(CSEC,None),place='query')
S=[('text',"Don't panic! (really) *now*")]
row(
    'js encodeURIComponent both', ['enc-js-marks-literal'],
    ('POST',U,FORM,form(S,js)),hs(norm(OA+S,js),e=js))
row(
    'js encodeURIComponent params only', ['enc-js-marks-literal'],
    ('POST',U,FORM,form(S,js)),hs(norm(OA+S,js)))
row(
    'js bang only', ['enc-bang-literal'],
    ('GET',U+'?q=hi!',[],None),hs(norm(OA+[('q','hi!')],js),method='GET',e=js))
row(
    'js encodeURI', ['enc-path-separators-literal'],
    ('GET',U+'?url=http%3A%2F%2Fx.example%2F',[],None),hs(norm(OA+[('url','http://x.example/')],encodeuri),method='GET',e=js))
row(
    'js escape euro', ['charset-latin1'],
    ('GET',U+'?q=caf%C3%A9',[],None),hs('&'.join(sorted(k+'='+v for k,v in [(k,rfc(v)) for k,v in OA]+[('q','caf%E9')])),method='GET'))
row(
    'js json body whole', ['body-nonform-included'],
    ('POST',U,JSON,'{"a":1}'),hs(norm(OA+[('{"a":1}','')])))
row(
    'js object object', ['body-json-fields-included'],
    ('POST',U,JSON,'{"a":{"b":1},"c":[1,2]}'),hs(norm(OA+[('a','[object Object]'),('c','1,2')])))
row(
    'js comma joined', ['dup-keys-comma-joined'],
    ('GET',U+'?id=1&id=2',[],None),hs(norm(OA+[('id','1,2')]),method='GET'))
row(
    'js urlsearchparams sort', ['enc-space-plus', 'enc-tilde-escaped'],
    ('GET',U+'?q=a+b~c',[],None),hs(norm(OA+[('q','a b~c')],java),method='GET',e=js))
row(
    'js lower method', ['method-lowercase'],
    ('get'.upper(),U,[],None),hs(norm(OA),method='get'))
row(
    'js base64url', ['sig-base64url'],
    ('GET',U,[],None),hs(norm(OA),method='GET').replace('+','-').replace('/','_').rstrip('='))
row(
    'js no padding', ['sig-padding-missing'],
    ('GET',U,[],None),hs(norm(OA),method='GET').rstrip('='))
row(
    'js undefined token secret', ['key-literal-null'],
    ('GET',U,[],None),hs(norm(OA),method='GET',key=CSEC+'&undefined'))
row(
    'js query kept', ['uri-query-kept'],
    ('GET',U+'?a=1&b=2',[],None),hs(norm(OA),method='GET',uri=U+'?a=1&b=2'))
row(
    'js query kept and signed', ['uri-query-kept'],
    ('GET',U+'?a=1&b=2',[],None),hs(norm(OA+[('a','1'),('b','2')]),method='GET',uri=U+'?a=1&b=2'))
row(
    'java urlencoder star', ['enc-star-literal'],
    ('GET',U+'?q=a*b',[],None),hs(norm(OA+[('q','a*b')],java),method='GET',e=java))
row(
    'java urlencoder tilde', ['enc-tilde-escaped'],
    ('GET',U+'?u=%7Ejo',[],None),hs(norm(OA+[('u','~jo')],java),method='GET',e=java))
row(
    'java treemap last', ['dup-keys-collapsed'],
    ('GET',U+'?id=2&id=1&b=3',[],None),hs(norm(OA+[('id','1'),('b','3')]),method='GET'))
row(
    'java default port', ['uri-default-port-kept'],
    ('GET','https://api.example.com:443/1/items',[],None),hs(norm(OA),method='GET',uri='https://api.example.com:443/1/items'))
row(
    'java port dropped', ['uri-port-dropped'],
    ('GET','https://api.example.com:8443/1/items',[],None),hs(norm(OA),method='GET'))
row(
    'java path decoded', ['uri-path-decoded'],
    ('GET','https://api.example.com/a%20b/c%2Fd',[],None),hs(norm(OA),method='GET',uri='https://api.example.com/a b/c/d'))
row(
    'java latin1', ['charset-latin1'],
    ('POST',U,FORM,form([('n','café')])),hs('n=caf%E9&'+norm(OA)))
row(
    'java secret encoded space', ['key-secrets-not-encoded'],
    ('GET',U,[],None),hs(norm(OA),method='GET',key='a b/c&t+s'),secrets=('a b/c','t+s'))
row(
    'java secret urlencoder', ['enc-space-plus'],
    ('GET',U,[],None),hs(norm(OA),method='GET',key=java('a b')+'&'+java('t s')),secrets=('a b','t s'))
row(
    'java lti launch http', ['uri-scheme-proxy'],
    ('POST','https://tool.example/launch',FORM,form([('lti_message_type','basic-lti-launch-request'),('lti_version','LTI-1p0'),('resource_link_id','88391-e1919-bb3456'),('context_title','Design of Personal Environments'),('user_id','29123')])),hs(norm(NT+[('oauth_callback','about:blank'),('lti_message_type','basic-lti-launch-request'),('lti_version','LTI-1p0'),('resource_link_id','88391-e1919-bb3456'),('context_title','Design of Personal Environments'),('user_id','29123')]),uri='http://tool.example/launch',key='secret&'),oauth=NT+[('oauth_callback','about:blank')],secrets=('secret',None),place='body')
row(
    'java lti crlf', ['lti-newline-normalised', 'value-trimmed'],
    ('POST','https://tool.example/launch',FORM,form([('lti_message_type','basic-lti-launch-request'),('context_title','Line one\r\nLine two '),('user_id','29123')])),hs(norm(NT+[('lti_message_type','basic-lti-launch-request'),('context_title','Line one\nLine two'),('user_id','29123')]),uri='https://tool.example/launch',key='secret&'),oauth=NT,secrets=('secret',None),place='body')
row(
    'cs httputility', ['enc-parentheses-literal', 'enc-hex-lowercase', 'enc-space-plus'],
    ('GET',U+'?q=a%20b%2Fc%28d%29',[],None),hs(norm(OA+[('q','a b/c(d)')],httputil),method='GET',e=httputil))
row(
    'cs httputility lowerhex base only', ['enc-hex-lowercase'],
    ('GET',U+'?q=x',[],None),hs(norm(OA+[('q','x')]),method='GET',e=httputil))
row(
    'cs escapedatastring old', ['enc-js-marks-literal'],
    ('POST',U,FORM,form([('m',"it's (me)!")])),hs(norm(OA+[('m',"it's (me)!")],netold),e=netold))
row(
    'cs webutility', ['enc-bang-literal', 'enc-space-plus', 'enc-tilde-escaped'],
    ('POST',U,FORM,form([('m',"a b~c!")],webutil)),hs(norm(OA+[('m',"a b~c!")],webutil),e=webutil))
row(
    'cs sort culture', ['sort-case-insensitive'],
    ('GET',U+'?B=1&a=2&C=3',[],None),hs('&'.join(k+'='+v for k,v in sorted(OA+[('B','1'),('a','2'),('C','3')],key=lambda x:x[0].lower())),method='GET'))
row(
    'cs stringformat fixed order', ['sort-groups-separately'],
    ('GET',U+'?count=5&z=1',[],None),hs('&'.join(k+'='+v for k,v in OA+[('count','5'),('z','1')]),method='GET'))
row(
    'cs utf16 key', ['key-utf16'],
    ('GET',U,[],None),base64.b64encode(hmac.new(KEY.encode('utf-16-le'),b(base('GET',U,norm(OA))),'sha1').digest()).decode())
row(
    'cs token secret missing', ['key-token-secret-missing'],
    ('GET',U,[],None),hs(norm(OA),method='GET',key=CSEC+'&'))
row(
    'cs netsuite sha256', ['query-omitted'],
    ('POST','https://123456.restlets.api.netsuite.com/app/site/hosting/restlet.nl?script=12&deploy=1',JSON,'{"x":1}'),mac(KEY,base('POST','https://123456.restlets.api.netsuite.com/app/site/hosting/restlet.nl',norm(S256)),'sha256'),oauth=S256,realm='123456')
row(
    'cs netsuite realm signed', ['realm-included'],
    ('GET','https://123456.restlets.api.netsuite.com/app/site/hosting/restlet.nl?script=12&deploy=1',[],None),mac(KEY,base('GET','https://123456.restlets.api.netsuite.com/app/site/hosting/restlet.nl',norm(S256+[('script','12'),('deploy','1'),('realm','123456')])),'sha256'),oauth=S256,realm='123456')
row(
    'py quote slash', ['enc-slash-literal'],
    ('GET',U+'?path=%2Fa%2Fb',[],None),hs(norm(OA+[('path','/a/b')],pyq),method='GET'))
row(
    'py quote slash both', ['enc-slash-literal'],
    ('GET',U+'?path=%2Fa%2Fb',[],None),hs(norm(OA+[('path','/a/b')],pyq),method='GET',e=pyq))
row(
    'py quote plus both', ['enc-space-plus'],
    ('POST',U,FORM,form([('s','a b')],pyqp)),hs(norm(OA+[('s','a b')],pyqp),e=pyqp))
row(
    'py str bytes repr', ['value-bytes-repr'],
    ('POST',U,FORM,form([('s','hi')],pyqp)),hs(norm(OA+[('s',"b'hi'")])))
row(
    'py list repr', ['dup-keys-comma-joined'],
    ('POST',U,FORM,form([('ids','1'),('ids','2')],pyqp)),hs(norm(OA+[('ids',"['1', '2']")])))
row(
    'py True', ['bool-or-number-format'],
    ('POST',U,FORM,form([('trim','true')],pyqp)),hs(norm(OA+[('trim','True')])))
row(
    'py None tokensecret', ['key-literal-null'],
    ('GET',U,[],None),hs(norm(OA),method='GET',key=CSEC+'&None'))
row(
    'py parse_qsl blank', ['empty-values-dropped'],
    ('GET',U+'?a=&b=2',[],None),hs(norm(OA+[('b','2')]),method='GET'))
row(
    'py secret newline', ['key-whitespace'],
    ('GET',U,[],None),hs(norm(OA),method='GET',key=CSEC+'\n&'+TSEC))
row(
    'py secret newline encoded', ['key-whitespace'],
    ('GET',U,[],None),hs(norm(OA),method='GET',key=rfc(CSEC+'\n')+'&'+TSEC))
row(
    'py encodebytes newline', ['sig-newline'],
    ('GET',U,[],None),hs(norm(OA),method='GET')+'\n')
row(
    'py body urlencoded twice', ['body-not-decoded'],
    ('POST',U,FORM,form([('u','http://a.example/?x=1')],pyqp)),hs(norm(OA+[('u',rfc('http://a.example/?x=1'))])))
row(
    'ruby cgi escape both', ['enc-space-plus'],
    ('POST',U,FORM,form([('s','a b')],rubycgi)),hs(norm(OA+[('s','a b')],rubycgi),e=rubycgi))
row(
    'ruby symbol inspect', ['value-quoted'],
    ('POST',U,FORM,form([('s','x')],rubycgi)),hs(norm(OA+[('s','"x"')])))
row(
    'ruby sort pairs joined', ['sort-none'],
    ('GET',U+'?a-b=1&a=2',[],None),hs('&'.join(sorted(rfc(k)+'='+rfc(v) for k,v in OA+[('a-b','1'),('a','2')])),method='GET'))
row(
    'ruby trailing slash added', ['uri-trailing-slash-added'],
    ('GET','https://api.example.com/1/items',[],None),hs(norm(OA),method='GET',uri='https://api.example.com/1/items/'))
row(
    'ruby trailing slash dropped', ['uri-trailing-slash-dropped'],
    ('GET','https://api.example.com/1/items/',[],None),hs(norm(OA),method='GET'))
row(
    'go queryescape both', ['enc-space-plus'],
    ('GET',U+'?q=a+b',[],None),hs(norm(OA+[('q','a b')],goq),method='GET',e=goq))
row(
    'go host upper', ['uri-host-upper'],
    ('GET','https://API.Example.com/1/items',[],None),hs(norm(OA),method='GET',uri='https://API.Example.com/1/items'))
row(
    'go empty path', ['uri-trailing-slash-dropped'],
    ('GET','https://api.example.com',[],None),hs(norm(OA),method='GET',uri='https://api.example.com'))
row(
    'go empty token', ['empty-token-included'],
    ('POST','https://api.example.com/oauth/request_token',[],None),mac(CSEC+'&',base('POST','https://api.example.com/oauth/request_token',norm(NT+[('oauth_callback','http://localhost/cb?x=1'),('oauth_token','')]))),oauth=NT+[('oauth_callback','http://localhost/cb?x=1')],secrets=(CSEC,None))
row(
    'go callback unsigned', ['callback-missing'],
    ('POST','https://api.example.com/oauth/request_token',[],None),mac(CSEC+'&',base('POST','https://api.example.com/oauth/request_token',norm(NT))),oauth=NT+[('oauth_callback','http://localhost/cb?x=1')],secrets=(CSEC,None))
row(
    'go callback double', ['callback-double-encoded'],
    ('POST','https://api.example.com/oauth/request_token',[],None),mac(CSEC+'&',base('POST','https://api.example.com/oauth/request_token',norm(NT+[('oauth_callback',rfc('http://localhost/cb?x=1'))]))),oauth=NT+[('oauth_callback','http://localhost/cb?x=1')],secrets=(CSEC,None))
row(
    'perl uri_escape marks', ['enc-js-marks-literal'],
    ('POST',U,FORM,form([('s',"a!b(c)")],rubycgi)),hs(norm(OA+[('s',"a!b(c)")],perlue),e=perlue))
row(
    'perl utf8 twice', ['charset-utf8-twice'],
    ('POST',U,FORM,form([('s',"é")],rubycgi)),hs(norm(OA+[('s',"é".encode().decode('latin1'))])))
row(
    'perl single enc', ['assembly-single-encoding'],
    ('GET',U+'?q=a%20b',[],None),hs(norm(OA+[('q','a b')],lambda s:s),method='GET'))
row(
    'perl digest b64 nopad key', ['key-concat-no-sep'],
    ('GET',U,[],None),hs(norm(OA),method='GET',key=CSEC+TSEC))
row(
    'apex urlencode plus star', ['enc-star-literal', 'enc-space-plus'],
    ('GET',U+'?q=a%20b%2A',[],None),hs(norm(OA+[('q','a b*')],java),method='GET',e=java))
row(
    'apex query in params doublenc', ['query-not-decoded'],
    ('GET',U+'?expand=a%2Cb',[],None),hs(norm(OA+[('expand','a%2Cb')]),method='GET'))
row(
    'apex swapped secrets', ['key-swapped'],
    ('GET',U,[],None),hs(norm(OA),method='GET',key=TSEC+'&'+CSEC))
row(
    'apex method wrong', ['method-wrong'],
    ('POST',U,FORM,'a=1'),hs(norm(OA+[('a','1')]),method='GET'))
row(
    'apex put form omitted', ['body-form-omitted'],
    ('PUT',U,FORM,'a=1'),hs(norm(OA),method='PUT'))
row(
    'vba params not encoded', ['assembly-params-not-encoded'],
    ('GET',U+'?q=a',[],None),mac(KEY,'GET&'+rfc(U)+'&'+norm(OA+[('q','a')])))
row(
    'vba uri not encoded', ['uri-not-encoded-in-base'],
    ('GET',U+'?q=a',[],None),mac(KEY,'GET&'+U+'&'+rfc(norm(OA+[('q','a')]))))
row(
    'vba nothing encoded', ['assembly-nothing-encoded'],
    ('GET',U+'?q=a',[],None),mac(KEY,'GET&'+U+'&'+norm(OA+[('q','a')])))
row(
    'vba hex lower', ['enc-hex-lowercase'],
    ('GET',U+'?q=%C3%BC',[],None),hs(norm(OA+[('q','ü')],enc_with('',lower=True)),method='GET',e=enc_with('',lower=True)))
row(
    'vba cp1252 euro', ['charset-windows1252'],
    ('POST',U,FORM,form([('p','5 €')])),hs('&'.join(sorted([rfc(k)+'='+rfc(v) for k,v in OA]+['p=5%20%80']))))
row(
    'vba unsorted', ['sort-none'],
    ('GET',U+'?z=1&a=2',[],None),hs('z=1&a=2&'+norm(OA),method='GET'))
row(
    'php urlencode+querykept', ['enc-space-plus', 'uri-query-kept'],
    ('GET',U+'?q=a%20b',[],None),hs(norm(OA+[('q','a b')],phpurl),'GET',uri=U+'?q=a%20b'))
row(
    'js enc+key no amp', ['enc-bang-literal', 'key-no-ampersand'],
    ('POST',U,FORM,form([('m',"hi!")])),mac(CSEC,base('POST',U,norm(NT+[('m','hi!')],js),js)),oauth=NT,secrets=(CSEC,None))
row(
    'form omitted+http', ['body-form-omitted', 'uri-scheme-proxy'],
    ('POST',U,FORM,'a=1'),hs(norm(OA),uri=U.replace('https','http')))
row(
    'java star+treemap', ['dup-keys-collapsed', 'enc-star-literal'],
    ('GET',U+'?id=2&id=1&q=a*b',[],None),hs(norm(OA+[('id','1'),('q','a*b')],java),'GET',e=java))
row(
    'unsorted+noenc', ['sort-none', 'assembly-params-not-encoded'],
    ('GET',U+'?z=1&a=2',[],None),mac(KEY,'GET&'+rfc(U)+'&'+'z=1&a=2&'+norm(OA)))
row(
    'lowerhex+lowermethod', ['enc-hex-lowercase', 'method-lowercase'],
    ('POST',U,FORM,form([('a','é')])),mac(KEY,'post&'+enc_with('',lower=True)(U)+'&'+enc_with('',lower=True)(norm(OA+[('a','é')],enc_with('',lower=True)))))
row(
    'brackets+querykept', ['array-name-not-encoded', 'uri-query-kept'],
    ('GET',U+'?f[a]=1&f[b]=2',[],None),hs(norm(OA+[('f[a]','1'),('f[b]','2')],lambda s:s,rfc),'GET',uri=U+'?f[a]=1&f[b]=2'))
row(
    'port+path', ['uri-trailing-slash-dropped', 'uri-path-decoded', 'uri-port-dropped'],
    ('GET','http://localhost:8080/a%20b/',[],None),hs(norm(OA),'GET',uri='http://localhost/a b'))
row(
    'tokensecret missing+sha256', ['key-token-secret-missing', 'sig-wrong-alg'],
    ('GET',U,[],None),mac(CSEC+'&',base('GET',U,norm(OA)),'sha256'))
row(
    'netsuite realm+lower', ['query-omitted', 'realm-included', 'method-lowercase'],
    ('GET','https://123456.restlets.api.netsuite.com/app/site/hosting/restlet.nl?script=12&deploy=1',[],None),mac(KEY,base('get','https://123456.restlets.api.netsuite.com/app/site/hosting/restlet.nl',norm(S256+[('realm','123456')])),'sha256'),oauth=S256,realm='123456')
row(
    'netsuite scriptdeploy in uri', ['uri-restlet-query-in-uri'],
    ('GET','https://123456.restlets.api.netsuite.com/app/site/hosting/restlet.nl?script=12&deploy=1&id=5',[],None),mac(KEY,base('GET','https://123456.restlets.api.netsuite.com/app/site/hosting/restlet.nl?script=12&deploy=1',norm(S256+[('id','5')])),'sha256'),oauth=S256,realm='123456')
row(
    'empty values keep eq', ['valueless-key-dropped'],
    ('GET',U+'?a=&b',[],None),hs('a&b&'+norm(OA),'GET'))
row(
    'plus literal query', ['enc-plus-literal'],
    ('GET',U+'?q=1%2B1',[],None),hs(norm(OA+[('q','1+1')],enc_with('+')),'GET'))
row(
    'plus as plus', ['plus-not-decoded'],
    ('GET',U+'?q=a+b',[],None),hs(norm(OA+[('q','a+b')]),'GET'))
row(
    'slash path double', ['uri-double-slash'],
    ('GET','https://api.example.com//1//items',[],None),hs(norm(OA),'GET',uri='https://api.example.com/1/items'))
row(
    'path encoded again', ['uri-path-double-encoded'],
    ('GET','https://api.example.com/a%20b',[],None),hs(norm(OA),'GET',uri='https://api.example.com/a%2520b'))
row(
    'path unicode raw', ['uri-path-decoded'],
    ('GET','https://api.example.com/caf%C3%A9',[],None),hs(norm(OA),'GET',uri='https://api.example.com/café'))
row(
    'userinfo', ['uri-userinfo-kept'],
    ('GET','https://bob:pw@api.example.com/r',[],None),hs(norm(OA),'GET',uri='https://bob:pw@api.example.com/r'))
row(
    'body hash missing signed', ['body-hash-missing'],
    ('POST',U,JSON,'{"a":1}'),hs(norm(OA+[('oauth_body_hash',base64.b64encode(hashlib.sha1(b'{"a":1}').digest()).decode())])))
row(
    'json boolean php', ['body-json-fields-included'],
    ('POST',U,JSON,'{"a":true,"b":null,"c":2}'),hs(norm(OA+[('a','1'),('b',''),('c','2')])))
row(
    'json nested flat', ['body-json-fields-included'],
    ('POST',U,JSON,'{"line_items":[{"id":1}],"name":"x"}'),hs(norm(OA+[('line_items[0][id]','1'),('name','x')])))
row(
    'json array body', ['body-json-fields-included'],
    ('POST',U,JSON,'[1,2]'),hs(norm(OA+[('0','1'),('1','2')])))
row(
    'multipart fields', ['body-multipart-included'],
    ('POST',U,['Content-Type: multipart/form-data; boundary=XX'],'--XX\r\nContent-Disposition: form-data; name="status"\r\n\r\nhi\r\n--XX--\r\n'),hs(norm(OA+[('status','hi')])))
row(
    'delete body form', ['body-form-omitted'],
    ('DELETE',U,FORM,'id=5'),hs(norm(OA),'DELETE'))
row(
    'version unsigned', ['oauth-version-unsigned'],
    ('GET',U,[],None),hs(norm([o for o in OA if o[0]!='oauth_version']),'GET'))
row(
    'version unsent', ['oauth-version-unsent'],
    ('GET',U,[],None),hs(norm(OA),'GET'),oauth=[o for o in OA if o[0]!='oauth_version'])
row(
    'token omitted', ['token-omitted'],
    ('GET',U,[],None),hs(norm(NT),'GET'))
row(
    'timestamp+1', ['nonce-or-timestamp-differs'],
    ('GET',U,[],None),hs(norm([(k,'1191242097' if k=='oauth_timestamp' else v) for k,v in OA]),'GET'))
row(
    'callback unencoded', ['enc-path-separators-literal'],
    ('POST','https://api.example.com/oauth/request_token',[],None),mac(CSEC+'&',base('POST','https://api.example.com/oauth/request_token',norm(NT+[('oauth_callback','http://localhost/cb')],rfc,lambda v:v if '://' in v else rfc(v)))),oauth=NT+[('oauth_callback','http://localhost/cb')],secrets=(CSEC,None))
row(
    'verifier missing', ['verifier-missing'],
    ('POST','https://api.example.com/oauth/access_token',[],None),hs(norm(OA),uri='https://api.example.com/oauth/access_token'),oauth=OA+[('oauth_verifier','hfdp7dh39dks9884')])
row(
    'signature included empty', ['oauth-signature-included'],
    ('GET',U,[],None),hs(norm(OA+[('oauth_signature','')]),'GET'))
row(
    'lti submit unsigned', ['param-omitted'],
    ('POST','https://tool.example/launch',FORM,form([('lti_version','LTI-1p0'),('user_id','29123'),('ext_submit','Press to Launch')])),hs(norm(NT+[('lti_version','LTI-1p0'),('user_id','29123')]),uri='https://tool.example/launch',key='secret&'),oauth=NT,secrets=('secret',None),place='body')
row(
    'lti querytool url', ['query-omitted'],
    ('POST','https://tool.example/launch?course=5',FORM,form([('lti_version','LTI-1p0'),('user_id','29123')])),hs(norm(NT+[('lti_version','LTI-1p0'),('user_id','29123')]),uri='https://tool.example/launch',key='secret&'),oauth=NT,secrets=('secret',None),place='body')
row(
    'lti ignored case', ['uri-path-lowercased'],
    ('POST','https://tool.example/Launch',FORM,form([('user_id','29123')])),hs(norm(NT+[('user_id','29123')]),uri='https://tool.example/launch',key='secret&'),oauth=NT,secrets=('secret',None),place='body')
row(
    'utf8 emoji js surrogates', ['charset-surrogates-separately'],
    ('POST',U,FORM,form([('t','hi 😀')])),hs('&'.join(sorted([rfc(k)+'='+rfc(v) for k,v in OA]+['t=hi%20%ED%A0%BD%ED%B8%80']))))
row(
    'nfd', ['unicode-nfd-vs-nfc'],
    ('POST',U,FORM,form([('t','café')])),hs(norm(OA+[('t','cafe\u0301')])))
row(
    'hex sig upper', ['sig-hex'],
    ('GET',U,[],None),hmac.new(b(KEY),b(base('GET',U,norm(OA))),'sha1').hexdigest().upper())
row(
    'sig urlencoded twice', ['sig-double-encoded'],
    ('GET',U,[],None),hs(norm(OA),'GET'),raw=rfc(rfc(hs(norm(OA),'GET'))))
row(
    'sha512', ['sig-wrong-alg'],
    ('GET',U,[],None),hs(norm([(k,'HMAC-SHA512' if v=='HMAC-SHA1' else v) for k,v in OA]),'GET',alg='sha1'),oauth=[(k,'HMAC-SHA512' if v=='HMAC-SHA1' else v) for k,v in OA])
row(
    'plaintext noamp', ['key-no-ampersand'],
    ('GET',U,[],None),CSEC,oauth=[('oauth_consumer_key','k'),('oauth_signature_method','PLAINTEXT')],secrets=(CSEC,None))
row(
    'plaintext swapped', ['key-swapped'],
    ('GET',U,[],None),TSEC+'&'+CSEC,oauth=[('oauth_consumer_key','k'),('oauth_token','t'),('oauth_signature_method','PLAINTEXT')])
row(
    'sort locale underscore', ['sort-none'],
    ('GET',U+'?a_b=1&a-b=2&aB=3',[],None),hs('a_b=1&a-b=2&aB=3&'+norm(OA),'GET'))
row(
    'numeric names', ['sort-numeric-keys'],
    ('GET',U+'?10=a&9=b',[],None),hs('9=b&10=a&'+norm(OA),'GET'))
row(
    'swapped names typo', ['param-name-typo'],
    ('GET',U,[],None),hs(norm([('oauth_nounce' if k=='oauth_nonce' else k,v) for k,v in OA]),'GET'))
row(
    'consumer key as secret', ['key-uses-public-keys'],
    ('GET',U,[],None),hs(norm(OA),'GET',key='dpf43f3p2l4k3l03&'+TSEC))
row(
    'joined key given', ['key-composed-twice'],
    ('GET',U,[],None),hs(norm(OA),'GET',key=rfc(CSEC+'&'+TSEC)+'&'))
row(
    'secret quoted', ['key-quotes-kept'],
    ('GET',U,[],None),hs(norm(OA),'GET',key='"'+CSEC+'"&"'+TSEC+'"'))
row(
    'secret html', ['key-one-secret-encoded', 'key-html-escaped'],
    ('GET',U,[],None),hs(norm(OA),'GET',key='a&amp;b&'+TSEC),secrets=('a&b',TSEC))
row(
    'secret base64dec', ['key-base64-decoded'],
    ('GET',U,[],None),base64.b64encode(hmac.new(base64.b64decode('c2VjcmV0c2VjcmV0')+b'&'+TSEC.encode(),b(base('GET',U,norm(OA))),'sha1').digest()).decode(),secrets=('c2VjcmV0c2VjcmV0',TSEC))
row(
    'trailing q', ['uri-query-mark-kept'],
    ('GET',U+'?',[],None),hs(norm(OA),'GET',uri=U+'?'))
row(
    'host www', ['uri-host-alias'],
    ('GET','https://www.example.com/r',[],None),hs(norm(OA),'GET',uri='https://example.com/r'))
row(
    'newline joined', ['assembly-newline-joined'],
    ('GET',U,[],None),mac(KEY,'\n'.join(['GET',rfc(U),rfc(norm(OA))])))
row(
    'base trailing nl', ['assembly-trailing-newline'],
    ('GET',U,[],None),mac(KEY,base('GET',U,norm(OA))+'\n'))
row(
    'amp html base', ['capture-html-escaped'],
    ('GET',U,[],None),mac(KEY,base('GET',U,norm(OA)).replace('&','&amp;')))
row(
    'double encoded params all', ['assembly-params-encoded-twice'],
    ('GET',U+'?a=b%20c',[],None),mac(KEY,'GET&'+rfc(U)+'&'+rfc(rfc(norm(OA+[('a','b c')])))))
row(
    'empty secret real key', ['key-leading-amp-only'],
    ('GET',U,[],None),hs(norm(OA),'GET',key='&'))
row(
    'sig is key', ['sig-plaintext-declared-hmac'],
    ('GET',U,[],None),KEY)
json.dump(ROWS, sys.stdout, indent=1, ensure_ascii=False)
print()
