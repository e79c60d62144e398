<?php
require $argv[1];

while (($line = fgets(STDIN)) !== false) {
    $fields = array_map(fn($field) => hex2bin(substr($field, 1)), explode("\t", rtrim($line, "\n")));
    $pairs = array_chunk(array_slice($fields, 7), 2);
    $form = array_slice($pairs, 0, (int) $fields[6]);
    $more = array_column(array_slice($pairs, (int) $fields[6]), 1, 0);
    [$method, $url, $key, $secret, $token, $tokenSecret] = $fields;
    try {
        echo 'x', bin2hex(oauth_header($method, $url, $form, $key, $secret, $token, $tokenSecret, $more)), "\n";
    } catch (Throwable $error) {
        echo '!', $error->getMessage(), "\n";
    }
}
