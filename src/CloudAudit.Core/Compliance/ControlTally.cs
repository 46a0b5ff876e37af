using CloudAudit.Rules;
using CloudAudit.Rules.Correlation;

namespace CloudAudit.Compliance;

/// <summary>What one control has gathered.</summary>
internal sealed class ControlTally(int evidenceLimit)
{
    private readonly HashSet<AuditEvent> _evidence = new(ReferenceEqualityComparer.Instance);

    public long Count { get; private set; }

    public long Suppressed { get; set; }

    /// <summary>The highest level of the rules that matched; null where none did.</summary>
    public RuleLevel? Level { get; private set; }

    public DateTimeOffset? FirstSeen { get; private set; }

    public DateTimeOffset? LastSeen { get; private set; }

    public NameCount Actors { get; } = new();

    public NameCount Resources { get; } = new();

    public List<AuditEvent> Evidence { get; } = [];

    /// <summary>Notes that a rule of this level matched.</summary>
    public void Raise(RuleLevel level) => Level = Level > level ? Level : level;

    public void Add(AuditEvent auditEvent)
    {
        Count++;
        AddEvidence(auditEvent);
    }

    /// <summary>Adds the events of a match, but for those that are evidence already.</summary>
    public void Add(CorrelationMatch match)
    {
        Count += match.EventCount;
        foreach (var held in match.Events)
        {
            if (_evidence.Contains(held.Event))
            {
                Count--;
            }
            else
            {
                AddEvidence(held.Event);
            }
        }
    }

    private void AddEvidence(AuditEvent auditEvent)
    {
        // Resources are told of the events that are kept: finding their names walks through the whole request.
        if (Evidence.Count < evidenceLimit)
        {
            Evidence.Add(auditEvent);
            _evidence.Add(auditEvent);
            foreach (string resource in auditEvent.ResourceName)
            {
                Resources.Add(resource);
            }
        }

        if (auditEvent.EventTime is { } time)
        {
            FirstSeen = FirstSeen is { } first && first <= time ? first : time;
            LastSeen = LastSeen is { } last && last >= time ? last : time;
        }

        if (auditEvent.Actor is { } actor)
        {
            Actors.Add(actor);
        }
    }

    /// <summary>How often each name came. Beyond so many, new ones are no longer told apart.</summary>
    internal sealed class NameCount
    {
        private const int Most = 1000;
        private readonly Dictionary<string, long> _names = new(StringComparer.Ordinal);

        public void Add(string name)
        {
            if (_names.ContainsKey(name) || _names.Count < Most)
            {
                _names[name] = _names.GetValueOrDefault(name) + 1;
            }
        }

        public string[] MostOften() =>
            [.. _names.OrderByDescending(n => n.Value).ThenBy(n => n.Key, StringComparer.Ordinal).Select(n => n.Key)];
    }
}
