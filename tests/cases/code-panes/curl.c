CURL *curl;
curl = curl_easy_init();
if(curl) {
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, "POST");
  curl_easy_setopt(curl, CURLOPT_URL, "https://echo.example/oauth1?page=2");
  struct curl_slist *headers = NULL;
  headers = curl_slist_append(headers, "Authorization: OAuth oauth_consumer_key=\"dpf43f3p2l4k3l03\",oauth_nonce=\"e5VR16\",oauth_signature_method=\"HMAC-SHA1\",oauth_timestamp=\"1472121255\",oauth_version=\"1.0\",oauth_signature=\"OgLdQARtBhiR40ffVZq4CppFlgE%3D\"");
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  const char *data = "status=a%20b";
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, data);
}
