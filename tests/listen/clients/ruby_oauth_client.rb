# Ruby's oauth: a whole flow, right requests, and a method in lower case.
require "oauth"

base = ARGV[0]
consumer = OAuth::Consumer.new("live-key", "live secret & more", site: base)
request_token = consumer.get_request_token(oauth_callback: "http://127.0.0.1:1/ready")
page = Net::HTTP.get_response(URI(request_token.authorize_url))
verifier = URI.decode_www_form(URI(page["location"]).query).to_h["oauth_verifier"]
access_token = request_token.get_access_token(oauth_verifier: verifier)

def expect(response, code)
  raise "#{response.code}: #{response.body}" unless response.code == code
end
expect(access_token.get("/ruby/get?q=a%20b"), "200")
expect(access_token.post("/ruby/form", { "status" => "hello world & more ~" }), "200")
given = OAuth::AccessToken.new(consumer, "live-token", "live/token=secret")
expect(given.put("/ruby/put", { "a" => "1" }), "200")
wrong = OAuth::AccessToken.new(OAuth::Consumer.new("live-key", "sandbox-secret", site: base), "live-token", "live/token=secret")
begin
  wrong.get("/wrong/key-other-environment")
  raise "the wrong secret was taken"
rescue OAuth::Problem => refused # it reads the words of Problem Reporting
  raise refused unless refused.problem == "signature_invalid"
end
