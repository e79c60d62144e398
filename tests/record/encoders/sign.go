// Signs OAuth 1.0a requests by hand with Go's encoders, right and wrong.
// Run: go run sign.go requests.txt
package main

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"hash"
	"net/url"
	"os"
	"runtime"
	"sort"
	"strings"
)

type pair [2]string

type encoder struct {
	name, function string
	encode         func(string) string
}

type request struct {
	fields             map[string]string
	query, form, oauth []pair
}

func rfc3986(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }

var goRuntime = strings.Replace(runtime.Version(), "go", "Go ", 1)

var encoders = []encoder{
	{"go url.QueryEscape", "url.QueryEscape(s)", url.QueryEscape},
	{"go url.PathEscape", "url.PathEscape(s)", url.PathEscape},
	{"go url.Values.Encode", "url.Values{\"k\": {s}}.Encode()", func(s string) string { return url.Values{"k": {s}}.Encode()[2:] }},
	{"go url.URL.EscapedPath", "(&url.URL{Path: s}).EscapedPath()", func(s string) string { return (&url.URL{Path: s}).EscapedPath() }},
	{"go url.QueryEscape repaired", `strings.ReplaceAll(url.QueryEscape(s), "+", "%20")`, rfc3986},
}

func readRequest(id, text string) request {
	data, err := os.ReadFile(os.Args[1])
	if err != nil {
		panic(err)
	}
	texts := map[string]string{}
	r := request{fields: map[string]string{}}
	inside := false
	for _, line := range strings.Split(string(data), "\n") {
		f := strings.Split(line, "\t")
		switch {
		case f[0] == "text":
			texts[f[1]] = f[2]
		case f[0] == "request":
			inside = f[1] == id
		case inside && len(f) == 3:
			p := pair{f[1], strings.Replace(f[2], "{text}", texts[text], 1)}
			switch f[0] {
			case "query":
				r.query = append(r.query, p)
			case "form":
				r.form = append(r.form, p)
			case "oauth":
				r.oauth = append(r.oauth, p)
			}
		case inside && len(f) == 2:
			r.fields[f[0]] = f[1]
		}
	}
	return r
}

func sign(id, req, text, name, scope, mistakes, note string) {
	r := readRequest(req, text)
	has := func(m string) bool { return strings.Contains(","+mistakes+",", ","+m+",") }
	var wrong encoder
	for _, e := range encoders {
		if e.name == name {
			wrong = e
		}
	}
	choose := func(part string) func(string) string {
		if strings.Contains(scope, part) {
			return wrong.encode
		}
		return rfc3986
	}
	inner, outer, forKey := choose("parameters"), choose("base string"), choose("key")

	var params []pair
	if !has("query-omitted") {
		params = append(params, r.query...)
	}
	if !has("body-form-omitted") {
		params = append(params, r.form...)
	}
	params = append(params, r.oauth...)
	var joined string
	if name == "go url.Values.Encode" && scope != "none" {
		// Encode sorts by name and leaves the values of one name as they were added.
		values := url.Values{}
		for _, p := range params {
			if has("dup-keys-collapsed") {
				values.Set(p[0], p[1])
			} else {
				values.Add(p[0], p[1])
			}
		}
		joined = values.Encode()
	} else {
		pairs := make([]pair, len(params))
		for i, p := range params {
			pairs[i] = pair{inner(p[0]), inner(p[1])}
		}
		sort.SliceStable(pairs, func(i, j int) bool {
			return pairs[i][0] < pairs[j][0] || pairs[i][0] == pairs[j][0] && pairs[i][1] < pairs[j][1]
		})
		list := make([]string, len(pairs))
		for i, p := range pairs {
			list[i] = p[0] + "=" + p[1]
		}
		joined = strings.Join(list, "&")
	}
	uri := r.fields["uri"]
	if has("uri-default-port-kept") {
		uri = r.fields["sent"]
	}
	base := r.fields["method"] + "&" + outer(uri) + "&" + outer(joined)

	key := forKey(r.fields["consumer_secret"]) + "&" + forKey(r.fields["token_secret"])
	if has("key-secrets-not-encoded") {
		key = r.fields["consumer_secret"] + "&" + r.fields["token_secret"]
	}
	if has("key-token-secret-missing") {
		key = forKey(r.fields["consumer_secret"]) + "&"
	}
	if has("key-no-ampersand") {
		key = strings.TrimSuffix(key, "&")
	}
	algorithm := map[string]func() hash.Hash{"SHA1": sha1.New, "SHA256": sha256.New, "SHA512": sha512.New}[r.fields["hash"]]
	mac := hmac.New(algorithm, []byte(key))
	mac.Write([]byte(base))
	digest := mac.Sum(nil)
	signature := base64.StdEncoding.EncodeToString(digest)
	if has("sig-base64url") {
		signature = base64.URLEncoding.EncodeToString(digest)
	}
	if has("sig-base64-of-hex") {
		signature = base64.StdEncoding.EncodeToString([]byte(hex.EncodeToString(digest)))
	}
	fmt.Println(strings.Join([]string{"case", id, req, text, name, scope, mistakes,
		wrong.function + " on " + goRuntime + ", crypto/hmac with crypto/" + strings.ToLower(r.fields["hash"]),
		hex.EncodeToString([]byte(base)), hex.EncodeToString([]byte(key)), signature, note}, "\t"))
}

func main() {
	samples := []string{"é", "€", "あ", "💩", "\n", "\r\n"}
	for c := byte(0x20); c < 0x7F; c++ {
		samples = append(samples, string(rune(c)))
	}
	for _, e := range encoders {
		for _, s := range samples {
			fmt.Println(strings.Join([]string{"table", e.name, e.function, goRuntime,
				hex.EncodeToString([]byte(s)), hex.EncodeToString([]byte(e.encode(s)))}, "\t"))
		}
	}
	both := "parameters and base string"
	sign("go-queryescape-twitter", "status", "twitter", "go url.QueryEscape", both, "", "")
	sign("go-queryescape-space-sha512", "report", "space", "go url.QueryEscape", "parameters", "", "")
	sign("go-pathescape-reserved", "search", "reserved", "go url.PathEscape", "parameters", "", "")
	sign("go-pathescape-plus", "lookup", "plus", "go url.PathEscape", "parameters", "", "")
	sign("go-values-encode-space", "search", "space", "go url.Values.Encode", "parameters", "", "")
	sign("go-values-encode-repeated-names", "contact", "plain", "go url.Values.Encode", "parameters", "sort-key-only", "Encode keeps the values of one name in the order they were added")
	// Several at once.
	sign("go-values-encode-repeated-names-space", "contact", "space", "go url.Values.Encode", "parameters", "sort-key-only", "")
	sign("go-values-set", "contact", "space", "go url.Values.Encode", "parameters", "dup-keys-collapsed", "Set where Add belongs")
	sign("go-queryescape-secrets-raw", "accounts", "space", "go url.QueryEscape", "parameters", "key-secrets-not-encoded", "")
	sign("go-queryescape-urlencoding", "restlet", "space", "go url.QueryEscape", "parameters", "sig-base64url", "base64.URLEncoding")
	sign("go-queryescape-form-left-out-port-kept", "message", "space", "go url.QueryEscape repaired", "none", "body-form-omitted,uri-default-port-kept", "")
	sign("go-queryescape-query-left-out", "status", "space", "go url.QueryEscape", "parameters", "query-omitted", "")
	// Right.
	sign("go-right-queryescape-repaired", "status", "marks", "go url.QueryEscape repaired", both, "", "")
}
