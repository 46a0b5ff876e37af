using System.Globalization;
using CloudAudit.Checkpoints;
using CloudAudit.Decoding;
using CloudAudit.Decoding.Json;
using CloudAudit.Filters;
using CloudAudit.Integrity;
using CloudAudit.Reading;
using CloudAudit.Rules;
using CloudAudit.Rules.Correlation;
using CloudAudit.Rules.Matching;
using CloudAudit.Sources;

namespace CloudAudit.Compliance;

/// <summary>
/// One check of events against a plan: events go in, from logs or one by one, findings come out as they are made, and
/// the results for the controls at the end. Memory is bounded by the controls, not by the events, and for correlations by
/// a fixed measure.
/// </summary>
public sealed class ComplianceRun
{
    private readonly CompliancePlan _plan;
    private readonly EventReadOptions _options;
    private readonly Matcher? _filter;
    private readonly ControlTally[] _tallies;
    private readonly CorrelationEngine _correlations;
    private readonly MatchScratch _scratch = new();
    private readonly JsonText _text = new();
    private readonly RecordView _record = new();
    private readonly List<int> _matched = [];
    private readonly HashSet<int> _tallied = [];
    private readonly SuppressionFilter _suppressions;
    private EventDeduplicator _duplicates;

    /// <summary>A run that has seen nothing yet.</summary>
    /// <param name="plan">What to check for.</param>
    /// <param name="options">Which events are looked at, and how logs are read.</param>
    /// <param name="evidenceLimit">Events kept for each control; further ones are counted.</param>
    /// <param name="suppressions">Findings that are known and allowed.</param>
    /// <param name="clock">Says which of those have expired; the system's where none is given.</param>
    /// <exception cref="EventQueryException">The query cannot be carried out.</exception>
    /// <exception cref="RuleParseException">A suppression's selection cannot be evaluated.</exception>
    public ComplianceRun(
        CompliancePlan plan,
        EventReadOptions options,
        int evidenceLimit = 1000,
        IReadOnlyList<Suppression>? suppressions = null,
        TimeProvider? clock = null)
    {
        _suppressions = new SuppressionFilter(suppressions ?? [], (clock ?? TimeProvider.System).GetUtcNow());
        _plan = plan;
        _options = options;
        _filter = QueryCompiler.Compile(options.Query);
        _tallies = [.. plan.Controls.Select(_ => new ControlTally(evidenceLimit))];
        _correlations = new CorrelationEngine(plan.Correlations);
        _duplicates = new EventDeduplicator(options, checkpoint: null);
    }

    /// <summary>What has been looked through so far; of a pass over logs, once it has ended.</summary>
    public Coverage Coverage { get; } = new();

    /// <summary>
    /// The files that are proven. Where it is set, events say whether theirs is, and that nothing was found in logs that
    /// are not all proven is no evidence. Null where integrity is not required.
    /// </summary>
    public ProvenFiles? Proven { get; init; }

    /// <summary>Whether any control has evidence against it so far.</summary>
    public bool AnyViolation => _tallies.Any(t => t.Count > 0);

    /// <summary>What the findings may lack, in words; to be asked for at the end.</summary>
    public IReadOnlyList<string> Warnings()
    {
        var warnings = new List<string>();
        if (_correlations.Splits > 0)
        {
            warnings.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"The matches that correlations count took more than {CorrelationEngine.DefaultMaxBytes >> 20} MiB, {_correlations.Splits} times: what spans such a point may have been found in parts, or not at all."));
        }

        if (_correlations.Untimed > 0)
        {
            warnings.Add(string.Create(CultureInfo.InvariantCulture, $"{_correlations.Untimed} events that correlations count have no time and were not counted."));
        }

        return warnings;
    }

    /// <summary>
    /// Looks through logs, in parallel; the findings come in the order of the logs, those of correlations after all others.
    /// </summary>
    /// <param name="files">The logs.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <param name="checkpoint">Remembers events of earlier runs; what is noted in it is the caller's, once it has the results.</param>
    /// <exception cref="OperationCanceledException">Cancelled; thrown while reading.</exception>
    public IEnumerable<ReadBatch<Finding>> Read(IEnumerable<LogFile> files, CancellationToken cancellation, Checkpoint? checkpoint = null)
    {
        _duplicates = new EventDeduplicator(_options, checkpoint);
        using var read = new OrderedRead<RuleMatch>(
            files, () => new RuleWorker(_plan.Index, _filter, Coverage), _options.Limits, _options.Threads, cancellation);
        foreach (var batch in read.Run())
        {
            yield return new ReadBatch<Finding>([.. batch.Results.SelectMany(Count)], batch.Errors, batch.Progress)
            {
                Ends = batch.Ends,
                Position = batch.Position,
                EventIds = checkpoint is null ? [] : [.. batch.Results.Select(match => RecentEventIds.Key(match.Event.EventId))],
            };
        }

        if (Complete() is { Count: > 0 } findings)
        {
            yield return new ReadBatch<Finding>(findings, [], read.Progress);
        }
    }

    /// <summary>Says that no more events come: gives the findings of correlations, by the time of their end.</summary>
    public IReadOnlyList<Finding> Complete() => [.. _correlations.Complete().SelectMany(Report)];

    /// <summary>Looks at one event. Findings of correlations come with <see cref="Complete"/>.</summary>
    public IReadOnlyList<Finding> Add(AuditEvent auditEvent)
    {
        _text.Load(auditEvent.Json.Span);
        _record.MoveTo(_text, new JsonSlice(0, auditEvent.Json.Length));
        if (_filter?.Matches(_record, _scratch) == false)
        {
            return [];
        }

        Coverage.Add(_record);
        _matched.Clear();
        _plan.Index.Match(_record, _scratch, _matched);
        if (_matched.Count == 0)
        {
            return [];
        }

        _matched.Sort();
        return Count(new RuleMatch(auditEvent, [.. _matched]));
    }

    /// <summary>The controls in the order of their packs.</summary>
    public IReadOnlyList<ControlResult> Results()
    {
        var results = new List<ControlResult>();
        for (int i = 0; i < _tallies.Length; i++)
        {
            var planned = _plan.Controls[i];
            var tally = _tallies[i];
            var basis = StatusBasis.Of(planned, tally.Count, tally.Suppressed, Coverage, _options.Query).Requiring(Proven);
            results.Add(new ControlResult(planned.Pack, planned.Control, planned.Control.Level ?? tally.Level ?? planned.Level)
            {
                Status = basis.Status,
                StatusReason = basis.Reason,
                Count = tally.Count,
                Suppressed = tally.Suppressed,
                FirstSeen = tally.FirstSeen,
                LastSeen = tally.LastSeen,
                Actors = new AuditList<string>(tally.Actors.MostOften()),
                Resources = new AuditList<string>(tally.Resources.MostOften()),
                Evidence = new AuditList<AuditEvent>([.. tally.Evidence]),
                MissingRules = new AuditList<string>([.. planned.Missing]),
                Categories = new AuditList<string>([.. EventCategoryNames.Names(basis.Categories)]),
                CoveredFrom = basis.CoveredFrom,
                CoveredTo = basis.CoveredTo,
                Gaps = new AuditList<TimeGap>([.. basis.Gaps]),
            });
        }

        return results;
    }

    private IReadOnlyList<Finding> Count(RuleMatch match)
    {
        if (!_duplicates.IsNew(RecentEventIds.Key(match.Event.EventId)))
        {
            return [];
        }

        match.Event.IsProven = Proven?.Contains(match.Event.Origin);
        int[] rules = match.Rules;
        if (_suppressions.Any)
        {
            _text.Load(match.Event.Json.Span);
            _record.MoveTo(_text, new JsonSlice(0, match.Event.Json.Length));
            rules = Array.FindAll(rules, r => !_suppressions.Suppresses(_plan.Rule(r).Rule, _record));
        }

        _correlations.Add(match.Event, rules);
        Tally(match.Event, rules, match.Rules);
        var correlated = _correlations.Take();
        List<Finding>? findings = null;
        foreach (int rule in rules)
        {
            if (_plan.ControlsOf(rule).Count > 0)
            {
                (findings ??= []).Add(new Finding(_plan.Rule(rule), match.Event, _plan.ControlsOf(rule)));
            }
        }

        return correlated.Count > 0 ? [.. findings ?? [], .. correlated.SelectMany(Report)] : findings ?? [];
    }

    // An event counts once for a control, whichever of its rules it matches: as evidence where one is left that nobody answers for.
    private void Tally(AuditEvent auditEvent, int[] rules, int[] withSuppressed)
    {
        _tallied.Clear();
        foreach (int rule in rules)
        {
            foreach (int control in _plan.ControlNumbersOf(rule))
            {
                _tallies[control].Raise(_plan.Rule(rule).Rule.Level);
                if (_tallied.Add(control))
                {
                    _tallies[control].Add(auditEvent);
                }
            }
        }

        if (rules.Length == withSuppressed.Length)
        {
            return;
        }

        foreach (int rule in withSuppressed)
        {
            foreach (int control in _plan.ControlNumbersOf(rule))
            {
                if (_tallied.Add(control))
                {
                    _tallies[control].Suppressed++;
                }
            }
        }
    }

    private IEnumerable<Finding> Report(CorrelationMatch match)
    {
        var controls = _plan.ControlsOfCorrelation(match.Correlation);
        if (controls.Count == 0)
        {
            yield break;
        }

        // Somebody answers for the match where they do for every event of it.
        var rule = _plan.Correlations.Correlations[match.Correlation].Rule;
        bool suppressed = _suppressions.Any && match.Events.All(e => IsSuppressed(rule, e.Event));
        foreach (int control in _plan.ControlNumbersOfCorrelation(match.Correlation))
        {
            if (suppressed)
            {
                _tallies[control].Suppressed++;
            }
            else
            {
                _tallies[control].Raise(rule.Level);
                _tallies[control].Add(match);
            }
        }

        if (!suppressed)
        {
            yield return new Finding(rule, match, controls);
        }
    }

    private bool IsSuppressed(SigmaRule rule, AuditEvent auditEvent)
    {
        _text.Load(auditEvent.Json.Span);
        _record.MoveTo(_text, new JsonSlice(0, auditEvent.Json.Length));
        return _suppressions.Suppresses(rule, _record);
    }
}
