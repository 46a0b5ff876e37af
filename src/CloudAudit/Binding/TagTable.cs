using System.Collections;

namespace CloudAudit.PowerShell.Binding;

/// <summary>Tags from a hashtable.</summary>
internal static class TagTable
{
    public static IReadOnlyDictionary<string, string> Parse(Hashtable tags) => tags.Keys.Cast<object>()
        .Select(key => KeyValuePair.Create(key.ToString() ?? string.Empty, tags[key]?.ToString() ?? string.Empty))
        .OrderBy(tag => tag.Key, StringComparer.Ordinal)
        .ToDictionary(StringComparer.Ordinal);
}
