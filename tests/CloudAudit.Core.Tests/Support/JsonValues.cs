using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CloudAudit.Core.Tests.Support;

/// <summary>What JsonDocument finds, in the form that events have.</summary>
internal static class JsonValues
{
    /// <summary>A member's name; JsonDocument refuses half surrogate pairs, which a log may hold.</summary>
    public static string NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            string raw = member.ToString();
            int end = 1;
            while (raw[end] != '"')
            {
                end += raw[end] == '\\' ? 2 : 1;
            }

            return Unescape(raw[1..end]);
        }
    }

    public static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.String => String(value),
        _ => value.GetRawText(),
    };

    public static void AssertSame(JsonElement expected, object? actual)
    {
        switch (expected.ValueKind)
        {
            case JsonValueKind.Undefined or JsonValueKind.Null:
                Assert.Null(actual);
                break;
            case JsonValueKind.True or JsonValueKind.False:
                Assert.Equal(expected.GetBoolean(), actual);
                break;
            case JsonValueKind.String:
                Assert.Equal(String(expected), actual);
                break;
            case JsonValueKind.Number:
                AssertNumber(expected.GetRawText(), actual);
                break;
            case JsonValueKind.Array:
                var array = Assert.IsType<AuditArray>(actual);
                Assert.Equal(expected.GetRawText(), array.ToString());
                Assert.Equal(expected.GetArrayLength(), array.Count);
                int i = 0;
                foreach (var element in expected.EnumerateArray())
                {
                    AssertSame(element, array[i++]);
                }

                break;
            default:
                var members = Assert.IsType<AuditObject>(actual);
                Assert.Equal(expected.GetRawText(), members.ToString());
                var pairs = expected.EnumerateObject().ToList();
                Assert.Equal(pairs.Select(NameOf), members.Keys);
                foreach (var (pair, member) in pairs.Zip(members))
                {
                    AssertSame(pair.Value, member.Value);
                }

                break;
        }
    }

    private static void AssertNumber(string raw, object? actual)
    {
        if (long.TryParse(raw, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole))
        {
            Assert.Equal(whole, actual);
        }
        else if (raw.AsSpan().IndexOfAny('e', 'E') < 0 && decimal.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal exact))
        {
            Assert.Equal(exact, actual);
        }
        else
        {
            Assert.Equal(double.Parse(raw, CultureInfo.InvariantCulture), actual);
        }
    }

    private static string String(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return Unescape(value.GetRawText()[1..^1]);
        }
    }

    // RFC 8259 §7, with U+FFFD for half a surrogate pair.
    private static string Unescape(string raw)
    {
        var text = new StringBuilder();
        for (int i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\')
            {
                text.Append(raw[i]);
                continue;
            }

            i++;
            text.Append(raw[i] switch
            {
                'u' => (char)int.Parse(raw.AsSpan(i + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                'b' => '\b',
                'f' => '\f',
                _ => raw[i],
            });
            i += raw[i] == 'u' ? 4 : 0;
        }

        // Through runes: what is half becomes the replacement character.
        return string.Concat(text.ToString().EnumerateRunes().Select(r => r.ToString()));
    }
}
