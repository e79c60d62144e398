package main

import (
  "fmt"
  "net/http"
  "io/ioutil"
)

func main() {

  url := "https://echo-post.example/oauth1?page=2"
  method := "GET"

  client := &http.Client {
  }
  req, err := http.NewRequest(method, url, nil)

  if err != nil {
    fmt.Println(err)
    return
  }
  req.Header.Add("Authorization", "OAuth oauth_consumer_key=\"DVlSHCiIvuVEwRVi\",oauth_signature_method=\"HMAC-SHA1\",oauth_timestamp=\"1472121255\",oauth_nonce=\"e5VR16\",oauth_version=\"1.0\",oauth_signature=\"UmLu9At0IaZc4esv%2BSIDLlq2crI%3D\"")

  res, err := client.Do(req)
