var headers = {
  'Content-Type': 'application/x-www-form-urlencoded',
  'Authorization': 'OAuth oauth_consumer_key="dpf43f3p2l4k3l03",oauth_nonce="e5VR16",oauth_signature_method="HMAC-SHA1",oauth_timestamp="1472121255",oauth_version="1.0",oauth_signature="OgLdQARtBhiR40ffVZq4CppFlgE%3D"'
};
var request = http.Request('POST', Uri.parse('https://echo.example/oauth1?page=2'));
request.bodyFields = {
  'status': 'a b'
};
