using CloudAudit.Decoding;
using CloudAudit.Reading;
using CloudAudit.Rules.Matching;

namespace CloudAudit.Compliance;

/// <summary>An event and the numbers of the rules that matched it.</summary>
internal sealed record RuleMatch(AuditEvent Event, int[] Rules);

/// <summary>Matches rules against records where they lie; an event is made only of a record that some rule matched.</summary>
internal sealed class RuleWorker(RuleIndex index, Matcher? filter, Coverage total) : RecordWorker<RuleMatch>
{
    private readonly MatchScratch _scratch = new();
    private readonly List<int> _matched = [];
    private readonly Coverage _coverage = new();

    public override int Process(RecordView record, string origin, long position, List<RuleMatch> results)
    {
        if (filter is not null && !filter.Matches(record, _scratch))
        {
            return Malformed(record);
        }

        _coverage.Add(record);
        _matched.Clear();
        index.Match(record, _scratch, _matched);
        if (_matched.Count == 0)
        {
            return Malformed(record);
        }

        if (EventFactory.Create(record.Json, origin, position, out int badAt) is { } created)
        {
            _matched.Sort();
            results.Add(new RuleMatch(created, [.. _matched]));
        }

        return badAt;
    }

    public override void Complete()
    {
        lock (total)
        {
            total.Add(_coverage);
        }
    }

    private static int Malformed(RecordView record) => record.MalformedAt < 0 ? -1 : record.MalformedAt - record.Slice.Start;
}
