using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CloudAudit.Trails.Policies;

/// <summary>
/// A resource policy. Statements can be added; what stands in it is neither changed nor left out, so that a policy
/// that others wrote is never loosened beyond what the added statements say.
/// </summary>
public sealed class PolicyDocument
{
    private const string CurrentVersion = "2012-10-17";
    private static readonly JsonDocumentOptions ReadOptions = new() { MaxDepth = 32 };
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly JsonObject _json;

    private PolicyDocument(JsonObject json)
    {
        _json = json;
        Statements = [.. (json["Statement"] switch
        {
            null => [],
            JsonObject single => [new PolicyStatement(single)],
            JsonArray list => list.Select(item => new PolicyStatement(item as JsonObject ?? throw new JsonException("A policy's statement is no object."))),
            _ => throw new JsonException("A policy has no list of statements."),
        })];
    }

    public IReadOnlyList<PolicyStatement> Statements { get; }

    /// <summary>A policy of these statements, in the language's current version (2012-10-17).</summary>
    /// <param name="statements">The statements.</param>
    public static PolicyDocument Of(IEnumerable<PolicyStatement> statements) => new(new JsonObject
    {
        ["Version"] = CurrentVersion,
        ["Statement"] = new JsonArray([.. statements.Select(statement => statement.ToJson())]),
    });

    /// <summary>Reads a policy; one without text has no statements.</summary>
    /// <param name="json">The policy, as the service returns it.</param>
    /// <exception cref="JsonException">The text is no policy.</exception>
    public static PolicyDocument Parse(string? json) => string.IsNullOrWhiteSpace(json)
        ? Of([])
        : new PolicyDocument(JsonNode.Parse(json, documentOptions: ReadOptions) as JsonObject ?? throw new JsonException("A policy is an object."));

    /// <summary>Whether a statement of the policy, by itself, does all that a statement does.</summary>
    /// <param name="statement">The statement asked for.</param>
    public bool Covers(PolicyStatement statement) => Statements.Any(mine => mine.Covers(statement));

    /// <summary>The statements that the policy does not cover.</summary>
    /// <param name="wanted">The statements asked for.</param>
    public IReadOnlyList<PolicyStatement> Missing(IEnumerable<PolicyStatement> wanted) =>
        [.. wanted.Where(statement => !Covers(statement))];

    /// <summary>
    /// The policy with what it lacks added at its end. Everything that stood in it stands in the result, as it was
    /// written. A Sid that is taken already gets a number.
    /// </summary>
    /// <param name="wanted">The statements asked for.</param>
    public PolicyDocument With(IEnumerable<PolicyStatement> wanted)
    {
        var missing = Missing(wanted);
        if (missing.Count == 0)
        {
            return this;
        }

        var json = (JsonObject)_json.DeepClone();
        var list = json["Statement"] switch
        {
            JsonArray array => array,
            JsonObject single => new JsonArray(single.DeepClone()),
            _ => [],
        };
        var taken = Statements.Select(statement => statement.Sid).ToHashSet(StringComparer.Ordinal);
        foreach (var statement in missing)
        {
            var added = statement.ToJson();
            if (statement.Sid is { } sid)
            {
                string free = sid;
                for (int number = 2; !taken.Add(free); number++)
                {
                    free = sid + number.ToString(System.Globalization.CultureInfo.InvariantCulture);
                }

                added["Sid"] = free;
            }

            list.Add((JsonNode)added);
        }

        json["Statement"] = list;
        return new PolicyDocument(json);
    }

    /// <summary>The policy's JSON, on one line.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "A JsonNode writes itself; no type is looked at.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "A JsonNode writes itself; no type is looked at.")]
    public override string ToString() => _json.ToJsonString(Compact);
}
