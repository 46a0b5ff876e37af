namespace CloudAudit.Cli.Tests;

public sealed class EncryptionTests
{
    private static string Vectors => Path.Combine(Cli.RepositoryRoot, "tests", "vectors", "envelopes");

    [Theory]
    [InlineData("v3-aes256.gz", "aes-256.key")]
    [InlineData("v3-rsa.gz", "rsa.pem")]
    [InlineData("v3-aes256-instruction.gz", "aes-256.key")]
    public async Task A_key_file_opens_its_logs(string log, string key)
    {
        var result = await Cli.RunAsync("events", Path.Combine(Vectors, log), "--decryption-key", Path.Combine(Vectors, "aes-128.key"), "--decryption-key", Path.Combine(Vectors, key), "--format", "jsonl");
        Assert.Equal(0, result.ExitCode);
        Assert.Empty(result.Error);
        Assert.Equal(2, result.Lines.Length);
    }

    [Fact]
    public async Task Without_its_key_a_log_is_one_error_that_says_what_gives_it()
    {
        var result = await Cli.RunAsync("events", Path.Combine(Vectors, "v3-aes256.gz"));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("v3-aes256.gz: it is encrypted", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
        Assert.EndsWith("give its key with --decryption-key", result.ErrorLines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Older_ways_need_to_be_allowed()
    {
        string log = Path.Combine(Vectors, "v1-aes256-cbc.gz");
        string key = Path.Combine(Vectors, "aes-256.key");
        Assert.Contains("--allow-legacy-encryption", (await Cli.RunAsync("events", log, "--decryption-key", key)).Error, StringComparison.Ordinal);
        Assert.Equal(2, (await Cli.RunAsync("events", log, "--decryption-key", key, "--allow-legacy-encryption", "--format", "jsonl")).Lines.Length);
    }

    [Fact]
    public async Task What_is_no_key_file_is_told_and_what_may_be_a_key_is_not_shown()
    {
        string log = Path.Combine(Vectors, "v3-aes256.gz");
        (await Cli.RunAsync("events", log, "--decryption-key", "no-such.key")).AssertUsageError("'no-such.key'");
        (await Cli.RunAsync("events", log, "--decryption-key", log)).AssertUsageError("It is no key");
        string key = File.ReadAllText(Path.Combine(Vectors, "aes-256.key")).Trim();
        var result = (await Cli.RunAsync("events", log, "--decryption-key", key)).AssertUsageError("it takes no key itself");
        Assert.DoesNotContain(key, result.Error, StringComparison.Ordinal);
    }
}
