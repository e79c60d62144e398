// axios with axios-oauth-1.0a: the request ends in an adapter that sends nothing.
const axios = require('axios');
const crypto = require('crypto');
const addOAuth = require('axios-oauth-1.0a').default;
const lib = require('oauth-sign');
const { serve, oauth, extras } = require('./support');

let base = null;
const sign = lib.sign;
lib.sign = (method, ...args) => { base = lib.generateBase(...args); return sign(method, ...args); };

serve(async (request) => {
  base = null;
  const given = Object.fromEntries(extras(request));
  const client = axios.create();
  const random = crypto.randomBytes;
  const now = Date.now;
  addOAuth(client, {
    algorithm: request.signature_method, key: request.consumer_key,
    secret: request.private_key ?? request.consumer_secret, token: request.token, tokenSecret: request.token_secret,
    callback: given.oauth_callback, verifier: given.oauth_verifier,
  });
  crypto.randomBytes = () => ({ toString: () => oauth(request, 'oauth_nonce') });
  Date.now = () => Number(oauth(request, 'oauth_timestamp')) * 1000;
  let sent;
  try {
    await client.request({
      method: request.method, url: request.url, data: request.body ?? undefined,
      headers: Object.fromEntries(request.headers.map(([n, v]) => [n.toLowerCase(), v])),
      adapter: async (config) => { sent = config; return { data: '', status: 200, headers: {}, config }; },
    });
  } finally {
    crypto.randomBytes = random;
    Date.now = now;
  }
  return { base_string: base, authorization: sent.headers.get('authorization') };
});
