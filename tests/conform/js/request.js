// request, the HTTP client, whose signing is oauth-sign and whose queries are read by qs.
const http = require('http');
const sign = require('oauth-sign');
const request = require('request');
const { serve, oauth, extras } = require('./support');

let base = null;
const original = sign.sign;
sign.sign = (method, ...args) => { base = sign.generateBase(...args); return original(method, ...args); };

serve((given) => {
  const settings = {
    consumer_key: given.consumer_key, consumer_secret: given.consumer_secret ?? undefined,
    token: given.token ?? undefined, token_secret: given.token_secret ?? undefined,
    signature_method: given.signature_method, private_key: given.private_key,
    nonce: oauth(given, 'oauth_nonce'), timestamp: oauth(given, 'oauth_timestamp'),
  };
  for (const [name, value] of extras(given)) settings[name.slice(6)] = value;
  base = null;
  const made = request({
    method: given.method, url: given.url, headers: Object.fromEntries(given.headers),
    body: given.body ?? undefined, oauth: settings, agent: new http.Agent(),
  });
  made.on('error', () => {});
  const authorization = made.getHeader('Authorization');
  const url = made.uri.href;
  made.abort();
  if (!authorization) return { error: 'no Authorization header was made' };
  return { base_string: base, authorization, url };
});
