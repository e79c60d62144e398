# Signs a request with OAuth 1.0a as RFC 5849 says: HMAC-SHA1, HMAC-SHA256 or HMAC-SHA512.
# For Windows PowerShell 5.1 and PowerShell 7. SPDX-License-Identifier: MIT OR Apache-2.0
# Not run by our tests: no PowerShell can be had where they run.
#
#     . ./oauth1.ps1
#     $url = 'https://api.example.com/1/statuses/update.json?lang=en'
#     $form = @(, @('status', 'Hello Ladies + Gentlemen'))
#     $keys = @{ ConsumerKey = '...'; ConsumerSecret = '...'; Token = '...'; TokenSecret = '...' }
#     $header = Get-OAuthHeader POST $url $form $keys
#     Invoke-RestMethod $url -Method Post -Body @{ status = 'Hello Ladies + Gentlemen' } -Headers @{ Authorization = $header }
#
# The URL is the one that is sent, with its query. $Form holds the decoded fields of a form body
# (application/x-www-form-urlencoded) as pairs, since a name may be repeated; a JSON or multipart body is not signed,
# so give @() there. Leave the token out where there is none. Further protocol parameters go into $More, and replace
# the defaults: @{ oauth_callback = 'oob'; oauth_signature_method = 'HMAC-SHA256' }; realm is sent and not signed.

# By byte: what [uri]::EscapeDataString escapes depends on the version of .NET.
function ConvertTo-OAuthEncoded([string]$Text) {
    $made = New-Object System.Text.StringBuilder
    foreach ($byte in [System.Text.Encoding]::UTF8.GetBytes($Text)) {
        $char = [string][char]$byte
        if ($char -cmatch '^[A-Za-z0-9._~-]$') { [void]$made.Append($char) } else { [void]$made.Append('%' + $byte.ToString('X2')) }
    }
    $made.ToString()
}

function Get-OAuthHeader([string]$Method, [string]$Url, [object[]]$Form, [hashtable]$Keys, [hashtable]$More = @{}) {
    $oauth = @{
        oauth_consumer_key     = [string]$Keys.ConsumerKey
        oauth_nonce            = [guid]::NewGuid().ToString('N')
        oauth_signature_method = 'HMAC-SHA1'
        oauth_timestamp        = [DateTimeOffset]::UtcNow.ToUnixTimeSeconds().ToString()
        oauth_version          = '1.0'
    }
    if ($Keys.Token) { $oauth.oauth_token = [string]$Keys.Token }
    foreach ($name in $More.Keys) { $oauth[$name] = [string]$More[$name] }
    $realm = $oauth.realm
    $oauth.Remove('realm')
    $part = [regex]::Match($Url, '^([a-zA-Z][a-zA-Z0-9+.-]*)://(?:[^/?#]*@)?([^/?#]*)([^?#]*)(?:\?([^#]*))?')
    if (-not $part.Success) { throw 'the URL must begin with a scheme and a host' }

    # Query, form and protocol parameters: decoded, encoded anew, and only then sorted (section 3.4.1.3). Encoded
    # text holds no blank, and a blank sorts before all that it holds: so one text a pair sorts by name, then value.
    $pairs = New-Object 'System.Collections.Generic.List[string]'
    $add = { param($name, $value) if ($name -cne 'oauth_signature') { $pairs.Add((ConvertTo-OAuthEncoded $name) + ' ' + (ConvertTo-OAuthEncoded $value)) } }
    foreach ($segment in $part.Groups[4].Value.Split('&')) {
        if ($segment -eq '') { continue }
        $halves = $segment.Replace('+', ' ').Split([char[]]'=', 2) + ''
        & $add ([uri]::UnescapeDataString($halves[0])) ([uri]::UnescapeDataString($halves[1]))
    }
    foreach ($pair in $Form) { & $add $pair[0] $pair[1] }
    foreach ($name in $oauth.Keys) { & $add $name $oauth[$name] }
    $pairs.Sort([System.StringComparer]::Ordinal)
    $parameters = ($pairs | ForEach-Object { $_.Replace(' ', '=') }) -join '&'

    # Scheme and host in lower case, no default port, no query (section 3.4.1.2).
    $scheme = $part.Groups[1].Value.ToLowerInvariant()
    $server = $part.Groups[2].Value.ToLowerInvariant()
    if ($scheme -eq 'http') { $server = $server -replace ':80$', '' }
    if ($scheme -eq 'https') { $server = $server -replace ':443$', '' }
    $path = $part.Groups[3].Value
    if ($path -eq '') { $path = '/' }

    $base = (ConvertTo-OAuthEncoded $Method.ToUpperInvariant()), (ConvertTo-OAuthEncoded "${scheme}://$server$path"), (ConvertTo-OAuthEncoded $parameters) -join '&'
    $key = (ConvertTo-OAuthEncoded $Keys.ConsumerSecret) + '&' + (ConvertTo-OAuthEncoded $Keys.TokenSecret)
    $hmac = switch ($oauth.oauth_signature_method) {
        'HMAC-SHA1' { New-Object System.Security.Cryptography.HMACSHA1 }
        'HMAC-SHA256' { New-Object System.Security.Cryptography.HMACSHA256 }
        'HMAC-SHA512' { New-Object System.Security.Cryptography.HMACSHA512 }
        default { throw 'the signature method must be an HMAC' }
    }
    $hmac.Key = [System.Text.Encoding]::ASCII.GetBytes($key)
    $oauth.oauth_signature = [Convert]::ToBase64String($hmac.ComputeHash([System.Text.Encoding]::ASCII.GetBytes($base)))
    $fields = @($oauth.Keys | Sort-Object | ForEach-Object { $_ + '="' + (ConvertTo-OAuthEncoded $oauth[$_]) + '"' })
    if ($null -ne $realm) { $fields = @('realm="' + (ConvertTo-OAuthEncoded $realm) + '"') + $fields }
    'OAuth ' + ($fields -join ', ')
}
