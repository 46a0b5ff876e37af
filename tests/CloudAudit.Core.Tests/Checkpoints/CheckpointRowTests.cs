using CloudAudit.Checkpoints;
using CloudAudit.Core.Tests.Support;
using CloudAudit.Filters;
using CloudAudit.Reading;

namespace CloudAudit.Core.Tests.Checkpoints;

/// <summary>Logs in rows of time: buckets of years and pages of an API take little memory, and nothing is passed over.</summary>
public sealed class CheckpointRowTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2025, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly TempFolder _folder = new();

    private string File => Path.Combine(_folder.Root, "checkpoint");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Of_a_row_only_the_late_window_is_listed_and_remembered()
    {
        var source = new ChangingSource(lateWindow: TimeSpan.FromDays(2));
        for (int i = 0; i < 3000; i++)
        {
            source.Add($"log{i:d4}", [i], Start.AddHours(i));
        }

        Assert.Equal(3000, Read(source).Count);
        long size = new FileInfo(File).Length;
        Assert.Empty(Read(source));
        Assert.InRange(source.Listed.Count, 48, 50);

        // 50 logs of 32 bytes, 3,000 ids of 16, all in base64.
        Assert.InRange(size, 60_000, 70_000);

        source.Add("late", [9000], Start.AddHours(2999 - 47));
        source.Add("new", [9001], Start.AddHours(3000));
        Assert.Equal([9000, 9001], Read(source));
        Assert.Empty(Read(source));
    }

    [Fact]
    public void A_log_that_failed_is_listed_however_old_it_has_become()
    {
        var source = new ChangingSource(lateWindow: TimeSpan.FromDays(1));
        source.Add("bad", [0, 1, 2], Start).FailsAfter = 0;
        source.Add("good", [3], Start.AddHours(1));
        source.Add("other", [4], Start, row: "other");
        Assert.Equal([3, 4], Read(source).Order());
        source.Add("later", [5], Start.AddDays(40));
        Assert.Equal([5], Read(source));
        Assert.Empty(Read(source));
        Assert.Contains("bad", source.Listed);
        source.Logs["bad"].FailsAfter = null;
        Assert.Equal([0, 1, 2], Read(source));
        Assert.Empty(Read(source));
        Assert.DoesNotContain("bad", source.Listed);
    }

    [Fact]
    public void A_run_that_ends_early_leaves_what_it_did_not_reach()
    {
        var source = new ChangingSource(lateWindow: TimeSpan.FromDays(1));
        for (int i = 0; i < 500; i++)
        {
            source.Add($"log{i:d4}", [i * 2, (i * 2) + 1], Start.AddHours(i % 100), row: $"row{i / 100}");
        }

        var given = new List<int>();
        for (int run = 0; run < 12; run++)
        {
            given.AddRange(Read(source, new EventReadOptions { First = 91 }));
        }

        Assert.Equal(Enumerable.Range(0, 1000), given);
    }

    [Fact]
    public void Pages_that_are_cut_anew_give_each_event_once()
    {
        var given = new List<int>();
        int next = 0;
        for (int run = 0; run < 10; run++)
        {
            // Each run sees all events there are, in pages of another length, from where it is told to begin.
            next += 100;
            var source = new ChangingSource(lateWindow: TimeSpan.FromMinutes(10), cutsAnew: true);
            foreach (int[] page in Enumerable.Range(0, next).Chunk(7 + run))
            {
                source.Add($"page{page[0]:d5}", page, Start.AddMinutes(page[^1]));
            }

            given.AddRange(Read(source, new EventReadOptions { KeepDuplicate = run % 2 == 0, First = run == 4 ? 33 : long.MaxValue }));
            Assert.InRange(source.Listed.Count, 1, run == 5 ? 40 : 25);
        }

        Assert.Equal(Enumerable.Range(0, next), given);
    }

    [Fact]
    public void A_page_that_failed_holds_its_row_back()
    {
        var source = new ChangingSource(lateWindow: TimeSpan.FromMinutes(10), cutsAnew: true);
        for (int i = 0; i < 50; i++)
        {
            source.Add($"page{i:d2}", [i * 2, (i * 2) + 1], Start.AddHours(i));
        }

        source.Logs["page20"].FailsAfter = 0;
        Assert.Equal(98, Read(source).Count);
        source.Logs["page20"].FailsAfter = null;
        Assert.Equal([40, 41], Read(source));
        Assert.Empty(Read(source));
        Assert.Single(source.Listed);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Random_buckets_give_every_event_once(int seed)
    {
        var random = new Random(seed);
        var source = new ChangingSource(lateWindow: TimeSpan.FromDays(2));
        var given = new List<int>();
        int next = 0;
        var now = Start;
        for (int run = 0; run < 60; run++)
        {
            now = now.AddHours(random.Next(1, 30));
            for (int i = random.Next(6); i > 0; i--)
            {
                // Late by less than the window.
                int count = random.Next(40);
                source.Add($"log{next:d6}-{i}", Enumerable.Range(next, count), now.AddMinutes(-random.Next(47 * 60)), row: $"row{random.Next(3)}")
                    .FailsAfter = random.Next(6) == 0 ? random.Next(count + 1) : null;
                next += count;
            }

            foreach (var log in source.Logs.Values.Where(l => l.FailsAfter is not null && random.Next(10) == 0))
            {
                log.FailsAfter = null;
            }

            // A row moves on with what is read of it: what is cut off must not be older than the window by the next run.
            given.AddRange(Read(source, new EventReadOptions { Threads = random.Next(1, 4) }));
        }

        foreach (var log in source.Logs.Values)
        {
            log.FailsAfter = null;
        }

        given.AddRange(Read(source));
        Assert.Equal(Enumerable.Range(0, next), given.Order());
    }

    private List<int> Read(ChangingSource source, EventReadOptions? options = null)
    {
        options ??= new EventReadOptions();
        using var checkpoint = Checkpoint.Open(File, source, new CheckpointRequest("events", new EventReadOptions(), last: null));
        var events = new List<int>();
        foreach (var batch in EventReader.Read(checkpoint.Unread(source), options, default, checkpoint))
        {
            events.AddRange(batch.Results.Select(e => int.Parse(e.EventId!, System.Globalization.CultureInfo.InvariantCulture)));
            checkpoint.Note(batch);
        }

        checkpoint.Save();
        return events;
    }
}
