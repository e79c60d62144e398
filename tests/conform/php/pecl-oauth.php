<?php
// The oauth extension: URL as text, the form as a map, with arrays for repeated names.
function arrays(array $pairs): array {
    $found = [];
    foreach ($pairs as [$name, $value]) {
        if (!array_key_exists($name, $found)) $found[$name] = $value;
        elseif (is_array($found[$name])) $found[$name][] = $value;
        else $found[$name] = [$found[$name], $value];
    }
    return $found;
}

function sign(array $request): array {
    $given = array_column($request['oauth'], 1, 0);
    $client = new OAuth($request['consumer_key'], $request['consumer_secret'] ?? 'unused with RSA', $request['signature_method']);
    $client->enableDebug();
    if (isset($request['private_key'])) $client->setRSACertificate($request['private_key']);
    if ($request['token'] !== null) $client->setToken($request['token'], $request['token_secret'] ?? '');
    if (isset($given['oauth_nonce'])) $client->setNonce($given['oauth_nonce']);
    if (isset($given['oauth_timestamp'])) $client->setTimestamp($given['oauth_timestamp']);
    $extra = arrays($request['form']);
    $beyond = array_diff_key($given, array_flip(['oauth_consumer_key', 'oauth_token', 'oauth_signature_method',
        'oauth_timestamp', 'oauth_nonce', 'oauth_version']));
    $header = $client->getRequestHeader($request['method'], $request['url'], $beyond + $extra);
    if ($header === false) return ['error' => 'no header was made'];
    $sent = [];
    foreach (explode(',', substr($header, 6)) as $part) {
        [$name, $value] = explode('=', trim($part), 2);
        $sent[] = [rawurldecode($name), rawurldecode(trim($value, '"'))];
    }
    $made = array_column($sent, 1, 0)['oauth_signature'];
    $named = array_column($sent, 1, 0);
    foreach ($beyond as $name => $value) if (!isset($named[$name])) $sent[] = [$name, $value];
    return ['base_string' => $client->debugInfo['sbs'] ?? null, 'signature' => $made,
        'oauth' => array_values(array_filter($sent, fn($p) => str_starts_with($p[0], 'oauth_') && $p[0] !== 'oauth_signature'))];
}

while (($line = fgets(STDIN)) !== false) {
    try {
        $answer = sign(json_decode($line, true, 32, JSON_THROW_ON_ERROR));
    } catch (Throwable $error) {
        $answer = ['error' => get_class($error) . ': ' . $error->getMessage()];
    }
    echo json_encode($answer, JSON_UNESCAPED_SLASHES | JSON_INVALID_UTF8_SUBSTITUTE), "\n";
}
