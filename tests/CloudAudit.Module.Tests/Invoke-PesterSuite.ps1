# Runs the Pester suite and writes what came of each test as JSON, for PesterSuite.cs to read.
param(
    [Parameter(Mandatory)] [string] $TestFolder,
    [Parameter(Mandatory)] [string] $ResultFile
)

$ErrorActionPreference = 'Stop'
$PSStyle.OutputRendering = 'PlainText'
$needed = @{ PowerShell = [version] '7.6'; Pester = [version] '5.5' }

function Write-Result([object] $Result) {
    [System.IO.File]::WriteAllText($ResultFile, (ConvertTo-Json $Result -Depth 4))
}

# The message and the stack, less Pester's own frames.
function Get-ErrorText([object[]] $ErrorRecord) {
    $ErrorRecord | ForEach-Object {
        $_.Exception.Message
        $_.ScriptStackTrace -split '\r?\n' | Where-Object { $_ -notmatch '[\\/]Pester[\\/.]|Invoke-PesterSuite' }
    } | Join-String -Separator "`n"
}

function New-Row([string] $Name, [string] $Outcome, [string] $Message) {
    @{ File = $file; Name = $Name; Outcome = $Outcome; Message = $Message }
}

# The block's tests, and a row for the block itself where its own BeforeAll or AfterAll failed.
function Get-BlockRow([object] $Block) {
    if ($Block.ErrorRecord -and -not $Block.IsRoot) {
        New-Row "$($Block.ExpandedPath) [block]" Failed (Get-ErrorText $Block.ErrorRecord)
    }

    foreach ($test in $Block.Tests) {
        New-Row $test.ExpandedPath $test.Result (Get-ErrorText $test.ErrorRecord)
    }

    foreach ($child in $Block.Blocks) {
        Get-BlockRow $child
    }
}

if ($PSVersionTable.PSVersion -lt $needed.PowerShell) {
    Write-Result @{ Unavailable = "pwsh is $($PSVersionTable.PSVersion); the module needs $($needed.PowerShell)" }
    return
}

if (-not (Get-Module Pester -ListAvailable | Where-Object Version -GE $needed.Pester)) {
    Write-Result @{ Unavailable = "Pester $($needed.Pester) or later is not installed" }
    return
}

Import-Module Pester -MinimumVersion $needed.Pester
# The tests run as a user's commands do: an error that ends nothing is written, and the next line runs.
$ErrorActionPreference = 'Continue'
$run = Invoke-Pester -Configuration @{
    Run    = @{ Path = $TestFolder; PassThru = $true }
    Output = @{ Verbosity = 'Normal' }
}

$rows = foreach ($container in $run.Containers) {
    $file = [System.IO.Path]::GetFileName($container.Item)
    $blockRows = @($container.Blocks | ForEach-Object { Get-BlockRow $_ })
    if ($container.ErrorRecord) {
        New-Row '[file]' Failed (Get-ErrorText $container.ErrorRecord)
    }
    elseif ($blockRows.Count -eq 0) {
        New-Row '[file]' Failed 'The file has no test.'
    }

    $blockRows
}

Write-Result @{ Tests = @($rows) }
