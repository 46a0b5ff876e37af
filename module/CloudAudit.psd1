@{
    RootModule           = 'CloudAudit.psm1'
    # The same as <Version> in Directory.Build.props; the build compares them.
    ModuleVersion        = '0.1.0'
    GUID                 = 'f99fa573-2369-4c31-bab7-d67f9b8dd3e2'
    Author               = 'The CloudAudit authors'
    CompanyName          = 'CloudAudit'
    Copyright            = 'Copyright (c) 2026 The CloudAudit authors. MIT licence.'
    Description          = 'Reads AWS CloudTrail logs, filters them, and checks them with Sigma rules. Local log files of any size become objects; a rule pack for the CIS AWS Foundations Benchmark is included.'
    PowerShellVersion    = '7.6'
    CompatiblePSEditions = @('Core')

    FormatsToProcess     = @('CloudAudit.Format.ps1xml')
    TypesToProcess       = @('CloudAudit.Types.ps1xml')

    CmdletsToExport      = @(
        'ConvertTo-AuditEvent'
        'Get-AuditEvent'
        'Get-AuditRule'
        'Test-AuditCompliance'
    )
    FunctionsToExport    = @()
    AliasesToExport      = @()
    VariablesToExport    = @()

    PrivateData          = @{
        PSData = @{
            Tags         = @('PSEdition_Core', 'Windows', 'Linux', 'MacOS', 'AWS', 'CloudTrail', 'Sigma', 'CIS', 'Audit', 'Compliance', 'Security', 'DFIR')
            LicenseUri   = 'https://github.com/cloudaudit/cloudaudit/blob/main/LICENSE'
            ProjectUri   = 'https://github.com/cloudaudit/cloudaudit'
            ReleaseNotes = 'https://github.com/cloudaudit/cloudaudit/blob/main/CHANGELOG.md'
        }
    }
}
