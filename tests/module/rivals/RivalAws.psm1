# A module that loads its own AWSSDK.Core where every module can see it, as the AWS.Tools modules do.
Add-Type -Path "$PSScriptRoot/AWSSDK.Core.dll"

function Get-RivalRegionName([string] $Region) {
    [Amazon.RegionEndpoint]::GetBySystemName($Region).DisplayName
}

function Get-RivalAwsVersion {
    [Amazon.RegionEndpoint].Assembly.GetCustomAttributes([System.Reflection.AssemblyFileVersionAttribute], $false).Version
}
