namespace CloudAudit.Decoding.Gzip;

/// <summary>The symbols of DEFLATE and what each stands for (RFC 1951 §3.2.5 to §3.2.7), as table entries.</summary>
internal static class DeflateAlphabets
{
    public static uint[] CodeLengths { get; } = MakeCodeLengths();

    public static uint[] LiteralsAndLengths { get; } = MakeLiteralsAndLengths();

    public static uint[] Distances { get; } = MakeDistances();

    public static byte[] FixedLiteralLengths { get; } = MakeFixedLiteralLengths();

    public static byte[] FixedDistanceLengths { get; } = MakeFixedDistanceLengths();

    public static ReadOnlySpan<byte> CodeLengthOrder =>
        [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    private static uint[] MakeCodeLengths()
    {
        var entries = new uint[19];
        for (uint symbol = 0; symbol < 19; symbol++)
        {
            entries[symbol] = symbol << 16;
        }

        return entries;
    }

    private static uint[] MakeLiteralsAndLengths()
    {
        var entries = new uint[288];
        for (uint symbol = 0; symbol < 256; symbol++)
        {
            entries[symbol] = (symbol << 16) | HuffmanTable.Literal;
        }

        entries[256] = HuffmanTable.Stop;
        uint length = 3;
        for (int symbol = 257; symbol < 285; symbol++)
        {
            int extra = symbol < 265 ? 0 : (symbol - 261) / 4;
            entries[symbol] = (length << 16) | (uint)extra;
            length += 1u << extra;
        }

        entries[285] = 258u << 16;
        entries[286] = entries[287] = HuffmanTable.Stop | HuffmanTable.Invalid;
        return entries;
    }

    private static uint[] MakeDistances()
    {
        var entries = new uint[32];
        uint distance = 1;
        for (int symbol = 0; symbol < 30; symbol++)
        {
            int extra = symbol < 4 ? 0 : (symbol / 2) - 1;
            entries[symbol] = (distance << 16) | (uint)extra;
            distance += 1u << extra;
        }

        entries[30] = entries[31] = HuffmanTable.Stop | HuffmanTable.Invalid;
        return entries;
    }

    private static byte[] MakeFixedLiteralLengths()
    {
        var lengths = new byte[288];
        lengths.AsSpan(0, 144).Fill(8);
        lengths.AsSpan(144, 112).Fill(9);
        lengths.AsSpan(256, 24).Fill(7);
        lengths.AsSpan(280, 8).Fill(8);
        return lengths;
    }

    private static byte[] MakeFixedDistanceLengths()
    {
        var lengths = new byte[32];
        lengths.AsSpan().Fill(5);
        return lengths;
    }
}
