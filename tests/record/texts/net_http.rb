# Sends a request as twurl does and prints what `set_debug_output` shows.
# usage: ruby net_http.rb PORT METHOD PATH AUTHORIZATION [BODY]
require 'net/http'
require 'openssl'

port, method, path, authorization, body = ARGV
http = Net::HTTP.new('api.example.com', 443)
http.ipaddr = '127.0.0.1'
http.instance_variable_set(:@port, port.to_i)
http.use_ssl = true
http.verify_mode = OpenSSL::SSL::VERIFY_NONE
http.set_debug_output($stdout)
request = Net::HTTPGenericRequest.new(method, !body.nil?, true, path)
request['Host'] = 'api.example.com'
request['Authorization'] = authorization
if body
  request['Content-Type'] = 'application/x-www-form-urlencoded'
  request.body = body
end
http.request(request)
