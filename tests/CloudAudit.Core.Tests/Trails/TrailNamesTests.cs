using CloudAudit.Trails;

namespace CloudAudit.Core.Tests.Trails;

public sealed class TrailNamesTests
{
    [Theory]
    [InlineData("audit", true)]
    [InlineData("Audit.trail_1-x", true)]
    [InlineData("a.1", true)]
    [InlineData("ab", false)]
    [InlineData("-audit", false)]
    [InlineData("audit.", false)]
    [InlineData("my-_trail", false)]
    [InlineData("my trail", false)]
    [InlineData("träil", false)]
    [InlineData("192.168.5.4", false)]
    [InlineData("1.2.3", true)]
    [InlineData("1.2.3.400", true)]
    public void Names_are_those_that_CloudTrail_takes(string name, bool good) => Assert.Equal(good, TrailNames.Problem(name) is null);

    [Fact]
    public void Names_end_at_128() => Assert.True(TrailNames.Problem(new string('a', 128)) is null && TrailNames.Problem(new string('a', 129)) is not null);

    [Theory]
    [InlineData("arn:aws:cloudtrail:eu-west-1:111111111111:trail/audit", "eu-west-1", "audit")]
    [InlineData("arn:aws-us-gov:cloudtrail:us-gov-west-1:111111111111:trail/a.b", "us-gov-west-1", "a.b")]
    public void Trail_ARNs_are_read(string text, string region, string name)
    {
        Assert.True(TrailArn.TryParse(text, out var arn));
        Assert.Equal((region, name, text), (arn.Home.Region, arn.Name, arn.ToString()));
    }

    [Theory]
    [InlineData("audit")]
    [InlineData("arn:aws:cloudtrail:eu-west-1:111111111111:trail/")]
    [InlineData("arn:aws:cloudtrail:eu-west-1:111111111111:eventdatastore/x")]
    [InlineData("arn:aws:s3:::logs")]
    [InlineData(null)]
    public void Others_are_not(string? text) => Assert.False(TrailArn.TryParse(text, out _));

    [Theory]
    [InlineData("CloudTrail/audit")]
    [InlineData("arn:aws:logs:us-east-1:111111111111:log-group:CloudTrail/audit")]
    [InlineData("arn:aws:logs:us-east-1:111111111111:log-group:CloudTrail/audit:*")]
    public void A_log_group_is_known_by_its_name_and_its_ARN(string text) => Assert.Equal("CloudTrail/audit", TrailNames.LogGroup(text));

    [Theory]
    [InlineData("audit-logs-111122223333", true)]
    [InlineData("a.b", true)]
    [InlineData("Logs", false)]
    [InlineData("-logs", false)]
    [InlineData("lo..gs", false)]
    [InlineData("lo_gs", false)]
    [InlineData("ab", false)]
    public void Buckets_have_the_names_that_S3_takes(string name, bool good) => Assert.Equal(good, TrailNames.BucketProblem(name) is null);

    [Fact]
    public void Roles_of_long_names_differ()
    {
        string name = new('a', 128);
        Assert.Equal("CloudTrailLogs-audit", TrailNames.LogsRole("audit"));
        Assert.Equal(64, TrailNames.LogsRole(name).Length);
        Assert.NotEqual(TrailNames.LogsRole(name), TrailNames.LogsRole(name[1..]));
    }
}
