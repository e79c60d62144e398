Sub Tweet()
    Set http = CreateObject("MSXML2.ServerXMLHTTP.6.0")
    http.Open "POST", "https://api.birdsong.example/1.1/statuses/update.json?include_entities=true", False
    http.setRequestHeader "Authorization", "OAuth oauth_consumer_key=""oD1YYU93xuftB0KO8DXd0iZPl"", " & _
        "oauth_nonce=""OJoRTK3uxzrw35tk2nFxIpXZ9s6kIzLf"", " & _
        "oauth_signature_method=""HMAC-SHA1"", " & _
        "oauth_timestamp=""1600000000"", " & _
        "oauth_token=""29123-UGSQgizWkVvEY4aubdRcvuvZlpmpU6yhZs9pEyrN"", " & _
        "oauth_version=""1.0"", " & _
        "oauth_signature=""FAEcdW89r3gtxjas8mQiLAhgmhM%3D"""
    http.setRequestHeader "Content-Type", "application/x-www-form-urlencoded"
    http.Send "status=Hello%20Ladies%20%2B%20Gents%21&lang=en"
    Debug.Print http.Status
End Sub
