using System.Text.Json;
using CloudAudit.Benchmarks.Generation;

namespace CloudAudit.Benchmarks.Tests;

public sealed class SampleTests : IDisposable
{
    private readonly Trails _trails = new();

    public void Dispose() => _trails.Dispose();

    [Fact]
    public void The_sample_in_the_repository_is_what_the_generator_makes()
    {
        _trails.Write("trail", SampleTrail.Seed, estate => SampleTrail.Plan(estate).Files);

        SortedDictionary<string, byte[]> made = Trails.Read(_trails.Folder.GetDirectories("trail").Single(), unzip: true);
        SortedDictionary<string, byte[]> shipped = Trails.Read(new DirectoryInfo(Path.Combine(Trails.Samples().FullName, "trail")), unzip: true);

        Assert.Equal(made.Keys, shipped.Keys);
        Assert.All(made, file => Assert.True(file.Value.AsSpan().SequenceEqual(shipped[file.Key]), file.Key));
    }

    [Fact]
    public void The_readme_tells_each_planted_incident()
    {
        string readme = File.ReadAllText(Path.Combine(Trails.Samples().FullName, "README.md"));

        Assert.All(SampleTrail.Plan(new Estate(SampleTrail.Seed)).Stories, story => Assert.Contains(story.ToMarkdown(), readme, StringComparison.Ordinal));
    }

    /// <summary>Which of the fifteen CIS monitoring controls the sample violates, read with plain comparisons.</summary>
    [Theory]
    [InlineData("errorCode", "AccessDenied*", 15)]
    [InlineData("errorCode", "*UnauthorizedOperation", 3)]
    [InlineData("MFAUsed", "No", 15)]
    [InlineData("type", "Root", 7)]
    [InlineData("eventName", "AttachUserPolicy", 1)]
    [InlineData("eventName", "DeleteTrail", 1)]
    [InlineData("errorMessage", "Failed authentication", 9)]
    [InlineData("eventName", "ScheduleKeyDeletion", 1)]
    [InlineData("eventName", "PutBucketPolicy", 1)]
    [InlineData("eventName", "StopConfigurationRecorder", 0)]
    [InlineData("eventName", "AuthorizeSecurityGroupIngress", 2)]
    [InlineData("eventName", "CreateNetworkAclEntry", 0)]
    [InlineData("eventName", "AttachInternetGateway", 1)]
    [InlineData("eventName", "CreateRoute", 1)]
    [InlineData("eventName", "CreateVpcPeeringConnection", 1)]
    [InlineData("eventName", "LeaveOrganization", 1)]
    public void Incidents_are_in_the_sample(string field, string value, int atLeast)
    {
        List<JsonElement> records = Trails.Records(Trails.Read(new DirectoryInfo(Path.Combine(Trails.Samples().FullName, "trail")), unzip: true).Values);

        int count = records.Count(record => Matches(Find(record, field), value));

        Assert.True(atLeast == 0 ? count == 0 : count >= atLeast, $"{count} events have {field} {value}");
    }

    private static bool Matches(string? text, string pattern)
    {
        if (text is null)
        {
            return false;
        }
        if (pattern.StartsWith('*'))
        {
            return text.EndsWith(pattern[1..], StringComparison.Ordinal);
        }
        return pattern.EndsWith('*') ? text.StartsWith(pattern[..^1], StringComparison.Ordinal) : text == pattern;
    }

    private static string? Find(JsonElement record, string field) => field switch
    {
        "MFAUsed" => Inner(record, "additionalEventData", field),
        "type" => Inner(record, "userIdentity", field),
        _ => record.TryGetProperty(field, out JsonElement value) ? value.GetString() : null,
    };

    private static string? Inner(JsonElement record, string outer, string inner) =>
        record.TryGetProperty(outer, out JsonElement element) && element.TryGetProperty(inner, out JsonElement value) ? value.GetString() : null;
}
