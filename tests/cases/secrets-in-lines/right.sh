CONSUMER_SECRET=csecret
export TWITTER_ACCESS_TOKEN_SECRET='tsecret'

curl -X POST https://api.birds.example/1.1/statuses/update.json -H 'Authorization: OAuth oauth_consumer_key="xvz1evFS4wEEPTGEFPHBog", oauth_nonce="kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg", oauth_signature_method="HMAC-SHA1", oauth_timestamp="1790000000", oauth_token="370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb", oauth_version="1.0", oauth_signature="jifhhMQrz2RII85rKYHeNbfpJro%3D"' -d 'status=Hello%20Ladies%20%2B%20Gentlemen%2C%20a%20signed%20request%21'
