<?php
// Signs a request with OAuth 1.0a as RFC 5849 says: HMAC-SHA1, HMAC-SHA256 or HMAC-SHA512. PHP 7.4 or later.
// SPDX-License-Identifier: MIT OR Apache-2.0
//
//     $url = 'https://api.example.com/1/statuses/update.json?lang=en';
//     $form = [['status', 'Hello Ladies + Gentlemen']];
//     $header = oauth_header('POST', $url, $form, 'consumer key', 'consumer secret', 'token', 'token secret');
//     curl_setopt($curl, CURLOPT_POSTFIELDS, 'status=' . rawurlencode('Hello Ladies + Gentlemen'));
//     curl_setopt($curl, CURLOPT_HTTPHEADER, ["Authorization: $header"]);
//
// The URL is the one that is sent, with its query. $form holds the decoded fields of a form body
// (application/x-www-form-urlencoded) as pairs, since a name may be repeated; a JSON or multipart body is not
// signed, so it stays empty there. Leave the token out where there is none. Further protocol parameters go into
// $more, and replace the defaults: ['oauth_callback' => 'oob', 'oauth_signature_method' => 'HMAC-SHA256'];
// 'realm' is sent and not signed.

function oauth_header(string $method, string $url, array $form, string $consumerKey, string $consumerSecret,
    string $token = '', string $tokenSecret = '', array $more = []): string
{
    $oauth = $more + [
        'oauth_consumer_key' => $consumerKey,
        'oauth_nonce' => bin2hex(random_bytes(16)),
        'oauth_signature_method' => 'HMAC-SHA1',
        'oauth_timestamp' => (string) time(),
        'oauth_version' => '1.0',
    ] + ($token === '' ? [] : ['oauth_token' => $token]);
    $realm = $oauth['realm'] ?? null;
    unset($oauth['realm']);
    $hashes = ['HMAC-SHA1' => 'sha1', 'HMAC-SHA256' => 'sha256', 'HMAC-SHA512' => 'sha512'];
    $hash = $hashes[$oauth['oauth_signature_method']] ?? null;
    if ($hash === null) throw new InvalidArgumentException('the signature method must be an HMAC');
    if (!preg_match('~^([a-z][a-z0-9+.-]*)://(?:[^/?#]*@)?([^/?#]*)([^?#]*)(?:\?([^#]*))?~i', $url, $part))
        throw new InvalidArgumentException('the URL must begin with a scheme and a host');

    // Query, form and protocol parameters: decoded, encoded anew, and only then sorted (section 3.4.1.3).
    // parse_str and $_GET would rename a.b and keep only the last of a repeated name.
    $pairs = $form;
    foreach (explode('&', $part[4] ?? '') as $segment)
        if ($segment !== '') $pairs[] = array_map('urldecode', explode('=', $segment, 2) + [1 => '']);
    foreach ($oauth as $name => $value) $pairs[] = [$name, $value];
    $pairs = array_filter($pairs, function ($pair) { return $pair[0] !== 'oauth_signature'; });
    $encoded = array_map(function ($pair) { return array_map('rawurlencode', $pair); }, $pairs);
    usort($encoded, function ($a, $b) { return strcmp($a[0], $b[0]) ?: strcmp($a[1], $b[1]); });
    $parameters = implode('&', array_map(function ($pair) { return "$pair[0]=$pair[1]"; }, $encoded));

    // Scheme and host in lower case, no default port, no query (section 3.4.1.2).
    $scheme = strtolower($part[1]);
    $port = ['http' => ':80', 'https' => ':443'][$scheme] ?? '';
    $host = preg_replace($port === '' ? '/^$/' : "/$port\$/", '', strtolower($part[2]));
    $uri = "$scheme://$host" . ($part[3] === '' ? '/' : $part[3]);

    $base = implode('&', array_map('rawurlencode', [strtoupper($method), $uri, $parameters]));
    $key = rawurlencode($consumerSecret) . '&' . rawurlencode($tokenSecret);
    $oauth['oauth_signature'] = base64_encode(hash_hmac($hash, $base, $key, true));
    ksort($oauth);
    $sent = ($realm === null ? [] : ['realm' => $realm]) + $oauth;
    $fields = [];
    foreach ($sent as $name => $value) $fields[] = $name . '="' . rawurlencode($value) . '"';
    return 'OAuth ' . implode(', ', $fields);
}
