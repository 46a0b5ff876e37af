namespace CloudAudit.Reading;

/// <summary>
/// Takes from batches the events to give: without duplicates, after those to skip, as many as are wanted. Of what a batch
/// says of its logs it leaves what holds of the events that it took.
/// </summary>
internal sealed class EventPage(EventDeduplicator duplicates, long skip, long first)
{
    private long _skip = skip;
    private long _left = first;

    /// <summary>All that are wanted have been taken.</summary>
    public bool IsFull => _left <= 0;

    public ReadBatch<AuditEvent> Take(ReadBatch<AuditEvent> batch)
    {
        if (batch.Results.Count == 0)
        {
            return batch;
        }

        var events = new List<AuditEvent>(batch.Results.Count);
        var ids = new List<UInt128>(batch.Results.Count);
        var ends = new List<LogEnd>(batch.Ends.Count);
        int at = 0;
        for (; at < batch.Results.Count && _left > 0; at++)
        {
            AddEnds(upTo: at);
            var auditEvent = batch.Results[at];
            var id = RecentEventIds.Key(auditEvent.EventId);
            if (!duplicates.IsNew(id))
            {
                continue;
            }

            if (_skip > 0)
            {
                _skip--;
                continue;
            }

            events.Add(auditEvent);
            ids.Add(id);
            _left--;
        }

        AddEnds(upTo: at);
        if (at == batch.Results.Count)
        {
            return batch with { Results = events, EventIds = ids, Ends = ends };
        }

        // Cut off: the log in whose middle the last event stands is the next that ends, or the one that is still read.
        LogPosition? position = null;
        if (at > (ends.Count > 0 ? batch.Ends[ends.Count - 1].Results : 0))
        {
            var file = ends.Count < batch.Ends.Count ? batch.Ends[ends.Count].File : batch.Position?.File;
            position = file is null ? null : new LogPosition(file, batch.Results[at - 1].OriginIndex + 1);
        }

        return batch with { Results = events, EventIds = ids, Ends = ends, Position = position };

        // The logs that end before the result at this place.
        void AddEnds(int upTo)
        {
            while (ends.Count < batch.Ends.Count && batch.Ends[ends.Count].Results <= upTo)
            {
                ends.Add(batch.Ends[ends.Count] with { Results = events.Count });
            }
        }
    }
}
