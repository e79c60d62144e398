// gomodule/oauth1: the form as url.Values, the query in the URL.
package main

import (
	"bufio"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/url"
	"os"

	"github.com/gomodule/oauth1/oauth"
)

type request struct {
	Method          string      `json:"method"`
	URL             string      `json:"url"`
	Form            [][2]string `json:"form"`
	OAuth           [][2]string `json:"oauth"`
	SignatureMethod string      `json:"signature_method"`
	ConsumerKey     string      `json:"consumer_key"`
	ConsumerSecret  string      `json:"consumer_secret"`
	Token           *string     `json:"token"`
	TokenSecret     string      `json:"token_secret"`
	PrivateKey      string      `json:"private_key"`
}

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	for {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return
		}
		answer, err := sign(line)
		if err != nil {
			answer = map[string]any{"error": err.Error()}
		}
		out.Encode(answer)
	}
}

func sign(line []byte) (map[string]any, error) {
	var r request
	if err := json.Unmarshal(line, &r); err != nil {
		return nil, err
	}
	client := oauth.Client{Credentials: oauth.Credentials{Token: r.ConsumerKey, Secret: r.ConsumerSecret}}
	switch r.SignatureMethod {
	case "HMAC-SHA1":
	case "PLAINTEXT":
		client.SignatureMethod = oauth.PLAINTEXT
	case "RSA-SHA1":
		client.SignatureMethod = oauth.RSASHA1
		block, _ := pem.Decode([]byte(r.PrivateKey))
		key, err := parse(block.Bytes)
		if err != nil {
			return nil, err
		}
		client.PrivateKey = key
	default:
		return nil, fmt.Errorf("signature method not supported")
	}
	var credentials *oauth.Credentials
	if r.Token != nil {
		credentials = &oauth.Credentials{Token: *r.Token, Secret: r.TokenSecret}
	}
	u, err := url.Parse(r.URL)
	if err != nil {
		return nil, err
	}
	var form url.Values
	for _, p := range r.Form {
		if form == nil {
			form = url.Values{}
		}
		form.Add(p[0], p[1])
	}
	var base string
	oauth.Fix(func(params map[string]string) {
		for name := range params {
			delete(params, name)
		}
		for _, p := range r.OAuth {
			params[p[0]] = p[1]
		}
		base = oauth.BaseString(r.Method, u, form, params)
	})
	header := http.Header{}
	if err := client.SetAuthorizationHeader(header, credentials, r.Method, u, form); err != nil {
		return nil, err
	}
	return map[string]any{"base_string": base, "authorization": header.Get("Authorization")}, nil
}

func parse(der []byte) (*rsa.PrivateKey, error) { return x509.ParsePKCS1PrivateKey(der) }
