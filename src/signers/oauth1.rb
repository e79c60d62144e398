# Signs a request with OAuth 1.0a as RFC 5849 says: HMAC-SHA1, HMAC-SHA256 or HMAC-SHA512.
# SPDX-License-Identifier: MIT OR Apache-2.0
#
#     url = 'https://api.example.com/1/statuses/update.json?lang=en'
#     form = [['status', 'Hello Ladies + Gentlemen']]
#     keys = { consumer_key: '…', consumer_secret: '…', token: '…', token_secret: '…' }
#     header = oauth_header('POST', url, form, keys)
#     Net::HTTP.post(URI(url), URI.encode_www_form(form), 'Authorization' => header)
#
# The URL is the one that is sent, with its query. `form` holds the decoded fields of a form body
# (application/x-www-form-urlencoded) as pairs, since a name may be repeated; a JSON or multipart body is not
# signed, so it stays empty there. Leave the token out where there is none. Further protocol parameters go into
# `more`, and replace the defaults: { 'oauth_callback' => 'oob', 'oauth_signature_method' => 'HMAC-SHA256' };
# 'realm' is sent and not signed.
require 'openssl'
require 'securerandom'

def oauth_header(method, url, form, keys, more = {})
  encode = ->(text) { text.b.gsub(/[^A-Za-z0-9\-._~]/n) { |byte| format('%%%02X', byte.ord) } }
  decode = ->(text) { text.b.tr('+', ' ').gsub(/%(\h\h)/n) { $1.hex.chr } }
  oauth = {
    'oauth_consumer_key' => keys[:consumer_key],
    'oauth_nonce' => SecureRandom.hex,
    'oauth_signature_method' => 'HMAC-SHA1',
    'oauth_timestamp' => Time.now.to_i.to_s,
    'oauth_version' => '1.0'
  }
  oauth['oauth_token'] = keys[:token] unless keys[:token].to_s.empty?
  oauth.update(more)
  realm = oauth.delete('realm')
  hash = { 'HMAC-SHA1' => 'SHA1', 'HMAC-SHA256' => 'SHA256', 'HMAC-SHA512' => 'SHA512' }
         .fetch(oauth['oauth_signature_method'])
  scheme, host, path, query = url.match(%r{\A([a-z][a-z0-9+.-]*)://(?:[^/?#]*@)?([^/?#]*)([^?#]*)(?:\?([^#]*))?}i).captures

  # Query, form and protocol parameters: decoded, encoded anew, and only then sorted (section 3.4.1.3).
  sent = query.to_s.split('&').reject(&:empty?).map { |pair| name, value = pair.split('=', 2); [decode[name], decode[value.to_s]] }
  pairs = (sent + form + oauth.to_a).reject { |name, _| name == 'oauth_signature' }
  parameters = pairs.map { |pair| pair.map(&encode) }.sort.map { |pair| pair.join('=') }.join('&')

  # Scheme and host in lower case, no default port, no query (section 3.4.1.2).
  scheme = scheme.downcase
  port = { 'http' => ':80', 'https' => ':443' }[scheme]
  host = host.downcase.delete_suffix(port.to_s)
  uri = "#{scheme}://#{host}#{path.empty? ? '/' : path}"

  base = [method.upcase, uri, parameters].map(&encode).join('&')
  key = [keys[:consumer_secret], keys[:token_secret]].map { |secret| encode[secret.to_s] }.join('&')
  oauth['oauth_signature'] = [OpenSSL::HMAC.digest(hash, key, base)].pack('m0')
  fields = (realm ? [['realm', realm]] : []) + oauth.sort
  'OAuth ' + fields.map { |name, value| %(#{name}="#{encode[value]}") }.join(', ')
end
