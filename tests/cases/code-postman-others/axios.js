var axios = require('axios');

var config = {
  method: 'get',
  url: 'https://echo-post.example/oauth1?page=2',
  headers: { 
    'Authorization': 'OAuth oauth_consumer_key="DVlSHCiIvuVEwRVi",oauth_signature_method="HMAC-SHA1",oauth_timestamp="1472121255",oauth_nonce="e5VR16",oauth_version="1.0",oauth_signature="UmLu9At0IaZc4esv%2BSIDLlq2crI%3D"'
  }
};

axios(config)
.then(function (response) {
  console.log(JSON.stringify(response.data));
})
