namespace CloudAudit.Integrity;

/// <summary>
/// As many readers as there are processors, for more threads than that: those wait for objects most of their time, and what
/// has come is inflated and hashed by few at once, in buffers that are still in the processors' caches.
/// </summary>
internal sealed class ContentReaders : IDisposable
{
    private readonly object _gate = new();
    private readonly Stack<ContentReader> _free = new();
    private readonly int _most;
    private int _made;

    /// <param name="most">How many read at the same time.</param>
    public ContentReaders(int most) => _most = Math.Max(1, most);

    /// <summary>Hashes an object's content once it is this thread's turn; see <see cref="ContentReader.Hash"/>.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Reliability", "CA2000", Justification = "The reader goes back to the others, which end with this.")]
    public ContentResult Hash(Stream stream, long limit, CancellationToken cancellation)
    {
        var reader = Take();
        try
        {
            return reader.Hash(stream, limit, cancellation);
        }
        finally
        {
            lock (_gate)
            {
                _free.Push(reader);
                Monitor.Pulse(_gate);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            while (_free.TryPop(out var reader))
            {
                reader.Dispose();
            }
        }
    }

    private ContentReader Take()
    {
        lock (_gate)
        {
            while (_free.Count == 0 && _made == _most)
            {
                Monitor.Wait(_gate);
            }

            if (_free.TryPop(out var reader))
            {
                return reader;
            }

            _made++;
        }

        return new ContentReader();
    }
}
