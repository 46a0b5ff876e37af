using CloudAudit.Trails;

namespace CloudAudit.Aws.CloudTrail;

/// <summary>Selectors between CloudTrail's messages, where a field has all its operators in one object, and the model.</summary>
internal static class SelectorMessages
{
    public static EventSelection Read(SelectorsMessage message) => new(
        [.. (message.EventSelectors ?? []).Select(selector => new EventSelector
        {
            ReadWriteType = selector.ReadWriteType ?? "All",
            IncludeManagementEvents = selector.IncludeManagementEvents ?? true,
            DataResources = (selector.DataResources ?? []).Select(data => new DataResource(data.Type ?? string.Empty, data.Values ?? [])).ToArray(),
            ExcludeManagementEventSources = (selector.ExcludeManagementEventSources ?? []).ToArray(),
        })],
        [.. (message.AdvancedEventSelectors ?? []).Select(selector => new AdvancedEventSelector(selector.Name, [.. (selector.FieldSelectors ?? []).SelectMany(Read)]))]);

    public static SelectorsMessage Write(string trail, IReadOnlyList<AdvancedEventSelector> selectors) => new()
    {
        TrailName = trail,
        AdvancedEventSelectors = [.. selectors.Select(selector => new AdvancedSelectorMessage(
            selector.Name, [.. selector.FieldSelectors.GroupBy(field => field.Field, StringComparer.Ordinal).Select(Write)]))],
    };

    private static IEnumerable<FieldSelector> Read(FieldSelectorMessage message)
    {
        (string Operator, IReadOnlyList<string>? Values)[] tests =
        [
            ("Equals", message.EqualTo), ("StartsWith", message.StartsWith), ("EndsWith", message.EndsWith),
            ("NotEquals", message.NotEquals), ("NotStartsWith", message.NotStartsWith), ("NotEndsWith", message.NotEndsWith),
        ];
        return tests.Where(test => test.Values is { Count: > 0 }).Select(test => new FieldSelector(message.Field ?? string.Empty, test.Operator, test.Values!));
    }

    private static FieldSelectorMessage Write(IGrouping<string, FieldSelector> field)
    {
        return new FieldSelectorMessage
        {
            Field = field.Key,
            EqualTo = Values("Equals"),
            StartsWith = Values("StartsWith"),
            EndsWith = Values("EndsWith"),
            NotEquals = Values("NotEquals"),
            NotStartsWith = Values("NotStartsWith"),
            NotEndsWith = Values("NotEndsWith"),
        };

        IReadOnlyList<string>? Values(string test) =>
            field.Where(condition => condition.Operator == test).SelectMany(condition => condition.Values).ToList() is { Count: > 0 } values ? values : null;
    }
}
