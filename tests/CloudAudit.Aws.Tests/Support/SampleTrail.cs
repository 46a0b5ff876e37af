namespace CloudAudit.Aws.Tests.Support;

/// <summary>The sample trail of the repository.</summary>
internal static class SampleTrail
{
    public static string Folder
    {
        get
        {
            string? folder = AppContext.BaseDirectory;
            while (folder is not null && !File.Exists(Path.Join(folder, "CloudAudit.sln")))
            {
                folder = Path.GetDirectoryName(folder);
            }

            return Path.Join(folder ?? throw new InvalidOperationException("The tests run outside of the repository."), "samples", "trail");
        }
    }
}
