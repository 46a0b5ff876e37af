using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CloudAudit.Rules;

namespace CloudAudit.Core.Tests.Rules;

/// <summary>
/// Sigma evaluated in the most obvious way: no index, nothing compiled, every rule over a JsonDocument with general
/// library functions. It shares no code with the engine and is what the engine is compared with.
/// </summary>
internal sealed class PlainSigma(Dictionary<string, string[]> placeholders)
{
    private readonly Dictionary<(FieldTest, RuleValue), Func<JsonElement, bool>> _checks = new(ReferencePairs.Instance);

    private static readonly char[] Dashes = ['-', '/', '–', '—', '―'];

    public bool Matches(DetectionRule rule, JsonElement record) => rule.Conditions.Any(c => Holds(c, rule, record));

    private bool Holds(Condition condition, DetectionRule rule, JsonElement record) => condition switch
    {
        ConditionName name => Holds(rule.Selections[name.Name], record),
        ConditionNot not => !Holds(not.Operand, rule, record),
        ConditionAnd and => and.Operands.All(o => Holds(o, rule, record)),
        ConditionOr or => or.Operands.Any(o => Holds(o, rule, record)),
        ConditionQuantifier { All: true } all => Meant(all, rule).All(s => Holds(s, record)),
        ConditionQuantifier any => Meant(any, rule).Any(s => Holds(s, record)),
        _ => throw new NotSupportedException(),
    };

    private static IEnumerable<Selection> Meant(ConditionQuantifier quantifier, DetectionRule rule) =>
        rule.Selections
            .Where(s => !s.Key.StartsWith('_') || quantifier.Pattern?.StartsWith('_') == true)
            .Where(s => quantifier.Pattern is null || Regex.IsMatch(s.Key, "^" + Regex.Escape(quantifier.Pattern).Replace(@"\*", ".*", StringComparison.Ordinal) + "$", RegexOptions.None))
            .Select(s => s.Value);

    private bool Holds(Selection selection, JsonElement record) => selection switch
    {
        SelectionMap map => map.Tests.All(t => Holds(t, record)),
        SelectionList list => list.Items.Any(i => Holds(i, record)),
        _ => throw new NotSupportedException(),
    };

    private bool Holds(FieldTest test, JsonElement record)
    {
        bool all = test.Modifiers.Contains("all");
        bool holds = all ? test.Values.All(v => Holds(test, v, record)) : test.Values.Any(v => Holds(test, v, record));
        return test.Modifiers.Contains("neq") ? !holds : holds;
    }

    private bool Holds(FieldTest test, RuleValue value, JsonElement record)
    {
        string[] modifiers = [.. test.Modifiers.Where(m => m is not ("all" or "neq"))];
        if (modifiers.Contains("exists"))
        {
            return Members(record, test.Field.Split('.')).Any() == value.Boolean;
        }

        var values = test.IsKeywords ? Texts(record) : Members(record, test.Field.Split('.')).SelectMany(Flat).ToList();
        if (value.IsNull)
        {
            return values.Count == 0;
        }

        if (modifiers.Contains("fieldref"))
        {
            var others = Members(record, value.Text.Split('.')).SelectMany(Flat).ToList();
            return values.Any(v => others.Any(o => Refers(Text(v), Text(o), modifiers)));
        }

        if (!_checks.TryGetValue((test, value), out var check))
        {
            _checks.Add((test, value), check = Check(test, value, modifiers));
        }

        return values.Any(v => check(v));
    }

    private Func<JsonElement, bool> Check(FieldTest test, RuleValue value, string[] modifiers)
    {
        bool cased = modifiers.Contains("cased");
        string? part = modifiers.FirstOrDefault(m => m is "minute" or "hour" or "day" or "week" or "month" or "year");
        string? comparison = modifiers.FirstOrDefault(m => m is "lt" or "lte" or "gt" or "gte");
        if (part is not null)
        {
            return v => Part(Text(v), part) is { } number && Compares(number, comparison, (double)value.Number!.Value);
        }

        if (comparison is not null)
        {
            return v => Number(Text(v)) is { } number && Compares(number, comparison, (double)value.Number!.Value);
        }

        if (modifiers.Contains("cidr"))
        {
            string[] networks = [.. Expanded(value.Text, modifiers)];
            return v => networks.Any(n => InNetwork(Text(v), n));
        }

        if (modifiers.Contains("re"))
        {
            var regex = Expression(value.Text, modifiers);
            return v => regex.IsMatch(Text(v));
        }

        var wanted = Wanted(value.Text, modifiers).ToList();
        bool placed = modifiers.Any(m => m is "contains" or "startswith" or "endswith");
        if (test.IsKeywords && !placed)
        {
            wanted = wanted.ConvertAll(w => (List<Sign>)[Sign.Star, .. w, Sign.Star]);
        }

        return v => wanted.Exists(w => Fits(w, Text(v), cased))
            || (modifiers.All(m => m == "cased") && value.Number is { } number && v.ValueKind == JsonValueKind.Number && Number(v.GetRawText()) == (double)number);
    }

    /// <summary>All that a path leads to; on the way any element of an array, and of members with one name the first.</summary>
    private static IEnumerable<JsonElement> Members(JsonElement value, ReadOnlyMemory<string> path)
    {
        if (path.IsEmpty)
        {
            return [value];
        }

        if (value.ValueKind == JsonValueKind.Array)
        {
            return value.EnumerateArray().SelectMany(e => Members(e, path));
        }

        return value.ValueKind == JsonValueKind.Object
            ? value.EnumerateObject().Where(m => m.Name == path.Span[0]).Take(1).SelectMany(m => Members(m.Value, path[1..]))
            : [];
    }

    /// <summary>The values that a value holds: those of an array, however nested, and nothing for null.</summary>
    private static IEnumerable<JsonElement> Flat(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => [],
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Flat),
        _ => [value],
    };

    /// <summary>What keywords are sought in: the event as a whole, and each name and single value in it.</summary>
    private static List<JsonElement> Texts(JsonElement record)
    {
        var texts = new List<JsonElement> { record };
        Add(record);
        return texts;

        void Add(JsonElement value)
        {
            switch (value.ValueKind)
            {
                case JsonValueKind.Object:
                    foreach (var member in value.EnumerateObject())
                    {
                        texts.Add(JsonSerializer.SerializeToElement(member.Name));
                        Add(member.Value);
                    }

                    break;
                case JsonValueKind.Array:
                    foreach (var element in value.EnumerateArray())
                    {
                        Add(element);
                    }

                    break;
                case JsonValueKind.Null:
                    break;
                default:
                    texts.Add(value);
                    break;
            }
        }
    }

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : Compact(value);

    private static string Compact(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(',', value.EnumerateObject().Select(m => Quoted(m.Name) + ":" + Compact(m.Value))) + "}",
        JsonValueKind.Array => "[" + string.Join(',', value.EnumerateArray().Select(Compact)) + "]",
        JsonValueKind.String => Quoted(value.GetString()!),
        _ => value.GetRawText(),
    };

    private static string Quoted(string text) => "\"" + string.Concat(text.Select(c => c switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\b' => "\\b",
        '\f' => "\\f",
        < ' ' => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
        _ => c.ToString(),
    })) + "\"";

    private static bool Refers(string text, string reference, string[] modifiers)
    {
        var comparison = modifiers.Contains("cased") ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        return text.Equals(reference, comparison)
            || (reference.Length > 0 && ((modifiers.Contains("contains") && text.Contains(reference, comparison))
                || (modifiers.Contains("startswith") && text.StartsWith(reference, comparison))
                || (modifiers.Contains("endswith") && text.EndsWith(reference, comparison))));
    }

    private static double? Number(string text) =>
        Regex.IsMatch(text, @"\A-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?\z", RegexOptions.None) ? double.Parse(text, CultureInfo.InvariantCulture) : null;

    private static bool Compares(double number, string? comparison, double bound) => comparison switch
    {
        "lt" => number < bound,
        "lte" => number <= bound,
        "gt" => number > bound,
        "gte" => number >= bound,
        _ => number == bound,
    };

    private static int? Part(string text, string part)
    {
        var match = Regex.Match(
            text, @"\A([0-9]{4})-([0-9]{2})-([0-9]{2})([Tt ]([0-9]{2}):([0-9]{2})(:[0-9]{2}([.,][0-9]+)?)?([Zz]|[+-][0-9]{2}:[0-9]{2})?)?\z", RegexOptions.None);
        if (!match.Success || !DateTime.TryParseExact(text[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            return null;
        }

        bool timed = match.Groups[4].Success;
        int hour = timed ? int.Parse(match.Groups[5].Value) : 0;
        int minute = timed ? int.Parse(match.Groups[6].Value) : 0;
        if (hour > 23 || minute > 59)
        {
            return null;
        }

        return part switch
        {
            "minute" => timed ? minute : null,
            "hour" => timed ? hour : null,
            "day" => date.Day,
            "week" => ISOWeek.GetWeekOfYear(date),
            "month" => date.Month,
            _ => date.Year,
        };
    }

    private static bool InNetwork(string text, string network)
    {
        // General parsers take more for an address than is one: 1, 0x10.1, 010.0.0.1 or a scope.
        bool written = Regex.IsMatch(text, @"\A([0-9]{1,3}\.){3}[0-9]{1,3}\z|\A[0-9a-fA-F:.]*:[0-9a-fA-F:.]*\z", RegexOptions.None);
        if (!written)
        {
            return false;
        }

        text = text.Contains(':', StringComparison.Ordinal) ? text : string.Join('.', text.Split('.').Select(p => int.Parse(p)));
        if (!IPAddress.TryParse(text, out var address))
        {
            return false;
        }

        string[] parts = network.Split('/');
        var lowest = IPAddress.Parse(parts[0]);
        byte[] wanted = lowest.GetAddressBytes();
        byte[] bytes = (address.IsIPv4MappedToIPv6 && wanted.Length == 4 ? address.MapToIPv4() : address).GetAddressBytes();
        int length = parts.Length > 1 ? int.Parse(parts[1]) : wanted.Length * 8;
        return bytes.Length == wanted.Length && !(wanted.Length == 16 && address.IsIPv4MappedToIPv6)
            && Enumerable.Range(0, length).All(bit => ((bytes[bit / 8] ^ wanted[bit / 8]) & (0x80 >> (bit % 8))) == 0);
    }

    private Regex Expression(string text, string[] modifiers)
    {
        var options = RegexOptions.CultureInvariant;
        options |= modifiers.Contains("i") ? RegexOptions.IgnoreCase : RegexOptions.None;
        options |= modifiers.Contains("m") ? RegexOptions.Multiline : RegexOptions.None;
        options |= modifiers.Contains("s") ? RegexOptions.Singleline : RegexOptions.None;
        string expression = !modifiers.Contains("expand") ? text
            : Regex.Replace(
                text,
                "%(admins|service)%",
                m => "(" + string.Join('|', placeholders[m.Groups[1].Value].Select(v => string.Concat(Signs(v).Select(s => s.IsStar ? ".*" : s.IsOne ? "." : Regex.Escape(s.C.ToString()))))) + ")",
                RegexOptions.None);
        return new Regex(
            modifiers.Contains("startswith") ? $@"\A({expression})" : modifiers.Contains("endswith") ? $@"({expression})\z" : expression, options);
    }

    private IEnumerable<string> Expanded(string text, string[] modifiers)
    {
        int start = modifiers.Contains("expand") ? text.IndexOf('%', StringComparison.Ordinal) : -1;
        int end = start < 0 ? -1 : text.IndexOf('%', start + 1);
        return end < 0 ? [text] : placeholders[text[(start + 1)..end]].SelectMany(v => Expanded(text[..start] + v + text[(end + 1)..], modifiers));
    }

    /// <summary>The texts that a value stands for, any of which fits, after its modifiers one by one.</summary>
    private IEnumerable<List<Sign>> Wanted(string text, string[] modifiers)
    {
        IEnumerable<List<Sign>> wanted = Expanded(text, modifiers).Select(Signs);
        bool bytes = false;
        foreach (string modifier in modifiers)
        {
            bool latin = bytes;
            wanted = modifier switch
            {
                "contains" => wanted.Select(w => (List<Sign>)[Sign.Star, .. w, Sign.Star]),
                "startswith" => wanted.Select(w => (List<Sign>)[.. w, Sign.Star]),
                "endswith" => wanted.Select(w => (List<Sign>)[Sign.Star, .. w]),
                "windash" => wanted.SelectMany(EachDash),
                "base64" => wanted.Select(w => Plain(Convert.ToBase64String(Bytes(w, latin)))),
                "base64offset" => wanted.SelectMany(w => Offsets(Bytes(w, latin)).Select(Plain)),
                "utf16le" or "wide" => wanted.Select(w => Wide(w, Encoding.Unicode)),
                "utf16be" => wanted.Select(w => Wide(w, Encoding.BigEndianUnicode)),
                "utf16" => wanted.Select(w => (List<Sign>)[new('\u00FF'), new('\u00FE'), .. Wide(w, Encoding.Unicode)]),
                _ => wanted,
            };
            bytes = modifier is "utf16le" or "wide" or "utf16be" or "utf16" || (bytes && modifier is not ("base64" or "base64offset"));
        }

        return wanted.ToList();
    }

    /// <summary>One character, or a wildcard.</summary>
    private readonly record struct Sign(char C, bool IsStar = false, bool IsOne = false)
    {
        public static Sign Star => new('*', IsStar: true);
    }

    private static List<Sign> Signs(string text)
    {
        var signs = new List<Sign>();
        while (text.Length > 0)
        {
            bool escaped = text.StartsWith(@"\*", StringComparison.Ordinal) || text.StartsWith(@"\?", StringComparison.Ordinal) || text.StartsWith(@"\\", StringComparison.Ordinal);
            signs.Add(escaped ? new Sign(text[1]) : new Sign(text[0], IsStar: text[0] == '*', IsOne: text[0] == '?'));
            text = text[(escaped ? 2 : 1)..];
        }

        return signs;
    }

    private static List<Sign> Plain(string text) => [.. text.Select(c => new Sign(c))];

    private static IEnumerable<List<Sign>> EachDash(List<Sign> signs)
    {
        IEnumerable<List<Sign>> all = [[]];
        foreach (var sign in signs)
        {
            all = all.SelectMany(a => (Dashes.Contains(sign.C) ? Dashes : [sign.C]).Select(d => (List<Sign>)[.. a, sign with { C = d }]));
        }

        return all.ToList();
    }

    private static byte[] Bytes(List<Sign> signs, bool latin) => (latin ? Encoding.Latin1 : Encoding.UTF8).GetBytes(string.Concat(signs.Select(s => s.C)));

    /// <summary>At each offset the characters that stay the same whatever bytes are around.</summary>
    private static IEnumerable<string> Offsets(byte[] bytes)
    {
        for (int offset = 0; offset < 3; offset++)
        {
            string zeros = Convert.ToBase64String([.. new byte[offset], .. bytes, 0, 0, 0]);
            string ones = Convert.ToBase64String([.. Enumerable.Repeat((byte)255, offset), .. bytes, 255, 255, 255]);
            yield return string.Concat(zeros.Zip(ones).Where(p => p.First == p.Second).Select(p => p.First)).TrimEnd('=');
        }
    }

    private static List<Sign> Wide(List<Sign> signs, Encoding encoding) =>
        [.. signs.SelectMany(s => s.IsStar || s.IsOne ? [s] : encoding.GetBytes([s.C]).Select(b => new Sign((char)b)))];

    private static bool Fits(List<Sign> signs, string text, bool cased)
    {
        if (signs.Count > 0 && signs.TrueForAll(s => s.IsStar))
        {
            return text.Length > 0;
        }

        // Which places of the text can be reached by the signs so far.
        bool[] reached = new bool[text.Length + 1];
        reached[0] = true;
        foreach (var sign in signs)
        {
            bool[] next = new bool[text.Length + 1];
            bool star = false;
            for (int i = 0; i <= text.Length; i++)
            {
                star |= reached[i];
                next[i] = sign.IsStar ? star : i > 0 && reached[i - 1] && (sign.IsOne || Same(sign.C, text[i - 1], cased));
            }

            reached = next;
        }

        return reached[text.Length];
    }

    private static bool Same(char a, char b, bool cased) => a == b || (!cased && a.ToString().Equals(b.ToString(), StringComparison.OrdinalIgnoreCase));

    /// <summary>What has to be done once for each value of a rule is kept by the value itself.</summary>
    private sealed class ReferencePairs : IEqualityComparer<(FieldTest, RuleValue)>
    {
        public static ReferencePairs Instance { get; } = new();

        public bool Equals((FieldTest, RuleValue) x, (FieldTest, RuleValue) y) => ReferenceEquals(x.Item1, y.Item1) && ReferenceEquals(x.Item2, y.Item2);

        public int GetHashCode((FieldTest, RuleValue) pair) =>
            HashCode.Combine(System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(pair.Item1), System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(pair.Item2));
    }
}
