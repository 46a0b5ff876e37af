# Times three ways to find the events of one name, in turn and in one session, on the first files of a folder, and two
# ways to count events by name and actor, on all of it. Writes one line of JSON: for each round and way, seconds by the
# clock and of processor time.
param(
    [Parameter(Mandatory)] [string] $Manifest,
    [Parameter(Mandatory)] [string] $Folder,
    [Parameter(Mandatory)] [int] $Files,
    [Parameter(Mandatory)] [int] $Rounds,
    [Parameter(Mandatory)] [string] $EventName
)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
Import-Module $Manifest
$logs = (Get-ChildItem -LiteralPath $Folder -Recurse -File -Filter *.gz | Sort-Object FullName | Select-Object -First $Files).FullName

$ways = [ordered] @{
    Filter = { Get-AuditEvent -LiteralPath $logs -EventName $EventName }
    WhereObject = { Get-AuditEvent -LiteralPath $logs | Where-Object EventName -EQ $EventName }
    ConvertFromJson = {
        foreach ($log in $logs) {
            $gzip = [System.IO.Compression.GZipStream]::new([System.IO.File]::OpenRead($log), [System.IO.Compression.CompressionMode]::Decompress)
            $reader = [System.IO.StreamReader]::new($gzip)
            $text = $reader.ReadToEnd()
            $reader.Dispose()
            $text | ConvertFrom-Json | ForEach-Object Records | Where-Object eventName -EQ $EventName
        }
    }
}

function Measure-Way([scriptblock] $Way) {
    [System.GC]::Collect()
    $cpu = [System.Environment]::CpuUsage.TotalTime
    $watch = [System.Diagnostics.Stopwatch]::StartNew()
    $found = @(& $Way).Count
    $wall = $watch.Elapsed.TotalSeconds
    @{ Wall = $wall; Cpu = ([System.Environment]::CpuUsage.TotalTime - $cpu).TotalSeconds; Result = $found }
}

# The first pass loads, compiles and fills the file cache.
$null = Measure-Way $ways.Filter
$null = Measure-Way $ways.Filter
$null = Measure-Way $ways.WhereObject
$rows = foreach ($round in 1..$Rounds) {
    $row = @{}
    foreach ($way in $ways.Keys) {
        $row[$way] = Measure-Way $ways[$way]
    }

    $row
}

# All events as objects at once take minutes and gigabytes, so these rounds are few.
$groups = [ordered] @{
    Measure = { Measure-AuditEvent -LiteralPath $Folder EventName, Actor }
    GroupObject = { Get-AuditEvent -LiteralPath $Folder | Group-Object EventName, Actor }
}
$null = Measure-Way $groups.Measure
$groupings = foreach ($round in 1..[math]::Min($Rounds, 3)) {
    $row = @{}
    foreach ($way in $groups.Keys) {
        $row[$way] = Measure-Way $groups[$way]
    }

    $row
}

@{ Events = @(Get-AuditEvent -LiteralPath $logs -KeepDuplicate).Count; PowerShell = "$($PSVersionTable.PSVersion)"; Rounds = @($rows); Groupings = @($groupings) } |
    ConvertTo-Json -Depth 4 -Compress
