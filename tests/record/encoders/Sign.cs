// Signs OAuth 1.0a requests by hand with .NET's encoders as Mono has them, right and wrong.
// Run: mcs -codepage:utf8 -r:System.Web.dll -out:Sign.exe Sign.cs && mono Sign.exe requests.txt

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Web;

class Request
{
    public readonly Dictionary<string, string> Fields = new Dictionary<string, string>();
    public readonly Dictionary<string, List<string[]>> Lists = new Dictionary<string, List<string[]>>
    {
        { "query", new List<string[]>() }, { "form", new List<string[]>() }, { "oauth", new List<string[]>() }
    };

    public string Field(string name)
    {
        string value;
        return Fields.TryGetValue(name, out value) ? value : "";
    }
}

static class Sign
{
    static string file;
    static string runtime;
    static readonly Dictionary<string, Tuple<string, Func<string, string>>> Encoders = new Dictionary<string, Tuple<string, Func<string, string>>>();

    static void Encoder(string name, string function, Func<string, string> encode)
    {
        Encoders.Add(name, Tuple.Create(function, encode));
    }

    static string Rfc3986(string s)
    {
        var made = new StringBuilder();
        foreach (byte b in Encoding.UTF8.GetBytes(s))
        {
            char c = (char)b;
            bool unreserved = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "-._~".IndexOf(c) >= 0;
            made.Append(unreserved ? c.ToString() : "%" + b.ToString("X2"));
        }
        return made.ToString();
    }

    // The UrlEncode of OAuthBase.cs and its many copies walks over chars, not bytes.
    static string PerChar(string s)
    {
        var made = new StringBuilder();
        foreach (char c in s)
        {
            bool unreserved = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "-._~".IndexOf(c) >= 0;
            made.Append(unreserved ? c.ToString() : "%" + String.Format("{0:X2}", (int)c));
        }
        return made.ToString();
    }

    static string Hex(string s)
    {
        return BitConverter.ToString(Encoding.UTF8.GetBytes(s)).Replace("-", "").ToLowerInvariant();
    }

    static void Emit(params string[] fields)
    {
        Console.WriteLine(String.Join("\t", fields));
    }

    static Request ReadRequest(string id, string text)
    {
        var texts = new Dictionary<string, string>();
        var r = new Request();
        bool inside = false;
        foreach (string line in File.ReadAllLines(file, Encoding.UTF8))
        {
            string[] f = line.Split('\t');
            if (f[0] == "text") texts[f[1]] = f[2];
            else if (f[0] == "request") inside = f[1] == id;
            else if (inside && f.Length == 3) r.Lists[f[0]].Add(new[] { f[1], f[2].Replace("{text}", texts[text]) });
            else if (inside && f.Length == 2) r.Fields[f[0]] = f[1];
        }
        return r;
    }

    static HMAC Hmac(string hash, byte[] key)
    {
        if (hash == "SHA256") return new HMACSHA256(key);
        if (hash == "SHA512") return new HMACSHA512(key);
        return new HMACSHA1(key);
    }

    static void Make(string id, string request, string text, string encoder, string scope, string mistakes = "", string note = "")
    {
        Request r = ReadRequest(request, text);
        Func<string, bool> has = m => mistakes.Split(',').Contains(m);
        Func<string, string> wrong = Encoders[encoder].Item2;
        Func<string, string> inner = scope.Contains("parameters") ? wrong : Rfc3986;
        Func<string, string> outer = scope.Contains("base string") ? wrong : Rfc3986;
        Func<string, string> forKey = scope.Contains("key") ? wrong : Rfc3986;

        var all = new List<string[]>();
        if (!has("query-omitted")) all.AddRange(r.Lists["query"]);
        if (!has("body-form-omitted")) all.AddRange(r.Lists["form"]);
        all.AddRange(r.Lists["oauth"]);
        if (has("empty-values-dropped")) all = all.Where(p => p[1] != "").ToList();
        if (has("dup-keys-comma-joined"))
        {
            var collection = new System.Collections.Specialized.NameValueCollection();
            foreach (var p in all) collection.Add(p[0], p[1]);
            all = collection.AllKeys.Select(k => new[] { k, collection[k] }).ToList();
        }
        var pairs = all.Select(p => new[] { inner(p[0]), inner(p[1]) });
        if (has("sort-case-insensitive"))
            pairs = pairs.OrderBy(p => p[0], StringComparer.OrdinalIgnoreCase).ThenBy(p => p[1], StringComparer.Ordinal);
        else
            pairs = pairs.OrderBy(p => p[0], StringComparer.Ordinal).ThenBy(p => p[1], StringComparer.Ordinal);
        string joined = String.Join("&", pairs.Select(p => p[0] + "=" + p[1]));
        string uri = has("uri-default-port-kept") ? r.Field("sent") : r.Field("uri");
        string text2 = r.Field("method") + "&" + outer(uri) + "&" + outer(joined);

        string key = forKey(r.Field("consumer_secret")) + "&" + forKey(r.Field("token_secret"));
        if (has("key-secrets-not-encoded")) key = r.Field("consumer_secret") + "&" + r.Field("token_secret");
        if (has("key-no-ampersand")) key = key.TrimEnd('&');
        if (has("key-token-secret-missing")) key = forKey(r.Field("consumer_secret")) + "&";
        byte[] digest = Hmac(r.Field("hash"), Encoding.UTF8.GetBytes(key)).ComputeHash(Encoding.UTF8.GetBytes(text2));
        string signature = Convert.ToBase64String(digest);
        if (has("sig-base64-of-hex"))
            signature = Convert.ToBase64String(Encoding.ASCII.GetBytes(BitConverter.ToString(digest).Replace("-", "").ToLowerInvariant()));
        Emit("case", id, request, text, encoder, scope, mistakes,
            Encoders[encoder].Item1 + " on " + runtime + ", HMAC" + r.Field("hash"), Hex(text2), Hex(key), signature, note);
    }

    static void Main(string[] args)
    {
        file = args[0];
        Console.OutputEncoding = new UTF8Encoding(false);
        var display = Type.GetType("Mono.Runtime").GetMethod("GetDisplayName", BindingFlags.NonPublic | BindingFlags.Static);
        runtime = "Mono " + ((string)display.Invoke(null, null)).Split(' ')[0];

        Encoder("dotnet Uri.EscapeDataString (Mono)", "Uri.EscapeDataString(s)", Uri.EscapeDataString);
        Encoder("dotnet Uri.EscapeUriString (Mono)", "Uri.EscapeUriString(s)", Uri.EscapeUriString);
        Encoder("dotnet HttpUtility.UrlEncode (Mono)", "HttpUtility.UrlEncode(s)", s => HttpUtility.UrlEncode(s));
        Encoder("dotnet HttpUtility.UrlEncode Latin-1 (Mono)", "HttpUtility.UrlEncode(s, Encoding.GetEncoding(28591))", s => HttpUtility.UrlEncode(s, Encoding.GetEncoding(28591)));
#pragma warning disable 618
        Encoder("dotnet HttpUtility.UrlEncodeUnicode (Mono)", "HttpUtility.UrlEncodeUnicode(s)", s => HttpUtility.UrlEncodeUnicode(s));
#pragma warning restore 618
        Encoder("dotnet HttpUtility.UrlPathEncode (Mono)", "HttpUtility.UrlPathEncode(s)", s => HttpUtility.UrlPathEncode(s));
        Encoder("dotnet WebUtility.UrlEncode (Mono)", "WebUtility.UrlEncode(s)", s => WebUtility.UrlEncode(s));
        Encoder("dotnet per char X2 (Mono)", "'%' + String.Format(\"{0:X2}\", (int)c) for each char c", PerChar);
        Encoder("dotnet rfc3986 (Mono)", "b.ToString(\"X2\") over UTF-8 bytes", Rfc3986);

        var samples = Enumerable.Range(0x20, 0x5F).Select(c => ((char)c).ToString()).Concat(new[] { "é", "€", "あ", "💩", "\n", "\r\n" }).ToList();
        foreach (var e in Encoders)
            foreach (string s in samples)
                Emit("table", e.Key, e.Value.Item1, runtime, Hex(s), Hex(e.Value.Item2(s)));

        string both = "parameters and base string";
        Make("dotnet-httputility-twitter", "status", "twitter", "dotnet HttpUtility.UrlEncode (Mono)", both);
        Make("dotnet-httputility-marks", "status", "marks", "dotnet HttpUtility.UrlEncode (Mono)", "parameters");
        Make("dotnet-httputility-path", "search", "path", "dotnet HttpUtility.UrlEncode (Mono)", "parameters");
        Make("dotnet-httputility-base-string-only", "search", "space", "dotnet HttpUtility.UrlEncode (Mono)", "base string");
        Make("dotnet-httputility-key", "accounts", "plain", "dotnet HttpUtility.UrlEncode (Mono)", "key");
        Make("dotnet-urlencodeunicode-kana", "search", "kana", "dotnet HttpUtility.UrlEncodeUnicode (Mono)", "parameters");
        Make("dotnet-webutility-wish", "status", "wish", "dotnet WebUtility.UrlEncode (Mono)", "parameters");
        Make("dotnet-webutility-marks", "search", "marks", "dotnet WebUtility.UrlEncode (Mono)", both);
        Make("dotnet-escapeuristring-reserved", "search", "reserved", "dotnet Uri.EscapeUriString (Mono)", "parameters");
        Make("dotnet-per-char-kana", "search", "kana", "dotnet per char X2 (Mono)", "parameters", "", "code points written as one number");
        Make("dotnet-per-char-latin", "search", "latin", "dotnet per char X2 (Mono)", "parameters");
        Make("dotnet-sorted-ignoring-case", "contact", "space", "dotnet rfc3986 (Mono)", "none", "sort-case-insensitive");
        Make("dotnet-namevaluecollection-comma", "contact", "space", "dotnet rfc3986 (Mono)", "none", "dup-keys-comma-joined");
        // Several at once.
        Make("dotnet-httputility-secrets-raw", "accounts", "space", "dotnet HttpUtility.UrlEncode (Mono)", both, "key-secrets-not-encoded");
        Make("dotnet-httputility-no-ampersand", "tag", "path", "dotnet HttpUtility.UrlEncode (Mono)", both, "key-no-ampersand");
        Make("dotnet-httputility-sorted-ignoring-case", "contact", "space", "dotnet HttpUtility.UrlEncode (Mono)", "parameters", "sort-case-insensitive");
        Make("dotnet-webutility-token-secret-missing", "search", "space", "dotnet WebUtility.UrlEncode (Mono)", "parameters", "key-token-secret-missing");
        Make("dotnet-httputility-port-kept", "message", "space", "dotnet HttpUtility.UrlEncode (Mono)", both, "uri-default-port-kept");
        // Right.
        Make("dotnet-right-escapedatastring", "status", "space", "dotnet Uri.EscapeDataString (Mono)", both);
    }
}
