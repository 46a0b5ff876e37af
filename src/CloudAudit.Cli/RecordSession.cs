using System.Globalization;
using CloudAudit.Output;
using CloudAudit.Recording;

namespace CloudAudit.Cli;

/// <summary>
/// Lines on their way into a trail. What has come when the last batch is on the disk is the next batch: a slow writer has
/// each line flushed by itself, a fast one shares the flush among hundreds. A line is acknowledged after its batch.
/// </summary>
internal sealed class RecordSession(TrailRecorder recorder, ConsoleOutput? acknowledgements, ErrorReport errors)
{
    // A line with a record of 256 KB, escaped in every letter.
    private const int MaxLine = 2 * 1024 * 1024;
    private const int MaxBatch = 1024;
    private const int MaxBatchBytes = 2 * 1024 * 1024;
    private readonly List<AuditRecord> _batch = [];
    private int _batchBytes;
    private long _firstLine;
    private long _line;

    /// <summary>Reads lines until there are no more.</summary>
    /// <exception cref="IOException">A batch cannot be recorded; its lines are named on the error output.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; what was read is recorded.</exception>
    public void Run(Stream input, CancellationToken cancellation)
    {
        byte[] buffer = new byte[64 * 1024];
        int filled = 0;
        bool skipping = false;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            int read = input.Read(buffer, filled, buffer.Length - filled);
            if (read == 0)
            {
                if (filled > 0 && !skipping)
                {
                    Take(buffer.AsMemory(0, filled), cancellation);
                }

                Commit(cancellation);
                return;
            }

            filled += read;
            int start = 0;
            while (buffer.AsSpan(start, filled - start).IndexOf((byte)'\n') is >= 0 and var end)
            {
                if (!skipping)
                {
                    Take(buffer.AsMemory(start, end), cancellation);
                }

                skipping = false;
                start += end + 1;
            }

            filled -= start;
            buffer.AsSpan(start, filled).CopyTo(buffer);
            Commit(cancellation);
            if (skipping)
            {
                filled = 0;
            }
            else if (filled == buffer.Length && buffer.Length < MaxLine)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }
            else if (filled == buffer.Length)
            {
                _line++;
                Reject($"it is longer than {MaxLine / (1024 * 1024)} MB");
                skipping = true;
                filled = 0;
            }
        }
    }

    private void Take(ReadOnlyMemory<byte> line, CancellationToken cancellation)
    {
        _line++;
        line = line.TrimEnd((byte)'\r').Trim(" \t"u8);
        line = _line == 1 && line.Span.StartsWith("\uFEFF"u8) ? line[3..] : line;
        if (line.IsEmpty)
        {
            return;
        }

        try
        {
            var record = recorder.Composer.Compose(line);
            _firstLine = _batch.Count == 0 ? _line : _firstLine;
            _batch.Add(record);
            _batchBytes += record.Json.Length;
        }
        catch (RecordFormatException e)
        {
            Reject(e.Message);
        }

        if (_batch.Count >= MaxBatch || _batchBytes >= MaxBatchBytes)
        {
            Commit(cancellation);
        }
    }

    private void Commit(CancellationToken cancellation)
    {
        if (_batch.Count == 0)
        {
            return;
        }

        try
        {
            recorder.Append(_batch, cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add(string.Create(CultureInfo.InvariantCulture, $"lines {_firstLine} to {_line} are not recorded"));
            throw;
        }

        Acknowledge();
        _batch.Clear();
        _batchBytes = 0;
        foreach (string notice in recorder.TakeNotices())
        {
            errors.Warn(TerminalText.Clean(notice));
        }
    }

    private void Acknowledge()
    {
        if (acknowledgements is null)
        {
            return;
        }

        try
        {
            foreach (var record in _batch)
            {
                acknowledgements.Writer.Write(TerminalText.Clean(record.EventId));
                acknowledgements.Writer.Write('\n');
            }

            acknowledgements.Flush();
        }
        catch (ClosedOutputException)
        {
            // Nobody takes the acknowledgements any more. That is no reason not to record what still comes.
        }
    }

    private void Reject(string why) =>
        errors.Add(string.Create(CultureInfo.InvariantCulture, $"line {_line}: {TerminalText.Clean(why)}"));
}
