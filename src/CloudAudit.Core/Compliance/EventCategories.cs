using CloudAudit.Decoding;
using CloudAudit.Decoding.Json;

namespace CloudAudit.Compliance;

/// <summary>The categories of events; a trail records each only where it is told to ("CloudTrail concepts", CloudTrail events).</summary>
[Flags]
public enum EventCategories
{
    None = 0,

    /// <summary>What is done to resources; sign-ins among them. A new trail records these alone.</summary>
    Management = 1,

    /// <summary>What is done in resources: objects read and written, functions invoked.</summary>
    Data = 2,

    /// <summary>What CloudTrail itself found unusual in the rate of calls or errors.</summary>
    Insight = 4,

    /// <summary>Calls through VPC endpoints, as the endpoint's owner sees them.</summary>
    NetworkActivity = 8,
}

internal static class EventCategoryNames
{
    /// <summary>A category by the value of eventCategory; none for one that this version does not know.</summary>
    public static EventCategories Parse(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("Management"u8) ? EventCategories.Management
        : name.SequenceEqual("Data"u8) ? EventCategories.Data
        : name.SequenceEqual("Insight"u8) ? EventCategories.Insight
        : name.SequenceEqual("NetworkActivity"u8) ? EventCategories.NetworkActivity
        : EventCategories.None;

    /// <summary>
    /// A record's category. Records before eventVersion 1.07 do not say it: those that are not known for data events are
    /// taken as management events.
    /// </summary>
    public static EventCategories Of(RecordView record)
    {
        var category = record[RecordField.EventCategory];
        if (record.Text.Kind(category) == JsonKind.String)
        {
            return Parse(record.Text.Inner(category));
        }

        var source = record[RecordField.EventSource];
        var name = record[RecordField.EventName];
        return record.Text.Kind(source) == JsonKind.String && record.Text.Kind(name) == JsonKind.String
            && DataEvents.Contains(record.Text.Inner(source), record.Text.Inner(name))
                ? EventCategories.Data
                : EventCategories.Management;
    }

    /// <summary>The names of the categories in a set, as records write them.</summary>
    public static IEnumerable<string> Names(EventCategories categories) =>
        Enum.GetValues<EventCategories>().Where(c => c != EventCategories.None && categories.HasFlag(c)).Select(c => c.ToString());
}
