using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using CloudAudit.Core.Tests.Encryption;
using CloudAudit.Recording;

namespace CloudAudit.Core.Tests.Recording;

/// <summary>Making a trail: keys for their owner alone, again without a change, and never another than it is.</summary>
public sealed class TrailCreationTests
{
    [SkippableFact]
    [UnsupportedOSPlatform("windows")]
    public void Keys_are_for_their_owner_alone()
    {
        Skip.If(OperatingSystem.IsWindows(), "rights are told by modes on Unix only");
        using var trail = new RecordedTrail(ownSigningKey: true);
        foreach (string file in (string[])[trail.KeyFile, trail.SigningKeyFile])
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(trail.KeyFile)!));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(trail.Journal));
        Assert.Empty(new TrailCreation(trail.Request).Notices);

        File.SetUnixFileMode(trail.KeyFile, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        Assert.Contains("Others than its owner", Assert.Single(new TrailCreation(trail.Request).Notices), StringComparison.Ordinal);
    }

    [Fact]
    public void No_secret_is_in_the_trail()
    {
        using var trail = new RecordedTrail(ownSigningKey: true);
        trail.Record();
        trail.Seal();
        string key = File.ReadAllText(trail.KeyFile).Trim();
        Assert.Equal(32, Convert.FromBase64String(key).Length);
        using var signing = RSA.Create();
        signing.ImportFromPem(File.ReadAllText(trail.SigningKeyFile));
        Assert.Equal(2048, signing.KeySize);
        byte[] prime = signing.ExportParameters(includePrivateParameters: true).P!;
        foreach (string file in Directory.GetFiles(trail.Folder, "*", SearchOption.AllDirectories))
        {
            byte[] bytes = File.ReadAllBytes(file);
            Assert.True(bytes.AsSpan().IndexOf(Convert.FromBase64String(key)) < 0, file);
            Assert.True(bytes.AsSpan().IndexOf(prime) < 0, file);
            string text = System.Text.Encoding.Latin1.GetString(bytes);
            Assert.DoesNotContain(key, text, StringComparison.Ordinal);
            Assert.DoesNotContain("PRIVATE KEY", text, StringComparison.Ordinal);
            Assert.DoesNotContain("Step", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Made_again_it_is_confirmed_and_nothing_changes()
    {
        using var trail = new RecordedTrail();
        trail.Record();
        var before = Snapshot(trail.Root);
        var again = new TrailCreation(trail.Request);
        Assert.Empty(again.Steps);
        Assert.Equal("Unchanged", again.Result().Change);
        Assert.Equal(before, Snapshot(trail.Root));

        string publicKey = Path.Combine(trail.Folder, "public-key.pem");
        string text = File.ReadAllText(publicKey);
        File.Delete(publicKey);
        var completed = new TrailCreation(trail.Request);
        Assert.Single(completed.Steps).Apply();
        Assert.Equal("Completed", completed.Result().Change);
        Assert.Equal(text, File.ReadAllText(publicKey));
    }

    [Fact]
    public void What_contradicts_the_trail_is_an_error_that_names_both()
    {
        using var trail = new RecordedTrail();
        foreach (var (request, words) in (ReadOnlySpan<(TrailRequest, string[])>)[
            (trail.Request with { AccountId = "444455556666" }, ["account", "111122223333", "444455556666"]),
            (trail.Request with { Name = "other" }, ["name", "'trail'", "'other'"]),
            (trail.Request with { Region = "eu-west-1" }, ["region", "local-host-1", "eu-west-1"]),
            (trail.Request with { Bucket = "mine" }, ["bucket", "local-trail", "mine"]),
            (trail.Request with { KeyFile = null, NoEncryption = true }, ["encryption", "Aes", "None"])])
        {
            var error = Assert.Throws<TrailException>(() => new TrailCreation(request));
            Assert.Equal(TrailErrorKind.Conflict, error.Kind);
            Assert.All(words, w => Assert.Contains(w, error.Message, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Another_key_is_refused_by_name_and_opens_nothing()
    {
        using var trail = new RecordedTrail();
        using var other = new RecordedTrail(ownSigningKey: true);
        foreach (var sources in (TrailKeySources[])[
            new() { KeyFile = other.KeyFile },
            new() { Key = RandomNumberGenerator.GetBytes(32) },
            new() { Key = RandomNumberGenerator.GetBytes(16) },
            new() { SigningKeyFile = other.SigningKeyFile },
            new() { SigningKeyFile = trail.KeyFile },
            new() { KeyFile = trail.SigningKeyFile },
            new() { KeyFile = Path.Combine(trail.Root, "none") },
            new() { SigningKeyFile = Path.Combine(trail.Root, "none") }])
        {
            Assert.Equal(TrailErrorKind.Key, Assert.Throws<TrailException>(() => trail.Open(sources)).Kind);
        }

        Assert.Equal(TrailErrorKind.NotFound, Assert.Throws<TrailException>(() => TrailRecorder.Open(trail.Root, new(), new())).Kind);
        File.WriteAllText(Path.Combine(trail.Folder, "trail.json"), "{}");
        Assert.Equal(TrailErrorKind.Damaged, Assert.Throws<TrailException>(() => trail.Open()).Kind);
    }

    [Fact]
    public void A_key_that_is_in_no_file_is_asked_for()
    {
        byte[] key = RandomNumberGenerator.GetBytes(32);
        using var trail = new RecordedTrail(with: r => r with { KeyFile = null, Key = key });
        Assert.Null(JsonNode.Parse(File.ReadAllText(Path.Combine(trail.Folder, "trail.json")))!["keyFile"]);
        Assert.Contains("in no file", Assert.Throws<TrailException>(() => trail.Open()).Message, StringComparison.Ordinal);
        using var recorder = trail.Open(new TrailKeySources { Key = key });
        trail.Record(recorder);
        Assert.Single(recorder.Seal(digest: true, CancellationToken.None).LogFiles);
        Assert.Throws<TrailException>(() => new TrailCreation(trail.Request with { Key = default }));
        Assert.Empty(new TrailCreation(trail.Request).Steps);
    }

    [Fact]
    public void A_key_service_wraps_a_key_for_each_segment_and_log_file()
    {
        var service = new FakeKeyService(RandomNumberGenerator.GetBytes(32));
        using var trail = new RecordedTrail(with: r => r with { KeyFile = null, KmsKeyId = "alias/trail", KeyService = service });
        Assert.Throws<TrailException>(() => trail.Open());
        using var recorder = trail.Open(new TrailKeySources { KeyService = service });
        string[] ids = trail.Record(recorder, 2);
        string log = Path.Combine(trail.Folder, Assert.Single(recorder.Seal(digest: true, CancellationToken.None).LogFiles));
        using var keys = new CloudAudit.Encryption.EnvelopeKeys([], service);
        using var opened = CloudAudit.Encryption.EnvelopeReader.Open(File.OpenRead(log), CloudAudit.Encryption.ObjectMetadata.ReadFile(log + ".metadata.json"), keys);
        using var gzip = new System.IO.Compression.GZipStream(opened, System.IO.Compression.CompressionMode.Decompress);
        Assert.Equal(ids, JsonNode.Parse(gzip)!["Records"]!.AsArray().Select(r => r!["eventID"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("a", null, null, null, "name")]
    [InlineData("a..b", null, null, null, "name")]
    [InlineData("-abc", null, null, null, "name")]
    [InlineData("../abc", null, null, null, "name")]
    [InlineData(null, "12345678901", null, null, "account")]
    [InlineData(null, "12345678901x", null, null, "account")]
    [InlineData(null, null, "local_host-1", null, "region")]
    [InlineData(null, null, "../../etc", null, "region")]
    [InlineData(null, null, null, "Upper", "bucket")]
    public void Names_that_keys_cannot_have_are_refused(string? name, string? account, string? region, string? bucket, string word)
    {
        using var trail = new RecordedTrail();
        var error = Assert.Throws<TrailException>(() => new TrailCreation(new TrailRequest
        {
            Folder = Path.Combine(trail.Root, "another"), Name = name, AccountId = account, Region = region, Bucket = bucket,
            KeyFile = trail.KeyFile, SigningKeyFile = trail.SigningKeyFile,
        }));
        Assert.Contains(word, error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(trail.Root, "another")));
    }

    [Fact]
    public void Of_two_who_make_it_at_once_one_does()
    {
        using var trail = new RecordedTrail();
        var request = trail.Request with { Folder = Path.Combine(trail.Root, "another") };
        var one = new TrailCreation(request);
        var two = new TrailCreation(request);
        foreach (var step in one.Steps)
        {
            step.Apply();
        }

        var error = Assert.Throws<TrailException>(() =>
        {
            foreach (var step in two.Steps)
            {
                step.Apply();
            }
        });
        Assert.Equal(TrailErrorKind.Conflict, error.Kind);
        Assert.Equal("Created", one.Result().Change);
        Assert.Empty(new TrailCreation(request).Steps);
    }

    private static string[] Snapshot(string root) =>
        [.. Directory.GetFiles(root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(f => f + Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f))))];
}
