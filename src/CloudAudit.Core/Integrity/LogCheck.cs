using CloudAudit.Encryption;

namespace CloudAudit.Integrity;

/// <summary>A log file to be held against what a digest lists.</summary>
/// <param name="Store">Where it is looked for.</param>
/// <param name="Entry">What the digest lists.</param>
/// <param name="Link">The digest.</param>
/// <param name="Verdict">What the digest itself came to.</param>
/// <param name="Summary">Where it is counted.</param>
/// <param name="Swapped">Finds which other file of the digest has a hash.</param>
internal sealed record LogTask(
    ITrailStore Store, DigestEntry Entry, ChainLink Link, DigestVerdict Verdict, IntegritySummary Summary, Func<string, string?> Swapped);

/// <summary>One thread's checking of log files.</summary>
internal sealed class LogCheck(ContentReaders readers, long limit, CancellationToken cancellation)
{

    /// <summary>Bytes of content hashed so far.</summary>
    public long Bytes { get; private set; }

    public IntegrityResult Check(LogTask task)
    {
        if (task.Entry.HashAlgorithm != DigestSignature.HashAlgorithm)
        {
            return Result(task, IntegrityStatus.Unverifiable, null, $"its digest has a hash by {task.Entry.HashAlgorithm}, not by {DigestSignature.HashAlgorithm}");
        }

        try
        {
            using var found = task.Store.Open(task.Entry.Bucket, task.Entry.Key, cancellation);
            return found is null
                ? Result(task, IntegrityStatus.Missing, null, "its digest lists it, and it is not there")
                : Judge(task, readers.Hash(found.Content, limit, cancellation));
        }
        catch (DecryptionException e)
        {
            return Result(task, ReadFailures.MeansTampering(e) ? IntegrityStatus.Modified : IntegrityStatus.Unverifiable, null, e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Result(task, IntegrityStatus.Unverifiable, null, e.Message);
        }
    }

    private IntegrityResult Judge(LogTask task, ContentResult content)
    {
        Bytes += content.Length;
        if (content.TooLarge)
        {
            return Result(task, IntegrityStatus.Unverifiable, null, content.Damage);
        }

        if (content.Damage is not null)
        {
            return Result(task, IntegrityStatus.Modified, content.Hash, content.Damage);
        }

        if (content.Hash != task.Entry.HashValue)
        {
            string? other = task.Swapped(content.Hash!);
            return Result(task, IntegrityStatus.Modified, content.Hash, other is null ? "its content has another hash than its digest lists" : $"its content is that of {other}");
        }

        return task.Verdict.Trusted
            ? Result(task, IntegrityStatus.Valid, content.Hash, null)
            : Result(
                task,
                task.Verdict.Status == IntegrityStatus.Unsigned ? IntegrityStatus.Unsigned : IntegrityStatus.Unverifiable,
                content.Hash,
                $"it is as its digest lists it, but that digest is not proven: {task.Verdict.Reason}");
    }

    private static IntegrityResult Result(LogTask task, IntegrityStatus status, string? actual, string? reason) =>
        new(IntegrityType.LogFile, status, task.Link.Digest.Name.AccountId, task.Link.Digest.Name.Region)
    {
        OfTrail = task.Link.Digest.Name.TrailName,
        Time = (task.Link.Start, task.Link.End),
        Because = reason,
        Bucket = task.Entry.Bucket,
        Key = task.Entry.Key,
        Origin = task.Store.Origin(task.Entry.Bucket, task.Entry.Key),
        ExpectedHash = task.Entry.HashValue,
        ActualHash = actual,
        DigestKey = task.Link.Digest.Key,
        Owner = task.Summary,
    };
}
