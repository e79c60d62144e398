<?php
$client = new Client();
$headers = [
  'Authorization' => 'OAuth oauth_consumer_key="dpf43f3p2l4k3l03",oauth_nonce="e5VR16",oauth_signature_method="HMAC-SHA1",oauth_timestamp="1472121255",oauth_version="1.0",oauth_signature="OgLdQARtBhiR40ffVZq4CppFlgE%3D"'
];
$options = [
'form_params' => [
  'status' => 'a b'
]];
$request = new Request('POST', 'https://echo.example/oauth1?page=2', $headers);
$res = $client->sendAsync($request, $options)->wait();
