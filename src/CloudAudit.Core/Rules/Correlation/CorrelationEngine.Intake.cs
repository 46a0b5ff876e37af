using CloudAudit.Decoding.Json;
using CloudAudit.Rules.Matching;

namespace CloudAudit.Rules.Correlation;

/// <summary>How an event's fields become entries of groups.</summary>
internal sealed partial class CorrelationEngine
{
    private void Load(AuditEvent auditEvent)
    {
        _text.Load(auditEvent.Json.Span);
        _record.MoveTo(_text, new JsonSlice(0, auditEvent.Json.Length));
    }

    private void Count(Feed feed, HeldEvent held)
    {
        var source = _plan.Correlations[feed.Correlation].Sources[feed.Source];
        if (source.IsPlain && TryCountPlain(feed, source, held))
        {
            return;
        }

        foreach (var (group, value, number) in Counted(feed, source, []))
        {
            Hold(feed, held);
            Enter(GroupOf(feed, group), new Entry(held.Ticks, held.Sequence, feed.Source, Known(value), number, held));
        }
    }

    // One group and at most one value, each with one text, which is nearly every match there is: nothing is allocated for
    // texts that are known. False where a field has several.
    private bool TryCountPlain(Feed feed, PlannedSource source, HeldEvent held)
    {
        string? value = null;
        if (source.Values.Length > 0)
        {
            switch (_fields.TryOnly(source.Values[0].Path, _record, out var text))
            {
                case PathEnd.Several:
                    return false;
                case not PathEnd.Value:
                    return true;
            }

            value = _texts.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out string? known) ? known : Known(text.ToString());
        }

        switch (_fields.TryOnly(source.Group[0].Path, _record, out var name))
        {
            case PathEnd.Several:
                return false;
            case not PathEnd.Value:
                return true;
        }

        if (!_groups[feed.Correlation].GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var group))
        {
            group = GroupOf(feed, [name.ToString()]);
        }

        Hold(feed, held);
        Enter(group, new Entry(held.Ticks, held.Sequence, feed.Source, value, 0, held));
        return true;
    }

    private void Hold(Feed feed, HeldEvent held)
    {
        if (held.Holders++ == 0)
        {
            Bytes += held.Bytes;
        }

        _counted[feed.Correlation] = held.Sequence;
    }

    // What the record gives a correlation to count: its groups, and in each its values.
    private IEnumerable<(string[] Group, string? Value, decimal Number)> Counted(Feed feed, PlannedSource source, IReadOnlyList<string> matchGroup)
    {
        var groups = _fields.Combinations(source.Group, _record, matchGroup);
        if (groups.Count == 0)
        {
            yield break;
        }

        bool numbers = _plan.Correlations[feed.Correlation].NeedsNumbers;
        foreach (string[] values in _fields.Combinations(source.Values, _record, matchGroup))
        {
            string? value = values.Length == 0 || numbers ? null : FieldValues.Join(values);
            decimal number = 0;
            if (numbers && !FieldValues.TryNumber(values[0], out number))
            {
                continue;
            }

            foreach (string[] group in groups)
            {
                yield return (group, value, number);
            }
        }
    }

    private EntryGroup GroupOf(Feed feed, string[] values)
    {
        string key = FieldValues.Join(values);
        if (!_groups[feed.Correlation].TryGetValue(key, out var group))
        {
            group = new EntryGroup(values);
            _groups[feed.Correlation].Add(key, group);
            Bytes += GroupBytes + (4L * key.Length);
        }

        return group;
    }

    // The same text once, however many entries have it.
    private string? Known(string? value)
    {
        if (value is null)
        {
            return null;
        }

        if (_texts.TryGetValue(value, out string? known))
        {
            return known;
        }

        _texts.Add(value);
        Bytes += 64 + (2L * value.Length);
        return value;
    }

    private void Enter(EntryGroup group, Entry entry)
    {
        group.Entries.Add(entry);
        Bytes += EntryBytes;
    }
}
