            const string headers = "Authorization: OAuth oauth_consumer_key=\"7171\"," +
                                   "oauth_signature_method=\"HMAC-SHA1\",oauth_timestamp=\"1626666646\",oauth_nonce=\"12345\"," +
                                   "oauth_version=\"1.0\",oauth_signature=\"IF1VxpJA8gGaips9uxrgTHcYaLk=\"";

            var request = OAuth1.BuildRequest("GET", "https://www.blogs.example/oauth/request_token",
