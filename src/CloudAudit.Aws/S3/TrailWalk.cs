using System.Runtime.CompilerServices;
using CloudAudit.Aws.Connection;
using CloudAudit.Decoding;
using CloudAudit.Sources;

namespace CloudAudit.Aws.S3;

/// <summary>
/// Lists the logs of a bucket, in the order that they would have on disk. Folders of CloudTrail's layout are walked by delimiter, and
/// only where something wanted may be; a folder of which all is wanted is listed in one go. What has no such layout is
/// listed as it is.
/// </summary>
internal sealed class TrailWalk(S3Bucket bucket, S3LogOptions options, LogPruning pruning, Action<LogError> onError)
{
    // So many sibling folders are asked for at the same time.
    private const int FoldersAhead = 8;
    private readonly string _prefix = options.Prefix.Length == 0 || options.Prefix.EndsWith('/') ? options.Prefix : options.Prefix + "/";
    private bool _listed;

    /// <summary>For a row the time before which everything was read by earlier runs; null where there were none.</summary>
    public Func<string, DateTimeOffset?>? ReadUntil { get; init; }

    /// <summary>Folders passed by.</summary>
    public int PrunedFolders { get; private set; }

    /// <summary>Lists the objects under the prefix that may be logs.</summary>
    /// <exception cref="AwsException">Nothing can be listed.</exception>
    public async IAsyncEnumerable<S3Entry> ListAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        string root = _prefix;
        bool laidOut = _prefix.Split('/').Contains("AWSLogs", StringComparer.Ordinal);
        if (!laidOut)
        {
            var top = await PageAsync(_prefix + "AWSLogs/", "/", null, cancellation);
            laidOut = top is { } found && (found.Folders.Count > 0 || found.Objects.Count > 0);
            root = laidOut ? _prefix + "AWSLogs/" : _prefix;
        }

        var objects = laidOut ? WalkAsync(root, null, cancellation) : FlatAsync(root, null, cancellation);
        await foreach (var found in objects)
        {
            yield return found;
        }
    }

    private async IAsyncEnumerable<S3Entry> WalkAsync(
        string folder, Task<S3Page?>? started, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (pruning.IsWhole(folder))
        {
            await foreach (var found in FlatAsync(folder, started, cancellation))
            {
                yield return found;
            }

            yield break;
        }

        bool isDeep = IsInTrail(folder);
        var page = await (started ?? PageAsync(folder, "/", null, cancellation));
        while (page is not null)
        {
            // Files and folders of one page in the order of their names, as they would be on disk.
            var objects = new Queue<S3Entry>(isDeep ? page.Objects : []);
            var ahead = new Queue<(string Folder, Task<S3Page?> Page)>();
            var folders = new Queue<string>(Folders(page).Where(IsWanted));
            while (objects.Count > 0 || folders.Count > 0 || ahead.Count > 0)
            {
                while (ahead.Count < FoldersAhead && folders.TryDequeue(out string? next))
                {
                    ahead.Enqueue((next, PageAsync(next, pruning.IsWhole(next) ? null : "/", null, cancellation)));
                }

                if (ahead.TryPeek(out var first) && !(objects.TryPeek(out var file) && string.CompareOrdinal(file.Key, first.Folder) < 0))
                {
                    ahead.Dequeue();
                    await foreach (var found in WalkAsync(first.Folder, first.Page, cancellation))
                    {
                        yield return found;
                    }
                }
                else
                {
                    yield return objects.Dequeue();
                }
            }

            page = page.Next is { } token ? await PageAsync(folder, "/", token, cancellation) : null;
        }
    }

    private async IAsyncEnumerable<S3Entry> FlatAsync(
        string prefix, Task<S3Page?>? started, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var page = await (started ?? PageAsync(prefix, null, null, cancellation)); page is not null;)
        {
            // The next page comes while this one is read.
            var next = page.Next is { } token ? PageAsync(prefix, null, token, cancellation) : Task.FromResult<S3Page?>(null);
            foreach (var found in page.Objects)
            {
                yield return found;
            }

            page = await next;
        }
    }

    // AWSLogs/[o-…/]<account>/CloudTrail…/: what is beside is other services' or other formats.
    private bool IsWanted(string folder)
    {
        string[] parts = folder.Split('/', StringSplitOptions.RemoveEmptyEntries);
        int root = Array.LastIndexOf(parts, "AWSLogs");
        var below = parts.AsSpan(root + 1);
        bool wanted = below switch
        {
            [var only] => IsOrganization(only) ? options.Organization : IsOwnAccount(only),
            [var first, var second] => IsOrganization(first) ? LogPruning.IsAccount(second) : IsEventFolder(second),
            [var first, _, var third] when IsOrganization(first) => IsEventFolder(third),
            _ => true,
        };
        if (wanted && pruning.MayHold(folder) && !IsRead(folder))
        {
            return true;
        }

        PrunedFolders++;
        return false;
    }

    // A folder of days all of which earlier runs have read.
    private bool IsRead(string folder)
    {
        for (int cut = folder.Length - 1; ReadUntil is not null && (cut = folder.LastIndexOf('/', cut - 1)) > 0;)
        {
            if (ReadUntil(folder[..(cut + 1)]) is { } until)
            {
                return TrailRow.IsBefore(folder[(cut + 1)..], TrailRow.Day(until));
            }
        }

        return false;
    }

    private bool IsOwnAccount(string name) => LogPruning.IsAccount(name) && (options.AccountId is null || options.AccountId == name);

    private static bool IsEventFolder(string name) => LogPruning.IsTrailFolder(name) && name != "CloudTrail-Digest";

    private static bool IsOrganization(string name) => name.StartsWith("o-", StringComparison.Ordinal);

    private static bool IsInTrail(string folder) => folder.Split('/').Any(LogPruning.IsTrailFolder);

    // By name, as folders on disk are ordered: in the order of keys, the slash behind CloudTrail comes after a hyphen.
    private static IEnumerable<string> Folders(S3Page page) => page.Folders.OrderBy(folder => folder.TrimEnd('/'), StringComparer.Ordinal);

    // Null where a folder cannot be listed, which is an error of its own; where nothing can be, that ends the reading.
    private async Task<S3Page?> PageAsync(string prefix, string? delimiter, string? token, CancellationToken cancellation)
    {
        try
        {
            // A row is listed from the first day on that may hold what was not read.
            string after = delimiter is null && ReadUntil?.Invoke(prefix) is { } until ? prefix + TrailRow.Day(until) : string.Empty;
            var page = await S3Listing.PageAsync(bucket, prefix, delimiter, after, token, cancellation);
            _listed = true;
            return page;
        }
        catch (AwsException said) when (!cancellation.IsCancellationRequested)
        {
            if (!_listed || said.Failure is AwsFailure.NoCredentials or AwsFailure.ExpiredCredentials or AwsFailure.InvalidCredentials)
            {
                throw;
            }

            onError(new LogError(
                said.Failure == AwsFailure.AccessDenied ? LogErrorKind.AccessDenied : LogErrorKind.ReadFailed, $"s3://{options.Bucket}/{prefix}", 0, said.Message));
            return null;
        }
    }
}
