using System.Globalization;
using CloudAudit.Reading;
using CloudAudit.Rules;

namespace CloudAudit.Checkpoints;

/// <summary>
/// What a run asks of its logs, as text that is the same where the question is. A log that one run has read counts as read
/// for the next; so had that asked for other events, or for something else of them, the next would never see what it wants.
/// Content of rule packs is no part of the question: what was checked is not checked again when a pack is updated.
/// </summary>
public sealed class CheckpointRequest
{
    private readonly List<string> _parts = [];

    /// <param name="command">What is done with the events: events, check, measure.</param>
    /// <param name="options">Which events.</param>
    /// <param name="last">
    /// Set where the query's start is so long before its end or before now. Such a start moves with every run, and events
    /// that fall out of the time were given or are not wanted any more.
    /// </param>
    public CheckpointRequest(string command, EventReadOptions options, TimeSpan? last)
    {
        var query = options.Query;
        _parts.Add(command);
        Add("Last", last?.ToString("c", CultureInfo.InvariantCulture));
        Add("StartTime", last is null ? Time(query.StartTime) : null);
        Add("EndTime", Time(query.EndTime));
        Add("EventName", query.EventName);
        Add("EventSource", query.EventSource);
        Add("Actor", query.Actor);
        Add("AccessKeyId", query.AccessKeyId);
        Add("SourceIPAddress", query.SourceIPAddress);
        Add("Region", query.Region);
        Add("AccountId", query.AccountId);
        Add("ErrorCode", query.ErrorCode);
        Add("Failed", query.Failed ? "true" : null);
        Add("WriteOnly", query.WriteOnly ? "true" : null);
        Add("ResourceName", query.ResourceName);
        Add("EventId", query.EventId);
        Add("EventCategory", query.EventCategory);
        Add("Contains", query.Contains);
        Add("Filter", query.Selection is null ? null : Text(query.Selection));
        Add("KeepDuplicate", options.KeepDuplicate ? "true" : null);
    }

    /// <summary>Adds what the command is told besides, such as the packs that it checks.</summary>
    public CheckpointRequest Add(string name, IReadOnlyList<string> values)
    {
        if (values.Count > 0)
        {
            Add(name, string.Join(", ", values.Select(v => v.Replace(",", "\\,", StringComparison.Ordinal)).Order(StringComparer.OrdinalIgnoreCase)));
        }

        return this;
    }

    /// <summary>Adds one value; null says nothing.</summary>
    public CheckpointRequest Add(string name, string? value)
    {
        if (value is not null)
        {
            _parts.Add($"{name} {value.ReplaceLineEndings("\\n")}");
        }

        return this;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join('\n', _parts);

    private static string? Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    private static string Text(Selection selection) => selection switch
    {
        SelectionMap map => string.Join(" and ", map.Tests.Select(Text).Order(StringComparer.Ordinal)),
        SelectionList list => string.Join(" or ", list.Items.Select(i => $"({Text(i)})").Order(StringComparer.Ordinal)),
        _ => selection.ToString(),
    };

    private static string Text(FieldTest test) =>
        $"{string.Join('|', [test.Field, .. test.Modifiers])}={string.Join(',', test.Values.Select(v => $"{v.Kind}:{v.Text}").Order(StringComparer.Ordinal))}";
}
