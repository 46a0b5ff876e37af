using System.Globalization;
using System.Text;

namespace CloudAudit.Core.Tests.Support;

/// <summary>
/// Makes CloudTrail records that are valid JSON and as odd as JSON allows: escaped names, duplicates, deep nesting,
/// blanks everywhere, every form of string and number. The same seed makes the same records.
/// </summary>
internal sealed class OddRecords(int seed)
{
    private static readonly string[] Members =
    [
        "eventTime", "eventSource", "eventName", "awsRegion", "sourceIPAddress", "userAgent", "errorCode", "errorMessage",
        "requestParameters", "responseElements", "additionalEventData", "requestID", "eventID", "readOnly", "resources",
        "userIdentity", "eventType", "managementEvent", "recipientAccountId", "tlsDetails", "aMemberOfTheFuture", "",
    ];

    private static readonly string[] Pieces =
    [
        "a", "GetObject", " ", "{", "}", "[", "]", ",", ":", "\\\"", "\\\\", "\\\\\\\\\\\"", "\\/", "\\n", "\\t\\r\\b\\f",
        "\\u0041", "\\u00e9", "\\ud83d\\ude00", "\\uD800", "\\udc00", "\u00e9", "\u6f22\u5b57", "\U0001F600", "arn:aws:iam::123456789012:role/x",
        "{\\\"eventVersion\\\":\\\"1.08\\\"}", "\\u0022", "\\u005c", "\u2028", "\u007f",
    ];

    private static readonly string[] Numbers =
    [
        "0", "-0", "1", "-17", "1.0", "0.10", "1e5", "1E+2", "2.5e-7", "9223372036854775807", "9223372036854775808",
        "-9223372036854775808", "12345678901234567890123456789", "1e400", "0.1234567890123456789012345678901234567890",
    ];

    private readonly Random _random = new(seed);

    /// <summary>Records as JSON text.</summary>
    public List<string> Take(int count) => [.. Enumerable.Range(0, count).Select(_ => Record())];

    public string Record()
    {
        // Blanks of one kind for a whole record, so that most records stay compact.
        bool blanks = _random.Next(4) == 0;
        var text = new StringBuilder("{").Append(Blank(blanks)).Append("\"eventVersion\"").Append(Blank(blanks)).Append(":\"1.08\"");
        int members = _random.Next(20);
        for (int i = 0; i < members; i++)
        {
            text.Append(Blank(blanks)).Append(',').Append(Blank(blanks)).Append('"')
                .Append(Escaped(Members[_random.Next(Members.Length)])).Append('"')
                .Append(Blank(blanks)).Append(':').Append(Blank(blanks));
            Value(text, depth: 2, blanks);
        }

        switch (_random.Next(12))
        {
            case 0:
                // Deep, to the last level that is allowed.
                int levels = 63;
                text.Append(",\"deep\":");
                text.Insert(text.Length, "[", levels).Insert(text.Length, "]", levels);
                break;
            case 1:
                text.Append(",\"long\":\"").Append('x', _random.Next(3000)).Insert(text.Length, "\\\\", _random.Next(200)).Append('"');
                break;
        }

        return text.Append(Blank(blanks)).Append('}').ToString();
    }

    private void Value(StringBuilder text, int depth, bool blanks)
    {
        int kind = _random.Next(depth > 6 ? 5 : 8);
        switch (kind)
        {
            case 0:
                text.Append(Numbers[_random.Next(Numbers.Length)]);
                return;
            case 1:
                text.Append(_random.Next(3) switch { 0 => "true", 1 => "false", _ => "null" });
                return;
            case 2 or 3 or 4:
                String(text);
                return;
            case 5:
                Several('[', ']', named: false);
                return;
            default:
                Several('{', '}', named: true);
                return;
        }

        void Several(char open, char close, bool named)
        {
            text.Append(open).Append(Blank(blanks));
            int count = _random.Next(5);
            for (int i = 0; i < count; i++)
            {
                text.Append(i > 0 ? "," : string.Empty).Append(Blank(blanks));
                if (named)
                {
                    String(text);
                    text.Append(Blank(blanks)).Append(':').Append(Blank(blanks));
                }

                Value(text, depth + 1, blanks);
                text.Append(Blank(blanks));
            }

            text.Append(close);
        }
    }

    private void String(StringBuilder text)
    {
        text.Append('"');
        for (int i = _random.Next(6); i > 0; i--)
        {
            text.Append(Pieces[_random.Next(Pieces.Length)]);
        }

        text.Append('"');
    }

    private string Escaped(string name)
    {
        if (name.Length == 0 || _random.Next(5) != 0)
        {
            return name;
        }

        int at = _random.Next(name.Length);
        return string.Create(CultureInfo.InvariantCulture, $"{name[..at]}\\u{(int)name[at]:x4}{name[(at + 1)..]}");
    }

    private string Blank(bool blanks) => blanks ? _random.Next(6) switch { 0 => " ", 1 => "\n", 2 => "\r\n  ", 3 => "\t", _ => string.Empty } : string.Empty;
}
