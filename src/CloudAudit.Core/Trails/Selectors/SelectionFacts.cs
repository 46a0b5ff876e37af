namespace CloudAudit.Trails;

/// <summary>What a selection logs and what it leaves out.</summary>
public sealed record SelectionFacts
{
    private SelectionFacts()
    {
    }

    public bool ManagementReads { get; private init; }

    public bool ManagementWrites { get; private init; }

    /// <summary>What is left out of management events, in words; empty where nothing is.</summary>
    public IReadOnlyList<string> Exclusions { get; private init; } = [];

    /// <summary>The types whose data events are logged, wholly or in part.</summary>
    public IReadOnlyList<string> DataTypes { get; private init; } = [];

    /// <summary>Looks at a selection.</summary>
    /// <param name="selection">The selection.</param>
    public static SelectionFacts Of(EventSelection selection)
    {
        var selectors = selection.ToAdvanced();
        var management = selectors.Where(selector => selector.Category == "Management").ToList();

        // Selectors add up: what one leaves out, another that leaves nothing out brings back.
        var complete = management.Where(selector => Narrowing(selector).Count == 0).ToList();
        bool reads = complete.Exists(selector => Takes(selector, "true"));
        bool writes = complete.Exists(selector => Takes(selector, "false"));
        return new SelectionFacts
        {
            ManagementReads = reads || management.Exists(selector => Takes(selector, "true")),
            ManagementWrites = writes || management.Exists(selector => Takes(selector, "false")),
            Exclusions = [.. management.Where(selector => !(reads || !Takes(selector, "true")) || !(writes || !Takes(selector, "false")))
                .SelectMany(Narrowing).Select(field => field.ToString()).Distinct(StringComparer.Ordinal)],
            DataTypes = [.. selectors.Where(selector => selector.Category == "Data")
                .SelectMany(selector => selector.FieldSelectors.Where(field => field.Field == "resources.type").SelectMany(field => field.Values))
                .Distinct(StringComparer.Ordinal)],
        };
    }

    private static bool Takes(AdvancedEventSelector selector, string readOnly) =>
        selector.FieldSelectors.Where(field => field.Field == "readOnly").All(field => field.Values.Contains(readOnly, StringComparer.OrdinalIgnoreCase) == (field.Operator == "Equals"));

    private static List<FieldSelector> Narrowing(AdvancedEventSelector selector) =>
        [.. selector.FieldSelectors.Where(field => field.Field is not ("eventCategory" or "readOnly"))];
}
