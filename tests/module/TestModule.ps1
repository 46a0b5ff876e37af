# Dot-sourced by every test file: where the module under test is. The build lays it out; a package's check names its
# own copy in the environment.
$RepositoryRoot = [System.IO.Path]::GetFullPath("$PSScriptRoot/../..")
$ModulePath = $env:CLOUDAUDIT_MODULE ? $env:CLOUDAUDIT_MODULE : "$RepositoryRoot/out/CloudAudit"
$Manifest = "$ModulePath/CloudAudit.psd1"

# Runs a script block in a PowerShell of its own, for what a session can do only once: loading assemblies. Returns what
# the block writes; errors of the block are errors here.
function Invoke-InNewSession([scriptblock] $ScriptBlock, [object[]] $ArgumentList) {
    $powershell = (Get-Process -Id $PID).Path
    $output = & $powershell -NoProfile -NonInteractive -OutputFormat XML -Command $ScriptBlock -args $ArgumentList 2>&1
    $failure = $output | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] }
    if ($failure) {
        throw ($failure | Out-String)
    }

    $output
}

# An error as a terminal shows it, on one line: how its text wraps depends on the terminal and on the length of paths.
filter Get-ShownText {
    ($_ | Out-String -Width 400) -replace '\s*\n\s*\|\s*', ' '
}
