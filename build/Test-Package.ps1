<#
.SYNOPSIS
    Checks a package of the module by unpacking it and importing the very files into a new PowerShell.
.PARAMETER Path
    The nupkg.
#>
param([Parameter(Mandatory)] [string] $Path)

$ErrorActionPreference = 'Stop'
$folder = [System.IO.Directory]::CreateTempSubdirectory('CloudAudit').FullName
try {
    $module = "$folder/CloudAudit"
    [System.IO.Compression.ZipFile]::ExtractToDirectory((Resolve-Path $Path), $module)
    [xml] $nuspec = Get-Content "$module/CloudAudit.nuspec" -Raw

    # What a Gallery client leaves out on installing.
    Remove-Item -LiteralPath "$module/[Content_Types].xml", "$module/CloudAudit.nuspec"
    Remove-Item -LiteralPath "$module/_rels", "$module/package" -Recurse -Force

    # The package says of itself what the manifest says.
    $manifest = Test-ModuleManifest "$module/CloudAudit.psd1"
    $gallery = $manifest.PrivateData.PSData
    $metadata = $nuspec.package.metadata
    $cmdlets = @($manifest.ExportedCmdlets.Keys)
    $expected = [ordered]@{
        version      = "$($manifest.Version)"
        authors      = $manifest.Author
        description  = $manifest.Description
        projectUrl   = "$($gallery.ProjectUri)"
        releaseNotes = $gallery.ReleaseNotes
        tags         = @('PSModule') + $gallery.Tags + 'PSIncludes_Cmdlet' + ($cmdlets | ForEach-Object { "PSCmdlet_$_", "PSCommand_$_" }) |
            Sort-Object | Join-String -Separator ' '
    }
    foreach ($name in $expected.Keys) {
        $actual = $name -eq 'tags' ? (-split $metadata.tags | Sort-Object | Join-String -Separator ' ') : $metadata.$name
        if ($actual -cne $expected[$name]) {
            throw "The package's $name is '$actual', the manifest's '$($expected[$name])'."
        }
    }

    # Every platform has every assembly but the loader.
    $portable = Get-ChildItem "$module/bin" -File | Where-Object Name -NE 'CloudAudit.Loader.dll' | ForEach-Object Name | Sort-Object
    foreach ($platform in Get-ChildItem "$module/bin" -Directory) {
        $native = Get-ChildItem $platform | ForEach-Object Name | Sort-Object
        if (Compare-Object $portable $native) {
            throw "bin/$($platform.Name) has $native, bin has $portable."
        }
    }

    # A session imports it by name, as an installed module, and runs each cmdlet.
    $check = {
        param([string] $Folder)
        $ErrorActionPreference = 'Stop'
        $env:PSModulePath = $Folder + [System.IO.Path]::PathSeparator + $env:PSModulePath
        Import-Module CloudAudit
        $record = '{"Records":[{"eventVersion":"1.08","eventTime":"2026-01-02T03:04:05Z","eventSource":"cloudtrail.amazonaws.com","eventName":"StopLogging","awsRegion":"eu-west-1","userIdentity":{"type":"IAMUser","userName":"mallory"},"eventID":"1"}]}'
        Set-Content "$Folder/trail.json" $record
        @{
            Location  = (Get-Command Get-AuditEvent).ImplementingType.Assembly.Location
            EventName = (Get-AuditEvent -Path "$Folder/trail.json").EventName
            Converted = ($record | ConvertTo-AuditEvent).EventName
            Compliant = Test-AuditCompliance -Path "$Folder/trail.json" -RulePack CIS -Quiet
            Synopsis  = (Get-Help Get-AuditEvent).Synopsis
        }
    }
    $answer = & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -OutputFormat XML -Command $check -args $folder
    if ($LASTEXITCODE -ne 0 -or $answer -isnot [hashtable]) {
        throw "The packaged module does not work: $answer"
    }

    $rid = [System.Runtime.InteropServices.RuntimeInformation]::RuntimeIdentifier
    $bin = (Test-Path "$module/bin/$rid") ? "$module/bin/$rid" : "$module/bin"
    if ($answer.Location -ne [System.IO.Path]::Combine($bin, 'CloudAudit.dll')) {
        throw "The session loaded '$($answer.Location)' instead of the assembly in '$bin'."
    }

    if ($answer.EventName -ne 'StopLogging' -or $answer.Converted -ne 'StopLogging' -or $answer.Compliant -ne $false -or $answer.Synopsis -notmatch '^\w.*\.$') {
        throw "The packaged module gives wrong answers: $($answer | ConvertTo-Json)"
    }

    "$([System.IO.Path]::GetFileName($Path)): imported from $bin, $($cmdlets.Count) cmdlets work."
}
finally {
    Remove-Item -LiteralPath $folder -Recurse -Force
}
