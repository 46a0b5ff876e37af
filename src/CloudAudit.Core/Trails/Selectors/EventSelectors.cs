namespace CloudAudit.Trails;

/// <summary>Which data events of a basic selector are logged (CloudTrail API, DataResource).</summary>
/// <param name="Type">AWS::S3::Object, AWS::Lambda::Function or AWS::DynamoDB::Table.</param>
/// <param name="Values">ARNs or beginnings of ARNs; <c>arn:aws:s3</c> and its like stand for all.</param>
public sealed record DataResource(string Type, IReadOnlyList<string> Values)
{
    /// <summary>The values; an array, which scripts can index.</summary>
    public IReadOnlyList<string> Values { get; } = Values.ToArray();
}

/// <summary>A basic event selector (CloudTrail API, EventSelector).</summary>
public sealed record EventSelector
{
    /// <summary>All, ReadOnly or WriteOnly.</summary>
    public string ReadWriteType { get; init; } = "All";

    public bool IncludeManagementEvents { get; init; } = true;

    public IReadOnlyList<DataResource> DataResources { get; init; } = [];

    /// <summary>Services left out: kms.amazonaws.com, rdsdata.amazonaws.com.</summary>
    public IReadOnlyList<string> ExcludeManagementEventSources { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString()
    {
        var parts = new List<string>();
        if (IncludeManagementEvents)
        {
            parts.Add($"Management {ReadWriteType}");
        }

        parts.AddRange(ExcludeManagementEventSources.Select(source => $"without {source}"));
        parts.AddRange(DataResources.Select(data => $"{data.Type} {ReadWriteType}: {string.Join(", ", data.Values)}"));
        return string.Join("; ", parts);
    }
}

/// <summary>
/// A condition of an advanced selector: the field has one of the values, begins with one, or has none of them. CloudTrail
/// writes the conditions on a field together (CloudTrail API, AdvancedFieldSelector); all of a selector must hold.
/// </summary>
/// <param name="Field">One of <see cref="Fields"/>.</param>
/// <param name="Operator">One of <see cref="Operators"/>.</param>
/// <param name="Values">The values, 1 to 500.</param>
public sealed record FieldSelector(string Field, string Operator, IReadOnlyList<string> Values)
{
    /// <summary>The fields that selectors may name (CloudTrail API, AdvancedFieldSelector).</summary>
    public static IReadOnlyList<string> Fields { get; } =
    [
        "readOnly", "eventSource", "eventName", "eventCategory", "eventType", "resources.type", "resources.ARN", "errorCode",
        "vpcEndpointId", "userIdentity.arn", "sessionCredentialFromConsole",
    ];

    /// <summary>The operators.</summary>
    public static IReadOnlyList<string> Operators { get; } = ["Equals", "StartsWith", "EndsWith", "NotEquals", "NotStartsWith", "NotEndsWith"];

    /// <summary>The values; an array, which scripts can index.</summary>
    public IReadOnlyList<string> Values { get; } = Values.ToArray();

    /// <inheritdoc/>
    public override string ToString() => $"{Field} {Operator} {string.Join(" or ", Values)}";
}

/// <summary>An advanced event selector: events that meet all its conditions are logged.</summary>
/// <param name="Name">What it is for; null for none.</param>
/// <param name="FieldSelectors">The conditions.</param>
public sealed record AdvancedEventSelector(string? Name, IReadOnlyList<FieldSelector> FieldSelectors)
{
    /// <summary>The conditions; an array, which scripts can index.</summary>
    public IReadOnlyList<FieldSelector> FieldSelectors { get; } = FieldSelectors.ToArray();

    /// <summary>Management, Data or NetworkActivity, by its condition on eventCategory.</summary>
    public string? Category => FieldSelectors.FirstOrDefault(condition => condition is { Field: "eventCategory", Operator: "Equals" })?.Values is [var first, ..] ? first : null;

    /// <summary>Whether it has the same conditions as another, in any order; names do not matter.</summary>
    /// <param name="other">The other.</param>
    public bool Selects(AdvancedEventSelector other) => Conditions().SetEquals(other.Conditions());

    /// <inheritdoc/>
    public override string ToString() => $"{(Name is null ? string.Empty : Name + ": ")}{string.Join("; ", FieldSelectors)}";

    private HashSet<string> Conditions() => FieldSelectors
        .Select(field => $"{field.Field}\n{field.Operator}\n{string.Join('\n', field.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))}")
        .ToHashSet(StringComparer.Ordinal);
}

/// <summary>What a trail logs: basic selectors or advanced ones, never both.</summary>
/// <param name="Basic">The basic selectors; without any selector a trail logs all management events.</param>
/// <param name="Advanced">The advanced selectors.</param>
public sealed record EventSelection(IReadOnlyList<EventSelector> Basic, IReadOnlyList<AdvancedEventSelector> Advanced)
{
    /// <summary>What a new trail logs: all management events, no data events.</summary>
    public static EventSelection Default { get; } = new([], []);

    /// <summary>The same selection in advanced selectors.</summary>
    public IReadOnlyList<AdvancedEventSelector> ToAdvanced() => Advanced.Count > 0
        ? Advanced
        : [.. (Basic.Count > 0 ? Basic : [new EventSelector()]).SelectMany(DataEvents.FromBasic)];
}
