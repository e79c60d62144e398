// oauth (node-oauth): a form goes over as an object, which is what its post() makes of one.
const { OAuth } = require('oauth');
const { serve, oauth, arrays, extras } = require('./support');

serve((request) => {
  const secret = request.private_key ?? request.consumer_secret;
  const client = new OAuth(null, null, request.consumer_key, secret, '1.0', null, request.signature_method);
  client._getNonce = () => oauth(request, 'oauth_nonce');
  client._getTimestamp = () => oauth(request, 'oauth_timestamp');
  let base = null;
  const original = client._createSignatureBase;
  client._createSignatureBase = function (...args) { base = original.apply(this, args); return base; };
  const made = client._prepareParameters(request.token ?? undefined, request.token_secret ?? undefined,
    request.method, request.url, arrays([...request.form, ...extras(request)]));
  return { base_string: base, authorization: client._buildAuthorizationHeaders(made) };
});
