using System.Collections;
using System.Globalization;
using System.Management.Automation;
using CloudAudit.Filters;
using CloudAudit.Rules;

namespace CloudAudit.PowerShell.Binding;

/// <summary>A hashtable as a Sigma selection: <c>@{ 'requestParameters.bucketName|startswith' = 'prod-' }</c>.</summary>
internal static class FilterTable
{
    // The names that events have as objects, for those that a record spells otherwise.
    private static readonly Dictionary<string, string> Aliases = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Region"] = "awsRegion",
        ["AccountId"] = "recipientAccountId",
        ["AccessKeyId"] = "userIdentity.accessKeyId",
        ["ActorType"] = "userIdentity.type",
        ["ActorArn"] = "userIdentity.arn",
    };

    // Properties of events that no field of a record stands for; as a field they would silently match nothing.
    private static readonly Dictionary<string, string> WorkedOut = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Actor"] = "Use -Actor, or a field of userIdentity.",
        ["ResourceName"] = "Use -ResourceName, or a field of resources or requestParameters.",
        ["MfaAuthenticated"] = "Use userIdentity.sessionContext.attributes.mfaAuthenticated or additionalEventData.MFAUsed.",
        ["Origin"] = "Use -Path.",
        ["OriginIndex"] = "Use Where-Object.",
    };

    /// <exception cref="EventQueryException">A key or value makes no sense.</exception>
    public static Selection Parse(IDictionary table)
    {
        var tests = new List<FieldTest>();
        foreach (DictionaryEntry entry in table)
        {
            string[] parts = Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!.Split('|');
            string[] modifiers = Array.ConvertAll(parts[1..], m => m.ToLowerInvariant());
            string? unknown = Array.Find(modifiers, m => !RuleModifiers.All.Contains(m));
            if (unknown is not null || parts[0].Length == 0)
            {
                throw Error(unknown is null
                    ? $"The key '{entry.Key}' names no field."
                    : $"'{unknown}' in '{entry.Key}' is no modifier. Modifiers are: {string.Join(", ", RuleModifiers.All.Order(StringComparer.Ordinal))}.");
            }

            if (WorkedOut.TryGetValue(parts[0], out string? instead))
            {
                throw Error($"'{parts[0]}' is worked out for the event object and is no field of a record. {instead}");
            }

            var values = Values(entry.Value).ToList();
            if (values.Count == 0)
            {
                throw Error($"'{entry.Key}' has no value.");
            }

            tests.Add(new FieldTest(Aliases.GetValueOrDefault(parts[0], parts[0]), modifiers, values));
        }

        return tests.Count > 0 ? new SelectionMap(tests) : throw Error("The table is empty.");
    }

    private static IEnumerable<RuleValue> Values(object? value)
    {
        switch (value is PSObject wrapped ? wrapped.BaseObject : value)
        {
            case null:
                yield return RuleValue.Null();
                break;
            case bool truth:
                yield return RuleValue.Of(truth);
                break;
            case string text:
                yield return RuleValue.Of(text);
                break;
            case IDictionary:
                throw Error("A value cannot be a table. Write nested fields with dots: 'requestParameters.bucketName'.");
            case IEnumerable list:
                foreach (object? item in list)
                {
                    foreach (var one in Values(item))
                    {
                        yield return one;
                    }
                }

                break;
            case { } other:
                string written = Convert.ToString(other, CultureInfo.InvariantCulture) ?? string.Empty;
                yield return decimal.TryParse(written, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number)
                    ? RuleValue.Of(number, written)
                    : RuleValue.Of(written);
                break;
        }
    }

    private static EventQueryException Error(string message) => new(nameof(EventQuery.Selection), message);
}
