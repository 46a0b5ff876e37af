namespace CloudAudit.PowerShell.Binding;

/// <summary>Where the module's own files are: the assemblies in bin/ or bin/&lt;platform&gt;/, the rules beside bin/.</summary>
internal static class ModuleFolder
{
    public static string Rules { get; } = Find("rules");

    private static string Find(string name)
    {
        string? folder = Path.GetDirectoryName(typeof(ModuleFolder).Assembly.Location);
        while (folder is not null && !Directory.Exists(Path.Join(folder, name)))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return Path.Join(folder ?? string.Empty, name);
    }
}
