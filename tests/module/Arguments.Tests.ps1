# Arguments as people type them at a prompt, where PowerShell has its own idea of what they are.
BeforeAll {
    . "$PSScriptRoot/TestModule.ps1"
    Import-Module $Manifest -Force

    $log = "$TestDrive/log.jsonl"
    @(
        '{"eventID":"1","eventName":"Zero","eventTime":"2025-03-11T10:00:00Z","recipientAccountId":"012345678901"}'
        '{"eventID":"2","eventName":"Ones","eventTime":"2025-03-11T23:59:40Z","recipientAccountId":"111122223333"}'
    ) | Set-Content $log
}

Describe 'A duration' {
    It '<_> needs no quotes' -ForEach '7d', '30s', '1.5d', '90m', '24h', '2w', '1.12:00:00' {
        $events = Invoke-Expression "Get-AuditEvent '$log' -EndTime 2025-03-12 -Last $_"
        $events.EventName | Should -Contain 'Ones'
    }

    It '<_> is what it says' -ForEach '30s', '30S', '13h' {
        $events = Invoke-Expression "Get-AuditEvent '$log' -EndTime 2025-03-12 -Last $_"
        $events.EventName | Should -Be 'Ones'
    }

    It 'may be a TimeSpan' {
        (Get-AuditEvent $log -EndTime 2025-03-12 -Last (New-TimeSpan -Days 1)).EventName | Should -Be 'Zero', 'Ones'
    }

    It '<_> is none' -ForEach '7', '0d', '7x', '([decimal] 7)', '(New-TimeSpan)' {
        { Invoke-Expression "Get-AuditEvent '$log' -Last $_" } | Should -Throw '*is no duration*'
    }
}

Describe 'An account id' {
    It '<_> needs no quotes' -ForEach '012345678901', '@(012345678901)', '012345678901, 999999999999', "'0123*'" {
        (Invoke-Expression "Get-AuditEvent '$log' -AccountId $_").EventName | Should -Be 'Zero'
    }

    It 'may come in a list of both kinds' {
        (Get-AuditEvent $log -AccountId 012345678901, '111122223333').EventName | Should -Be 'Zero', 'Ones'
    }
}

Describe 'A filter table' {
    It 'refuses <_>, which is no field and would match nothing' -ForEach 'Actor', 'resourcename', 'MfaAuthenticated', 'Origin', 'OriginIndex|gt' {
        { Get-AuditEvent $log -FilterHashtable @{ $_ = '1' } } | Should -Throw '*is no field of a record*'
    }
}

Describe 'An object that holds a record as text' {
    It 'is converted by its property <_>, whose text a pipeline may have wrapped' -ForEach 'CloudTrailEvent', 'Message', 'message' {
        $property = $_
        $events = Get-AuditEvent $log -Raw | ForEach-Object { [pscustomobject] @{ Timestamp = 1; $property = $_ } } | ConvertTo-AuditEvent
        $events.EventName | Should -Be 'Zero', 'Ones'
    }
}
