using System.Diagnostics;
using CloudAudit.Aws.S3;
using CloudAudit.Aws.Tests.Support;
using CloudAudit.Decoding;
using CloudAudit.Filters;
using CloudAudit.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace CloudAudit.Aws.Tests;

public sealed class S3FaultTests
{
    private static readonly DateTimeOffset Day = new(2025, 3, 11, 0, 0, 0, TimeSpan.Zero);
    private readonly List<LogError> _listing = [];

    [Fact]
    public async Task Of_ten_thousand_objects_with_faults_every_event_comes_once_or_its_object_is_an_error()
    {
        var bucket = FaultyBucket.Make(10_000);
        await using var stub = await S3Stub.StartAsync(bucket.Objects, bucket.AnswerAsync);
        using var connection = new AwsConnection(Options(stub));
        using var logs = new S3Logs(connection, new S3LogOptions { Bucket = "trail" }, new EventQuery(), _listing.Add);

        var (events, errors) = StubTrail.Read(logs, _listing);

        Assert.Equal(bucket.Lost.Order(StringComparer.Ordinal), errors.Select(e => e.Origin).Order(StringComparer.Ordinal));
        Assert.Equal(bucket.EventIds.Order(StringComparer.Ordinal), events.Select(e => e.EventId!).Order(StringComparer.Ordinal));
        Assert.Equal(events.Select(e => e.Origin).Order(StringComparer.Ordinal), events.Select(e => e.Origin));
        Assert.Contains(errors, e => e.Kind == LogErrorKind.AccessDenied && e.Message.Contains("s3:GetObject", StringComparison.Ordinal));
        Assert.Contains(errors, e => e.Kind == LogErrorKind.NotFound);
        Assert.Contains(errors, e => e.Message.Contains("changed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_large_object_whose_connection_breaks_is_gone_on_with_where_it_broke()
    {
        // Some 12 MB, so several parts; each breaks again and again after a stretch.
        var log = StubTrail.Log(StubTrail.Key(Day, 1), "big", 4000, padding: 4000);
        int ranges = 0;
        await using var stub = await S3Stub.StartAsync([log], async (context, found) =>
        {
            if (found is null || context.Request.GetTypedHeaders().Range?.Ranges.SingleOrDefault() is not { From: { } first, To: { } last })
            {
                return false;
            }

            Assert.Equal(found.ETag, context.Request.Headers.IfMatch);
            Interlocked.Increment(ref ranges);
            long stretch = Math.Min(last + 1 - first, 900_000);
            context.Response.StatusCode = 206;
            context.Response.ContentLength = last + 1 - first;
            context.Response.Headers.ETag = found.ETag;
            context.Response.Headers.ContentRange = FormattableString.Invariant($"bytes {first}-{last}/{found.Length}");
            await context.Response.Body.WriteAsync(found.Content().Slice((int)first, (int)stretch));
            await context.Response.Body.FlushAsync();
            if (stretch < last + 1 - first)
            {
                context.Abort();
            }

            return true;
        });
        using var connection = new AwsConnection(Options(stub));
        using var logs = new S3Logs(connection, new S3LogOptions { Bucket = "trail" }, new EventQuery(), _listing.Add);

        var (events, errors) = StubTrail.Read(logs, _listing);

        Assert.Empty(errors);
        Assert.Equal(Enumerable.Range(0, 4000).Select(i => $"big-{i}"), events.Select(e => e.EventId));
        Assert.True(ranges > log.Length / 900_000, $"{ranges} requests");
    }

    [Fact]
    public async Task An_object_that_changes_between_two_stretches_is_an_error_and_never_a_mixture()
    {
        var log = StubTrail.Log(StubTrail.Key(Day, 1), "old", 4000, padding: 4000);
        var after = StubTrail.Log(StubTrail.Key(Day.AddHours(1), 2), "next", 2);
        await using var stub = await S3Stub.StartAsync([log, after], async (context, found) =>
        {
            if (found != log || context.Request.GetTypedHeaders().Range?.Ranges.SingleOrDefault() is not { From: > 0 })
            {
                return false;
            }

            await S3Stub.ErrorAsync(context, 412, "PreconditionFailed", "changed");
            return true;
        });
        using var connection = new AwsConnection(Options(stub));
        using var logs = new S3Logs(connection, new S3LogOptions { Bucket = "trail" }, new EventQuery(), _listing.Add);

        var (events, errors) = StubTrail.Read(logs, _listing);

        var error = Assert.Single(errors);
        Assert.Equal($"s3://trail/{log.Key}", error.Origin);
        Assert.Contains("changed", error.Message, StringComparison.Ordinal);
        Assert.Equal(["next-0", "next-1"], events.Where(e => e.EventId!.StartsWith("next", StringComparison.Ordinal)).Select(e => e.EventId));
        Assert.All(events.Where(e => e.EventId!.StartsWith("old", StringComparison.Ordinal)), e => Assert.Equal($"s3://trail/{log.Key}", e.Origin));
    }

    [Fact]
    public async Task A_bucket_in_another_region_is_followed()
    {
        var signed = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await using var stub = await S3Stub.StartAsync([StubTrail.Log(StubTrail.Key(Day, 1), "e", 3)], async (context, _) =>
        {
            string scope = context.Request.Headers.Authorization.ToString();
            signed.Enqueue(scope);
            context.Response.Headers["x-amz-bucket-region"] = "ap-southeast-2";
            if (scope.Contains("/ap-southeast-2/s3/", StringComparison.Ordinal))
            {
                return false;
            }

            await S3Stub.ErrorAsync(context, 301, "PermanentRedirect", "The bucket you are attempting to access must be addressed using the specified endpoint.");
            return true;
        });
        using var connection = new AwsConnection(Options(stub));
        using var logs = new S3Logs(connection, new S3LogOptions { Bucket = "trail" }, new EventQuery(), _listing.Add);

        var (events, errors) = StubTrail.Read(logs, _listing);

        Assert.Empty(errors);
        Assert.Equal(3, events.Count);
        Assert.Single(signed, s => !s.Contains("/ap-southeast-2/s3/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reading_that_waits_for_a_server_stops_within_a_second()
    {
        var waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var stub = await S3Stub.StartAsync(
            Enumerable.Range(0, 100).Select(i => StubTrail.Log(StubTrail.Key(Day.AddMinutes(i), i), $"e{i}", 1)),
            async (context, found) =>
            {
                if (found is null)
                {
                    return false;
                }

                waiting.TrySetResult();
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                return true;
            });
        using var connection = new AwsConnection(Options(stub));
        using var logs = new S3Logs(connection, new S3LogOptions { Bucket = "trail" }, new EventQuery(), _listing.Add);
        using var stop = new CancellationTokenSource();
        var reading = Task.Run(() => StubTrail.Read(logs, _listing, cancellation: stop.Token));
        await waiting.Task;
        var watch = Stopwatch.StartNew();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    private static AwsConnectionOptions Options(S3Stub stub) => new()
    {
        Keys = () => new AwsKeys("AKIAIOSFODNN7EXAMPLE", "made-up"),
        Region = "us-east-1",
        EndpointUrl = stub.Url,
    };
}
