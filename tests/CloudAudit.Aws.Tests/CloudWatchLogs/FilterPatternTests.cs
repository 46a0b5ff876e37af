using CloudAudit.Aws.CloudWatchLogs;
using CloudAudit.Aws.Tests.Support;
using CloudAudit.Filters;
using CloudAudit.Reading;
using CloudAudit.Sources;

namespace CloudAudit.Aws.Tests.CloudWatchLogs;

public sealed class FilterPatternTests
{
    [Fact]
    public void A_query_without_filters_has_no_pattern()
    {
        Assert.Null(FilterPattern.For(new EventQuery()));
        Assert.Null(FilterPattern.For(new EventQuery { Actor = ["alice"], Contains = ["x"], StartTime = DateTimeOffset.UnixEpoch }));
    }

    [Theory]
    [InlineData("DeleteTrail", "{ $.eventName = %^[dD][eE][lL][eE][tT][eE][tT][rR][aA][iI][lL]$% }")]
    [InlineData("a*?.1", "{ $.eventName = %^[aA].*.\\.1$% }")]
    public void Names_are_compared_without_regard_to_case(string name, string pattern) =>
        Assert.Equal(pattern, FilterPattern.For(new EventQuery { EventName = [name] }));

    [Theory]
    [InlineData("Delete[TB]*")]
    [InlineData("Delete`*")]
    [InlineData("Löschen")]
    [InlineData("100%")]
    [InlineData("a\" || $.b = \"")]
    public void What_a_pattern_cannot_say_is_left_to_the_reader(string name) =>
        Assert.Null(FilterPattern.For(new EventQuery { EventName = [name] }));

    [Fact]
    public void Two_expressions_at_the_most_and_1024_characters()
    {
        var query = new EventQuery { EventName = ["A"], EventSource = ["iam"], ErrorCode = ["B"], Region = ["eu-*"], AccountId = ["111122223333"] };
        string pattern = FilterPattern.For(query)!;
        Assert.Equal(4, pattern.Count(c => c == '%'));
        Assert.Contains("$.eventName", pattern, StringComparison.Ordinal);
        Assert.DoesNotContain("$.awsRegion", pattern, StringComparison.Ordinal);

        var many = new EventQuery { EventName = [.. Enumerable.Range(0, 60).Select(i => $"CreateSomething{i}")], Failed = true };
        Assert.Equal("{ ($.errorCode = \"*\") || ($.errorMessage = \"*\") }", FilterPattern.For(many));
    }

    // The promise: what the query wants, the pattern lets through.
    [Fact]
    public void No_event_that_a_query_wants_is_lost()
    {
        using var source = new LocalLogs([SampleTrail.Folder], new EventQuery(), error => Assert.Fail(error.Message));
        var events = EventReader.Read(source, new EventReadOptions(), default).SelectMany(b => b.Results).ToList();
        Assert.True(events.Count > 1500);
        var random = new Random(20250311);
        int patterns = 0, wantedInAll = 0, narrowed = 0;
        for (int i = 0; i < 300; i++)
        {
            var query = RandomQuery(random, events);
            if (FilterPattern.For(query) is not { } pattern)
            {
                continue;
            }

            patterns++;
            using var again = new LocalLogs([SampleTrail.Folder], new EventQuery(), _ => { });
            var wanted = EventReader.Read(again, new EventReadOptions { Query = query }, default).SelectMany(b => b.Results).ToList();
            wantedInAll += wanted.Count;
            foreach (var e in wanted)
            {
                Assert.True(PatternEvaluator.Matches(pattern, e.ToJson()), $"{pattern} loses {e.ToJson()}");
            }

            narrowed += events.Take(50).Count(e => !PatternEvaluator.Matches(pattern, e.ToJson()));
        }

        Assert.True(patterns > 200 && wantedInAll > 1000 && narrowed > patterns * 20, $"{patterns} patterns, {wantedInAll} events, {narrowed} left out");
    }

    private static EventQuery RandomQuery(Random random, List<AuditEvent> events)
    {
        var query = new EventQuery { Failed = random.Next(5) == 0, WriteOnly = random.Next(4) == 0 };
        for (int i = random.Next(3); i >= 0; i--)
        {
            query = random.Next(8) switch
            {
                0 => query with { EventName = Values(e => e.EventName) },
                1 => query with { EventSource = Values(e => e.EventSource) },
                2 => query with { Region = Values(e => e.Region) },
                3 => query with { AccountId = [.. Values(e => e.AccountId).Select(a => a.Replace("*", "1", StringComparison.Ordinal).Replace("?", "1", StringComparison.Ordinal))] },
                4 => query with { ErrorCode = Values(e => e.ErrorCode) },
                5 => query with { AccessKeyId = Values(e => e.AccessKeyId) },
                6 => query with { SourceIPAddress = [Pick(e => e.SourceIPAddress)] },
                _ => query with { EventId = [Pick(e => e.EventId).ToUpperInvariant()] },
            };
        }

        return query;

        string Pick(Func<AuditEvent, string?> field)
        {
            string? value = null;
            for (int tries = 0; string.IsNullOrEmpty(value) && tries < 200; tries++)
            {
                value = field(events[random.Next(events.Count)]);
            }

            return string.IsNullOrEmpty(value) ? "none" : value;
        }

        string[] Values(Func<AuditEvent, string?> field) => [.. Enumerable.Range(0, 1 + random.Next(3)).Select(_ => Bend(Pick(field)))];

        // In another case, or with a wildcard.
        string Bend(string value) => random.Next(4) switch
        {
            0 => value.ToUpperInvariant(),
            1 => value[..(value.Length / 2)] + "*",
            2 when value.Length > 2 => "?" + value[1..].ToLowerInvariant(),
            _ => value,
        };
    }
}
