<?php
// A signer for OAuth 1.0a as it is written by hand in PHP, and the mistakes that are made in it.
//
// Each case is the right signer with one step written otherwise, by PHP's own functions.
// Run: php sign.php requests.tsv

function read_requests(string $path): array {
    $found = [];
    foreach (file($path, FILE_IGNORE_NEW_LINES) as $line) {
        $fields = explode("\t", $line);
        $kind = array_shift($fields);
        if ($kind === 'request') {
            $name = $fields[0];
            $found[$name] = (object) ['oauth' => [], 'others' => []];
            continue;
        }
        $values = array_map(fn($field) => hex2bin(substr($field, 1)), $fields);
        if ($kind === 'oauth') $found[$name]->oauth[] = $values;
        elseif ($kind === 'other') $found[$name]->others[] = $values[0];
        else $found[$name]->$kind = $values[0];
    }
    return $found;
}

// The right one. A case replaces some of its steps.
class Signer {
    public function __construct(private array $steps = []) {}

    public function __call(string $step, array $given) {
        return ($this->steps[$step] ?? [$this, "right_$step"])(...[...$given, $this]);
    }

    function right_encode($text) { return rawurlencode($text); }
    function right_parse($text) {
        $pairs = [];
        foreach (explode('&', $text) as $pair)
            if ($pair !== '') $pairs[] = array_map('urldecode', explode('=', $pair, 2) + [1 => '']);
        return $pairs;
    }
    function right_query($r) { return $this->parse(parse_url($r->url, PHP_URL_QUERY) ?? ''); }
    function right_form($r) { return $r->type === 'application/x-www-form-urlencoded' ? $this->parse($r->body) : []; }
    function right_oauth($r) { return $r->oauth; }
    function right_change($value) { return $value; }
    function right_pairs($r) {
        $own = array_map(fn($pair) => [$pair[0], $this->change($pair[1])], [...$this->query($r), ...$this->form($r)]);
        return [...$own, ...$this->oauth($r)];
    }
    function right_sort($pairs) {
        usort($pairs, fn($a, $b) => strcmp($a[0], $b[0]) ?: strcmp($a[1], $b[1]));
        return $pairs;
    }
    function right_join($pairs) { return implode('&', array_map(fn($pair) => implode('=', $pair), $pairs)); }
    function right_parameters($r) {
        return $this->join($this->sort(array_map(fn($pair) => array_map(fn($text) => $this->encode($text), $pair), $this->pairs($r))));
    }
    function right_method($r) { return strtoupper($r->method); }
    function right_uri($r) { return explode('?', $r->url)[0]; }
    function right_assemble($r) { return implode('&', array_map('rawurlencode', [$this->method($r), $this->uri($r), $this->parameters($r)])); }
    function right_secret($text) { return rawurlencode($text); }
    function right_key($r) { return $this->secret($r->consumer_secret) . '&' . $this->secret($r->token === '' ? '' : $r->token_secret); }
    function right_mac($key, $base) { return hash_hmac('sha1', $base, $key, true); }
    function right_text($digest) { return base64_encode($digest); }
}

$cases = [
    // Parameters.
    ['server-rewrite-param-added', 'plainpath', ['query' => fn($r, $s) => [...$s->right_query($r), ['q', parse_url($r->url, PHP_URL_PATH)]]]],
    ['null-values-dropped-on-wire', 'plainpath', ['query' => fn($r, $s) => [...$s->right_query($r), ['page', (string) null]]]],
    ['submit-button-included', 'inform', ['form' => fn($r, $s) => array_filter($s->right_form($r), fn($pair) => $pair[0] !== 'ext_submit')]],
    ['html-entity-in-value', 'text', ['change' => fn($v) => htmlspecialchars($v, ENT_NOQUOTES)]],
    ['?html-entity-in-value', 'text', ['change' => fn($v) => htmlspecialchars($v)]],
    ['slashes-added', 'text', ['change' => fn($v) => addslashes($v)]],
    ['slashes-stripped', 'text', ['change' => fn($v) => stripslashes($v)]],
    ['value-trimmed', 'text', ['change' => fn($v) => trim($v)]],
    ['lti-newline-normalised', 'text', ['change' => fn($v) => str_replace("\r\n", "\n", $v)]],
    ['bool-or-number-format', 'flags', ['change' => fn($v) => $v === 'true' ? (string) true : $v]],
    ['array-stringified', 'phplist', ['query' => function ($r) {
        parse_str(parse_url($r->url, PHP_URL_QUERY), $found);
        $pairs = [];
        foreach ($found as $name => $value) $pairs[] = is_array($value) ? ["{$name}[]", @"$value"] : [$name, $value];
        return $pairs;
    }]],
    ['body-hash-on-form', 'status', ['oauth' => fn($r) => [...$r->oauth, ['oauth_body_hash', base64_encode(sha1($r->body, true))]]]],
    ['body-hash-wrong-alg', 'hashed', ['oauth' => fn($r) => array_map(fn($p) => $p[0] === 'oauth_body_hash' ? [$p[0], sha1($r->body)] : $p, $r->oauth)]],
    ['spaces-collapsed', 'text', ['change' => fn($v) => trim(preg_replace('/\s+/', ' ', $v))]],
    ['?spaces-collapsed', 'text', ['change' => fn($v) => preg_replace('/ +/', ' ', $v)]],
    // Decoding and encoding.
    ['space-wire-vs-signed', 'plusquery', ['parse' => fn($t) => array_map(fn($pair) => array_map('rawurldecode', explode('=', $pair)), explode('&', $t)),
        'encode' => fn($t) => str_replace('%2B', '+', rawurlencode($t))]],
    ['query-escapes-not-decoded', 'escape', ['query' => fn($r) => array_map(fn($pair) => explode('=', strtr($pair, '+', ' '), 2), explode('&', parse_url($r->url, PHP_URL_QUERY)))]],
    ['enc-underscore-escaped', 'lower', ['encode' => fn($t) => str_replace('_', '%5F', rawurlencode($t))]],
    ['enc-subset-map', 'status', ['encode' => fn($t) => strtr($t, [' ' => '%20', '&' => '%26', '+' => '%2B'])]],
    ['enc-plus-to-pct20', 'status', ['encode' => fn($t) => str_replace('+', '%20', urlencode(urldecode(urlencode(strtr($t, '+', ' ')))))]],
    ['charset-html-entity', 'french', ['encode' => fn($t) => rawurlencode(numeric_entities($t))]],
    ['charset-json-escape', 'french', ['encode' => fn($t) => rawurlencode(trim(json_encode($t), '"'))]],
    // Order.
    ['sort-values-only', 'plainpath', ['sort' => function ($pairs) { $map = array_column($pairs, 1, 0); asort($map, SORT_STRING); return array_map(null, array_keys($map), $map); }]],
    ['sort-reverse', 'status', ['sort' => function ($pairs) { $map = array_column($pairs, 1, 0); krsort($map, SORT_STRING); return array_map(null, array_keys($map), $map); }]],
    ['sort-natural', 'numbered', ['sort' => function ($pairs) { usort($pairs, fn($a, $b) => strnatcmp($a[0], $b[0]) ?: strcmp($a[1], $b[1])); return $pairs; }]],
    // The base string URI and the method.
    ['uri-server-script-path', 'https', ['uri' => fn($r) => 'https://www.example.com' . '/index.php' . parse_url($r->url, PHP_URL_PATH)]],
    ['uri-netsuite-account-domain', 'netsuite', ['uri' => fn($r) => 'https://' . str_replace('-', '_', parse_url($r->url, PHP_URL_HOST)) . parse_url($r->url, PHP_URL_PATH)]],
    ['uri-hex-lowercase', 'plainpath', ['assemble' => fn($r, $s) => implode('&', [$s->method($r), strtolower(rawurlencode($s->uri($r))), rawurlencode($s->parameters($r))])]],
    ['uri-port-dropped', 'port', ['uri' => fn($r) => 'http://' . parse_url($r->url, PHP_URL_HOST) . parse_url($r->url, PHP_URL_PATH)]],
    ['method-omitted', 'plainpath', ['assemble' => fn($r, $s) => rawurlencode($s->uri($r)) . '&' . rawurlencode($s->parameters($r))]],
    // The base string.
    ['assembly-missing-amp-between-groups', 'json', ['parameters' => fn($r, $s) => http_build_query(array_column($s->sort($s->query($r)), 1, 0))
        . http_build_query(array_column($s->sort($r->oauth), 1, 0))]],
    ['assembly-trailing-amp', 'plainpath', ['join' => function ($pairs) { $text = ''; foreach ($pairs as [$n, $v]) $text .= "$n=$v&"; return $text; }]],
    ['assembly-parts-wrong-separator', 'plainpath', ['assemble' => fn($r, $s) => rawurlencode($s->method($r)) . rawurlencode($s->uri($r)) . rawurlencode($s->parameters($r))]],
    // The key.
    ['key-quotes-kept', 'status', ['secret' => fn($t) => rawurlencode("\"$t\"")]],
    ['key-html-escaped', 'secrets', ['secret' => fn($t) => rawurlencode(htmlspecialchars($t, ENT_NOQUOTES))]],
    ['?key-html-escaped', 'secrets', ['secret' => fn($t) => rawurlencode(htmlspecialchars($t))]],
    ['?key-base64-encoded', 'status', ['secret' => fn($t) => base64_encode($t)]],
    ['key-backslashes-lost', 'secrets', ['secret' => fn($t) => rawurlencode(stripslashes($t))]],
    ['key-hashed', 'status', ['secret' => fn($t) => sha1($t)]],
    ['key-base64-encoded', 'status', ['secret' => fn($t) => rawurlencode(base64_encode($t))]],
    ['key-truncated', 'status', ['secret' => fn($t) => rawurlencode(substr($t, 0, 16)), 'key' => fn($r, $s) => $s->secret($r->consumer_secret) . '&' . rawurlencode($r->token_secret)]],
    ['key-token-secret-extra', 'stale', ['key' => fn($r) => rawurlencode($r->consumer_secret) . '&' . rawurlencode($r->token_secret)]],
    // Digest and signature.
    ['sig-double-encoded', 'status', ['text' => fn($d) => rawurlencode(base64_encode($d))]],
    ['sig-plus-to-space', 'escape', ['text' => fn($d) => urldecode(base64_encode($d))]],
    ['sig-raw-bytes', 'status', ['text' => fn($d) => $d]],
    ['sig-hex', 'plainpath', ['mac' => fn($key, $base) => hash_hmac('sha1', $base, $key), 'text' => fn($d) => $d]],
    ['sig-base64-of-hex', 'plainpath', ['mac' => fn($key, $base) => hash_hmac('sha1', $base, $key)]],
    ['sig-raw-bytes-as-utf8', 'status', ['text' => fn($d) => base64_encode(@utf8_encode($d))]],
    ['sig-plaintext-is-base-string', 'plaintext', ['mac' => fn($key, $base) => $base, 'text' => fn($d) => $d]],
    ['sig-plaintext-not-encoded', 'plaintext', ['key' => fn($r) => "$r->consumer_secret&$r->token_secret", 'mac' => fn($key) => $key, 'text' => fn($d) => $d]],
    ['sig-plaintext-double-encoded', 'plaintext', ['mac' => fn($key) => $key, 'text' => fn($d) => rawurlencode($d)]],
    ['sig-truncated', 'status', ['text' => fn($d) => base64_encode(substr($d, 0, 16))]],
    ['sig-over-nothing', 'plainpath', ['mac' => fn($key, $base) => hash_hmac('sha1', @(string) $bas, $key, true)]],
];

// Without the mbstring extension.
function numeric_entities(string $text): string {
    return preg_replace_callback('/[^\x00-\x7f]/u', fn($c) => '&#' . unpack('N', iconv('UTF-8', 'UCS-4BE', $c[0]))[1] . ';', $text);
}

$requests = read_requests($argv[1]);
$unchanged = array_map(fn($name) => ['right', $name, []], array_unique(array_column($cases, 1)));
foreach ([...$cases, ...$unchanged] as [$mistake, $name, $steps]) {
    $signer = new Signer($steps);
    $r = $requests[$name];
    [$base, $key] = [$signer->assemble($r), $signer->key($r)];
    $signature = $signer->text($signer->mac($key, $base));
    $made_by = 'PHP ' . PHP_MAJOR_VERSION . '.' . PHP_MINOR_VERSION . '.' . PHP_RELEASE_VERSION;
    echo implode("\t", ['php', 'sign.php', $made_by, $mistake, $name, bin2hex($base), bin2hex($key), bin2hex($signature)]), "\n";
}
