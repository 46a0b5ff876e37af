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

/// <summary>Serialisers made at build time. The lines have text as it is wherever JSON allows it.</summary>
[JsonSerializable(typeof(FindingJson))]
[JsonSerializable(typeof(ControlJson))]
internal sealed partial class OutputJson : JsonSerializerContext
{
    private static readonly OutputJson Readable = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static string Line(ControlJson control) => JsonLine.Of(JsonSerializer.Serialize(control, Readable.ControlJson));

    /// <summary>The finding with the event as its last member, in the event's own text: what is evidence is not written anew.</summary>
    public static string Line(FindingJson finding, string record)
    {
        string text = JsonSerializer.Serialize(finding, Readable.FindingJson);
        return JsonLine.Of($"{text.AsSpan(0, text.Length - 1)},\"event\":{record}}}");
    }
}
