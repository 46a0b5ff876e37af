# A module that loads its own YamlDotNet where every module can see it, as YAML modules do.
Add-Type -Path "$PSScriptRoot/YamlDotNet.dll"

function ConvertFrom-RivalYaml([string] $Yaml) {
    $reader = [System.IO.StringReader]::new($Yaml)
    [YamlDotNet.Serialization.DeserializerBuilder]::new().Build().Deserialize($reader)
}

function Get-RivalYamlVersion {
    [YamlDotNet.Serialization.DeserializerBuilder].Assembly.GetName().Version
}
