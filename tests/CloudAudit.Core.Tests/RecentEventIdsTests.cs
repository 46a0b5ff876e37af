using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using CloudAudit.Reading;

namespace CloudAudit.Core.Tests;

[Collection(nameof(Alone))]
public sealed class RecentEventIdsTests
{
    [Fact]
    public void An_id_is_new_once()
    {
        var ids = new RecentEventIds();
        var random = new Random(1);
        var known = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < 200_000; i++)
        {
            string id = random.Next(3) == 0 ? $"id {random.Next(50_000)}" : new Guid(random.Next(50_000), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10).ToString();
            Assert.Equal(known.Add(id), ids.Add(id));
        }
    }

    [Fact]
    public void Ids_that_only_look_alike_are_two()
    {
        var ids = new RecentEventIds();
        foreach (string id in (string[])["0a000000-0000-0000-0000-000000000000", "0A000000-0000-0000-0000-000000000000", "{0a000000-0000-0000-0000-000000000000}",
            "0a000000000000000000000000000000", "00000000-0000-0000-0000-000000000000", "00000000-0000-0000-0000-000000000001", " ", "a", "A"])
        {
            Assert.True(ids.Add(id), id);
            Assert.False(ids.Add(id), id);
        }

        Assert.True(ids.Add(null) && ids.Add(null) && ids.Add(string.Empty) && ids.Add(string.Empty));
    }

    [Fact]
    public void A_UUID_is_its_own_key_and_nothing_else_is_taken_for_one()
    {
        var random = new Random(3);
        byte[] bytes = new byte[16];
        for (int i = 0; i < 20_000; i++)
        {
            random.NextBytes(bytes);
            string id = new Guid(bytes).ToString();
            byte[] text = Encoding.UTF8.GetBytes(id);
            Assert.True(UuidText.TryParse(text, out var number), id);
            Assert.Equal(BinaryPrimitives.ReadUInt128LittleEndian(bytes), number);
            Assert.Equal(number, RecentEventIds.Key(text));
            Assert.Equal(number, RecentEventIds.Key(id));

            // One byte of it changed: one more of its digits, or no UUID.
            int at = random.Next(text.Length);
            text[at] = (byte)random.Next(256);
            bool digits = Encoding.Latin1.GetString(text).Select((c, j) => j is 8 or 13 or 18 or 23 ? c == '-' : char.IsAsciiHexDigitLower(c)).All(d => d);
            Assert.Equal(digits, UuidText.TryParse(text, out number));
            Assert.True(!digits || number == BinaryPrimitives.ReadUInt128LittleEndian(Guid.ParseExact(Encoding.UTF8.GetString(text), "D").ToByteArray()));
        }

        Assert.False(UuidText.TryParse("0a000000-0000-0000-0000-00000000000"u8, out _));
        Assert.NotEqual(RecentEventIds.Key("00000000-0000-0000-0000-000000000007"), RecentEventIds.Key("+0000000-0000-0000-0000-000000000007"));
    }

    [Fact]
    public void The_last_ids_are_remembered_and_memory_is_bounded()
    {
        const int Remembered = 786_432;
        var ids = new RecentEventIds();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < 1_800_000; i++)
        {
            Assert.True(ids.Add(Id(i)));
            if (i >= Remembered - 1 && i % 50_000 == 0)
            {
                Assert.False(ids.Add(Id(i - Remembered + 1)));
            }
        }

        Assert.True(GC.GetTotalMemory(forceFullCollection: true) - before < 40_000_000);
        Assert.True(ids.Add(Id(0)));
        GC.KeepAlive(ids);
    }

    [Fact]
    public void Ids_made_to_collide_take_no_longer()
    {
        // Alike in their low bits, and alike in the exclusive or of their halves: what a simple hash would use.
        var ids = new RecentEventIds();
        var watch = Stopwatch.StartNew();
        for (int i = 0; i < 300_000; i++)
        {
            byte[] bytes = new byte[16];
            BitConverter.TryWriteBytes(bytes.AsSpan(3), i);
            BitConverter.TryWriteBytes(bytes.AsSpan(11), i);
            Assert.True(ids.Add(new Guid(bytes).ToString()));
        }

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"{watch.Elapsed}");
    }

    private static string Id(int i) => new Guid(i, (short)(i >> 3), 7, 1, 2, 3, 4, 5, 6, 7, 8).ToString();
}
