<?php

$curl = curl_init();

curl_setopt_array($curl, array(
  CURLOPT_URL => "https://echo-post.example/oauth1?page=2",
  CURLOPT_RETURNTRANSFER => true,
  CURLOPT_ENCODING => "",
  CURLOPT_MAXREDIRS => 10,
  CURLOPT_TIMEOUT => 0,
  CURLOPT_FOLLOWLOCATION => true,
  CURLOPT_HTTP_VERSION => CURL_HTTP_VERSION_1_1,
  CURLOPT_CUSTOMREQUEST => "GET",
  CURLOPT_HTTPHEADER => array(
    "Authorization: OAuth oauth_consumer_key=\"DVlSHCiIvuVEwRVi\",oauth_signature_method=\"HMAC-SHA1\",oauth_timestamp=\"1472121255\",oauth_nonce=\"e5VR16\",oauth_version=\"1.0\",oauth_signature=\"UmLu9At0IaZc4esv%2BSIDLlq2crI%3D\""
  ),
));

$response = curl_exec($curl);

curl_close($curl);
echo $response;
