using System.IO.Compression;
using CloudAudit.Decoding;
using CloudAudit.Filters;
using CloudAudit.Reading;
using CloudAudit.Sources;

namespace CloudAudit.Core.Tests.Support;

/// <summary>A log in memory, handed out in reads of at most <paramref name="step"/> bytes.</summary>
internal sealed class MemoryLog(byte[] bytes, string origin = "memory", int step = int.MaxValue) : LogFile
{
    public override string Origin => origin;

    public override long Length => bytes.Length;

    public override Stream Open() => new Dribble(bytes, step);

    public static byte[] Gzip(byte[] text)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(text);
        }

        return packed.ToArray();
    }

    /// <summary>What one thread reads from a log: the events and what was wrong.</summary>
    public static (List<AuditEvent> Events, List<LogError> Errors) Read(byte[] log, DecodeLimits? limits = null, EventQuery? query = null, int step = int.MaxValue)
    {
        var events = new List<AuditEvent>();
        var errors = new List<LogError>();
        var reader = new LogFileReader<AuditEvent>(
            new EventWorker(query is null ? null : QueryCompiler.Compile(query)), limits ?? DecodeLimits.Default, new ReadCounters());
        Assert.True(reader.Read(new MemoryLog(log, step: step), Take, () => false));
        if (reader.Take() is { } last)
        {
            Take(last);
        }

        return (events, errors);

        bool Take(OrderedRead<AuditEvent>.Batch batch)
        {
            events.AddRange(batch.Results);
            errors.AddRange(batch.Errors);
            return true;
        }
    }

    public static (List<AuditEvent> Events, List<LogError> Errors) Read(string log, DecodeLimits? limits = null, EventQuery? query = null) =>
        Read(System.Text.Encoding.UTF8.GetBytes(log), limits, query);

    private sealed class Dribble(byte[] bytes, int step) : MemoryStream(bytes, writable: false)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(step, buffer.Length)]);

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(step, count));
    }
}
