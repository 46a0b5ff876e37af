using System.Text.Json;

namespace CloudAudit.Cli.Tests;

public sealed class VerifyTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private static string Sample => Path.Combine(Cli.RepositoryRoot, "samples", "signed-trail");

    private static string Keys => Path.Combine(Cli.RepositoryRoot, "samples", "signed-trail-keys.json");

    [Fact]
    public async Task What_is_proven_ends_with_0()
    {
        var result = await Cli.RunAsync("verify", Sample, "--public-key", Keys);
        Assert.Equal((0, string.Empty), (result.ExitCode, result.Error));
        Assert.Contains("6 of 6 hours proven; 6 of 6 digests and 12 of 12 log files valid", result.Output, StringComparison.Ordinal);
        var all = await Cli.RunAsync("verify", Sample, "--public-key", Keys, "--all", "--format", "jsonl");
        Assert.Equal(6 + 12 + 1, all.Lines.Length);
        Assert.All(all.Lines, l => Assert.Equal("Valid", JsonDocument.Parse(l).RootElement.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task What_was_changed_or_taken_away_ends_with_1()
    {
        Copy();
        string[] logs = [.. Directory.GetFiles(_folder.Path, "*_CloudTrail_*.gz", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        File.Delete(logs[0]);
        await File.AppendAllTextAsync(logs[3], "x");
        var result = await Cli.RunAsync("verify", _folder.Path, "--public-key", Keys, "--format", "csv");
        Assert.Equal(1, result.ExitCode);
        Assert.Equal(["LogFile,Missing", "LogFile,Modified", "Summary,Modified"], result.Lines.Skip(1).Select(l => string.Join(',', l.Split(',')[..2])));
        var quiet = await Cli.RunAsync("verify", _folder.Path, "--public-key", Keys, "--quiet");
        Assert.Equal((1, string.Empty), (quiet.ExitCode, quiet.Output));
    }

    [Fact]
    public async Task What_cannot_be_proven_ends_with_2()
    {
        var result = await Cli.RunAsync("verify", Sample);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("there is no public key", result.Output, StringComparison.Ordinal);
        var later = await Cli.RunAsync("verify", Sample, "--public-key", Keys, "--start-time", "2026-01-01", "--end-time", "2026-01-02");
        Assert.Equal(2, later.ExitCode);
        Assert.Contains("nothing was checked", later.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_beside_the_logs_are_used_with_a_warning()
    {
        Copy();
        File.Copy(Keys, Path.Combine(_folder.Path, "public-keys.json"));
        var result = await Cli.RunAsync("verify", _folder.Path);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("whoever could change the trail there could change them, too", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mistakes_are_told_in_a_line()
    {
        (await Cli.RunAsync("verify")).AssertUsageError("Give a path, --bucket or --trail");
        (await Cli.RunAsync("verify", Sample, "--bucket", "b")).AssertUsageError("do not go together");
        (await Cli.RunAsync("verify", _folder.Path)).AssertUsageError("holds no trail");
        (await Cli.RunAsync("verify", Sample, "--public-key", Path.Combine(Sample, "none"))).AssertUsageError("cannot be used as a public key");
        (await Cli.RunAsync("verify", Sample, "--start-time", "2025-03-12", "--end-time", "2025-03-11")).AssertUsageError("must lie after");
    }

    public void Dispose() => _folder.Dispose();

    private void Copy()
    {
        foreach (string file in Directory.GetFiles(Sample, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(_folder.Path, Path.GetRelativePath(Sample, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
