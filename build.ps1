<#
.SYNOPSIS
    The PowerShell door to the dotnet commands that build, test and package CloudAudit.
.PARAMETER Task
    Build lays out the module at out/CloudAudit. Test builds and runs every test. Package makes out/CloudAudit.<version>.nupkg
    and imports its files to check it. Bench runs the benchmarks.
.PARAMETER Configuration
    Debug or Release. Package and Bench are always Release.
.EXAMPLE
    ./build.ps1 -Task Test
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Package', 'Bench')] [string] $Task = 'Build',
    [ValidateSet('Debug', 'Release')] [string] $Configuration = 'Debug'
)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
Push-Location $PSScriptRoot
try {
    switch ($Task) {
        'Build' { dotnet build CloudAudit.sln --configuration $Configuration }
        'Test' { dotnet test CloudAudit.sln --configuration $Configuration }
        'Bench' { dotnet run --project tests/benchmarks --configuration Release -- compare --pwsh }
        'Package' {
            dotnet msbuild build/CloudAudit.Package -restore -target:Package -property:Configuration=Release
            Get-ChildItem out/CloudAudit.*.nupkg | ForEach-Object { ./build/Test-Package.ps1 $_ }
        }
    }
}
finally {
    Pop-Location
}
