using System.Text.Json;
using System.Text.Json.Serialization;

namespace CloudAudit.Cli.Output;

/// <summary>What of a finding goes into JSON.</summary>
internal sealed record FindingJson(
    string RuleId, string? RuleName, string Title, string Level, string? EventId, DateTimeOffset? EventTime, string? EventName,
    string? Actor, string? AccountId, string? Region, string[] Tags, string[] Controls, string? Author, string? License, string Origin, JsonElement Event);

/// <summary>What of a control's result goes into JSON.</summary>
internal sealed record ControlJson(
    string Pack, string Control, string Title, string Status, string? Level, long Count, DateTimeOffset? FirstSeen,
    DateTimeOffset? LastSeen, string[] Actors, string?[] EvidenceEventIds, bool EvidenceTruncated, string? Limits, string? Proof, string? Guidance);

/// <summary>Serialisers made at build time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(FindingJson))]
[JsonSerializable(typeof(ControlJson))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class OutputJson : JsonSerializerContext;
