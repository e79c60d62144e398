const options = {
    url: 'http://restapi.fs.ncl.example/focusfs/text.txt',
    method: 'GET',
    headers: {
        'oauth_consumer_key': 'kYI6svBK93EsYQ0GyIqY',
        'oauth_signature_method':'HMAC-SHA1 ',
        'oauth_version': '1.0',
        'oauth_timestamp': '${tstamp}',
        'oauth_nonce': 'W4SkWT',
        'oauth_signature': 'IQNnE3J4dsDINwOl4burQAsi2l0='
    }
};
