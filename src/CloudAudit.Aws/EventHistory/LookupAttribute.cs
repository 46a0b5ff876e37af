using CloudAudit.Filters;

namespace CloudAudit.Aws;

/// <summary>The attribute that LookupEvents filters by: it takes one, with one value, and compares with regard to case.</summary>
/// <param name="Key">EventId, AccessKeyId, EventName or EventSource.</param>
/// <param name="Value">The value.</param>
public sealed record LookupAttribute(string Key, string Value)
{
    // Each value is a walk through the history of its own, at two requests a second.
    private const int MaxValues = 10;
    private const string ServiceSuffix = ".amazonaws.com";

    private static readonly Lazy<Dictionary<string, string>> KnownNames =
        new(() => EventCatalog.Names().DistinctBy(n => n, StringComparer.OrdinalIgnoreCase).ToDictionary(n => n, StringComparer.OrdinalIgnoreCase));

    /// <summary>
    /// The attribute of a query that leaves the fewest events, with each of its values; none where no filter can be said
    /// this way without losing an event.
    /// </summary>
    public static IReadOnlyList<LookupAttribute> For(EventQuery query) =>
        Of("EventId", query.EventId, id => id.ToLowerInvariant())
        ?? Of("AccessKeyId", query.AccessKeyId, key => key.ToUpperInvariant())
        ?? Of("EventName", query.EventName, EventName)
        ?? Of("EventSource", query.EventSource, Source)
        ?? [];

    private static List<LookupAttribute>? Of(string key, IReadOnlyList<string> values, Func<string, string?> write)
    {
        if (values.Count is 0 or > MaxValues || values.Any(v => v.AsSpan().ContainsAny("*?[`")))
        {
            return null;
        }

        var written = values.Select(write).Distinct(StringComparer.Ordinal).ToList();
        return written.Contains(null) ? null : written.ConvertAll(v => new LookupAttribute(key, v!));
    }

    // As the service writes it. A name that nobody knows is left to the reader, who does not regard case.
    private static string? EventName(string name) => KnownNames.Value.GetValueOrDefault(name);

    private static string Source(string source)
    {
        string lower = source.ToLowerInvariant();
        return lower.EndsWith(ServiceSuffix, StringComparison.Ordinal) ? lower : lower + ServiceSuffix;
    }
}
