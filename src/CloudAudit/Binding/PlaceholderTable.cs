using System.Collections;
using System.Globalization;
using System.Management.Automation;
using CloudAudit.Rules;

namespace CloudAudit.PowerShell.Binding;

/// <summary>What placeholders of rules stand for, as a table: <c>@{ admins = 'ada', 'breakglass-*' }</c>.</summary>
internal static class PlaceholderTable
{
    /// <exception cref="PSArgumentException">A name or its values make no sense.</exception>
    public static RulePlaceholders Parse(IDictionary? table)
    {
        if (table is null)
        {
            return RulePlaceholders.None;
        }

        var placeholders = new List<(string, string)>();
        foreach (DictionaryEntry entry in table)
        {
            string name = Convert.ToString(entry.Key, CultureInfo.InvariantCulture) ?? string.Empty;
            var values = Values(entry.Value).ToList();
            if (values.Count == 0)
            {
                throw new PSArgumentException($"The placeholder '{name}' has no value.", "Placeholder");
            }

            placeholders.AddRange(values.Select(value => (name, value)));
        }

        try
        {
            return RulePlaceholders.Of(placeholders);
        }
        catch (FormatException e)
        {
            throw new PSArgumentException(e.Message, "Placeholder");
        }
    }

    private static IEnumerable<string> Values(object? value)
    {
        switch (value is PSObject wrapped ? wrapped.BaseObject : value)
        {
            case null:
                break;
            case string text:
                yield return text;
                break;
            case IDictionary:
                throw new PSArgumentException("The value of a placeholder cannot be a table.", "Placeholder");
            case IEnumerable list:
                foreach (object? item in list)
                {
                    foreach (string one in Values(item))
                    {
                        yield return one;
                    }
                }

                break;
            case { } other:
                yield return Convert.ToString(other, CultureInfo.InvariantCulture) ?? string.Empty;
                break;
        }
    }
}
