using CloudAudit.Decoding.Gzip;

namespace CloudAudit.Core.Tests;

public sealed class Crc32Tests
{
    [Theory]
    [InlineData("", 0x00000000u)]
    [InlineData("a", 0xE8B7BE43u)]
    [InlineData("123456789", 0xCBF43926u)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0x414FA339u)]
    public void Known_texts_have_their_known_checksum(string text, uint expected)
    {
        byte[] data = System.Text.Encoding.ASCII.GetBytes(text);
        Assert.Equal(expected, Crc32.Append(0, data));
        Assert.Equal(expected, Crc32.AppendPortable(0, data));
    }

    [Fact]
    public void The_vector_path_agrees_with_the_definition_at_every_length()
    {
        byte[] data = new byte[5000];
        new Random(3).NextBytes(data);
        foreach (int length in Enumerable.Range(0, 601).Concat([1023, 1024, 4095, 4096, 5000]))
        {
            uint expected = BitByBit(data.AsSpan(0, length));
            Assert.Equal(expected, Crc32.Append(0, data.AsSpan(0, length)));
            Assert.Equal(expected, Crc32.AppendPortable(0, data.AsSpan(0, length)));
        }
    }

    [Fact]
    public void Pieces_give_the_checksum_of_the_whole()
    {
        byte[] data = new byte[20_000];
        var random = new Random(4);
        random.NextBytes(data);
        uint expected = BitByBit(data);
        for (int round = 0; round < 50; round++)
        {
            uint crc = 0;
            for (int at = 0; at < data.Length;)
            {
                int piece = Math.Min(random.Next(0, 700), data.Length - at);
                crc = Crc32.Append(crc, data.AsSpan(at, piece));
                at += piece;
            }

            Assert.Equal(expected, crc);
        }
    }

    // RFC 1952 §8, without tables.
    private static uint BitByBit(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in data)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320u : crc >> 1;
            }
        }

        return ~crc;
    }
}
