using System.Buffers;
using System.Security.Cryptography;
using CloudAudit.Encryption;
using CloudAudit.Recording;
using FsCheck;
using FsCheck.Fluent;

namespace CloudAudit.Core.Tests.Recording;

/// <summary>Damage to the trail's own files: what can be saved is, and what is lost is said.</summary>
public sealed class JournalTests
{
    [Fact]
    public void Frames_come_back_as_they_were_written_whatever_their_bytes()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<byte[][]>(), payloads =>
        {
            var written = new ArrayBufferWriter<byte>();
            for (int i = 0; i < payloads.Length; i++)
            {
                JournalFrames.Write(written, (ulong)i, payloads[i]);
            }

            var frames = new JournalFrameReader(written.WrittenSpan, 0);
            var read = new List<byte[]>();
            while (frames.Read())
            {
                read.Add(frames.Payload.ToArray());
            }

            Assert.Equal(payloads, read);
            Assert.Equal(written.WrittenCount, frames.End);
            Assert.Equal((0UL, 0), (frames.Lost, frames.DamagedBytes));
        }).QuickCheckThrowOnFailure();
    }

    // Against the plain truth: the frames before and behind what was damaged are still there, and no other is.
    [Fact]
    public void Frames_around_damage_are_read_and_those_lost_are_counted()
    {
        var random = new Random(3);
        for (int round = 0; round < 300; round++)
        {
            var written = new ArrayBufferWriter<byte>();
            var starts = new List<int>();
            for (int i = 0; i < 20; i++)
            {
                byte[] payload = new byte[random.Next(0, 200)];
                random.NextBytes(payload);
                if (random.Next(3) == 0 && payload.Length > 4)
                {
                    // A payload may look like a frame's beginning.
                    JournalFrames.Marker.CopyTo(payload.AsSpan(random.Next(payload.Length - 4)));
                }

                starts.Add(written.WrittenCount);
                JournalFrames.Write(written, (ulong)i, payload);
            }

            byte[] bytes = written.WrittenSpan.ToArray();
            int from = random.Next(bytes.Length);
            int count = Math.Min(random.Next(1, 150), bytes.Length - from);
            for (int i = from; i < from + count; i++)
            {
                bytes[i] ^= (byte)random.Next(1, 256);
            }

            starts.Add(bytes.Length);
            var expected = Enumerable.Range(0, 20).Where(i => starts[i + 1] <= from || starts[i] >= from + count).Select(i => (ulong)i).ToList();
            var frames = new JournalFrameReader(bytes, 0);
            var read = new List<ulong>();
            while (frames.Read())
            {
                read.Add(frames.Number);
            }

            Assert.Equal(expected, read);
            ulong last = expected.Count == 0 ? 0 : expected[^1] + 1;
            Assert.Equal(last - (ulong)expected.Count, frames.Lost);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_end_that_a_crash_cut_off_is_passed_by_at_every_byte(bool encrypted)
    {
        using var trail = new RecordedTrail(encrypted);
        trail.Record(2);
        byte[] before = File.ReadAllBytes(trail.Active);
        trail.Record();
        byte[] after = File.ReadAllBytes(trail.Active);
        for (int cut = before.Length; cut < after.Length; cut += 13)
        {
            File.WriteAllBytes(trail.Active, after[..cut]);
            using var recorder = trail.Open();
            trail.Record(recorder);
            var frames = File.ReadAllBytes(trail.Active);
            Assert.Equal(before, frames[..before.Length]);
        }

        string[] lastId = trail.Record();
        trail.Seal();
        Assert.Equal(4, trail.Ids().Length);
        Assert.Equal(["event-0", "event-1", lastId[0]], trail.Ids().Where(i => i is "event-0" or "event-1" || i == lastId[0]));
        Assert.DoesNotContain(trail.Records(), r => r["eventName"]!.GetValue<string>() == "JournalDamaged");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_flipped_bit_costs_one_event_and_the_trail_says_so(bool encrypted)
    {
        using var trail = new RecordedTrail(encrypted);
        trail.Record(3);
        long second = new FileInfo(trail.Active).Length;
        trail.Record();
        trail.Record(3);
        byte[] bytes = File.ReadAllBytes(trail.Active);
        bytes[second + 50] ^= 4;
        File.WriteAllBytes(trail.Active, bytes);
        using var recorder = trail.Open();
        trail.Record(recorder);
        recorder.Seal(digest: true, CancellationToken.None);

        Assert.Contains("1 events are lost", Assert.Single(recorder.TakeNotices()), StringComparison.Ordinal);
        var records = trail.Records();
        Assert.Equal(["event-0", "event-1", "event-2", "event-4", "event-5", "event-6", "event-7"], records.Take(7).Select(r => r["eventID"]!.GetValue<string>()));
        Assert.Equal("JournalDamaged", records[7]["eventName"]!.GetValue<string>());
        Assert.Contains("1 events are lost", records[7]["errorMessage"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(trail.Journal, "damaged-*"));
    }

    // Reading must not be silent about it until the next writer comes along.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Reading_a_damaged_journal_gives_what_is_whole_and_says_that_it_is_not_all(bool encrypted)
    {
        using var trail = new RecordedTrail(encrypted);
        trail.Record();
        long second = new FileInfo(trail.Active).Length;
        trail.Record(2);
        byte[] bytes = File.ReadAllBytes(trail.Active);
        using var keys = new EnvelopeKeys(encrypted ? [KeyFile.Read(trail.KeyFile)] : []);
        Assert.Equal((3, null), Read());

        // The end that a crash cut off was never acknowledged.
        File.WriteAllBytes(trail.Active, bytes[..^1]);
        Assert.Equal((2, null), Read());

        bytes[second + 50] ^= 4;
        File.WriteAllBytes(trail.Active, bytes);
        Assert.Equal((2, "this segment of the journal is damaged, and 1 of its events cannot be read"), Read());

        (int Lines, string? Problem) Read()
        {
            int lines = 0;
            try
            {
                using var reader = new StreamReader(Assert.Single(JournalLogFile.List(trail.Journal, keys, e => Assert.Fail(e.Message))).Open());
                while (reader.ReadLine() is not null)
                {
                    lines++;
                }

                return (lines, null);
            }
            catch (IOException e)
            {
                return (lines, e.Message);
            }
        }
    }

    [Fact]
    public void A_segment_whose_start_is_damaged_is_put_aside_and_writing_goes_on()
    {
        using var trail = new RecordedTrail();
        trail.Record(3);
        byte[] bytes = File.ReadAllBytes(trail.Active);
        bytes[60] ^= 1;
        File.WriteAllBytes(trail.Active, bytes);
        string[] after = trail.Record();
        trail.Seal();

        Assert.Equal("JournalDamaged", trail.Records().Single(r => r["eventID"]!.GetValue<string>() != after[0])["eventName"]!.GetValue<string>());
        Assert.Contains(after[0], trail.Ids());
        Assert.Equal(bytes, File.ReadAllBytes(Assert.Single(Directory.GetFiles(trail.Journal, "damaged-*"))));
    }

    [Fact]
    public void Nobody_without_the_key_can_put_events_into_an_encrypted_journal()
    {
        using var forged = new RecordedTrail(encrypted: false);
        forged.Record();
        using var trail = new RecordedTrail();
        File.Copy(forged.Active, trail.Active);
        trail.Record();
        trail.Seal();

        Assert.Equal(["JournalDamaged", "Step"], trail.Records().Select(r => r["eventName"]!.GetValue<string>()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Frames_of_another_place_or_segment_are_refused()
    {
        using var trail = new RecordedTrail();
        trail.Record();
        long first = new FileInfo(trail.Active).Length;
        trail.Record();
        byte[] bytes = File.ReadAllBytes(trail.Active);
        byte[] frame = bytes[(int)first..];

        // The second frame once more, as the third: its number is bound to it.
        var again = new ArrayBufferWriter<byte>();
        JournalFrames.Write(again, 2, frame.AsSpan(JournalFrames.HeadBytes));
        File.WriteAllBytes(trail.Active, [.. bytes, .. again.WrittenSpan]);
        trail.Seal();

        Assert.Equal(["event-0", "event-1"], trail.Ids()[..2]);
        Assert.Contains("1 of them because they are not those that were written", trail.Records()[2]["errorMessage"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_state_that_is_lost_or_forged_is_made_anew_from_the_last_digest(bool forged)
    {
        using var trail = new RecordedTrail();
        trail.Record();
        trail.Seal();
        trail.Clock.Now += TimeSpan.FromHours(2.5);
        trail.Record();
        trail.Seal(digest: false);
        string state = Path.Combine(trail.Journal, "state");
        if (forged)
        {
            File.WriteAllText(state, File.ReadAllText(state).Replace("2026", "2025", StringComparison.Ordinal));
        }
        else
        {
            File.Delete(state);
        }

        using var recorder = trail.Open();
        trail.Record(recorder);
        recorder.Seal(digest: true, CancellationToken.None);
        Assert.Contains(forged ? "not as it was signed" : "gone", Assert.Single(recorder.TakeNotices()), StringComparison.Ordinal);
        Assert.Contains(trail.Records(), r => r["eventName"]!.GetValue<string>() == "TrailStateRebuilt");
        trail.Clock.Now += TimeSpan.FromSeconds(2);
        Assert.Equal(3, trail.AssertIntact().LogFiles.Valid);
    }

    [Fact]
    public void Sealing_that_a_crash_cut_off_is_finished_once()
    {
        using var trail = new RecordedTrail();
        trail.Record(2);
        byte[] segment = File.ReadAllBytes(trail.Active);
        var made = trail.Seal(digest: false);
        string unique = made.LogFiles[0][^24..^8];

        // As if it had died before it deleted the segment, whose name says the log file's.
        File.WriteAllBytes(Path.Combine(trail.Journal, $"seal-20260301T102030Z-{unique}.wal"), segment);
        trail.Record();
        trail.Seal();
        Assert.Equal(["event-0", "event-1", "event-2"], trail.Ids().Order(StringComparer.Ordinal));
        trail.Clock.Now += TimeSpan.FromSeconds(2);
        Assert.Equal(2, trail.AssertIntact().LogFiles.Valid);
    }

    [Fact]
    public void Random_bytes_for_a_segment_never_get_in_the_way()
    {
        using var trail = new RecordedTrail();
        for (int i = 0; i < 10; i++)
        {
            File.WriteAllBytes(trail.Active, RandomNumberGenerator.GetBytes(i * 40));
            File.WriteAllBytes(Path.Combine(trail.Journal, "seal-garbage.wal"), RandomNumberGenerator.GetBytes(i * 40));
            trail.Record();
            trail.Seal(digest: false);
        }

        Assert.Equal(10, trail.Ids().Count(i => i.StartsWith("event-", StringComparison.Ordinal)));
    }
}
