using System.Text;
using CloudAudit.Checkpoints;
using CloudAudit.Core.Tests.Support;
using CloudAudit.Filters;
using CloudAudit.Reading;
using CloudAudit.Rules;
using LogSource = CloudAudit.Sources.LogSource;

namespace CloudAudit.Core.Tests.Checkpoints;

/// <summary>The checkpoint's file: whole at every moment, for one run at a time, and never taken for what it is not.</summary>
public sealed class CheckpointFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string File => Path.Combine(_folder.Root, "checkpoint");

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Steps => [.. Enum.GetNames<SaveStep>()];

    [Theory]
    [MemberData(nameof(Steps))]
    public void A_run_that_dies_at_any_step_of_saving_repeats_that_batch_at_the_most(string name)
    {
        var step = Enum.Parse<SaveStep>(name);
        var source = new ChangingSource();
        for (int i = 0; i < 30; i++)
        {
            source.Add($"log{i:d2}", Enumerable.Range(i * 100, 100));
        }

        // Each run dies in its third saving.
        var given = new List<int>();
        for (int run = 0; run < 40; run++)
        {
            int saved = 0;
            var file = new CheckpointFile(File) { Reached = s => saved += s != step ? 0 : saved < 2 ? 1 : throw new DiedException() };
            using var checkpoint = Checkpoint.Open(file, source, new CheckpointRequest("events", new EventReadOptions(), null));
            try
            {
                foreach (var batch in EventReader.Read(checkpoint.Unread(source), new EventReadOptions { KeepDuplicate = true }, default, checkpoint))
                {
                    given.AddRange(batch.Results.Select(e => int.Parse(e.EventId!, System.Globalization.CultureInfo.InvariantCulture)));
                    checkpoint.Note(batch);
                    checkpoint.Save();
                }

                break;
            }
            catch (DiedException)
            {
                // What the process leaves behind stays; the next opens it.
            }
        }

        Assert.Equal(Enumerable.Range(0, 3000), given.Distinct().Order());
        Assert.All(given.GroupBy(id => id), g => Assert.InRange(g.Count(), 1, step == SaveStep.Renamed ? 1 : 2));
    }

    [Fact]
    public void A_saving_that_fails_leaves_the_old_content()
    {
        byte[] old = Saved([1]);
        using var file = new CheckpointFile(File) { Reached = s => _ = s == SaveStep.HalfWritten ? throw new IOException("No space left on device") : 0 };
        var e = Assert.Throws<CheckpointException>(() => file.Write("new"u8));
        Assert.Equal(CheckpointProblem.Inaccessible, e.Problem);
        Assert.Contains("No space left", e.Message, StringComparison.Ordinal);
        Assert.Equal(old, System.IO.File.ReadAllBytes(File));
    }

    [Fact]
    public void A_file_that_is_cut_off_or_changed_anywhere_is_refused()
    {
        byte[] whole = Saved([1, 2, 3]);
        for (int length = 0; length < whole.Length - 1; length++)
        {
            AssertDamaged(whole[..length]);
        }

        for (int i = 0; i < whole.Length - 1; i++)
        {
            foreach (int bit in (int[])[0, 3, 6])
            {
                byte[] flipped = [.. whole];
                flipped[i] ^= (byte)(1 << bit);
                AssertDamaged(flipped);
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("{}")]
    [InlineData("{}\n44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\n")]
    [InlineData("[]\n4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945\n")]
    [InlineData("hello\n")]
    public void What_is_no_checkpoint_is_refused_and_stays_as_it_is(string content)
    {
        AssertDamaged(Encoding.UTF8.GetBytes(content));
        Assert.Equal(content, System.IO.File.ReadAllText(File));
    }

    [Fact]
    public void Hostile_content_with_the_right_checksum_is_refused()
    {
        byte[] whole = Saved([1, 2, 3]);
        string text = Encoding.UTF8.GetString(whole).Split('\n')[0];
        foreach (string hostile in (string[])
        [
            text.Replace("\"done\":\"", "\"done\":\"AAAA", StringComparison.Ordinal),
            text.Replace("\"ids\":\"", "\"ids\":\"AAAA", StringComparison.Ordinal),
            text.Replace("\"done\":\"", "\"done\":\"" + Convert.ToBase64String([.. Enumerable.Repeat((byte)7, 32)]), StringComparison.Ordinal),
            text.Replace("\"rows\":{}", "\"rows\":{\"r\":\"yesterday\"}", StringComparison.Ordinal),
            text.Replace("\"rows\":{}", "\"rows\":[]", StringComparison.Ordinal),
            text.Replace("\"partial\":[]", "\"partial\":[{\"name\":\"a\",\"version\":\"0\",\"records\":1e99,\"row\":null,\"minute\":0}]", StringComparison.Ordinal),
            text.Replace("\"partial\":[]", "\"partial\":" + new string('[', 5000) + new string(']', 5000), StringComparison.Ordinal),
            text.Replace("\"source\":", "\"sauce\":", StringComparison.Ordinal),
            text + "{}",
        ])
        {
            Assert.NotEqual(text, hostile);
            AssertDamaged(Encoding.UTF8.GetBytes(hostile + "\n" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(hostile))) + "\n"));
        }

        string newer = text.Replace("\"version\":1", "\"version\":2", StringComparison.Ordinal);
        System.IO.File.WriteAllText(File, newer + "\n" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(newer))) + "\n");
        Assert.Equal(CheckpointProblem.TooNew, Assert.Throws<CheckpointException>(() => Open()).Problem);
    }

    [Fact]
    public void Another_run_is_refused_while_one_has_it()
    {
        using (Open())
        {
            Assert.Equal(CheckpointProblem.InUse, Assert.Throws<CheckpointException>(() => Open()).Problem);
        }

        Open().Dispose();
    }

    [Fact]
    public void Another_source_or_another_question_is_refused_and_says_which()
    {
        Saved([1]);
        var e = Assert.Throws<CheckpointException>(() => Open(new ChangingSource("s3:other")));
        Assert.Equal(CheckpointProblem.OtherSource, e.Problem);
        Assert.Contains("s3:other", e.Message, StringComparison.Ordinal);
        Assert.Contains("memory:test", e.Message, StringComparison.Ordinal);
        foreach (var (command, query, last) in ((string, EventQuery, TimeSpan?)[])
        [
            ("check", new EventQuery(), null),
            ("events", new EventQuery { Failed = true }, null),
            ("events", new EventQuery { EventName = ["A"] }, null),
            ("events", new EventQuery { StartTime = DateTimeOffset.UnixEpoch }, null),
            ("events", new EventQuery { Selection = new SelectionMap([new FieldTest("a", [], [RuleValue.Of("b")])]) }, null),
            ("events", new EventQuery(), TimeSpan.FromDays(1)),
        ])
        {
            var other = Assert.Throws<CheckpointException>(() => Open(request: new CheckpointRequest(command, new EventReadOptions { Query = query }, last)));
            Assert.Equal(CheckpointProblem.OtherRequest, other.Problem);
        }
    }

    [Fact]
    public void The_same_question_in_another_order_is_the_same_and_a_span_moves_with_the_clock()
    {
        var a = new CheckpointRequest("check", Wanted(new EventQuery { EventName = ["A", "B"], StartTime = DateTimeOffset.UnixEpoch }), TimeSpan.FromDays(7)).Add("RulePack", ["CIS", "SOC2"]);
        var b = new CheckpointRequest("check", Wanted(new EventQuery { EventName = ["B", "A"], StartTime = DateTimeOffset.UnixEpoch.AddHours(1) }), TimeSpan.FromDays(7)).Add("RulePack", ["SOC2", "CIS"]);
        Assert.Equal(a.ToString(), b.ToString());
        Assert.NotEqual(a.ToString(), new CheckpointRequest("check", Wanted(new EventQuery { EventName = ["A, B"] }), TimeSpan.FromDays(7)).Add("RulePack", ["CIS", "SOC2"]).ToString());

        static EventReadOptions Wanted(EventQuery query) => new() { Query = query };
    }

    [Fact]
    public void A_folder_and_a_path_that_leads_nowhere_are_refused()
    {
        Assert.Equal(CheckpointProblem.Inaccessible, Assert.Throws<CheckpointException>(() => new CheckpointFile(_folder.Root)).Problem);
        Assert.Equal(CheckpointProblem.Inaccessible, Assert.Throws<CheckpointException>(() => new CheckpointFile(Path.Combine(File, "none", "c"))).Problem);
    }

    [SkippableFact]
    public void A_link_stays_a_link_and_a_planted_one_is_not_followed()
    {
        Skip.If(OperatingSystem.IsWindows(), "links need a privilege on Windows");
        string real = Path.Combine(_folder.Root, "real");
        string victim = _folder.Write("victim", "precious");
        System.IO.File.CreateSymbolicLink(File, real);
        System.IO.File.CreateSymbolicLink(real + ".tmp", victim);
        Saved([1]);
        Assert.NotNull(System.IO.File.ResolveLinkTarget(File, false));
        Assert.True(new FileInfo(real).Length > 0);
        Assert.Equal("precious", System.IO.File.ReadAllText(victim));
    }

    private byte[] Saved(IEnumerable<int> ids)
    {
        var source = new ChangingSource();
        source.Add("log", ids);
        using var checkpoint = Open(source);
        foreach (var batch in EventReader.Read(checkpoint.Unread(source), new EventReadOptions(), default, checkpoint))
        {
            checkpoint.Note(batch);
        }

        checkpoint.Save();
        return System.IO.File.ReadAllBytes(File);
    }

    private void AssertDamaged(byte[] content)
    {
        System.IO.File.WriteAllBytes(File, content);
        var e = Assert.Throws<CheckpointException>(() => Open());
        Assert.Equal(CheckpointProblem.Damaged, e.Problem);
        Assert.StartsWith(File, e.Message, StringComparison.Ordinal);
    }

    private Checkpoint Open(LogSource? source = null, CheckpointRequest? request = null) =>
        Checkpoint.Open(File, source ?? new ChangingSource(), request ?? new CheckpointRequest("events", new EventReadOptions(), null));

    private sealed class DiedException : Exception;
}
