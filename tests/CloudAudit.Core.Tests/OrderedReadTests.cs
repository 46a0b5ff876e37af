using System.Collections.Concurrent;
using System.Text;
using CloudAudit.Core.Tests.Support;
using CloudAudit.Decoding;
using CloudAudit.Filters;
using CloudAudit.Reading;
using CloudAudit.Sources;

namespace CloudAudit.Core.Tests;

/// <summary>Several threads give what one gives, in the same order, and none of them outlives the read.</summary>
public sealed class OrderedReadTests
{
    // Every thread that opened a log.
    private readonly ConcurrentBag<Thread> _threads = [];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void Events_and_errors_come_in_the_order_of_the_logs_whatever_the_number_of_threads(int threads)
    {
        var logs = Logs(400);
        var (events, errors) = Read(logs, new EventReadOptions { Threads = threads, KeepDuplicate = true });
        Assert.Equal(logs.SelectMany(l => l.Ids), events.Select(e => e.EventId));
        Assert.Equal(logs.Where(l => l.Broken).Select(l => l.Log.Origin), errors.Select(e => e.Origin));
        Assert.Equal(events.GroupBy(e => e.Origin).SelectMany(g => Enumerable.Range(0, g.Count())), events.Select(e => (int)e.OriginIndex));
        AssertNoThreadLeft();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Skip_and_first_count_events_and_stop_the_threads(int threads)
    {
        var logs = Logs(300);
        var ids = logs.SelectMany(l => l.Ids).ToList();
        foreach (var (skip, first) in ((int, int)[])[(0, 1), (0, 300), (7, 1), (1000, 500), (ids.Count - 1, 10), (ids.Count + 5, 10), (0, 0), (3, int.MaxValue)])
        {
            var (events, _) = Read(logs, new EventReadOptions { Threads = threads, Skip = skip, First = first });
            Assert.Equal(ids.Skip(skip).Take(first), events.Select(e => e.EventId));
            AssertNoThreadLeft();
        }
    }

    [Fact]
    public void Leaving_the_loop_stops_the_threads()
    {
        int opened = 0;
        var logs = Logs(3000).Select(l => new Watched(l.Log, () => Interlocked.Increment(ref opened)));
        foreach (var batch in EventReader.Read(logs, new EventReadOptions { Threads = 4 }, default))
        {
            if (batch.Results.Count > 0)
            {
                break;
            }
        }

        AssertNoThreadLeft();
        Assert.InRange(opened, 1, 2000);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Cancelling_ends_the_read_with_an_exception_and_no_thread(int threads)
    {
        using var source = new CancellationTokenSource();
        var exception = Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            foreach (var batch in EventReader.Read(Logs(3000).Select(l => l.Log), new EventReadOptions { Threads = threads }, source.Token))
            {
                source.Cancel();
            }
        });
        Assert.Equal(source.Token, exception.CancellationToken);
        AssertNoThreadLeft();
        Assert.ThrowsAny<OperationCanceledException>(() => Read(Logs(3), new EventReadOptions(), source.Token));
        AssertNoThreadLeft();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_failure_in_a_thread_reaches_the_reader(int threads)
    {
        var logs = Logs(200).Select((l, i) => i == 150 ? new Watched(l.Log, () => throw new InvalidDataException("on purpose")) : (LogFile)l.Log);
        var e = Assert.Throws<InvalidDataException>(() => EventReader.Read(logs, new EventReadOptions { Threads = threads }, default).ToList());
        Assert.Equal("on purpose", e.Message);
        AssertNoThreadLeft();
    }

    [Fact]
    public void A_failure_to_list_reaches_the_reader()
    {
        Assert.Throws<InvalidDataException>(() => EventReader.Read(Failing(), new EventReadOptions { Threads = 3 }, default).ToList());
        AssertNoThreadLeft();

        IEnumerable<LogFile> Failing()
        {
            foreach (var log in Logs(20))
            {
                yield return log.Log;
            }

            throw new InvalidDataException();
        }
    }

    [Fact]
    public void A_file_that_is_missing_closed_or_failing_is_told_and_the_rest_is_read()
    {
        var logs = Logs(20).ConvertAll(l => (LogFile)l.Log);
        logs.Insert(10, new Watched(logs[0], () => throw new FileNotFoundException()));
        logs.Insert(5, new Watched(logs[0], () => throw new UnauthorizedAccessException("no")));
        logs.Insert(3, new Watched(logs[0], () => throw new IOException("disk")));
        logs.Add(new LocalLogFile(Path.GetTempPath(), "cloudaudit-there-is-no-such-file.json", 0));
        var batches = EventReader.Read(logs, new EventReadOptions { Threads = 2, KeepDuplicate = true }, default).ToList();
        var kinds = batches.SelectMany(b => b.Errors).Select(e => e.Kind).Where(k => k is not LogErrorKind.BadJson and not LogErrorKind.TruncatedJson);
        Assert.Equal([LogErrorKind.ReadFailed, LogErrorKind.AccessDenied, LogErrorKind.NotFound, LogErrorKind.NotFound], kinds);
        Assert.Equal(Logs(20).Sum(l => l.Ids.Count), batches.Sum(b => b.Results.Count));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void An_event_delivered_twice_is_given_once_unless_asked_for(int threads)
    {
        var logs = Logs(50);
        List<(LogFile Log, List<string> Ids, bool Broken)> twice = [.. logs, .. logs];
        var ids = logs.SelectMany(l => l.Ids).ToList();
        Assert.Equal(ids, Read(twice, new EventReadOptions { Threads = threads }).Events.Select(e => e.EventId));
        Assert.Equal([.. ids, .. ids], Read(twice, new EventReadOptions { Threads = threads, KeepDuplicate = true }).Events.Select(e => e.EventId));
        Assert.Equal(ids.Skip(10).Take(20), Read(twice, new EventReadOptions { Threads = threads, Skip = 10, First = 20 }).Events.Select(e => e.EventId));
        var same = new MemoryLog(Encoding.UTF8.GetBytes("[{\"eventName\":\"a\"},{\"eventName\":\"b\"},{\"eventID\":\"\"},{\"eventID\":\"\"}]"));
        Assert.Equal(4, Read([(same, [], false)], new EventReadOptions()).Events.Count);
    }

    [Fact]
    public void Progress_ends_at_the_whole()
    {
        var logs = Logs(100);
        var last = EventReader.Read(logs.Select(l => l.Log), new EventReadOptions { Threads = 2 }, default).Last().Progress;
        Assert.Equal((100, logs.Sum(l => l.Log.Length)), (last.TotalFiles, last.TotalFileBytes));
        Assert.InRange(last.Files, 1, 100);
        Assert.True(last.Records >= logs.Sum(l => l.Ids.Count) / 2);
    }

    [Fact]
    public void A_query_that_cannot_be_carried_out_is_told_before_anything_is_read()
    {
        Assert.Throws<EventQueryException>(() => EventReader.Read(Never(), new EventReadOptions { Query = new EventQuery { SourceIPAddress = ["1.2.3.4/99"] } }, default));

        static IEnumerable<LogFile> Never()
        {
            Assert.Fail("listed");
            yield break;
        }
    }

    // Logs of uneven size: most small, some of hundreds of records, some without any, a few broken at their end.
    private List<(LogFile Log, List<string> Ids, bool Broken)> Logs(int count)
    {
        var random = new Random(count);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            int records = random.Next(10) switch { 0 => random.Next(2000), 1 => 0, _ => random.Next(20) };
            List<string> ids = [.. Enumerable.Range(0, records).Select(r => $"{i}-{r}")];
            bool broken = random.Next(9) == 0;
            string text = "{\"Records\":[" + string.Join(',', ids.Select(id => $"{{\"eventName\":\"x\",\"eventID\":\"{id}\"}}")) + (broken ? string.Empty : "]}");
            var log = new MemoryLog(MemoryLog.Gzip(Encoding.UTF8.GetBytes(text)), $"log {i}");
            return ((LogFile)new Watched(log, () => _threads.Add(Thread.CurrentThread)), ids, broken);
        })];
    }

    private static (List<AuditEvent> Events, List<LogError> Errors) Read(
        List<(LogFile Log, List<string> Ids, bool Broken)> logs, EventReadOptions options, CancellationToken cancellation = default)
    {
        var batches = EventReader.Read(logs.Select(l => l.Log), options, cancellation).ToList();
        return ([.. batches.SelectMany(b => b.Results)], [.. batches.SelectMany(b => b.Errors)]);
    }

    private void AssertNoThreadLeft() => Assert.All(_threads, t => Assert.False(t.IsAlive || t == Thread.CurrentThread));

    private sealed class Watched(LogFile log, Action opening) : LogFile
    {
        public override string Origin => log.Origin;

        public override long Length => log.Length;

        public override Stream Open()
        {
            opening();
            return log.Open();
        }
    }
}
