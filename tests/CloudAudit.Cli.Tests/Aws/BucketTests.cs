using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CloudAudit.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace CloudAudit.Cli.Tests.Aws;

/// <summary>Buckets as the program reads them: faults, where it calls and what it signs for, keys, and Ctrl+C.</summary>
public sealed class BucketTests : IDisposable
{
    private static readonly DateTimeOffset Day = new(2025, 3, 11, 0, 0, 0, TimeSpan.Zero);
    private readonly AwsCaller _caller = new();
    private readonly ConcurrentQueue<string> _signed = new();

    public void Dispose() => _caller.Dispose();

    [Fact]
    public async Task Of_ten_thousand_objects_with_faults_every_event_comes_once_or_its_object_is_an_error()
    {
        var bucket = FaultyBucket.Make(10_000);
        await using var stub = await S3Stub.StartAsync(bucket.Objects, bucket.AnswerAsync);

        var result = await _caller.WithKeys().RunAsync(
            "events", "--bucket", "trail", "--endpoint-url", stub.Url, "--format", "jsonl", "--keep-duplicate");

        Assert.Equal(2, result.ExitCode);
        Assert.Equal(bucket.EventIds.Order(StringComparer.Ordinal), result.Lines.Select(Id).Order(StringComparer.Ordinal));
        string[] told = [.. result.ErrorLines.Where(l => l.Contains("s3://", StringComparison.Ordinal))];
        Assert.Equal(bucket.Lost.Count, told.Length);
        Assert.All(bucket.Lost, lost => Assert.Single(told, line => line.Contains(lost, StringComparison.Ordinal)));
        result.AssertNoStackTrace();
    }

    [Theory]
    [InlineData("AWS_ENDPOINT_URL", "AWS_REGION", "eu-central-1")]
    [InlineData("AWS_ENDPOINT_URL_S3", "AWS_REGION", "eu-central-1")]
    [InlineData("AWS_ENDPOINT_URL_S3", "AWS_DEFAULT_REGION", "ap-south-1")]
    public async Task The_environment_says_where_S3_is_and_what_region_is_signed_for(string endpoint, string region, string name)
    {
        await using var stub = await StartAsync();

        var result = await _caller.WithKeys().With(endpoint, stub.Url).With(region, name).RunAsync("events", "--bucket", "trail", "--format", "jsonl");

        AssertAllEvents(result);
        Assert.All(_signed, scope => Assert.Contains($"/{name}/s3/aws4_request", scope, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_service_s_own_variables_go_before_the_general_ones()
    {
        await using var stub = await StartAsync();

        var result = await _caller.WithKeys().With("AWS_ENDPOINT_URL_S3", stub.Url).With("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
            .With("AWS_REGION", "eu-central-1").With("AWS_DEFAULT_REGION", "ap-south-1")
            .RunAsync("events", "--bucket", "trail", "--format", "jsonl");

        AssertAllEvents(result);
        Assert.All(_signed, scope => Assert.Contains("/eu-central-1/s3/", scope, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_profile_says_where_its_services_are()
    {
        await using var stub = await StartAsync();
        _caller.WithFile(".aws/credentials", "[keys]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = made-up\n")
            .WithFile(".aws/config", $"[profile keys]\nregion = eu-north-1\nservices = local\nendpoint_url = http://127.0.0.1:9\n[services local]\ns3 =\n  endpoint_url = {stub.Url}\n");

        var result = await _caller.RunAsync("events", "--bucket", "trail", "--profile-name", "keys", "--format", "jsonl");

        AssertAllEvents(result);
        Assert.All(_signed, scope => Assert.Contains("/eu-north-1/s3/", scope, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("standard")]
    [InlineData("in-region")]
    [InlineData("cross-region")]
    [InlineData("mobile")]
    [InlineData("auto")]
    [InlineData("legacy")]
    public async Task Any_mode_of_defaults_reads_buckets(string mode)
    {
        await using var stub = await StartAsync();

        AssertAllEvents(await _caller.WithKeys().With("AWS_DEFAULTS_MODE", mode).RunAsync(
            "events", "--bucket", "trail", "--endpoint-url", stub.Url, "--format", "jsonl"));
    }

    [Fact]
    public async Task A_customer_s_key_goes_with_each_object_that_wants_it_and_is_never_shown()
    {
        byte[] key = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
        string base64 = Convert.ToBase64String(key);
        int refused = 0;
        await using var stub = await StartAsync(async (context, found) =>
        {
            const string Prefix = "x-amz-server-side-encryption-customer-";
            var headers = context.Request.Headers;
            string? sent = headers[Prefix + "key"];
            bool encrypted = found is not null && found.ETag != "\"e1\"";
            if (found is null || encrypted == (sent is not null))
            {
                // Of lists and of the bucket itself, too, the key is none of S3's business.
                Assert.Equal(encrypted ? base64 : null, sent);
                Assert.Equal(encrypted ? "AES256" : null, (string?)headers[Prefix + "algorithm"]);
                return false;
            }

            Interlocked.Increment(ref refused);
            await S3Stub.ErrorAsync(context, 400, "InvalidRequest", encrypted
                ? "The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object."
                : "The encryption parameters are not applicable to this object.");
            return true;
        });
        string raw = Path.Join(_caller.Home, "raw.key");
        await File.WriteAllBytesAsync(raw, key);
        _caller.WithKeys().WithFile("text.key", base64 + "\n");

        foreach (string file in (string[])[raw, "text.key"])
        {
            AssertAllEvents(await _caller.RunAsync(
                "events", "--bucket", "trail", "--endpoint-url", stub.Url, "--customer-key", file, "--format", "jsonl"));
        }

        // The one object that has no key was asked for once with it in each run.
        Assert.Equal(2, refused);
        var without = await _caller.RunAsync("events", "--bucket", "trail", "--endpoint-url", stub.Url, "--format", "jsonl");
        Assert.Equal(2, without.ExitCode);
        Assert.Equal(["e1-0"], without.Lines.Select(Id));
        Assert.All(without.ErrorLines.Where(l => l.Contains("s3://", StringComparison.Ordinal)), l => Assert.Contains("Server Side Encryption", l, StringComparison.Ordinal));

        var none = await _caller.WithFile("short.key", "c2hvcnQ=").RunAsync("events", "--bucket", "trail", "--endpoint-url", stub.Url, "--customer-key", "short.key");
        none.AssertUsageError("is no key for SSE-C");
        Assert.DoesNotContain("c2hvcnQ", none.Error, StringComparison.Ordinal);

        // Not over a line that others can listen to.
        var open = await _caller.RunAsync("events", "--bucket", "trail", "--endpoint-url", "http://192.0.2.1:9", "--customer-key", raw);
        Assert.Equal(2, open.ExitCode);
        Assert.Contains("HTTPS alone", open.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(base64, open.Error, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("events", "--format", "jsonl")]
    [InlineData("check", "--rule-pack", "CIS")]
    [InlineData("measure", "--property", "EventName")]
    public async Task Ctrl_C_ends_waiting_for_a_slow_bucket_within_a_second(params string[] command)
    {
        Interrupt.Require();
        var waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var stub = await StartAsync(async (context, found) =>
        {
            if (found is null)
            {
                return false;
            }

            // The headers and a byte, and then nothing more.
            context.Response.ContentLength = found.Length;
            context.Response.Headers.ETag = found.ETag;
            await context.Response.Body.WriteAsync(found.Content()[..1]);
            await context.Response.Body.FlushAsync();
            waiting.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        });
        using var process = _caller.WithKeys().Start([.. command, "--bucket", "trail", "--endpoint-url", stub.Url]);
        var ended = Cli.ResultAsync(process);
        await waiting.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await Task.Delay(300);

        var time = await Interrupt.SendAsync(process);

        var result = await ended;
        Assert.Equal(130, result.ExitCode);
        Assert.Empty(result.Error);

        // A second, and one more for a busy machine.
        Assert.InRange(time, TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    private static string Id(string line)
    {
        using var json = JsonDocument.Parse(line);
        return json.RootElement.GetProperty("eventID").GetString()!;
    }

    private static void AssertAllEvents(CliResult result)
    {
        result.AssertSuccess();
        Assert.Equal(Enumerable.Range(0, 6).Select(i => string.Create(CultureInfo.InvariantCulture, $"e{i}-0")), result.Lines.Select(Id));
    }

    // A bucket of six objects of one event each; notes what requests are signed for.
    private Task<S3Stub> StartAsync(Func<HttpContext, StubObject?, Task<bool>>? hook = null) => S3Stub.StartAsync(
        Enumerable.Range(0, 6).Select(i => StubTrail.Log(StubTrail.Key(Day.AddHours(i), i), string.Create(CultureInfo.InvariantCulture, $"e{i}"), 1)),
        async (context, found) =>
        {
            _signed.Enqueue(context.Request.Headers.Authorization.ToString());
            return hook is not null && await hook(context, found);
        });
}
