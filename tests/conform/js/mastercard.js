// Mastercard's JavaScript signer. It signs RSA-SHA256 alone; for the rest it gives the base string.
const lib = require('mastercard-oauth1-signer');
const { serve } = require('./support');

serve((request) => {
  const parameters = lib.toOAuthParamString(lib.extractQueryParams(request.url), new Map(request.oauth));
  const base = lib.getSignatureBaseString(request.method, lib.getBaseUriString(request.url), parameters);
  if (request.signature_method !== 'RSA-SHA256') return { base_string: base };
  return { base_string: base, signature: lib.signSignatureBaseString(base, request.private_key) };
});
