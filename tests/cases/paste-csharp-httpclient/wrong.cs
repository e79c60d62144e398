var request = new HttpRequestMessage(HttpMethod.Post, "https://api.birdsong.example/1.1/statuses/update.json?include_entities=true");
request.Headers.Add("Authorization", "OAuth oauth_consumer_key=\"oD1YYU93xuftB0KO8DXd0iZPl\", oauth_nonce=\"OJoRTK3uxzrw35tk2nFxIpXZ9s6kIzLf\", oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"1600000000\", oauth_token=\"29123-UGSQgizWkVvEY4aubdRcvuvZlpmpU6yhZs9pEyrN\", oauth_version=\"1.0\", oauth_signature=\"WWGtLgvvUzzgjSJsxoHkIGfXEPg%3D\"");
request.Content = new FormUrlEncodedContent(new[]
{
        new KeyValuePair<string, string>("status", "Hello Ladies + Gents!"),
        new KeyValuePair<string, string>("lang", "en")
});
var response = await client.SendAsync(request);
