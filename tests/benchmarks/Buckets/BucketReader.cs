using System.Diagnostics;
using Amazon.S3.Model;
using CloudAudit.Aws;
using CloudAudit.Aws.S3;
using CloudAudit.Decoding;
using CloudAudit.Filters;
using CloudAudit.Reading;
using CloudAudit.Sources;

namespace CloudAudit.Benchmarks.Buckets;

/// <summary>What one process does with the logs, and what it took.</summary>
/// <param name="Wall">Seconds by the clock, of the work alone.</param>
/// <param name="Cpu">Seconds of processor time, of the work alone.</param>
/// <param name="PeakBytes">The most memory the process held.</param>
/// <param name="Result">Events found, or objects.</param>
internal sealed record BucketSample(double Wall, double Cpu, long PeakBytes, long Result);

/// <summary>Reads logs in each of the ways that are compared.</summary>
internal static class BucketReader
{
    private const int ListedAhead = 32;

    // The first of each log's records.
    private static readonly EventQuery Rare = new() { EventId = ["*-0"] };

    /// <summary>Reads twice, and measures the second time: compiling what is published compiled is no part of the work.</summary>
    /// <param name="way">One of the ways.</param>
    /// <param name="place">A folder, or the bucket's address.</param>
    /// <param name="warm">Whether to read a first time.</param>
    public static async Task<BucketSample> RunAsync(string way, string place, bool warm)
    {
        if (warm)
        {
            await ReadAsync(way, place);
        }

        using var process = Process.GetCurrentProcess();
        double cpu = process.TotalProcessorTime.TotalSeconds;
        long start = Stopwatch.GetTimestamp();
        long result = await ReadAsync(way, place);
        process.Refresh();
        return new BucketSample(
            Stopwatch.GetElapsedTime(start).TotalSeconds, process.TotalProcessorTime.TotalSeconds - cpu, process.PeakWorkingSet64, result);
    }

    private static async Task<long> ReadAsync(string way, string place) => way switch
    {
        "local" => Read(new LocalLogs([place], Rare, Refuse)),
        "bucket" => ReadBucket(place),
        "get" => await GetAsync(place),
        "sdk" => await SdkAsync(place),
        _ => throw new ArgumentException($"'{way}' is none of local, bucket, get and sdk."),
    };

    private static long ReadBucket(string url)
    {
        using var connection = Connect(url);
        return Read(new S3Logs(connection, new S3LogOptions { Bucket = "trail" }, Rare, Refuse));
    }

    private static long Read(LogSource source)
    {
        using (source)
        {
            long found = 0;
            foreach (var batch in EventReader.Read(source, new EventReadOptions { Query = Rare, KeepDuplicate = true }, CancellationToken.None))
            {
                batch.Errors.ToList().ForEach(Refuse);
                found += batch.Results.Count;
            }

            return found;
        }
    }

    // The bytes alone, by our requests.
    private static Task<long> GetAsync(string url)
    {
        using var connection = Connect(url);
        using var source = new S3Logs(connection, new S3LogOptions { Bucket = "trail" }, new EventQuery(), Refuse);
        byte[] buffer = new byte[64 * 1024];
        long objects = 0;
        Queue<LogFile> ahead = [];
        foreach (var file in source.List())
        {
            // Objects are fetched from when they are listed, which readers of logs do ahead, too.
            ahead.Enqueue(file);
            if (ahead.Count > ListedAhead)
            {
                ReadNext();
            }
        }

        while (ahead.Count > 0)
        {
            ReadNext();
        }

        return Task.FromResult(objects);

        void ReadNext()
        {
            using var stream = ahead.Dequeue().Open();
            while (stream.Read(buffer) > 0)
            {
            }

            objects++;
        }
    }

    // The same by the SDK's GetObject, as many at once.
    private static async Task<long> SdkAsync(string url)
    {
        using var connection = Connect(url);
        var s3 = connection.S3();
        long objects = 0;
        string? token = null;
        do
        {
            var page = await s3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = "trail", ContinuationToken = token });
            await Parallel.ForEachAsync(page.S3Objects, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (found, cancellation) =>
            {
                byte[] buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(64 * 1024);
                using var answer = await s3.GetObjectAsync(new GetObjectRequest { BucketName = "trail", Key = found.Key }, cancellation);
                while (await answer.ResponseStream.ReadAsync(buffer, cancellation) > 0)
                {
                }

                System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
                Interlocked.Increment(ref objects);
            });
            token = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (token is not null);
        return objects;
    }

    private static AwsConnection Connect(string url) => new(new AwsConnectionOptions
    {
        Keys = () => new AwsKeys("AKIAIOSFODNN7EXAMPLE", "made-up"),
        Region = "us-east-1",
        EndpointUrl = url,
    });

    private static void Refuse(LogError error) => throw new InvalidOperationException(error.Message);
}
