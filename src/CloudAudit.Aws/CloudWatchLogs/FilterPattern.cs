using System.Text;
using CloudAudit.Filters;

namespace CloudAudit.Aws.CloudWatchLogs;

/// <summary>
/// A CloudWatch filter pattern for what of a query it can say without losing an event ("Filter pattern syntax" in the
/// CloudWatch Logs user guide). It may let through more than is wanted: the query is applied again to what comes.
/// </summary>
internal static class FilterPattern
{
    // FilterLogEvents takes 1,024 characters, and two regular expressions.
    private const int MaxLength = 1024;
    private const int MaxExpressions = 2;
    private const string ServiceSuffix = ".amazonaws.com";

    /// <summary>The pattern, or null where nothing of the query can be said.</summary>
    public static string? For(EventQuery query)
    {
        var conditions = new List<string>();
        int length = "{  }".Length;
        int expressions = 0;

        // CloudWatch compares with regard to case and CloudAudit without, so text becomes an expression with both cases
        // of each letter. Two are allowed: those first that leave the fewest events.
        AddText("$.eventID", query.EventId);
        AddText("$.userIdentity.accessKeyId", query.AccessKeyId);
        AddText("$.eventName", query.EventName);
        AddText("$.errorCode", query.ErrorCode);
        AddText("$.eventSource", [.. query.EventSource.SelectMany(s => s.EndsWith(ServiceSuffix, StringComparison.OrdinalIgnoreCase) ? new[] { s } : [s, s + ServiceSuffix])]);
        AddText("$.awsRegion", query.Region);
        if (query.SourceIPAddress.Count > 0 && query.SourceIPAddress.All(IsAddress))
        {
            Add(Any(query.SourceIPAddress.Select(a => $"$.sourceIPAddress = \"{a}\"")));
        }

        if (query.AccountId.Count > 0 && query.AccountId.All(a => !a.AsSpan().ContainsAnyExceptInRange('0', '9')))
        {
            Add(Any(query.AccountId.SelectMany(a => new[] { $"$.recipientAccountId = \"{a}\"", $"$.userIdentity.accountId = \"{a}\"" })));
        }

        if (query.Failed)
        {
            Add("($.errorCode = \"*\") || ($.errorMessage = \"*\")");
        }

        if (query.WriteOnly)
        {
            Add("($.readOnly IS FALSE) || ($.readOnly NOT EXISTS) || ($.readOnly IS NULL) || ($.readOnly = \"*\")");
        }

        return conditions.Count switch
        {
            0 => null,
            1 => $"{{ {conditions[0]} }}",
            _ => $"{{ {string.Join(" && ", conditions.Select(c => $"({c})"))} }}",
        };

        void AddText(string field, IReadOnlyList<string> values)
        {
            if (values.Count > 0 && expressions < MaxExpressions && Expression(values) is { } expression && Add($"{field} = %{expression}%"))
            {
                expressions++;
            }
        }

        bool Add(string condition)
        {
            // With its parentheses and the "&&" before it.
            int more = condition.Length + 6;
            if (length + more > MaxLength)
            {
                return false;
            }

            length += more;
            conditions.Add(condition);
            return true;
        }
    }

    private static string Any(IEnumerable<string> conditions) => string.Join(" || ", conditions.Select(c => $"({c})"));

    private static bool IsAddress(string text) =>
        text.Split('.') is { Length: 4 } parts && parts.All(p => p.Length is > 0 and < 4 && !p.AsSpan().ContainsAnyExceptInRange('0', '9'));

    // "^[aA][bB]$|^…$", or null where a value has what CloudWatch's expressions do not.
    private static string? Expression(IReadOnlyList<string> values)
    {
        var text = new StringBuilder();
        foreach (string value in values)
        {
            text.Append(text.Length == 0 ? "^" : "|^");
            foreach (char c in value)
            {
                switch (c)
                {
                    case '*':
                        text.Append(".*");
                        break;
                    case '?':
                        text.Append('.');
                        break;
                    case '.':
                        text.Append("\\.");
                        break;
                    case (>= '0' and <= '9') or '-' or '_' or ':' or '/' or '@':
                        text.Append(c);
                        break;
                    case (>= 'a' and <= 'z') or (>= 'A' and <= 'Z'):
                        text.Append('[').Append(char.ToLowerInvariant(c)).Append(char.ToUpperInvariant(c)).Append(']');
                        break;
                    default:
                        // Brackets and backticks are PowerShell's, and '(' is none of CloudWatch's.
                        return null;
                }
            }

            text.Append('$');
        }

        return text.ToString();
    }
}
