namespace CloudAudit;

/// <summary>
/// Event sources and the event names that they record: the operations of each service's API and the events that are no
/// calls. For completion; AWS adds new ones all the time, so a name that is missing here may well exist.
/// </summary>
public static class EventCatalog
{
    private static readonly Lazy<Dictionary<string, string[]>> Services = new(Read);

    /// <summary>Event sources such as <c>iam.amazonaws.com</c>, in order.</summary>
    public static IEnumerable<string> Sources => Services.Value.Keys;

    /// <summary>The event names of one source, whole or without its ending, or of all.</summary>
    public static IEnumerable<string> Names(string? source = null)
    {
        if (source is null)
        {
            return Services.Value.Values.SelectMany(n => n).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        }

        string key = source.Contains('.', StringComparison.Ordinal) ? source : source + ".amazonaws.com";
        return Services.Value.GetValueOrDefault(key, []);
    }

    // A line a service: "iam: AddUserToGroup …".
    private static Dictionary<string, string[]> Read()
    {
        using var stream = typeof(EventCatalog).Assembly.GetManifestResourceStream("EventCatalog.txt")!;
        using var reader = new StreamReader(stream);
        var services = new Dictionary<string, string[]>(StringComparer.OrdinalIgnoreCase);
        while (reader.ReadLine() is { } line)
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            services.Add(line[..colon] + ".amazonaws.com", line[(colon + 2)..].Split(' '));
        }

        return services;
    }
}
