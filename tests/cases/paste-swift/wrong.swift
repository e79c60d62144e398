var request = URLRequest(url: URL(string: "https://api.birdsong.example/1.1/statuses/update.json?include_entities=true")!)
request.httpMethod = "POST"
request.addValue("application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
request.addValue("OAuth oauth_consumer_key=\"oD1YYU93xuftB0KO8DXd0iZPl\", oauth_nonce=\"OJoRTK3uxzrw35tk2nFxIpXZ9s6kIzLf\", oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"1600000000\", oauth_token=\"29123-UGSQgizWkVvEY4aubdRcvuvZlpmpU6yhZs9pEyrN\", oauth_version=\"1.0\", oauth_signature=\"WWGtLgvvUzzgjSJsxoHkIGfXEPg%3D\"", forHTTPHeaderField: "Authorization")
request.httpBody = "status=Hello%20Ladies%20%2B%20Gents%21&lang=en".data(using: .utf8)

URLSession.shared.dataTask(with: request) { data, response, error in print(response!) }.resume()
