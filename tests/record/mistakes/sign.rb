# A signer for OAuth 1.0a as it is written by hand in Ruby, and the mistakes that are made in it.
#
# Each case is the right signer with one step written otherwise, by Ruby's own functions.
# Run: ruby sign.rb requests.tsv
require 'base64'
require 'cgi'
require 'digest'
require 'erb'
require 'openssl'
require 'uri'

Request = Struct.new(:method, :url, :type, :body, :consumer_key, :consumer_secret, :token, :token_secret, :realm, :oauth, :others)

def read_requests(path)
  found = {}
  r = nil
  File.foreach(path, chomp: true) do |line|
    kind, *fields = line.split("\t")
    next r = found[fields[0]] = Request.new.tap { |made| made.oauth, made.others = [], [] } if kind == 'request'

    values = fields.map { |field| [field[1..]].pack('H*').force_encoding('UTF-8') }
    case kind
    when 'oauth' then r.oauth << values
    when 'other' then r.others << values[0]
    else r[kind] = values[0]
    end
  end
  found
end

def encoded(text)
  ERB::Util.url_encode(text)
end

# The right one. A case replaces some of its steps.
class Signer
  def initialize(steps) = steps.each { |name, step| define_singleton_method(name, &step) }

  def encode(text) = encoded(text)
  def parse(text) = URI.decode_www_form(text)
  def query(r) = parse(r.url.split('?', 2)[1].to_s)
  def form(r) = r.type == 'application/x-www-form-urlencoded' ? parse(r.body) : []
  def change(value) = value
  def oauth(r) = r.oauth
  def pairs(r) = (query(r) + form(r)).map { |name, value| [name, change(value)] } + oauth(r)
  def sort(pairs) = pairs.sort
  def join(pairs) = pairs.map { |pair| pair.join('=') }.join('&')
  def parameters(r) = join(sort(pairs(r).map { |pair| pair.map { |text| encode(text) } }))
  def http_method(r) = r.method.upcase
  def uri(r) = r.url.split('?', 2)[0]
  def assemble(r) = [http_method(r), uri(r), parameters(r)].map { |part| encoded(part) }.join('&')
  def secret(text) = encoded(text)
  def key(r) = secret(r.consumer_secret) + '&' + secret(r.token.empty? ? '' : r.token_secret)
  def mac(key, base) = OpenSSL::HMAC.digest('SHA1', key, base)
  def text(digest) = Base64.strict_encode64(digest)
end

RSA = OpenSSL::PKey::RSA.new(File.read(File.join(__dir__, '../../../fixtures/keys/rsa-2048-pkcs8.pem')))

CASES = [
  # Parameters.
  ['value-trimmed', 'text', { change: ->(v) { v.strip } }],
  ['spaces-collapsed', 'text', { change: ->(v) { v.split.join(' ') } }],
  ['unicode-nfd-vs-nfc', 'text', { change: ->(v) { v.unicode_normalize(:nfd) } }],
  ['html-entity-in-value', 'text', { change: ->(v) { CGI.escapeHTML(v) } }],
  ['html-entity-decoded', 'text', { change: ->(v) { CGI.unescapeHTML(v) } }],
  ['lti-newline-normalised', 'text', { change: ->(v) { v.encode('UTF-8', universal_newline: true) } }],
  ['slashes-added', 'text', { change: ->(v) { v.gsub(/['"\\]/) { |mark| "\\#{mark}" } } }],
  ['param-names-lowercased', 'lists', { query: ->(r) { URI.decode_www_form(r.url.split('?')[1]).map { |n, v| [n.downcase, v] } } }],
  ['empty-values-dropped', 'flags', { query: ->(r) { URI.decode_www_form(r.url.split('?')[1]).reject { |_, v| v.empty? } } }],
  ['dup-keys-collapsed', 'lists', { query: ->(r) { URI.decode_www_form(r.url.split('?')[1]).to_h.to_a } }],
  # Encoding.
  ['enc-space-plus', 'status', { encode: ->(t) { CGI.escape(t) } }],
  ['enc-star-literal', 'lower', { encode: ->(t) { URI.encode_www_form_component(t).gsub('+', '%20') } }],
  ['?enc-first-occurrence-only', 'status', { encode: ->(t) { CGI.escape(t).sub('+', '%20') } }],
  ['charset-latin1', 'french', { encode: ->(t) { encoded(t.encode('ISO-8859-1').b) } }],
  ['charset-iso-8859-2', 'latin2', { encode: ->(t) { encoded(t.encode('ISO-8859-2').b) } }],
  ['charset-lossy-question-mark', 'french', { encode: ->(t) { encoded(t.encode('US-ASCII', undef: :replace)) } }],
  ['charset-utf8-twice', 'french', { encode: ->(t) { encoded(t.b.force_encoding('ISO-8859-1').encode('UTF-8')) } }],
  ['single-param-double-encoded', 'status', { form: ->(r) { URI.decode_www_form(r.body).map { |n, v| [n, n == 'status' ? encoded(v) : v] } } }],
  # Order.
  ['sort-key-only', 'lists', { sort: ->(pairs) { pairs.each_with_index.sort_by { |(name, _), at| [name, at] }.map(&:first) } }],
  ['sort-case-insensitive', 'lists', { sort: ->(pairs) { pairs.sort_by { |name, value| [name.downcase, value] } } }],
  ['sort-by-length', 'lists', { sort: ->(pairs) { pairs.sort.each_with_index.sort_by { |(name, _), at| [name.size, at] }.map(&:first) } }],
  ['sort-whole-pair', 'dashes', { join: ->(pairs) { pairs.map { |pair| pair.join('=') }.sort.join('&') } }],
  # The base string URI and the method.
  ['uri-port-empty', 'plainpath', { uri: ->(r) { uri = URI(r.url); "#{uri.scheme}://#{uri.host}:#{nil}#{uri.path}" } }],
  ['uri-path-lowercased', 'port', { uri: ->(r) { r.url.split('?')[0].downcase } }],
  ['uri-default-port-kept', 'plainpath', { uri: ->(r) { uri = URI(r.url); "#{uri.scheme}://#{uri.host}:#{uri.port}#{uri.path}" } }],
  ['uri-query-kept', 'plainpath', { uri: ->(r) { r.url } }],
  ['method-lowercase', 'plainpath', { http_method: ->(r) { r.method.downcase } }],
  ['method-override', 'overridden', { http_method: ->(_) { 'PATCH' } }],
  # The base string.
  ['assembly-single-encoding', 'status', { parameters: ->(r) { pairs(r).sort.map { |pair| pair.join('=') }.join('&') } }],
  ['assembly-trailing-newline', 'status', { assemble: ->(r) { "#{[http_method(r), uri(r), parameters(r)].map { |part| encoded(part) }.join('&')}\n" } }],
  # The key.
  ['key-shell-expanded', 'secrets', { key: ->(r) { encoded(r.consumer_secret) + '&' + encoded(shell(%(printf %s "#{r.token_secret}"))) } }],
  ['key-no-ampersand', 'woo', { key: ->(r) { encoded(r.consumer_secret) } }],
  ['key-swapped', 'status', { key: ->(r) { encoded(r.token_secret) + '&' + encoded(r.consumer_secret) } }],
  ['key-secrets-not-encoded', 'secrets', { secret: ->(t) { t } }],
  ['key-base64-decoded', 'base64secret', { secret: ->(t) { encoded(Base64.decode64(t)) } }],
  ['key-literal-null', 'woo', { key: ->(r) { encoded(r.consumer_secret) + '&' + nil.inspect } }],
  # Digest and signature.
  ['sig-newline', 'status', { text: ->(digest) { Base64.encode64(digest) } }],
  ['sig-newline-encoded', 'plainpath', { text: ->(digest) { [digest].pack('m') } }],
  ['sig-hex', 'plainpath', { mac: ->(key, base) { OpenSSL::HMAC.hexdigest('SHA1', key, base) }, text: ->(digest) { digest } }],
  ['sig-base64-of-hex', 'plainpath', { mac: ->(key, base) { OpenSSL::HMAC.hexdigest('SHA1', key, base) } }],
  ['sig-base64url', 'escape', { text: ->(digest) { Base64.urlsafe_encode64(digest) } }],
  ['sig-padding-missing', 'plainpath', { text: ->(digest) { Base64.strict_encode64(digest).delete('=') } }],
  ['rsa-sha256-declared-sha1', 'rsa', { mac: ->(_, base) { RSA.sign('SHA256', base) } }],
  ['rsa-wrong-key', 'rsa', {}]
].freeze

# What a script gets from a shell in which no variable is set.
def shell(command)
  IO.popen(['env', '-i', '/bin/sh', '-c', command], &:read)
end

requests = read_requests(ARGV[0])
unchanged = CASES.map { |_, name, _| ['right', name, {}] }.uniq
(CASES + unchanged).each do |mistake, name, steps|
  r = requests[name]
  signer = Signer.new(steps)
  base, key = signer.assemble(r), signer.key(r)
  signature = signer.text(signer.mac(key, base))
  puts ['ruby', 'sign.rb', "Ruby #{RUBY_VERSION}", mistake, name, *[base, key, signature].map { |text| text.unpack1('H*') }].join("\t")
end
