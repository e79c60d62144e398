// Package oauth1 signs a request with OAuth 1.0a as RFC 5849 says: HMAC-SHA1, HMAC-SHA256 or HMAC-SHA512.
// SPDX-License-Identifier: MIT OR Apache-2.0
//
//	address := "https://api.example.com/1/statuses/update.json?lang=en"
//	form := url.Values{"status": {"Hello Ladies + Gentlemen"}}
//	keys := oauth1.Keys{"consumer key", "consumer secret", "token", "token secret"}
//	header, err := oauth1.Header("POST", address, form, keys, nil)
//	request.Header.Set("Authorization", header)
//
// The URL is the one that is sent, with its query. The form holds the decoded fields of a form body
// (application/x-www-form-urlencoded); a JSON or multipart body is not signed, so it is nil there. Leave the token
// empty where there is none. Further protocol parameters go into more, and replace the defaults:
// map[string]string{"oauth_callback": "oob", "oauth_signature_method": "HMAC-SHA256"}; realm is sent and not signed.
package oauth1

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"hash"
	"net/url"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"time"
)

// Keys holds the client credentials and the token credentials.
type Keys struct{ ConsumerKey, ConsumerSecret, Token, TokenSecret string }

var (
	hashes = map[string]func() hash.Hash{"HMAC-SHA1": sha1.New, "HMAC-SHA256": sha256.New, "HMAC-SHA512": sha512.New}
	parts  = regexp.MustCompile(`(?i)^([a-z][a-z0-9+.-]*)://(?:[^/?#]*@)?([^/?#]*)([^?#]*)(?:\?([^#]*))?`)
)

func encode(text string) string { return strings.ReplaceAll(url.QueryEscape(text), "+", "%20") }

// Header gives the value of the Authorization header.
func Header(method, address string, form url.Values, keys Keys, more map[string]string) (string, error) {
	nonce := make([]byte, 16)
	if _, err := rand.Read(nonce); err != nil {
		return "", err
	}
	oauth := map[string]string{
		"oauth_consumer_key":     keys.ConsumerKey,
		"oauth_nonce":            hex.EncodeToString(nonce),
		"oauth_signature_method": "HMAC-SHA1",
		"oauth_timestamp":        strconv.FormatInt(time.Now().Unix(), 10),
		"oauth_version":          "1.0",
	}
	if keys.Token != "" {
		oauth["oauth_token"] = keys.Token
	}
	for name, value := range more {
		oauth[name] = value
	}
	newHash, part := hashes[oauth["oauth_signature_method"]], parts.FindStringSubmatch(address)
	if newHash == nil {
		return "", errors.New("the signature method must be an HMAC")
	}
	if part == nil {
		return "", errors.New("the URL must begin with a scheme and a host")
	}

	// Query, form and protocol parameters: decoded, encoded anew, and only then sorted (section 3.4.1.3).
	var pairs [][2]string
	add := func(name, value string) {
		if name != "oauth_signature" {
			pairs = append(pairs, [2]string{encode(name), encode(value)})
		}
	}
	for _, segment := range strings.Split(part[4], "&") {
		if segment == "" {
			continue
		}
		name, value, _ := strings.Cut(segment, "=")
		name, err := url.QueryUnescape(name)
		if err != nil {
			return "", err
		}
		if value, err = url.QueryUnescape(value); err != nil {
			return "", err
		}
		add(name, value)
	}
	for name, values := range form {
		for _, value := range values {
			add(name, value)
		}
	}
	for name, value := range oauth {
		if name != "realm" {
			add(name, value)
		}
	}
	sort.Slice(pairs, func(i, j int) bool {
		return pairs[i][0] < pairs[j][0] || pairs[i][0] == pairs[j][0] && pairs[i][1] < pairs[j][1]
	})
	joined := make([]string, len(pairs))
	for i, pair := range pairs {
		joined[i] = pair[0] + "=" + pair[1]
	}

	// Scheme and host in lower case, no default port, no query (section 3.4.1.2).
	scheme, host, path := strings.ToLower(part[1]), strings.ToLower(part[2]), part[3]
	if port, ok := map[string]string{"http": ":80", "https": ":443"}[scheme]; ok {
		host = strings.TrimSuffix(host, port)
	}
	if path == "" {
		path = "/"
	}

	base := encode(strings.ToUpper(method)) + "&" + encode(scheme+"://"+host+path) + "&" + encode(strings.Join(joined, "&"))
	mac := hmac.New(newHash, []byte(encode(keys.ConsumerSecret)+"&"+encode(keys.TokenSecret)))
	mac.Write([]byte(base))
	oauth["oauth_signature"] = base64.StdEncoding.EncodeToString(mac.Sum(nil))
	var fields []string
	for name, value := range oauth {
		fields = append(fields, name+`="`+encode(value)+`"`)
	}
	sort.Strings(fields)
	return "OAuth " + strings.Join(fields, ", "), nil
}
