using System.Runtime.InteropServices;
using CloudAudit.Decoding;
using CloudAudit.Decoding.Json;

namespace CloudAudit.Rules.Correlation;

/// <summary>Gathers the matches of base rules, and judges the correlations over them.</summary>
/// <remarks>
/// <para>
/// Logs are read region by region and file by file, so that the events' times jump back by as much as the logs span. No
/// bound on lateness would serve; but only what base rules match is counted, which is little. So matches are kept until the
/// end and then sorted by time: the order in which events are read makes no difference.
/// </para>
/// <para>
/// Memory is bounded all the same, by <c>maxBytes</c> over all correlations. When it is used up, first the events in the
/// middle of long bursts are let go, which stay counted. If that does not help, everything is judged as it stands, the
/// bursts found are given out (<see cref="Take"/>), and of the rest only what lies within the timespan and
/// <see cref="Lateness"/> of the event read last is kept. <see cref="Splits"/> counts how often that was: a burst that lies
/// across such a point may be found in two parts, or missed if the reading came back to its time later.
/// </para>
/// </remarks>
internal sealed partial class CorrelationEngine
{
    /// <summary>256 MiB: some 150,000 events of usual size.</summary>
    public const long DefaultMaxBytes = 256L * 1024 * 1024;

    // An entry in its list, which may have grown to twice its need; a group with its list and its place in the table.
    private const int EntryBytes = 2 * 64;
    private const int GroupBytes = 256;

    private readonly CorrelationPlan _plan;
    private readonly long _maxBytes;
    private readonly Dictionary<string, EntryGroup>[] _groups;
    private readonly WindowMeasure[] _measures;
    private readonly long[] _counted;
    private readonly HashSet<string> _texts = new(StringComparer.Ordinal);
    private readonly FieldValues _fields = new();
    private readonly JsonText _text = new();
    private readonly RecordView _record = new();
    private List<CorrelationMatch> _ready = [];
    private long _sequence;

    /// <param name="plan">What to look for.</param>
    /// <param name="maxBytes">Memory for matches, estimated.</param>
    public CorrelationEngine(CorrelationPlan plan, long maxBytes = DefaultMaxBytes)
    {
        _plan = plan;
        _maxBytes = maxBytes;
        _groups = [.. plan.Correlations.Select(_ => new Dictionary<string, EntryGroup>(StringComparer.Ordinal))];
        _measures = [.. plan.Correlations.Select(c => WindowMeasure.Of(c.Rule))];
        _counted = new long[plan.Correlations.Count];
    }

    /// <summary>How far out of order events may come once memory has run out: an hour, four times what delivery takes.</summary>
    public static TimeSpan Lateness { get; } = TimeSpan.FromHours(1);

    /// <summary>How often memory ran out.</summary>
    public long Splits { get; private set; }

    /// <summary>Events that base rules matched but that have no time, and so are in no window.</summary>
    public long Untimed { get; private set; }

    /// <summary>Memory taken now, estimated; no more than was allowed once <see cref="Add"/> has returned.</summary>
    public long Bytes { get; private set; }

    /// <summary>Takes an event and the detections that matched it.</summary>
    /// <param name="auditEvent">The event.</param>
    /// <param name="rules">The detections' numbers, in ascending order.</param>
    public void Add(AuditEvent auditEvent, ReadOnlySpan<int> rules)
    {
        HeldEvent? held = null;
        foreach (int rule in rules)
        {
            foreach (var feed in _plan.FeedsOf(rule))
            {
                if (held is null)
                {
                    if (auditEvent.EventTime is not { } time)
                    {
                        Untimed++;
                        return;
                    }

                    held = new HeldEvent(auditEvent, time.UtcTicks, ++_sequence);
                    Load(auditEvent);
                }

                var correlation = _plan.Correlations[feed.Correlation];
                if (correlation.CountsRules || _counted[feed.Correlation] != held.Sequence)
                {
                    Count(feed, held);
                }
            }
        }

        if (held is not null && Bytes > _maxBytes)
        {
            Relieve(held.Ticks);
        }
    }

    /// <summary>The matches that had to be judged already, each once.</summary>
    public IReadOnlyList<CorrelationMatch> Take()
    {
        if (_ready.Count == 0)
        {
            return [];
        }

        var taken = _ready;
        _ready = [];
        return taken;
    }

    /// <summary>Judges everything: the matches by the time of their end, those of correlations that only others count too.</summary>
    public IReadOnlyList<CorrelationMatch> Complete()
    {
        JudgeAll(null);
        Forget();
        return Take();
    }

    private List<Burst> Judge(int correlation, EntryGroup group)
    {
        group.Entries.Sort(Entry.Compare);
        return WindowScan.Run(_plan.Correlations[correlation].Rule, _measures[correlation], group.Entries);
    }

    // Judges all correlations, inner ones first; keep is asked for each entry that is in no burst, and others are dropped.
    private void JudgeAll(Func<int, Entry, bool>? keep)
    {
        for (int c = 0; c < _groups.Length; c++)
        {
            foreach (var group in _groups[c].Values)
            {
                var bursts = Judge(c, group);
                foreach (var burst in bursts)
                {
                    var match = BurstEvidence.Match(c, group, burst);
                    _ready.Add(match);
                    foreach (var feed in _plan.Correlations[c].Feeds)
                    {
                        Feed(feed, match, group.Entries, burst);
                    }
                }

                if (keep is not null)
                {
                    KeepRest(c, group, bursts, keep);
                }
            }
        }

        _ready.Sort(BurstEvidence.Compare);
    }

    private static void KeepRest(int correlation, EntryGroup group, List<Burst> bursts, Func<int, Entry, bool> keep)
    {
        int kept = 0;
        int burst = 0;
        for (int i = 0; i < group.Entries.Count; i++)
        {
            while (burst < bursts.Count && bursts[burst].Last < i)
            {
                burst++;
            }

            if ((burst == bursts.Count || i < bursts[burst].First) && keep(correlation, group.Entries[i]))
            {
                group.Entries[kept++] = group.Entries[i];
            }
        }

        group.Entries.RemoveRange(kept, group.Entries.Count - kept);
        group.Entries.TrimExcess();
    }

    // A match counts once, at its end, where matches are counted; where they are to come together with others it is there
    // at each moment at which its condition held.
    private void Feed(Feed feed, CorrelationMatch match, List<Entry> entries, Burst burst)
    {
        var outer = _plan.Correlations[feed.Correlation];
        long sequence = ++_sequence;
        var seen = new HashSet<(string, string?)>();
        foreach (var held in match.Events)
        {
            Load(held.Event);
            foreach (var (group, value, _) in Counted(feed, outer.Sources[feed.Source], match.Group))
            {
                if (seen.Count == FieldValues.Most || Bytes > 2 * _maxBytes)
                {
                    return;
                }

                if (!seen.Add((FieldValues.Join(group), value)))
                {
                    continue;
                }

                var entry = new Entry(match.LastTicks, sequence, feed.Source, Known(value), 0, match);
                var entryGroup = GroupOf(feed, group);
                if (!outer.CountsRules)
                {
                    Enter(entryGroup, entry);
                    continue;
                }

                foreach (int moment in burst.Moments)
                {
                    Enter(entryGroup, entry with { Ticks = entries[moment].Ticks });
                }
            }
        }
    }

    private void Relieve(long now)
    {
        for (int c = 0; c < _groups.Length; c++)
        {
            // A burst of such a correlation can only grow, so that it keeps the events it has.
            if (_plan.Correlations[c].Rule is not { Condition.IsLowerBound: true, Type: <= CorrelationType.TemporalOrdered })
            {
                continue;
            }

            foreach (var group in _groups[c].Values)
            {
                if (group.Entries.Count > CorrelationMatch.MaxEvents)
                {
                    LetGo(group, Judge(c, group));
                }
            }
        }

        if (Bytes <= _maxBytes / 4 * 3)
        {
            return;
        }

        Splits++;
        JudgeAll((c, entry) => Math.Abs(entry.Ticks - now) <= (_plan.Correlations[c].Rule.Timespan + Lateness).Ticks);
        Recount();
        if (Bytes > _maxBytes / 4 * 3)
        {
            Forget();
        }
    }

    private void LetGo(EntryGroup group, List<Burst> bursts)
    {
        var entries = CollectionsMarshal.AsSpan(group.Entries);
        foreach (var burst in bursts)
        {
            if (burst.Last - burst.First < CorrelationMatch.MaxEvents)
            {
                continue;
            }

            var kept = BurstEvidence.Pick(group.Entries, burst).ToHashSet();
            for (int i = burst.First; i <= burst.Last; i++)
            {
                if (entries[i].Evidence is HeldEvent held && !kept.Contains(i))
                {
                    entries[i] = entries[i] with { Evidence = null };
                    if (--held.Holders == 0)
                    {
                        Bytes -= held.Bytes;
                    }
                }
            }
        }
    }

    // After a judgement few entries are left: what they take is summed up anew.
    private void Recount()
    {
        Bytes = 0;
        _texts.Clear();
        var held = new HashSet<HeldEvent>(ReferenceEqualityComparer.Instance);
        var matches = new HashSet<CorrelationMatch>(ReferenceEqualityComparer.Instance);
        foreach (var groups in _groups)
        {
            foreach (string key in groups.Where(g => g.Value.Entries.Count == 0).Select(g => g.Key).ToList())
            {
                groups.Remove(key);
            }

            foreach (var (key, group) in groups)
            {
                Bytes += GroupBytes + (4L * key.Length) + ((long)EntryBytes * group.Entries.Count);
                foreach (var entry in group.Entries)
                {
                    if (entry.Evidence is HeldEvent evidence)
                    {
                        evidence.Holders = held.Add(evidence) ? 1 : evidence.Holders + 1;
                        Bytes += evidence.Holders == 1 ? evidence.Bytes : 0;
                    }
                    else if (entry.Evidence is CorrelationMatch match && matches.Add(match))
                    {
                        Bytes += match.Events.Sum(e => e.Bytes);
                    }

                    if (entry.Value is { } value && _texts.Add(value))
                    {
                        Bytes += 64 + (2L * value.Length);
                    }
                }
            }
        }
    }

    private void Forget()
    {
        foreach (var groups in _groups)
        {
            groups.Clear();
        }

        Recount();
    }
}
