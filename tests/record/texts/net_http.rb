# Sends requests as twurl does and prints what `set_debug_output` shows. One closes its connection;
# several share one.
# usage: ruby net_http.rb PORT REQUESTS, a JSON list of {method, path, authorization} with body and
# type where there is a body; chunked: true streams it
require 'json'
require 'net/http'
require 'openssl'
require 'stringio'

port, requests = ARGV
http = Net::HTTP.new('api.example.com', 443)
http.ipaddr = '127.0.0.1'
http.instance_variable_set(:@port, port.to_i)
http.use_ssl = true
http.verify_mode = OpenSSL::SSL::VERIFY_NONE
http.set_debug_output($stdout)
requests = JSON.parse(requests).map do |given|
  body = given['body']
  request = Net::HTTPGenericRequest.new(given['method'], !body.nil?, true, given['path'])
  request['Host'] = 'api.example.com'
  request['Authorization'] = given['authorization']
  request['Content-Type'] = given['type'] if body
  if given['chunked']
    request['Transfer-Encoding'] = 'chunked'
    request.body_stream = StringIO.new(body)
  elsif body
    request.body = body
  end
  request
end
if requests.one?
  http.request(requests.first)
else
  http.start { requests.each { |request| http.request(request) } }
end
