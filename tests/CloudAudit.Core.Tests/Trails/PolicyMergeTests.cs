using System.Text.Json;
using System.Text.Json.Nodes;
using CloudAudit.Trails;
using CloudAudit.Trails.Policies;

namespace CloudAudit.Core.Tests.Trails;

/// <summary>What is added to a policy that others wrote lets in CloudTrail for the one trail, and nobody else.</summary>
public sealed class PolicyMergeTests
{
    private static readonly AwsPlace Place = new("aws", "us-east-1", "111111111111");
    private static readonly TrailArn Trail = Place.Trail("audit");
    private static readonly PolicyStatement[] Wanted = [.. TrailPolicies.Delivery(Trail, "logs", null, null), TrailPolicies.TlsOnly(Place, "logs")];

    private static readonly string[] Principals = ["Service:cloudtrail.amazonaws.com", "Service:config.amazonaws.com", "AWS:arn:aws:iam::111111111111:root", "AWS:arn:aws:iam::222222222222:root"];
    private static readonly string[] Actions = ["s3:GetBucketAcl", "s3:PutObject", "s3:GetObject", "s3:DeleteObject"];
    private static readonly string[] Resources = ["arn:aws:s3:::logs", "arn:aws:s3:::logs/AWSLogs/111111111111/a", "arn:aws:s3:::logs/AWSLogs/222222222222/a", "arn:aws:s3:::logs/other"];
    private static readonly string[] Sources = ["arn:aws:cloudtrail:us-east-1:111111111111:trail/audit", "arn:aws:cloudtrail:us-east-1:222222222222:trail/audit", ""];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void No_request_but_this_trails_is_allowed_that_was_not_before_and_no_denial_is_lifted(int seed)
    {
        var random = new Random(seed);
        string wanted = PolicyDocument.Of(Wanted).ToString();
        var requests = Requests().Select(request => (Request: request, Ask: PlainPolicy.Evaluate(wanted, request))).ToList();
        int covered = 0, opened = 0, closed = 0;
        for (int i = 0; i < 100; i++)
        {
            string before = RandomPolicy(random);
            var policy = PolicyDocument.Parse(before);
            covered += Wanted.Count(policy.Covers);
            string after = policy.With(Wanted).ToString();
            foreach (var (request, ask) in requests)
            {
                bool? was = PlainPolicy.Evaluate(before, request), now = PlainPolicy.Evaluate(after, request);
                if (was != now)
                {
                    // Either CloudTrail for the trail, which the policy had no word about, or what comes without TLS.
                    bool plain = request.Context["aws:SecureTransport"] == "false";
                    Assert.True((was is null && now == true && ask == true) || (was is not false && now == false && plain), $"seed {seed}, {i}: {was} -> {now} {request}\n{before}\n{after}");
                    opened += now == true ? 1 : 0;
                    closed += now == false ? 1 : 0;
                }

                // What is asked for is there, unless the policy's author denied it.
                if (was is not false && ask is not null)
                {
                    Assert.Equal(ask, now);
                }
            }

            Assert.Equal(after, PolicyDocument.Parse(after).With(Wanted).ToString());
            KeepsEveryStatement(before, after);
        }

        Assert.True(covered > 20 && opened > 100 && closed > 100, $"{covered} {opened} {closed}");
    }

    [Theory]
    [InlineData("""{"StringLike":{"aws:SourceArn":"arn:aws:cloudtrail:*:111111111111:trail/*"}}""", true)]
    [InlineData("""{"ArnLike":{"aws:SourceArn":"arn:aws:cloudtrail:*:111111111111:trail/audit"}}""", true)]
    [InlineData("""{"ArnLike":{"aws:SourceArn":"arn:*"}}""", false)]
    [InlineData("""{"StringEquals":{"AWS:SourceArn":["arn:aws:cloudtrail:us-east-1:111111111111:trail/audit","x"]}}""", true)]
    [InlineData("""{"StringEquals":{"aws:SourceArn":"arn:aws:cloudtrail:us-east-1:111111111111:trail/other"}}""", false)]
    [InlineData("""{"StringEquals":{"aws:SourceAccount":"111111111111"}}""", false)]
    [InlineData("""{"StringNotEquals":{"aws:SourceArn":"x"}}""", false)]
    [InlineData("""{}""", true)]
    public void A_statement_counts_where_it_holds_for_the_trail(string condition, bool covers)
    {
        var statement = Wanted[0].ToJson();
        statement["Condition"] = JsonNode.Parse(condition);
        Assert.Equal(covers, new PolicyStatement(statement).Covers(Wanted[0]));
    }

    [Fact]
    public void Everyone_but_is_never_taken_for_someone()
    {
        var statement = JsonNode.Parse("""{"Effect":"Allow","NotPrincipal":{"AWS":"x"},"Action":"s3:*","Resource":"*"}""")!.AsObject();
        Assert.False(new PolicyStatement(statement).Covers(Wanted[0]));
    }

    [Fact]
    public void A_Sid_that_is_taken_gets_a_number_and_what_stood_there_stays()
    {
        string before = """{"Version":"2008-10-17","Id":"mine","Statement":{"Sid":"AWSCloudTrailAclCheck20150319","Effect":"Deny","Principal":"*","Action":"s3:DeleteBucket","Resource":"arn:aws:s3:::logs"}}""";
        var after = JsonNode.Parse(PolicyDocument.Parse(before).With(Wanted).ToString())!;
        Assert.Equal(["AWSCloudTrailAclCheck20150319", "AWSCloudTrailAclCheck201503192", "AWSCloudTrailWrite20150319", "RestrictToTLSRequestsOnly"], after["Statement"]!.AsArray().Select(s => s!["Sid"]!.GetValue<string>()));
        Assert.Equal("mine", after["Id"]!.GetValue<string>());
        Assert.Equal("2008-10-17", after["Version"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"Statement\":5}")]
    [InlineData("{\"Statement\":[{\"Effect\":\"Maybe\"}]}")]
    [InlineData("{\"Statement\":[[]]}")]
    [InlineData("{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":{}}]}")]
    [InlineData("{\"Statement\":[{\"Effect\":\"Allow\",\"Condition\":{\"Bool\":\"x\"}}]}")]
    [InlineData("{")]
    public void What_is_no_policy_is_refused(string text) => Assert.ThrowsAny<JsonException>(() => PolicyDocument.Parse(text));

    [Fact]
    public void A_pattern_contains_another_only_where_it_matches_all_that_the_other_does()
    {
        var random = new Random(7);
        int contained = 0;
        for (int i = 0; i < 1000; i++)
        {
            string outer = Word(random, "ab*?", 5), inner = Word(random, "ab*?", 5);
            bool contains = PolicyPattern.Contains(outer, inner);
            contained += contains ? 1 : 0;
            if (!inner.Contains('*', StringComparison.Ordinal) && !inner.Contains('?', StringComparison.Ordinal))
            {
                Assert.Equal(PlainPolicy.Like(outer, inner), contains);
            }

            if (contains)
            {
                for (int j = 0; j < 40; j++)
                {
                    string text = Word(random, "ab", 6);
                    Assert.True(!PlainPolicy.Like(inner, text) || PlainPolicy.Like(outer, text), $"{outer} {inner} {text}");
                }
            }
        }

        Assert.True(contained > 100, $"{contained}");
    }

    private static void KeepsEveryStatement(string before, string after)
    {
        var there = JsonNode.Parse(before)!["Statement"]!.AsArray();
        var now = JsonNode.Parse(after)!["Statement"]!.AsArray();
        Assert.All(Enumerable.Range(0, there.Count), i => Assert.True(JsonNode.DeepEquals(there[i], now[i])));
    }

    private static IEnumerable<PolicyRequest> Requests() =>
        from principal in Principals
        from action in Actions
        from resource in Resources
        from source in Sources
        from tls in new[] { "true", "false" }
        let context = new Dictionary<string, string> { ["aws:SecureTransport"] = tls, ["s3:x-amz-acl"] = "bucket-owner-full-control" }
        let all = source.Length == 0 ? context : new Dictionary<string, string>(context) { ["aws:SourceArn"] = source }
        select new PolicyRequest(principal, action, resource, all);

    // Statements like the wanted ones with something about them changed, and others.
    private static string RandomPolicy(Random random)
    {
        var statements = new JsonArray();
        for (int count = random.Next(4); count > 0; count--)
        {
            var statement = Wanted[random.Next(Wanted.Length)].ToJson();
            if (random.Next(2) == 0)
            {
                statement["Effect"] = Pick("Allow", "Deny");
            }

            if (random.Next(2) == 0)
            {
                statement["Principal"] = random.Next(3) == 0 ? "*" : Principal(Principals[random.Next(Principals.Length)]);
            }

            if (random.Next(2) == 0)
            {
                statement["Action"] = new JsonArray(Pick([.. Actions, "s3:*", "S3:Put*", "*"]), Pick(Actions));
            }

            if (random.Next(2) == 0)
            {
                statement["Resource"] = Pick([.. Resources, "arn:aws:s3:::logs/*", "arn:aws:s3:::logs*", "*"]);
            }

            switch (random.Next(5))
            {
                case 0:
                    statement.Remove("Condition");
                    break;
                case 1:
                    statement["Condition"] = JsonNode.Parse($$$"""{"{{{Pick("StringLike", "ArnLike", "StringEquals", "StringNotEquals")}}}":{"aws:SourceArn":"{{{Pick([.. Sources, "arn:aws:cloudtrail:*:111111111111:trail/*"])}}}"}}""");
                    break;
                case 2:
                    statement["Condition"] = JsonNode.Parse($$$"""{"Bool":{"aws:SecureTransport":"{{{Pick("true", "false")}}}"}}""");
                    break;
                default:
                    break;
            }

            statements.Add((JsonNode)statement);
        }

        return new JsonObject { ["Version"] = "2012-10-17", ["Statement"] = statements }.ToJsonString();

        string Pick(params string[] choices) => choices[random.Next(choices.Length)];

        static JsonObject Principal(string principal) => new() { [principal.Split(':', 2)[0]] = principal.Split(':', 2)[1] };
    }

    private static string Word(Random random, string letters, int length) =>
        new([.. Enumerable.Range(0, random.Next(length + 1)).Select(_ => letters[random.Next(letters.Length)])]);
}
