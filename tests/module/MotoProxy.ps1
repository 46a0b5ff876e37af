# Dot-sourced beside Moto.ps1: a proxy in front of the moto server that puts members into the answers of GetTrailStatus,
# which moto leaves empty: delivery errors, times of digests. Everything else goes through, signatures included.

# $Status is a hashtable; what is put into it later counts for later answers.
function Start-MotoProxy($Moto, [hashtable] $Status) {
    $port = 0
    while ($true) {
        $probe = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
        $probe.Start()
        $port = $probe.LocalEndpoint.Port
        $probe.Stop()
        $listener = [System.Net.HttpListener]::new()
        $listener.Prefixes.Add("http://127.0.0.1:$port/")
        try {
            $listener.Start()
            break
        }
        catch [System.Net.HttpListenerException] {
            # Somebody was quicker.
            $listener.Close()
        }
    }

    $job = Start-ThreadJob -ThrottleLimit 32 -ArgumentList $listener, $Moto.Url, $Status {
        param($Listener, $Url, $Status)
        $http = [System.Net.Http.HttpClient]::new([System.Net.Http.SocketsHttpHandler]@{ UseProxy = $false; AllowAutoRedirect = $false; AutomaticDecompression = 'None' })
        while ($Listener.IsListening) {
            try {
                $context = $Listener.GetContext()
            }
            catch {
                break
            }

            try {
                $from = $context.Request
                $request = [System.Net.Http.HttpRequestMessage]::new([System.Net.Http.HttpMethod]::new($from.HttpMethod), "$Url$($from.RawUrl)")
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
                $answer = $http.Send($request)
                $content = [System.IO.MemoryStream]::new()
                $answer.Content.ReadAsStream().CopyTo($content)
                $bytes = $content.ToArray()
                if ($from.Headers['X-Amz-Target'] -like '*.GetTrailStatus' -and $answer.IsSuccessStatusCode) {
                    $json = [System.Text.Encoding]::UTF8.GetString($bytes) | ConvertFrom-Json -AsHashtable
                    foreach ($name in @($Status.Keys)) {
                        $json[$name] = $Status[$name]
                    }

                    $bytes = [System.Text.Encoding]::UTF8.GetBytes(($json | ConvertTo-Json -Compress))
                }

                $context.Response.StatusCode = [int] $answer.StatusCode
                foreach ($header in @($answer.Headers) + @($answer.Content.Headers) | Where-Object { $_.Key -notin 'Content-Length', 'Transfer-Encoding', 'Connection', 'Date', 'Server' }) {
                    $context.Response.Headers[$header.Key] = $header.Value -join ','
                }

                if ($from.HttpMethod -ne 'HEAD') {
                    $context.Response.ContentLength64 = $bytes.Length
                    $context.Response.OutputStream.Write($bytes, 0, $bytes.Length)
                }
            }
            catch {
                $context.Response.StatusCode = 500
            }
            finally {
                $context.Response.Close()
            }
        }
    }

    [pscustomobject]@{ Listener = $listener; Job = $job; Url = "http://127.0.0.1:$port" }
}

function Stop-MotoProxy($Proxy) {
    if ($Proxy) {
        $Proxy.Listener.Stop()
        $Proxy.Job | Remove-Job -Force
    }
}
