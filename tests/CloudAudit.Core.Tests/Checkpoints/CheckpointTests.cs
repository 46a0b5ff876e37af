using CloudAudit.Checkpoints;
using CloudAudit.Core.Tests.Support;
using CloudAudit.Decoding;
using CloudAudit.Filters;
using CloudAudit.Measurement;
using CloudAudit.Reading;
using CloudAudit.Sources;

namespace CloudAudit.Core.Tests.Checkpoints;

/// <summary>Runs with a checkpoint give what is new, late or failed before, each event once.</summary>
public sealed class CheckpointTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string File => Path.Combine(_folder.Root, "checkpoint");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_next_run_reads_what_is_new_and_opens_nothing_else()
    {
        var source = new ChangingSource();
        source.Add("a", [1, 2]);
        source.Add("c", [3]);
        Assert.Equal([1, 2, 3], Read(source));
        Assert.Empty(Read(source));
        Assert.Empty(source.Opened);

        // One that arrives late stands among those that were read; one has grown.
        source.Add("b", [4]);
        source.Logs["c"].Ids.Add(5);
        Assert.Equal([4, 5], Read(source));
        Assert.Equal(["b", "c"], source.Opened.Order());
    }

    [Fact]
    public void An_event_that_was_given_is_not_given_again_from_another_log()
    {
        var source = new ChangingSource();
        source.Add("a", [1, 2]);
        Read(source);
        source.Add("b", [2, 3]);
        Assert.Equal([3], Read(source));
        source.Add("c", [1, 4]);
        Assert.Equal([1, 4], Read(source, new EventReadOptions { KeepDuplicate = true }));
    }

    [Fact]
    public void A_log_that_failed_is_read_again_from_where_it_broke_off()
    {
        var source = new ChangingSource();
        source.Add("a", Enumerable.Range(0, 1000)).FailsAfter = 600;
        source.Add("b", [2000]);
        var (events, errors) = ReadWithErrors(source);
        Assert.InRange(events.Count, 100, 601);
        Assert.Equal([.. Enumerable.Range(0, events.Count - 1), 2000], events);
        Assert.Equal(LogErrorKind.ReadFailed, Assert.Single(errors).Kind);
        Assert.Single(ReadWithErrors(source).Errors);
        source.Logs["a"].FailsAfter = null;

        // Also with copies kept: it is the place that is remembered, not only the ids.
        Assert.Equal(Enumerable.Range(events.Count - 1, 1001 - events.Count), Read(source, new EventReadOptions { KeepDuplicate = true }));
        Assert.Empty(Read(source));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(300)]
    [InlineData(1000)]
    public void Runs_that_take_a_few_each_give_everything_once_and_in_order(int first)
    {
        var source = new ChangingSource();
        int id = 0;
        foreach (int length in (int[])[3, 0, 1, 700, 20, 0, 1300, 5])
        {
            source.Add($"log{source.Logs.Count}", Enumerable.Range(id, length));
            id += length;
        }

        int runs = first == 1 ? 60 : 2029 / first + 1;
        var events = Enumerable.Range(0, runs).SelectMany(_ => Read(source, new EventReadOptions { First = first, KeepDuplicate = true })).ToList();
        Assert.Equal(Enumerable.Range(0, Math.Min(id, runs * first)), events);
    }

    [Fact]
    public void Of_a_batch_that_was_taken_in_part_the_rest_comes_in_the_next_run()
    {
        var source = new ChangingSource();
        for (int i = 0; i < 40; i++)
        {
            source.Add($"log{i:d2}", Enumerable.Range(i * 10, i % 3 == 0 ? 0 : 10));
        }

        var given = new List<int>();
        for (int run = 0; given.Count < 260 && run < 100; run++)
        {
            using var checkpoint = Open(source);
            foreach (var batch in EventReader.Read(checkpoint.Unread(source), new EventReadOptions { KeepDuplicate = true }, default, checkpoint))
            {
                int taken = Math.Min(batch.Results.Count, 1 + (run % 13));
                given.AddRange(batch.Results.Take(taken).Select(Id));
                checkpoint.Note(batch, taken);
                if (taken < batch.Results.Count)
                {
                    break;
                }
            }

            checkpoint.Save();
        }

        Assert.Equal(Enumerable.Range(0, 400).Where(i => i / 10 % 3 != 0), given);
    }

    [Fact]
    public void What_is_not_noted_comes_again()
    {
        var source = new ChangingSource();
        source.Add("a", Enumerable.Range(0, 2000));
        using (var checkpoint = Open(source))
        {
            var batches = EventReader.Read(checkpoint.Unread(source), new EventReadOptions(), default, checkpoint);
            checkpoint.Note(batches.First(b => b.Results.Count > 0));
            checkpoint.Save();
        }

        int rest = Read(source, new EventReadOptions { KeepDuplicate = true })[0];
        Assert.InRange(rest, 1, 1000);
    }

    [Fact]
    public void Events_that_filters_pass_over_are_read_once_too()
    {
        var source = new ChangingSource();
        source.Add("a", Enumerable.Range(0, 100));
        var options = new EventReadOptions { Query = new EventQuery { EventName = ["N3"] } };
        Assert.Equal(14, Read(source, options).Count);
        Assert.Empty(Read(source, options));
        Assert.Empty(source.Opened);
    }

    [Fact]
    public void Counting_and_checking_note_what_they_read()
    {
        var source = new ChangingSource();
        source.Add("a", Enumerable.Range(0, 100));
        Assert.Equal(100, Count());
        source.Add("b", Enumerable.Range(50, 100));
        Assert.Equal(50, Count());
        Assert.Equal(0, Count());

        long Count()
        {
            using var checkpoint = Open(source, command: "measure");
            var measure = new EventMeasure(new MeasureRequest(), new EventReadOptions());
            foreach (var batch in measure.Read(checkpoint.Unread(source), default, checkpoint))
            {
                checkpoint.Note(batch);
            }

            checkpoint.Save();
            return measure.Events;
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Random_runs_over_logs_that_come_and_grow_and_fail_give_every_event_once(int seed)
    {
        var random = new Random(seed);
        var source = new ChangingSource();
        var given = new List<int>();
        int next = 0;
        for (int run = 0; run < 40; run++)
        {
            for (int i = random.Next(4); i > 0; i--)
            {
                source.Add($"{random.Next(1000):d4}-{next}", More(random.Next(600)));
            }

            foreach (var log in source.Logs.Values.Where(_ => random.Next(8) == 0))
            {
                log.FailsAfter = null;
                log.Ids.AddRange(More(random.Next(20)));
                log.FailsAfter = random.Next(3) == 0 ? random.Next(log.Ids.Count + 1) : null;
            }

            var options = new EventReadOptions { Threads = random.Next(1, 4), First = random.Next(2) == 0 ? random.Next(500) : long.MaxValue };
            given.AddRange(Read(source, options, saveEach: random.Next(2) == 0));
        }

        foreach (var log in source.Logs.Values)
        {
            log.FailsAfter = null;
        }

        given.AddRange(Read(source));
        Assert.Equal(Enumerable.Range(0, next), given.Order());

        IEnumerable<int> More(int count)
        {
            next += count;
            return [.. Enumerable.Range(next - count, count)];
        }
    }

    private static int Id(AuditEvent e) => int.Parse(e.EventId!, System.Globalization.CultureInfo.InvariantCulture);

    private Checkpoint Open(LogSource source, string command = "events", EventQuery? query = null) =>
        Checkpoint.Open(File, source, new CheckpointRequest(command, new EventReadOptions { Query = query ?? new EventQuery() }, last: null));

    private List<int> Read(ChangingSource source, EventReadOptions? options = null, bool saveEach = false) => ReadWithErrors(source, options, saveEach).Events;

    private (List<int> Events, List<LogError> Errors) ReadWithErrors(ChangingSource source, EventReadOptions? options = null, bool saveEach = false)
    {
        options ??= new EventReadOptions();
        using var checkpoint = Open(source);
        var events = new List<int>();
        var errors = new List<LogError>();
        foreach (var batch in EventReader.Read(checkpoint.Unread(source), options, default, checkpoint))
        {
            events.AddRange(batch.Results.Select(Id));
            errors.AddRange(batch.Errors);
            checkpoint.Note(batch);
            if (saveEach)
            {
                checkpoint.Save();
            }
        }

        checkpoint.Save();
        return (events, errors);
    }
}
