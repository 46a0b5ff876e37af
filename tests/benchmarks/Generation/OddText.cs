using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CloudAudit.Benchmarks.Generation;

/// <summary>Writes a record's JSON anew in ways that no serializer would: by chance, from a seeded sequence.</summary>
internal sealed class OddText(SeededRandom random)
{
    public const string Numbers =
        """{"a":0,"b":-0,"c":1.0,"d":1E2,"e":1.5e-7,"f":9007199254740993,"g":123456789012345678901234567890,"h":-1.7976931348623157e308,"i":0.1,"j":2147483648,"k":-9223372036854775808,"l":1e0}""";

    /// <summary>Levels below the record: requestParameters is the first, and CloudTrail readers stop at 64.</summary>
    private const int DeepestLevel = 59;

    private static readonly string[] _types = ["42", "-1.5e3", "true", "false", "{}", "[]", "[\"a\",null,{\"b\":[1]}]", "{\"x\":{\"y\":\"z\"}}", "[[[]]]", "\"true\"", "\"\""];

    private static readonly string[] _top =
        ["eventVersion", "userIdentity", "eventTime", "eventSource", "eventName", "awsRegion", "sourceIPAddress", "userAgent", "errorCode", "errorMessage", "requestParameters", "responseElements", "requestID", "eventID", "readOnly", "resources", "eventType", "managementEvent", "recipientAccountId", "eventCategory", "tlsDetails"];

    private int _keys;
    private int _values;
    private int _spaces;

    public static Dictionary<string, string> LoneSurrogates { get; } = new(StringComparer.Ordinal)
    {
        ["userAgent"] = @"""a\ud83db""",
        ["eventName"] = @"""\ude00""",
        ["requestParameters"] = @"{""\ud800"":""\udc00\ud800""}",
    };

    /// <summary>Per mille of keys and of string characters to escape, and of places to put whitespace in.</summary>
    public OddText With(int keys = 0, int values = 0, int spaces = 0)
    {
        _keys = keys;
        _values = values;
        _spaces = spaces;
        return this;
    }

    /// <summary>The record with fields left out, given another value (raw JSON), or added (raw members, anywhere).</summary>
    public string Write(
        JsonElement record, IReadOnlyList<string>? drop = null, Dictionary<string, string>? replace = null, IReadOnlyList<string>? extra = null, bool shuffle = false)
    {
        List<string> members = [];
        Dictionary<string, string> left = new(replace ?? [], StringComparer.Ordinal);
        foreach (JsonProperty member in record.EnumerateObject())
        {
            if (drop?.Contains(member.Name) != true)
            {
                left.Remove(member.Name, out string? value);
                members.Add($"{Space()}{Key(member.Name)}{Space()}:{Space()}{value ?? Value(member.Value)}{Space()}");
            }
        }
        members.AddRange(left.Select(pair => $"{Key(pair.Key)}:{pair.Value}"));
        foreach (string member in extra ?? [])
        {
            members.Insert(random.Next(members.Count + 1), member);
        }
        for (int i = members.Count - 1; shuffle && i > 0; i--)
        {
            int other = random.Next(i + 1);
            (members[i], members[other]) = (members[other], members[i]);
        }
        return $"{{{string.Join(',', members)}{Space()}}}";
    }

    public string Pretty(JsonElement record)
    {
        string text = JsonSerializer.Serialize(record, _pretty);
        return random.Next(2) == 0 ? text : text.Replace("\n", "\r\n", StringComparison.Ordinal).Replace("  ", "\t", StringComparison.Ordinal);
    }

    /// <summary>Some of the names a record has, or could have, at its top.</summary>
    public List<string> SomeFields(JsonElement record)
    {
        List<string> names = [.. record.EnumerateObject().Select(member => member.Name).Where(_ => random.Next(4) == 0)];
        names.Add(random.Pick(_top));
        return [.. names.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Keys a second time with other values, some of them escaped: the last one counts for JsonElement.</summary>
    public List<string> Duplicates(JsonElement record)
    {
        List<string> members = [$"{Key("eventName")}:\"DuplicateName\"", "\"event\\u004eame\":\"EscapedDuplicate\""];
        foreach (string name in SomeFields(record))
        {
            members.Add($"\"{name}\":{random.Pick(_types)}");
        }
        members.Add("\"requestParameters\":{\"a\":1,\"a\":2,\"\\u0061\":3,\"bucketName\":\"one\",\"bucketName\":\"two\"}");
        return members;
    }

    public List<string> FutureFields()
    {
        List<string> members = ["\"eventContext\":{\"requestContext\":{\"aws:SourceVpc\":\"vpc-1\"},\"tagContext\":{\"resourceTags\":[{\"tags\":{\"eventName\":\"NotThisOne\"}}]}}"];
        int count = random.Next(1, 6);
        for (int i = 0; i < count; i++)
        {
            members.Add($"\"future{random.Next(1000)}\":{random.Pick(_types)}");
        }
        members.Add("\"EventName\":\"OtherCase\"");
        members.Add("\"eventname\":\"lower\"");
        members.Add("\"detail\":{\"eventName\":\"Inner\",\"eventID\":\"inner\",\"userIdentity\":{\"type\":\"Root\"}}");
        return members;
    }

    /// <summary>Objects and arrays in each other, down to the depth readers must take.</summary>
    public string Nested()
    {
        int levels = random.Next(2, DeepestLevel + 1);
        StringBuilder text = new();
        Stack<char> open = new();
        for (int i = 0; i < levels; i++)
        {
            // The top stays an object, as requestParameters is.
            bool array = i > 0 && random.Next(2) == 0;
            text.Append(array ? "[" : $"{{\"k{i}\":");
            open.Push(array ? ']' : '}');
        }
        text.Append("\"bottom\"");
        while (open.TryPop(out char close))
        {
            text.Append(close == ']' && random.Next(3) == 0 ? ",null" : string.Empty);
            text.Append(close);
        }
        return text.ToString();
    }

    public Dictionary<string, string> OtherTypes(JsonElement record)
    {
        Dictionary<string, string> values = SomeFields(record).ToDictionary(name => name, _ => random.Pick(_types), StringComparer.Ordinal);
        values[random.Pick(["eventName", "eventTime", "eventID", "sourceIPAddress", "readOnly", "errorCode"])] = random.Pick(_types);
        values["userIdentity"] = random.Next(3) == 0 ? "\"AROA\"" : $"{{\"type\":{random.Pick(_types)},\"arn\":{random.Pick(_types)},\"accountId\":{random.Next(1_000_000)},\"sessionContext\":{random.Pick(_types)}}}";
        values["resources"] = random.Pick(["{\"ARN\":\"arn:aws:s3:::a\"}", "\"arn\"", "[1,\"x\",null,[]]", "[{\"ARN\":5},{\"arn\":\"lower\"}]"]);
        return values;
    }

    /// <summary>Longer than CloudTrail's own limits and than a reader's window.</summary>
    public Dictionary<string, string> HugeStrings()
    {
        int length = random.Next(60_000, 400_000);
        string fill = random.Pick([new string('x', length), Repeat(@"\""\\", length), Repeat("\u00e9\u6771", length), Repeat(@"\u0041\n", length), Repeat("{[,:", length)]);
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [random.Pick(["userAgent", "errorMessage", "eventName"])] = $"\"{fill}\"",
            ["requestParameters"] = $"{{\"policyDocument\":\"{fill}\",\"after\":\"here\"}}",
        };
    }

    public Dictionary<string, string> UnicodeStrings() => new(StringComparer.Ordinal)
    {
        ["userAgent"] = "\"\U0001F680 \u6771\u4eac M\u00fcnchen \u200b\u202e\ufeff\u2028 \u007f\"",
        ["errorMessage"] = @"""\ud83d\ude80 \u00e9\u6771\u0000\u001f\b\f\n\r\t\/\\\""""",
        ["eventName"] = random.Pick(["\"D\u00e9l\u00e9teTrail\"", @"""\u0044eleteTrail""", "\"\u0130STANBUL\"", "\"stra\u00dfe\"", @"""Delete\u0054rail"""]),
        ["requestParameters"] = "{\"\u6771\":\"\U0001F600\",\"\\ud83d\\ude00\":\"\\u6771\",\"a.b\":{\"c d\":\"dot\"},\"*\":\"?\"}",
    };

    /// <summary>Strings that hold what a careless reader takes for structure.</summary>
    public Dictionary<string, string> LookAlikes() => new(StringComparer.Ordinal)
    {
        ["userAgent"] = random.Pick(
        [
            @"""\"",\""eventName\"":\""DeleteTrail\"",\""x\"":\""""",
            @"""}]},{\""eventVersion\"":\""1.08\"",""",
            @"""\\""",
            @"""\\\""\\\\""",
            @"""{\""Records\"":[{\""eventName\"":\""StopLogging\""}]}""",
        ]),
        ["requestParameters"] = """{"eventName":"NotTheTop","userIdentity":{"type":"Root"},"Records":[{"eventID":"inner"}],"s":"][}{,:","n":[{"eventName":"a"},{"eventName":"b"}]}""",
        ["responseElements"] = """[{"eventVersion":"1.08","eventName":"Inner"}]""",
    };

    public Dictionary<string, string> EmptyContainers() => new(StringComparer.Ordinal)
    {
        ["userIdentity"] = "{}",
        ["requestParameters"] = random.Pick(["{}", "[]", "{\"a\":{},\"b\":[],\"c\":[{}]}", "{ }"]),
        ["responseElements"] = "[ ]",
        ["resources"] = random.Pick(["[]", "[{}]", "[null]"]),
        ["additionalEventData"] = "{}",
    };

    public string Time() => random.Pick(
        ["\"2025-06-02T10:11:12.345Z\"", "\"2025-06-02T10:11:12+00:00\"", "\"2025-06-02T12:11:12+02:00\"", "\"2025-06-02 10:11:12\"", "\"2025-02-30T00:00:00Z\"", "\"yesterday\"", "1748859072", "\"9999-12-31T23:59:59Z\"", "\"0001-01-01T00:00:00Z\"", "\"2025-06-02t10:11:12z\"", "\"2025-06-02T10:11:60Z\""]);

    public string Version() => random.Pick(["\"1.09\"", "\"1.0\"", "\"1.01\"", "\"1.10\"", "\"1.11\"", "\"2.0\"", "\"1\"", "1.08", "\"one\"", "\"1.08.3\""]);

    private static readonly JsonSerializerOptions _pretty = new() { WriteIndented = true, NewLine = "\n", Encoder = RecordWriter.Encoder };

    private static string Repeat(string unit, int length) => new StringBuilder(length + unit.Length).Insert(0, unit, length / unit.Length).ToString();

    private string Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => $"{{{string.Join(',', value.EnumerateObject().Select(member => $"{Space()}{Key(member.Name)}{Space()}:{Space()}{Value(member.Value)}"))}{Space()}}}",
        JsonValueKind.Array => $"[{string.Join(',', value.EnumerateArray().Select(item => $"{Space()}{Value(item)}{Space()}"))}]",
        JsonValueKind.String when _values > 0 => Escaped(value.GetString()!, _values),
        _ => value.GetRawText(),
    };

    private string Key(string name) => random.Chance(_keys) ? Escaped(name, 400) : Escaped(name, 0);

    private string Space()
    {
        StringBuilder text = new();
        while (random.Chance(_spaces))
        {
            text.Append(" \t\r\n"[random.Next(4)]);
        }
        return text.ToString();
    }

    private string Escaped(string text, int perMille)
    {
        StringBuilder result = new("\"");
        foreach (char c in text)
        {
            // Both halves of a surrogate pair, or neither: half a pair is no UTF-8.
            bool escape = char.IsSurrogate(c) ? perMille > 0 : random.Chance(perMille);
            if (escape || c < ' ')
            {
                result.Append("\\u").Append(((int)c).ToString(random.Next(2) == 0 ? "x4" : "X4", CultureInfo.InvariantCulture));
            }
            else if (c is '"' or '\\' || (c == '/' && perMille > 0 && random.Next(2) == 0))
            {
                result.Append('\\').Append(c);
            }
            else
            {
                result.Append(c);
            }
        }
        return result.Append('"').ToString();
    }
}
