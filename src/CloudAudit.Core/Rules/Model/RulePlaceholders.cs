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

    /// <summary>Placeholders from names and values; a name that comes again has several. Case makes no difference to a name.</summary>
    /// <param name="values">Names, between per cent signs or without, each with one value.</param>
    /// <exception cref="FormatException">A name holds something else than letters, digits, '_', '-' and '.'.</exception>
    public static RulePlaceholders Of(IEnumerable<(string Name, string Value)> values)
    {
        var found = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var (written, value) in values)
        {
            string name = written.Length > 2 && written[0] == '%' && written[^1] == '%' ? written[1..^1] : written;
            if (name.Length == 0 || !name.All(IsNameCharacter))
            {
                throw new FormatException($"'{written}' is no name of a placeholder, which has letters, digits, '_', '-' and '.'.");
            }

            found[name] = [.. found.GetValueOrDefault(name, []), value];
        }

        return new RulePlaceholders(found);
    }

    /// <summary>Whether a character may stand in a placeholder's name.</summary>
    internal static bool IsNameCharacter(char c) => char.IsLetterOrDigit(c) || c is '_' or '-' or '.';

    /// <summary>The names, for messages.</summary>
    public IEnumerable<string> Names => values.Keys;

    /// <summary>The values of a placeholder; null where it has none.</summary>
    public IReadOnlyList<string>? Find(string name) => values.TryGetValue(name, out var found) && found.Count > 0 ? found : null;
}
