@{
    RootModule           = 'CloudAudit.psm1'
    # The same as <Version> in Directory.Build.props; the build compares them.
    ModuleVersion        = '0.1.0'
    GUID                 = 'f99fa573-2369-4c31-bab7-d67f9b8dd3e2'
    Author               = 'The CloudAudit authors'
    CompanyName          = 'CloudAudit'
    Copyright            = 'Copyright (c) 2026 The CloudAudit authors. MIT licence.'
    Description          = 'Audits AWS CloudTrail: reads logs of any size from disk and from AWS, decrypts and verifies them, filters events, and checks them with Sigma rules. Hundreds of detections ship, and packs that map them to CIS, SOC 2, HIPAA, ISO 27001 and PCI DSS controls.'
    PowerShellVersion    = '7.6'
    CompatiblePSEditions = @('Core')

    FormatsToProcess     = @('CloudAudit.Format.ps1xml', 'CloudAudit.Measure.Format.ps1xml', 'CloudAudit.Rules.Format.ps1xml', 'CloudAudit.Integrity.Format.ps1xml', 'CloudAudit.Recording.Format.ps1xml', 'CloudAudit.Trail.Format.ps1xml')
    TypesToProcess       = @('CloudAudit.Types.ps1xml')

    CmdletsToExport      = @(
        'ConvertTo-AuditEvent'
        'Get-AuditEvent'
        'Get-AuditRule'
        'Get-Trail'
        'Measure-AuditEvent'
        'New-Trail'
        'Remove-Trail'
        'Set-Trail'
        'Start-Trail'
        'Stop-Trail'
        'Test-AuditCompliance'
        'Test-AuditRule'
        'Test-Trail'
        'Test-TrailIntegrity'
        'Write-AuditEvent'
    )
    FunctionsToExport    = @()
    AliasesToExport      = @()
    VariablesToExport    = @()

    PrivateData          = @{
        PSData = @{
            Tags         = @('PSEdition_Core', 'Windows', 'Linux', 'MacOS', 'AWS', 'CloudTrail', 'Sigma', 'CIS', 'SOC2', 'HIPAA', 'ISO27001', 'PCI-DSS', 'Audit', 'Compliance', 'Security', 'DFIR')
            LicenseUri   = 'https://github.com/cloudaudit/cloudaudit/blob/main/LICENSE'
            ProjectUri   = 'https://github.com/cloudaudit/cloudaudit'
            ReleaseNotes = 'https://github.com/cloudaudit/cloudaudit/blob/main/CHANGELOG.md'
        }
    }
}
