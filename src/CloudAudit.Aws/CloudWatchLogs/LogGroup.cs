namespace CloudAudit.Aws;

/// <summary>A log group as users name it: by its name, by a pattern, or by its ARN.</summary>
/// <param name="Name">The name; may hold <c>*</c> and <c>?</c>, which no name does.</param>
/// <param name="Arn">The ARN without <c>:*</c> at its end; null where only a name was given.</param>
/// <param name="Region">The ARN's region; null where only a name was given.</param>
public sealed record LogGroup(string Name, string? Arn, string? Region)
{
    // "Log groups and streams" in the CloudWatch Logs API reference, CreateLogGroup: 1 to 512 of these.
    private const string Allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-/.#";
    private static readonly System.Buffers.SearchValues<char> NameOrPattern = System.Buffers.SearchValues.Create(Allowed + "*?");

    /// <summary>Whether <see cref="Name"/> is a pattern.</summary>
    public bool IsPattern => Name.AsSpan().ContainsAny('*', '?');

    /// <summary>Reads a name, a pattern or an ARN: <c>arn:aws:logs:eu-west-1:111122223333:log-group:name[:*]</c>.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static LogGroup Parse(string text)
    {
        string name = text;
        string? arn = null;
        string? region = null;
        if (text.StartsWith("arn:", StringComparison.Ordinal))
        {
            // DescribeLogGroups writes ARNs with a ":*" behind, which FilterLogEvents refuses.
            arn = text.EndsWith(":*", StringComparison.Ordinal) ? text[..^2] : text;
            string[] parts = arn.Split(':');
            if (parts is not [_, _, "logs", { Length: > 0 }, { Length: 12 }, "log-group", _])
            {
                throw new FormatException($"'{text}' is no ARN of a log group, such as arn:aws:logs:eu-west-1:111122223333:log-group:CloudTrail/logs.");
            }

            (region, name) = (parts[3], parts[6]);
        }

        if (name.Length is 0 or > 512 || name.AsSpan().ContainsAnyExcept(NameOrPattern) || (arn is not null && name.AsSpan().ContainsAny('*', '?')))
        {
            throw new FormatException($"'{text}' is no name of a log group. Names have 1 to 512 letters, digits, '_', '-', '/', '.' and '#'; in a name without an ARN '*' and '?' are wildcards.");
        }

        return new LogGroup(name, arn, region);
    }
}
