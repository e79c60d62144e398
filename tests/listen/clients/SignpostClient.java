// Java's signpost with HttpURLConnection: right requests, a whole flow, and a wrong secret.
import java.net.HttpURLConnection;
import java.net.URL;
import oauth.signpost.OAuthConsumer;
import oauth.signpost.OAuthProvider;
import oauth.signpost.basic.DefaultOAuthConsumer;
import oauth.signpost.basic.DefaultOAuthProvider;

public class SignpostClient {
    static int get(OAuthConsumer consumer, String url) throws Exception {
        HttpURLConnection connection = (HttpURLConnection) new URL(url).openConnection();
        consumer.sign(connection);
        return connection.getResponseCode();
    }

    static void expect(int expected, int found) {
        if (expected != found) throw new AssertionError("expected " + expected + ", found " + found);
    }

    public static void main(String[] arguments) throws Exception {
        String base = arguments[0];
        OAuthConsumer consumer = new DefaultOAuthConsumer("live-key", "live secret & more");
        consumer.setTokenWithSecret("live-token", "live/token=secret");
        expect(200, get(consumer, base + "/java/get?q=a%20b&x=%C3%A9"));

        consumer.setTokenWithSecret(null, null);
        OAuthProvider provider = new DefaultOAuthProvider(
            base + "/oauth/request_token", base + "/oauth/access_token", base + "/oauth/authorize");
        String page = provider.retrieveRequestToken(consumer, "http://127.0.0.1:1/ready");
        HttpURLConnection user = (HttpURLConnection) new URL(page).openConnection();
        user.setInstanceFollowRedirects(false);
        String place = user.getHeaderField("Location");
        provider.retrieveAccessToken(consumer, place.substring(place.indexOf("oauth_verifier=") + 15));
        expect(200, get(consumer, base + "/java/after-the-flow"));

        OAuthConsumer wrong = new DefaultOAuthConsumer("live-key", "sandbox-secret");
        wrong.setTokenWithSecret("live-token", "live/token=secret");
        expect(401, get(wrong, base + "/wrong/key-other-environment"));
    }
}
