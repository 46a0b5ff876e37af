using System.Globalization;
using CloudAudit.Sources;

namespace CloudAudit.Core.Tests;

public sealed class LogKeyTests
{
    [Theory]
    [InlineData("123456789012_CloudTrail_us-east-1_20230710T1145Z_7xgocspSowgK0Gto.json.gz", "CloudTrail", "us-east-1", "2023-07-10T11:45:00Z")]
    [InlineData("123456789012_CloudTrail_us-gov-west-1_20230710T1145Z_a_b_c_d_e_f.json", "CloudTrail", "us-gov-west-1", "2023-07-10T11:45:00Z")]
    [InlineData("123456789012_CloudTrail-Insight_eu-west-1_20230710T1145Z_x.json.gz", "CloudTrail-Insight", "eu-west-1", "2023-07-10T11:45:00Z")]
    [InlineData("123456789012_CloudTrail-NetworkActivity_eu-west-1_20230710T1145Z_x.json.gz", "CloudTrail-NetworkActivity", "eu-west-1", "2023-07-10T11:45:00Z")]
    [InlineData("123456789012_CloudTrail-Digest_eu-west-1_trail_us-east-1_20230710T114559Z.json.gz", "CloudTrail-Digest", "eu-west-1", "2023-07-10T11:45:59Z")]
    [InlineData("123456789012_CloudTrail-Digest_eu-west-1_my_own_trail_of_many_words_us-east-1_20230710T114559Z.json.gz", "CloudTrail-Digest", "eu-west-1", "2023-07-10T11:45:59Z")]
    [InlineData("123456789012_CloudTrail-Digest_eu-west-1_my.trail_us-east-1_20230710T114559Z_backfill.json.gz", "CloudTrail-Digest", "eu-west-1", "2023-07-10T11:45:59Z")]
    public void A_name_that_CloudTrail_gives_is_read(string name, string folder, string region, string time)
    {
        Assert.True(LogKey.TryParse(name, out var key));
        Assert.Equal(new LogKey("123456789012", folder, region, DateTimeOffset.Parse(time, CultureInfo.InvariantCulture)), key);
    }

    [Fact]
    public void What_a_name_says_does_not_depend_on_the_one_before()
    {
        LogKey before = default;
        foreach (string name in (ReadOnlySpan<string>)
            [
                "123456789012_CloudTrail_eu-west-1_20230710T1145Z_a.json.gz",
                "123456789012_CloudTrail-Insight_eu-west-1_20230710T1145Z_b.json.gz",
                "210987654321_CloudTrail_eu-west-10_20230710T1150Z_c.json.gz",
                "210987654321_CloudTrail__20230710T1150Z_d.json.gz",
            ])
        {
            Assert.True(LogKey.TryParse(name, out var alone));
            Assert.True(LogKey.TryParse(name, out var key, before));
            Assert.Equal(alone, key);
            Assert.NotNull(key.Region);
            before = key;
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("events.json.gz")]
    [InlineData("12345678901_CloudTrail_us-east-1_20230710T1145Z_x.json.gz")]
    [InlineData("12345678901a_CloudTrail_us-east-1_20230710T1145Z_x.json.gz")]
    [InlineData("123456789012_Config_us-east-1_20230710T1145Z_x.json.gz")]
    [InlineData("123456789012_CloudTrail_us-east-1_20231310T1145Z_x.json.gz")]
    [InlineData("123456789012_CloudTrail_us-east-1_20230710_x.json.gz")]
    [InlineData("123456789012_CloudTrail_us-east-1")]
    [InlineData("123456789012_CloudTrail-Digest_eu-west-1_trail_us-east-1_2023.json.gz")]
    [InlineData("________________")]
    public void Any_other_name_says_nothing(string name) => Assert.False(LogKey.TryParse(name, out _));
}
