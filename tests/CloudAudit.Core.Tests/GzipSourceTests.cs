using System.Buffers.Binary;
using System.Text;
using CloudAudit.Core.Tests.Support;
using CloudAudit.Decoding;
using CloudAudit.Decoding.Gzip;

namespace CloudAudit.Core.Tests;

public sealed class GzipSourceTests
{
    private static readonly List<string> Records = new OddRecords(1).Take(8);
    private static readonly byte[] Text = Encoding.UTF8.GetBytes("{\"Records\":[" + string.Join(',', Records) + "]}");
    private static readonly byte[] Whole = MemoryLog.Gzip(Text);

    [Fact]
    public void A_file_cut_at_any_byte_gives_its_first_records_and_one_error()
    {
        for (int length = 1; length < Whole.Length; length++)
        {
            var (events, errors) = MemoryLog.Read(Whole[..length]);
            var error = Assert.Single(errors);
            Assert.Equal(LogErrorKind.TruncatedGzip, error.Kind);
            Assert.InRange(error.Offset, 0, length);
            AssertFirstRecords(events);
            if (length >= Whole.Length - 8)
            {
                Assert.Equal(Records.Count, events.Count);
            }
        }
    }

    [Theory]
    [InlineData(64)]
    [InlineData(128)]
    [InlineData(1000)]
    [InlineData(256 * 1024)]
    public void A_whole_file_is_read_whole_whatever_the_window_and_the_reads(int window)
    {
        foreach (int step in (int[])[1, 13, 4096, int.MaxValue])
        {
            var (events, errors) = MemoryLog.Read(Whole, new DecodeLimits { WindowBytes = window }, step: step);
            Assert.Empty(errors);
            Assert.Equal(Records, events.Select(e => e.ToJson()));
        }
    }

    [Fact]
    public void Cut_files_are_told_with_tiny_windows_too()
    {
        for (int length = 20; length < Whole.Length; length += 37)
        {
            var (events, errors) = MemoryLog.Read(Whole[..length], new DecodeLimits { WindowBytes = 128 }, step: 5);
            Assert.Equal(LogErrorKind.TruncatedGzip, Assert.Single(errors).Kind);
            AssertFirstRecords(events);
        }
    }

    [Fact]
    public void An_empty_file_is_no_error() => Assert.Empty(MemoryLog.Read([]).Errors);

    [Theory]
    [InlineData(8, LogErrorKind.BadChecksum)]
    [InlineData(4, LogErrorKind.BadChecksum)]
    public void A_trailer_that_disagrees_is_told_and_the_events_are_kept(int fromEnd, LogErrorKind kind)
    {
        byte[] log = [.. Whole];
        log[^fromEnd] ^= 1;
        AssertOneError(log, kind, log.Length - 8);
    }

    [Fact]
    public void A_second_member_is_told_and_not_read() =>
        AssertOneError([.. Whole, .. MemoryLog.Gzip("{\"Records\":[{\"eventName\":\"Hidden\"}]}"u8.ToArray())], LogErrorKind.SecondGzipMember, Whole.Length);

    [Theory]
    [InlineData(new byte[] { 0 })]
    [InlineData(new byte[] { 0x1F })]
    [InlineData(new byte[] { (byte)'{', (byte)'}' })]
    public void Bytes_behind_the_end_are_told(byte[] trailing) => AssertOneError([.. Whole, .. trailing], LogErrorKind.TrailingData, Whole.Length);

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(2 | 4 | 8 | 16)]
    public void Every_part_of_a_header_is_passed_by_and_every_cut_in_it_is_told(int flags)
    {
        byte[] header = Header((byte)flags);
        byte[] log = [.. header, .. Whole.AsSpan(10)];
        var (events, errors) = MemoryLog.Read(log);
        Assert.Empty(errors);
        Assert.Equal(Records, events.Select(e => e.ToJson()));
        for (int length = 1; length < header.Length; length++)
        {
            Assert.Equal(LogErrorKind.TruncatedGzip, Assert.Single(MemoryLog.Read(log[..length]).Errors).Kind);
        }
    }

    [Theory]
    [InlineData(3, 0x20)]
    [InlineData(3, 0x40)]
    [InlineData(3, 0x80)]
    [InlineData(2, 7)]
    public void A_header_that_nobody_can_read_is_corrupt(int at, byte value)
    {
        byte[] log = [.. Whole];
        log[at] = value;
        var (events, errors) = MemoryLog.Read(log);
        Assert.Empty(events);
        Assert.Equal(LogErrorKind.CorruptGzip, Assert.Single(errors).Kind);
    }

    [Fact]
    public void A_header_without_end_is_refused()
    {
        byte[] log = [.. Header(8)[..10], .. Enumerable.Repeat((byte)'x', 200_000), 0];
        Assert.Equal(LogErrorKind.CorruptGzip, Assert.Single(MemoryLog.Read(log).Errors).Kind);
    }

    [Fact]
    public void Any_one_damaged_byte_that_matters_is_told()
    {
        int unnoticed = 0;
        // A few bits mean nothing: the time, the level and the system in the header, what fills a byte before a stored block.
        for (int at = 0; at < Whole.Length; at++)
        {
            byte[] log = [.. Whole];
            log[at] ^= (byte)(1 << (at % 8));
            var (events, errors) = MemoryLog.Read(log);
            if (errors.Count == 0)
            {
                Assert.Equal(Records, events.Select(e => e.ToJson()));
                unnoticed++;
            }
        }

        Assert.InRange(unnoticed, 6, 30);
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(5)]
    public void Whatever_stands_in_place_of_some_bytes_is_no_failure_of_ours(int step)
    {
        // Bits between a block's end and the next byte mean nothing, so that some changes are none.
        byte[] text = Encoding.UTF8.GetBytes("{\"Records\":[" + Records.MinBy(r => r.Length) + ",{\"eventName\":\"DeleteTrail\",\"readOnly\":false}]}");
        byte[] small = MemoryLog.Gzip(text);
        var random = new Random(7);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] damaged = [.. small];
            int at = random.Next(10, damaged.Length - 8);
            random.NextBytes(damaged.AsSpan(at, Math.Min(random.Next(1, 33), damaged.Length - at)));
            var input = new CompressedInput(256);
            var source = new GzipSource(input);
            using var stream = new MemoryLog(damaged, step: step).Open();
            input.Start(stream);
            source.Start();
            byte[] buffer = new byte[128 * 1024];
            int filled = source.Fill(buffer, 0, 0, 64 * 1024);
            Assert.True(source.Error is not null || filled == 64 * 1024 || buffer.AsSpan(0, filled).SequenceEqual(text) || source.Fill(buffer, 0, filled, 64 * 1024) > filled);
        }
    }

    [Fact]
    public void Records_behind_one_that_a_bad_checksum_comes_with_are_kept()
    {
        // Stored, not compressed, so that one byte of damage is one byte of text: the quote that opens a name.
        byte[] text = Encoding.UTF8.GetBytes("{\"Records\":[{\"eventVersion\":\"1\",\"eventName\":\"A\"},{\"eventVersion\":\"1\",\"eventName\":\"B\"},{\"eventVersion\":\"1\",\"eventName\":\"C\"}]}");
        byte[] log = new byte[10 + 5 + text.Length + 8];
        Header(0).CopyTo(log, 0);
        log[10] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(log.AsSpan(11), (ushort)text.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(log.AsSpan(13), (ushort)~text.Length);
        text.CopyTo(log, 15);
        BinaryPrimitives.WriteUInt32LittleEndian(log.AsSpan(15 + text.Length), Decoding.Gzip.Crc32.Append(0, text));
        BinaryPrimitives.WriteUInt32LittleEndian(log.AsSpan(19 + text.Length), (uint)text.Length);
        Assert.Empty(MemoryLog.Read(log).Errors);

        log[15 + Encoding.UTF8.GetString(text).IndexOf("\"B\"", StringComparison.Ordinal)] = (byte)'x';
        var (events, errors) = MemoryLog.Read(log);
        Assert.Equal(["A", "C"], events.Select(e => e.EventName));
        Assert.Contains(errors, e => e.Kind == LogErrorKind.BadChecksum);
    }

    private static void AssertOneError(byte[] log, LogErrorKind kind, long offset)
    {
        var (events, errors) = MemoryLog.Read(log);
        var error = Assert.Single(errors);
        Assert.Equal((kind, offset), (error.Kind, error.Offset));
        Assert.Equal(Records, events.Select(e => e.ToJson()));
    }

    private static void AssertFirstRecords(List<AuditEvent> events)
    {
        for (int i = 0; i < events.Count; i++)
        {
            Assert.Equal(Records[i], events[i].ToJson());
        }
    }

    private static byte[] Header(byte flags)
    {
        var header = new List<byte> { 0x1F, 0x8B, 8, flags, 0, 0, 0, 0, 0, 3 };
        header.AddRange((flags & 4) != 0 ? (byte[])[5, 0, 1, 0, 3, 4, 5] : []);
        header.AddRange((flags & 8) != 0 ? "name.json\0"u8.ToArray() : []);
        header.AddRange((flags & 16) != 0 ? "a comment\0"u8.ToArray() : []);
        header.AddRange((flags & 2) != 0 ? (byte[])[0xAA, 0xBB] : []);
        return [.. header];
    }
}
