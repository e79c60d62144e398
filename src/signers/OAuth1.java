// Signs a request with OAuth 1.0a as RFC 5849 says: HMAC-SHA1, HMAC-SHA256 or HMAC-SHA512. Java 11 or later.
// SPDX-License-Identifier: MIT OR Apache-2.0
//
//     String url = "https://api.example.com/1/statuses/update.json?lang=en";
//     List<String[]> form = List.of(new String[][] {{"status", "Hello Ladies + Gentlemen"}});
//     OAuth1 keys = new OAuth1("consumer key", "consumer secret", "token", "token secret");
//     String header = keys.header("POST", url, form, Map.of());
//     HttpRequest.newBuilder(URI.create(url)).header("Authorization", header) …
//
// The URL is the one that is sent, with its query. The form holds the decoded fields of a form body
// (application/x-www-form-urlencoded) as pairs, since a name may be repeated; a JSON or multipart body is not
// signed, so it stays empty there. Give null or "" where there is no token. Further protocol parameters go into
// `more`, and replace the defaults: Map.of("oauth_callback", "oob", "oauth_signature_method", "HMAC-SHA256");
// realm is sent and not signed.
import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.*;
import java.util.regex.*;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

public final class OAuth1 {
    private static final Pattern URL =
        Pattern.compile("(?i)^([a-z][a-z0-9+.-]*)://(?:[^/?#]*@)?([^/?#]*)([^?#]*)(?:\\?([^#]*))?.*", Pattern.DOTALL);
    private final String consumerKey, consumerSecret, token, tokenSecret;

    public OAuth1(String consumerKey, String consumerSecret, String token, String tokenSecret) {
        this.consumerKey = consumerKey;
        this.consumerSecret = consumerSecret;
        this.token = token == null ? "" : token;
        this.tokenSecret = tokenSecret == null ? "" : tokenSecret;
    }

    /** URLEncoder is made for forms: it writes a space as +, escapes ~ and leaves *. */
    private static String encode(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20").replace("*", "%2A").replace("%7E", "~");
    }

    /** The value of the Authorization header. */
    public String header(String method, String url, List<String[]> form, Map<String, String> more)
            throws GeneralSecurityException {
        TreeMap<String, String> oauth = new TreeMap<>();
        oauth.put("oauth_consumer_key", consumerKey);
        oauth.put("oauth_nonce", Long.toHexString(new SecureRandom().nextLong()));
        oauth.put("oauth_signature_method", "HMAC-SHA1");
        oauth.put("oauth_timestamp", Long.toString(System.currentTimeMillis() / 1000));
        oauth.put("oauth_version", "1.0");
        if (!token.isEmpty()) oauth.put("oauth_token", token);
        oauth.putAll(more);
        String realm = oauth.remove("realm");
        String signatureMethod = oauth.get("oauth_signature_method");
        if (!Set.of("HMAC-SHA1", "HMAC-SHA256", "HMAC-SHA512").contains(signatureMethod))
            throw new IllegalArgumentException("the signature method must be an HMAC");
        Matcher part = URL.matcher(url);
        if (!part.matches()) throw new IllegalArgumentException("the URL must begin with a scheme and a host");

        // Query, form and protocol parameters: decoded, encoded anew, and only then sorted (section 3.4.1.3).
        List<String[]> pairs = new ArrayList<>(form);
        for (String segment : (part.group(4) == null ? "" : part.group(4)).split("&")) {
            if (segment.isEmpty()) continue;
            String[] pair = segment.split("=", 2);
            pairs.add(new String[] {URLDecoder.decode(pair[0], UTF_8), URLDecoder.decode(pair.length > 1 ? pair[1] : "", UTF_8)});
        }
        oauth.forEach((name, value) -> pairs.add(new String[] {name, value}));
        String parameters = pairs.stream()
            .filter(pair -> !pair[0].equals("oauth_signature"))
            .map(pair -> new String[] {encode(pair[0]), encode(pair[1])})
            .sorted(Comparator.<String[], String>comparing(pair -> pair[0]).thenComparing(pair -> pair[1]))
            .map(pair -> pair[0] + "=" + pair[1])
            .collect(Collectors.joining("&"));

        // Scheme and host in lower case, no default port, no query (section 3.4.1.2).
        String scheme = part.group(1).toLowerCase(Locale.ROOT);
        String host = part.group(2).toLowerCase(Locale.ROOT);
        if (scheme.equals("http")) host = host.replaceFirst(":80$", "");
        if (scheme.equals("https")) host = host.replaceFirst(":443$", "");
        String uri = scheme + "://" + host + (part.group(3).isEmpty() ? "/" : part.group(3));

        String base = encode(method.toUpperCase(Locale.ROOT)) + "&" + encode(uri) + "&" + encode(parameters);
        String key = encode(consumerSecret) + "&" + encode(tokenSecret);
        String algorithm = signatureMethod.replace("HMAC-", "Hmac");
        Mac mac = Mac.getInstance(algorithm);
        mac.init(new SecretKeySpec(key.getBytes(UTF_8), algorithm));
        oauth.put("oauth_signature", Base64.getEncoder().encodeToString(mac.doFinal(base.getBytes(UTF_8))));
        return "OAuth " + (realm == null ? "" : "realm=\"" + encode(realm) + "\", ") + oauth.entrySet().stream()
            .map(field -> field.getKey() + "=\"" + encode(field.getValue()) + "\"")
            .collect(Collectors.joining(", "));
    }
}
