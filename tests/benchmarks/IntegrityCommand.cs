using System.CommandLine;
using System.Diagnostics;
using System.IO.Compression;
using System.Security.Cryptography;
using CloudAudit.Aws;
using CloudAudit.Aws.Integrity;
using CloudAudit.Aws.S3;
using CloudAudit.Benchmarks.Comparison;
using CloudAudit.Integrity;
using CloudAudit.Integrity.Chains;

namespace CloudAudit.Benchmarks;

/// <summary>
/// <c>integrity</c>: the verification of 2,000 log files, from a bucket on the loopback against
/// <c>aws cloudtrail validate-logs</c>, and from disk against a program that only gunzips and hashes them.
/// </summary>
internal static class IntegrityCommand
{
    private const int Workers = 2;
    private const int Hours = 100;
    private const int FilesAnHour = 20;

    public static Command Create()
    {
        Option<int> rounds = new("--rounds") { Description = "pairs of runs for each figure", DefaultValueFactory = _ => 5 };
        Option<int> bytes = new("--bytes") { Description = "bytes of JSON in a log file", DefaultValueFactory = _ => 200_000 };
        Option<bool> disk = new("--disk-only") { Description = "without the bucket and the AWS command line" };
        Option<FileInfo?> published = new("--published")
        {
            Description = "a command line published with ReadyToRun, as people start it: dotnet publish src/CloudAudit.Cli -c Release -r linux-x64 -p:PublishReadyToRun=true; that of the build unless given",
        };
        Command command = new("integrity", "Measures the verification of trails.") { rounds, bytes, disk, published };
        command.SetAction(result => Run(
            Math.Max(1, result.GetValue(rounds)), result.GetValue(bytes), result.GetValue(disk), result.GetValue(published)?.FullName ?? RepositoryFiles.CommandLine));
        return command;
    }

    private static int Run(int rounds, int bytes, bool diskOnly, string program)
    {
        TrailShape shape = new()
        {
            Accounts = [Tampering.Account],
            Regions = [Tampering.Region],
            Start = new DateTimeOffset(2025, 3, 10, 0, 0, 0, TimeSpan.Zero),
            Hours = Hours,
            FilesAnHour = FilesAnHour,
            FileBytes = bytes,
        };
        Console.Error.WriteLine("making the trail");
        using SignedTrail trail = new(shape);
        string folder = Directory.CreateTempSubdirectory("cloudaudit-integrity-").FullName;
        string keys = Path.Join(folder, "keys.json");
        try
        {
            SignedTrailCommand.Write(trail, folder, sidecars: true);
            SignedTrailCommand.WriteKeys(trail, keys);
            Machine machine = new();
            Pairing local = Pairing.Measure("from disk, against gunzip and hash", () => Sample.Of(() => GunzipAndHash(folder)), () => Sample.Of(() => Verify(folder, keys)), rounds, 1);
            Tell(local, "in process");
            if (!diskOnly && AwsCliValidation.Command is not null)
            {
                using FakeAws aws = new(trail, trail.Buckets) { LatestDigest = trail.End + TimeSpan.FromMinutes(9), KeepsAnswers = true };
                Pairing bucket = Pairing.Measure("from a bucket, against aws cloudtrail validate-logs", () => Theirs(aws, trail), () => Ours(program, aws, trail), rounds, 0);
                Tell(bucket, "as processes, start included");
                Pairing warm = Pairing.Measure("from a bucket, against aws cloudtrail validate-logs", () => Theirs(aws, trail), () => Sample.Of(() => VerifyBucket(aws)), rounds, 1);
                Tell(warm, "this in process, as in a session of PowerShell; that with its start");
            }

            Console.WriteLine($"{Machine.Description}; {machine.OtherWork()}");
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Tell(Pairing p, string how) => Console.WriteLine(FormattableString.Invariant(
        $"{p.Name} ({how}): baseline {p.Baseline:N2} s, this {p.Wall:N2} s, speed {p.Speed:N2} ({p.Slowest:N2} to {p.Fastest:N2}), by CPU {p.CpuSpeed:N2}, {p.Result:N0} log files"));

    // The limit: each file read, gunzipped and hashed, and nothing known of digests, keys or places.
    private static long GunzipAndHash(string folder)
    {
        GunzipOnly.OverFiles(
            Path.Join(folder, "AWSLogs"),
            Workers,
            () => (Buffer: new byte[256 * 1024], Hash: IncrementalHash.CreateHash(HashAlgorithmName.SHA256)),
            (path, state) =>
            {
                using GZipStream text = GunzipOnly.Open(path);
                int read;
                while ((read = text.Read(state.Buffer)) > 0)
                {
                    state.Hash.AppendData(state.Buffer.AsSpan(0, read));
                }

                state.Hash.GetHashAndReset();
            });
        return Hours * FilesAnHour;
    }

    private static long Verify(string folder, string keyFile)
    {
        using TrailPublicKeys keys = new(TrailKeyText.ReadFile(keyFile));
        long valid = 0;
        foreach (VerifyBatch batch in new TrailVerifier([.. LocalTrailStore.Find(folder)], keys, new VerifyOptions { Threads = Workers }).Run(CancellationToken.None))
        {
            valid += batch.Results.Count(r => r.Type == IntegrityType.LogFile && r.Status == IntegrityStatus.Valid);
        }

        return valid == Hours * FilesAnHour ? valid : throw new InvalidOperationException($"{valid} log files are valid.");
    }

    private static long VerifyBucket(FakeAws aws)
    {
        using AwsConnection connection = new(new AwsConnectionOptions { Keys = () => new AwsKeys("AKIAIOSFODNN7EXAMPLE", "test", null), Region = Tampering.Region, EndpointUrl = aws.Url });
        TrailLocation location = Waiting.For(() => TrailLocation.FindAsync(connection, aws.TrailArn, CancellationToken.None));
        using AwsTrail trail = Waiting.For(() => AwsTrail.OpenAsync(connection, location.ToOptions(), location, CancellationToken.None));
        using TrailPublicKeys keys = new([], trail.Proof);
        long valid = 0;
        foreach (VerifyBatch batch in new TrailVerifier([trail.Store], keys, new VerifyOptions { TrailStatus = trail.Proof }).Run(CancellationToken.None))
        {
            valid += batch.Results.Count(r => r.Type == IntegrityType.LogFile && r.Status == IntegrityStatus.Valid);
        }

        return valid == Hours * FilesAnHour ? valid : throw new InvalidOperationException($"{valid} log files are valid.");
    }

    private static Sample Theirs(FakeAws aws, SignedTrail trail)
    {
        long start = Stopwatch.GetTimestamp();
        double before = ChildProcess.TotalCpu();
        using Process process = AwsCliValidation.Start(aws, Tampering.Account, Tampering.Region, trail.Shape.Start, trail.End);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        process.WaitForExit();
        double wall = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return process.ExitCode == 0
            ? new Sample(wall, ChildProcess.TotalCpu() - before, Hours * FilesAnHour)
            : throw new InvalidOperationException(string.Concat(output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult()));
    }

    private static Sample Ours(string program, FakeAws aws, SignedTrail trail)
    {
        Sample sample = ChildProcess.Measure(
            program, "verify", "--trail", aws.TrailArn, "--endpoint-url", aws.Url,
            "--access-key", "AKIAIOSFODNN7EXAMPLE", "--secret-key", "test", "--format", "jsonl",
            "--start-time", ChainDigest.Time(trail.Shape.Start), "--end-time", ChainDigest.Time(trail.End));
        return sample with { Result = Hours * FilesAnHour };
    }
}
