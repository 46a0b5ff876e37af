using System.Text.Json;

namespace CloudAudit.Cli.Tests;

/// <summary><c>cloudaudit check --require-integrity</c>: what digests do not prove is no evidence, as in PowerShell.</summary>
public sealed class RequireIntegrityTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private static string Sample => Path.Combine(Cli.RepositoryRoot, "samples", "signed-trail");

    private static string Keys => Path.Combine(Cli.RepositoryRoot, "samples", "signed-trail-keys.json");

    [Fact]
    public async Task Proven_logs_without_a_finding_end_with_0()
    {
        var result = await Cli.RunAsync("check", Sample, "--rule-pack", "CIS", "--require-integrity", "--public-key", Keys, "--format", "jsonl");
        Assert.Equal((0, string.Empty), (result.ExitCode, result.Error));
        Assert.All(Statuses(result), status => Assert.Equal("NoViolationFound", status));
    }

    [Fact]
    public async Task Where_a_log_is_missing_nothing_is_a_clean_bill()
    {
        Copy();
        File.Delete(Directory.GetFiles(_folder.Path, "*_CloudTrail_*.gz", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First());
        var result = await Cli.RunAsync("check", _folder.Path, "--rule-pack", "CIS", "--require-integrity", "--public-key", Keys, "--format", "jsonl");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("The logs are not all proven: 1 digests or log files", result.Error, StringComparison.Ordinal);
        Assert.All(Statuses(result), status => Assert.Equal("NoEvidence", status));
        var quiet = await Cli.RunAsync("check", _folder.Path, "--rule-pack", "CIS", "--require-integrity", "--public-key", Keys, "--quiet");
        Assert.Equal((2, string.Empty), (quiet.ExitCode, quiet.Output));
    }

    [Fact]
    public async Task Without_a_key_or_without_digests_nothing_is_proven()
    {
        var keyless = await Cli.RunAsync("check", Sample, "--rule-pack", "CIS", "--require-integrity", "--quiet");
        Assert.Equal(2, keyless.ExitCode);
        Assert.Contains("not all proven", keyless.Error, StringComparison.Ordinal);

        // Violations are told all the same; which of them are proven, their evidence says.
        var undigested = await Cli.RunAsync("check", "samples/trail", "--rule-pack", "CIS", "--require-integrity", "--finding", "--format", "jsonl");
        Assert.Equal(1, undigested.ExitCode);
        Assert.NotEmpty(undigested.Lines);
        Assert.All(undigested.Lines, line => Assert.False(JsonDocument.Parse(line).RootElement.GetProperty("isProven").GetBoolean()));
    }

    [Fact]
    public async Task Findings_say_nothing_of_proof_where_none_was_asked_for_and_keys_need_a_question()
    {
        var result = await Cli.RunAsync("check", "samples/trail", "--rule-pack", "CIS", "--finding", "--format", "jsonl");
        Assert.All(result.Lines, line => Assert.Equal(JsonValueKind.Null, JsonDocument.Parse(line).RootElement.GetProperty("isProven").ValueKind));
        (await Cli.RunAsync("check", Sample, "--rule-pack", "CIS", "--public-key", Keys)).AssertUsageError("goes with --require-integrity");
        (await Cli.RunAsync("check", Sample, "--rule-pack", "CIS", "--require-integrity", "--public-key", Path.Combine(Sample, "none"))).AssertUsageError("cannot be used as a public key");
    }

    public void Dispose() => _folder.Dispose();

    private static string[] Statuses(CliResult result) =>
        [.. result.Lines.Select(l => JsonDocument.Parse(l).RootElement).Where(e => e.TryGetProperty("status", out _)).Select(e => e.GetProperty("status").GetString()!)];

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
