# Dot-sourced by tests that read logs: the sample trail, the public data set, and files of their own making.
$SampleTrail = "$RepositoryRoot/samples/trail"
$PublicData = "$RepositoryRoot/../shared/data/invictus"
$WithoutPublicData = -not (Test-Path $PublicData)
$WithoutProc = -not (Test-Path /proc/self/task)

# A path on TestDrive: as programs outside PowerShell know it.
function Get-TestPath([string] $Name) {
    [System.IO.Path]::Combine((Get-Item TestDrive:/).FullName, $Name)
}

function Write-GzipFile([string] $Path, [string] $Text) {
    $file = [System.IO.File]::Create($Path)
    $gzip = [System.IO.Compression.GZipStream]::new($file, [System.IO.Compression.CompressionLevel]::Fastest)
    $gzip.Write([System.Text.Encoding]::UTF8.GetBytes($Text))
    $gzip.Dispose()
}

# A record of its own for each number, in one line.
function New-Record([int] $Number, [hashtable] $With = @{}) {
    $record = [ordered] @{
        eventID = "$Number"; eventName = "Event$Number"; eventSource = 'test.amazonaws.com'; eventTime = '2025-03-11T10:00:00Z'
    }
    foreach ($key in $With.Keys) { $record[$key] = $With[$key] }
    ConvertTo-Json $record -Compress -Depth 20
}

# A folder of many files that all are the same 5 MB, kept: a reading takes seconds, the disk a few megabytes.
function New-EndlessFolder([string] $Name, [int] $Files = 400) {
    $folder = Get-TestPath $Name
    $null = New-Item $folder -ItemType Directory
    $source = Get-TestPath "$Name.jsonl"
    $lines = foreach ($number in 1..5000) { New-Record $number @{ userAgent = 'x' * 900 } }
    [System.IO.File]::WriteAllLines($source, $lines)
    foreach ($number in 1..$Files) {
        $null = [System.IO.File]::CreateSymbolicLink("$folder/$number.jsonl", $source)
    }

    $folder
}

# How many reader threads this process has. The kernel keeps 15 characters of a thread's name. One that has ended may
# stand in the list for a moment longer, so what is found is looked at again for half a second when none is -Expected.
function Get-ReaderThreadCount([switch] $Expected) {
    $deadline = [datetime]::UtcNow.AddMilliseconds($Expected ? 0 : 500)
    do {
        $names = foreach ($task in [System.IO.Directory]::GetDirectories('/proc/self/task')) {
            try { [System.IO.File]::ReadAllText("$task/comm").Trim() } catch [System.IO.IOException] { $null = $_ }
        }
        $count = @($names -eq 'CloudAudit read').Count
    } while ($count -gt 0 -and [datetime]::UtcNow -lt $deadline)

    $count
}

# What a block writes, and what it says of errors, each in a list of its own.
function Invoke-Collecting([scriptblock] $ScriptBlock) {
    $all = @(& $ScriptBlock 2>&1)
    [pscustomobject] @{
        Output = @($all | Where-Object { $_ -isnot [System.Management.Automation.ErrorRecord] })
        Errors = @($all | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] })
    }
}
