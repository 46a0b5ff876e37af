# Dot-sourced: a bucket on a free loopback port whose logs S3 has encrypted, and which answers as S3 does ("Protecting
# data with server-side encryption" in the Amazon S3 User Guide): for SSE-C it wants the customer's key and its digest,
# and for a KMS key it gives what KMS says. Each log has one event, with the log's name for an id.
. "$PSScriptRoot/Loopback.ps1"

# $Logs: hashtables with Name, and CustomerKey (base64), or Refusal (status, code, words) and Headers. A caller whose access
# key is ASIAEXPIRED has an expired token. $Bucket.Sent has what came: "GET name key", the customer's key as it was sent.
function Start-EncryptedBucket([hashtable[]] $Logs) {
    $objects = [System.Collections.Generic.SortedDictionary[string, object]]::new([System.StringComparer]::Ordinal)
    foreach ($log in $Logs) {
        $json = "{`"Records`":[{`"eventVersion`":`"1.11`",`"eventTime`":`"2025-03-11T10:00:00Z`",`"eventSource`":`"s3.amazonaws.com`",`"eventName`":`"GetObject`",`"awsRegion`":`"eu-west-1`",`"eventID`":`"$($log.Name)`"}]}"
        $objects["logs/$($log.Name).json"] = @{ Log = $log; Bytes = [System.Text.Encoding]::UTF8.GetBytes($json) }
    }

    $sent = [System.Collections.Concurrent.ConcurrentQueue[string]]::new()
    $server = Start-LoopbackServer -State @{ Objects = $objects; Sent = $sent } {
        param($Context, $State)
        $request, $response = $Context.Request, $Context.Response
        $method = $request.HttpMethod
        $name = $request.Url.AbsolutePath -replace '^/[^/]+/?'
        $customer = 'x-amz-server-side-encryption-customer-'
        $key = $request.Headers["${customer}key"]
        $State.Sent.Enqueue("$method $name $key")
        $refusal = $null
        $body = [byte[]]::new(0)
        if ($request.Headers['Authorization'] -like '*Credential=ASIAEXPIRED/*' -and $method -eq 'GET') {
            $refusal = 400, 'ExpiredToken', 'The provided token has expired.'
        }
        elseif (-not $name) {
            # There are no folders, and so none of CloudTrail's layout.
            $listed = $request.QueryString['delimiter'] ? '' : -join ($State.Objects.GetEnumerator() | ForEach-Object {
                "<Contents><Key>$($_.Key)</Key><LastModified>2025-03-11T00:00:00.000Z</LastModified><ETag>&quot;1&quot;</ETag><Size>$($_.Value.Bytes.Length)</Size></Contents>"
            })
            $body = [System.Text.Encoding]::UTF8.GetBytes("<?xml version=`"1.0`"?><ListBucketResult xmlns=`"http://s3.amazonaws.com/doc/2006-03-01/`"><IsTruncated>false</IsTruncated>$listed</ListBucketResult>")
        }
        else {
            $found = $State.Objects[$name]
            $log = $found.Log
            $body = $found.Bytes
            $digest = $key ? [convert]::ToBase64String([System.Security.Cryptography.MD5]::HashData([convert]::FromBase64String($key))) : ''
            if ($log.CustomerKey -and -not $key) {
                $refusal = 400, 'InvalidRequest', 'The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.'
            }
            elseif ($log.CustomerKey -and ($key -cne $log.CustomerKey -or $digest -cne $request.Headers["${customer}key-MD5"] -or $request.Headers["${customer}algorithm"] -cne 'AES256')) {
                $refusal = 403, 'AccessDenied', 'Requests specifying Server Side Encryption with Customer provided keys must provide the correct secret key.'
            }
            elseif ($key -and -not $log.CustomerKey) {
                $refusal = 400, 'InvalidRequest', 'The encryption parameters are not applicable to this object.'
            }
            elseif ($method -eq 'GET') {
                $refusal = $log.Refusal
            }

            foreach ($header in ($log.Headers ?? @{}).GetEnumerator()) {
                $response.Headers[$header.Key] = $header.Value
            }

            $response.Headers['ETag'] = '"1"'
        }

        if ($refusal) {
            $response.StatusCode = $refusal[0]
            $body = [System.Text.Encoding]::UTF8.GetBytes("<Error><Code>$($refusal[1])</Code><Message>$([System.Security.SecurityElement]::Escape($refusal[2]))</Message><RequestId>REQUEST1</RequestId></Error>")
        }

        if ($method -eq 'HEAD') {
            $response.Close()
        }
        else {
            $response.Close($body, $true)
        }
    }
    [pscustomobject]@{
        Sent       = $sent
        Server     = $server
        Parameters = @{ Bucket = 'trail'; EndpointUrl = $server.Url; AccessKey = 'AKIAIOSFODNN7EXAMPLE'; SecretKey = 'made-up' }
    }
}

function Stop-EncryptedBucket($Bucket) {
    Stop-LoopbackServer $Bucket.Server
}
