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
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            await FetchAsync(cancellation);
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

    private async Task FetchAsync(CancellationToken cancellation)
    {
        int idle = 0;
        for (int attempt = 1; ; attempt++)
        {
            long before = _received;
            Failure? failure;
            using (var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellation))
            {
                try
                {
                    failure = await TryAsync(silence);
                }
                catch (Exception e) when (e is HttpRequestException or IOException and not LogReadException)
                {
                    failure = new Failure(e, Throttled: false);
                }
                catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
                {
                    failure = new Failure(new TimeoutException("nothing came for a while"), Throttled: false);
                }
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

            await Backoff.WaitAsync(idle, failure.Throttled, cancellation);
        }
    }

    // One request for what is missing. Null at the part's end.
    private async Task<Failure?> TryAsync(CancellationTokenSource silence)
    {
        silence.CancelAfter(Backoff.Silence);
        long first = part.Offset + _received;
        bool whole = first == 0 && part.Length == file.Length;
        using var answer = await bucket.SendAsync(
            HttpMethod.Get, file.Key, first, whole ? -1 : part.Offset + part.Length - 1, file.ETag, _withKey, silence.Token);
        if (answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.PartialContent)
        {
            Check(answer, first, whole);
            await DescribeAsync(answer, silence.Token);
            await CopyAsync(answer, silence);
            return _received == part.Length ? null : new Failure(new IOException("the connection ended early"), Throttled: false);
        }

        var refusal = await S3Refusal.ReadAsync(answer, silence.Token);
        if (_withKey && refusal.IsNotForCustomerKey)
        {
            // An object that is not encrypted with the key, among others that are.
            _withKey = false;
            return new Failure(refusal.ToException(null), Throttled: false);
        }

        bool renewed = refusal.IsExpired && _renewals < MaxRenewals && await bucket.ReplaceKeysAsync(answer);
        _renewals += renewed ? 1 : 0;
        if (refusal.IsTransient || renewed)
        {
            return new Failure(refusal.ToException(null), refusal.IsThrottling);
        }

        throw refusal.ToException(await refusal.KmsKeyAsync(bucket, file.Key, _withKey, silence.Token));
    }

    // Of an object that is encrypted on the client's side, the key may be in an object of its own beside it.
    private async Task DescribeAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        if (part.Offset > 0 || file.IsDescribed)
        {
            return;
        }

        var metadata = new ObjectMetadata();
        foreach (var header in answer.Headers.Where(h => h.Key.StartsWith("x-amz-meta-", StringComparison.OrdinalIgnoreCase)))
        {
            metadata[header.Key] = string.Join(',', header.Value);
        }

        bool asks = EnvelopeReader.NeedsInstruction(metadata) || (file.HasInstruction && !EnvelopeReader.IsEncrypted(metadata));
        file.Describe(metadata, asks ? await InstructionAsync(cancellation) : null);
    }

    private async Task<ObjectMetadata?> InstructionAsync(CancellationToken cancellation)
    {
        using var answer = await bucket.SendAsync(
            HttpMethod.Get, file.Key + ObjectMetadata.InstructionSuffix, 0, -1, null, withCustomerKey: false, cancellation);
        if (answer.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        if (answer.StatusCode != HttpStatusCode.OK)
        {
            var refusal = await S3Refusal.ReadAsync(answer, cancellation);
            throw refusal.IsTransient ? new IOException("the instruction file could not be fetched") : refusal.ToException(null);
        }

        byte[] body = new byte[ObjectMetadata.MaxSidecarBytes + 1];
        await using var stream = await answer.Content.ReadAsStreamAsync(cancellation);
        int length = await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellation);
        try
        {
            return ObjectMetadata.Parse(body.AsSpan(0, length));
        }
        catch (ObjectMetadataException e)
        {
            throw new LogReadException(LogErrorKind.BadMetadata, e.Message, e);
        }
    }

    private async Task CopyAsync(HttpResponseMessage answer, CancellationTokenSource silence)
    {
        await using var stream = await answer.Content.ReadAsStreamAsync(silence.Token);
        while (_received < part.Length)
        {
            byte[] buffer = pool.Rent();
            int filled = 0;
            try
            {
                int wanted = (int)Math.Min(buffer.Length, part.Length - _received);
                while (filled < wanted)
                {
                    silence.CancelAfter(Backoff.Silence);
                    int read = await stream.ReadAsync(buffer.AsMemory(filled, wanted - filled), silence.Token);
                    if (read == 0)
                    {
                        break;
                    }

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
