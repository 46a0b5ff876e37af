using System.Diagnostics;
using CloudAudit.Decoding;
using CloudAudit.Encryption;
using CloudAudit.Sources;

namespace CloudAudit.Reading;

/// <summary>One thread's reading of logs: opens each, hands its records to the worker, and collects what comes of them.</summary>
internal sealed class LogFileReader<T>
{
    // How often, in records, a batch's age and the stop sign are looked at.
    private const int CheckEvery = 512;

    // The same once the batch is so large that records come slowly, perhaps: so many results apart.
    private const int LargeBytes = 64 * 1024;
    private const int CheckEveryResult = 16;

    // What is handed over at the latest.
    private const long BatchBytes = 512 * 1024;
    private const int BatchErrors = 256;
    private static readonly TimeSpan FlushAfter = TimeSpan.FromMilliseconds(150);
    private readonly RecordWorker<T> _worker;
    private readonly RecordReader _reader;
    private readonly ReadCounters _counters;
    private List<T> _results = [];
    private List<LogError> _errors = [];
    private List<LogEnd> _ends = [];
    private long _records;
    private long _bytes;
    private long _batchStart = Stopwatch.GetTimestamp();

    public LogFileReader(RecordWorker<T> worker, DecodeLimits limits, ReadCounters counters)
    {
        _worker = worker;
        _counters = counters;
        _reader = new RecordReader(limits, e => _errors.Add(e));
    }

    /// <summary>Reads one log; batches that are full are delivered, the rest stays for <see cref="Take"/>.</summary>
    /// <returns>False where the pass was stopped.</returns>
    public bool Read(LogFile file, Func<OrderedRead<T>.Batch, bool> deliver, Func<bool> stopped)
    {
        string origin = file.Origin;
        bool failed = true;
        _records = 0;
        try
        {
            using var stream = file.Open();
            if (!ReadRecords(stream, file, deliver, stopped))
            {
                return false;
            }

            failed = false;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            _errors.Add(new LogError(LogErrorKind.NotFound, origin, 0, "the file does not exist"));
        }
        catch (UnauthorizedAccessException e)
        {
            _errors.Add(new LogError(LogErrorKind.AccessDenied, origin, 0, e.Message));
        }
        catch (LogReadException e)
        {
            _errors.Add(new LogError(e.Kind, origin, 0, e.Message));
        }
        catch (DecryptionException e)
        {
            _errors.Add(new LogError(e.Kind, origin, 0, e.Message));
        }
        catch (IOException e)
        {
            _errors.Add(new LogError(LogErrorKind.ReadFailed, origin, _reader.TextBytes, e.Message));
        }

        _ends.Add(new LogEnd(file, _results.Count, Math.Max(_records, file.FirstRecord), failed));
        _counters.AddFile(file.Length, _reader.Digests);
        return !IsFull() || deliver(Take()!);
    }

    /// <summary>What has been collected; null where there is nothing.</summary>
    /// <param name="position">The log that is being read, if one is.</param>
    public OrderedRead<T>.Batch? Take(LogPosition? position = null)
    {
        if (_results.Count == 0 && _errors.Count == 0 && _ends.Count == 0)
        {
            return null;
        }

        var batch = new OrderedRead<T>.Batch(_results, _errors, _ends, position);
        _results = [];
        _errors = [];
        _ends = [];
        _bytes = 0;
        _batchStart = Stopwatch.GetTimestamp();
        return batch;
    }

    private bool ReadRecords(Stream stream, LogFile file, Func<OrderedRead<T>.Batch, bool> deliver, Func<bool> stopped)
    {
        string origin = file.Origin;
        _reader.Stopped = stopped;
        _reader.Start(stream, origin);
        long index = 0;
        long countedRecords = 0;
        long countedBytes = 0;
        while (_reader.Read())
        {
            int before = _results.Count;
            int badAt = index < file.FirstRecord ? -1 : _worker.Process(_reader.Record, origin, index, _results);
            _records = ++index;
            if (badAt >= 0)
            {
                _reader.Reject(badAt, index - 1);
            }

            bool due = index % CheckEvery == 0;
            if (due)
            {
                _counters.AddText(index - countedRecords, _reader.TextBytes - countedBytes);
                (countedRecords, countedBytes) = (index, _reader.TextBytes);
            }

            if (_results.Count > before)
            {
                _bytes += _reader.Record.Slice.Length;
                due |= _bytes >= BatchBytes || (_bytes > LargeBytes && _results.Count % CheckEveryResult == 0);
            }

            if ((due || _worker.IsFull(_results)) && (stopped() || (IsFull() && !deliver(Take(new LogPosition(file, index))!))))
            {
                return false;
            }
        }

        _counters.AddText(index - countedRecords, _reader.TextBytes - countedBytes);
        return !stopped();
    }

    private bool IsFull() =>
        _worker.IsFull(_results) || _bytes >= BatchBytes || _errors.Count >= BatchErrors
            || (_results.Count + _errors.Count > 0 && Stopwatch.GetElapsedTime(_batchStart) > FlushAfter);
}
