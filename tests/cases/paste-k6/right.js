import http from 'k6/http';

export default function () {
  const url = 'https://api.birdsong.example/1.1/statuses/update.json?include_entities=true';
  const payload = 'status=Hello%20Ladies%20%2B%20Gents%21&lang=en';
  const params = {
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded',
      'Authorization': 'OAuth oauth_consumer_key="oD1YYU93xuftB0KO8DXd0iZPl", oauth_nonce="OJoRTK3uxzrw35tk2nFxIpXZ9s6kIzLf", oauth_signature_method="HMAC-SHA1", oauth_timestamp="1600000000", oauth_token="29123-UGSQgizWkVvEY4aubdRcvuvZlpmpU6yhZs9pEyrN", oauth_version="1.0", oauth_signature="FAEcdW89r3gtxjas8mQiLAhgmhM%3D"',
    },
  };
  const res = http.post(url, payload, params);
  console.log(res.status);
}
