using System.Globalization;
using System.Text;
using CloudAudit.Sources;

namespace CloudAudit.Core.Tests.Support;

/// <summary>Logs in memory that come, grow, fail and heal between runs.</summary>
internal sealed class ChangingSource(string identity = "memory:test", TimeSpan? lateWindow = null, bool cutsAnew = false) : LogSource
{
    public SortedDictionary<string, Log> Logs { get; } = new(StringComparer.Ordinal);

    /// <summary>The logs that were listed by the last run.</summary>
    public List<string> Listed { get; } = [];

    /// <summary>The logs that were opened by the last run.</summary>
    public System.Collections.Concurrent.ConcurrentBag<string> Opened { get; } = [];

    public override string Identity => identity;

    public override TimeSpan? LateWindow => lateWindow;

    public override bool CutsAnew => cutsAnew;

    public Log Add(string name, IEnumerable<int> ids, DateTimeOffset? time = null, string row = "row") =>
        Logs[name] = new Log { Name = name, Ids = [.. ids], Mark = time is { } t ? new LogMark(row, t) : null };

    public override IEnumerable<LogFile> List()
    {
        Listed.Clear();
        Opened.Clear();
        foreach (var log in Logs.Values.OrderBy(l => l.Mark?.Row).ThenBy(l => l.Mark?.Time).ThenBy(l => l.Name, StringComparer.Ordinal))
        {
            if (log.Mark is { } mark && mark.Time < ReadUntil?.Invoke(mark.Row))
            {
                continue;
            }

            Listed.Add(log.Name);
            yield return new File(log, Opened.Add);
        }
    }

    internal sealed class Log
    {
        public required string Name { get; init; }

        public required List<int> Ids { get; init; }

        public LogMark? Mark { get; init; }

        /// <summary>Reading breaks off behind so many records.</summary>
        public int? FailsAfter { get; set; }
    }

    private sealed class File(Log log, Action<string> opened) : LogFile
    {
        public override string Origin => log.Name;

        public override long Length => log.Ids.Count;

        public override string Version => log.Ids.Count.ToString(CultureInfo.InvariantCulture);

        public override LogMark? Mark => log.Mark;

        public override Stream Open()
        {
            opened(log.Name);
            var records = log.Ids.Take(log.FailsAfter ?? int.MaxValue).Select(id => $"{{\"eventID\":\"{id}\",\"eventName\":\"N{id % 7}\"}}");
            var whole = new MemoryStream(Encoding.UTF8.GetBytes(string.Concat(records.Select(r => r + "\n"))));
            return log.FailsAfter is null ? whole : new Failing(whole);
        }
    }

    private sealed class Failing(MemoryStream inner) : MemoryStream
    {
        public override bool CanSeek => false;

        public override int Read(Span<byte> buffer) => inner.Read(buffer) is > 0 and var read ? read : throw new IOException("the line broke");

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    }
}
