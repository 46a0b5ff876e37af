# LookupEvents on a free loopback port, as it is documented: 50 events a page, the newest first, one attribute. Of
# us-east-1 it has 60 events, every twentieth a StopLogging; of other regions none.
. "$PSScriptRoot/Loopback.ps1"

function Start-EventHistory {
    $requests = [System.Collections.Concurrent.ConcurrentQueue[string]]::new()
    $server = Start-LoopbackServer -State @{ Requests = $requests } {
        param($Context, $State)
        $body = [System.IO.StreamReader]::new($Context.Request.InputStream).ReadToEnd()
        $region = ($Context.Request.Headers['Authorization'] -split '/')[2]
        $State.Requests.Enqueue("$region $body")
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
        $Context.Response.ContentType = 'application/x-amz-json-1.1'
        $Context.Response.Close($bytes, $true)
    }
    [pscustomobject]@{ Url = $server.Url; Requests = $requests; Server = $server }
}

function Stop-EventHistory($History) {
    Stop-LoopbackServer $History.Server
}
