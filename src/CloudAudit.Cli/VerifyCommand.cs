using System.CommandLine;
using CloudAudit.Cli.Output;
using CloudAudit.Encryption;
using CloudAudit.Filters;
using CloudAudit.Integrity;
using CloudAudit.Recording;

namespace CloudAudit.Cli;

/// <summary><c>cloudaudit verify</c>: whether a trail's digests and log files are what CloudTrail delivered, and all of it.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("path")
        {
            Description = "Folders that hold a copy of a trail's bucket, or a local trail.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var s3 = new S3Options(withCustomerKey: false);
        var saveMetadata = new Option<string?>("--save-metadata") { Description = "A folder for the digests' signatures and the public keys, such as that of a copy of the bucket." };
        var keys = new KeyOptions();
        var aws = new AwsOptions(withRegion: false);
        var startTime = new Option<string?>("--start-time") { Description = "Digests from this time on (UTC), such as 2025-03-01 or 2025-03-01T12:00:00Z." };
        var endTime = new Option<string?>("--end-time") { Description = "Digests before this time (UTC)." };
        var last = new Option<string?>("--last") { Description = "In this span before --end-time or now: 90m, 24h, 7d, 2w." };
        var accountId = CommandOptions.Many("--account-id", "Only this account, by its twelve digits.");
        var region = CommandOptions.Many("--region", "Only this region, such as eu-west-1 or 'us-*'.");
        var publicKey = CommandOptions.Many("--public-key", "A file of public keys to trust: what 'aws cloudtrail list-public-keys' prints, PEM, or DER.");
        var all = new Option<bool>("--all") { Description = "Digests and log files that are valid, too." };
        var quiet = new Option<bool>("--quiet") { Description = "Print nothing but errors; the exit code tells." };
        var format = CommandOptions.Format("A table, or in full: a JSON array, JSON lines, or CSV.");
        var command = new Command(
            "verify",
            "Verifies digests and log files of trails. Exit code 0: all is proven, 1: something was changed, is missing, moved or not listed, or a gap; 2: not all could be proven, errors, or nothing to verify.");
        command.Arguments.Add(paths);
        s3.AddTo(command);
        foreach (Option option in (Option[])[saveMetadata, startTime, endTime, last, accountId, region, publicKey, all, quiet, format])
        {
            command.Options.Add(option);
        }

        keys.AddTo(command);
        aws.AddTo(command);
        command.SetAction((result, cancellation) =>
        {
            var options = Times(result.GetValue(startTime), result.GetValue(endTime), result.GetValue(last)) with
            {
                AccountId = result.GetValue(accountId) ?? [],
                Region = result.GetValue(region) ?? [],
            };
            var writer = new IntegrityOutput(result.GetValue(format), result.GetValue(all), result.GetValue(quiet));
            string[] folders = [.. (result.GetValue(paths) ?? []).Select(Path.GetFullPath)];
            int buckets = s3.Count(result.CommandResult);
            int sources = (folders.Length > 0 ? 1 : 0) + buckets;
            if (sources != 1)
            {
                throw new UsageException(sources == 0 ? "Give a path, --bucket or --trail." : "Paths, --bucket and --trail do not go together.");
            }

            var verification = new Verification(
                folders, result.GetValue(saveMetadata) is { } folder ? Path.GetFullPath(folder) : null, result.GetValue(publicKey) ?? [], options, writer,
                where => keys.Keys(result, () => aws.Connect(result), connection => where() ?? connection.DefaultRegion));

            // Beside the thread that waits for Ctrl+C.
            return Task.Run(
                () => buckets == 0 ? Run(verification, cancellation) : VerifyBucketCommand.Run(verification, s3, result, () => aws.Connect(result), cancellation), cancellation);
        });
        return command;
    }

    private static VerifyOptions Times(string? start, string? end, string? last)
    {
        try
        {
            var now = TimeProvider.System.GetUtcNow();
            DateTimeOffset? from = start is null ? null : TimeText.ParseTime(start);
            DateTimeOffset? until = end is null ? null : TimeText.ParseTime(end);
            if (last is not null)
            {
                from = from is null ? (until ?? now) - TimeText.ParseDuration(last) : throw new UsageException("--last and --start-time do not go together.");
            }

            return from >= until
                ? throw new UsageException("--end-time must lie after --start-time.")
                : new VerifyOptions { StartTime = from, EndTime = until, Now = now };
        }
        catch (FormatException e)
        {
            throw new UsageException(e.Message);
        }
    }

    private static int Run(Verification asked, CancellationToken cancellation)
    {
        var errors = new ErrorReport(Console.Error);
        using var decryptionKeys = asked.Keys(() => TrailConfiguration.KmsRegionOf(asked.Folders));
        List<LocalTrailStore> stores = [.. asked.Folders.SelectMany(folder => Find(folder, decryptionKeys))];
        using var trusted = TrustedKeys.Of(asked.PublicKeys, stores, errors);
        return Verify([.. stores], trusted, asked.Options, asked.Output, errors, cancellation);
    }

    private static IReadOnlyList<LocalTrailStore> Find(string folder, EnvelopeKeys decryptionKeys)
    {
        try
        {
            var found = Directory.Exists(folder) ? LocalTrailStore.Find(folder, decryptionKeys) : throw new UsageException($"'{folder}' is no folder.");
            return found.Count > 0 ? found : throw new UsageException(LocalTrailStore.NothingIn(folder));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(e.Message);
        }
    }

    public static int Verify(
        IReadOnlyList<ITrailStore> stores, TrailPublicKeys keys, VerifyOptions options, IntegrityOutput output, ErrorReport errors, CancellationToken cancellation)
    {
        using var console = new ConsoleOutput();
        var verdict = new IntegrityVerdict();
        int groups = 0;
        var verifier = new TrailVerifier(stores, keys, options);
        try
        {
            output.Begin(console.Writer);
            foreach (var batch in verifier.Run(cancellation))
            {
                groups = batch.Progress.TotalGroups;
                output.Write(console.Writer, batch);
                foreach (var summary in batch.Summaries)
                {
                    verdict.Add(summary);
                    foreach (string note in summary.Notes)
                    {
                        errors.Warn($"{summary.AccountId} {summary.Region}: {note}.");
                    }
                }

                if (batch.Summaries.Count > 0)
                {
                    console.Flush();
                }
            }

            output.End(console.Writer);
            console.Flush();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(e.Message);
        }
        catch (ClosedOutputException)
        {
            // What was not read nobody wanted; what it would have come to is not known.
            return ExitCodes.Error;
        }

        if (groups == 0)
        {
            Console.Error.WriteLine($"cloudaudit: {verifier.NothingFound}");
        }

        return verdict.Outcome switch
        {
            IntegrityOutcome.Proven => ExitCodes.Clean,
            IntegrityOutcome.Broken => ExitCodes.Violations,
            _ => ExitCodes.Error,
        };
    }
}

/// <summary>What is to be verified, and how.</summary>
/// <param name="Folders">Copies on disk; none where a bucket is verified.</param>
/// <param name="SaveMetadata">Where digests' metadata is saved; null for nowhere.</param>
/// <param name="PublicKeys">Files of the keys to trust.</param>
/// <param name="Options">The time, accounts and regions.</param>
/// <param name="Output">How it is told.</param>
/// <param name="Keys">Makes what opens encrypted files; takes what says in which region KMS is asked, null for the caller's.</param>
internal sealed record Verification(
    string[] Folders, string? SaveMetadata, string[] PublicKeys, VerifyOptions Options, IntegrityOutput Output, Func<Func<string?>, EnvelopeKeys> Keys);
