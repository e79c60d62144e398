// node-oauth1, Postman's signer: the protocol and form pairs as a list, the query in `action`.
const lib = require('node-oauth1');
const { serve } = require('./support');

serve((request) => {
  const message = { action: request.url, method: request.method, parameters: [...request.oauth, ...request.form] };
  const base = lib.SignatureMethod.getBaseString(message);
  lib.SignatureMethod.sign(message, {
    consumerSecret: request.consumer_secret, tokenSecret: request.token_secret, privateKey: request.private_key,
  });
  return { base_string: base, signature: lib.getParameter(message.parameters, 'oauth_signature') };
});
