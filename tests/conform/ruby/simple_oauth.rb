# simple_oauth: URL as text, the form as pairs.
require 'json'
require 'simple_oauth'

$stdout.sync = true

def sign(request)
  options = {}
  request['oauth'].each { |name, value| options[name.delete_prefix('oauth_').to_sym] = value }
  options[:consumer_secret] = request['private_key'] || request['consumer_secret']
  options[:token_secret] = request['token_secret']
  header = SimpleOAuth::Header.new(request['method'], request['url'], request['form'], options)
  base = request['signature_method'] == 'PLAINTEXT' ? nil : header.send(:signature_base)
  { base_string: base, authorization: header.to_s }
end

$stdin.each_line do |line|
  answer = begin
    sign(JSON.parse(line))
  rescue StandardError => error
    { error: "#{error.class}: #{error.message}" }
  end
  puts JSON.generate(answer)
end
