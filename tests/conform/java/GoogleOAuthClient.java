// Google's OAuth client: its parameters' own signing, in the steps of their intercept().
import com.google.api.client.auth.oauth.OAuthHmacSigner;
import com.google.api.client.auth.oauth.OAuthParameters;
import com.google.api.client.auth.oauth.OAuthSigner;
import com.google.api.client.http.GenericUrl;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

public class GoogleOAuthClient {
    static final class Recorder implements OAuthSigner {
        final OAuthSigner inner;
        String base;

        Recorder(OAuthSigner inner) { this.inner = inner; }
        public String getSignatureMethod() { return inner.getSignatureMethod(); }
        public String computeSignature(String text) throws GeneralSecurityException {
            base = text;
            return inner.computeSignature(text);
        }
    }

    static JsonObject sign(JsonObject request) throws Exception {
        Map<String, String> given = new LinkedHashMap<>();
        for (JsonElement pair : request.getAsJsonArray("oauth")) {
            given.put(pair.getAsJsonArray().get(0).getAsString(), pair.getAsJsonArray().get(1).getAsString());
        }
        if (!request.get("signature_method").getAsString().equals("HMAC-SHA1")) throw new Exception("signature method not supported");
        OAuthHmacSigner hmac = new OAuthHmacSigner();
        hmac.clientSharedSecret = request.get("consumer_secret").getAsString();
        hmac.tokenSharedSecret = request.get("token_secret").isJsonNull() ? null : request.get("token_secret").getAsString();
        Recorder recorder = new Recorder(hmac);
        OAuthParameters parameters = new OAuthParameters();
        parameters.signer = recorder;
        parameters.consumerKey = given.get("oauth_consumer_key");
        parameters.token = given.get("oauth_token");
        parameters.nonce = given.get("oauth_nonce");
        parameters.timestamp = given.get("oauth_timestamp");
        parameters.version = given.get("oauth_version");
        parameters.callback = given.get("oauth_callback");
        parameters.verifier = given.get("oauth_verifier");
        GenericUrl url = new GenericUrl(request.get("url").getAsString());
        Map<String, Object> form = new LinkedHashMap<>();
        for (JsonElement pair : request.getAsJsonArray("form")) {
            String name = pair.getAsJsonArray().get(0).getAsString();
            String value = pair.getAsJsonArray().get(1).getAsString();
            if (form.get(name) instanceof List) {
                @SuppressWarnings("unchecked") List<Object> all = (List<Object>) form.get(name);
                all.add(value);
            } else if (form.containsKey(name)) {
                form.put(name, new ArrayList<Object>(List.of(form.get(name), value)));
            } else {
                form.put(name, value);
            }
        }
        url.putAll(form);
        parameters.computeSignature(request.get("method").getAsString(), url);
        JsonObject answer = new JsonObject();
        answer.addProperty("base_string", recorder.base);
        answer.addProperty("authorization", parameters.getAuthorizationHeader());
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
