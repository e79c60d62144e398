// A signer for OAuth 1.0a as it is written by hand in Java, and the mistakes that are made in it.
//
// Each case is the right signer with one step written otherwise, by Java's own functions.
// Run: java Sign.java requests.tsv
import static java.nio.charset.StandardCharsets.*;

import java.net.IDN;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.nio.file.*;
import java.security.MessageDigest;
import java.text.Collator;
import java.text.Normalizer;
import java.util.*;
import java.util.regex.Pattern;
import java.util.stream.*;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

public class Sign {
    static class Request {
        final Map<String, String> is = new HashMap<>();
        final List<String[]> oauth = new ArrayList<>();
        final List<String> others = new ArrayList<>();
    }

    static byte[] unhex(String hex) {
        byte[] bytes = new byte[hex.length() / 2];
        for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16);
        return bytes;
    }

    static String hex(byte[] bytes) {
        StringBuilder made = new StringBuilder();
        for (byte b : bytes) made.append(String.format("%02x", b));
        return made.toString();
    }

    static Map<String, Request> requests(String path) throws Exception {
        Map<String, Request> found = new HashMap<>();
        Request r = null;
        for (String line : Files.readAllLines(Path.of(path))) {
            String[] fields = line.split("\t");
            if (fields[0].equals("request")) {
                found.put(fields[1], r = new Request());
                continue;
            }
            String value = new String(unhex(fields[fields.length - 1].substring(1)), UTF_8);
            if (fields[0].equals("oauth")) r.oauth.add(new String[] {new String(unhex(fields[1].substring(1)), UTF_8), value});
            else if (fields[0].equals("other")) r.others.add(value);
            else r.is.put(fields[0], value);
        }
        return found;
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20").replace("*", "%2A").replace("%7E", "~");
    }

    static String percent(byte[] bytes) {
        StringBuilder made = new StringBuilder();
        for (byte b : bytes) {
            char c = (char) (b & 255);
            made.append(c < 128 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0) ? String.valueOf(c) : String.format("%%%02X", b));
        }
        return made.toString();
    }

    /** The right one. A case replaces some of its steps. */
    static class Signer {
        String encode(String text) { return encoded(text); }
        List<String[]> parse(String text) {
            List<String[]> pairs = new ArrayList<>();
            for (String segment : text.split("&")) {
                if (segment.isEmpty()) continue;
                String[] pair = segment.split("=", 2);
                pairs.add(new String[] {URLDecoder.decode(pair[0], UTF_8), change(URLDecoder.decode(pair.length > 1 ? pair[1] : "", UTF_8))});
            }
            return pairs;
        }
        String change(String value) { return value; }
        List<String[]> query(Request r) { return parse(Objects.requireNonNullElse(URI.create(r.is.get("url").replaceAll("[\\[\\]]", "_")).getRawQuery(), "")); }
        List<String[]> form(Request r) { return r.is.get("type").equals("application/x-www-form-urlencoded") ? parse(r.is.get("body")) : List.of(); }
        List<String[]> oauth(Request r) { return r.oauth; }
        Stream<String[]> sort(Stream<String[]> pairs) { return pairs.sorted(Comparator.<String[], String>comparing(p -> p[0]).thenComparing(p -> p[1])); }
        String parameters(Request r) {
            Stream<String[]> pairs = Stream.of(query(r), form(r), oauth(r)).flatMap(List::stream);
            return sort(pairs.map(p -> new String[] {encode(p[0]), encode(p[1])})).map(p -> p[0] + "=" + p[1]).collect(Collectors.joining("&"));
        }
        String method(Request r) { return r.is.get("method").toUpperCase(Locale.ROOT); }
        String uri(Request r) { return r.is.get("url").split("\\?")[0]; }
        String assemble(Request r) { return encoded(method(r)) + "&" + encoded(uri(r)) + "&" + encoded(parameters(r)); }
        String secret(String text) { return encoded(text); }
        String key(Request r) { return secret(r.is.get("consumer_secret")) + "&" + secret(r.is.get("token").isEmpty() ? "" : r.is.get("token_secret")); }
        byte[] keyBytes(String key) throws Exception { return key.getBytes(UTF_8); }
        byte[] mac(byte[] key, byte[] text) throws Exception {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(key, "HmacSHA1"));
            return mac.doFinal(text);
        }
        byte[] mac(String key, String base) throws Exception { return mac(keyBytes(key), base.getBytes(UTF_8)); }
        String text(byte[] digest) { return Base64.getEncoder().encodeToString(digest); }
    }

    enum Verb { GET, POST; public String toString() { return "HttpMethod." + name(); } }

    static final List<Object[]> CASES = new ArrayList<>();

    static void made(String mistake, String request, Signer signer) { CASES.add(new Object[] {mistake, request, signer}); }

    static void charset(String mistake, String request, Charset charset) {
        made(mistake, request, new Signer() { String encode(String text) { return percent(text.getBytes(charset)); } });
    }

    static void cases() {
        // Parameters.
        made("empty-values-as-null", "flags", new Signer() { String change(String value) { return String.valueOf(value.isEmpty() ? null : value); } });
        made("empty-token-as-text", "temporary", new Signer() { List<String[]> oauth(Request r) { List<String[]> all = new ArrayList<>(r.oauth); all.add(new String[] {"oauth_token", "" + null}); return all; } });
        made("value-trimmed", "text", new Signer() { String change(String value) { return value.trim(); } });
        made("unicode-nfd-vs-nfc", "text", new Signer() { String change(String value) { return Normalizer.normalize(value, Normalizer.Form.NFD); } });
        made("value-case-changed", "lower", new Signer() { String change(String value) { return value.toLowerCase(Locale.ROOT); } });
        // Encoding.
        made("enc-space-plus", "plusquery", new Signer() { String encode(String text) { return URLEncoder.encode(text, UTF_8); } });
        made("enc-star-literal", "lower", new Signer() { String encode(String text) { return URLEncoder.encode(text, UTF_8).replace("+", "%20").replace("%7E", "~"); } });
        made("enc-tilde-escaped", "every", new Signer() { String encode(String text) { return URLEncoder.encode(text, UTF_8).replace("+", "%20").replace("*", "%2A"); } });
        made("enc-js-star-hex-lowercase", "lower", new Signer() { String encode(String text) { return URLEncoder.encode(text, UTF_8).replace("+", "%20").replace("*", "%2a").replace("%7E", "~"); } });
        made("enc-hex-no-zero-pad", "lower", new Signer() { String encode(String text) { return text.chars().mapToObj(c -> Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0 ? Character.toString(c) : "%" + Integer.toHexString(c).toUpperCase()).collect(Collectors.joining()); } });
        made("enc-hex-lowercase", "status", new Signer() { String encode(String text) { return Pattern.compile("%..").matcher(encoded(text)).replaceAll(m -> m.group().toLowerCase(Locale.ROOT)); } });
        charset("charset-latin1", "french", ISO_8859_1);
        charset("charset-lossy-question-mark", "french", US_ASCII);
        charset("?charset-utf16", "french", UTF_16BE);
        charset("charset-windows1251", "russian", Charset.forName("windows-1251"));
        charset("charset-gbk", "chinese", Charset.forName("GBK"));
        charset("charset-big5", "chinese", Charset.forName("Big5"));
        charset("charset-euc-kr", "korean", Charset.forName("EUC-KR"));
        charset("charset-mac-roman", "french", Charset.forName("x-MacRoman"));
        charset("charset-iso-8859-15", "euro", Charset.forName("ISO-8859-15"));
        made("charset-low-byte", "pile", new Signer() { String encode(String text) { byte[] bytes = new byte[text.length()]; for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) text.charAt(i); return percent(bytes); } });
        made("charset-replacement-character", "french", new Signer() { String encode(String text) { return encoded(new String(text.getBytes(ISO_8859_1), UTF_8)); } });
        made("charset-utf8-twice", "french", new Signer() { String encode(String text) { return encoded(new String(text.getBytes(UTF_8), ISO_8859_1)); } });
        made("crypto-text-encoding", "plainpath", new Signer() { byte[] mac(String key, String base) throws Exception { return mac(key.getBytes(UTF_8), base.getBytes(UTF_16LE)); } });
        // Order.
        made("?sort-locale", "dashes", new Signer() { Stream<String[]> sort(Stream<String[]> pairs) { Collator collator = Collator.getInstance(Locale.ENGLISH); return pairs.sorted((a, b) -> collator.compare(a[0], b[0])); } });
        made("sort-values-only", "status", new Signer() { Stream<String[]> sort(Stream<String[]> pairs) { return pairs.sorted(Comparator.comparing(p -> p[1])); } });
        made("sort-reverse", "status", new Signer() { Stream<String[]> sort(Stream<String[]> pairs) { return pairs.sorted(Comparator.<String[], String>comparing(p -> p[0]).reversed()); } });
        // The base string URI and the method.
        made("uri-path-decoded", "path", new Signer() { String uri(Request r) { URI uri = URI.create(r.is.get("url")); return "https://" + uri.getHost() + uri.getPath(); } });
        made("uri-dot-segments", "dots", new Signer() { String uri(Request r) { return URI.create(r.is.get("url")).normalize().toString().split("\\?")[0]; } });
        made("uri-idn-unicode", "idn", new Signer() { String uri(Request r) { URI uri = URI.create(r.is.get("url")); return "https://" + IDN.toUnicode(uri.getHost()) + uri.getPath(); } });
        made("uri-port-dropped", "port", new Signer() { String uri(Request r) { URI uri = URI.create(r.is.get("url")); return uri.getScheme() + "://" + uri.getHost() + uri.getPath(); } });
        made("uri-path-double-encoded", "path", new Signer() { String uri(Request r) { try { URI uri = URI.create(r.is.get("url")); return new URI("https", uri.getHost(), uri.getRawPath(), null).toString(); } catch (Exception e) { throw new RuntimeException(e); } } });
        made("method-class-name", "status", new Signer() { String method(Request r) { return "" + Verb.POST; } });
        made("method-literal-null", "plainpath", new Signer() { String method(Request r) { return String.valueOf((Object) null); } });
        // The base string and the key.
        made("assembly-single-encoding", "status", new Signer() { String encode(String text) { return text; } });
        made("key-no-ampersand", "woo", new Signer() { String key(Request r) { return secret(r.is.get("consumer_secret")); } });
        made("key-literal-null", "woo", new Signer() { String key(Request r) { return secret(r.is.get("consumer_secret")) + "&" + null; } });
        made("key-secrets-form-encoded", "secrets", new Signer() { String secret(String text) { return URLEncoder.encode(text, UTF_8); } });
        made("key-base64-decoded", "base64secret", new Signer() { String secret(String text) { return encoded(new String(Base64.getDecoder().decode(text), UTF_8)); } });
        made("key-utf16", "plainpath", new Signer() { byte[] keyBytes(String key) { return key.getBytes(UTF_16LE); } });
        // Digest and signature.
        made("sig-raw-bytes-as-utf8", "status", new Signer() { String text(byte[] digest) { return Base64.getEncoder().encodeToString(new String(digest, ISO_8859_1).getBytes(UTF_8)); } });
        made("sig-hex", "status", new Signer() { String text(byte[] digest) { return hex(digest); } });
        made("sig-newline", "plainpath", new Signer() { String text(byte[] digest) { return Base64.getMimeEncoder().encodeToString(digest) + "\r\n"; } });
        made("sig-base64url", "escape", new Signer() { String text(byte[] digest) { return Base64.getUrlEncoder().encodeToString(digest); } });
        made("sig-sha1-no-hmac", "plainpath", new Signer() { byte[] mac(String key, String base) throws Exception { return MessageDigest.getInstance("SHA-1").digest((key + base).getBytes(UTF_8)); } });
        made("sig-byte-list", "status", new Signer() { String text(byte[] digest) { return IntStream.range(0, digest.length).mapToObj(i -> String.valueOf(digest[i] & 255)).collect(Collectors.joining(",")); } });
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, Request> requests = requests(arguments[0]);
        cases();
        for (String name : CASES.stream().map(one -> (String) one[1]).collect(Collectors.toCollection(TreeSet::new))) made("right", name, new Signer());
        for (Object[] one : CASES) {
            Request r = requests.get(one[1]);
            Signer signer = (Signer) one[2];
            String base = signer.assemble(r), key = signer.key(r);
            String signature = signer.text(signer.mac(key, base));
            System.out.println(String.join("\t", "java", "Sign.java", "OpenJDK " + System.getProperty("java.version"), (String) one[0], (String) one[1],
                hex(base.getBytes(UTF_8)), hex(signer.keyBytes(key)), hex(signature.getBytes(UTF_8))));
        }
    }
}
