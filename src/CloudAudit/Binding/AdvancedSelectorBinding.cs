using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text.Json;
using CloudAudit.Trails;

namespace CloudAudit.PowerShell.Binding;

/// <summary>
/// Advanced event selectors from what users write: JSON in the shape of the AWS command line, hashtables and objects of
/// that shape, and selectors of another trail.
/// </summary>
internal static class AdvancedSelectorBinding
{
    private static readonly JsonDocumentOptions ReadOptions = new() { MaxDepth = 16, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Reads selectors.</summary>
    /// <param name="values">What was given.</param>
    /// <exception cref="FormatException">A value is no selector, with what is wrong with it.</exception>
    public static IReadOnlyList<AdvancedEventSelector> Parse(IEnumerable<object> values) => [.. values.SelectMany(Parse)];

    private static IEnumerable<AdvancedEventSelector> Parse(object value)
    {
        switch (value is PSObject wrapped ? wrapped.BaseObject : value)
        {
            case AdvancedEventSelector selector:
                return [selector];
            case string json:
                try
                {
                    using var document = JsonDocument.Parse(json, ReadOptions);
                    return Parse(Read(document.RootElement)!);
                }
                catch (JsonException e)
                {
                    throw new FormatException($"The selector is no JSON: {e.Message}", e);
                }

            case IList list:
                return [.. list.OfType<object>().SelectMany(Parse)];
            default:
                return Member(value, "AdvancedEventSelectors") is { } inner ? Parse(inner) : [Selector(value)];
        }
    }

    private static AdvancedEventSelector Selector(object value)
    {
        var fields = Items(Member(value, "FieldSelectors")).SelectMany(Field).ToList();
        if (fields.Count == 0)
        {
            throw new FormatException("A selector needs FieldSelectors, each with a Field and an operator such as Equals.");
        }

        var selector = new AdvancedEventSelector(Member(value, "Name")?.ToString(), fields);
        return selector.Category is null
            ? throw new FormatException("A selector needs a field eventCategory that Equals Management, Data or NetworkActivity.")
            : selector;
    }

    private static IEnumerable<FieldSelector> Field(object value)
    {
        string? asked = Member(value, "Field")?.ToString();
        string field = FieldSelector.Fields.FirstOrDefault(known => known.Equals(asked, StringComparison.OrdinalIgnoreCase))
            ?? throw new FormatException($"There is no field '{asked}' to select by. There are: {string.Join(", ", FieldSelector.Fields)}.");

        // A selector of a trail has its operator by name, the AWS form has a member for each.
        var tests = Member(value, "Operator") is { } test
            ? [(Operator: FieldSelector.Operators.FirstOrDefault(known => known.Equals(test.ToString(), StringComparison.OrdinalIgnoreCase)), Values: Member(value, "Values"))]
            : FieldSelector.Operators.Select(known => (Operator: (string?)known, Values: Own(value, known))).Where(pair => pair.Values is not null).ToList();
        var selectors = tests.Where(pair => pair.Operator is not null).Select(pair => new FieldSelector(field, pair.Operator!, [.. Items(pair.Values).Select(Text)])).ToList();
        return selectors.Count > 0 && selectors.TrueForAll(selector => selector.Values.Count > 0)
            ? selectors
            : throw new FormatException($"The field {field} needs an operator with values. There are: {string.Join(", ", FieldSelector.Operators)}.");
    }

    private static string Text(object value) => value is bool truth
        ? truth ? "true" : "false"
        : Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty;

    private static object? Member(object value, string name) => value is IDictionary table
        ? table.Keys.Cast<object>().Where(key => name.Equals(key.ToString(), StringComparison.OrdinalIgnoreCase)).Select(key => table[key]).FirstOrDefault()
        : PSObject.AsPSObject(value).Properties[name]?.Value;

    // Every object has a method Equals; only members with values count.
    private static object? Own(object value, string name) => Member(value, name) is { } found and not PSMethod ? found : null;

    private static IEnumerable<object> Items(object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        null => [],
        string text => [text],
        IDictionary table => [table],
        IEnumerable list => list.Cast<object?>().OfType<object>(),
        var single => [value is PSObject ? value : single],
    };

    private static object? Read(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().ToDictionary(member => member.Name, member => Read(member.Value), StringComparer.OrdinalIgnoreCase),
        JsonValueKind.Array => json.EnumerateArray().Select(Read).ToList(),
        JsonValueKind.String => json.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Null => null,
        _ => json.GetRawText(),
    };
}
