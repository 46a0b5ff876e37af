using System.IO.Compression;
using CloudAudit.Decoding.Gzip;

namespace CloudAudit.Core.Tests;

public sealed class InflaterTests
{
    public static TheoryData<int, CompressionLevel, int> Cases
    {
        get
        {
            var cases = new TheoryData<int, CompressionLevel, int>();
            foreach (int seed in Enumerable.Range(0, 12))
            {
                foreach (var level in Enum.GetValues<CompressionLevel>())
                {
                    cases.Add(seed, level, seed % 3 == 0 ? 37 : seed % 3 == 1 ? 4096 : 300_000);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Inflates_what_the_framework_deflated_whatever_the_window(int seed, CompressionLevel level, int step)
    {
        byte[] data = Content(seed);
        var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, level, leaveOpen: true))
        {
            deflate.Write(data);
        }

        Assert.Equal(data, Inflate(packed.ToArray(), step, 0, out var state, out long used));
        Assert.Equal(InflateState.Done, state);
        Assert.Equal(packed.Length, used);
    }

    [Fact]
    public void Every_cut_is_told_as_truncated()
    {
        byte[] data = Content(1)[..20_000];
        var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(data);
        }

        byte[] whole = packed.ToArray();
        for (int length = 0; length < whole.Length; length++)
        {
            byte[] got = Inflate(whole[..length], 4096, 0, out var state, out _);
            Assert.Equal(InflateState.Truncated, state);
            Assert.True(data.AsSpan().StartsWith(got), $"cut at {length}");
        }
    }

    [Fact]
    public void Random_bytes_never_crash()
    {
        var random = new Random(7);
        for (int i = 0; i < 3000; i++)
        {
            byte[] junk = new byte[random.Next(1, 200)];
            random.NextBytes(junk);
            Inflate(junk, 1000, 0, out var state, out _);
            Assert.NotEqual(InflateState.Running, state);
        }
    }

    [Fact]
    public void Of_damaged_streams_the_framework_accepts_what_is_accepted_here_and_reads_the_same()
    {
        var random = new Random(8);
        byte[][] contents = [.. Enumerable.Range(0, 12).Select(Content).Where(c => c.Length > 10_000)];
        int accepted = 0;
        int refused = 0;
        for (int i = 0; i < 6000; i++)
        {
            byte[] data = contents[random.Next(contents.Length)];
            int start = random.Next(data.Length - 3000);
            data = data[start..(start + random.Next(1, 3000))];
            var packed = new MemoryStream();
            using (var deflate = new DeflateStream(packed, (CompressionLevel)random.Next(4), leaveOpen: true))
            {
                deflate.Write(data);
            }

            byte[] damaged = packed.ToArray();
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            byte[] got = Inflate(damaged, 700, 0, out var state, out _);
            byte[]? framework = Framework(damaged);
            if (state == InflateState.Done)
            {
                Assert.Equal(framework, got);
                accepted++;
            }
            else if (state == InflateState.Corrupt)
            {
                Assert.Null(framework);
                refused++;
            }
        }

        Assert.True(accepted > 500 && refused > 500, $"{accepted} accepted, {refused} refused");
    }

    // Null where the framework says that the data is invalid; it is silent where they end too early.
    private static byte[]? Framework(byte[] packed)
    {
        var result = new MemoryStream();
        try
        {
            using var inflate = new DeflateStream(new MemoryStream(packed), CompressionMode.Decompress);
            inflate.CopyTo(result);
            return result.ToArray();
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static byte[] Content(int seed)
    {
        var random = new Random(seed);
        var data = new byte[random.Next(0, 900_000)];
        int at = 0;
        while (at < data.Length)
        {
            int run = Math.Min(random.Next(1, 2000), data.Length - at);
            switch (random.Next(5))
            {
                case 0:
                    random.NextBytes(data.AsSpan(at, run));
                    break;
                case 1:
                    data.AsSpan(at, run).Fill((byte)random.Next(256));
                    break;
                case 2 when at > 40_000:
                    data.AsSpan(at - random.Next(run, 40_000), run).CopyTo(data.AsSpan(at));
                    break;
                default:
                    for (int i = 0; i < run; i++)
                    {
                        data[at + i] = (byte)"{\"eventName\":,[]}0123456789abcdef"[random.Next(33)];
                    }

                    break;
            }

            at += run;
        }

        return data;
    }

    private static byte[] Inflate(byte[] packed, int step, int inputSize, out InflateState state, out long used)
    {
        var input = new CompressedInput(inputSize == 0 ? 4096 : inputSize);
        input.Start(new MemoryStream(packed));
        var inflater = new Inflater(input);
        inflater.Start();
        var buffer = new byte[Inflater.History + step + Inflater.Slack];
        var result = new MemoryStream();
        int position = 0;
        while (inflater.State == InflateState.Running)
        {
            if (position > Inflater.History)
            {
                buffer.AsSpan(position - Inflater.History, Inflater.History).CopyTo(buffer);
                position = Inflater.History;
            }

            int filled = inflater.Inflate(buffer, 0, position, Math.Min(position + step, buffer.Length - Inflater.Slack));
            result.Write(buffer, position, filled - position);
            position = filled;
        }

        state = inflater.State;
        used = input.Offset;
        return result.ToArray();
    }
}
