using System.Text.Json.Serialization;
using CloudAudit.Aws.Tests.Support;

namespace CloudAudit.Aws.Tests;

public sealed partial class ThinClientTests
{
    [Fact]
    public async Task A_call_is_signed_for_its_service_and_says_who_makes_it()
    {
        string? target = null, authorization = null, agent = null, type = null;
        await using var server = await FaultServer.StartAsync((context, _) =>
        {
            (target, authorization) = (context.Request.Headers["X-Amz-Target"], context.Request.Headers.Authorization);
            (agent, type) = (context.Request.Headers.UserAgent, context.Request.ContentType);
            return FaultServer.AnswerAsync(context, 200, """{"Trail":{"Name":"main"}}""");
        });
        using var connection = new AwsConnection(server.Options with { Region = "eu-west-1" });

        var answer = await GetTrailAsync(connection);

        Assert.Equal("main", answer.Trail?.Name);
        Assert.Equal("com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.GetTrail", target);
        Assert.Contains("/eu-west-1/cloudtrail/aws4_request", authorization, StringComparison.Ordinal);
        Assert.Contains("CloudAudit", agent, StringComparison.Ordinal);
        Assert.Equal("application/x-amz-json-1.1", type);
    }

    [Fact]
    public async Task An_empty_answer_is_an_answer()
    {
        await using var server = await FaultServer.StartAsync((context, _) => FaultServer.AnswerAsync(context, 200, string.Empty));
        using var connection = new AwsConnection(server.Options);

        Assert.Null((await GetTrailAsync(connection)).Trail);
    }

    [Fact]
    public async Task An_answer_that_cannot_be_read_is_not_asked_for_again()
    {
        await using var server = await FaultServer.StartAsync((context, _) => FaultServer.AnswerAsync(context, 200, "<html>no JSON</html>"));
        using var connection = new AwsConnection(server.Options);

        var error = await Assert.ThrowsAsync<AwsException>(() => GetTrailAsync(connection));

        Assert.Equal(AwsFailure.ServiceFault, error.Failure);
        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public async Task A_page_of_HTML_is_told_by_status_and_request()
    {
        await using var server = await FaultServer.StartAsync((context, _) => FaultServer.AnswerAsync(context, 500, "<html><body>oops</body></html>", "text/html"));
        using var connection = new AwsConnection(server.Options);

        var error = await Assert.ThrowsAsync<AwsException>(() => GetTrailAsync(connection));

        Assert.Equal((AwsFailure.ServiceFault, 500), (error.Failure, error.StatusCode));
        Assert.Contains("status 500, request request-1", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("html", error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Throttling_is_waited_out()
    {
        await using var server = await FaultServer.StartAsync((context, number) => number < 3
            ? FaultServer.AnswerAsync(context, 400, """{"__type":"com.amazon.coral#ThrottlingException","message":"Rate exceeded"}""")
            : FaultServer.AnswerAsync(context, 200, """{"Trail":{"Name":"main"}}"""));
        using var connection = new AwsConnection(server.Options);

        Assert.Equal("main", (await GetTrailAsync(connection)).Trail?.Name);
        Assert.Equal(3, server.Requests);
    }

    [Theory]
    [InlineData(400, "AccessDeniedException", AwsFailure.AccessDenied, "cloudtrail:GetTrail")]
    [InlineData(400, "TrailNotFoundException", AwsFailure.NotFound, null)]
    [InlineData(403, "ExpiredTokenException", AwsFailure.ExpiredCredentials, "aws sso login")]
    [InlineData(400, "UnrecognizedClientException", AwsFailure.InvalidCredentials, "secret")]
    [InlineData(400, "InvalidTrailNameException", AwsFailure.Refused, null)]
    public async Task A_refusal_has_its_kind_and_says_what_to_do(int status, string code, AwsFailure failure, string? advice)
    {
        await using var server = await FaultServer.StartAsync((context, _) =>
            FaultServer.AnswerAsync(context, status, $$"""{"__type":"{{code}}","Message":"It is so."}"""));
        using var connection = new AwsConnection(server.Options);

        var error = await Assert.ThrowsAsync<AwsException>(() => GetTrailAsync(connection));

        Assert.Equal((failure, code, "request-1"), (error.Failure, error.Code, error.RequestId));
        Assert.Contains("cloudtrail:GetTrail on main failed", error.Message, StringComparison.Ordinal);
        Assert.Contains(advice ?? string.Empty, error.Advice ?? string.Empty, StringComparison.Ordinal);
        Assert.DoesNotContain("made-up", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_goes_in_and_XML_comes_out()
    {
        string? form = null;
        await using var server = await FaultServer.StartAsync(async (context, _) =>
        {
            using var reader = new StreamReader(context.Request.Body);
            form = await reader.ReadToEndAsync();
            await FaultServer.AnswerAsync(
                context, 200, """<GetRoleResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><GetRoleResult><Role><Arn>arn:aws:iam::1:role/a&amp;b</Arn></Role></GetRoleResult></GetRoleResponse>""", "text/xml");
        });
        using var connection = new AwsConnection(server.Options);

        var answer = await connection.Query(AwsService.Iam).CallAsync("GetRole", [new("RoleName", "a&b c"), new("Nothing", null)], "a&b", default);

        Assert.Equal("Action=GetRole&Version=2010-05-08&RoleName=a%26b%20c", form);
        Assert.Equal("arn:aws:iam::1:role/a&b", answer.Element("Role")?.Element("Arn")?.Value);
    }

    [Fact]
    public async Task XML_with_entities_is_no_answer()
    {
        await using var server = await FaultServer.StartAsync((context, _) => FaultServer.AnswerAsync(
            context, 200, """<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]><r><GetRoleResult>&x;</GetRoleResult></r>""", "text/xml"));
        using var connection = new AwsConnection(server.Options);

        var error = await Assert.ThrowsAsync<AwsException>(() => connection.Query(AwsService.Iam).CallAsync("GetRole", [], null, default));

        Assert.Equal(AwsFailure.ServiceFault, error.Failure);
    }

    [Fact]
    public async Task A_call_stops_at_once_when_cancelled()
    {
        await using var server = await FaultServer.StartAsync((context, _) => Task.Delay(Timeout.Infinite, context.RequestAborted));
        using var connection = new AwsConnection(server.Options);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => GetTrailAsync(connection, stop.Token));
    }

    [Fact]
    public async Task A_port_where_nobody_listens_is_told()
    {
        using var connection = new AwsConnection(new AwsConnectionOptions
        {
            Keys = () => new AwsKeys("AKIAIOSFODNN7EXAMPLE", "made-up"),
            Region = "us-east-1",
            EndpointUrl = "http://127.0.0.1:9",
        });

        var error = await Assert.ThrowsAsync<AwsException>(() => GetTrailAsync(connection));

        Assert.Equal(AwsFailure.Unreachable, error.Failure);
    }

    private static Task<GetTrailAnswer> GetTrailAsync(AwsConnection connection, CancellationToken cancellation = default) =>
        connection.Json(AwsService.CloudTrail).CallAsync(
            "GetTrail", new GetTrailRequest("main"), TrailJson.Default.GetTrailRequest, TrailJson.Default.GetTrailAnswer, "main", cancellation);

    internal sealed record GetTrailRequest(string Name);

    internal sealed record GetTrailAnswer(TrailAnswer? Trail);

    internal sealed record TrailAnswer(string? Name);

    [JsonSerializable(typeof(GetTrailRequest))]
    [JsonSerializable(typeof(GetTrailAnswer))]
    private sealed partial class TrailJson : JsonSerializerContext;
}
