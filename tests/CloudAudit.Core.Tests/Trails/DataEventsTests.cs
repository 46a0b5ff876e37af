using CloudAudit.Trails;

namespace CloudAudit.Core.Tests.Trails;

public sealed class DataEventsTests
{
    [Fact]
    public void A_service_is_all_of_it_but_for_the_trails_own_bucket() => Assert.Equal(
        [
            "Data events of AWS::S3::Object: eventCategory Equals Data; resources.type Equals AWS::S3::Object; resources.ARN NotStartsWith arn:aws:s3:::logs/",
            "Data events of AWS::SQS::Queue: eventCategory Equals Data; resources.type Equals AWS::SQS::Queue",
        ],
        DataEvents.Parse(["s3", "AWS::SQS::Queue", "SQS", "arn:aws:s3:::other"], "arn:aws:s3:::logs").Select(selector => selector.ToString()));

    [Fact]
    public void Resources_come_together_by_type_and_operator() => Assert.Equal(
        [
            "resources.ARN StartsWith arn:aws:s3:::a/ or arn:aws:s3:::b/p",
            "resources.ARN Equals arn:aws:lambda:us-east-1:111111111111:function:f",
            "resources.ARN Equals arn:aws:dynamodb:us-east-1:111111111111:table/t",
        ],
        DataEvents.Parse(
            ["arn:aws:s3:::a", "arn:aws:lambda:us-east-1:111111111111:function:f", "arn:aws:s3:::b/p*", "arn:aws:dynamodb:us-east-1:111111111111:table/t", "arn:aws:s3:::a"],
            "arn:aws:s3:::logs").Select(selector => selector.FieldSelectors[^1].ToString()));

    [Theory]
    [InlineData("EC2")]
    [InlineData("arn:aws:s3")]
    [InlineData("arn:aws:iam::111111111111:role/x")]
    [InlineData("AWS::")]
    [InlineData("")]
    public void What_names_no_data_events_is_refused(string text) => Assert.Throws<FormatException>(() => DataEvents.Parse([text], "arn:aws:s3:::logs"));

    [Fact]
    public void Basic_selectors_mean_the_same_in_advanced_ones()
    {
        var basic = new EventSelector
        {
            ReadWriteType = "WriteOnly",
            ExcludeManagementEventSources = ["kms.amazonaws.com"],
            DataResources = [new DataResource("AWS::S3::Object", ["arn:aws:s3"]), new DataResource("AWS::Lambda::Function", ["arn:aws:lambda:us-east-1:1:function:f"])],
        };
        Assert.Equal(
            [
                "Management events: eventCategory Equals Management; readOnly Equals false; eventSource NotEquals kms.amazonaws.com",
                "Data events of AWS::S3::Object: eventCategory Equals Data; resources.type Equals AWS::S3::Object; readOnly Equals false",
                "Data events of AWS::Lambda::Function: eventCategory Equals Data; resources.type Equals AWS::Lambda::Function; resources.ARN StartsWith arn:aws:lambda:us-east-1:1:function:f; readOnly Equals false",
            ],
            new EventSelection([basic], []).ToAdvanced().Select(selector => selector.ToString()));
    }

    [Fact]
    public void What_one_selector_leaves_out_another_may_bring_back()
    {
        var without = new AdvancedEventSelector(null, [.. DataEvents.Management.FieldSelectors, new FieldSelector("eventSource", "NotEquals", ["kms.amazonaws.com"])]);
        var reads = new AdvancedEventSelector(null, [.. DataEvents.Management.FieldSelectors, new FieldSelector("readOnly", "Equals", ["true"])]);
        Assert.Equal(["eventSource NotEquals kms.amazonaws.com"], Facts(without).Exclusions);
        Assert.Empty(Facts(without, DataEvents.Management).Exclusions);
        Assert.Single(Facts(without, reads).Exclusions);
        Assert.True(Facts(reads) is { ManagementReads: true, ManagementWrites: false });
        Assert.True(SelectionFacts.Of(EventSelection.Default) is { ManagementReads: true, ManagementWrites: true, Exclusions.Count: 0, DataTypes.Count: 0 });

        static SelectionFacts Facts(params AdvancedEventSelector[] selectors) => SelectionFacts.Of(new EventSelection([], selectors));
    }
}
