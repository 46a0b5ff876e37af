namespace CloudAudit.Core.Tests;

/// <summary>Public data that is not part of the repository; tests that need it are skipped where it is missing.</summary>
internal static class SharedData
{
    public static string RepositoryRoot { get; } = FindRoot();

    public static string Folder(string name)
    {
        string folder = Path.Combine(RepositoryRoot, "..", "shared", "data", name);
        Skip.IfNot(Directory.Exists(folder), $"the public data set '{name}' is not here (../shared/data/{name})");
        return folder;
    }

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "CloudAudit.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The tests do not lie in the repository.");
    }
}
