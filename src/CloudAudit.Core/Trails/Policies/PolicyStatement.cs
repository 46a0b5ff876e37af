using System.Text.Json;
using System.Text.Json.Nodes;

namespace CloudAudit.Trails.Policies;

/// <summary>A condition of a statement: an operator over a key, true where one of the values agrees.</summary>
/// <param name="Operator">StringEquals, ArnLike, Bool … as written.</param>
/// <param name="Key">The context key, such as aws:SourceArn.</param>
/// <param name="Values">The values.</param>
public sealed record PolicyCondition(string Operator, string Key, IReadOnlyList<string> Values);

/// <summary>
/// A statement of a resource policy, with a single string and a list of one told apart nowhere ("IAM JSON policy
/// reference"). The JSON is kept as it was written.
/// </summary>
public sealed class PolicyStatement
{
    private readonly JsonObject _json;

    /// <summary>Takes a statement's JSON.</summary>
    /// <param name="json">The statement.</param>
    /// <exception cref="JsonException">It is not a statement's shape.</exception>
    public PolicyStatement(JsonObject json)
    {
        _json = json;
        Sid = Text(json[nameof(Sid)]);
        Allows = Text(json["Effect"]) switch
        {
            "Allow" => true,
            "Deny" => false,
            _ => throw new JsonException("A policy's statement says neither Allow nor Deny."),
        };
        Principals = [.. ReadPrincipals(json["Principal"])];
        Actions = [.. Texts(json["Action"])];
        Resources = [.. Texts(json["Resource"])];
        Conditions = [.. ReadConditions(json["Condition"])];

        // Everyone but, everything but: such a statement is compared as a whole only.
        IsInverted = json.ContainsKey("NotPrincipal") || json.ContainsKey("NotAction") || json.ContainsKey("NotResource");
    }

    public string? Sid { get; }

    public bool Allows { get; }

    public bool IsInverted { get; }

    /// <summary>Whom it is for, as <c>Service:cloudtrail.amazonaws.com</c>, <c>AWS:arn…</c>, or <c>*</c>.</summary>
    public IReadOnlyList<string> Principals { get; }

    public IReadOnlyList<string> Actions { get; }

    public IReadOnlyList<string> Resources { get; }

    public IReadOnlyList<PolicyCondition> Conditions { get; }

    /// <summary>A copy of the statement's JSON.</summary>
    public JsonObject ToJson() => (JsonObject)_json.DeepClone();

    /// <summary>
    /// Whether this statement does all that another does: wherever the other allows (or denies), this does too. Never
    /// true by mistake; where it cannot be told, false.
    /// </summary>
    /// <param name="other">The other statement.</param>
    public bool Covers(PolicyStatement other)
    {
        if (Allows != other.Allows || IsInverted || other.IsInverted)
        {
            return false;
        }

        return other.Principals.All(HasPrincipal)
            && other.Actions.All(action => Actions.Any(mine => PolicyPattern.Contains(mine, action, ignoreCase: true)))
            && other.Resources.All(resource => Resources.Any(mine => PolicyPattern.Contains(mine, resource)))
            && Conditions.All(mine => other.Conditions.Any(theirs => PolicyPattern.Implies(theirs, mine)));
    }

    /// <summary>Whether it is about a principal: by its name, or with everyone.</summary>
    /// <param name="principal">In the form of <see cref="Principals"/>.</param>
    public bool HasPrincipal(string principal) =>
        Principals.Contains("*") || Principals.Contains(principal, StringComparer.Ordinal);

    private static IEnumerable<string> ReadPrincipals(JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(pair => Texts(pair.Value).Select(value => value == "*" ? "*" : $"{pair.Key}:{value}")),
        null => [],
        _ => Texts(node),
    };

    private static IEnumerable<PolicyCondition> ReadConditions(JsonNode? node) => node is JsonObject operators
        ? operators.SelectMany(test => test.Value is JsonObject keys
            ? keys.Select(key => new PolicyCondition(test.Key, key.Key, [.. Texts(key.Value)]))
            : throw new JsonException("A policy's condition has no keys."))
        : [];

    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        null => [],
        JsonArray list => list.Select(item => Text(item) ?? string.Empty),
        JsonValue => [Text(node)!],
        _ => throw new JsonException("A policy's statement has an object where text belongs."),
    };

    // true and 5 are as good as "true" and "5" in a policy.
    private static string? Text(JsonNode? node) => node switch
    {
        null => null,
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        JsonValue value => value.ToJsonString(),
        _ => throw new JsonException("A policy's statement has an object or list where text belongs."),
    };
}
