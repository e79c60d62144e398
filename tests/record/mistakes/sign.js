// A signer for OAuth 1.0a as it is written by hand in JavaScript, and the mistakes that are made in it.
//
// Each case is the right signer with one step written otherwise, by JavaScript's own functions.
// Run: node sign.js requests.tsv
'use strict';
const { createHash, createHmac } = require('node:crypto');
const { readFileSync } = require('node:fs');

function readRequests(path) {
  const found = {};
  let r;
  for (const line of readFileSync(path, 'utf8').split('\n').filter(Boolean)) {
    const [kind, ...fields] = line.split('\t');
    if (kind === 'request') {
      r = found[fields[0]] = { oauth: [], others: [] };
      continue;
    }
    const values = fields.map(field => Buffer.from(field.slice(1), 'hex').toString());
    if (kind === 'oauth') r.oauth.push(values);
    else if (kind === 'other') r.others.push(values[0]);
    else r[kind] = values[0];
  }
  return found;
}

const rfc3986 = text => encodeURIComponent(text).replace(/[!'()*]/g, c => '%' + c.charCodeAt(0).toString(16).toUpperCase());
const decode = text => decodeURIComponent(text.replace(/\+/g, ' '));
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const sha1 = data => createHash('sha1').update(data).digest();

// The right one. A case replaces one of its steps.
const right = {
  encode: rfc3986,
  parse: text => text.split('&').filter(Boolean).map(pair => {
    const at = pair.indexOf('=');
    return at < 0 ? [decode(pair), ''] : [decode(pair.slice(0, at)), decode(pair.slice(at + 1))];
  }),
  query(r) { return this.parse(r.url.replace(/^[^?]*\??/, '')); },
  form(r) { return r.type === 'application/x-www-form-urlencoded' ? this.parse(r.body) : []; },
  oauth: r => r.oauth,
  pairs(r) { return [...this.query(r), ...this.form(r), ...this.oauth(r)]; },
  order: pairs => pairs,
  pair(name, value) { return [this.encode(name), this.encode(value)]; },
  sort: pairs => pairs.sort((a, b) => compare(a[0], b[0]) || compare(a[1], b[1])),
  join: pairs => pairs.map(pair => pair.join('=')).join('&'),
  parameters(r) { return this.join(this.sort(this.order(this.pairs(r)).map(pair => this.pair(...pair)))); },
  method: r => r.method.toUpperCase(),
  uri: r => r.url.split('?')[0],
  part: rfc3986,
  assemble(r) { return [this.method(r), this.uri(r), this.parameters(r)].map(this.part).join('&'); },
  secret: rfc3986,
  key(r) { return this.secret(r.consumer_secret) + '&' + this.secret(r.token ? r.token_secret : ''); },
  mac: (key, base) => createHmac('sha1', key).update(base).digest(),
  text: digest => digest.toString('base64'),
};

const cases = [];
const made = (mistake, request, steps) => cases.push([mistake, request, { ...right, ...steps }]);
const set = (name, value) => r => r.oauth.map(([n, v]) => [n, n === name ? value(v) : v]);
// A value, as far as it is one of the request's own.
const values = change => ({
  query(r) { return right.query.call(this, r).map(([n, v]) => [n, change(v, n)]); },
  form(r) { return right.form.call(this, r).map(([n, v]) => [n, change(v, n)]); },
});

// The wire and which parameters are signed.
const asForm = { form(r) { return this.parse(r.body); } };
made('content-type-missing', 'typeless', {});
made('content-type-wrong', 'mistyped', asForm);
made('nonce-or-timestamp-differs', 'status', { oauth: set('oauth_timestamp', seconds => String(Number(seconds) + 1)) });
made('duplicate-oauth-params', 'status', { oauth: r => [...r.oauth, ...r.oauth] });
made('body-signed-twice', 'status', { form(r) { return [...right.form.call(this, r), ...right.form.call(this, r)]; } });
made('body-get-omitted', 'getbody', { form: () => [] });
made('query-first-pair-only', 'json', { query(r) { return right.query.call(this, r).slice(0, 1); } });
made('protocol-params-outside-header-omitted', 'inquery', { query: r => right.query(r).filter(([n]) => !n.startsWith('oauth_')), oauth: () => [] });
made('protocol-params-outside-header-omitted', 'https', { query(r) { return right.query.call(this, r).filter(([n]) => !n.startsWith('oauth_')); } });
made('empty-values-as-undefined', 'flags', values(value => `${value || undefined}`));
made('empty-values-as-null', 'flags', values(value => String(value || null)));
made('array-index-dropped', 'lists', { query(r) { return right.query.call(this, r).map(([n, v]) => [n.replace(/\[\d+\]/g, '[]'), v]); } });
made('empty-token-included', 'temporary', { oauth: r => [...r.oauth, ['oauth_token', '']] });
made('empty-token-as-text', 'temporary', { oauth: r => [...r.oauth, ['oauth_token', String(undefined)]] });
made('oauth-version-unsigned', 'status', { oauth: r => r.oauth.filter(([n]) => n !== 'oauth_version') });
made('oauth-version-unsent', 'unversioned', { oauth: r => [...r.oauth, ['oauth_version', '1.0']] });
made('callback-missing', 'temporary', { oauth: r => r.oauth.filter(([n]) => n !== 'oauth_callback') });
made('verifier-reused-later', 'plainpath', { oauth: r => [...r.oauth, ['oauth_verifier', '']] });
made('param-name-typo', 'status', { oauth: r => r.oauth.map(([n, v]) => [n === 'oauth_token' ? 'oauth_tokey' : n, v]) });
made('protocol-prefix-dropped', 'plainpath', { oauth: r => r.oauth.map(([n, v]) => [n.replace('oauth_', ''), v]) });
made('param-names-lowercased', 'lists', { query(r) { return right.query.call(this, r).map(([n, v]) => [n.toLowerCase(), v]); } });
made('unsent-param-signed', 'plainpath', { oauth: r => [...r.oauth, ['', '']] });
made('param-signed-twice', 'plainpath', { query(r) { return [...right.query.call(this, r), ['id', '7']]; } });
made('unicode-nfd-vs-nfc', 'text', values(value => value.normalize('NFD')));
made('value-json-encoded', 'status', values(value => JSON.stringify(value)));
made('value-quoted', 'status', values(value => `"${value}"`));
made('value-case-changed', 'lower', values(value => value.toLowerCase()));
made('array-stringified', 'lists', values((value, name) => (name === 'ids[]' ? '[object Object]' : value)));
made('unicode-bom-or-nbsp', 'status', values((value, name) => (name === 'status' ? '\ufeff' + value : value)));
made('unicode-smart-quotes', 'text', values(value => value.replace(/'/g, '\u2019')));
made('lti-newline-normalised', 'text', values(value => value.replace(/\r\n/g, '\n')));

made('unsigned-param-sent', 'jquery', { query(r) { return right.query.call(this, r).filter(([n]) => n !== '_'); } });
made('body-params-in-header', 'headermore', {});

made('content-type-case', 'typecase', {});
made('question-mark-separates-pairs', 'twomarks', { query(r) { return this.parse(r.url.split('?').slice(1).join('&')); } });

// Encoding.
made('callback-double-encoded', 'temporary', { oauth: set('oauth_callback', encodeURIComponent) });
made('single-param-double-encoded', 'status', values((value, name) => (name === 'status' ? rfc3986(value) : value)));
made('single-param-not-encoded', 'status', { pair: (name, value) => [rfc3986(name), name === 'status' ? value : rfc3986(value)] });
made('request-values-not-encoded', 'status', { pair: (name, value) => [rfc3986(name), name.startsWith('oauth_') ? rfc3986(value) : value] });
made('server-raw-query-used', 'plusquery', { parameters: r => [...r.url.split('?')[1].split('&'), ...r.oauth.map(pair => pair.map(rfc3986).join('='))].sort().join('&') });
made('query-values-not-decoded', 'escape', { parse: text => text.split('&').map(pair => { const [name, value] = pair.split('='); return [decode(name), value]; }) });
made('body-raw-reused', 'bodyescape', { parameters: r => [...r.body.split('&'), ...r.oauth.map(pair => pair.map(rfc3986).join('='))].sort().join('&') });
made('header-not-decoded', 'access', { oauth: r => r.oauth.map(([n, v]) => [n, rfc3986(v)]) });
made('header-double-decoded', 'valuetwice', { oauth: r => r.oauth.map(([n, v]) => [n, decodeURIComponent(v)]) });
made('enc-mixed-hex', 'lower', { encode: text => rfc3986(text).toUpperCase() });
made('enc-text-lowercased', 'lower', { encode: text => rfc3986(text).toLowerCase() });
made('enc-js-star-hex-lowercase', 'lower', { encode: text => encodeURIComponent(text).replace(/[!'()*]/g, c => '%' + c.charCodeAt(0).toString(16)) });
made('enc-hex-no-zero-pad', 'lower', { encode: text => Array.from(text, c => (/[\w.~-]/.test(c) ? c : '%' + c.charCodeAt(0).toString(16).toUpperCase())).join('') });
made('enc-apostrophe-literal', 'every', { encode: text => encodeURIComponent(text).replace(/[!()*]/g, c => '%' + c.charCodeAt(0).toString(16).toUpperCase()) });
made('enc-parentheses-literal', 'every', { encode: text => encodeURIComponent(text).replace(/[!'*]/g, c => '%' + c.charCodeAt(0).toString(16).toUpperCase()) });
for (const [mistake, literal] of [['enc-braces-literal', /%7B|%7D/g], ['enc-pipe-literal', /%7C/g], ['enc-backslash-literal', /%5C/g],
  ['enc-caret-literal', /%5E/g], ['enc-backquote-literal', /%60/g], ['enc-quote-literal', /%22/g], ['enc-angle-brackets-literal', /%3C|%3E/g]]) {
  made(mistake, 'every', { encode: text => rfc3986(text).replace(literal, decodeURIComponent) });
}
made('charset-surrogates-separately', 'pile', { encode: text => {
  let out = '';
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c < 128) out += rfc3986(text[i]);
    else for (const b of [0xe0 | (c >> 12), 0x80 | ((c >> 6) & 63), 0x80 | (c & 63)]) out += '%' + b.toString(16).toUpperCase();
  }
  return out;
} });

// Order.
made('sort-locale', 'dashes', { sort: pairs => pairs.sort((a, b) => a[0].localeCompare(b[0]) || a[1].localeCompare(b[1])) });
made('sort-numeric-keys', 'lists', { sort: pairs => pairs.sort((a, b) => compare(a[0], b[0]) || a[1] - b[1] || compare(a[1], b[1])) });
made('sort-utf16-units', 'names', { order: pairs => pairs.sort((a, b) => compare(a[0], b[0])), sort: pairs => pairs });
made('sort-reverse', 'plainpath', { sort: pairs => right.sort(pairs).reverse() });

// The base string URI and the method.
made('uri-scheme-proxy', 'https', { uri: r => right.uri(r).replace('https:', 'http:') });
made('uri-host-alias', 'https', { uri: r => right.uri(r).replace('www.', '') });
made('uri-port-from-backend', 'https', { uri: r => { const url = new URL(r.url); url.protocol = 'http:'; url.port = '8080'; return url.origin + url.pathname; } });
made('uri-authority-missing', 'plainpath', { uri: r => { const url = require('node:url').parse(r.url.replace('https://api.example.com', '')); return url.protocol + '//' + url.host + url.pathname; } });
made('uri-dot-segments', 'path', { uri: r => { const url = new URL(r.url); return url.origin + url.pathname; } });
made('uri-port-empty', 'plainpath', { uri: r => { const url = new URL(r.url); return `${url.protocol}//${url.hostname}:${url.port}${url.pathname}`; } });
made('uri-path-twice', 'plainpath', { uri: r => right.uri(r) + new URL(r.url).pathname });
made('uri-request-token-url-reused', 'plainpath', { uri: () => 'https://api.example.com/oauth/request_token' });
made('uri-hash-in-value-cut', 'hash', { query(r) { return right.query.call(this, { url: decodeURIComponent(r.url).split('#')[0] }); } });
made('method-literal-null', 'plainpath', { method: () => `${undefined}` });
made('method-omitted', 'plainpath', { assemble(r) { return [this.uri(r), this.parameters(r)].map(rfc3986).join('&'); } });
made('method-trailing-space', 'plainpath', { part: text => text === 'GET' ? 'GET ' : rfc3986(text) });
made('method-override', 'overridden', { method: () => 'PATCH' });

// The base string.
made('assembly-pairs-encoded-amp-raw', 'status', { assemble(r) { return [this.method(r), rfc3986(this.uri(r)), this.parameters(r).split('&').map(rfc3986).join('&')].join('&'); } });
made('assembly-separators-double-encoded', 'status', { join: pairs => pairs.map(pair => pair.join('%3D')).join('%26') });
made('assembly-wrong-separators', 'status', { join: pairs => String(pairs) });
made('assembly-trailing-amp', 'status', { join: pairs => pairs.map(pair => pair.join('=') + '&').join('') });
made('assembly-leading-question-mark', 'status', { join: pairs => '?' + right.join(pairs) });
made('assembly-values-quoted', 'status', { pair(name, value) { return [rfc3986(name), name.startsWith('oauth_') ? `"${rfc3986(value)}"` : rfc3986(value)]; } });
made('assembly-empty-params-no-amp', 'plainpath', { assemble(r) { return [this.method(r), this.uri(r), ''].filter(Boolean).map(rfc3986).join('&'); } });
made('assembly-case-changed', 'plainpath', { assemble(r) { return right.assemble.call(this, r).toLowerCase(); } });

// The key.
made('key-concat-no-sep', 'status', { key: r => rfc3986(r.consumer_secret) + rfc3986(r.token_secret) });
made('key-separator-wrong', 'status', { key: r => [r.consumer_secret, r.token_secret].map(rfc3986).join(':') });
made('key-html-ampersand', 'status', { key: r => [r.consumer_secret, r.token_secret].map(rfc3986).join('&amp;') });
made('key-extra-ampersand', 'woo', { key: r => rfc3986(r.consumer_secret + '&').replace('%26', '&') + '&' });
made('key-leading-amp-only', 'status', { key: r => rfc3986('') + '&' + rfc3986(r.token_secret) });
made('key-one-secret-encoded', 'secrets', { key: r => rfc3986(r.consumer_secret) + '&' + r.token_secret });
made('key-wc-legacy-wants-no-ampersand', 'woo', { key: r => rfc3986(r.consumer_secret) });
made('key-case-changed', 'status', { secret: text => rfc3986(text).toLowerCase() });
made('key-pasted-twice', 'status', { key: r => rfc3986(r.consumer_secret).repeat(2) + '&' + rfc3986(r.token_secret) });

// Digest and signature.
made('sig-not-encoded', 'inqueryplus', { query: r => right.query(r).filter(([n]) => !n.startsWith('oauth_')), wire: signature => signature });
made('sig-byte-list', 'status', { text: digest => Buffer.from(String(new Uint8Array(digest))).toString('base64') });
made('sig-raw-bytes-as-utf8', 'status', { text: digest => Buffer.from(digest.toString('latin1'), 'utf8').toString('base64') });
made('sig-quoted', 'status', { text: digest => JSON.stringify(digest.toString('base64')) });
made('sig-uppercased', 'status', { text: digest => digest.toString('base64').toUpperCase() });
made('sig-is-base-string', 'plainpath', { mac: (key, base) => base, text: base => base });
made('sig-plaintext-declared-hmac', 'plainpath', { mac: key => key, text: key => key });
made('sig-method-name-variant', 'plainpath', { oauth: set('oauth_signature_method', name => name.replace('-', '_')) });
made('sig-key-text-swapped', 'plainpath', { mac: (key, base) => createHmac('sha1', base).update(key).digest() });
made('docs-wrong', 'plainpath', { uri: () => 'https://api.example.com/1/statuses/show.json' });

const requests = readRequests(process.argv[2]);
const hex = text => Buffer.from(text).toString('hex');
const unchanged = [...new Set(cases.map(one => one[1]))].map(name => ['right', name, right]);
for (const [mistake, name, signer] of [...cases, ...unchanged]) {
  const r = requests[name];
  const [base, key] = [signer.assemble(r), signer.key(r)];
  const made = signer.text(signer.mac(key, base));
  // What stands raw in a query is read as a form: a plus is a space.
  const [signature, raw] = signer.wire ? [made.replace(/\+/g, ' '), [hex(made)]] : [made, []];
  console.log(['js', 'sign.js', `Node.js ${process.version.slice(1)}`, mistake, name, hex(base), hex(key), hex(signature), ...raw].join('\t'));
}
