using System.Globalization;
using System.Net;
using System.Text.Json;
using CloudAudit.Filters;

namespace CloudAudit.Core.Tests.Support;

/// <summary>What a query means, said the slow way over JsonDocument.</summary>
internal static class QueryOracle
{
    public static bool Wants(EventQuery q, JsonElement e) =>
        Any(q.EventName, Text(e, "eventName"))
        && (q.EventSource.Count == 0 || q.EventSource.Any(s => Like(s, Text(e, "eventSource")) || Like(s + ".amazonaws.com", Text(e, "eventSource"))))
        && Any(q.Region, Text(e, "awsRegion"))
        && Any(q.EventId, Text(e, "eventID"))
        && Any(q.ErrorCode, Text(e, "errorCode"))
        && Any(q.AccessKeyId, Text(Get(e, "userIdentity"), "accessKeyId"))
        && Any(q.AccountId, Text(e, "recipientAccountId") ?? Text(Get(e, "userIdentity"), "accountId"))
        && (q.EventCategory.Count == 0 || Any(q.EventCategory, Text(e, "eventCategory") ?? (Text(e, "managementEvent") == "false" ? null : "Management")))
        && (q.Actor.Count == 0 || Names(Get(e, "userIdentity")).Any(n => Any(q.Actor, n)))
        && (q.ResourceName.Count == 0 || Resources(e).Any(n => Any(q.ResourceName, n)))
        && (q.SourceIPAddress.Count == 0 || q.SourceIPAddress.Any(a => AddressFits(a, Text(e, "sourceIPAddress"))))
        && InRange(q, Text(e, "eventTime"))
        && (!q.Failed || !string.IsNullOrEmpty(Text(e, "errorCode")) || !string.IsNullOrEmpty(Text(e, "errorMessage")))
        && (!q.WriteOnly || Writes(e))
        && (q.Contains.Count == 0 || q.Contains.Any(c => e.GetRawText().Contains(c, StringComparison.OrdinalIgnoreCase)));

    /// <summary>Wildcards as they are defined: a star for any run, a question mark for one character, a backtick before a character for itself.</summary>
    public static bool Like(string pattern, string? text) => text is not null && Like(pattern, text, 0, 0, new Dictionary<(int, int), bool>());

    private static bool Like(string p, string t, int i, int j, Dictionary<(int, int), bool> known)
    {
        if (known.TryGetValue((i, j), out bool result))
        {
            return result;
        }

        result = i == p.Length ? j == t.Length
            : p[i] == '*' ? Like(p, t, i + 1, j, known) || (j < t.Length && Like(p, t, i, j + 1, known))
            : p[i] == '?' ? j < t.Length && Like(p, t, i + 1, j + 1, known)
            : p[i] == '`' && i + 1 < p.Length ? Same(i + 1) && Like(p, t, i + 2, j + 1, known)
            : Same(i) && Like(p, t, i + 1, j + 1, known);
        known[(i, j)] = result;
        return result;

        bool Same(int at) => j < t.Length && string.Equals(p[at].ToString(), t[j].ToString(), StringComparison.OrdinalIgnoreCase);
    }

    public static JsonElement Get(JsonElement e, string name) =>
        e.ValueKind == JsonValueKind.Object && e.TryGetProperty(name, out var value) ? value : default;

    public static string? Text(JsonElement e, string name) => JsonValues.Text(Get(e, name));

    private static bool Any(IReadOnlyList<string> patterns, string? text) => patterns.Count == 0 || patterns.Any(p => Like(p, text));

    private static IEnumerable<string> Names(JsonElement i)
    {
        var session = Get(i, "sessionContext");
        var issuer = Get(session, "sessionIssuer");
        string? arn = Text(i, "arn");
        string? principal = Text(i, "principalId");
        string?[] names =
        [
            Text(i, "userName"), arn, principal, Text(issuer, "userName"), Text(issuer, "arn"), Text(session, "sourceIdentity"),
            Text(Get(i, "onBehalfOf"), "userId"), Text(i, "invokedBy"), Text(i, "type") == "Root" ? "root" : null,
        ];

        // The session's name stands in the ARN and in the principal; the account stands for itself where nothing else does.
        return names.Append(arn?.Contains('/', StringComparison.Ordinal) == true && !names.Contains("root") && Text(i, "type") is not ("AWSService" or "IdentityCenterUser") ? arn[(arn.LastIndexOf('/') + 1)..] : null)
            .Append(Text(i, "type") == "AWSAccount" && Text(i, "userName") is null && arn is null && principal?.Contains(':', StringComparison.Ordinal) != true ? Text(i, "accountId") : null)
            .OfType<string>().Where(n => n.Length > 0);
    }

    private static IEnumerable<string> Resources(JsonElement e)
    {
        foreach (string member in (string[])["resources", "requestParameters", "responseElements"])
        {
            foreach (string name in Collect(Get(e, member), named: false))
            {
                yield return name;
                if (name.StartsWith("arn:", StringComparison.Ordinal))
                {
                    string last = name.Split(':', 6)[^1];
                    yield return last[(last.LastIndexOfAny(['/', ':']) + 1)..];
                }
            }
        }
    }

    private static IEnumerable<string> Collect(JsonElement e, bool named) => e.ValueKind switch
    {
        JsonValueKind.Object => e.EnumerateObject().SelectMany(m => Collect(m.Value, Naming(m.Name))),
        JsonValueKind.Array => e.EnumerateArray().SelectMany(x => Collect(x, named)),
        JsonValueKind.String when named && e.GetString()!.Length > 0 => [e.GetString()!],
        _ => [],
    };

    private static bool Naming(string n) =>
        ((string[])["Name", "Names", "Id", "Ids", "Arn", "Arns", "ARN"]).Any(x => n.EndsWith(x, StringComparison.Ordinal)) && n is not ("accountId" or "requestId")
        || n is "name" or "arn" or "id" or "key";

    private static bool AddressFits(string wanted, string? text)
    {
        int slash = wanted.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 && IPAddress.TryParse(wanted, out var one))
        {
            return IPAddress.TryParse(text, out var other) && Equals(one.MapToIPv6(), other.MapToIPv6());
        }

        if (slash < 0 || !IPAddress.TryParse(wanted.AsSpan(0, slash), out var network))
        {
            return Like(wanted, text);
        }

        int bits = int.Parse(wanted.AsSpan(slash + 1), CultureInfo.InvariantCulture);
        return IPAddress.TryParse(text, out var address) && (address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).AddressFamily == network.AddressFamily
            && Bits(address)[..bits] == Bits(network)[..bits];
    }

    private static string Bits(IPAddress address) => string.Concat(address.GetAddressBytes().Select(b => Convert.ToString(b, 2).PadLeft(8, '0')));

    private static bool InRange(EventQuery q, string? time) =>
        (q.StartTime is null && q.EndTime is null)
        || (DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            && (q.StartTime is null || at >= q.StartTime) && (q.EndTime is null || at < q.EndTime));

    private static bool Writes(JsonElement e) => Text(e, "readOnly") switch
    {
        "true" => false,
        null => Text(e, "eventName") is { } n && !((string[])["Get", "List", "Describe", "Head", "Lookup", "BatchGet", "Search", "Query"]).Any(v => n.StartsWith(v, StringComparison.Ordinal)),
        _ => true,
    };
}
