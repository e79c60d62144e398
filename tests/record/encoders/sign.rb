# Signs OAuth 1.0a requests by hand with Ruby's encoders, right and wrong.
# Run: ruby sign.rb requests.txt
require 'cgi'
require 'erb'
require 'openssl'
require 'uri'

RUNTIME = "Ruby #{RUBY_VERSION}".freeze
RFC3986 = ->(s) { URI.encode_www_form_component(s).gsub('+', '%20').gsub('*', '%2A').gsub('%7E', '~') }

ENCODERS = {
  'ruby CGI.escape' => ['CGI.escape(s)', ->(s) { CGI.escape(s) }],
  'ruby ERB::Util.url_encode' => ['ERB::Util.url_encode(s)', ->(s) { ERB::Util.url_encode(s) }],
  'ruby URI.encode_www_form_component' => ['URI.encode_www_form_component(s)', ->(s) { URI.encode_www_form_component(s) }],
  'ruby URI.encode_www_form' => ['URI.encode_www_form(k: s)', ->(s) { URI.encode_www_form(k: s)[2..] }],
  'ruby URI::DEFAULT_PARSER.escape' => ['URI::DEFAULT_PARSER.escape(s)', ->(s) { URI::DEFAULT_PARSER.escape(s) }],
  'ruby CGI.escape Windows-1252' => ["CGI.escape(s.encode('Windows-1252', undef: :replace))",
                                     ->(s) { CGI.escape(s.encode('Windows-1252', undef: :replace)) }],
  'ruby rfc3986' => ["URI.encode_www_form_component(s).gsub('+', '%20').gsub('*', '%2A').gsub('%7E', '~')", RFC3986]
}.freeze

def hex(text)
  text.dup.force_encoding('BINARY').unpack1('H*')
end

def emit(*fields)
  puts fields.join("\t")
end

ENCODERS.each do |name, (function, encode)|
  ((0x20..0x7E).map { |c| c.chr('UTF-8') } + ['é', '€', 'あ', '💩', "\n", "\r\n"]).each do |s|
    emit 'table', name, function, RUNTIME, hex(s), hex(encode.call(s))
  end
end

def read_request(id, text)
  texts = {}
  r = { 'query' => [], 'form' => [], 'oauth' => [], 'token_secret' => '' }
  inside = false
  File.foreach(ARGV[0], encoding: 'UTF-8', chomp: true) do |line|
    word, name, value = line.split("\t", -1)
    if word == 'text' then texts[name] = value
    elsif word == 'request' then inside = name == id
    elsif inside && value then r[word] << [name, value.sub('{text}') { texts[text] }]
    elsif inside && name then r[word] = name
    end
  end
  r
end

def sign(id, request, text, encoder, scope, mistakes = '', note = '')
  r = read_request(request, text)
  has = ->(m) { mistakes.split(',').include?(m) }
  function, wrong = ENCODERS[encoder]
  inner = scope.include?('parameters') ? wrong : RFC3986
  outer = scope.include?('base string') ? wrong : RFC3986
  for_key = scope.include?('key') ? wrong : RFC3986

  params = has['query-omitted'] ? [] : r['query']
  params += r['form'] unless has['body-form-omitted']
  params += r['oauth']
  params = params.reject { |_, v| v.empty? } if has['empty-values-dropped']
  params += [['oauth_signature', '']] if has['oauth-signature-included']
  params = params.sort if has['sort-before-encode']
  pairs = params.map { |k, v| [inner[k], inner[v]] }
  if has['sort-key-only'] then pairs = pairs.each_with_index.sort_by { |(k, _), i| [k, i] }.map(&:first)
  elsif !has['sort-before-encode'] then pairs = pairs.sort
  end
  joined = pairs.map { |k, v| "#{k}=#{v}" }.join('&')
  uri = has['uri-default-port-kept'] ? r['sent'] : r['uri']
  base = [r['method'], outer[uri], outer[joined]].join('&')

  key = [r['consumer_secret'], r['token_secret']].map { |s| has['key-secrets-not-encoded'] ? s : for_key[s] }.join('&')
  key = for_key[r['consumer_secret']] + '&' if has['key-token-secret-missing']
  key = key.chomp('&') if has['key-no-ampersand']
  digest = OpenSSL::HMAC.digest(r['hash'], key, base)
  digest = OpenSSL::HMAC.hexdigest(r['hash'], key, base) if has['sig-base64-of-hex']
  emit 'case', id, request, text, encoder, scope, mistakes, "#{function} on #{RUNTIME}, OpenSSL::HMAC #{r['hash']}",
       hex(base), hex(key), [digest].pack('m0'), note
end

BOTH = 'parameters and base string'.freeze
sign('ruby-cgi-escape-status-twitter', 'status', 'twitter', 'ruby CGI.escape', BOTH)
sign('ruby-cgi-escape-products-space', 'products', 'space', 'ruby CGI.escape', 'parameters')
sign('ruby-encode-www-form-component-marks', 'status', 'marks', 'ruby URI.encode_www_form_component', 'parameters')
sign('ruby-encode-www-form-star', 'search', 'star', 'ruby URI.encode_www_form', 'parameters')
sign('ruby-uri-escape-reserved', 'search', 'reserved', 'ruby URI::DEFAULT_PARSER.escape', 'parameters', '',
     'what URI.escape was before Ruby 3.0')
sign('ruby-cgi-escape-windows1252-euro', 'search', 'euros', 'ruby CGI.escape Windows-1252', 'parameters')
sign('ruby-cgi-escape-callback', 'token', 'space', 'ruby CGI.escape', BOTH)
# Several at once.
sign('ruby-cgi-escape-empty-dropped', 'contact', 'space', 'ruby CGI.escape', 'parameters', 'empty-values-dropped')
sign('ruby-cgi-escape-hexdigest', 'lookup', 'space', 'ruby CGI.escape', BOTH, 'sig-base64-of-hex')
sign('ruby-cgi-escape-sorted-raw', 'contact', 'space', 'ruby CGI.escape', 'parameters', 'sort-before-encode')
sign('ruby-www-form-signature-parameter-kept', 'search', 'tilde', 'ruby URI.encode_www_form_component', 'parameters', 'oauth-signature-included')
sign('ruby-uri-escape-port-kept', 'message', 'plus', 'ruby URI::DEFAULT_PARSER.escape', 'parameters', 'uri-default-port-kept')
sign('ruby-cgi-escape-no-ampersand-sha256', 'tag', 'space', 'ruby CGI.escape', 'parameters', 'key-no-ampersand')
# Right.
sign('ruby-right-erb-url-encode', 'status', 'marks', 'ruby ERB::Util.url_encode', BOTH)
