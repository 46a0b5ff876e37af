# Dot-sourced beside Moto.ps1: a proxy in front of the moto server that puts members into the answers of GetTrailStatus,
# which moto leaves empty: delivery errors, times of digests. ListPublicKeys, which moto does not know, is answered with
# -PublicKeys. Everything else goes through, signatures included.
. "$PSScriptRoot/Loopback.ps1"

# $Status is a hashtable; what is put into it later counts for later answers.
function Start-MotoProxy($Moto, [hashtable] $Status, [string] $PublicKeys = '{"PublicKeyList":[]}') {
    $http = [System.Net.Http.HttpClient]::new([System.Net.Http.SocketsHttpHandler]@{ UseProxy = $false; AllowAutoRedirect = $false; AutomaticDecompression = 'None' })
    Start-LoopbackServer -State @{ Http = $http; Url = $Moto.Url; Status = $Status; PublicKeys = $PublicKeys } {
        param($Context, $State)
        $from = $Context.Request
        if ($from.Headers['X-Amz-Target'] -like '*.ListPublicKeys') {
            $Context.Response.ContentType = 'application/x-amz-json-1.1'
            $Context.Response.Close([System.Text.Encoding]::UTF8.GetBytes($State.PublicKeys), $true)
            return
        }

        $request = [System.Net.Http.HttpRequestMessage]::new([System.Net.Http.HttpMethod]::new($from.HttpMethod), "$($State.Url)$($from.RawUrl)")
        $body = [System.IO.MemoryStream]::new()
        $from.InputStream.CopyTo($body)
        if ($from.HttpMethod -in 'PUT', 'POST') {
            $request.Content = [System.Net.Http.ByteArrayContent]::new($body.ToArray())
        }

        foreach ($name in $from.Headers.AllKeys | Where-Object { $_ -notin 'Content-Length', 'Transfer-Encoding', 'Connection', 'Expect' }) {
            if (-not $request.Headers.TryAddWithoutValidation($name, $from.Headers[$name]) -and $request.Content) {
                $null = $request.Content.Headers.TryAddWithoutValidation($name, $from.Headers[$name])
            }
        }

        # The signature is over the name by which the client called.
        $request.Headers.Host = $from.Headers['Host']
        $answer = $State.Http.Send($request)
        $content = [System.IO.MemoryStream]::new()
        $answer.Content.ReadAsStream().CopyTo($content)
        $bytes = $content.ToArray()
        if ($from.Headers['X-Amz-Target'] -like '*.GetTrailStatus' -and $answer.IsSuccessStatusCode) {
            $json = [System.Text.Encoding]::UTF8.GetString($bytes) | ConvertFrom-Json -AsHashtable
            foreach ($name in @($State.Status.Keys)) {
                $json[$name] = $State.Status[$name]
            }

            $bytes = [System.Text.Encoding]::UTF8.GetBytes(($json | ConvertTo-Json -Compress))
        }

        $Context.Response.StatusCode = [int] $answer.StatusCode
        foreach ($header in @($answer.Headers) + @($answer.Content.Headers) | Where-Object { $_.Key -notin 'Content-Length', 'Transfer-Encoding', 'Connection', 'Date', 'Server' }) {
            $Context.Response.Headers[$header.Key] = $header.Value -join ','
        }

        if ($from.HttpMethod -ne 'HEAD') {
            $Context.Response.ContentLength64 = $bytes.Length
            $Context.Response.OutputStream.Write($bytes, 0, $bytes.Length)
        }

        $Context.Response.Close()
    }
}

function Stop-MotoProxy($Proxy) {
    if ($Proxy) {
        Stop-LoopbackServer $Proxy
        $Proxy.State.Http.Dispose()
    }
}
