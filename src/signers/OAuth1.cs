// Signs a request with OAuth 1.0a as RFC 5849 says: HMAC-SHA1, HMAC-SHA256 or HMAC-SHA512.
// SPDX-License-Identifier: MIT OR Apache-2.0
//
//     var url = "https://api.example.com/1/statuses/update.json?lang=en";
//     var form = new List<KeyValuePair<string, string>> { new("status", "Hello Ladies + Gentlemen") };
//     var keys = new OAuth1("consumer key", "consumer secret", "token", "token secret");
//     var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new FormUrlEncodedContent(form) };
//     request.Headers.TryAddWithoutValidation("Authorization", keys.Header("POST", url, form));
//
// The URL is the one that is sent, with its query, as a string: Uri.ToString() unescapes. The form holds the decoded
// fields of a form body (application/x-www-form-urlencoded) as pairs, since a name may be repeated; a JSON or
// multipart body is not signed, so it stays empty there. Leave the token out where there is none. Further protocol
// parameters go into `more`, and replace the defaults: new Dictionary<string, string> { ["oauth_callback"] = "oob",
// ["oauth_signature_method"] = "HMAC-SHA256" }; realm is sent and not signed.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

public sealed class OAuth1
{
    static readonly Regex Url = new Regex(@"^([a-z][a-z0-9+.-]*)://(?:[^/?#]*@)?([^/?#]*)([^?#]*)(?:\?([^#]*))?",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    readonly string consumerKey, consumerSecret, token, tokenSecret;

    public OAuth1(string consumerKey, string consumerSecret, string token = "", string tokenSecret = "")
    {
        this.consumerKey = consumerKey;
        this.consumerSecret = consumerSecret;
        this.token = token ?? "";
        this.tokenSecret = tokenSecret ?? "";
    }

    // By byte: what Uri.EscapeDataString escapes depends on the version of .NET.
    static string Encode(string text)
    {
        var made = new StringBuilder();
        foreach (byte b in Encoding.UTF8.GetBytes(text))
            if (b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' || b >= '0' && b <= '9' || "-._~".IndexOf((char)b) >= 0) made.Append((char)b);
            else made.Append('%').Append(b.ToString("X2"));
        return made.ToString();
    }

    static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    static HMAC Hmac(string method, byte[] key)
    {
        switch (method)
        {
            case "HMAC-SHA1": return new HMACSHA1(key);
            case "HMAC-SHA256": return new HMACSHA256(key);
            case "HMAC-SHA512": return new HMACSHA512(key);
            default: throw new ArgumentException("the signature method must be an HMAC");
        }
    }

    /// <summary>The value of the Authorization header.</summary>
    public string Header(string method, string url, IEnumerable<KeyValuePair<string, string>> form,
        IDictionary<string, string> more = null)
    {
        var oauth = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["oauth_consumer_key"] = consumerKey,
            ["oauth_nonce"] = Guid.NewGuid().ToString("N"),
            ["oauth_signature_method"] = "HMAC-SHA1",
            ["oauth_timestamp"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(),
            ["oauth_version"] = "1.0",
        };
        if (token != "") oauth["oauth_token"] = token;
        foreach (var field in more ?? new Dictionary<string, string>()) oauth[field.Key] = field.Value;
        string realm;
        if (oauth.TryGetValue("realm", out realm)) oauth.Remove("realm");
        var part = Url.Match(url);
        if (!part.Success) throw new ArgumentException("the URL must begin with a scheme and a host");

        // Query, form and protocol parameters: decoded, encoded anew, and only then sorted (section 3.4.1.3).
        var query = part.Groups[4].Value.Split('&').Where(segment => segment != "").Select(segment => segment.Split(new[] { '=' }, 2))
            .Select(pair => new KeyValuePair<string, string>(Decode(pair[0]), pair.Length > 1 ? Decode(pair[1]) : ""));
        var parameters = string.Join("&", query.Concat(form).Concat(oauth)
            .Where(pair => pair.Key != "oauth_signature")
            .Select(pair => new[] { Encode(pair.Key), Encode(pair.Value) })
            .OrderBy(pair => pair[0], StringComparer.Ordinal).ThenBy(pair => pair[1], StringComparer.Ordinal)
            .Select(pair => pair[0] + "=" + pair[1]));

        // Scheme and host in lower case, no default port, no query (section 3.4.1.2).
        var scheme = part.Groups[1].Value.ToLowerInvariant();
        var host = part.Groups[2].Value.ToLowerInvariant();
        var port = scheme == "http" ? ":80" : scheme == "https" ? ":443" : "";
        if (port != "" && host.EndsWith(port, StringComparison.Ordinal)) host = host.Substring(0, host.Length - port.Length);
        var uri = scheme + "://" + host + (part.Groups[3].Value == "" ? "/" : part.Groups[3].Value);

        var text = Encode(method.ToUpperInvariant()) + "&" + Encode(uri) + "&" + Encode(parameters);
        var key = Encode(consumerSecret) + "&" + Encode(tokenSecret);
        using (var hmac = Hmac(oauth["oauth_signature_method"], Encoding.ASCII.GetBytes(key)))
            oauth["oauth_signature"] = Convert.ToBase64String(hmac.ComputeHash(Encoding.ASCII.GetBytes(text)));
        var fields = oauth.Select(field => field.Key + "=\"" + Encode(field.Value) + "\"");
        if (realm != null) fields = new[] { "realm=\"" + Encode(realm) + "\"" }.Concat(fields);
        return "OAuth " + string.Join(", ", fields);
    }
}
