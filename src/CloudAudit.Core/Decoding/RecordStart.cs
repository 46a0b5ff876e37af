namespace CloudAudit.Decoding;

/// <summary>Finds where a record seems to begin in damaged text, from what stands before it and its first member.</summary>
internal static class RecordStart
{
    /// <summary>Bytes before the end of a text in which a start may stand unrecognised.</summary>
    public const int Reach = 256;

    /// <summary>The next start at or after <paramref name="from"/>, or -1.</summary>
    /// <param name="text">The damaged text.</param>
    /// <param name="from">Where to begin.</param>
    /// <param name="inArray">Between elements of an array, not between lines.</param>
    public static int Find(ReadOnlySpan<byte> text, int from, bool inArray)
    {
        int at = Math.Max(0, from);
        while (at < text.Length)
        {
            int brace = text[at..].IndexOf((byte)'{');
            if (brace < 0)
            {
                return -1;
            }

            at += brace;
            if (Follows(text, at, inArray) && BeginsRecord(text[(at + 1)..]))
            {
                return at;
            }

            at++;
        }

        return -1;
    }

    private static bool Follows(ReadOnlySpan<byte> text, int brace, bool inArray)
    {
        int before = brace - 1;
        while (before >= 0 && text[before] is (byte)' ' or (byte)'\t' or (byte)'\r')
        {
            before--;
        }

        // A line of a CloudWatch Logs export has its time in front.
        return before < 0
            || text[before] == '\n'
            || (inArray ? text[before] is (byte)',' or (byte)'[' : before < brace - 1 && text[before] == 'Z');
    }

    private static bool BeginsRecord(ReadOnlySpan<byte> text)
    {
        text = text.TrimStart(" \t\r\n"u8);
        return text.StartsWith("\"eventVersion\""u8) || text.StartsWith("\"awsAccountId\""u8) || text.StartsWith("\"Records\""u8)
            || text.StartsWith("\"version\""u8) || text.StartsWith("\"EventId\""u8) || text.StartsWith("\"eventName\""u8)
            || text.StartsWith("\"eventTime\""u8) || text.StartsWith("\"eventID\""u8) || text.StartsWith("\"userIdentity\""u8)
            || text.StartsWith("\"eventSource\""u8);
    }
}
