# Dot-sourced: a bucket on a free loopback port that lists a hundred logs and never gives one. $Bucket.Asked is set when
# the first is asked for.
function Start-SlowBucket {
    $port = & {
        $probe = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
        $probe.Start()
        $probe.LocalEndpoint.Port
        $probe.Stop()
    }
    $listener = [System.Net.HttpListener]::new()
    $listener.Prefixes.Add("http://127.0.0.1:$port/")
    $listener.Start()
    $asked = [System.Threading.ManualResetEventSlim]::new()
    $server = [powershell]::Create().AddScript({
        param($listener, $asked)
        $open = [System.Collections.Generic.List[object]]::new()
        $keys = -join (0..99 | ForEach-Object {
            "<Contents><Key>logs/$_.json.gz</Key><LastModified>2025-03-11T00:00:00.000Z</LastModified><ETag>&quot;1&quot;</ETag><Size>100000</Size></Contents>"
        })
        while ($listener.IsListening) {
            try { $context = $listener.GetContext() } catch { return }
            if ($context.Request.Url.AbsolutePath -like '*.json.gz') {
                # Neither answered nor closed.
                $open.Add($context)
                $asked.Set()
                continue
            }

            if ($context.Request.HttpMethod -eq 'GET') {
                # There are no folders, and so none of CloudTrail's layout.
                $listed = $context.Request.QueryString['delimiter'] ? '' : $keys
                $xml = "<?xml version=`"1.0`"?><ListBucketResult xmlns=`"http://s3.amazonaws.com/doc/2006-03-01/`">$listed</ListBucketResult>"
                $bytes = [System.Text.Encoding]::UTF8.GetBytes($xml)
                $context.Response.ContentType = 'application/xml'
                $context.Response.OutputStream.Write($bytes, 0, $bytes.Length)
            }

            $context.Response.Close()
        }
    }).AddArgument($listener).AddArgument($asked)
    [pscustomobject]@{ Url = "http://127.0.0.1:$port"; Asked = $asked; Listener = $listener; Server = $server; Running = $server.BeginInvoke() }
}

function Stop-SlowBucket($Bucket) {
    $Bucket.Listener.Abort()
    $null = $Bucket.Server.EndInvoke($Bucket.Running)
    $Bucket.Server.Dispose()
    $Bucket.Asked.Dispose()
}
