// oauth-signature: every parameter in one map, the URL without its query.
const lib = require('oauth-signature');
const { serve, arrays } = require('./support');

serve((request) => {
  if (request.signature_method !== 'HMAC-SHA1') return { error: 'signature method not supported' };
  const map = arrays([...request.parameters, ...request.oauth]);
  const base = new lib.SignatureBaseString(request.method, request.url, map).generate();
  return {
    base_string: base,
    signature: lib.generate(request.method, request.url, map, request.consumer_secret, request.token_secret ?? '',
      { encodeSignature: false }),
  };
});
