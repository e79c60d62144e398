<?php
// Signs OAuth 1.0a requests by hand with PHP's encoders, right and wrong.
// Run: php sign.php requests.txt

$runtime = 'PHP ' . PHP_VERSION;

/** http_build_query makes a whole pair; one value of it is what stands after "k=". */
$encoders = [
    'php urlencode' => ['urlencode', 'urlencode'],
    'php rawurlencode' => ['rawurlencode', 'rawurlencode'],
    'php http_build_query' => ['http_build_query', fn($s) => substr(http_build_query(['k' => $s]), 2)],
    'php http_build_query RFC3986' => ["http_build_query(\$p, '', '&', PHP_QUERY_RFC3986)",
        fn($s) => substr(http_build_query(['k' => $s], '', '&', PHP_QUERY_RFC3986), 2)],
    'php rawurlencode utf8_encode' => ['rawurlencode(utf8_encode($s))', fn($s) => rawurlencode(@utf8_encode($s))],
    'php rawurlencode utf8_decode' => ['rawurlencode(utf8_decode($s))', fn($s) => rawurlencode(@utf8_decode($s))],
    'php rawurlencode iconv CP1252' => ["rawurlencode(iconv('UTF-8', 'CP1252//IGNORE', \$s))",
        fn($s) => rawurlencode((string)@iconv('UTF-8', 'CP1252//IGNORE', $s))],
    // The well-known OAuthUtil::urlencode_rfc3986; harmless today, needed before PHP 5.3.
    'php urlencode_rfc3986' => ["str_replace('+', ' ', str_replace('%7E', '~', rawurlencode(\$s)))",
        fn($s) => str_replace('+', ' ', str_replace('%7E', '~', rawurlencode($s)))],
    // What is left of the tilde bug of old PHP when somebody repairs only the space.
    'php urlencode plus repaired' => ["str_replace('+', '%20', urlencode(\$s))", fn($s) => str_replace('+', '%20', urlencode($s))],
];

foreach ($encoders as $name => [$function, $encode]) {
    foreach (array_merge(array_map('chr', range(0x20, 0x7E)), ['é', '€', 'あ', '💩', "\n", "\r\n"]) as $s) {
        echo implode("\t", ['table', $name, $function, $runtime, bin2hex($s), bin2hex($encode($s))]), "\n";
    }
}

function read_request(string $id, string $text): array
{
    $texts = [];
    $r = ['query' => [], 'form' => [], 'oauth' => [], 'token_secret' => null];
    $inside = false;
    foreach (file($GLOBALS['argv'][1], FILE_IGNORE_NEW_LINES) as $line) {
        $f = explode("\t", $line);
        if ($f[0] === 'text') {
            $texts[$f[1]] = $f[2];
        } elseif ($f[0] === 'request') {
            $inside = $f[1] === $id;
        } elseif ($inside && isset($f[2])) {
            $r[$f[0]][] = [$f[1], str_replace('{text}', $texts[$text], $f[2])];
        } elseif ($inside && isset($f[1])) {
            $r[$f[0]] = $f[1];
        }
    }
    return $r;
}

function sign(string $id, string $request, string $text, string $encoder, string $scope, string $mistakes = '', string $note = ''): void
{
    global $encoders, $runtime;
    $r = read_request($request, $text);
    $has = fn($m) => in_array($m, explode(',', $mistakes));
    [$function, $wrong] = $encoders[$encoder];
    $inner = str_contains($scope, 'parameters') ? $wrong : 'rawurlencode';
    $outer = str_contains($scope, 'base string') ? $wrong : 'rawurlencode';
    $forKey = str_contains($scope, 'key') ? $wrong : 'rawurlencode';

    $params = $r['oauth'];
    if (!$has('body-form-omitted')) {
        $params = array_merge($r['form'], $params);
    }
    if (!$has('query-omitted')) {
        $params = array_merge($r['query'], $params);
    }
    if ($has('empty-values-dropped')) {
        $params = array_filter($params, fn($p) => $p[1] !== '');
    }
    if ($has('secret-in-params')) {
        $params[] = ['oauth_token_secret', $r['token_secret']];
    }
    $pairs = [];
    if ($has('dup-keys-collapsed') || $has('array-brackets-added')) {
        // PHP arrays: one entry a name, or a list that http_build_query numbers.
        $map = [];
        foreach ($params as [$k, $v]) {
            if ($has('array-brackets-added') && isset($map[$k])) {
                $map[$k] = array_merge((array)$map[$k], [$v]);
            } else {
                $map[$k] = $v;
            }
        }
        foreach (explode('&', http_build_query($map, '', '&', $wrong('~ ') === '~%20' ? PHP_QUERY_RFC3986 : PHP_QUERY_RFC1738)) as $pair) {
            $pairs[] = explode('=', $pair);
        }
    } else {
        foreach ($params as [$k, $v]) {
            $pairs[] = $has('assembly-single-encoding') ? [$k, $v] : [$inner($k), $has('values-not-encoded') ? $v : $inner($v)];
        }
    }
    if ($has('sort-case-insensitive')) {
        usort($pairs, fn($a, $b) => strcasecmp($a[0], $b[0]) ?: strcmp($a[1], $b[1]));
    } elseif (!$has('sort-none')) {
        usort($pairs, fn($a, $b) => strcmp($a[0], $b[0]) ?: strcmp($a[1], $b[1]));
    }
    $joined = implode($has('capture-html-escaped') ? '&amp;' : '&', array_map(fn($p) => "$p[0]=$p[1]", $pairs));
    $uri = $has('uri-default-port-kept') ? $r['sent'] : $r['uri'];
    if ($scope === 'whole string once') {
        $base = $wrong("$r[method]&$uri&$joined");
    } else {
        $base = $r['method'] . '&' . $outer($uri) . '&' . ($has('assembly-params-not-encoded') ? $joined : $outer($joined));
    }
    $key = $has('key-secrets-not-encoded') ? $r['consumer_secret'] . '&' . $r['token_secret']
        : $forKey($r['consumer_secret']) . '&' . $forKey((string)$r['token_secret']);
    if ($has('key-no-ampersand')) {
        $key = rtrim($key, '&');
    }
    if ($has('key-token-secret-missing')) {
        $key = $forKey($r['consumer_secret']) . '&';
    }
    $digest = $has('sig-base64-of-hex') ? hash_hmac($r['hash'], $base, $key) : hash_hmac($r['hash'], $base, $key, true);
    echo implode("\t", ['case', $id, $request, $text, $encoder, $scope, $mistakes, "$function on $runtime, hash_hmac('" . strtolower($r['hash']) . "')",
        bin2hex($base), bin2hex($key), base64_encode($digest), $note]), "\n";
}

$both = 'parameters and base string';
sign('php-urlencode-search-space', 'search', 'space', 'php urlencode', 'parameters');
sign('php-urlencode-status-twitter', 'status', 'twitter', 'php urlencode', $both);
sign('php-urlencode-status-marks', 'status', 'marks', 'php urlencode', 'parameters');
sign('php-urlencode-outer-only-tilde', 'search', 'tilde', 'php urlencode', 'base string');
sign('php-urlencode-key', 'accounts', 'plain', 'php urlencode', 'key');
sign('php-urlencode-plus-repaired-tilde', 'contact', 'tilde', 'php urlencode plus repaired', $both);
sign('php-http-build-query-tag-marks', 'tag', 'marks', 'php http_build_query', 'parameters');
sign('php-http-build-query-euro', 'search', 'euro', 'php http_build_query', 'parameters');
sign('php-utf8-encode-twice-accent', 'search', 'accent', 'php rawurlencode utf8_encode', 'parameters', '', 'UTF-8 bytes taken for Latin-1 and encoded again');
sign('php-utf8-decode-accent', 'status', 'accent', 'php rawurlencode utf8_decode', 'parameters');
sign('php-utf8-decode-euro', 'status', 'euros', 'php rawurlencode utf8_decode', 'parameters');
sign('php-iconv-cp1252-euro', 'launch', 'euros', 'php rawurlencode iconv CP1252', 'parameters');
sign('php-html-escaped-ampersand', 'search', 'space', 'php rawurlencode', 'none', 'capture-html-escaped', 'the joined parameters went through a template that writes &amp;');
sign('php-encoded-once', 'status', 'twitter', 'php rawurlencode', 'none', 'assembly-single-encoding', 'values put in raw, only the joined string encoded');
sign('php-params-raw-in-base-string', 'search', 'space', 'php rawurlencode', 'none', 'assembly-params-not-encoded');
sign('php-key-no-ampersand', 'tag', 'space', 'php rawurlencode', 'none', 'key-no-ampersand');
// Several at once.
sign('php-urlencode-no-raw-output', 'status', 'space', 'php urlencode', 'parameters', 'sig-base64-of-hex', 'hash_hmac without its raw flag');
sign('php-http-build-query-no-query', 'status', 'space', 'php http_build_query', 'parameters', 'query-omitted');
sign('php-http-build-query-numbered-tags', 'contact', 'space', 'php http_build_query', 'parameters', 'array-brackets-added');
sign('php-http-build-query-map-no-ampersand', 'tag', 'space', 'php http_build_query', 'parameters', 'key-no-ampersand');
sign('php-array-one-tag-left', 'contact', 'space', 'php http_build_query RFC3986', 'none', 'dup-keys-collapsed');
sign('php-html-escaped-and-urlencode', 'search', 'tilde', 'php urlencode', 'parameters', 'capture-html-escaped');
sign('php-urlencode-secret-among-parameters', 'search', 'space', 'php urlencode', 'parameters', 'secret-in-params,key-token-secret-missing');
sign('php-values-raw-sorted-as-added', 'launch', 'space', 'php rawurlencode', 'none', 'values-not-encoded,sort-none');
sign('php-urlencode-port-kept', 'message', 'space', 'php urlencode', $both, 'uri-default-port-kept');
sign('php-empty-dropped-and-urlencode', 'contact', 'tilde', 'php urlencode', 'parameters', 'empty-values-dropped');
// Right ones.
sign('php-right-rawurlencode-marks', 'status', 'marks', 'php rawurlencode', $both);
sign('php-right-urlencode-rfc3986-twitter', 'status', 'twitter', 'php urlencode_rfc3986', $both, '', 'the str_replace of + and %7E that old PHP needed: without effect on rawurlencode today');
