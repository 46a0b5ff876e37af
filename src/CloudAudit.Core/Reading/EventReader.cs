using CloudAudit.Checkpoints;
using CloudAudit.Decoding;
using CloudAudit.Filters;
using CloudAudit.Sources;

namespace CloudAudit.Reading;

/// <summary>How events are read.</summary>
public sealed record EventReadOptions
{
    /// <summary>Which events.</summary>
    public EventQuery Query { get; init; } = new();

    /// <summary>Events delivered twice are given twice.</summary>
    public bool KeepDuplicate { get; init; }

    /// <summary>How many events are passed over first.</summary>
    public long Skip { get; init; }

    /// <summary>How many events are given at the most; reading stops with the last of them.</summary>
    public long First { get; init; } = long.MaxValue;

    /// <summary>Threads that read; results do not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>What a log may ask for.</summary>
    public DecodeLimits Limits { get; init; } = DecodeLimits.Default;
}

/// <summary>Reads events from logs: all sources end here.</summary>
public static class EventReader
{
    /// <summary>Says whether a query can be carried out, before anything is opened.</summary>
    /// <exception cref="EventQueryException">It cannot.</exception>
    public static void Check(EventQuery query) => QueryCompiler.Compile(query);

    /// <summary>
    /// Reads the events that are wanted, in the order of the logs, in batches; the filter is applied where the records
    /// lie. Batches without results tell of progress. Leaving the loop stops the reading.
    /// </summary>
    /// <param name="files">The logs.</param>
    /// <param name="options">Which events, and how they are read.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <param name="checkpoint">Remembers events of earlier runs; what is noted in it is the caller's.</param>
    /// <exception cref="EventQueryException">The query cannot be carried out; thrown here, before anything is read.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; thrown while reading.</exception>
    public static IEnumerable<ReadBatch<AuditEvent>> Read(
        IEnumerable<LogFile> files, EventReadOptions options, CancellationToken cancellation, Checkpoint? checkpoint = null)
    {
        var filter = QueryCompiler.Compile(options.Query);
        return Run(files, options, filter, checkpoint, cancellation);
    }

    private static IEnumerable<ReadBatch<AuditEvent>> Run(
        IEnumerable<LogFile> files, EventReadOptions options, Rules.Matching.Matcher? filter, Checkpoint? checkpoint, CancellationToken cancellation)
    {
        using var read = new OrderedRead<AuditEvent>(files, () => new EventWorker(filter), options.Limits, options.Threads, cancellation);
        var page = new EventPage(new EventDeduplicator(options, checkpoint), options.Skip, options.First);
        if (page.IsFull)
        {
            yield break;
        }

        foreach (var batch in read.Run())
        {
            yield return page.Take(batch);
            if (page.IsFull)
            {
                yield break;
            }
        }
    }
}
