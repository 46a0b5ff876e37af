using System.Text.Json;

namespace CloudAudit.Core.Tests.Trails;

/// <summary>A request as a policy sees it.</summary>
internal sealed record PolicyRequest(string Principal, string Action, string Resource, IReadOnlyDictionary<string, string> Context);

/// <summary>Evaluates a resource policy the slow, obvious way, straight from its JSON ("Policy evaluation logic").</summary>
internal static class PlainPolicy
{
    /// <summary>True: allowed; false: denied; null: no word about it.</summary>
    public static bool? Evaluate(string policy, PolicyRequest request)
    {
        using var document = JsonDocument.Parse(policy);
        bool allowed = false;
        foreach (var statement in List(document.RootElement.GetProperty("Statement")))
        {
            if (Principals(statement).Any(p => p == "*" || p == request.Principal)
                && List(statement.GetProperty("Action")).Any(a => Like(a.GetString()!.ToUpperInvariant(), request.Action.ToUpperInvariant()))
                && List(statement.GetProperty("Resource")).Any(r => Like(r.GetString()!, request.Resource))
                && Holds(statement, request))
            {
                if (statement.GetProperty("Effect").GetString() == "Deny")
                {
                    return false;
                }

                allowed = true;
            }
        }

        return allowed ? true : null;
    }

    private static bool Holds(JsonElement statement, PolicyRequest request)
    {
        if (!statement.TryGetProperty("Condition", out var condition))
        {
            return true;
        }

        foreach (var test in condition.EnumerateObject())
        {
            foreach (var key in test.Value.EnumerateObject())
            {
                bool has = request.Context.TryGetValue(key.Name, out string? actual);
                var values = List(key.Value).Select(value => value.ToString()).ToList();
                bool holds = test.Name switch
                {
                    "StringEquals" => has && values.Contains(actual!),
                    "StringNotEquals" => !has || !values.Contains(actual!),
                    "StringLike" or "ArnLike" => has && values.Exists(value => Like(value, actual!)),
                    "Bool" => has && values.Contains(actual!),
                    "Null" => values.Contains(has ? "false" : "true"),
                    _ => throw new InvalidOperationException(test.Name),
                };
                if (!holds)
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static IEnumerable<string> Principals(JsonElement statement) => statement.GetProperty("Principal") is { ValueKind: JsonValueKind.Object } map
        ? map.EnumerateObject().SelectMany(pair => List(pair.Value).Select(value => value.GetString() == "*" ? "*" : $"{pair.Name}:{value.GetString()}"))
        : ["*"];

    private static IEnumerable<JsonElement> List(JsonElement element) => element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : [element];

    // Every split of the text, one after the other.
    internal static bool Like(string pattern, string text)
    {
        if (pattern.Length == 0)
        {
            return text.Length == 0;
        }

        return pattern[0] == '*'
            ? Enumerable.Range(0, text.Length + 1).Any(skip => Like(pattern[1..], text[skip..]))
            : text.Length > 0 && (pattern[0] == '?' || pattern[0] == text[0]) && Like(pattern[1..], text[1..]);
    }
}
