using System.Globalization;
using System.Text;
using System.Text.Json;
using CloudAudit.Rules;

namespace CloudAudit.Core.Tests.Rules;

/// <summary>Events of odd shapes, and rules over them that use every modifier and condition; the same for the same seed.</summary>
internal sealed class RandomRules(int seed)
{
    public static readonly Dictionary<string, string[]> Placeholders = new(StringComparer.Ordinal)
    {
        ["admins"] = ["alice", "svc-*", "b?b"],
        ["service"] = ["iam.amazonaws.com"],
        ["office"] = ["10.0.0.0/8", "2001:db8::/32"],
    };

    private static readonly string[] Paths =
    [
        "eventName", "eventName", "eventSource", "userAgent", "userIdentity.arn", "userIdentity.type", "errorCode", "errorMessage",
        "sourceIPAddress", "eventTime", "readOnly", "requestParameters", "requestParameters.userName", "requestParameters.items.name",
        "requestParameters.items", "requestParameters.count", "responseElements.data", "responseElements", "additional.deep.er.x", "resources.ARN", "eventVersion",
    ];

    private static readonly string[] Words =
    [
        "CreateUser", "createuser", "DeleteTrail", "PutBucketPolicy", "iam.amazonaws.com", "s3.amazonaws.com", "alice", "svc-build", "bob",
        "arn:aws:iam::111122223333:user/alice", "arn:aws:sts::111122223333:assumed-role/aws:x/i-0", "aws-cli/2.15.0 Python/3.11", "S3 Browser 9-5-5",
        "203.0.113.7", "10.1.2.3", "2001:db8::1", "::ffff:10.0.0.9", "AWS Internal", "1", "10.1", "true", "True", "false", "null", "0", "42", "42.0", "-7", "1e3", "1000",
        "12345678901234567890123456789012", "1e400", "2026-03-01T22:15:00Z", "2024-12-30", "2026-06-09 07:05", "2026-02-30T01:02:03Z", "2026-01-01T00:00:00.5+02:00",
        "a*b", @"C:\Temp\x", @"\\host\share", "what?", "100%", "%admins%", "-enc -w / –x", "", " ", "é", "É", "straße", "STRASSE", "ﬁ", "ı", "İ", "ſ", "K", "\u212A", "µ", "Μ",
        "\uF8FF", "漢字", "😀", "a\nb", "tab\there", "\"quoted\"", "<tag>", "{\"a\":1}", "Y3JlYXRldXNlcg==", "cmd", "c\0m\0d\0", "\0c\0m\0d", "ÿþc\0m\0d\0", "{}",
    ];

    /// <summary>Chains of modifiers that make sense; "+" stands for any of all, neq and none before or behind.</summary>
    private static readonly string[] Chains =
    [
        "", "", "", "", "cased", "contains", "contains", "startswith", "endswith", "contains|cased", "cased|startswith", "cased|endswith",
        "windash", "windash|contains", "contains|windash", "windash|startswith|cased", "base64", "base64|contains", "base64offset|contains", "base64offset|contains|cased",
        "wide", "utf16le|contains", "utf16be", "utf16", "utf16|base64offset|contains", "wide|base64offset|contains", "utf16be|base64|cased", "windash|base64offset|contains",
        "base64|base64", "expand", "expand|contains", "contains|expand", "expand|cased", "re", "re|i", "re|m|s", "re|i|s", "re|startswith", "re|endswith", "re|contains", "re|expand",
        "lt", "lte", "gt", "gte", "minute", "hour", "day", "week", "month", "year", "hour|gte", "minute|lt", "day|lte", "year|gt", "week|gte",
        "cidr", "cidr|expand", "expand|cidr", "fieldref", "fieldref|startswith", "fieldref|endswith", "fieldref|contains", "fieldref|cased", "exists",
    ];

    private static readonly string[] Expressions =
    [
        "create", "^Create", "User$", "[a-z]+-[a-z]+", "^arn:aws:(iam|sts)::[0-9]{12}:", "a.b", "a|b|c", "(ali|bo)b?", ".+:assumed-role/aws:.+", "^$", "^b", "\\\\Temp", "é", "K", "x{2,3}", "[^a-z]",
    ];

    private static readonly string[] Conditions =
    [
        "a", "a and b", "a or b", "a and not b", "not a", "not (a and b)", "a or b and c", "(a or b) and c", "not a and not b or c", "1 of them", "all of them",
        "1 of sel*", "all of sel*", "1 of *", "a and not 1 of sel*", "1 of sel_* or all of *x", "not not a", "(((a)))", "1 of _h*", "_h or a", "all of sel* and not _h",
    ];

    private readonly Random _random = new(seed);

    public string Event()
    {
        bool blanks = Chance(8);
        var text = new StringBuilder("{");
        foreach (string member in (ReadOnlySpan<string>)["eventVersion", "userIdentity", "eventTime", "eventSource", "eventName", "eventName", "userAgent", "sourceIPAddress", "errorCode", "errorMessage", "readOnly", "requestParameters", "responseElements", "resources", "additional"])
        {
            if (Chance(5))
            {
                continue;
            }

            text.Append(text.Length > 1 ? "," : string.Empty).Append(blanks ? "\n  " : string.Empty).Append(String(member)).Append(blanks ? " : " : ":").Append(Member(member));
        }

        return text.Append(blanks ? "\n}" : "}").ToString();
    }

    /// <param name="number">The rule's number.</param>
    /// <param name="modifiers">Counts how often each chain is used.</param>
    public DetectionRule Rule(int number, Dictionary<string, int> modifiers)
    {
        string[] names = ["a", "b", "c", "sel_1", "sel_2x", "_h"];
        string[] conditions = [.. Enumerable.Range(0, Chance(6) ? 2 : 1).Select(_ => Pick(Conditions))];
        return new DetectionRule
        {
            Title = string.Create(CultureInfo.InvariantCulture, $"{number}: {string.Join(" / ", conditions)}"),
            LogSource = LogSource.CloudTrail,
            Selections = names.ToDictionary(n => n, _ => Selection(modifiers), StringComparer.Ordinal),
            Conditions = [.. conditions.Select(ConditionParser.Parse)],
            Source = new RuleSource("generated", string.Empty),
        };
    }

    public static string Describe(DetectionRule rule)
    {
        return rule.Title + "\n" + string.Join('\n', rule.Selections.Select(s => $"{s.Key}: {Say(s.Value)}"));

        static string Say(Selection selection) => selection switch
        {
            SelectionMap map => string.Join(" AND ", map.Tests.Select(t => $"{string.Join('|', t.Modifiers.Prepend(t.Field))}: [{string.Join(", ", t.Values.Select(v => $"{v.Kind} {JsonSerializer.Serialize(v.Text)}"))}]")),
            SelectionList list => string.Join(" OR ", list.Items.Select(i => $"({Say(i)})")),
            _ => selection.ToString()!,
        };
    }

    private Selection Selection(Dictionary<string, int> modifiers) =>
        Chance(5)
            ? new SelectionList([.. Enumerable.Range(0, 1 + _random.Next(3)).Select(_ => Map(modifiers))])
            : Map(modifiers);

    private SelectionMap Map(Dictionary<string, int> modifiers) => new([.. Enumerable.Range(0, 1 + _random.Next(2)).Select(_ => Test(modifiers))]);

    private FieldTest Test(Dictionary<string, int> modifiers)
    {
        string chain = Pick(Chains);
        var names = chain.Split('|', StringSplitOptions.RemoveEmptyEntries).ToList();
        bool keywords = Chance(30) && !names.Exists(n => n is "lt" or "lte" or "gt" or "gte" or "minute" or "hour" or "day" or "week" or "month" or "year" or "cidr" or "fieldref" or "exists");
        int count = names.Contains("exists") ? 1 : 1 + (Chance(2) ? 0 : _random.Next(3));
        List<RuleValue> values = names.Count == 0 && !keywords && Chance(10) ? [RuleValue.Null()] : [.. Enumerable.Range(0, count).Select(_ => Value(names))];
        if (!names.Contains("exists") && !values.Exists(v => v.IsNull) && Chance(5))
        {
            names.Insert(Chance(2) ? 0 : names.Count, "all");
        }

        if (!names.Contains("exists") && Chance(6))
        {
            names.Insert(Chance(2) ? 0 : names.Count, "neq");
        }

        modifiers[chain] = modifiers.GetValueOrDefault(chain) + 1;
        return new FieldTest(keywords ? string.Empty : Path(names), names, values);
    }

    private string Path(List<string> names) =>
        names.Exists(n => n is "minute" or "hour" or "day" or "week" or "month" or "year") ? "eventTime"
        : names.Contains("cidr") ? "sourceIPAddress"
        : names.Exists(n => n is "lt" or "lte" or "gt" or "gte") && Chance(2) ? "requestParameters.count"
        : Pick(Paths);

    private RuleValue Value(List<string> names)
    {
        if (names.Contains("exists"))
        {
            return RuleValue.Of(Chance(2));
        }

        if (names.Exists(n => n is "minute" or "hour" or "day" or "week" or "month" or "year"))
        {
            return RuleValue.Of(names.Contains("year") ? 2026 : names.Contains("minute") || names.Contains("hour") ? Pick([0, 5, 7, 15, 22]) : Pick([1, 2, 3, 9, 10]));
        }

        if (names.Exists(n => n is "lt" or "lte" or "gt" or "gte"))
        {
            return RuleValue.Of(Pick([0m, 42m, 41.5m, -7m, 1000m, 1e27m]));
        }

        bool expands = names.Contains("expand");
        if (names.Contains("cidr"))
        {
            return RuleValue.Of(expands && Chance(2) ? "%office%" : Pick(["10.0.0.0/8", "203.0.113.0/24", "203.0.113.7", "2001:db8::/32", "0.0.0.0/0", "::/0", "10.1.2.3/32", "::1/128"]));
        }

        if (names.Contains("fieldref"))
        {
            return RuleValue.Of(Pick(Paths));
        }

        if (names.Contains("re"))
        {
            return RuleValue.Of(expands && Chance(2) ? Pick(["^%admins%$", "/%admins%", "%service%"]) : Pick(Expressions));
        }

        if (expands)
        {
            return RuleValue.Of(Pick(["%admins%", "%service%", "user/%admins%", "%admins%-%admins%", "alice"]));
        }

        if (names.Count == 0 && Chance(6))
        {
            return Chance(2) ? RuleValue.Of(Chance(2)) : RuleValue.Of(Pick([42m, 42.0m, 0m, -7m, 1000m]));
        }

        bool encodes = names.Exists(n => n is "base64" or "base64offset");
        string text = Word();
        if (encodes)
        {
            return RuleValue.Of(Escaped(text.Length < 2 ? "cmd" : text.Length > 40 ? text[..40] : text));
        }

        return RuleValue.Of(_random.Next(6) switch
        {
            0 => Escaped(Part(text)),
            1 => Escaped(Part(text)) + "*",
            2 => "*" + Escaped(Part(text)) + "*",
            3 when text.Length > 2 => Escaped(text[..1]) + "?" + Escaped(text[2..]),
            4 => Pick(["*", "**", "?", "?*", "", "a**b", "*e*e*", @"*\*", @"\\*", @"*\\*", @"\?", @"\", "*\"*\"*", "\"eventName\":", "*:*"]),
            _ => Escaped(text),
        });
    }

    private string Member(string member) => member switch
    {
        _ when Chance(12) => Any(0),
        "eventVersion" => "\"1.11\"",
        "eventName" => String(Pick(["CreateUser", "DeleteTrail", "PutBucketPolicy", "createuser", "CreateUser"])),
        "eventSource" => String(Pick(["iam.amazonaws.com", "s3.amazonaws.com"])),
        "eventTime" => String(Pick(["2026-03-01T22:15:00Z", "2024-12-30", "2026-06-09 07:05", "2026-02-30T01:02:03Z", "2025-10-10T05:07:59Z"])),
        "sourceIPAddress" => String(Pick(["203.0.113.7", "10.1.2.3", "2001:db8::1", "::ffff:10.0.0.9", "AWS Internal", "1", "10.1", "::", "010.1.2.3"])),
        "userIdentity" => $"{{\"type\":{String(Pick(["IAMUser", "Root", "AssumedRole"]))},\"arn\":{String(Word())},\"userName\":{String(Word())}}}",
        "readOnly" => Pick(["true", "false", "null", "\"true\"", "\"False\""]),
        "requestParameters" or "additional" => Any(1),
        "responseElements" => $"{{\"data\":{String(Encoded())},\"x\":{Any(2)}}}",
        "resources" => $"[{{\"ARN\":{String(Word())}}},{{\"ARN\":{Any(2)}}}]",
        _ => String(Word()),
    };

    private string Any(int depth) => _random.Next(depth > 3 ? 6 : 10) switch
    {
        0 => Pick(["0", "42", "42.0", "4.2e1", "-7", "1000", "1e3", "1e400", "-1E+400", "12345678901234567890123456789012", "0.5"]),
        1 => Pick(["true", "false", "null"]),
        < 6 => String(Word()),
        < 7 => "[" + string.Join(Chance(4) ? " , " : ",", Enumerable.Range(0, _random.Next(4)).Select(_ => Any(depth + 1))) + "]",
        _ => "{" + string.Join(',', Enumerable.Range(0, _random.Next(5)).Select(_ => String(Pick(["userName", "items", "name", "count", "deep", "er", "x", "a.b", ""])) + ":" + Any(depth + 1))) + "}",
    };

    private string Encoded()
    {
        string word = Word();
        byte[] bytes = (Chance(2) ? Encoding.UTF8 : Encoding.Unicode).GetBytes(word);
        return Chance(4) ? Encoding.Latin1.GetString(bytes) : Convert.ToBase64String([.. new byte[_random.Next(4)], .. bytes, .. new byte[_random.Next(3)]]);
    }

    private string String(string text)
    {
        var json = new StringBuilder("\"");
        foreach (char c in text)
        {
            json.Append(c switch
            {
                '"' or '\\' => "\\" + c,
                < ' ' => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}"),
                '/' when Chance(4) => "\\/",
                _ when !char.IsSurrogate(c) && Chance(60) => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => c.ToString(),
            });
        }

        return json.Append('"').ToString();
    }

    private static string Escaped(string text) =>
        text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("*", @"\*", StringComparison.Ordinal).Replace("?", @"\?", StringComparison.Ordinal);

    private string Part(string text)
    {
        int start = _random.Next(text.Length + 1);
        string part = text.Substring(start, _random.Next(text.Length - start + 1));

        // Half a pair of surrogates is no text.
        return part.Any(char.IsSurrogate) ? text : part;
    }

    private string Word() => Chance(5) ? Pick(Words) + Pick(Words) : Pick(Words);

    private T Pick<T>(T[] from) => from[_random.Next(from.Length)];

    private bool Chance(int oneIn) => _random.Next(oneIn) == 0;
}
