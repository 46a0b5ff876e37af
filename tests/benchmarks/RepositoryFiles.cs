namespace CloudAudit.Benchmarks;

/// <summary>Where the repository's sources and builds are: the benchmarks run from inside it.</summary>
internal static class RepositoryFiles
{
    public static string Root { get; } = FindRoot();

    public static string Rules => Path.Join(Root, "rules");

    /// <summary>The module that the build lays out; it may not be there.</summary>
    public static string ModuleManifest => Path.Join(Root, "out", "CloudAudit", "CloudAudit.psd1");

    /// <summary>The command line, built in the same configuration as the benchmarks.</summary>
    public static string CommandLine
    {
        get
        {
            DirectoryInfo framework = new(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
            string name = OperatingSystem.IsWindows() ? "cloudaudit.exe" : "cloudaudit";
            return Path.Join(Root, "src", "CloudAudit.Cli", "bin", framework.Parent!.Name, framework.Name, name);
        }
    }

    /// <summary>
    /// How these benchmarks are started as a process of their own. The process at hand may be <c>dotnet</c>, which takes
    /// the assembly as its argument.
    /// </summary>
    public static (string File, string[] Arguments) Benchmarks
    {
        get
        {
            string process = Environment.ProcessPath ?? throw new InvalidOperationException("The path of this process is not known.");
            string assembly = Path.Join(AppContext.BaseDirectory, "CloudAudit.Benchmarks.dll");
            return string.Equals(Path.GetFileNameWithoutExtension(process), "dotnet", StringComparison.OrdinalIgnoreCase)
                ? (process, [assembly])
                : (process, []);
        }
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Join(folder.FullName, "CloudAudit.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"{AppContext.BaseDirectory} is not in the repository: CloudAudit.sln is in no folder above it.");
    }
}
