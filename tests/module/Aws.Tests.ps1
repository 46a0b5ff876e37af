BeforeAll {
    . "$PSScriptRoot/TestModule.ps1"
    Import-Module $Manifest -Force
}

Describe 'The AWS assemblies' {
    It 'stay out of a session that reads local logs, checks them and asks for help' {
        $loaded = Invoke-InNewSession {
            param($Manifest, $Root)
            Import-Module $Manifest
            $null = Get-AuditEvent "$Root/samples/trail" -First 5
            $null = Test-AuditCompliance "$Root/samples/trail" -RulePack CIS -WarningAction Ignore
            $null = Get-Help Get-AuditEvent -Full | Out-String
            $folder = (New-Item (Join-Path ([System.IO.Path]::GetTempPath()) ([guid]::NewGuid())) -ItemType Directory).FullName
            $null = New-Trail "$folder/trail" -KeyFile "$folder/trail.key" -SigningKeyFile "$folder/signing.pem"
            Remove-Item $folder -Recurse -Force
            $null = [System.Management.Automation.CommandCompletion]::CompleteInput('Get-AuditEvent -ProfileName ', 28, $null)
            [AppDomain]::CurrentDomain.GetAssemblies() | ForEach-Object { $_.GetName().Name } | Where-Object { $_ -like 'AWSSDK*' }
        } $Manifest, $RepositoryRoot
        $loaded | Should -BeNullOrEmpty
    }

    It 'ship with what profiles of roles and of Identity Center need' {
        foreach ($name in 'Core', 'S3', 'KeyManagementService', 'SecurityToken', 'SSO', 'SSOOIDC') {
            Get-ChildItem "$ModulePath/bin" -Recurse -Filter "AWSSDK.$name.dll" | Should -Not -BeNullOrEmpty -Because $name
        }
    }
}

Describe 'Completing -ProfileName' {
    BeforeAll {
        $saved = $env:AWS_SHARED_CREDENTIALS_FILE, $env:AWS_CONFIG_FILE
        Set-Content TestDrive:/credentials "[default]`naws_access_key_id = x`n[audit-keys]`n"
        Set-Content TestDrive:/config "[profile audit-role]`nrole_arn = x`n[sso-session corp]`n[services local]`n"
        $env:AWS_SHARED_CREDENTIALS_FILE = (Get-Item TestDrive:/credentials).FullName
        $env:AWS_CONFIG_FILE = (Get-Item TestDrive:/config).FullName
    }

    AfterAll {
        $env:AWS_SHARED_CREDENTIALS_FILE, $env:AWS_CONFIG_FILE = $saved
    }

    It 'gives the profiles of both files, and nothing else of them' {
        $line = 'Get-AuditEvent -ProfileName '
        $names = [System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches.CompletionText
        $names | Should -Be 'audit-keys', 'audit-role', 'default'
    }
}
