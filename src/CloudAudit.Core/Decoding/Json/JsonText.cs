using System.Runtime.CompilerServices;

namespace CloudAudit.Decoding.Json;

/// <summary>What a JSON value is, told by its first byte.</summary>
internal enum JsonKind : byte
{
    None,
    Object,
    Array,
    String,
    Number,
    True,
    False,
    Null,
}

/// <summary>A value's place in its text; for a string with its quotes. Empty where there is none.</summary>
internal readonly record struct JsonSlice(int Start, int End)
{
    public bool Exists => End > Start;

    public int Length => End - Start;
}

/// <summary>JSON bytes with their structure indexed: the window of a log file, one record, or a string's inner text.</summary>
internal sealed class JsonText
{
    public byte[] Bytes { get; set; } = [];

    public StructuralIndex Index { get; } = new();

    /// <summary>Takes a text of its own, indexed whole; the buffer is kept for the next.</summary>
    public void Load(ReadOnlySpan<byte> text)
    {
        int blocks = (text.Length + StructuralIndex.BlockSize - 1) / StructuralIndex.BlockSize;
        int size = blocks * StructuralIndex.BlockSize;
        if (Bytes.Length < size)
        {
            Bytes = new byte[Math.Max(size, 4096)];
        }

        text.CopyTo(Bytes);
        IndexLoaded(text.Length);
    }

    /// <summary>Indexes the first <paramref name="length"/> bytes, which a caller has written into <see cref="Bytes"/>.</summary>
    public void IndexLoaded(int length)
    {
        int size = (length + StructuralIndex.BlockSize - 1) & ~(StructuralIndex.BlockSize - 1);
        Bytes.AsSpan(length, size - length).Fill((byte)' ');
        Index.Reserve(size);
        Index.Restart();
        Index.Append(Bytes.AsSpan(0, size), 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Span(JsonSlice slice) => Bytes.AsSpan(slice.Start, slice.End - slice.Start);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public JsonKind Kind(JsonSlice slice) => slice.Exists ? KindOf(Bytes[slice.Start]) : JsonKind.None;

    public static JsonKind KindOf(byte first) => first switch
    {
        (byte)'"' => JsonKind.String,
        (byte)'{' => JsonKind.Object,
        (byte)'[' => JsonKind.Array,
        (byte)'t' => JsonKind.True,
        (byte)'f' => JsonKind.False,
        (byte)'n' => JsonKind.Null,
        (byte)'-' or (>= (byte)'0' and <= (byte)'9') => JsonKind.Number,
        _ => JsonKind.None,
    };

    /// <summary>A string's raw text between its quotes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Inner(JsonSlice value) => Bytes.AsSpan(value.Start + 1, value.End - value.Start - 2);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int SkipSpace(int at, int end)
    {
        byte[] bytes = Bytes;
        while (at < end && bytes[at] <= (byte)' ' && bytes[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            at++;
        }

        return at;
    }

    /// <summary>The end of the value that begins at <paramref name="at"/>, or -1 where it has none before <paramref name="end"/>.</summary>
    public int ValueEnd(int at, int end)
    {
        switch (Bytes[at])
        {
            case (byte)'"':
                int quote = Index.NextQuote(at + 1, end);
                return quote < end ? quote + 1 : -1;
            case (byte)'{' or (byte)'[':
                int depth = 0;
                int deepest = 0;
                return Index.FindClose(at, end, ref depth, ref deepest);
            default:
                int start = at;
                while (at < end && Bytes[at] is not ((byte)',' or (byte)'}' or (byte)']' or (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t'))
                {
                    at++;
                }

                return at > start ? at : -1;
        }
    }
}
