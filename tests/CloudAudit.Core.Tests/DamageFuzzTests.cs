using System.Text;
using CloudAudit.Core.Tests.Support;
using CloudAudit.Decoding;
using CloudAudit.Filters;

namespace CloudAudit.Core.Tests;

/// <summary>Damage by chance, one byte at a time: nothing is thrown, and little is lost.</summary>
public sealed class DamageFuzzTests
{
    [Theory]
    [InlineData(0, "{\"Records\":[", ",", "]}")]
    [InlineData(1, "[", ",\n", "]")]
    [InlineData(2, "", "\n", "\n")]
    public void One_damaged_byte_costs_no_record_before_it_and_few_behind(int seed, string open, string between, string close)
    {
        var random = new Random(seed);
        int rounds = 0;
        int lost = 0;
        for (int set = 0; set < 40; set++)
        {
            // Blanks of lines inside a record would make it several lines.
            var records = new OddRecords((seed * 100) + set).Take(12).ConvertAll(r => r.Replace('\n', ' ').Replace('\r', ' '));
            byte[] whole = Encoding.UTF8.GetBytes(open + string.Join(between, records) + close);
            var limits = new DecodeLimits { WindowBytes = set % 2 == 0 ? 128 : 256 * 1024 };
            for (int round = 0; round < 40; round++)
            {
                int at = random.Next(open.Length, whole.Length);
                byte[] log = [.. whole];
                log[at] = random.Next(3) switch { 0 => (byte)random.Next(256), 1 => (byte)"{}[]\",:\\\n 1x"[random.Next(12)], _ => (byte)(log[at] ^ (1 << random.Next(8))) };
                log = random.Next(6) switch { 0 => [.. log[..at], .. log[(at + 1)..]], 1 => [.. log[..at], log[at], .. log[at..]], _ => log };
                var (events, _) = MemoryLog.Read(log, limits);
                var got = events.ConvertAll(e => e.ToJson());

                int before = 0;
                int end = open.Length;
                while (before < records.Count && (end += Encoding.UTF8.GetByteCount(records[before])) <= at)
                {
                    end += between.Length;
                    before++;
                }

                Assert.Equal(records[..before], got.Take(before));
                rounds++;
                lost += records.Skip(before + 1).Count(r => !got.Contains(r));

                // A filter that wants none reads to the end as well.
                MemoryLog.Read(log, limits, new EventQuery { EventName = ["none"], ResourceName = ["none"], Actor = ["none"], Contains = ["none"] });
            }
        }

        // Hardly one round in fifty costs a record besides the damaged one.
        Assert.True(lost < rounds / 50, $"{lost} records lost in {rounds} rounds");
    }

    [Fact]
    public void Junk_of_any_kind_is_read_to_its_end()
    {
        var random = new Random(9);
        const string Pieces = "{}[]\",:\\\n 1x";
        for (int round = 0; round < 4000; round++)
        {
            var text = new StringBuilder();
            for (int i = random.Next(60); i > 0; i--)
            {
                text.Append(random.Next(8) switch
                {
                    0 => "{\"Records\":[",
                    1 => "{\"eventVersion\":\"1\",",
                    2 => "\"detail\":{",
                    3 => "\"CloudTrailEvent\":\"{\\\"eventName\\\":1}\"",
                    4 => "\"userIdentity\":{\"type\":",
                    _ => Pieces[random.Next(Pieces.Length)].ToString(),
                });
            }

            byte[] log = Encoding.UTF8.GetBytes(text.ToString());
            var limits = new DecodeLimits { WindowBytes = 64, MaxRecordBytes = 100 };
            MemoryLog.Read(log, limits);
            MemoryLog.Read(log, query: new EventQuery { Actor = ["x"], ResourceName = ["x"], Failed = true, WriteOnly = true });
            MemoryLog.Read([0x1F, 0x8B, .. log], limits);
        }
    }
}
