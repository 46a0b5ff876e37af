namespace CloudAudit.Rules;

/// <summary>
/// What the placeholders of rules stand for (modifier <c>expand</c>; specification 2.1.0, "Placeholders"): values by name,
/// without the per cent signs. Each value is a text with Sigma's wildcards and escapes; of several, any may match.
/// </summary>
/// <param name="values">Names are found as this dictionary compares them.</param>
public sealed class RulePlaceholders(IReadOnlyDictionary<string, IReadOnlyList<string>> values)
{
    /// <summary>No placeholder stands for anything: rules that have one are refused.</summary>
    public static RulePlaceholders None { get; } = new(new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal));

    /// <summary>The names, for messages.</summary>
    public IEnumerable<string> Names => values.Keys;

    /// <summary>The values of a placeholder; null where it has none.</summary>
    public IReadOnlyList<string>? Find(string name) => values.TryGetValue(name, out var found) && found.Count > 0 ? found : null;
}
