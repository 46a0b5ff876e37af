using CloudAudit.Decoding;
using CloudAudit.Rules;
using CloudAudit.Rules.Matching;

namespace CloudAudit.Compliance;

/// <summary>Which categories of events a rule can find something in: on a log that has none of them its silence says nothing.</summary>
internal static class NeededCategories
{
    /// <summary>
    /// The categories that a rule's own tests of eventCategory, eventType or event names leave; where those say nothing,
    /// what its examples are, else management events. Any of them will do.
    /// </summary>
    public static EventCategories Of(CompiledRule rule)
    {
        var matcher = rule.Matcher;
        if (Sum(matcher.Only(RecordField.EventCategory), OfCategory) is { } said)
        {
            return said;
        }

        if (Sum(matcher.Only(RecordField.EventType), OfType) is { } typed)
        {
            return typed;
        }

        var sources = matcher.Only(RecordField.EventSource);
        return Sum(matcher.Only(RecordField.EventName), name => OfName(sources, name))
            ?? OfExamples(rule.Rule)
            ?? EventCategories.Management;
    }

    // None where nothing is said, or something that no category is called.
    private static EventCategories? Sum(IReadOnlyCollection<string>? values, Func<string, EventCategories> of)
    {
        var sum = (values ?? []).Aggregate(EventCategories.None, (all, value) => all | of(value));
        return sum == EventCategories.None ? null : sum;
    }

    private static EventCategories OfCategory(string value) =>
        char.IsLetter(value.FirstOrDefault()) && Enum.TryParse<EventCategories>(value, ignoreCase: true, out var category) ? category : EventCategories.None;

    // "CloudTrail record contents", eventType; other types are of any call.
    private static EventCategories OfType(string value) => value.ToUpperInvariant() switch
    {
        "AWSCLOUDTRAILINSIGHT" => EventCategories.Insight,
        "AWSVPCEEVENT" => EventCategories.NetworkActivity,
        _ => EventCategories.None,
    };

    // Of a name that several services may have, any may be meant.
    private static EventCategories OfName(IReadOnlyCollection<string>? sources, string name)
    {
        if (sources is null)
        {
            bool data = DataEvents.Contains(null, name);
            bool management = !data || EventCatalog.Sources.Any(s => !DataEvents.Contains(s, name) && EventCatalog.Names(s).Contains(name, StringComparer.OrdinalIgnoreCase));
            return (data ? EventCategories.Data : EventCategories.None) | (management ? EventCategories.Management : EventCategories.None);
        }

        return sources.Aggregate(
            EventCategories.None, (all, source) => all | (DataEvents.Contains(source, name) ? EventCategories.Data : EventCategories.Management));
    }

    private static EventCategories? OfExamples(DetectionRule rule)
    {
        var records = new ExampleRecords();
        var sum = rule.Tests.Where(t => t.Matches).SelectMany(t => t.Events).Aggregate(EventCategories.None, (all, json) => all | records.Category(json));
        return sum == EventCategories.None ? null : sum;
    }

    private sealed class ExampleRecords
    {
        private readonly Decoding.Json.JsonText _text = new();
        private readonly RecordView _record = new();

        public EventCategories Category(string json)
        {
            byte[] bytes = System.Text.Encoding.UTF8.GetBytes(json);
            _text.Load(bytes);
            _record.MoveTo(_text, new Decoding.Json.JsonSlice(0, bytes.Length));
            return EventCategoryNames.Of(_record);
        }
    }
}
