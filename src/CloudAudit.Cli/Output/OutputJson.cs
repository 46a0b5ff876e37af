using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CloudAudit.Cli.Output;

/// <summary>What of a finding goes into JSON, beside the event's own text.</summary>
internal sealed record FindingJson(
    string RuleId, string? RuleName, string Title, string Level, string? EventId, DateTimeOffset? EventTime, string? EventName,
    string? Actor, string? AccountId, string? Region, string Reason, string[] Tags, string[] Controls, string? Author, string? License, string Origin);

/// <summary>What of a control's result goes into JSON.</summary>
internal sealed record ControlJson(
    string Pack, string Control, string Title, string Status, string? Level, long Count, DateTimeOffset? FirstSeen,
    DateTimeOffset? LastSeen, string[] Actors, string?[] EvidenceEventIds, bool EvidenceTruncated, string? Limits, string? Proof, string? Guidance);

/// <summary>What of a group of events goes into JSON.</summary>
internal sealed record GroupJson(
    DateTimeOffset? Time, long Count, DateTimeOffset? FirstSeen, DateTimeOffset? LastSeen, Dictionary<string, string?> Values, bool IsOthers);

/// <summary>What of a list of a summary goes into JSON.</summary>
internal sealed record SummaryPartJson(string Property, int Distinct, GroupJson[] Groups);

/// <summary>What of a summary goes into JSON.</summary>
internal sealed record SummaryJson(
    long Events, long Failed, long Untimed, DateTimeOffset? FirstSeen, DateTimeOffset? LastSeen, SummaryPartJson[] Top, long[] Hours);

/// <summary>Serialisers made at build time. The lines have text as it is wherever JSON allows it.</summary>
[JsonSerializable(typeof(FindingJson))]
[JsonSerializable(typeof(ControlJson))]
[JsonSerializable(typeof(GroupJson))]
[JsonSerializable(typeof(SummaryJson))]
internal sealed partial class OutputJson : JsonSerializerContext
{
    private static readonly OutputJson Readable = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static string Line(ControlJson control) => JsonLine.Of(JsonSerializer.Serialize(control, Readable.ControlJson));

    public static string Line(GroupJson group) => JsonLine.Of(JsonSerializer.Serialize(group, Readable.GroupJson));

    public static string Line(SummaryJson summary) => JsonLine.Of(JsonSerializer.Serialize(summary, Readable.SummaryJson));

    /// <summary>The finding with the event as its last member, in the event's own text: what is evidence is not written anew.</summary>
    public static string Line(FindingJson finding, string record)
    {
        string text = JsonSerializer.Serialize(finding, Readable.FindingJson);
        return JsonLine.Of($"{text.AsSpan(0, text.Length - 1)},\"event\":{record}}}");
    }
}
