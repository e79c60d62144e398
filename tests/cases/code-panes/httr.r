library(httr)
headers = c(
  'Authorization' = 'OAuth oauth_consumer_key="dpf43f3p2l4k3l03",oauth_nonce="e5VR16",oauth_signature_method="HMAC-SHA1",oauth_timestamp="1472121255",oauth_version="1.0",oauth_signature="OgLdQARtBhiR40ffVZq4CppFlgE%3D"'
)
body = list('status' = 'a b')
res <- VERB("POST", url = "https://echo.example/oauth1?page=2", body = body, add_headers(headers), encode = 'form')
