"""tweepy: it signs for https://api.twitter.com, and its bytes are brought to the listener."""
import sys
import requests
import tweepy

base = sys.argv[1]


class Here(requests.adapters.HTTPAdapter):
    """Sends what is for api.twitter.com to the listener, as a TLS proxy in front of it does."""

    def send(self, request, **kwargs):
        request.headers["Host"] = "api.twitter.com"
        request.url = request.url.replace("https://api.twitter.com", base)
        return super().send(request, **kwargs)


auth = tweepy.OAuth1UserHandler("live-key", "live secret & more", "live-token", "live/token=secret")
api = tweepy.API(auth, parser=tweepy.parsers.RawParser())
api.session.mount("https://", Here())
api.update_status("hello world, ünï + 100%")
api.search_tweets("a b", count=2)
