using System.CommandLine;
using System.Runtime.CompilerServices;
using CloudAudit.Aws.Kms;
using CloudAudit.Encryption;
using CloudAudit.Filters;
using CloudAudit.Output;
using CloudAudit.Recording;

namespace CloudAudit.Cli;

/// <summary><c>cloudaudit record</c>: writes events from standard input to a local trail.</summary>
internal static class RecordCommand
{
    public static Command Create()
    {
        var trail = new Option<string>("--trail") { Description = "The trail's folder; New-Trail -Path or --create makes one.", HelpName = "folder", Required = true };
        var keyFile = new Option<string?>("--key-file") { Description = "The file of the key that the trail is encrypted with, where trail.json names another place.", HelpName = "file" };
        var signingKeyFile = new Option<string?>("--signing-key-file") { Description = "The file of the private key that signs digests, where trail.json names another place.", HelpName = "file" };
        var timeout = new Option<string?>("--lock-timeout") { Description = "How long to wait for other writers: 30s unless given.", HelpName = "duration" };
        var create = new Option<bool>("--create") { Description = "Make the trail where there is none: encrypted, with new keys for the owner alone." };
        var seal = new Option<bool>("--seal") { Description = "At the end make a log file and a signed digest, whether they are due or not. In a terminal nothing is read first." };
        var kmsKeyId = new Option<string?>("--kms-key-id") { Description = "With --create: a key of AWS KMS that encrypts the trail, in place of a key in a file.", HelpName = "key" };
        var awsIdentity = new Option<bool>("--aws-identity") { Description = "Record whom AWS takes the caller for, in place of the user and host." };
        var aws = new AwsOptions(withRegion: true);
        var quiet = new Option<bool>("--quiet") { Description = "Print no event IDs." };
        var command = new Command(
            "record",
            "Records events in a local trail: JSON lines on standard input, each a CloudTrail record or as much of one as is known (eventName and eventSource at least). Prints the ID of each event once it is on the disk.")
        {
            trail, keyFile, signingKeyFile, timeout, create, kmsKeyId, seal, quiet, awsIdentity,
        };
        aws.AddTo(command);
        command.SetAction((result, cancellation) =>
        {
            string folder = Path.GetFullPath(result.GetValue(trail)!);
            var options = new TrailRecorderOptions { LockTimeout = Timeout(result.GetValue(timeout)) };
            var job = new Job(folder, options, result.GetValue(create), result.GetValue(kmsKeyId), result.GetValue(seal), result.GetValue(quiet));
            return Task.Run(
                async () =>
                {
                    using var kms = new LazyKeyService(() => KeyService(aws, result, job));
                    var sources = new TrailKeySources { KeyFile = Full(result.GetValue(keyFile)), SigningKeyFile = Full(result.GetValue(signingKeyFile)), KeyService = kms };
                    var caller = result.GetValue(awsIdentity) ? await CallerAsync(aws, result, cancellation) : null;
                    return Run(job with { Options = job.Options with { Caller = job.Options.Caller with { Aws = caller } } }, sources, cancellation);
                },
                CancellationToken.None);
        });
        return command;
    }

    private static int Run(Job job, TrailKeySources sources, CancellationToken cancellation)
    {
        var errors = new ErrorReport(Console.Error);
        try
        {
            if (job.Create)
            {
                Make(job, sources, errors);
            }

            using var recorder = TrailRecorder.Open(job.Folder, sources, job.Options);
            return Record(recorder, job, errors, cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add(TerminalText.Clean(e.Message));
            return ExitCodes.Error;
        }
    }

    private static void Make(Job job, TrailKeySources sources, ErrorReport errors)
    {
        var creation = new TrailCreation(new TrailRequest
        {
            Folder = job.Folder,
            KeyFile = sources.KeyFile,
            SigningKeyFile = sources.SigningKeyFile,
            KmsKeyId = job.KmsKeyId,
            KeyService = sources.KeyService,
        });
        foreach (var step in creation.Steps)
        {
            step.Apply();
        }

        foreach (string notice in creation.Notices)
        {
            errors.Warn(TerminalText.Clean(notice));
        }
    }

    private static int Record(TrailRecorder recorder, Job job, ErrorReport errors, CancellationToken cancellation)
    {
        using var console = new ConsoleOutput();

        // Whoever seals by hand has no events to type; what comes by a pipe is recorded and never thrown away.
        using var input = job.Seal && !Console.IsInputRedirected ? Stream.Null : Console.OpenStandardInput();
        var session = new RecordSession(recorder, job.Quiet ? null : console, errors);
        bool stopped = false;
        try
        {
            session.Run(input, cancellation);
        }
        catch (OperationCanceledException)
        {
            stopped = true;
        }

        // A script's end leaves a log file, not only a journal; the wait for it is bounded even after Ctrl+C.
        var made = recorder.Seal(digest: job.Seal, CancellationToken.None);
        Warn(recorder, errors);
        foreach (string key in job.Seal ? made.LogFiles : [])
        {
            console.Writer.WriteLine(key);
        }

        return stopped ? ExitCodes.Interrupted : errors.Count > 0 ? ExitCodes.Error : ExitCodes.Clean;
    }

    private static void Warn(TrailRecorder recorder, ErrorReport errors)
    {
        foreach (string notice in recorder.TakeNotices())
        {
            errors.Warn(TerminalText.Clean(notice));
        }
    }

    private static string? Full(string? path) => path is null ? null : Path.GetFullPath(path);

    private static TimeSpan Timeout(string? text)
    {
        try
        {
            return text is null ? new TrailRecorderOptions().LockTimeout : TimeText.ParseDuration(text);
        }
        catch (FormatException e)
        {
            throw new UsageException(e.Message);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static KmsKeyService KeyService(AwsOptions aws, ParseResult result, Job job)
    {
        string? region = job.KmsKeyId is { } id ? TrailConfiguration.RegionOf(id) : TrailConfiguration.Load(job.Folder).KmsRegion;
        return new KmsKeyService(() => aws.Connect(result), region is null ? null : _ => region, CancellationToken.None);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<AwsCaller> CallerAsync(AwsOptions aws, ParseResult result, CancellationToken cancellation)
    {
        using var connection = aws.Connect(result);
        return await connection.CallerAsync(cancellation);
    }

    private sealed record Job(string Folder, TrailRecorderOptions Options, bool Create, string? KmsKeyId, bool Seal, bool Quiet);
}
