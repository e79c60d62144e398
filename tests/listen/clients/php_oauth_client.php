<?php
// PHP's oauth extension: a whole flow, right requests, and a wrong secret.
$base = $argv[1];
$client = fn($secret = "live secret & more") => new OAuth("live-key", $secret, OAUTH_SIG_METHOD_HMACSHA1, OAUTH_AUTH_TYPE_AUTHORIZATION);
$oauth = $client();
$request = $oauth->getRequestToken("$base/oauth/request_token", "http://127.0.0.1:1/ready", "POST");
$stay = stream_context_create(["http" => ["follow_location" => 0]]);
file_get_contents("$base/oauth/authorize?oauth_token=" . urlencode($request["oauth_token"]), false, $stay);
$place = array_values(preg_grep('/^location:/i', $http_response_header))[0];
parse_str(parse_url(trim(substr($place, 9)), PHP_URL_QUERY), $back);
$oauth->setToken($request["oauth_token"], $request["oauth_token_secret"]);
$access = $oauth->getAccessToken("$base/oauth/access_token", null, $back["oauth_verifier"], "POST");
$oauth->setToken($access["oauth_token"], $access["oauth_token_secret"]);
$oauth->fetch("$base/php/get", ["q" => "a b+c", "x" => "é"], OAUTH_HTTP_METHOD_GET);
$oauth->fetch("$base/php/form", ["status" => "hello world ~"], OAUTH_HTTP_METHOD_POST);
$wrong = $client("sandbox-secret");
$wrong->setToken("live-token", "live/token=secret");
try {
    $wrong->fetch("$base/wrong/key-other-environment");
    exit("the wrong secret was taken\n");
} catch (OAuthException $refused) {
    if ($refused->getCode() !== 401) { throw $refused; }
}
