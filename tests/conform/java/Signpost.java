// signpost: its consumer over a request of our own that sends nothing.
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import oauth.signpost.basic.DefaultOAuthConsumer;
import oauth.signpost.http.HttpParameters;
import oauth.signpost.http.HttpRequest;
import oauth.signpost.signature.HmacSha1MessageSigner;
import oauth.signpost.signature.PlainTextMessageSigner;
import oauth.signpost.signature.SignatureBaseString;

public class Signpost {
    static final class Given implements HttpRequest {
        final String method;
        String url;
        final byte[] body;
        final Map<String, String> headers = new LinkedHashMap<>();

        Given(JsonObject request) {
            method = request.get("method").getAsString();
            url = request.get("url").getAsString();
            body = request.get("body").isJsonNull() ? null : request.get("body").getAsString().getBytes(StandardCharsets.UTF_8);
            for (JsonElement pair : request.getAsJsonArray("headers")) {
                JsonArray h = pair.getAsJsonArray();
                headers.put(h.get(0).getAsString(), h.get(1).getAsString());
            }
        }

        public String getMethod() { return method; }
        public String getRequestUrl() { return url; }
        public void setRequestUrl(String given) { url = given; }
        public void setHeader(String name, String value) { headers.put(name, value); }
        public String getHeader(String name) { return headers.get(name); }
        public Map<String, String> getAllHeaders() { return headers; }
        public InputStream getMessagePayload() { return body == null ? null : new ByteArrayInputStream(body); }
        public String getContentType() { return headers.get("Content-Type"); }
        public Object unwrap() { return this; }
    }

    static final class Hmac extends HmacSha1MessageSigner {
        String base;

        @Override
        public String sign(HttpRequest request, HttpParameters parameters) throws oauth.signpost.exception.OAuthMessageSignerException {
            base = new SignatureBaseString(request, parameters).generate();
            return super.sign(request, parameters);
        }
    }

    static JsonObject sign(JsonObject request) throws Exception {
        Map<String, String> given = new LinkedHashMap<>();
        for (JsonElement pair : request.getAsJsonArray("oauth")) {
            given.put(pair.getAsJsonArray().get(0).getAsString(), pair.getAsJsonArray().get(1).getAsString());
        }
        String method = request.get("signature_method").getAsString();
        if (!method.equals("HMAC-SHA1") && !method.equals("PLAINTEXT")) throw new Exception("signature method not supported");
        DefaultOAuthConsumer consumer = new DefaultOAuthConsumer(
                request.get("consumer_key").getAsString(), request.get("consumer_secret").getAsString()) {
            @Override
            protected String generateNonce() { return given.get("oauth_nonce"); }
            @Override
            protected String generateTimestamp() { return given.get("oauth_timestamp"); }
        };
        Hmac hmac = new Hmac();
        consumer.setMessageSigner(method.equals("PLAINTEXT") ? new PlainTextMessageSigner() : hmac);
        if (!request.get("token").isJsonNull()) {
            consumer.setTokenWithSecret(request.get("token").getAsString(),
                    request.get("token_secret").isJsonNull() ? "" : request.get("token_secret").getAsString());
        }
        HttpParameters extra = new HttpParameters();
        for (String name : new String[] {"oauth_callback", "oauth_verifier"}) {
            if (given.containsKey(name)) extra.put(name, given.get(name), true);
        }
        consumer.setAdditionalParameters(extra);
        HttpRequest signed = consumer.sign((HttpRequest) new Given(request));
        JsonObject answer = new JsonObject();
        if (hmac.base != null) answer.addProperty("base_string", hmac.base);
        answer.addProperty("authorization", signed.getHeader("Authorization"));
        return answer;
    }

    public static void main(String[] args) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        for (String line; (line = in.readLine()) != null; ) {
            JsonObject answer;
            try {
                answer = sign(JsonParser.parseString(line).getAsJsonObject());
            } catch (Exception error) {
                answer = new JsonObject();
                answer.addProperty("error", error.toString());
            }
            out.println(answer);
        }
    }
}
