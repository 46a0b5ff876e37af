using System.Runtime.Intrinsics;
using CloudAudit.Decoding.Json;

namespace CloudAudit.Core.Tests;

public sealed class StructuralIndexTests
{
    private const int Block = StructuralIndex.BlockSize;

    [Theory]
    [InlineData(nameof(StructuralIndex.Kernel.Portable))]
    [InlineData(nameof(StructuralIndex.Kernel.Vector128))]
    [InlineData(nameof(StructuralIndex.Kernel.Vector256))]
    [InlineData(nameof(StructuralIndex.Kernel.Vector512))]
    public void Every_kernel_marks_what_a_plain_scan_marks(string name)
    {
        var kernel = Enum.Parse<StructuralIndex.Kernel>(name);
        var random = new Random(11);
        for (int round = 0; round < 600; round++)
        {
            byte[] text = Text(random, random.Next(1, 9) * Block);
            var (quotes, opens, closes) = Scan(text);
            var index = new StructuralIndex();
            index.Reserve(text.Length);

            // In pieces of whole blocks, as a window fills: the state goes from one to the next.
            for (int at = 0; at < text.Length;)
            {
                int piece = Math.Min(text.Length - at, random.Next(1, 4) * Block);
                index.Append(text.AsSpan(at, piece), at / Block, kernel);
                at += piece;
            }

            Assert.Equal(quotes, index.Quotes[..quotes.Length]);
            Assert.Equal(opens, index.Opens[..opens.Length]);
            Assert.Equal(closes, index.Closes[..closes.Length]);
        }
    }

    [Fact]
    public void Backslash_runs_of_every_length_end_right_at_every_place_of_a_block()
    {
        for (int start = 0; start < 2 * Block; start++)
        {
            for (int run = 0; run < Block + 3; run++)
            {
                byte[] text = new byte[4 * Block];
                text.AsSpan().Fill((byte)'"');
                text.AsSpan(start, run).Fill((byte)'\\');
                var index = Index(text);
                Assert.Equal(Scan(text).Quotes, index.Quotes[..4]);
            }
        }
    }

    [Fact]
    public void Closing_brackets_and_quotes_are_found_where_a_plain_scan_finds_them()
    {
        var random = new Random(5);
        for (int round = 0; round < 3000; round++)
        {
            byte[] text = Text(random, random.Next(1, 6) * Block);
            var (quotes, opens, closes) = Scan(text);
            var index = Index(text);
            int from = random.Next(text.Length);
            int end = random.Next(from, text.Length + 1);
            int depth = random.Next(0, 4);
            int split = random.Next(from, end + 1);

            int expectedDepth = depth;
            int expectedDeepest = depth;
            int expected = -1;
            for (int i = from; i < end && expected < 0; i++)
            {
                expectedDepth += Bit(opens, i) ? 1 : Bit(closes, i) ? -1 : 0;
                expectedDeepest = Math.Max(expectedDeepest, expectedDepth);
                expected = Bit(closes, i) && expectedDepth == 0 ? i + 1 : -1;
            }

            int got = depth;
            int deepest = depth;
            int close = index.FindClose(from, split, ref got, ref deepest);
            close = close >= 0 ? close : index.FindClose(split, end, ref got, ref deepest);
            Assert.Equal(expected, close);
            Assert.Equal(expectedDepth, got);
            Assert.True(deepest >= expectedDeepest);

            int quote = from;
            while (quote < end && !Bit(quotes, quote))
            {
                quote++;
            }

            Assert.Equal(quote, index.NextQuote(from, end));
        }
    }

    [Fact]
    public void The_best_kernel_is_one_that_the_processor_has() =>
        Assert.True(StructuralIndex.Best == StructuralIndex.Kernel.Portable || Vector128.IsHardwareAccelerated);

    private static bool Bit(ulong[] words, int at) => (words[at / Block] >> (at % Block) & 1) != 0;

    private static StructuralIndex Index(byte[] text)
    {
        var index = new StructuralIndex();
        index.Reserve(text.Length);
        index.Append(text, 0);
        return index;
    }

    private static byte[] Text(Random random, int length)
    {
        byte[] text = new byte[length];
        string letters = random.Next(3) switch { 0 => "\\\\\\\\\"", 1 => "{}[]\"a,:", _ => "{}[]\"\\abc ,:;\u007f<>" };
        for (int i = 0; i < length; i++)
        {
            text[i] = random.Next(8) == 0 ? (byte)random.Next(256) : (byte)letters[random.Next(letters.Length)];
        }

        return text;
    }

    // What the masks mean, byte by byte: a quote counts unless an odd run of backslashes stands before it.
    private static (ulong[] Quotes, ulong[] Opens, ulong[] Closes) Scan(byte[] text)
    {
        var quotes = new ulong[text.Length / Block];
        var opens = new ulong[quotes.Length];
        var closes = new ulong[quotes.Length];
        bool escaped = false;
        bool inString = false;
        for (int i = 0; i < text.Length; i++)
        {
            ulong bit = 1UL << (i % Block);
            bool taken = escaped;
            escaped = text[i] == '\\' && !escaped;
            if (text[i] == '"' && !taken)
            {
                quotes[i / Block] |= bit;
                inString = !inString;
            }
            else if (!inString && text[i] is (byte)'{' or (byte)'[')
            {
                opens[i / Block] |= bit;
            }
            else if (!inString && text[i] is (byte)'}' or (byte)']')
            {
                closes[i / Block] |= bit;
            }
        }

        return (quotes, opens, closes);
    }
}
