# An event as an object of PowerShell: its properties, what is nested in it, and what other commands make of it.
BeforeDiscovery {
    . "$PSScriptRoot/TestModule.ps1"
    . "$PSScriptRoot/TestLogs.ps1"
}

BeforeAll {
    . "$PSScriptRoot/TestModule.ps1"
    . "$PSScriptRoot/TestLogs.ps1"
    Import-Module $Manifest -Force

    $text = @'
{"eventVersion":"1.09","userIdentity":{"type":"AssumedRole","principalId":"AROA1:ada","arn":"arn:aws:sts::111122223333:assumed-role/deploy/ada","accountId":"111122223333","accessKeyId":"ASIA1","sessionContext":{"sessionIssuer":{"type":"Role","userName":"deploy"},"attributes":{"mfaAuthenticated":"true"}}},"eventTime":"2025-03-11T10:00:00Z","eventSource":"ec2.amazonaws.com","eventName":"AuthorizeSecurityGroupIngress","awsRegion":"eu-west-1","sourceIPAddress":"203.0.113.9","userAgent":"aws-cli","requestParameters":{"groupId":"sg-1","ipPermissions":{"items":[{"fromPort":22,"cidr":["0.0.0.0/0","::/0"]},{"fromPort":443}]},"Keys":"a member","Count":7,"none":null,"rate":0.25,"big":12345678901},"responseElements":null,"requestID":"r1","eventID":"e1","readOnly":false,"resources":[{"ARN":"arn:aws:ec2:eu-west-1:111122223333:security-group/sg-1","type":"AWS::EC2::SecurityGroup"}],"eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"111122223333","eventCategory":"Management","tlsDetails":{"tlsVersion":"TLSv1.3"},"unknownMember":{"a":1}}
'@
    $event = $text | ConvertTo-AuditEvent
}

Describe 'Properties' {
    It '<Name> is <Value>' -ForEach @(
        @{ Name = 'EventTime'; Value = [datetimeoffset] '2025-03-11T10:00:00Z' }
        @{ Name = 'EventName'; Value = 'AuthorizeSecurityGroupIngress' }
        @{ Name = 'EventSource'; Value = 'ec2.amazonaws.com' }
        @{ Name = 'Region'; Value = 'eu-west-1' }
        @{ Name = 'AccountId'; Value = '111122223333' }
        @{ Name = 'Actor'; Value = 'ada' }
        @{ Name = 'ActorType'; Value = 'AssumedRole' }
        @{ Name = 'ActorArn'; Value = 'arn:aws:sts::111122223333:assumed-role/deploy/ada' }
        @{ Name = 'AccessKeyId'; Value = 'ASIA1' }
        @{ Name = 'MfaAuthenticated'; Value = $true }
        @{ Name = 'SourceIPAddress'; Value = '203.0.113.9' }
        @{ Name = 'UserAgent'; Value = 'aws-cli' }
        @{ Name = 'ErrorCode'; Value = $null }
        @{ Name = 'ReadOnly'; Value = $false }
        @{ Name = 'ManagementEvent'; Value = $true }
        @{ Name = 'EventId'; Value = 'e1' }
        @{ Name = 'RequestId'; Value = 'r1' }
        @{ Name = 'EventCategory'; Value = 'Management' }
        @{ Name = 'ResponseElements'; Value = $null }
        @{ Name = 'SessionCredentialFromConsole'; Value = $false }
    ) {
        $event.$Name | Should -BeExactly $Value
    }

    It 'have a type that scripts can name' {
        $event | Should -BeOfType CloudAudit.AuditEvent
        function Get-Name([CloudAudit.AuditEvent] $InputObject) { $InputObject.EventName }
        Get-Name $event | Should -Be AuthorizeSecurityGroupIngress
    }

    It 'ResourceName has ARNs and names' {
        $event.ResourceName | Should -Contain 'arn:aws:ec2:eu-west-1:111122223333:security-group/sg-1'
        $event.ResourceName | Should -Contain 'sg-1'
    }

    It 'cannot be changed' {
        { $event.EventName = 'x' } | Should -Throw
        { $event.RequestParameters['groupId'] = 'x' } | Should -Throw '*cannot be changed*'
        { $event.RequestParameters.Add('x', 1) } | Should -Throw
        { $event.Resources.Add('x') } | Should -Throw
        $event.ToJson() | Should -BeExactly $text
    }
}

Describe 'Nested values' {
    It '<Path> is <Value>' -ForEach @(
        @{ Path = 'UserIdentity.sessionContext.sessionIssuer.userName'; Value = 'deploy' }
        @{ Path = 'useridentity.SESSIONCONTEXT.sessionissuer.username'; Value = 'deploy' }
        @{ Path = 'RequestParameters.groupId'; Value = 'sg-1' }
        @{ Path = 'RequestParameters["groupid"]'; Value = 'sg-1' }
        @{ Path = 'RequestParameters.ipPermissions.items[0].fromPort'; Value = 22 }
        @{ Path = 'RequestParameters.ipPermissions.items.fromPort'; Value = 22, 443 }
        @{ Path = 'RequestParameters.ipPermissions.items[0].cidr[1]'; Value = '::/0' }
        @{ Path = 'RequestParameters.ipPermissions.items[-1].fromPort'; Value = 443 }
        @{ Path = 'RequestParameters.ipPermissions.items.Count'; Value = 2 }
        @{ Path = 'RequestParameters.rate'; Value = 0.25 }
        @{ Path = 'RequestParameters.big'; Value = 12345678901 }
        @{ Path = 'RequestParameters.none'; Value = $null }
        @{ Path = 'RequestParameters.nosuch'; Value = $null }
        @{ Path = 'RequestParameters.nosuch.deeper'; Value = $null }
        @{ Path = 'Resources[0].ARN'; Value = 'arn:aws:ec2:eu-west-1:111122223333:security-group/sg-1' }
        @{ Path = 'Resources.type'; Value = 'AWS::EC2::SecurityGroup' }
        @{ Path = 'TlsDetails.tlsVersion'; Value = 'TLSv1.3' }
        @{ Path = 'GetValue("unknownMember.a")'; Value = 1 }
        @{ Path = 'GetValue("userIdentity.sessionContext.attributes.mfaAuthenticated")'; Value = 'true' }
        @{ Path = 'GetValue("no.such")'; Value = $null }
    ) {
        Invoke-Expression "`$event.$Path" | Should -BeExactly $Value
    }

    It 'members of the names that dictionaries have are members' {
        $event.RequestParameters['Keys'] | Should -Be 'a member'
        $event.RequestParameters['Count'] | Should -Be 7
    }

    It 'can be gone through, in the order of the record' {
        $event.RequestParameters.GetEnumerator() | ForEach-Object Key |
            Should -Be 'groupId', 'ipPermissions', 'Keys', 'Count', 'none', 'rate', 'big'
        foreach ($item in $event.RequestParameters.ipPermissions.items) { $item.fromPort | Should -BeIn 22, 443 }
        '::/0' -in $event.RequestParameters.ipPermissions.items[0].cidr | Should -BeTrue
        $event.RequestParameters.ipPermissions.items[0].cidr -contains '0.0.0.0/0' | Should -BeTrue
        $event.RequestParameters.Contains('groupId') | Should -BeTrue
    }

    It 'are their JSON as text' {
        "$($event.TlsDetails)" | Should -BeExactly '{"tlsVersion":"TLSv1.3"}'
        $event.Resources.ToString() | Should -BeExactly '[{"ARN":"arn:aws:ec2:eu-west-1:111122223333:security-group/sg-1","type":"AWS::EC2::SecurityGroup"}]'
    }
}

Describe 'ToJson' {
    It 'gives the record''s text' {
        $event.ToJson() | Should -BeExactly $text
    }
}

Describe 'Other commands' {
    BeforeAll {
        $events = @(Get-AuditEvent $SampleTrail)
    }

    It 'ConvertTo-Json writes nested values as JSON' {
        $json = ConvertTo-Json $event -Depth 10 | ConvertFrom-Json
        $json.EventName | Should -Be AuthorizeSecurityGroupIngress
        $json.UserIdentity.sessionContext.sessionIssuer.userName | Should -Be deploy
        $json.RequestParameters.ipPermissions.items[0].cidr | Should -Be '0.0.0.0/0', '::/0'
        $json.RequestParameters.none | Should -BeNull
        $json.Resources[0].type | Should -Be 'AWS::EC2::SecurityGroup'
        ConvertTo-Json $event.RequestParameters -Depth 10 -Compress | Should -BeLike '{"groupId":"sg-1",*'
    }

    It 'Export-Csv writes nested values as JSON and lists with semicolons' {
        $event | Export-Csv TestDrive:/event.csv
        $back = Import-Csv TestDrive:/event.csv
        $back.EventName | Should -Be AuthorizeSecurityGroupIngress
        $back.TlsDetails | Should -BeExactly '{"tlsVersion":"TLSv1.3"}'
        ($back.RequestParameters | ConvertFrom-Json).groupId | Should -Be sg-1
        ($back.Resources | ConvertFrom-Json).type | Should -Be 'AWS::EC2::SecurityGroup'
        $back.ResourceName -split '; ' | Should -Contain sg-1
        $back.psobject.Properties.Value | Should -Not -Match '^(System|CloudAudit)\.'
    }

    It 'Export-Clixml and Import-Clixml keep what is nested' {
        $event | Export-Clixml TestDrive:/event.xml
        $back = Import-Clixml TestDrive:/event.xml
        $back.PSTypeNames[0] | Should -Be 'Deserialized.CloudAudit.AuditEvent'
        $back.EventTime.UtcDateTime | Should -Be $event.EventTime.UtcDateTime
        $back.UserIdentity.sessionContext.sessionIssuer.userName | Should -Be deploy
        $back.RequestParameters.ipPermissions.items[0].cidr | Should -Be '0.0.0.0/0', '::/0'
        $back.ResourceName | Should -Contain sg-1
    }

    It 'Sort-Object sorts by time' {
        $times = ($events | Sort-Object EventTime).EventTime
        for ($i = 1; $i -lt $times.Count; $i++) {
            if ($times[$i] -lt $times[$i - 1]) { throw "out of order at $i" }
        }
        ($events | Sort-Object EventTime -Descending)[0].EventTime | Should -Be $times[-1]
    }

    It 'Group-Object and Measure-Object count' {
        $groups = $events | Group-Object EventName
        ($groups | Measure-Object Count -Sum).Sum | Should -Be $events.Count
        ($groups | Where-Object Name -EQ DeleteTrail).Count | Should -Be 1
        ($events | Group-Object { $_.UserIdentity.type }).Name | Should -Contain AssumedRole
    }

    It 'Select-Object, Where-Object and Compare-Object take properties' {
        ($events | Where-Object EventName -EQ DeleteTrail | Select-Object Actor, @{ n = 'Trail'; e = { $_.RequestParameters.name } }).Trail | Should -Not -BeNullOrEmpty
        @($events | Where-Object { $_.RequestParameters.bucketName -like '*-prod-*' }).Count | Should -BeGreaterThan 0
        Compare-Object $events[0] $events[0] -Property EventId | Should -BeNullOrEmpty
    }

    It 'Get-Member shows the properties' {
        $names = ($event | Get-Member -MemberType Property).Name
        'EventTime', 'Actor', 'RequestParameters', 'Origin' | ForEach-Object { $names | Should -Contain $_ }
    }

    It 'a job brings events back' {
        $back = Start-Job { param($Manifest, $Trail) Import-Module $Manifest; Get-AuditEvent $Trail -EventName DeleteTrail } -ArgumentList $Manifest, $SampleTrail | Receive-Job -Wait -AutoRemoveJob
        $back.EventName | Should -Be DeleteTrail
        $back.RequestParameters.name | Should -Not -BeNullOrEmpty
    }
}

Describe 'All events of <_>' -ForEach @($SampleTrail; if (-not $WithoutPublicData) { $PublicData }) {
    It 'have the values that ConvertFrom-Json finds in their text' {
        foreach ($event in Get-AuditEvent $_) {
            $json = $event.ToJson() | ConvertFrom-Json -AsHashtable -DateKind String
            $expected = $json.eventName, $json.eventSource, $json.awsRegion, $json.eventID, $json.userAgent, $json.errorCode, $json.userIdentity.type, $json.userIdentity.arn
            $actual = $event.EventName, $event.EventSource, $event.Region, $event.EventId, $event.UserAgent, $event.ErrorCode, $event.ActorType, $event.ActorArn
            for ($i = 0; $i -lt $expected.Count; $i++) {
                if ($expected[$i] -cne $actual[$i]) { throw "$($event.EventId): '$($actual[$i])' in place of '$($expected[$i])'" }
            }

            if ($event.EventTime -ne [datetimeoffset] $json.eventTime) { throw "$($event.EventId): $($event.EventTime)" }
            if ((ConvertTo-Json $event.RequestParameters -Depth 64 -Compress) -cne (ConvertTo-Json $json.requestParameters -Depth 64 -Compress)) {
                throw "$($event.EventId): $($event.RequestParameters)"
            }
        }
    }
}
