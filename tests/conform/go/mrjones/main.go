// mrjones/oauth: its http.Client, with a transport that sends nothing. Its nonces are numbers.
package main

import (
	"bufio"
	"crypto"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"

	"github.com/mrjones/oauth"
)

type request struct {
	Method          string      `json:"method"`
	URL             string      `json:"url"`
	Headers         [][2]string `json:"headers"`
	Body            *string     `json:"body"`
	OAuth           [][2]string `json:"oauth"`
	SignatureMethod string      `json:"signature_method"`
	ConsumerKey     string      `json:"consumer_key"`
	ConsumerSecret  string      `json:"consumer_secret"`
	Token           *string     `json:"token"`
	TokenSecret     string      `json:"token_secret"`
	PrivateKey      string      `json:"private_key"`
}

type stub struct{ header string }

func (s *stub) RoundTrip(r *http.Request) (*http.Response, error) {
	// A URL with a user name brings a Basic header along.
	for _, header := range r.Header.Values("Authorization") {
		if strings.HasPrefix(header, "OAuth ") {
			s.header = header
		}
	}
	return nil, errors.New("not sent")
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
	last := &stub{}
	sender := &http.Client{Transport: last}
	provider := oauth.ServiceProvider{}
	var consumer *oauth.Consumer
	switch r.SignatureMethod {
	case "HMAC-SHA1":
		consumer = oauth.NewCustomHttpClientConsumer(r.ConsumerKey, r.ConsumerSecret, provider, sender)
	case "RSA-SHA1", "RSA-SHA256":
		block, _ := pem.Decode([]byte(r.PrivateKey))
		key, err := x509.ParsePKCS1PrivateKey(block.Bytes)
		if err != nil {
			return nil, err
		}
		hash := crypto.SHA1
		if r.SignatureMethod == "RSA-SHA256" {
			hash = crypto.SHA256
		}
		consumer = oauth.NewCustomRSAConsumer(r.ConsumerKey, key, hash, provider, sender)
	default:
		return nil, fmt.Errorf("signature method not supported")
	}
	extras := map[string]string{}
	var timestamp int64
	for _, p := range r.OAuth {
		switch p[0] {
		case "oauth_timestamp":
			timestamp, _ = strconv.ParseInt(p[1], 10, 64)
		case "oauth_consumer_key", "oauth_token", "oauth_signature_method", "oauth_nonce", "oauth_version":
		default:
			extras[p[0]] = p[1]
		}
	}
	consumer.AdditionalParams = extras
	var base string
	consumer.Fix(timestamp, 1234567890, &base)
	token := &oauth.AccessToken{Secret: r.TokenSecret}
	if r.Token != nil {
		token.Token = *r.Token
	}
	client, err := consumer.MakeHttpClient(token)
	if err != nil {
		return nil, err
	}
	var sent *http.Request
	if r.Body != nil {
		sent, err = http.NewRequest(r.Method, r.URL, strings.NewReader(*r.Body))
	} else {
		sent, err = http.NewRequest(r.Method, r.URL, nil)
	}
	if err != nil {
		return nil, err
	}
	for _, h := range r.Headers {
		sent.Header.Set(h[0], h[1])
	}
	_, err = client.Do(sent)
	if last.header == "" {
		return nil, err
	}
	return map[string]any{"base_string": base, "authorization": last.header}, nil
}
