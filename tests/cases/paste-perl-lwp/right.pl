my $req = HTTP::Request->new(POST => 'https://api.birdsong.example/1.1/statuses/update.json?include_entities=true');
$req->header('Authorization' => q{OAuth oauth_consumer_key="oD1YYU93xuftB0KO8DXd0iZPl", oauth_nonce="OJoRTK3uxzrw35tk2nFxIpXZ9s6kIzLf", oauth_signature_method="HMAC-SHA1", oauth_timestamp="1600000000", oauth_token="29123-UGSQgizWkVvEY4aubdRcvuvZlpmpU6yhZs9pEyrN", oauth_version="1.0", oauth_signature="FAEcdW89r3gtxjas8mQiLAhgmhM%3D"});
$req->content_type('application/x-www-form-urlencoded');
$req->content('status=Hello%20Ladies%20%2B%20Gents%21&lang=en');
my $res = LWP::UserAgent->new->request($req);
