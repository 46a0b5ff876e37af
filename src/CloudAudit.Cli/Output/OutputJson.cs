using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CloudAudit.Compliance;

namespace CloudAudit.Cli.Output;

/// <summary>What of a finding goes into JSON, beside the event's own text.</summary>
internal sealed record FindingJson(
    string RuleId, string? RuleName, string Title, string Level, string? EventId, DateTimeOffset? EventTime, string? EventName,
    string? Actor, string? AccountId, string? Region, string Reason, string[] Tags, string[] Controls, string? Author, string? License, string Origin,
    long EventCount, DateTimeOffset? FirstSeen, DateTimeOffset? LastSeen, IReadOnlyDictionary<string, string> Group, string?[] EventIds, bool? IsProven);

/// <summary>What of a control's result goes into JSON.</summary>
internal sealed record ControlJson(
    string Pack, string Control, string Title, string Status, string StatusReason, string? Level, long Count, long Suppressed,
    DateTimeOffset? FirstSeen, DateTimeOffset? LastSeen, string[] Actors, string[] Resources, string?[] EvidenceEventIds, bool EvidenceTruncated,
    string[] Rules, string[] MissingRules, string[] Categories, DateTimeOffset? CoveredFrom, DateTimeOffset? CoveredTo, TimeGap[] Gaps,
    string? Shows, string? Limits, string? Proof, string? Guidance);

/// <summary>What of a rule in a list goes into JSON.</summary>
internal sealed record RuleJson(
    string? Name, string? Id, string Title, string? Level, string? Status, string? Description, string? Author, string? License, string[] Tags,
    string[] References, string[] FalsePositives, string[] Controls, string File, int Line, bool IsSupported, string? Problem);

/// <summary>What of a pack in a list goes into JSON.</summary>
internal sealed record PackJson(
    string Name, string Title, string? Version, int Controls, int Rules, string? Description, string[] References, string File);

/// <summary>What of a control in a list goes into JSON.</summary>
internal sealed record ControlListJson(
    string Pack, string Control, string Title, string? Level, string[] Rules, string[] MissingRules, string? Description, string[] AlsoKnownAs,
    string? Shows, string? Limits, string? Proof, string? Guidance);

/// <summary>What of a rule's examination goes into JSON.</summary>
internal sealed record RuleReportJson(
    string Result, string? Name, string? Id, string Title, int Tests, int TestsPassed, string File, int Line, RuleProblemJson[] Problems);

/// <summary>What is wrong with a rule, or doubtful.</summary>
internal sealed record RuleProblemJson(
    string Kind, bool IsWarning, string File, int Line, int Column, string Text, string Message, string? Expected);

/// <summary>What of a group of events goes into JSON.</summary>
internal sealed record GroupJson(
    DateTimeOffset? Time, long Count, DateTimeOffset? FirstSeen, DateTimeOffset? LastSeen, Dictionary<string, string?> Values, bool IsOthers);

/// <summary>What of a list of a summary goes into JSON.</summary>
internal sealed record SummaryPartJson(string Property, int Distinct, GroupJson[] Groups);

/// <summary>What of a summary goes into JSON.</summary>
internal sealed record SummaryJson(
    long Events, long Failed, long Untimed, DateTimeOffset? FirstSeen, DateTimeOffset? LastSeen, SummaryPartJson[] Top, long[] Hours);

/// <summary>What of a digest, a log file or a summary goes into JSON; members that do not apply are null.</summary>
internal sealed record IntegrityJson(
    string Type, string Status, string AccountId, string Region, string? TrailName, DateTimeOffset? StartTime, DateTimeOffset? EndTime,
    string? Bucket, string? Key, string? Origin, string? ExpectedHash, string? ActualHash, string? DigestKey, string? Reason,
    double? Hours, double? ProvenHours, double? MissingHours, double? GapHours, long? Problems);

/// <summary>
/// Serialisers made at build time, which write members straight away: to know how to read them, too, takes longer than a
/// short run. The lines have text as it is wherever JSON allows it.
/// </summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Serialization, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(FindingJson))]
[JsonSerializable(typeof(ControlJson))]
[JsonSerializable(typeof(GroupJson))]
[JsonSerializable(typeof(SummaryJson))]
[JsonSerializable(typeof(RuleJson))]
[JsonSerializable(typeof(PackJson))]
[JsonSerializable(typeof(ControlListJson))]
[JsonSerializable(typeof(RuleReportJson))]
[JsonSerializable(typeof(IntegrityJson))]
internal sealed partial class OutputJson : JsonSerializerContext
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Line(ControlJson control) => JsonLine.Of(Text(control, Default.ControlJson));

    public static string Line(GroupJson group) => JsonLine.Of(Text(group, Default.GroupJson));

    public static string Line(SummaryJson summary) => JsonLine.Of(Text(summary, Default.SummaryJson));

    public static string Line(RuleJson rule) => JsonLine.Of(Text(rule, Default.RuleJson));

    public static string Line(PackJson pack) => JsonLine.Of(Text(pack, Default.PackJson));

    public static string Line(ControlListJson control) => JsonLine.Of(Text(control, Default.ControlListJson));

    public static string Line(RuleReportJson report) => JsonLine.Of(Text(report, Default.RuleReportJson));

    public static string Line(IntegrityJson statement) => JsonLine.Of(Text(statement, Default.IntegrityJson));

    /// <summary>The finding with the event as its last member, in the event's own text: what is evidence is not written anew.</summary>
    public static string Line(FindingJson finding, string record)
    {
        string text = Text(finding, Default.FindingJson);
        return JsonLine.Of($"{text.AsSpan(0, text.Length - 1)},\"event\":{record}}}");
    }

    private static string Text<T>(T value, JsonTypeInfo<T> type)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, Readable))
        {
            type.SerializeHandler!(writer, value);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
