// Signs OAuth 1.0a requests by hand with Java's encoders, right and wrong.
// Run: java Sign.java requests.txt

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.*;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

public class Sign {
    interface Encoder {
        String encode(String s) throws Exception;
    }

    static final String RUNTIME = System.getProperty("java.vm.name").split(" ")[0] + " " + System.getProperty("java.version");
    static final Map<String, Encoder> ENCODERS = new LinkedHashMap<>();
    static final Map<String, String> FUNCTIONS = new HashMap<>();
    static final Map<String, String> TEXTS = new HashMap<>();
    static String file;

    static String rfc3986(String s) {
        return URLEncoder.encode(s, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A").replace("%7E", "~");
    }

    static void encoder(String name, String function, Encoder encoder) {
        ENCODERS.put(name, encoder);
        FUNCTIONS.put(name, function);
    }

    static class Request {
        Map<String, String> fields = new HashMap<>();
        List<String[]> query = new ArrayList<>(), form = new ArrayList<>(), oauth = new ArrayList<>();
    }

    static Request readRequest(String id, String text) throws Exception {
        Request r = new Request();
        boolean inside = false;
        for (String line : Files.readAllLines(Path.of(file))) {
            String[] f = line.split("\t", -1);
            if (f[0].equals("text")) TEXTS.put(f[1], f[2]);
            else if (f[0].equals("request")) inside = f[1].equals(id);
            else if (inside && f.length == 3) {
                List<String[]> list = f[0].equals("query") ? r.query : f[0].equals("form") ? r.form : r.oauth;
                list.add(new String[] {f[1], f[2].replace("{text}", TEXTS.get(text))});
            } else if (inside && f.length == 2) r.fields.put(f[0], f[1]);
        }
        return r;
    }

    static String hex(String s) {
        return HexFormat.of().formatHex(s.getBytes(StandardCharsets.UTF_8));
    }

    static void sign(String id, String request, String text, String name, String scope, String mistakes, String note) throws Exception {
        Request r = readRequest(request, text);
        List<String> has = Arrays.asList(mistakes.split(","));
        Encoder wrong = ENCODERS.get(name);
        Encoder inner = scope.contains("parameters") ? wrong : Sign::rfc3986;
        Encoder outer = scope.contains("base string") ? wrong : Sign::rfc3986;
        Encoder forKey = scope.contains("key") ? wrong : Sign::rfc3986;

        List<String[]> params = new ArrayList<>();
        if (!has.contains("query-omitted")) params.addAll(r.query);
        if (!has.contains("body-form-omitted")) params.addAll(r.form);
        params.addAll(r.oauth);
        if (has.contains("dup-keys-collapsed")) {
            Map<String, String> map = new TreeMap<>();
            for (String[] p : params) map.put(p[0], p[1]);
            params = map.entrySet().stream().map(e -> new String[] {e.getKey(), e.getValue()}).collect(Collectors.toList());
        }
        List<String[]> pairs = new ArrayList<>();
        boolean raw = has.contains("assembly-single-encoding");
        for (String[] p : params) pairs.add(raw ? p : new String[] {inner.encode(p[0]), inner.encode(p[1])});
        if (has.contains("sort-key-only")) pairs.sort(Comparator.comparing((String[] p) -> p[0]));
        else if (!has.contains("sort-none")) pairs.sort(Comparator.comparing((String[] p) -> p[0]).thenComparing(p -> p[1]));
        String joined = pairs.stream().map(p -> p[0] + "=" + p[1]).collect(Collectors.joining("&"));
        String uri = has.contains("uri-default-port-kept") ? r.fields.get("sent") : r.fields.get("uri");
        String method = r.fields.get("method");
        String base = scope.equals("whole string once")
            ? wrong.encode(method + "&" + uri + "&" + joined)
            : method + "&" + outer.encode(uri) + "&" + outer.encode(joined);

        String consumerSecret = r.fields.get("consumer_secret"), tokenSecret = r.fields.getOrDefault("token_secret", "");
        String key = forKey.encode(consumerSecret) + "&" + forKey.encode(tokenSecret);
        if (has.contains("key-secrets-not-encoded")) key = consumerSecret + "&" + tokenSecret;
        if (has.contains("key-token-secret-missing")) key = forKey.encode(consumerSecret) + "&";
        if (has.contains("key-literal-null")) key = forKey.encode(consumerSecret) + "&" + r.fields.get("token_secret");
        if (has.contains("key-swapped")) key = forKey.encode(tokenSecret) + "&" + forKey.encode(consumerSecret);
        String algorithm = "Hmac" + r.fields.get("hash");
        Mac mac = Mac.getInstance(algorithm);
        mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), algorithm));
        byte[] digest = mac.doFinal(base.getBytes(StandardCharsets.UTF_8));
        Base64.Encoder base64 = has.contains("sig-base64url") ? Base64.getUrlEncoder() : Base64.getEncoder();
        System.out.println(String.join("\t", "case", id, request, text, name, scope, mistakes,
            FUNCTIONS.get(name) + " on " + RUNTIME + ", javax.crypto.Mac " + algorithm, hex(base), hex(key), base64.encodeToString(digest), note));
    }

    public static void main(String[] args) throws Exception {
        file = args[0];
        encoder("java URLEncoder", "java.net.URLEncoder.encode(s, UTF_8)", s -> URLEncoder.encode(s, StandardCharsets.UTF_8));
        encoder("java URLEncoder ISO-8859-1", "java.net.URLEncoder.encode(s, ISO_8859_1)", s -> URLEncoder.encode(s, StandardCharsets.ISO_8859_1));
        encoder("java URLEncoder UTF-16", "java.net.URLEncoder.encode(s, UTF_16)", s -> URLEncoder.encode(s, StandardCharsets.UTF_16));
        encoder("java URLEncoder windows-1252", "java.net.URLEncoder.encode(s, \"windows-1252\")", s -> URLEncoder.encode(s, Charset.forName("windows-1252")));
        encoder("java URI.toASCIIString", "new java.net.URI(\"http\", \"h\", \"/\", s, null).toASCIIString()",
            s -> new URI("http", "h", "/", s, null).toASCIIString().substring("http://h/?".length()));
        encoder("java URI path", "new java.net.URI(\"http\", \"h\", \"/\" + s, null).toASCIIString()",
            s -> new URI("http", "h", "/" + s, null).toASCIIString().substring("http://h/".length()));
        encoder("java URLEncoder plus repaired", "java.net.URLEncoder.encode(s, UTF_8).replace(\"+\", \"%20\")",
            s -> URLEncoder.encode(s, StandardCharsets.UTF_8).replace("+", "%20"));
        encoder("java URLEncoder repaired", "java.net.URLEncoder.encode(s, UTF_8).replace(\"+\", \"%20\").replace(\"*\", \"%2A\").replace(\"%7E\", \"~\")", Sign::rfc3986);

        List<String> samples = new ArrayList<>();
        for (char c = 0x20; c < 0x7F; c++) samples.add(String.valueOf(c));
        samples.addAll(List.of("é", "€", "あ", "💩", "\n", "\r\n"));
        for (String name : ENCODERS.keySet())
            for (String s : samples)
                System.out.println(String.join("\t", "table", name, FUNCTIONS.get(name), RUNTIME, hex(s), hex(ENCODERS.get(name).encode(s))));

        String both = "parameters and base string";
        sign("java-urlencoder-status-with-space", "status", "space", "java URLEncoder", "parameters", "", "");
        sign("java-urlencoder-both-layers-twitter", "status", "twitter", "java URLEncoder", both, "", "");
        sign("java-urlencoder-marks", "status", "marks", "java URLEncoder", "parameters", "", "");
        sign("java-urlencoder-marks-both-layers", "search", "marks", "java URLEncoder", both, "", "");
        sign("java-urlencoder-base-string-only", "search", "tilde", "java URLEncoder", "base string", "", "");
        sign("java-urlencoder-key", "accounts", "plain", "java URLEncoder", "key", "", "");
        sign("java-urlencoder-whole-string-once", "search", "space", "java URLEncoder", "whole string once", "assembly-all-encoded-once,assembly-single-encoding", "URLEncoder.encode(method + \"&\" + url + \"&\" + parameters)");
        sign("java-urlencoder-plus-repaired-star", "search", "star", "java URLEncoder plus repaired", both, "", "");
        sign("java-urlencoder-plus-repaired-tilde", "launch", "tilde", "java URLEncoder plus repaired", both, "", "");
        sign("java-urlencoder-latin1-accent", "search", "accent", "java URLEncoder ISO-8859-1", "parameters", "", "");
        sign("java-urlencoder-latin1-euro", "search", "euros", "java URLEncoder ISO-8859-1", "parameters", "", "");
        sign("java-urlencoder-windows1252-euro", "status", "euros", "java URLEncoder windows-1252", "parameters", "", "");
        sign("java-urlencoder-utf16-latin", "search", "latin", "java URLEncoder UTF-16", "parameters", "", "");
        sign("java-uri-toasciistring-reserved", "search", "reserved", "java URI.toASCIIString", "parameters", "", "");
        sign("java-uri-toasciistring-path", "search", "path", "java URI.toASCIIString", "parameters", "", "");
        sign("java-encoded-once", "status", "twitter", "java URLEncoder repaired", "none", "assembly-single-encoding", "the parameter string encoded once instead of twice");
        sign("java-secrets-swapped", "search", "space", "java URLEncoder repaired", "none", "key-swapped", "");
        // Several at once.
        sign("java-urlencoder-token-secret-missing", "status", "space", "java URLEncoder", "parameters", "key-token-secret-missing", "");
        sign("java-urlencoder-literal-null", "tag", "space", "java URLEncoder", "parameters", "key-literal-null", "a null token secret joined to the key");
        sign("java-treemap-urlencoder", "contact", "space", "java URLEncoder", "parameters", "dup-keys-collapsed", "");
        sign("java-urlencoder-port-kept", "message", "space", "java URLEncoder", both, "uri-default-port-kept", "");
        sign("java-urlencoder-base64url", "token", "twitter", "java URLEncoder", "parameters", "sig-base64url", "");
        sign("java-urlencoder-secrets-raw", "accounts", "space", "java URLEncoder", "parameters", "key-secrets-not-encoded", "");
        sign("java-urlencoder-names-sorted-only", "contact", "tilde", "java URLEncoder", "parameters", "sort-key-only", "");
        sign("java-latin1-sorted-as-added", "launch", "latin", "java URLEncoder ISO-8859-1", "parameters", "sort-none", "");
        // Right.
        sign("java-right-urlencoder-repaired", "status", "marks", "java URLEncoder repaired", both, "", "");
    }
}
