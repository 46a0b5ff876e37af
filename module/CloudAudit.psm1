# The assemblies load into a context of the module's own, so that another module's YamlDotNet or AWS SDK and ours can
# stand in one session. The loader itself is the one assembly that every import shares.
$bin = [System.IO.Path]::Combine($PSScriptRoot, 'bin')
if (-not ('CloudAudit.Loader.ModuleLoadContext' -as [type])) {
    $null = [System.Reflection.Assembly]::LoadFrom([System.IO.Path]::Combine($bin, 'CloudAudit.Loader.dll'))
}

try {
    $cmdlets = [CloudAudit.Loader.ModuleLoadContext]::Load($bin)
}
catch [System.Management.Automation.MethodInvocationException] {
    throw $_.Exception.InnerException
}

# Imported twice on purpose: by a second `Import-Module -Force`, PowerShell finds the assembly's module in its cache
# and leaves out its cmdlets (PowerShell issue 20710); importing the module it returns puts them where they belong.
Import-Module -Assembly $cmdlets -PassThru | Import-Module -Scope Local
