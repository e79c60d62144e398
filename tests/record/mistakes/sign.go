// A signer for OAuth 1.0a as it is written by hand in Go, and the mistakes that are made in it.
//
// Each case is the right signer with one step written otherwise, by Go's own functions.
// Run: go run sign.go requests.tsv
package main

import (
	"bufio"
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"os"
	"path"
	"runtime"
	"sort"
	"strings"
)

type pair [2]string

type request struct {
	is     map[string]string
	oauth  []pair
	others []string
}

func readRequests(name string) map[string]*request {
	found := map[string]*request{}
	file, err := os.Open(name)
	if err != nil {
		panic(err)
	}
	var r *request
	for lines := bufio.NewScanner(file); lines.Scan(); {
		fields := strings.Split(lines.Text(), "\t")
		if fields[0] == "request" {
			r = &request{is: map[string]string{}}
			found[fields[1]] = r
			continue
		}
		var values []string
		for _, field := range fields[1:] {
			text, _ := hex.DecodeString(field[1:])
			values = append(values, string(text))
		}
		switch fields[0] {
		case "oauth":
			r.oauth = append(r.oauth, pair{values[0], values[1]})
		case "other":
			r.others = append(r.others, values[0])
		default:
			r.is[fields[0]] = values[0]
		}
	}
	return found
}

func encoded(text string) string { return strings.ReplaceAll(url.QueryEscape(text), "+", "%20") }

// The right one. A case replaces some of its steps.
type signer struct {
	encode, change, part, secret func(string) string
	parse                        func(string) []pair
	oauth                        func(*request) []pair
	sort                         func([]pair)
	method, uri, key             func(*request) string
	assemble                     func(method, uri, parameters string) string
	mac                          func(key, base string) []byte
	text                         func([]byte) string
}

func hmacSha1(key, base string) []byte {
	mac := hmac.New(sha1.New, []byte(key))
	mac.Write([]byte(base))
	return mac.Sum(nil)
}

func right() *signer {
	s := &signer{encode: encoded, part: encoded, secret: encoded, mac: hmacSha1, text: base64.StdEncoding.EncodeToString}
	s.change = func(value string) string { return value }
	s.parse = func(text string) (pairs []pair) {
		for _, segment := range strings.FieldsFunc(text, func(c rune) bool { return c == '&' }) {
			name, value, _ := strings.Cut(segment, "=")
			name, _ = url.QueryUnescape(name)
			value, _ = url.QueryUnescape(value)
			pairs = append(pairs, pair{name, value})
		}
		return
	}
	s.oauth = func(r *request) []pair { return r.oauth }
	s.sort = func(pairs []pair) {
		sort.Slice(pairs, func(i, j int) bool {
			return pairs[i][0] < pairs[j][0] || pairs[i][0] == pairs[j][0] && pairs[i][1] < pairs[j][1]
		})
	}
	s.method = func(r *request) string { return strings.ToUpper(r.is["method"]) }
	s.uri = func(r *request) string { address, _, _ := strings.Cut(r.is["url"], "?"); return address }
	s.key = func(r *request) string {
		if r.is["token"] == "" {
			return s.secret(r.is["consumer_secret"]) + "&"
		}
		return s.secret(r.is["consumer_secret"]) + "&" + s.secret(r.is["token_secret"])
	}
	s.assemble = func(method, uri, parameters string) string {
		return s.part(method) + "&" + s.part(uri) + "&" + s.part(parameters)
	}
	return s
}

func (s *signer) parameters(r *request) string {
	_, query, _ := strings.Cut(r.is["url"], "?")
	pairs := s.parse(query)
	if r.is["type"] == "application/x-www-form-urlencoded" {
		pairs = append(pairs, s.parse(r.is["body"])...)
	}
	for i := range pairs {
		pairs[i][1] = s.change(pairs[i][1])
	}
	pairs = append(pairs, s.oauth(r)...)
	for i := range pairs {
		pairs[i] = pair{s.encode(pairs[i][0]), s.encode(pairs[i][1])}
	}
	s.sort(pairs)
	var joined []string
	for _, p := range pairs {
		joined = append(joined, p[0]+"="+p[1])
	}
	return strings.Join(joined, "&")
}

// PathEscape leaves `$&+=:@`; a case takes all but one of them back.
func pathEscape(literal string) func(string) string {
	return func(text string) string {
		made := url.PathEscape(text)
		for _, c := range "$&+=:@" {
			if string(c) != literal {
				made = strings.ReplaceAll(made, string(c), fmt.Sprintf("%%%02X", c))
			}
		}
		return made
	}
}

func parsed(r *request) *url.URL { address, _ := url.Parse(r.is["url"]); return address }

var cases = []struct {
	mistake, request string
	change           func(*signer)
}{
	// Parameters.
	{"html-entity-decoded", "text", func(s *signer) { s.change = html.UnescapeString }},
	{"value-trimmed", "text", func(s *signer) { s.change = strings.TrimSpace }},
	{"value-json-encoded", "status", func(s *signer) {
		s.change = func(value string) string { text, _ := json.Marshal(value); return string(text) }
	}},
	{"value-quoted", "plainpath", func(s *signer) { s.change = func(value string) string { return fmt.Sprintf("%q", value) } }},
	{"dup-keys-collapsed", "lists", func(s *signer) {
		s.parse = func(text string) (pairs []pair) {
			values, _ := url.ParseQuery(text)
			for name := range values {
				pairs = append(pairs, pair{name, values[name][len(values[name])-1]})
			}
			return
		}
	}},
	{"empty-token-included", "temporary", func(s *signer) {
		s.oauth = func(r *request) []pair {
			return append(r.oauth[:len(r.oauth):len(r.oauth)], pair{"oauth_token", r.is["token"]})
		}
	}},
	{"?array-stringified", "plainpath", func(s *signer) {
		s.change = func(value string) string { return fmt.Sprint([]string{value}) }
	}},
	// Encoding.
	{"enc-space-plus", "status", func(s *signer) { s.encode = url.QueryEscape }},
	{"enc-equals-literal", "every", func(s *signer) { s.encode = pathEscape("=") }},
	{"enc-dollar-literal", "every", func(s *signer) { s.encode = pathEscape("$") }},
	{"enc-colon-literal", "every", func(s *signer) { s.encode = pathEscape(":") }},
	{"enc-at-literal", "every", func(s *signer) { s.encode = pathEscape("@") }},
	{"enc-ampersand-literal", "every", func(s *signer) { s.encode = pathEscape("&") }},
	{"enc-plus-literal", "every", func(s *signer) { s.encode = pathEscape("+") }},
	{"double-encoded-params", "bodyescape", func(s *signer) { s.encode = func(text string) string { return encoded(encoded(text)) } }},
	// Order.
	{"sort-before-encode", "names", func(s *signer) {
		s.oauth = func(r *request) []pair { return r.oauth }
		s.sort = func(pairs []pair) {
			sort.Slice(pairs, func(i, j int) bool {
				a, _ := url.QueryUnescape(pairs[i][0])
				b, _ := url.QueryUnescape(pairs[j][0])
				return a < b
			})
		}
	}},
	{"sort-by-length", "lists", func(s *signer) {
		inner := s.sort
		s.sort = func(pairs []pair) {
			inner(pairs)
			sort.SliceStable(pairs, func(i, j int) bool { return len(pairs[i][0]) < len(pairs[j][0]) })
		}
	}},
	// The base string URI and the method.
	{"uri-path-only", "plainpath", func(s *signer) { s.uri = func(r *request) string { return parsed(r).Path } }},
	{"uri-path-decoded", "path", func(s *signer) {
		s.uri = func(r *request) string {
			address := parsed(r)
			return address.Scheme + "://" + address.Host + address.Path
		}
	}},
	{"uri-port-dropped", "port", func(s *signer) {
		s.uri = func(r *request) string {
			address := parsed(r)
			return address.Scheme + "://" + address.Hostname() + address.Path
		}
	}},
	{"uri-dot-segments", "dots", func(s *signer) {
		s.uri = func(r *request) string {
			address := parsed(r)
			return "https://" + address.Host + path.Clean(address.Path)
		}
	}},
	{"uri-query-kept", "plainpath", func(s *signer) { s.uri = func(r *request) string { return parsed(r).String() } }},
	{"method-empty", "plainpath", func(s *signer) { s.method = func(r *request) string { var method string; return method } }},
	// The base string.
	{"assembly-parts-wrong-separator", "plainpath", func(s *signer) {
		s.assemble = func(method, uri, parameters string) string {
			return strings.Join([]string{encoded(method), encoded(uri), encoded(parameters)}, "")
		}
	}},
	{"assembly-newline-joined", "status", func(s *signer) {
		s.assemble = func(method, uri, parameters string) string {
			return strings.Join([]string{encoded(method), encoded(uri), encoded(parameters)}, "\n")
		}
	}},
	{"assembly-trailing-newline", "status", func(s *signer) {
		s.assemble = func(method, uri, parameters string) string {
			return fmt.Sprintln(encoded(method) + "&" + encoded(uri) + "&" + encoded(parameters))
		}
	}},
	// The key.
	{"key-secrets-not-encoded", "secrets", func(s *signer) { s.secret = func(text string) string { return text } }},
	{"key-secrets-form-encoded", "secrets", func(s *signer) { s.secret = url.QueryEscape }},
	{"key-hex-decoded", "hexsecret", func(s *signer) {
		s.secret = func(text string) string { bytes, _ := hex.DecodeString(text); return encoded(string(bytes)) }
	}},
	{"key-secret-decoded", "encodedsecret", func(s *signer) {
		s.key = func(r *request) string {
			token, _ := url.QueryUnescape(r.is["token_secret"])
			return encoded(r.is["consumer_secret"]) + "&" + encoded(token)
		}
	}},
	// Digest and signature.
	{"sig-hex", "plainpath", func(s *signer) { s.text = hex.EncodeToString }},
	{"sig-base64url", "escape", func(s *signer) { s.text = base64.URLEncoding.EncodeToString }},
	{"sig-padding-missing", "status", func(s *signer) { s.text = base64.RawStdEncoding.EncodeToString }},
	{"sig-byte-list", "status", func(s *signer) {
		s.text = func(digest []byte) string {
			var numbers []string
			for _, b := range digest {
				numbers = append(numbers, fmt.Sprint(b))
			}
			return strings.Join(numbers, ",")
		}
	}},
	{"sig-wrong-alg", "status", func(s *signer) {
		s.mac = func(key, base string) []byte {
			mac := hmac.New(sha256.New, []byte(key))
			mac.Write([]byte(base))
			return mac.Sum(nil)
		}
	}},
	{"sig-over-nothing", "plainpath", func(s *signer) {
		s.mac = func(key, base string) []byte { return hmac.New(sha1.New, []byte(key)).Sum(nil) }
	}},
	{"sig-base-string-double-hashed", "plainpath", func(s *signer) {
		s.mac = func(key, base string) []byte { sum := sha1.Sum([]byte(base)); return hmacSha1(key, string(sum[:])) }
	}},
	{"sig-raw-bytes", "status", func(s *signer) { s.text = func(digest []byte) string { return string(digest) } }},
}

func main() {
	requests := readRequests(os.Args[1])
	used := map[string]bool{}
	for _, one := range cases {
		if !used[one.request] {
			used[one.request] = true
			cases = append(cases, struct {
				mistake, request string
				change           func(*signer)
			}{"right", one.request, func(*signer) {}})
		}
	}
	for _, one := range cases {
		s, r := right(), requests[one.request]
		one.change(s)
		base, key := s.assemble(s.method(r), s.uri(r), s.parameters(r)), s.key(r)
		signature := s.text(s.mac(key, base))
		fields := []string{"go", "sign.go", "Go " + strings.TrimPrefix(runtime.Version(), "go"), one.mistake, one.request}
		for _, text := range []string{base, key, signature} {
			fields = append(fields, hex.EncodeToString([]byte(text)))
		}
		fmt.Println(strings.Join(fields, "\t"))
	}
}
