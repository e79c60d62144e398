//! The right way through each room of the corridor, in eight languages: the mend of every mistake
//! of that room whose entry has none of its own in that language.
//!
//! One after the other, the mends of a language are a signer, and the tests run them as one. Their
//! names: `url`, `method`, `query` (of the URL, as sent), `form` (a form body, as sent, else empty),
//! `oauth` (the protocol parameters), both secrets; `enc` is the RFC's encoder, which the room
//! [`Room::Encoder`] gives.

use super::{Fix, Mistake, Stage, fix};

/// What is made right.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Room {
    /// The encoder itself (section 3.6): an expression of `s`.
    Encoder,
    /// The decoded pairs of query, form and protocol parameters (section 3.4.1.3.1).
    Pairs,
    /// The pairs encoded and sorted (section 3.4.1.3.2).
    Sorted,
    /// The base string URI (section 3.4.1.2).
    Uri,
    /// The method (section 3.4.1.1).
    Method,
    /// The base string of its three parts (section 3.4.1.1).
    BaseString,
    /// The key of the two secrets (section 3.4.2).
    Key,
    /// The signature of an HMAC (section 3.4.2).
    Hmac,
    /// The signature with an RSA key (section 3.4.3).
    Rsa,
    /// The signature of PLAINTEXT (section 3.4.4).
    Plaintext,
    /// The header with the protocol parameters (section 3.5.1).
    Header,
    /// The hash of a body that is not a form (extension `oauth_body_hash`).
    BodyHash,
    /// The timestamp (section 3.3).
    Timestamp,
    /// The nonce (section 3.3).
    Nonce,
}

impl Room {
    /// The rooms that an HMAC signature goes through, in order; each mend uses what those before
    /// it have made.
    pub const CORRIDOR: [Self; 8] = [
        Self::Pairs,
        Self::Sorted,
        Self::Uri,
        Self::Method,
        Self::BaseString,
        Self::Key,
        Self::Hmac,
        Self::Header,
    ];

    /// The mends of that room, a language each.
    #[must_use]
    pub fn mends(self) -> &'static [Fix] {
        match self {
            Self::Encoder => ENCODER,
            Self::Pairs => PAIRS,
            Self::Sorted => SORTED,
            Self::Uri => URI,
            Self::Method => METHOD,
            Self::BaseString => BASE_STRING,
            Self::Key => KEY,
            Self::Hmac => HMAC,
            Self::Rsa => RSA,
            Self::Plaintext => PLAINTEXT,
            Self::Header => HEADER,
            Self::BodyHash => BODY_HASH,
            Self::Timestamp => TIMESTAMP,
            Self::Nonce => NONCE,
        }
    }

    /// The room that a mistake is mended in; none where no code mends it: a secret that was copied
    /// wrongly, a permission, a proxy.
    #[must_use]
    pub fn of(mistake: &Mistake) -> Option<Self> {
        let id = mistake.id;
        if NO_CODE.contains(&id) {
            return None;
        }
        match mistake.stage {
            Stage::Transport if id.starts_with("header-") || id.starts_with("sig-") => {
                Some(Self::Header)
            }
            Stage::Transport => None,
            Stage::Collection if id.starts_with("body-hash") => Some(Self::BodyHash),
            Stage::Collection => Some(Self::Pairs),
            Stage::Encoding
                if id.contains("decoded") || id.contains("raw") && id != "enc-space-raw" =>
            {
                Some(Self::Pairs)
            }
            Stage::Encoding => Some(Self::Encoder),
            Stage::Sorting => Some(Self::Sorted),
            Stage::Uri => Some(Self::Uri),
            Stage::Method => Some(Self::Method),
            Stage::Assembly => Some(Self::BaseString),
            Stage::Key => Some(Self::Key),
            Stage::Signature if id.starts_with("rsa-") => Some(Self::Rsa),
            Stage::Signature if id.starts_with("sig-plaintext") => Some(Self::Plaintext),
            Stage::Signature => Some(Self::Hmac),
            Stage::Elsewhere if id.starts_with("timestamp-") => Some(Self::Timestamp),
            Stage::Elsewhere if id.starts_with("nonce-") => Some(Self::Nonce),
            Stage::Elsewhere => None,
        }
    }
}

impl Mistake {
    /// Every mend in code: those of the entry, and the right way through its room in the languages
    /// that the entry does not name.
    pub fn mends(&self) -> impl Iterator<Item = &'static Fix> {
        let own = self.fixes.iter().filter(|fix| !fix.language.is_empty());
        let shared = Room::of(self).map(Room::mends).unwrap_or_default();
        let fixes = self.fixes;
        let is_new = move |fix: &&Fix| fixes.iter().all(|own| own.language != fix.language);
        own.chain(shared.iter().filter(is_new))
    }
}

/// Mistakes of data, servers and machines: advice in words is all there is.
const NO_CODE: &[&str] = &[
    "body-get-included",
    "header-not-sent",
    "header-consumer-key-encoded-once-too-many",
    "key-backslashes-lost",
    "key-case-changed",
    "key-other-environment",
    "key-pasted-twice",
    "key-quotes-kept",
    "key-request-token-secret",
    "key-shell-expanded",
    "key-token-secret-extra",
    "key-truncated",
    "key-wc-legacy-wants-no-ampersand",
    "rsa-wrong-key",
    "server-raw-query-used",
    "sig-from-other-request",
    "timestamp-not-increasing",
    "timestamp-skew",
];

const ENCODER: &[Fix] = &[
    super::fixes::PHP,
    super::fixes::JS,
    super::fixes::PYTHON,
    super::fixes::JAVA,
    super::fixes::CSHARP,
    super::fixes::RUBY,
    super::fixes::GO,
    super::fixes::PERL,
];

const PAIRS: &[Fix] = &[
    fix(
        "PHP",
        "foreach (explode('&', \"$query&$form\") as $p) if ($p !== '') $pairs[] = array_map('urldecode', explode('=', $p, 2) + [1 => '']); foreach ($oauth as $k => $v) $pairs[] = [$k, $v];",
    ),
    fix(
        "JavaScript",
        "const pairs = [...new URLSearchParams(query), ...new URLSearchParams(form), ...Object.entries(oauth)]",
    ),
    fix(
        "Python",
        "pairs = parse_qsl(query, True) + parse_qsl(form, True) + list(oauth.items())",
    ),
    fix(
        "Java",
        r#"List<String[]> pairs = new ArrayList<>(); for (String p : (query + "&" + form).split("&")) if (!p.isEmpty()) { String[] kv = (p + "=").split("=", 2); pairs.add(new String[] {URLDecoder.decode(kv[0], UTF_8), URLDecoder.decode(kv[1].replaceAll("=$", ""), UTF_8)}); } oauth.forEach((k, v) -> pairs.add(new String[] {k, v}));"#,
    ),
    fix(
        "C#",
        r#"var pairs = (query + "&" + form).Split('&').Where(p => p != "").Select(p => p.Split(new[] { '=' }, 2).Concat(new[] { "" }).Select(WebUtility.UrlDecode).ToArray()).Concat(oauth.Select(p => new[] { p.Key, p.Value }));"#,
    ),
    fix(
        "Ruby",
        "pairs = URI.decode_www_form(query) + URI.decode_www_form(form) + oauth.to_a",
    ),
    fix(
        "Go",
        r#"values, _ := url.ParseQuery(query + "&" + form); for k, v := range oauth { values.Add(k, v) }"#,
    ),
    fix(
        "Perl",
        r"my @pairs = map { [map { s/\+/ /gr =~ s/%(..)/chr hex $1/ger } /^([^=]*)=?(.*)/s] } grep { length } split /&/, qq($query&$form); push @pairs, [$_, $oauth{$_}] for keys %oauth;",
    ),
];

const SORTED: &[Fix] = &[
    fix(
        "PHP",
        "$pairs = array_map(fn($p) => array_map('rawurlencode', $p), $pairs); usort($pairs, fn($a, $b) => strcmp($a[0], $b[0]) ?: strcmp($a[1], $b[1]));",
    ),
    fix(
        "JavaScript",
        "const cmp = (a, b) => a < b ? -1 : a > b ? 1 : 0; const sorted = pairs.map(p => p.map(enc)).sort((a, b) => cmp(a[0], b[0]) || cmp(a[1], b[1]))",
    ),
    fix(
        "Python",
        "pairs = sorted((enc(k), enc(v)) for k, v in pairs)",
    ),
    fix(
        "Java",
        "pairs.replaceAll(p -> new String[] {enc(p[0]), enc(p[1])}); pairs.sort(Comparator.<String[], String>comparing(p -> p[0]).thenComparing(p -> p[1]));",
    ),
    fix(
        "C#",
        "var sorted = pairs.Select(p => p.Select(Uri.EscapeDataString).ToArray()).OrderBy(p => p[0], StringComparer.Ordinal).ThenBy(p => p[1], StringComparer.Ordinal);",
    ),
    fix(
        "Ruby",
        "pairs = pairs.map { |pair| pair.map { |text| ERB::Util.url_encode(text) } }.sort",
    ),
    fix(
        "Go",
        "var pairs [][2]string; for k, vs := range values { for _, v := range vs { pairs = append(pairs, [2]string{enc(k), enc(v)}) } }; sort.Slice(pairs, func(i, j int) bool { a, b := pairs[i], pairs[j]; return a[0] < b[0] || a[0] == b[0] && a[1] < b[1] })",
    ),
    fix(
        "Perl",
        "@pairs = sort { $a->[0] cmp $b->[0] || $a->[1] cmp $b->[1] } map { [map { enc($_) } @$_] } @pairs;",
    ),
];

const URI: &[Fix] = &[
    fix(
        "PHP",
        "$u = parse_url($url); $uri = preg_replace('~^(http://.*):80$|^(https://.*):443$~', '$1$2', strtolower(\"$u[scheme]://$u[host]\" . (isset($u['port']) ? \":$u[port]\" : ''))) . ($u['path'] ?? '/');",
    ),
    fix(
        "JavaScript",
        "const u = new URL(url), uri = u.origin + u.pathname",
    ),
    fix(
        "Python",
        "u = urlsplit(url); uri = re.sub(r'^(http://.*):80$|^(https://.*):443$', r'\\1\\2', f'{u.scheme}://{u.netloc.split(\"@\")[-1]}'.lower()) + (u.path or '/')",
    ),
    fix(
        "Java",
        r#"URI u = URI.create(url); String uri = (u.getScheme() + "://" + u.getHost() + (u.getPort() < 0 ? "" : ":" + u.getPort())).toLowerCase(Locale.ROOT).replaceAll("^(http://.*):80$|^(https://.*):443$", "$1$2") + (u.getRawPath().isEmpty() ? "/" : u.getRawPath());"#,
    ),
    fix(
        "C#",
        "var uri = new Uri(url).GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);",
    ),
    fix(
        "Ruby",
        r##"u = URI(url); uri = "#{u.scheme}://#{u.host}".downcase + (u.port == u.default_port ? "" : ":#{u.port}") + (u.path.empty? ? "/" : u.path)"##,
    ),
    fix(
        "Go",
        r#"u, _ := url.Parse(rawURL); host := strings.ToLower(u.Host); if u.Scheme == "http" { host = strings.TrimSuffix(host, ":80") } else { host = strings.TrimSuffix(host, ":443") }; uri := u.Scheme + "://" + host + u.EscapedPath()"#,
    ),
    fix(
        "Perl",
        r"my ($origin, $path) = $url =~ m{^(\w+://[^/?#]*)([^?#]*)}; my $uri = lc($origin) =~ s{^(http://.*):80$|^(https://.*):443$}{$1 // $2}er . ($path || '/');",
    ),
];

const METHOD: &[Fix] = &[
    fix("PHP", "$method = strtoupper($method);"),
    fix("JavaScript", "method = method.toUpperCase()"),
    fix("Python", "method = method.upper()"),
    fix("Java", "method = method.toUpperCase(Locale.ROOT);"),
    fix("C#", "method = method.ToUpperInvariant();"),
    fix("Ruby", "method = method.upcase"),
    fix("Go", "method = strings.ToUpper(method)"),
    fix("Perl", "$method = uc $method;"),
];

const BASE_STRING: &[Fix] = &[
    fix(
        "PHP",
        "$params = implode('&', array_map(fn($p) => \"$p[0]=$p[1]\", $pairs)); $base = implode('&', array_map('rawurlencode', [$method, $uri, $params]));",
    ),
    fix(
        "JavaScript",
        "const params = sorted.map(p => p.join('=')).join('&'); const base = [method, uri, params].map(enc).join('&')",
    ),
    fix(
        "Python",
        "params = '&'.join(f'{k}={v}' for k, v in pairs); base = '&'.join(map(enc, (method, uri, params)))",
    ),
    fix(
        "Java",
        r#"String params = pairs.stream().map(p -> p[0] + "=" + p[1]).collect(Collectors.joining("&")); String base = enc(method) + "&" + enc(uri) + "&" + enc(params);"#,
    ),
    fix(
        "C#",
        r#"var parameters = string.Join("&", sorted.Select(p => p[0] + "=" + p[1])); var text = string.Join("&", new[] { method, uri, parameters }.Select(Uri.EscapeDataString));"#,
    ),
    fix(
        "Ruby",
        r#"params = pairs.map { |pair| pair.join("=") }.join("&"); base = [method, uri, params].map { |part| ERB::Util.url_encode(part) }.join("&")"#,
    ),
    fix(
        "Go",
        r#"var joined []string; for _, p := range pairs { joined = append(joined, p[0] + "=" + p[1]) }; base := enc(method) + "&" + enc(uri) + "&" + enc(strings.Join(joined, "&"))"#,
    ),
    fix(
        "Perl",
        "my $base = join '&', map { enc($_) } $method, $uri, join '&', map { qq($_->[0]=$_->[1]) } @pairs;",
    ),
];

const KEY: &[Fix] = &[
    fix(
        "PHP",
        "$key = rawurlencode($consumerSecret) . '&' . rawurlencode($tokenSecret ?? '');",
    ),
    fix(
        "JavaScript",
        "const key = enc(consumerSecret) + '&' + enc(tokenSecret || '')",
    ),
    fix(
        "Python",
        "key = enc(consumer_secret) + '&' + enc(token_secret or '')",
    ),
    fix(
        "Java",
        r#"String key = enc(consumerSecret) + "&" + (tokenSecret == null ? "" : enc(tokenSecret));"#,
    ),
    fix(
        "C#",
        r#"var key = Uri.EscapeDataString(consumerSecret) + "&" + Uri.EscapeDataString(tokenSecret ?? "");"#,
    ),
    fix(
        "Ruby",
        r#"key = [consumer_secret, token_secret.to_s].map { |secret| ERB::Util.url_encode(secret) }.join("&")"#,
    ),
    fix(
        "Go",
        r#"key := enc(consumerSecret) + "&" + enc(tokenSecret)"#,
    ),
    fix(
        "Perl",
        "my $key = join '&', map { enc($_ // '') } $consumer_secret, $token_secret;",
    ),
];

const HMAC: &[Fix] = &[
    fix(
        "PHP",
        "$signature = base64_encode(hash_hmac('sha1', $base, $key, true)); // HMAC-SHA256: 'sha256'",
    ),
    fix(
        "JavaScript",
        "const signature = crypto.createHmac('sha1', key).update(base).digest('base64') // HMAC-SHA256: 'sha256'",
    ),
    fix(
        "Python",
        "signature = base64.b64encode(hmac.new(key.encode(), base.encode(), 'sha1').digest()).decode()  # HMAC-SHA256: 'sha256'",
    ),
    fix(
        "Java",
        r#"Mac mac = Mac.getInstance("HmacSHA1"); mac.init(new SecretKeySpec(key.getBytes(UTF_8), "HmacSHA1")); String signature = Base64.getEncoder().encodeToString(mac.doFinal(base.getBytes(UTF_8)));"#,
    ),
    fix(
        "C#",
        "var hmac = new HMACSHA1(Encoding.UTF8.GetBytes(key)); var signature = Convert.ToBase64String(hmac.ComputeHash(Encoding.UTF8.GetBytes(text)));",
    ),
    fix(
        "Ruby",
        r#"signature = [OpenSSL::HMAC.digest("SHA1", key, base)].pack("m0") # HMAC-SHA256: "SHA256""#,
    ),
    fix(
        "Go",
        "mac := hmac.New(sha1.New, []byte(key)); mac.Write([]byte(base)); signature := base64.StdEncoding.EncodeToString(mac.Sum(nil))",
    ),
    fix(
        "Perl",
        "my $signature = encode_base64(hmac_sha1($base, $key), ''); # HMAC-SHA256: hmac_sha256",
    ),
];

const RSA: &[Fix] = &[
    fix(
        "PHP",
        "openssl_sign($base, $raw, $privateKey, OPENSSL_ALGO_SHA1); $signature = base64_encode($raw); // RSA-SHA256: OPENSSL_ALGO_SHA256",
    ),
    fix(
        "JavaScript",
        "const signature = crypto.sign('sha1', Buffer.from(base), privateKey).toString('base64') // RSA-SHA256: 'sha256'",
    ),
    fix(
        "Python",
        "signature = base64.b64encode(private_key.sign(base.encode(), padding.PKCS1v15(), hashes.SHA1())).decode()  # RSA-SHA256: hashes.SHA256()",
    ),
    fix(
        "Java",
        r#"Signature rsa = Signature.getInstance("SHA1withRSA"); rsa.initSign(privateKey); rsa.update(base.getBytes(UTF_8)); String signature = Base64.getEncoder().encodeToString(rsa.sign());"#,
    ),
    fix(
        "C#",
        "var signature = Convert.ToBase64String(rsa.SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1));",
    ),
    fix(
        "Ruby",
        r#"signature = [private_key.sign("SHA1", base)].pack("m0") # RSA-SHA256: "SHA256""#,
    ),
    fix(
        "Go",
        "sum := sha1.Sum([]byte(base)); raw, err := rsa.SignPKCS1v15(nil, privateKey, crypto.SHA1, sum[:]); signature := base64.StdEncoding.EncodeToString(raw)",
    ),
    fix(
        "Perl",
        "$rsa->use_sha1_hash; my $signature = encode_base64($rsa->sign($base), ''); # RSA-SHA256: use_sha256_hash",
    ),
];

const PLAINTEXT: &[Fix] = &[
    fix(
        "PHP",
        "$signature = rawurlencode($consumerSecret) . '&' . rawurlencode($tokenSecret ?? '');",
    ),
    fix(
        "JavaScript",
        "const signature = enc(consumerSecret) + '&' + enc(tokenSecret || '')",
    ),
    fix(
        "Python",
        "signature = enc(consumer_secret) + '&' + enc(token_secret or '')",
    ),
    fix(
        "Java",
        r#"String signature = enc(consumerSecret) + "&" + (tokenSecret == null ? "" : enc(tokenSecret));"#,
    ),
    fix(
        "C#",
        r#"var signature = Uri.EscapeDataString(consumerSecret) + "&" + Uri.EscapeDataString(tokenSecret ?? "");"#,
    ),
    fix(
        "Ruby",
        r#"signature = [consumer_secret, token_secret.to_s].map { |secret| ERB::Util.url_encode(secret) }.join("&")"#,
    ),
    fix(
        "Go",
        r#"signature := enc(consumerSecret) + "&" + enc(tokenSecret)"#,
    ),
    fix(
        "Perl",
        "my $signature = join '&', map { enc($_ // '') } $consumer_secret, $token_secret;",
    ),
];

const HEADER: &[Fix] = &[
    fix(
        "PHP",
        "$oauth['oauth_signature'] = $signature; $header = 'OAuth ' . implode(', ', array_map(fn($k, $v) => $k . '=\"' . rawurlencode($v) . '\"', array_keys($oauth), $oauth));",
    ),
    fix(
        "JavaScript",
        "const header = 'OAuth ' + Object.entries({ ...oauth, oauth_signature: signature }).map(([k, v]) => `${k}=\"${enc(v)}\"`).join(', ')",
    ),
    fix(
        "Python",
        "oauth['oauth_signature'] = signature; header = 'OAuth ' + ', '.join(f'{k}=\"{enc(v)}\"' for k, v in oauth.items())",
    ),
    fix(
        "Java",
        r#"oauth.put("oauth_signature", signature); String header = "OAuth " + oauth.entrySet().stream().map(e -> e.getKey() + "=\"" + enc(e.getValue()) + "\"").collect(Collectors.joining(", "));"#,
    ),
    fix(
        "C#",
        r#"oauth["oauth_signature"] = signature; var header = "OAuth " + string.Join(", ", oauth.Select(p => p.Key + "=\"" + Uri.EscapeDataString(p.Value) + "\""));"#,
    ),
    fix(
        "Ruby",
        r##"oauth["oauth_signature"] = signature; header = "OAuth " + oauth.map { |k, v| %(#{k}="#{ERB::Util.url_encode(v)}") }.join(", ")"##,
    ),
    fix(
        "Go",
        r#"oauth["oauth_signature"] = signature; var fields []string; for k, v := range oauth { fields = append(fields, k + `="` + enc(v) + `"`) }; header := "OAuth " + strings.Join(fields, ", ")"#,
    ),
    fix(
        "Perl",
        r#"$oauth{oauth_signature} = $signature; my $header = 'OAuth ' . join ', ', map { $_ . '="' . enc($oauth{$_}) . '"' } keys %oauth;"#,
    ),
];

const BODY_HASH: &[Fix] = &[
    fix("PHP", "$bodyHash = base64_encode(sha1($body, true));"),
    fix(
        "JavaScript",
        "const bodyHash = crypto.createHash('sha1').update(body).digest('base64')",
    ),
    fix(
        "Python",
        "body_hash = base64.b64encode(hashlib.sha1(body).digest()).decode()",
    ),
    fix(
        "Java",
        r#"String bodyHash = Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(body));"#,
    ),
    fix(
        "C#",
        "var bodyHash = Convert.ToBase64String(SHA1.Create().ComputeHash(body));",
    ),
    fix(
        "Ruby",
        r#"body_hash = [OpenSSL::Digest.digest("SHA1", body)].pack("m0")"#,
    ),
    fix(
        "Go",
        "sum := sha1.Sum(body); bodyHash := base64.StdEncoding.EncodeToString(sum[:])",
    ),
    fix("Perl", "my $body_hash = encode_base64(sha1($body), '');"),
];

const TIMESTAMP: &[Fix] = &[
    fix("PHP", "$timestamp = (string) time();"),
    fix(
        "JavaScript",
        "const timestamp = String(Math.floor(Date.now() / 1000))",
    ),
    fix("Python", "timestamp = str(int(time.time()))"),
    fix(
        "Java",
        "String timestamp = Long.toString(Instant.now().getEpochSecond());",
    ),
    fix(
        "C#",
        "var timestamp = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString();",
    ),
    fix("Ruby", "timestamp = Time.now.to_i.to_s"),
    fix(
        "Go",
        "timestamp := strconv.FormatInt(time.Now().Unix(), 10)",
    ),
    fix("Perl", "my $timestamp = time;"),
];

const NONCE: &[Fix] = &[
    fix("PHP", "$nonce = bin2hex(random_bytes(16));"),
    fix(
        "JavaScript",
        "const nonce = crypto.randomBytes(16).toString('hex')",
    ),
    fix("Python", "nonce = secrets.token_hex(16)"),
    fix(
        "Java",
        r#"String nonce = UUID.randomUUID().toString().replace("-", "");"#,
    ),
    fix("C#", r#"var nonce = Guid.NewGuid().ToString("N");"#),
    fix("Ruby", "nonce = SecureRandom.hex(16)"),
    fix(
        "Go",
        "raw := make([]byte, 16); rand.Read(raw); nonce := hex.EncodeToString(raw) // crypto/rand",
    ),
    fix(
        "Perl",
        "open my $random, '<:raw', '/dev/urandom'; read $random, my $bytes, 16; my $nonce = unpack 'H*', $bytes;",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mistakes::all;

    #[test]
    fn every_mistake_that_code_makes_has_a_mend_in_each_of_eight_languages() {
        let languages = ENCODER.iter().map(|fix| fix.language);
        for mistake in all().filter(|mistake| Room::of(mistake).is_some()) {
            let mended: Vec<&str> = mistake.mends().map(|fix| fix.language).collect();
            for language in languages.clone() {
                assert!(mended.contains(&language), "{}: {language}", mistake.id);
            }
        }
        for id in NO_CODE {
            assert!(all().any(|mistake| mistake.id == *id), "{id}");
        }
    }
}
