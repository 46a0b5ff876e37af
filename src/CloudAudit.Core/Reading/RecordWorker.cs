using CloudAudit.Decoding;

namespace CloudAudit.Reading;

/// <summary>
/// What is done with each record where it lies, by one worker thread: filter it, match it against rules. A pass over a
/// source makes one of these for each of its threads.
/// </summary>
/// <typeparam name="T">What comes of a record that counts.</typeparam>
internal abstract class RecordWorker<T>
{
    private const int BatchResults = 256;

    /// <summary>Adds what comes of the record, if anything.</summary>
    /// <param name="record">Valid during the call alone.</param>
    /// <param name="origin">The log it is in.</param>
    /// <param name="index">Its place among the log's records.</param>
    /// <param name="results">Takes the result.</param>
    /// <returns>The byte of the record at which it turned out to be no JSON, or -1.</returns>
    public abstract int Process(RecordView record, string origin, long index, List<T> results);

    /// <summary>Whether the results are as many as are handed over at once.</summary>
    /// <param name="results">What has come of records since they were last handed over.</param>
    public virtual bool IsFull(List<T> results) => results.Count >= BatchResults;

    /// <summary>Called once, when the thread has no more records.</summary>
    public virtual void Complete()
    {
    }
}

/// <summary>The records that a filter lets through, as events.</summary>
internal sealed class EventWorker(Rules.Matching.Matcher? filter) : RecordWorker<AuditEvent>
{
    private readonly Rules.Matching.MatchScratch _scratch = new();

    public override int Process(RecordView record, string origin, long index, List<AuditEvent> results)
    {
        if (filter is not null && !filter.Matches(record, _scratch))
        {
            return record.MalformedAt < 0 ? -1 : record.MalformedAt - record.Slice.Start;
        }

        if (EventFactory.Create(record.Json, origin, index, out int badAt) is { } created)
        {
            results.Add(created);
        }

        return badAt;
    }
}
