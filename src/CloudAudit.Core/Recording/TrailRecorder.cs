using System.Globalization;

namespace CloudAudit.Recording;

/// <summary>How a recorder works.</summary>
public sealed record TrailRecorderOptions
{
    /// <summary>How long other processes are waited for.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(30);

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Who records.</summary>
    public CallerIdentity Caller { get; init; } = CallerIdentity.OfProcess();
}

/// <summary>What sealing made.</summary>
/// <param name="LogFiles">Keys of log files, in order.</param>
/// <param name="Digests">How many digests.</param>
public sealed record SealResult(IReadOnlyList<string> LogFiles, int Digests);

/// <summary>
/// Writes to a local trail. Records are on the disk, in the journal, when <see cref="Append"/> returns; with time or size
/// the journal becomes log files, and every hour a digest, by whichever process writes next. Several recorders may write
/// to one trail, in one process and in many; one recorder is for one thread.
/// </summary>
public sealed class TrailRecorder : IDisposable
{
    // A year without a writer is 8,760 digests: others get their turn in between.
    private const int MaxDigestsAtOnce = 240;

    // Digests that are written again after a crash, at the most.
    private const int DigestsPerState = 24;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);
    private readonly string _folder;
    private readonly string _journal;
    private readonly TrailKeys _keys;
    private readonly TrailRecorderOptions _options;
    private readonly JournalFile _active;
    private readonly LogSealer _sealer;
    private readonly DigestWriter _digests;
    private readonly List<string> _notices = [];
    private readonly List<string> _sealed = [];
    private int _digestCount;
    private bool _lockChecked;
    private long _retryFrom;
    private DateTimeOffset _nextDigest = DateTimeOffset.MinValue;

    private TrailRecorder(string folder, TrailConfiguration trail, TrailKeys keys, TrailRecorderOptions options)
    {
        _folder = folder;
        _journal = Path.Join(folder, TrailLayout.JournalFolder);
        _keys = keys;
        _options = options;
        Trail = trail;
        Composer = new RecordComposer(trail, options.Caller, options.Clock);
        _active = new JournalFile(_journal, keys.Cipher);
        _sealer = new LogSealer(folder, _journal, trail, keys.Cipher);
        _digests = new DigestWriter(folder, _journal, trail, keys.Signing);
    }

    public TrailConfiguration Trail { get; }

    /// <summary>Makes records for this trail.</summary>
    public RecordComposer Composer { get; }

    /// <summary>Opens a trail for writing.</summary>
    /// <param name="folder">Its folder's full path.</param>
    /// <param name="sources">Where its keys are, where not where trail.json says.</param>
    /// <exception cref="TrailException">There is no such trail, or a key is missing or not the trail's.</exception>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Reliability", "CA2000", Justification = "The recorder owns the keys.")]
    public static TrailRecorder Open(string folder, TrailKeySources sources, TrailRecorderOptions options)
    {
        var trail = TrailConfiguration.Load(folder);
        var keys = TrailKeys.Open(trail, sources);
        try
        {
            DurableFile.MakeFolder(Path.Join(folder, TrailLayout.JournalFolder), ownerOnly: true);
            return new TrailRecorder(folder, trail, keys, options);
        }
        catch (Exception e)
        {
            keys.Dispose();
            if (e is UnauthorizedAccessException)
            {
                throw new TrailException(TrailErrorKind.AccessDenied, $"The trail may not be written: {e.Message}", e);
            }

            throw;
        }
    }

    /// <summary>
    /// Records events. When this returns, all of them survive a crash and a power loss. Sealing that has become due is done
    /// first; where it fails, that is a notice, and the events are recorded all the same.
    /// </summary>
    /// <param name="records">Each at most once; their order is kept.</param>
    /// <exception cref="TrailException">None of them is recorded: the disk is full, others hold the trail, or it is damaged.</exception>
    /// <exception cref="OperationCanceledException">None of them is recorded.</exception>
    public void Append(IReadOnlyList<AuditRecord> records, CancellationToken cancellation)
    {
        using var held = Lock(cancellation);
        var now = _options.Clock.GetUtcNow();
        if (_retryFrom == 0 || _options.Clock.GetElapsedTime(_retryFrom) > RetryAfter)
        {
            try
            {
                _retryFrom = 0;
                SealDue(now, everything: false);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                _retryFrom = _options.Clock.GetTimestamp();
                _notices.Add($"The journal could not be sealed, and is kept: {e.Message}");
            }
        }

        if (records.Count > 0)
        {
            _active.Append(records, now);
        }
    }

    /// <summary>Makes a log file of what the journal holds, and the digests that are due.</summary>
    /// <param name="digest">A digest of the newest log files at once, before its hour is over.</param>
    /// <exception cref="TrailException">It could not be done; the journal is kept.</exception>
    /// <exception cref="OperationCanceledException">Cancelled while waiting for others.</exception>
    public SealResult Seal(bool digest, CancellationToken cancellation)
    {
        _sealed.Clear();
        _digestCount = 0;
        try
        {
            bool more = true;
            while (more)
            {
                using (Lock(cancellation))
                {
                    var now = _options.Clock.GetUtcNow();
                    SealDue(now, everything: true);
                    more = _nextDigest <= now;
                    var ahead = more ? TimeSpan.Zero : CutEarly(digest, now);
                    if (ahead == TimeSpan.Zero)
                    {
                        continue;
                    }

                    more = true;
                }

                // Digests are told apart by the second they end in.
                cancellation.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(50));
                cancellation.ThrowIfCancellationRequested();
            }
        }
        catch (Exception e) when ((e is IOException && e is not TrailException) || e is UnauthorizedAccessException)
        {
            throw new TrailException(TrailErrorKind.WriteFailed, $"The journal could not be sealed, and is kept: {e.Message}", e);
        }

        return new SealResult([.. _sealed], _digestCount);
    }

    /// <summary>What went wrong beside the recording, since the last call: sealing that failed, a journal that was damaged.</summary>
    public IReadOnlyList<string> TakeNotices()
    {
        string[] notices = [.. _notices];
        _notices.Clear();
        return notices;
    }

    public void Dispose()
    {
        _active.Dispose();
        _keys.Dispose();
    }

    private TrailLock Lock(CancellationToken cancellation)
    {
        var held = TrailLock.Take(_journal, _options.LockTimeout, cancellation);
        if (!_lockChecked && !held.Works())
        {
            held.Dispose();
            throw new TrailException(TrailErrorKind.Locked, $"File locks do not work in '{_journal}', so that two writers would overwrite each other. Put the trail on another file system.");
        }

        _lockChecked = true;
        return held;
    }

    private void SealDue(DateTimeOffset now, bool everything)
    {
        foreach (string segment in _sealer.Unfinished())
        {
            Finish(segment);
        }

        if (_active.Look() is { } look)
        {
            bool due = everything || look.Damaged || look.Length >= Trail.SealBytes || now - look.Created >= TimeSpan.FromSeconds(Trail.SealSeconds);
            if (due)
            {
                // The clock may have been set back; a log file belongs to a digest that is still to come.
                var state = Load();
                Finish(_sealer.Rotate(Later(Second(now), state.ChainTime)));
            }
        }

        if (now >= _nextDigest)
        {
            CutDue(now);
        }
    }

    private void Finish(string segment)
    {
        var state = Load();
        string? damage = null;
        if (!TrailLayout.TryParseSealed(Path.GetFileName(segment), out var delivered, out string unique)
            || state.Logs.All(l => l.Key != TrailLayout.LogKey(Trail, delivered, unique)))
        {
            var log = _sealer.Write(segment, Composer, out damage);
            if (log is not null)
            {
                (state with { Logs = [.. state.Logs, log] }).Save(_journal, _keys.Signing);
                _sealed.Add(log.Key);
            }
        }

        _sealer.Finish(segment, damage is not null);
        if (damage is not null)
        {
            _notices.Add($"A segment of the journal was damaged: {damage}. It is kept in '{_journal}', and the trail says so itself (JournalDamaged).");
        }
    }

    private void CutDue(DateTimeOffset now)
    {
        var state = Load();
        if (state.CutTime is { } cut)
        {
            state = _digests.Write(state, cut);
            state.Save(_journal, _keys.Signing);
            _digestCount++;
        }

        int written = 0;
        while (Boundary(state.ChainTime) <= now && written < MaxDigestsAtOnce)
        {
            state = _digests.Write(state, Boundary(state.ChainTime));
            _digestCount++;
            if (++written % DigestsPerState == 0)
            {
                state.Save(_journal, _keys.Signing);
            }
        }

        if (written % DigestsPerState != 0)
        {
            state.Save(_journal, _keys.Signing);
        }

        _nextDigest = Boundary(state.ChainTime);
    }

    // Returns how long to wait first, where the last digest ends within the second that is still running.
    private TimeSpan CutEarly(bool wanted, DateTimeOffset now)
    {
        var state = Load();
        if (!wanted || state.Logs.Count == 0)
        {
            return TimeSpan.Zero;
        }

        if (state.ChainTime > now && state.ChainTime - now <= TimeSpan.FromSeconds(1))
        {
            return state.ChainTime - now;
        }

        // Said first, and then done: after a crash in between, this digest is the one that is written again.
        var end = Later(Second(now), state.ChainTime) + TimeSpan.FromSeconds(1);
        state = state with { CutTime = end };
        state.Save(_journal, _keys.Signing);
        state = _digests.Write(state, end);
        state.Save(_journal, _keys.Signing);
        _digestCount++;
        _nextDigest = Boundary(state.ChainTime);
        return TimeSpan.Zero;
    }

    private TrailState Load()
    {
        var state = TrailState.Load(_journal, _keys.Signing, out bool changed);
        if (state is not null)
        {
            return state;
        }

        state = new TrailRepair(_folder, Trail, _keys).Rebuild();
        state.Save(_journal, _keys.Signing);
        string what = string.Create(
            CultureInfo.InvariantCulture,
            $"The trail's state was {(changed ? "not as it was signed" : "gone")} and was made anew from its last digest; {state.Logs.Count} log files that no digest lists yet were taken as they are.");
        _active.Append([Composer.Notice("TrailStateRebuilt", what)], _options.Clock.GetUtcNow());
        _notices.Add(what);
        return state;
    }

    private DateTimeOffset Boundary(DateTimeOffset time) =>
        DateTimeOffset.FromUnixTimeSeconds((time.ToUnixTimeSeconds() / Trail.DigestSeconds + 1) * Trail.DigestSeconds);

    private static DateTimeOffset Second(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
