using System.Diagnostics;
using CloudAudit.Reading;
using CloudAudit.Sources;

namespace CloudAudit.Checkpoints;

/// <summary>
/// How far earlier runs have come with a source, kept in a file: the next run reads what is new, what arrived late and what
/// failed, and gives each event once. What is noted here is what was taken by whoever asked for it; a run that dies repeats
/// at most what came since the last saving, and skips nothing.
/// </summary>
public sealed class Checkpoint : IDisposable
{
    // A row with more logs that fail than this is not moved on, instead of each being remembered.
    private const int MaxPartial = 10_000;

    // Logs that are not there any more are forgotten when they are more than those that are, and so many besides.
    private const int SpareDone = 10_000;
    private static readonly TimeSpan SaveAfter = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly CheckpointFile _file;
    private readonly CheckpointState _state;
    private readonly TimeProvider _clock;
    private readonly TimeSpan? _lateWindow;
    private readonly bool _cutsAnew;
    private readonly Dictionary<string, DateTimeOffset> _readUntil = new(StringComparer.Ordinal);
    private readonly HashSet<string> _held = new(StringComparer.Ordinal);
    private readonly HashSet<UInt128> _listed = [];
    private readonly HashSet<string> _listedPartial = new(StringComparer.Ordinal);
    private bool _listedAll;
    private bool _changed;
    private long _lastSaved;
    private TimeSpan _saveAfter = SaveAfter;

    private Checkpoint(CheckpointFile file, CheckpointState state, LogSource source, TimeProvider clock)
    {
        _file = file;
        _state = state;
        _clock = clock;
        _lateWindow = source.LateWindow;
        _cutsAnew = source.CutsAnew;
        _lastSaved = clock.GetTimestamp();
        foreach (var (row, newest) in state.Rows)
        {
            _readUntil[row] = newest - (_lateWindow ?? TimeSpan.Zero);
        }
    }

    /// <summary>Ids of the events that earlier runs gave last.</summary>
    internal IEnumerable<UInt128> EventIds => _state.Ids.Ids;

    /// <summary>Whether the source gives events again that earlier runs have given.</summary>
    internal bool GivesAgain => _cutsAnew;

    /// <summary>Opens a checkpoint for one run, or begins one where the file does not exist.</summary>
    /// <param name="path">The file's full path.</param>
    /// <param name="source">What is read.</param>
    /// <param name="request">What is asked of it.</param>
    /// <param name="clock">The system's where none is given.</param>
    /// <exception cref="CheckpointException">
    /// It is in use, damaged, or belongs to another source or request; nothing was changed.
    /// </exception>
    public static Checkpoint Open(string path, LogSource source, CheckpointRequest request, TimeProvider? clock = null)
    {
        var file = new CheckpointFile(path);
        try
        {
            return Open(file, source, request, clock);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    internal static Checkpoint Open(CheckpointFile file, LogSource source, CheckpointRequest request, TimeProvider? clock = null)
    {
        string asked = request.ToString();
        var state = file.Read() is { } content
            ? CheckpointFormat.Read(content, file.Path)
            : new CheckpointState { Source = source.Identity, Request = asked };
        if (state.Source != source.Identity)
        {
            throw new CheckpointException(
                CheckpointProblem.OtherSource, file.Path,
                $"this checkpoint belongs to {Line(state.Source)}, not to {Line(source.Identity)}. Give each source a checkpoint of its own.");
        }

        if (state.Request != asked)
        {
            throw new CheckpointException(
                CheckpointProblem.OtherRequest, file.Path,
                $"this checkpoint belongs to ({Line(state.Request)}), but asked for is ({Line(asked)}). What the one passed over the other would never see, so give each a checkpoint of its own.");
        }

        return new Checkpoint(file, state, source, clock ?? TimeProvider.System);
    }

    /// <summary>
    /// The logs of the source that are to be read: those that earlier runs have not read to their end. The source stays
    /// the caller's.
    /// </summary>
    public LogSource Unread(LogSource source) => new UnreadLogs(this, source);

    /// <summary>Notes that all of a batch was taken.</summary>
    public void Note<T>(ReadBatch<T> batch) => Note(batch.Ends, batch.Position, batch.EventIds);

    /// <summary>Notes that the first events of a batch were taken, and the rest was not.</summary>
    public void Note(ReadBatch<AuditEvent> batch, int taken)
    {
        if (taken >= batch.Results.Count)
        {
            Note(batch);
            return;
        }

        var ends = batch.Ends.TakeWhile(e => e.Results <= taken).ToList();
        LogPosition? position = null;
        if (taken > (ends.Count > 0 ? ends[^1].Results : 0))
        {
            // The log in whose middle the last one stands is the next that ends, or the one that is still being read.
            var file = ends.Count < batch.Ends.Count ? batch.Ends[ends.Count].File : batch.Position?.File;
            position = file is null ? null : new LogPosition(file, batch.Results[taken - 1].OriginIndex + 1);
        }

        Note(ends, position, [.. batch.EventIds.Take(taken)]);
    }

    /// <summary>Saves, if the last saving is long enough ago: a second, or ten times what it took.</summary>
    /// <exception cref="CheckpointException">It cannot be saved.</exception>
    public void SaveIfDue()
    {
        if (_changed && _clock.GetElapsedTime(_lastSaved) >= _saveAfter)
        {
            Save();
        }
    }

    /// <summary>Saves what was noted.</summary>
    /// <exception cref="CheckpointException">It cannot be saved; the old content is still there.</exception>
    public void Save()
    {
        long start = Stopwatch.GetTimestamp();
        lock (_lock)
        {
            Forget();
            _file.Write(CheckpointFormat.Write(_state, _clock.GetUtcNow()));
        }

        _changed = false;
        _lastSaved = _clock.GetTimestamp();
        var took = Stopwatch.GetElapsedTime(start) * 10;
        _saveAfter = took > SaveAfter ? took : SaveAfter;
    }

    /// <summary>Lets the next run have it. What was noted since the last saving is dropped.</summary>
    public void Dispose() => _file.Dispose();

    private static string Line(string text) => text.ReplaceLineEndings(", ");

    /// <summary>For <see cref="LogSource.ReadUntil"/>. Any thread.</summary>
    internal DateTimeOffset? ReadUntil(string row)
    {
        lock (_lock)
        {
            if (!_readUntil.TryGetValue(row, out var until))
            {
                return null;
            }

            // What failed is read again however old it is.
            foreach (var log in _state.Partial.Values)
            {
                if (log.Row == row && CheckpointState.Time(log.Minute) < until)
                {
                    until = CheckpointState.Time(log.Minute);
                }
            }

            return until;
        }
    }

    /// <summary>Whether a log need not be read; where it need be only in part, it is told so. Any thread.</summary>
    internal bool IsDone(LogFile log)
    {
        if (_cutsAnew)
        {
            return false;
        }

        var name = CheckpointState.NameHash(log.Origin);
        ulong version = CheckpointState.VersionHash(log.Version);
        lock (_lock)
        {
            if (_lateWindow is null)
            {
                _listed.Add(name);
            }

            if (_state.Partial.TryGetValue(log.Origin, out var partial))
            {
                _listedPartial.Add(log.Origin);
                log.FirstRecord = partial.Version == version ? partial.Records : 0;
                return false;
            }

            if (_lateWindow is not null && log.Mark is { } mark && _readUntil.TryGetValue(mark.Row, out var until) && mark.Time < until)
            {
                return true;
            }

            return _state.Done.TryGetValue(name, out var done) && done.Version == version;
        }
    }

    /// <summary>Notes that all logs there are were listed. Any thread.</summary>
    internal void NoteAllListed()
    {
        lock (_lock)
        {
            _listedAll = true;
        }
    }

    private void Note(IReadOnlyList<LogEnd> ends, LogPosition? position, IReadOnlyList<UInt128> ids)
    {
        lock (_lock)
        {
            foreach (var end in ends)
            {
                if (end.Failed)
                {
                    NotePart(end.File, end.Records, failed: true);
                }
                else
                {
                    NoteEnd(end.File);
                }
            }

            if (position is { } at)
            {
                NotePart(at.File, at.Records, failed: false);
            }

            foreach (var id in ids)
            {
                _state.Ids.Add(id);
            }

            _changed |= ends.Count > 0 || position is not null || ids.Count > 0;
        }
    }

    private void NoteEnd(LogFile log)
    {
        var mark = _lateWindow is null && !_cutsAnew ? null : log.Mark;
        if (!_cutsAnew)
        {
            _state.Partial.Remove(log.Origin);
            _state.Done[CheckpointState.NameHash(log.Origin)] = new DoneLog(
                CheckpointState.VersionHash(log.Version), mark?.Row, mark is { } m ? CheckpointState.Minute(m.Time) : 0);
        }

        if (mark is { } place)
        {
            // A row that is held back is begun, too, as its logs are noted.
            _state.Rows.TryAdd(place.Row, DateTimeOffset.MinValue + (_lateWindow ?? TimeSpan.Zero));
            if (place.Time > _state.Rows[place.Row] && !_held.Contains(place.Row))
            {
                _state.Rows[place.Row] = place.Time;
            }
        }
    }

    private void NotePart(LogFile log, long records, bool failed)
    {
        if (_cutsAnew)
        {
            // Whatever follows in its row may be given again, but nothing is passed over.
            if (failed && log.Mark is { } page)
            {
                _held.Add(page.Row);
            }

            return;
        }

        var mark = _lateWindow is null ? null : log.Mark;
        if (_state.Partial.Count >= MaxPartial && !_state.Partial.ContainsKey(log.Origin))
        {
            _held.Add(mark?.Row ?? string.Empty);
            return;
        }

        _listedPartial.Add(log.Origin);
        _state.Done.Remove(CheckpointState.NameHash(log.Origin));
        _state.Partial[log.Origin] = new PartialLog(
            CheckpointState.VersionHash(log.Version), records, mark?.Row, mark is { } m ? CheckpointState.Minute(m.Time) : 0);
    }

    // What no run will ask for: logs whose row has moved on, and files that are gone.
    private void Forget()
    {
        if (_lateWindow is { } window)
        {
            foreach (var (name, log) in _state.Done)
            {
                if (log.Row is { } row && CheckpointState.Time(log.Minute + 1) < _state.Rows[row] - window)
                {
                    _state.Done.Remove(name);
                }
            }
        }
        else if (_listedAll && _listed.Count > 0 && _state.Done.Count > (2 * _listed.Count) + SpareDone)
        {
            foreach (var name in _state.Done.Keys.Where(n => !_listed.Contains(n)))
            {
                _state.Done.Remove(name);
            }
        }

        if (_listedAll && _state.Partial.Count > MaxPartial / 2)
        {
            foreach (string name in _state.Partial.Keys.Where(n => !_listedPartial.Contains(n)))
            {
                _state.Partial.Remove(name);
            }
        }
    }
}
