using CloudAudit.Rules.Matching;

namespace CloudAudit.Filters;

/// <summary>Turns a query into one matcher, which every source applies while it reads.</summary>
internal static class QueryCompiler
{
    private const string ServiceSuffix = ".amazonaws.com";

    /// <summary>The matcher, or null where every event is wanted.</summary>
    /// <exception cref="EventQueryException">The query contradicts itself or holds what cannot be read.</exception>
    public static Matcher? Compile(EventQuery query)
    {
        if (query.StartTime is { } start && query.EndTime is { } end && start >= end)
        {
            throw new EventQueryException(
                nameof(EventQuery.StartTime),
                $"The start, {start.UtcDateTime:yyyy-MM-ddTHH:mm:ss}Z, is not before the end, {end.UtcDateTime:yyyy-MM-ddTHH:mm:ss}Z.");
        }

        var parts = new List<Matcher>();
        Add("eventName", query.EventName);
        Add("eventSource", [.. query.EventSource.SelectMany(s => (IEnumerable<string>)(s.EndsWith(ServiceSuffix, StringComparison.OrdinalIgnoreCase) ? [s] : [s, s + ServiceSuffix]))]);
        Add("awsRegion", query.Region);
        Add("eventID", query.EventId);
        Add("errorCode", query.ErrorCode);
        Add("userIdentity.accessKeyId", query.AccessKeyId);
        if (query.EventCategory.Count > 0)
        {
            parts.Add(Category(query.EventCategory));
        }

        if (query.AccountId.Count > 0)
        {
            parts.Add(new AccountMatcher(Texts(query.AccountId)));
        }

        if (query.Actor.Count > 0)
        {
            parts.Add(new ActorMatcher(Texts(query.Actor)));
        }

        if (query.ResourceName.Count > 0)
        {
            parts.Add(new ResourceMatcher(Texts(query.ResourceName)));
        }

        if (query.SourceIPAddress.Count > 0)
        {
            parts.Add(new FieldMatcher(FieldPath.Parse("sourceIPAddress"), Addresses(query.SourceIPAddress)));
        }

        if (query.StartTime is not null || query.EndTime is not null)
        {
            parts.Add(new TimeRangeMatcher(query.StartTime, query.EndTime));
        }

        if (query.Failed)
        {
            parts.Add(new FailedMatcher());
        }

        if (query.WriteOnly)
        {
            parts.Add(new WriteMatcher());
        }

        if (query.Contains.Count > 0)
        {
            parts.Add(new ContainsMatcher(new ContainsAny(query.Contains, cased: false)));
        }

        AddSelection(query, parts);
        return parts.Count == 0 ? null : AllOf.Of(parts);

        void Add(string field, IReadOnlyList<string> values)
        {
            if (values.Count > 0)
            {
                parts.Add(new FieldMatcher(FieldPath.Parse(field), Texts(values)));
            }
        }
    }

    private static void AddSelection(EventQuery query, List<Matcher> parts)
    {
        if (query.Selection is null)
        {
            return;
        }

        try
        {
            parts.Add(new SelectionCompiler(ignoreFieldCase: true).Compile(query.Selection));
        }
        catch (RuleCompileException e)
        {
            throw new EventQueryException(nameof(EventQuery.Selection), e.Message, e);
        }
    }

    // Records before eventVersion 1.07 do not say their category; trails had only management and data events then.
    private static Matcher Category(IReadOnlyList<string> values)
    {
        var path = FieldPath.Parse("eventCategory");
        var test = Texts(values);
        Matcher said = new FieldMatcher(path, test);
        return test.Passes("Management")
            ? new AnyOf([said, new AllOf([new Not(new ExistsMatcher(path)), new Not(new FieldMatcher(FieldPath.Parse("managementEvent"), new EqualsAny(["false"], cased: false)))])])
            : said;
    }

    private static TextTest Texts(IReadOnlyList<string> values) =>
        SelectionCompiler.Texts([.. values.Select(TextPattern.PowerShell)], cased: false);

    // Networks by number, anything else (addresses, service names, wildcards) as text.
    private static TextTest Addresses(IReadOnlyList<string> values)
    {
        var networks = new List<Network>();
        var texts = new List<string>();
        foreach (string value in values)
        {
            if (NetworkText.TryParse(value, out var network))
            {
                networks.Add(network);
            }
            else if (value.Contains('/', StringComparison.Ordinal) && !value.StartsWith("AWS Internal", StringComparison.OrdinalIgnoreCase))
            {
                throw new EventQueryException(
                    nameof(EventQuery.SourceIPAddress), $"'{value}' is no network. Write an address and a prefix length, such as 203.0.113.0/24 or 2001:db8::/32.");
            }
            else
            {
                texts.Add(value);
            }
        }

        var tests = new List<TextTest>();
        if (networks.Count > 0)
        {
            tests.Add(new CidrTest(networks));
        }

        if (texts.Count > 0)
        {
            tests.Add(Texts(texts));
        }

        return AnyTest.Of(tests);
    }
}
