using System.Buffers.Binary;
using System.Globalization;
using CloudAudit.Checkpoints;
using CloudAudit.Decoding;
using CloudAudit.Decoding.Json;
using CloudAudit.Filters;
using CloudAudit.Reading;
using CloudAudit.Rules.Matching;
using CloudAudit.Sources;

namespace CloudAudit.Measurement;

/// <summary>
/// One count of events: they go in, from logs or one by one, groups or a summary come out at the end. Memory is bounded
/// by the groups, not by the events, and the groups by a limit. Events are those that reading them would give: an event
/// delivered twice counts once.
/// </summary>
public sealed class EventMeasure
{
    private readonly MeasureRequest _request;
    private readonly EventReadOptions _options;
    private readonly Matcher? _filter;
    private readonly MeasurePlan _plan;
    private readonly GroupTable[] _tables;
    private readonly long[] _hours = new long[24];
    private readonly MeasureWorker _worker;
    private readonly MeasuredPage _page;
    private EventDeduplicator _duplicates;
    private readonly JsonText _text = new();
    private readonly RecordView _record = new();
    private Tally _total = new(null);
    private long _failed;
    private long _untimed;

    /// <summary>A count that has seen nothing yet.</summary>
    /// <param name="request">By what is counted.</param>
    /// <param name="options">Which events, and how logs are read.</param>
    /// <exception cref="EventQueryException">The query cannot be carried out.</exception>
    public EventMeasure(MeasureRequest request, EventReadOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(request.GroupLimit, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Interval ?? TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        _request = request;
        _options = options;
        _filter = QueryCompiler.Compile(options.Query);
        _plan = new MeasurePlan(request);
        _tables = [.. Enumerable.Range(0, _plan.Tables).Select(_ => new GroupTable(request.GroupLimit))];
        _duplicates = new EventDeduplicator(options, checkpoint: null);
        _worker = new MeasureWorker(_plan, _filter);
        _page = _plan.TakePage();
    }

    /// <summary>Events counted so far.</summary>
    public long Events => _total.Count;

    /// <summary>The names of what is counted by, spelled as events' properties where they are such.</summary>
    public AuditList<string> Properties => new([.. _plan.Fields.Select(f => f.Name)]);

    /// <summary>Counts the events of logs, which are read in parallel. The batches tell of errors and progress alone.</summary>
    /// <param name="files">The logs.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <param name="checkpoint">Remembers events of earlier runs; what is noted in it is the caller's, once it has the results.</param>
    /// <exception cref="OperationCanceledException">Cancelled; thrown while reading.</exception>
    public IEnumerable<ReadBatch<EventGroup>> Read(IEnumerable<LogFile> files, CancellationToken cancellation, Checkpoint? checkpoint = null)
    {
        _duplicates = new EventDeduplicator(_options, checkpoint);
        using var read = new OrderedRead<MeasuredPage>(
            files, () => new MeasureWorker(_plan, _filter), _options.Limits, _options.Threads, cancellation);
        foreach (var batch in read.Run())
        {
            foreach (var page in batch.Results)
            {
                Count(page);
            }

            yield return new ReadBatch<EventGroup>([], batch.Errors, batch.Progress)
            {
                Ends = batch.Ends,
                Position = batch.Position,
                EventIds = checkpoint is null ? [] : [.. batch.Results.SelectMany(page => page.Records.ToArray().Select(record => record.Id))],
            };
            foreach (var page in batch.Results)
            {
                _plan.ReturnPage(page);
            }
        }
    }

    /// <summary>Counts one event, if the query wants it.</summary>
    public void Add(AuditEvent auditEvent)
    {
        _text.Load(auditEvent.Json.Span);
        _record.MoveTo(_text, new JsonSlice(0, auditEvent.Json.Length));
        if (_filter?.Matches(_record, _worker.Scratch) != false)
        {
            _worker.Measure(_record, auditEvent.Origin, auditEvent.OriginIndex, _page);
            Count(_page);
            _page.Clear();
        }
    }

    /// <summary>
    /// The groups: the largest first, by buckets where there are such. What was counted together comes last.
    /// </summary>
    /// <exception cref="InvalidOperationException">The request is for a summary.</exception>
    public IReadOnlyList<EventGroup> Groups()
    {
        if (_request.IsSummary)
        {
            throw new InvalidOperationException("A summary has no groups of its own.");
        }

        var names = Properties;
        var groups = Sorted(_tables[0], names);
        var top = _request.Top > 0 ? groups.GroupBy(g => g.Time).SelectMany(g => g.Take(_request.Top)) : groups;
        return [.. top, .. _tables[0].Others is { } others ? [Group(others, names)] : (EventGroup[])[]];
    }

    /// <summary>The summary.</summary>
    /// <exception cref="InvalidOperationException">The request is for groups.</exception>
    public EventSummary Summary()
    {
        if (!_request.IsSummary)
        {
            throw new InvalidOperationException("Groups were asked for, no summary.");
        }

        return new EventSummary
        {
            Events = _total.Count,
            Failed = _failed,
            Untimed = _untimed,
            FirstSeen = _total.Last < 0 ? null : new DateTimeOffset(_total.First, TimeSpan.Zero),
            LastSeen = _total.Last < 0 ? null : new DateTimeOffset(_total.Last, TimeSpan.Zero),
            EventName = Part(0),
            Actor = Part(1),
            SourceIPAddress = Part(2),
            ErrorCode = Part(3),
            Region = Part(4),
            Hour = [.. _hours.Select((count, hour) => new EventHour(hour, count))],
        };
    }

    /// <summary>What the counts may lack, in words; to be asked for at the end.</summary>
    public IReadOnlyList<string> Warnings()
    {
        var warnings = new List<string>();
        foreach (var (table, name) in _tables.Zip(_request.IsSummary ? [.. Properties] : (string[])[string.Join(", ", Properties)]))
        {
            if (table.Others is { } others)
            {
                warnings.Add(string.Create(
                    CultureInfo.InvariantCulture,
                    $"There are more groups by {name} than are told apart ({table.Count:N0}): {others.Count:N0} events were counted together as (others). Filter, or raise the group limit of {_request.GroupLimit:N0}."));
            }
        }

        if (!_request.IsSummary && _total.Count > 0)
        {
            _worker.Complete();
            warnings.AddRange(_plan.NeverMet.Select(f => $"No event has '{f.Name}'. Names in a path are spelled as the record does, with dots between."));
        }

        return warnings;
    }

    // Ids and groups lie all over more memory than caches hold: those of some records are asked for at once, step by step.
    private void Count(MeasuredPage page)
    {
        for (int from = 0; from < page.Count; from += Ahead.Count)
        {
            int to = Math.Min(page.Count, from + Ahead.Count);
            Ask(page, from, to);
            for (int i = from; i < to; i++)
            {
                Count(page, i);
            }
        }
    }

    private void Ask(MeasuredPage page, int from, int to)
    {
        var records = page.Records[from..to];
        foreach (ref readonly var record in records)
        {
            _duplicates.Ask(record.Id);
        }

        for (int table = 0; table < _tables.Length; table++)
        {
            for (int i = from; i < to; i++)
            {
                _tables[table].AskPlace(page.Hash(i, table));
            }
        }

        for (int table = 0; table < _tables.Length; table++)
        {
            for (int i = from; i < to; i++)
            {
                _tables[table].AskGroup(page.Hash(i, table));
            }
        }

        for (int table = 0; table < _tables.Length; table++)
        {
            for (int i = from; i < to; i++)
            {
                _tables[table].AskKey(page.Hash(i, table));
            }
        }
    }

    private void Count(MeasuredPage page, int index)
    {
        ref readonly var record = ref page.Records[index];
        if (!_duplicates.IsNew(record.Id))
        {
            return;
        }

        _total.Add(record.Ticks);
        for (int table = 0; table < _tables.Length; table++)
        {
            _tables[table].Find(page.Hash(index, table), page.Bytes(index, table)).Add(record.Ticks);
        }

        if (_plan.IsSummary)
        {
            _failed += record.Failed ? 1 : 0;
            if (record.Ticks < 0)
            {
                _untimed++;
            }
            else
            {
                _hours[record.Ticks / TimeSpan.TicksPerHour % 24]++;
            }
        }
    }

    private SummaryPart Part(int field)
    {
        var name = new AuditList<string>([_plan.Fields[field].Name]);
        EventGroup[] groups = [.. Sorted(_tables[field], name).Where(g => g.Values[0] is not null)];
        var largest = groups.Take(_request.Top > 0 ? _request.Top : int.MaxValue);
        return new SummaryPart(
            groups.Length, [.. largest, .. _tables[field].Others is { } others ? [Group(others, name)] : (EventGroup[])[]]);
    }

    private EventGroup[] Sorted(GroupTable table, AuditList<string> names) =>
        GroupOrder.Sort(Array.ConvertAll(table.Groups.ToArray(), tally => Group(tally, names)));

    private long Bucket(Tally tally) => _plan.Interval > 0 && tally.Key is { } key ? BinaryPrimitives.ReadInt64LittleEndian(key) : -1;

    private EventGroup Group(Tally tally, AuditList<string> names)
    {
        if (tally.Key is not { } key)
        {
            return new EventGroup(names, new string?[names.Count], tally);
        }

        long bucket = Bucket(tally);
        var values = GroupKeyWriter.Values(key.AsSpan(_plan.Interval > 0 ? sizeof(long) : 0), names.Count);
        return new EventGroup(names, values, tally) { Time = bucket < 0 ? null : new DateTimeOffset(bucket, TimeSpan.Zero) };
    }
}
