using System.Net;
using CloudAudit.Aws.Connection;
using CloudAudit.Decoding;
using CloudAudit.Encryption;
using CloudAudit.Sources;

namespace CloudAudit.Aws.S3;

/// <summary>
/// Fetches one part of an object. What breaks on the way is asked for again from the byte that it broke at, and of the
/// version that was listed, so that no two versions are ever mixed.
/// </summary>
internal sealed class ObjectDownload(S3Bucket bucket, S3LogFile file, BodyPart part, SegmentPool pool, bool hasCustomerKey)
{
    // For one part; keys that do not live longer are no use.
    private const int MaxRenewals = 3;
    private bool _withKey = hasCustomerKey;
    private int _renewals;
    private long _received;

    /// <summary>Fetches the part to its end or its failure; never throws.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1031", Justification = "The part's reader gets what went wrong, whatever it is.")]
    public void Run(CancellationToken cancellation)
    {
        try
        {
            Fetch(cancellation);
            part.End();
        }
        catch (LogReadException e)
        {
            part.End(e);
        }
        catch (Exception e)
        {
            part.End(new LogReadException(
                LogErrorKind.ReadFailed,
                cancellation.IsCancellationRequested ? "reading was stopped" : (AwsErrors.From(e, "s3:GetObject") ?? e).Message,
                e));
        }
    }

    private void Fetch(CancellationToken cancellation)
    {
        int idle = 0;
        for (int attempt = 1; ; attempt++)
        {
            long before = _received;
            Failure? failure;
            try
            {
                failure = Try(cancellation);
            }
            catch (Exception e) when (e is HttpRequestException or IOException and not LogReadException)
            {
                failure = new Failure(e, Throttled: false);
            }

            if (failure is null || part.IsAbandoned)
            {
                return;
            }

            // An attempt that got further was not in vain; but a connection that breaks every few bytes ends, too.
            idle = _received > before ? 1 : idle + 1;
            if (idle >= Backoff.Attempts || attempt >= 4 * Backoff.Attempts)
            {
                throw failure.Cause as LogReadException ?? new LogReadException(
                    LogErrorKind.ReadFailed, $"the object could not be fetched in {attempt} attempts: {failure.Cause.Message}", failure.Cause);
            }

            Backoff.Wait(idle, failure.Throttled, cancellation);
        }
    }

    // One request for what is missing. Null at the part's end.
    private Failure? Try(CancellationToken cancellation)
    {
        long first = part.Offset + _received;
        bool whole = first == 0 && part.Length == file.Length;
        using var answer = S3Answer.Get(
            bucket,
            new ObjectRequest(file.Key) { Range = whole ? null : (first, part.Offset + part.Length - 1), ETag = file.ETag, WithCustomerKey = _withKey },
            cancellation);
        if (answer.IsSuccess)
        {
            Check(answer.Message, first, whole);
            Describe(answer, cancellation);
            Copy(answer);
            return _received == part.Length ? null : new Failure(new IOException("the connection ended early"), Throttled: false);
        }

        var refusal = answer.Refusal();
        if (_withKey && refusal.IsNotForCustomerKey)
        {
            // An object that is not encrypted with the key, among others that are.
            _withKey = false;
            return new Failure(refusal.ToException(null), Throttled: false);
        }

        bool renewed = refusal.IsExpired && _renewals < MaxRenewals && Waiting.For(() => bucket.ReplaceKeysAsync(answer.Message));
        _renewals += renewed ? 1 : 0;
        if (refusal.IsTransient || renewed)
        {
            return new Failure(refusal.ToException(null), refusal.IsThrottling);
        }

        throw refusal.ToException(refusal.KmsKey(bucket, file.Key, _withKey, cancellation));
    }

    // Of an object that is encrypted on the client's side, the key may be in an object of its own beside it.
    private void Describe(S3Answer answer, CancellationToken cancellation)
    {
        if (part.Offset > 0 || file.IsDescribed)
        {
            return;
        }

        var metadata = answer.Metadata();
        bool asks = EnvelopeReader.NeedsInstruction(metadata) || (file.HasInstruction && !EnvelopeReader.IsEncrypted(metadata));
        file.Describe(metadata, asks ? Instruction(cancellation) : null);
    }

    private ObjectMetadata? Instruction(CancellationToken cancellation)
    {
        using var answer = S3Answer.Get(bucket, new ObjectRequest(file.Key + ObjectMetadata.InstructionSuffix), cancellation);
        if (answer.Message.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        if (!answer.IsSuccess)
        {
            var refusal = answer.Refusal();
            throw refusal.IsTransient ? new IOException("the instruction file could not be fetched") : refusal.ToException(null);
        }

        byte[] body = new byte[ObjectMetadata.MaxSidecarBytes + 1];
        int length = answer.Fill(body);
        try
        {
            return ObjectMetadata.Parse(body.AsSpan(0, length));
        }
        catch (ObjectMetadataException e)
        {
            throw new LogReadException(LogErrorKind.BadMetadata, e.Message, e);
        }
    }

    private void Copy(S3Answer answer)
    {
        while (_received < part.Length)
        {
            byte[] buffer = pool.Rent();
            int filled = 0;
            try
            {
                int wanted = (int)Math.Min(buffer.Length, part.Length - _received);
                int read;
                while (filled < wanted && (read = answer.Read(buffer.AsSpan(filled, wanted - filled))) > 0)
                {
                    filled += read;
                }
            }
            finally
            {
                // What came before a break is good, and counts.
                _received += filled;
                if (filled == 0)
                {
                    pool.Return(buffer);
                }
                else if (!part.Add(new Segment(buffer, filled)))
                {
                    filled = 0;
                }
            }

            if (filled == 0)
            {
                return;
            }
        }
    }

    private void Check(HttpResponseMessage answer, long first, bool whole)
    {
        if (file.ETag is { } wanted && answer.Headers.ETag is { } tag && !string.Equals(tag.Tag, wanted, StringComparison.Ordinal))
        {
            throw Changed();
        }

        if (whole)
        {
            if (answer.Content.Headers.ContentLength is { } length && length != file.Length)
            {
                throw Changed();
            }
        }
        else if (answer.StatusCode != HttpStatusCode.PartialContent || answer.Content.Headers.ContentRange?.From != first)
        {
            throw new LogReadException(LogErrorKind.ReadFailed, "the server gave another part of the object than the one that was asked for");
        }
    }

    private static LogReadException Changed() =>
        new(LogErrorKind.ReadFailed, "the object was changed while it was read");

    private sealed record Failure(Exception Cause, bool Throttled);
}
