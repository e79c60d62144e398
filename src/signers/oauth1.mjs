// Signs a request with OAuth 1.0a as RFC 5849 says: HMAC-SHA1, HMAC-SHA256 or HMAC-SHA512.
// For node 20 or later, and for browsers. SPDX-License-Identifier: MIT OR Apache-2.0
//
//     const url = 'https://api.example.com/1/statuses/update.json?lang=en';
//     const form = [['status', 'Hello Ladies + Gentlemen']];
//     const keys = { consumerKey: '…', consumerSecret: '…', token: '…', tokenSecret: '…' };
//     const header = await oauthHeader('POST', url, form, keys);
//     await fetch(url, { method: 'POST', body: new URLSearchParams(form), headers: { Authorization: header } });
//
// The URL is the one that is sent, with its query. `form` holds the decoded fields of a form body
// (application/x-www-form-urlencoded) as pairs, since a name may be repeated; a JSON or multipart body is not
// signed, so it stays empty there. Leave the token out where there is none. Further protocol parameters go into
// `more`, and replace the defaults: { oauth_callback: 'oob', oauth_signature_method: 'HMAC-SHA256' };
// `realm` is sent and not signed. In a browser, everybody who opens the page can read the secrets.

export async function oauthHeader(method, url, form, keys, more = {}) {
  // encodeURIComponent leaves five characters that RFC 3986 escapes.
  const encode = text => encodeURIComponent(text).replace(/[!'()*]/g, c => '%' + c.charCodeAt(0).toString(16).toUpperCase());
  const decode = text => decodeURIComponent(text.replace(/\+/g, ' '));
  const { realm, ...oauth } = {
    oauth_consumer_key: keys.consumerKey,
    oauth_nonce: Array.from(crypto.getRandomValues(new Uint8Array(16)), b => b.toString(16).padStart(2, '0')).join(''),
    oauth_signature_method: 'HMAC-SHA1',
    oauth_timestamp: String(Math.floor(Date.now() / 1000)),
    oauth_version: '1.0',
    ...(keys.token ? { oauth_token: keys.token } : {}),
    ...more,
  };
  const hash = { 'HMAC-SHA1': 'SHA-1', 'HMAC-SHA256': 'SHA-256', 'HMAC-SHA512': 'SHA-512' }[oauth.oauth_signature_method];
  if (!hash) throw new Error('the signature method must be an HMAC');
  const part = /^([a-z][a-z0-9+.-]*):\/\/(?:[^/?#]*@)?([^/?#]*)([^?#]*)(?:\?([^#]*))?/i.exec(url);
  if (!part) throw new Error('the URL must begin with a scheme and a host');

  // Query, form and protocol parameters: decoded, encoded anew, and only then sorted (section 3.4.1.3).
  const query = (part[4] ?? '').split('&').filter(segment => segment !== '').map(segment => {
    const [, name, value = ''] = /^([^=]*)(?:=(.*))?$/s.exec(segment);
    return [decode(name), decode(value)];
  });
  const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
  const parameters = [...query, ...form, ...Object.entries(oauth)]
    .filter(([name]) => name !== 'oauth_signature')
    .map(([name, value]) => [encode(name), encode(value)])
    .sort((a, b) => compare(a[0], b[0]) || compare(a[1], b[1]))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');

  // Scheme and host in lower case, no default port, no query (section 3.4.1.2).
  const scheme = part[1].toLowerCase();
  let host = part[2].toLowerCase();
  const port = { http: ':80', https: ':443' }[scheme];
  if (port && host.endsWith(port)) host = host.slice(0, -port.length);
  const uri = `${scheme}://${host}${part[3] || '/'}`;

  const bytes = text => new TextEncoder().encode(text);
  const base = [method.toUpperCase(), uri, parameters].map(encode).join('&');
  const secret = encode(keys.consumerSecret) + '&' + encode(keys.tokenSecret ?? '');
  const key = await crypto.subtle.importKey('raw', bytes(secret), { name: 'HMAC', hash }, false, ['sign']);
  const made = new Uint8Array(await crypto.subtle.sign('HMAC', key, bytes(base)));
  oauth.oauth_signature = btoa(String.fromCharCode(...made));
  const sent = [...(realm === undefined ? [] : [['realm', realm]]), ...Object.entries(oauth)];
  return 'OAuth ' + sent.map(([name, value]) => `${name}="${encode(value)}"`).join(', ');
}
