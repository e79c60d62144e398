. $args[0]

while ($null -ne ($line = [Console]::In.ReadLine())) {
    $fields = @($line.Split("`t") | ForEach-Object {
        $hex = $_.Substring(1)
        $bytes = New-Object byte[] ($hex.Length / 2)
        for ($i = 0; $i -lt $bytes.Length; $i++) { $bytes[$i] = [Convert]::ToByte($hex.Substring(2 * $i, 2), 16) }
        [System.Text.Encoding]::UTF8.GetString($bytes)
    })
    $form = @()
    $more = @{}
    for ($i = 7; $i -lt $fields.Count; $i += 2) {
        if (($i - 7) / 2 -lt [int]$fields[6]) { $form += , @($fields[$i], $fields[$i + 1]) } else { $more[$fields[$i]] = $fields[$i + 1] }
    }
    $keys = @{ ConsumerKey = $fields[2]; ConsumerSecret = $fields[3]; Token = $fields[4]; TokenSecret = $fields[5] }
    try {
        $header = Get-OAuthHeader $fields[0] $fields[1] $form $keys $more
        [Console]::Out.WriteLine('x' + [BitConverter]::ToString([System.Text.Encoding]::UTF8.GetBytes($header)).Replace('-', ''))
    } catch {
        [Console]::Out.WriteLine('!' + $_)
    }
    [Console]::Out.Flush()
}
