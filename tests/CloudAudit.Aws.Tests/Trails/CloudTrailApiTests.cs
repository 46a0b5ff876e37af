using System.Text.Json.Nodes;
using CloudAudit.Aws.Tests.Support;
using CloudAudit.Trails;
using Microsoft.AspNetCore.Http;

namespace CloudAudit.Aws.Tests.Trails;

/// <summary>What goes to CloudTrail and what is made of its answers, by the shapes of its API reference.</summary>
public sealed class CloudTrailApiTests
{
    [Fact]
    public async Task Trails_are_listed_page_by_page_and_what_is_no_trail_is_passed_by()
    {
        await using var server = await StartAsync((_, body) => body["NextToken"] is null
            ? """{"Trails":[{"TrailARN":"arn:aws:cloudtrail:us-east-1:111111111111:trail/a","Name":"a","HomeRegion":"us-east-1"},{"Name":"odd"}],"NextToken":"2"}"""
            : """{"Trails":[{"TrailARN":"arn:aws:cloudtrail:eu-west-1:111111111111:trail/b","Name":"b","HomeRegion":"eu-west-1"}]}""");
        using var connection = new AwsConnection(server.Options);
        var found = new List<string>();
        await foreach (var arn in Api(connection).ListTrailsAsync(default))
        {
            found.Add($"{arn.Home.Region}/{arn.Name}");
        }

        Assert.Equal(["us-east-1/a", "eu-west-1/b"], found);
        Assert.Equal(2, server.Requests);
    }

    [Fact]
    public async Task A_status_has_times_with_fractions_and_errors_only_where_there_are()
    {
        await using var server = await StartAsync((_, _) =>
            """{"IsLogging":true,"LatestDeliveryTime":1767225600.25,"LatestDeliveryError":"","StopLoggingTime":1.7E9,"LatestDigestDeliveryError":"NoSuchBucket","LatestDeliveryAttemptTime":"2026","New":{"x":1}}""");
        using var connection = new AwsConnection(server.Options);
        Assert.Equal(
            new TrailStatus
            {
                IsLogging = true,
                LatestDelivery = new DateTimeOffset(2026, 1, 1, 0, 0, 0, 250, TimeSpan.Zero),
                StoppedLogging = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000),
                DigestDeliveryError = "NoSuchBucket",
            },
            await Api(connection).GetTrailStatusAsync("a", default));
    }

    [Fact]
    public async Task Insights_that_are_off_are_none()
    {
        await using var server = await FaultServer.StartAsync((context, _) =>
            FaultServer.AnswerAsync(context, 400, """{"__type":"InsightNotEnabledException","Message":"Trail a does not have Insights enabled."}"""));
        using var connection = new AwsConnection(server.Options);
        Assert.Empty(await Api(connection).GetInsightSelectorsAsync("a", default));
    }

    [Fact]
    public async Task Selectors_go_and_come_with_the_operators_of_a_field_together()
    {
        JsonNode? sent = null;
        await using var server = await StartAsync((operation, body) =>
        {
            sent = operation == "PutEventSelectors" ? body : sent;
            return operation == "PutEventSelectors" ? "{}" : sent!.ToJsonString();
        });
        using var connection = new AwsConnection(server.Options);
        var selector = new AdvancedEventSelector(
            "mine",
            [
                new FieldSelector("eventCategory", "Equals", ["Data"]),
                new FieldSelector("resources.ARN", "StartsWith", ["arn:aws:s3:::a/"]),
                new FieldSelector("resources.ARN", "NotEndsWith", [".tmp", ".bak"]),
            ]);
        await Api(connection).PutEventSelectorsAsync("a", [selector], default);
        Assert.True(
            JsonNode.DeepEquals(
                JsonNode.Parse("""
                    {"TrailName":"a","AdvancedEventSelectors":[{"Name":"mine","FieldSelectors":[{"Field":"eventCategory","Equals":["Data"]},
                      {"Field":"resources.ARN","StartsWith":["arn:aws:s3:::a/"],"NotEndsWith":[".tmp",".bak"]}]}]}
                    """),
                sent),
            sent!.ToJsonString());
        var back = await Api(connection).GetEventSelectorsAsync("a", default);
        Assert.True(selector.Selects(Assert.Single(back.Advanced)));
    }

    [Fact]
    public async Task Only_settings_that_change_go_to_UpdateTrail()
    {
        JsonNode? sent = null;
        await using var server = await StartAsync((_, body) =>
        {
            sent = body;
            return "{}";
        });
        using var connection = new AwsConnection(server.Options);
        await Api(connection).UpdateTrailAsync(new TrailSpec { Name = "a", KmsKeyId = string.Empty, IsMultiRegion = false }, default);
        Assert.Equal("""{"Name":"a","IsMultiRegionTrail":false,"KmsKeyId":""}""", sent!.ToJsonString());
    }

    private static CloudTrailApi Api(AwsConnection connection) => new(connection.Json(AwsService.CloudTrail));

    private static Task<FaultServer> StartAsync(Func<string, JsonNode, string> answer) => FaultServer.StartAsync(async (context, _) =>
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = JsonNode.Parse(await reader.ReadToEndAsync())!;
        string operation = context.Request.Headers["X-Amz-Target"].ToString().Split('.')[^1];
        await FaultServer.AnswerAsync(context, 200, answer(operation, body));
    });
}
