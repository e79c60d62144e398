;; HMAC-SHA1 request
;; [oauth_version] => 1.0
;; [oauth_nonce] => b691e73db2aa2143f3fc03fb60c6e9fa
;; [oauth_timestamp] => 1231020688
;; [oauth_consumer_key] => key
;; [oauth_signature_method] => HMAC-SHA1
;; [http_method:private] => GET
;; [http_url:private] => http://terms.example/oauth/example/request_token.php
;; [base_string] => GET&http%3A%2F%2Fterms.example%2Foauth%2Fexample%2Frequest_token.php&oauth_consumer_key%3Dkey%26oauth_nonce%3Db691e73db2aa2143f3fc03fb60c6e9fa%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D1231020688%26oauth_version%3D1.0
;; results in signature:
;; [oauth_signature] => 35F3jFn9Sn4GauOvmk6m4XmcG2o=
