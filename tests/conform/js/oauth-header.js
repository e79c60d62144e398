// oauth-header: it knows no body and no protocol parameter beyond its own.
const lib = require('oauth-header');
const crypto = require('crypto');
const { serve, oauth, extras } = require('./support');

serve((request) => {
  if (extras(request).length) return { error: 'takes no further protocol parameters' };
  if (!['HMAC-SHA1', 'PLAINTEXT', 'RSA-SHA1'].includes(request.signature_method)) return { error: 'signature method not supported' };
  const time = Date.prototype.getTime;
  const random = crypto.randomBytes;
  const nonce = oauth(request, 'oauth_nonce');
  Date.prototype.getTime = () => Number(oauth(request, 'oauth_timestamp')) * 1000;
  // It takes the hex of random bytes, cut and in capitals: hand it one that stays as it is.
  crypto.randomBytes = () => ({ toString: () => ({ slice: () => ({ toUpperCase: () => nonce }) }) });
  try {
    const generator = new lib.Generator(request.consumer_key, request.private_key ?? request.consumer_secret,
      request.token ?? '', request.token_secret ?? '');
    return { authorization: generator.generateHeaderValue(request.method, request.url, request.signature_method) };
  } finally {
    Date.prototype.getTime = time;
    crypto.randomBytes = random;
  }
});
