# The oauth gem, through Net::HTTP as its pages show: a form goes in as the request's body.
require 'json'
require 'net/http'
require 'oauth'
require 'oauth/client/net_http'
require 'oauth/signature/hmac/sha1'
%w[oauth/signature/hmac/sha256 oauth/signature/rsa/sha1 oauth/signature/plaintext].each do |part|
  begin
    require part
  rescue LoadError
    nil # an older gem knows fewer methods, and says so when asked
  end
end

$stdout.sync = true

# Notes the base string that is signed, and changes nothing else.
module Noted
  class << self
    attr_accessor :base
  end

  def signature_base_string
    Noted.base = super
  end
end
OAuth::Signature::Base.prepend(Noted)

def sign(request)
  uri = URI.parse(request['url'])
  http = Net::HTTP.new(uri.host, uri.port)
  http.use_ssl = uri.scheme.downcase == 'https'
  kind = Net::HTTP.const_get(request['method'].capitalize)
  made = kind.new(uri.request_uri)
  request['headers'].each { |name, value| made[name] = value }
  made.body = request['body'] if request['body']
  secret = request['private_key'] || request['consumer_secret']
  # The signature method is a setting of the consumer; the key file is text here.
  consumer = OAuth::Consumer.new(request['consumer_key'], secret)
  token = request['token'] && OAuth::Token.new(request['token'], request['token_secret'])
  given = request['oauth'].to_h
  Noted.base = nil
  made.oauth!(http, consumer, token,
              nonce: given['oauth_nonce'], timestamp: given['oauth_timestamp'],
              signature_method: request['signature_method'],
              oauth_callback: given['oauth_callback'], oauth_verifier: given['oauth_verifier'])
  { base_string: Noted.base, authorization: made['Authorization'] }
end

$stdin.each_line do |line|
  answer = begin
    sign(JSON.parse(line))
  rescue Exception => error # NotImplementedError of an unknown method is no StandardError
    { error: "#{error.class}: #{error.message}" }
  end
  puts JSON.generate(answer)
end
