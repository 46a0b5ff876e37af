namespace CloudAudit.Decoding;

/// <summary>Finds where a record seems to begin in damaged text, from what stands before it and its first member.</summary>
internal static class RecordStart
{
    /// <summary>Bytes before the end of a text in which a start may stand unrecognised.</summary>
    public const int Reach = 256;

    /// <summary>Bytes before a start that are looked at.</summary>
    public const int Before = 64;

    /// <summary>The next start at or after <paramref name="from"/>, or -1.</summary>
    /// <param name="text">The damaged text.</param>
    /// <param name="from">Where to begin.</param>
    /// <param name="inArray">Between elements of an array, not between lines.</param>
    /// <param name="whole">The text is there from its beginning.</param>
    public static int Find(ReadOnlySpan<byte> text, int from, bool inArray, bool whole)
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
            if (Follows(text, at, inArray, whole) && BeginsRecord(text[(at + 1)..]))
            {
                return at;
            }

            at++;
        }

        return -1;
    }

    /// <summary>Whether the object that <paramref name="text"/> begins with is a log file's own, not a record.</summary>
    public static bool BeginsWrapper(ReadOnlySpan<byte> text)
    {
        text = text[1..].TrimStart(" \t\r\n"u8);
        return text.StartsWith("\"Records\""u8) || text.StartsWith("\"awsAccountId\""u8);
    }

    private static bool Follows(ReadOnlySpan<byte> text, int brace, bool inArray, bool whole)
    {
        int before = brace - 1;
        int end = Math.Max(-1, before - Before);
        while (before > end && (text[before] is (byte)' ' or (byte)'\t' or (byte)'\r'))
        {
            before--;
        }

        if (before < 0)
        {
            return whole;
        }

        // A line of a CloudWatch Logs export has its time in front.
        return text[before] == '\n'
            || (inArray ? text[before] is (byte)',' or (byte)'[' : before < brace - 1 && text[before] == 'Z');
    }

    // What CloudTrail writes first, and what is first where a tool has sorted the names.
    private static bool BeginsRecord(ReadOnlySpan<byte> text)
    {
        text = text.TrimStart(" \t\r\n"u8);
        return text.StartsWith("\"eventVersion\""u8) || text.StartsWith("\"Records\""u8) || text.StartsWith("\"awsAccountId\""u8)
            || text.StartsWith("\"version\""u8) || text.StartsWith("\"EventId\""u8) || text.StartsWith("\"eventName\""u8)
            || text.StartsWith("\"eventTime\""u8) || text.StartsWith("\"eventID\""u8) || text.StartsWith("\"userIdentity\""u8)
            || text.StartsWith("\"eventSource\""u8) || text.StartsWith("\"awsRegion\""u8) || text.StartsWith("\"additionalEventData\""u8)
            || text.StartsWith("\"apiVersion\""u8) || text.StartsWith("\"errorCode\""u8) || text.StartsWith("\"addendum\""u8);
    }
}
