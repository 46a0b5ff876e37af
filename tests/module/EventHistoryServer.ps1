# LookupEvents on a free loopback port, as it is documented: 50 events a page, the newest first, one attribute. Of
# us-east-1 it has 60 events, every twentieth a StopLogging; of other regions none.
function Start-EventHistory {
    $port = & {
        $probe = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
        $probe.Start()
        $probe.LocalEndpoint.Port
        $probe.Stop()
    }
    $listener = [System.Net.HttpListener]::new()
    $listener.Prefixes.Add("http://127.0.0.1:$port/")
    $listener.Start()
    $requests = [System.Collections.Concurrent.ConcurrentQueue[string]]::new()
    $server = [powershell]::Create().AddScript({
        param($listener, $requests)
        while ($listener.IsListening) {
            try { $context = $listener.GetContext() } catch { return }
            $body = [System.IO.StreamReader]::new($context.Request.InputStream).ReadToEnd()
            $region = ($context.Request.Headers['Authorization'] -split '/')[2]
            $requests.Enqueue("$region $body")
            $request = $body | ConvertFrom-Json
            $from = [int] $request.NextToken
            $name = $request.LookupAttributes ? $request.LookupAttributes[0].AttributeValue : $null
            $answer = @{ Events = @() }
            if ($region -eq 'us-east-1') {
                $answer.Events = @($from..($from + 49) | Where-Object { $_ -lt 60 } | ForEach-Object {
                    $eventName = $_ % 20 ? 'GetTrail' : 'StopLogging'
                    if (-not $name -or $name -ceq $eventName) {
                        @{ CloudTrailEvent = "{`"eventVersion`":`"1.11`",`"eventTime`":`"2026-02-28T10:00:00Z`",`"eventSource`":`"cloudtrail.amazonaws.com`",`"eventName`":`"$eventName`",`"awsRegion`":`"us-east-1`",`"eventID`":`"$_`"}" }
                    }
                })
                if ($from -lt 50) { $answer.NextToken = '50' }
            }
            $bytes = [System.Text.Encoding]::UTF8.GetBytes((ConvertTo-Json $answer -Depth 4))
            $context.Response.ContentType = 'application/x-amz-json-1.1'
            $context.Response.OutputStream.Write($bytes, 0, $bytes.Length)
            $context.Response.Close()
        }
    }).AddArgument($listener).AddArgument($requests)
    $running = $server.BeginInvoke()
    [pscustomobject]@{ Url = "http://127.0.0.1:$port"; Requests = $requests; Listener = $listener; Server = $server; Running = $running }
}

function Stop-EventHistory($History) {
    $History.Listener.Stop()
    $null = $History.Server.EndInvoke($History.Running)
    $History.Server.Dispose()
}
