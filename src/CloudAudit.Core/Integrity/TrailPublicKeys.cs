namespace CloudAudit.Integrity;

/// <summary>
/// The keys that a verification trusts: those it was given, and those that CloudTrail lists for a region and time, asked
/// for once. Safe for several threads.
/// </summary>
public sealed class TrailPublicKeys : IDisposable
{
    // A digest of an hour may be signed a while after its end.
    private static readonly TimeSpan Late = TimeSpan.FromHours(2);
    private readonly Lock _lock = new();
    private readonly List<TrailPublicKey> _keys = [];
    private readonly List<Question> _asked = [];
    private readonly ITrailKeySource? _source;

    /// <param name="keys">Keys that are trusted; disposed with this.</param>
    /// <param name="source">Where to ask for more; null where only those count.</param>
    public TrailPublicKeys(IEnumerable<TrailPublicKey> keys, ITrailKeySource? source = null)
    {
        _keys.AddRange(keys);
        _source = source;
    }

    /// <summary>Whether a signature can be checked at all.</summary>
    public bool Any => _source is not null || Count > 0;

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _keys.Count;
            }
        }
    }

    /// <summary>The keys known so far, such as to save them.</summary>
    public IReadOnlyList<TrailPublicKey> Snapshot()
    {
        lock (_lock)
        {
            return [.. _keys];
        }
    }

    /// <summary>Says which span of a region will be needed, so that it is asked for in one call.</summary>
    public void Prepare(string region, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellation) =>
        Ask(region, from, until + Late, cancellation);

    /// <summary>The key a digest names.</summary>
    /// <param name="fingerprint">digestPublicKeyFingerprint.</param>
    /// <param name="region">The region whose log files the digest lists: each signs with keys of its own.</param>
    /// <param name="time">When the digest was made.</param>
    /// <param name="problem">Why there is none, where there is none.</param>
    public TrailPublicKey? Find(string fingerprint, string region, DateTimeOffset time, out string? problem, CancellationToken cancellation)
    {
        problem = null;
        var key = Known(fingerprint, region);
        string? failure = null;
        if (key is null && _source is not null)
        {
            // A backfill digest is signed long after its hour: CloudTrail lists keys by the time of signing.
            failure = Ask(region, time - TimeSpan.FromHours(1), time + Late, cancellation);
            key = Known(fingerprint, region);
        }

        if (key is not null)
        {
            return key;
        }

        lock (_lock)
        {
            var other = _keys.Find(k => Same(k.Fingerprint, fingerprint));
            problem = other is not null ? $"its key {fingerprint} is one of {other.Region}, not of {region}"
                : failure is not null ? $"its key {fingerprint} is not known: {failure}"
                : _keys.Count == 0 && _source is null ? "there is no public key to check its signature with"
                : $"its key {fingerprint} is none that is known for {region}";
        }

        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var key in _keys)
        {
            key.Dispose();
        }
    }

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private TrailPublicKey? Known(string fingerprint, string region)
    {
        lock (_lock)
        {
            return _keys.Find(k => Same(k.Fingerprint, fingerprint) && (k.Region is null || k.Region == region));
        }
    }

    private string? Ask(string region, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellation)
    {
        if (_source is null)
        {
            return null;
        }

        // Under the lock, so that threads which need the same keys ask once.
        lock (_lock)
        {
            int asked = _asked.FindIndex(a => a.Region == region && a.From <= from && a.Until >= until);
            if (asked >= 0)
            {
                return _asked[asked].Failure;
            }

            string? failure = null;
            try
            {
                foreach (var key in _source.Load(region, from, until, cancellation))
                {
                    if (_keys.Exists(k => Same(k.Fingerprint, key.Fingerprint) && k.Region == key.Region))
                    {
                        key.Dispose();
                    }
                    else
                    {
                        _keys.Add(key);
                    }
                }
            }
            catch (IOException e)
            {
                failure = e.Message;
            }

            _asked.Add(new Question(region, from, until, failure));
            return failure;
        }
    }

    private sealed record Question(string Region, DateTimeOffset From, DateTimeOffset Until, string? Failure);
}
