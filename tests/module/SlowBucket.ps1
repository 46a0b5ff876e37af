# Dot-sourced: a bucket on a free loopback port that lists a hundred logs and never gives one. $Bucket.Asked is set when
# the first is asked for.
. "$PSScriptRoot/Loopback.ps1"

function Start-SlowBucket {
    $asked = [System.Threading.ManualResetEventSlim]::new()
    $server = Start-LoopbackServer -State @{ Asked = $asked; Open = [System.Collections.Generic.List[object]]::new() } {
        param($Context, $State)
        if ($Context.Request.Url.AbsolutePath -like '*.json.gz') {
            # Neither answered nor closed.
            $State.Open.Add($Context)
            $State.Asked.Set()
        }
        elseif ($Context.Request.HttpMethod -eq 'GET') {
            # There are no folders, and so none of CloudTrail's layout.
            $listed = $Context.Request.QueryString['delimiter'] ? '' : -join (0..99 | ForEach-Object {
                "<Contents><Key>logs/$_.json.gz</Key><LastModified>2025-03-11T00:00:00.000Z</LastModified><ETag>&quot;1&quot;</ETag><Size>100000</Size></Contents>"
            })
            $xml = "<?xml version=`"1.0`"?><ListBucketResult xmlns=`"http://s3.amazonaws.com/doc/2006-03-01/`"><IsTruncated>false</IsTruncated>$listed</ListBucketResult>"
            $Context.Response.ContentType = 'application/xml'
            $Context.Response.Close([System.Text.Encoding]::UTF8.GetBytes($xml), $true)
        }
        else {
            $Context.Response.Close()
        }
    }
    [pscustomobject]@{ Url = $server.Url; Asked = $asked; Server = $server }
}

function Stop-SlowBucket($Bucket) {
    Stop-LoopbackServer $Bucket.Server
    $Bucket.Asked.Dispose()
}
