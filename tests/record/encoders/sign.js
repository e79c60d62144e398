// Signs OAuth 1.0a requests by hand with JavaScript's encoders, right and wrong.
// Run: node sign.js requests.txt
'use strict';
const crypto = require('crypto');
const fs = require('fs');
const querystring = require('querystring');

const runtime = `Node.js ${process.versions.node}`;
const rfc3986 = s => encodeURIComponent(s).replace(/[!'()*]/g, c => '%' + c.charCodeAt(0).toString(16).toUpperCase());
// A URL trims its ends, so the text stands between two letters.
const searchOf = s => new URL('http://h/?k=x' + s + 'x').search.slice(4, -1);
const pathOf = s => new URL('http://h/x' + s + 'x').pathname.slice(2, -1);

const encoders = {
  'js encodeURIComponent': ['encodeURIComponent(s)', encodeURIComponent],
  'js encodeURI': ['encodeURI(s)', encodeURI],
  'js escape': ['escape(s)', escape],
  'js URLSearchParams': ['new URLSearchParams({k: s}).toString()', s => new URLSearchParams({ k: s }).toString().slice(2)],
  'js new URL().search': ["new URL('http://h/?k=x' + s + 'x').search", searchOf],
  'js new URL().pathname': ["new URL('http://h/x' + s + 'x').pathname", pathOf],
  'js querystring.escape': ['querystring.escape(s)', querystring.escape],
  // The string pattern replaces only the first asterisk.
  "js encodeURIComponent replace('*')": [
    "encodeURIComponent(s).replace('!', '%21').replace(\"'\", '%27').replace('(', '%28').replace(')', '%29').replace('*', '%2A')",
    s => encodeURIComponent(s).replace('!', '%21').replace("'", '%27').replace('(', '%28').replace(')', '%29').replace('*', '%2A')],
  'js rfc3986': ['encodeURIComponent(s).replace(/[!\'()*]/g, …)', rfc3986],
};

const hex = s => Buffer.from(s, 'utf8').toString('hex');
const emit = (...fields) => console.log(fields.join('\t'));

for (const [name, [fn, encode]] of Object.entries(encoders)) {
  const ascii = Array.from({ length: 95 }, (_, i) => String.fromCharCode(0x20 + i));
  for (const s of [...ascii, 'é', '€', 'あ', '💩', '\n', '\r\n']) {
    emit('table', name, fn, runtime, hex(s), hex(encode(s)));
  }
}

function readRequest(id, text) {
  const texts = {};
  const r = { query: [], form: [], oauth: [], token_secret: '' };
  let inside = false;
  for (const line of fs.readFileSync(process.argv[2], 'utf8').split('\n')) {
    const [word, name, value] = line.split('\t');
    if (word === 'text') texts[name] = value;
    else if (word === 'request') inside = name === id;
    else if (inside && value !== undefined) r[word].push([name, value.replace('{text}', () => texts[text])]);
    else if (inside && name !== undefined) r[word] = name;
  }
  return r;
}

function sign(id, request, text, encoder, scope, mistakes = '', note = '') {
  const r = readRequest(request, text);
  const has = m => mistakes.split(',').includes(m);
  const [fn, wrong] = encoders[encoder];
  const inner = scope.includes('parameters') ? wrong : rfc3986;
  const outer = scope.includes('base string') ? wrong : rfc3986;
  const forKey = scope.includes('key') ? wrong : rfc3986;

  let params = [...(has('query-omitted') ? [] : r.query), ...(has('body-form-omitted') ? [] : r.form)];
  const ascending = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
  const byPair = (a, b) => ascending(a[0], b[0]) || ascending(a[1], b[1]);
  const encoded = list => list.map(([k, v]) => [inner(k), has('values-not-encoded') ? v : inner(v)]);
  let pairs;
  if (has('sort-groups-separately')) {
    pairs = [...encoded(params).sort(byPair), ...encoded(r.oauth).sort(byPair)];
  } else if (has('sort-before-encode')) {
    pairs = encoded([...params, ...r.oauth].sort(byPair));
  } else if (has('sort-key-only')) {
    pairs = encoded([...params, ...r.oauth]).sort((a, b) => ascending(a[0], b[0]));
  } else if (has('sort-none')) {
    pairs = encoded([...params, ...r.oauth]);
  } else if (has('dup-keys-collapsed')) {
    pairs = encoded(Object.entries(Object.fromEntries([...params, ...r.oauth]))).sort(byPair);
  } else {
    pairs = encoded([...params, ...r.oauth]).sort(byPair);
  }
  const joined = pairs.map(([k, v]) => `${k}=${v}`).join('&');
  const uri = has('uri-default-port-kept') ? r.sent : r.uri;
  const method = has('method-lowercase') ? r.method.toLowerCase() : r.method;
  const base = scope === 'whole string once'
    ? wrong(`${method}&${uri}&${joined}`)
    : [method, has('uri-not-encoded-in-base') ? uri : outer(uri), has('assembly-params-not-encoded') ? joined : outer(joined)].join('&');

  let key = forKey(r.consumer_secret) + '&' + forKey(r.token_secret);
  if (has('key-secrets-not-encoded')) key = r.consumer_secret + '&' + r.token_secret;
  if (has('key-no-ampersand')) key = [r.consumer_secret, r.token_secret].filter(Boolean).map(forKey).join('&');
  if (has('key-token-secret-missing')) key = forKey(r.consumer_secret) + '&';
  if (has('key-ampersand-encoded')) key = forKey(r.consumer_secret + '&' + r.token_secret);
  const hmac = crypto.createHmac(r.hash.toLowerCase(), key).update(base, 'utf8');
  let signature = has('sig-base64-of-hex') ? Buffer.from(hmac.digest('hex')).toString('base64') : hmac.digest('base64');
  if (has('sig-padding-missing')) signature = signature.replace(/=+$/, '');
  emit('case', id, request, text, encoder, scope, mistakes, `${fn} on ${runtime}, crypto.createHmac('${r.hash.toLowerCase()}')`,
    hex(base), hex(key), signature, note);
}

const both = 'parameters and base string';
sign('js-encodeuricomponent-status-twitter', 'status', 'twitter', 'js encodeURIComponent', 'parameters');
sign('js-encodeuricomponent-marks-both-layers', 'status', 'marks', 'js encodeURIComponent', both);
sign('js-encodeuricomponent-star', 'search', 'star', 'js encodeURIComponent', both);
sign('js-encodeuricomponent-wish', 'lookup', 'wish', 'js encodeURIComponent', both);
sign('js-encodeuricomponent-quote', 'contact', 'quote', 'js querystring.escape', both);
sign('js-encodeuri-reserved', 'search', 'reserved', 'js encodeURI', 'parameters');
sign('js-encodeuri-callback', 'token', 'plain', 'js encodeURI', 'parameters');
sign('js-encodeuri-plus', 'search', 'plus', 'js encodeURI', 'parameters');
sign('js-escape-plus', 'search', 'plus', 'js escape', 'parameters');
sign('js-escape-path', 'search', 'path', 'js escape', 'parameters');
sign('js-escape-tilde', 'status', 'tilde', 'js escape', 'parameters');
sign('js-escape-latin', 'search', 'accent', 'js escape', 'parameters');
sign('js-escape-kana', 'launch', 'kana', 'js escape', 'parameters');
sign('js-escape-pile', 'tag', 'pile', 'js escape', 'parameters');
sign('js-escape-base-string', 'search', 'space', 'js escape', 'base string', '', 'escape leaves / alone, so the URI is encoded in part');
sign('js-urlsearchparams-space', 'search', 'space', 'js URLSearchParams', 'parameters');
sign('js-urlsearchparams-marks', 'status', 'marks', 'js URLSearchParams', 'parameters');
sign('js-replace-first-star-only', 'status', 'marks', "js encodeURIComponent replace('*')", both, '', 'replace with a string stops after the first asterisk');
sign('js-values-raw', 'search', 'space', 'js rfc3986', 'none', 'values-not-encoded');
sign('js-groups-sorted-apart', 'products', 'space', 'js rfc3986', 'none', 'sort-groups-separately');
sign('js-key-encoded-whole', 'search', 'space', 'js rfc3986', 'none', 'key-ampersand-encoded');
// Several at once.
sign('js-encodeuricomponent-sorted-raw', 'contact', 'wish', 'js encodeURIComponent', both, 'sort-before-encode');
sign('js-escape-port-kept', 'message', 'plus', 'js escape', 'parameters', 'uri-default-port-kept');
sign('js-encodeuricomponent-no-ampersand', 'tag', 'wish', 'js encodeURIComponent', both, 'key-no-ampersand');
sign('js-urlsearchparams-groups-apart', 'products', 'space', 'js URLSearchParams', 'parameters', 'sort-groups-separately');
sign('js-encodeuricomponent-padding', 'status', 'twitter', 'js encodeURIComponent', both, 'sig-padding-missing');
sign('js-object-keys-encodeuricomponent', 'contact', 'wish', 'js encodeURIComponent', both, 'dup-keys-collapsed');
sign('js-values-raw-groups-apart', 'search', 'space', 'js rfc3986', 'none', 'values-not-encoded,sort-groups-separately');
sign('js-hex-digest-form-left-out', 'status', 'space', 'js rfc3986', 'none', 'body-form-omitted,sig-base64-of-hex');
sign('js-uri-raw-lower-method', 'lookup', 'space', 'js rfc3986', 'none', 'uri-not-encoded-in-base,method-lowercase');
sign('js-secrets-raw-encodeuricomponent', 'accounts', 'wish', 'js encodeURIComponent', both, 'key-secrets-not-encoded');
sign('js-urlsearchparams-sorted-by-name', 'contact', 'space', 'js URLSearchParams', 'parameters', 'sort-key-only');
// Right.
sign('js-right-encodeuricomponent-repaired', 'status', 'marks', 'js rfc3986', both);
