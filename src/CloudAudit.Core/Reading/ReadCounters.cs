using CloudAudit.Sources;

namespace CloudAudit.Reading;

/// <summary>What the threads of a pass count together.</summary>
internal sealed class ReadCounters
{
    // So many files are listed ahead to know the whole; of more, the whole is told once they are all listed.
    private const int ListedAhead = 2_000;

    // And so many for each that is handed out: the first need not wait for the listing of thousands.
    private const int ListedAtOnce = 64;
    private int _files;
    private int _digests;
    private int _listedFiles;
    private long _listedBytes;
    private bool _listedAll;
    private long _records;
    private long _textBytes;
    private long _fileBytes;

    public void AddText(long records, long textBytes)
    {
        Interlocked.Add(ref _records, records);
        Interlocked.Add(ref _textBytes, textBytes);
    }

    public void AddFile(long bytes, int digests)
    {
        Interlocked.Increment(ref _files);
        Interlocked.Add(ref _fileBytes, bytes);
        Interlocked.Add(ref _digests, digests);
    }

    /// <summary>The files as they are, counted on the way.</summary>
    public IEnumerable<LogFile> Counted(IEnumerable<LogFile> files)
    {
        using var source = files.GetEnumerator();
        var ahead = new Queue<LogFile>();
        bool more = true;
        while (more || ahead.Count > 0)
        {
            bool further = true;
            for (int listed = 0; more && further && listed < ListedAtOnce && ahead.Count < ListedAhead; listed++)
            {
                more = source.MoveNext();
                if (more)
                {
                    ahead.Enqueue(source.Current);
                    _listedFiles++;
                    _listedBytes += source.Current.Length;
                    further = !source.Current.IsReadAtOnce;
                }
            }

            Volatile.Write(ref _listedAll, !more);
            if (ahead.TryDequeue(out var file))
            {
                yield return file;
            }
        }
    }

    public ReadProgress Snapshot()
    {
        bool known = Volatile.Read(ref _listedAll);
        return new ReadProgress(
            Volatile.Read(ref _files),
            known ? _listedFiles : 0,
            Interlocked.Read(ref _records),
            Interlocked.Read(ref _textBytes),
            Interlocked.Read(ref _fileBytes),
            known ? _listedBytes : 0,
            Volatile.Read(ref _digests));
    }
}
