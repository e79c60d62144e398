// oauth-1.0a: URL as text, the form as `data`, callback and verifier in `data` as its pages say.
const OAuth = require('oauth-1.0a');
const crypto = require('crypto');
const { serve, oauth, arrays, extras, hmac } = require('./support');

serve((request) => {
  const method = request.signature_method;
  const hash = method.startsWith('HMAC') ? hmac(method.slice(5).toLowerCase())
    : method.startsWith('RSA') ? (text) => crypto.createSign('RSA-' + method.slice(4)).update(text).sign(request.private_key, 'base64')
      : undefined;
  const client = new OAuth({
    consumer: { key: request.consumer_key, secret: request.consumer_secret ?? '' },
    signature_method: method, hash_function: hash,
  });
  client.getNonce = () => oauth(request, 'oauth_nonce');
  client.getTimeStamp = () => oauth(request, 'oauth_timestamp');
  let base = null;
  const original = client.getBaseString;
  client.getBaseString = function (...args) { base = original.apply(this, args); return base; };
  const token = request.token === null ? undefined : { key: request.token, secret: request.token_secret ?? '' };
  const data = arrays([...request.form, ...extras(request)]);
  const made = client.authorize({ url: request.url, method: request.method, data }, token);
  const sent = Object.entries(made).filter(([n]) => n !== 'oauth_signature' && n.startsWith('oauth_'));
  // What was signed as `data` goes into the header too, as its pages show.
  const beyond = extras(request).filter(([n]) => !(n in made));
  return { base_string: base, signature: made.oauth_signature, oauth: [...sent, ...beyond] };
});
