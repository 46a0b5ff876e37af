using System.Text;
using CloudAudit.Decoding;
using CloudAudit.Decoding.Json;
using CloudAudit.Filters;
using CloudAudit.Rules.Matching;

namespace CloudAudit.Core.Tests;

/// <summary>An actor is found where the record lies by the same names as by the object that is made of it.</summary>
public sealed class ActorMatcherTests
{
    private static readonly string[] Values =
    [
        "\"alice\"", "\"bob\"", "\"\"", "null", "17", "true", "{}", "[1]", "\"arn:aws:iam::1:user/alice\"", "\"AROA:bob\"", "\"al\\u0069ce\"", "\"ec2.amazonaws.com\"", "\"Ä\"",
        "{\"userName\":\"alice\",\"arn\":\"arn:aws:iam::1:role/bob\"}",
    ];

    private static readonly string[] Patterns = ["alice", "b*", "*amazonaws*", "root", "*user/*", "ä", "17", "?ob"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Names_where_they_lie_are_those_of_the_object(int seed)
    {
        var random = new Random(seed);
        var scratch = new MatchScratch();
        var text = new JsonText();
        var record = new RecordView();
        int found = 0;
        for (int i = 0; i < 6000; i++)
        {
            byte[] json = Encoding.UTF8.GetBytes($"{{\"eventName\":\"X\",\"userIdentity\":{Identity(random)}}}");
            text.Load(json);
            record.MoveTo(text, new JsonSlice(0, json.Length));
            string[] names = [.. ActorIdentity.Parse(text.Span(record[RecordField.UserIdentity])).Names];
            foreach (string pattern in Patterns)
            {
                var test = SelectionCompiler.Texts([TextPattern.PowerShell(pattern)], cased: false);
                bool expected = names.Any(name => test.Passes(name));
                Assert.True(expected == new ActorMatcher(test).Matches(record, scratch), $"{pattern}: expected {expected}\n{Encoding.UTF8.GetString(json)}");
                found += expected ? 1 : 0;
            }
        }

        Assert.InRange(found, 3000, 45_000);
    }

    [Fact]
    public void A_record_of_somebody_else_costs_no_memory()
    {
        byte[] json = """{"userIdentity":{"type":"AssumedRole","principalId":"AROA:ci","arn":"arn:aws:sts::1:assumed-role/deploy/ci","sessionContext":{"sessionIssuer":{"userName":"deploy","arn":"arn:aws:iam::1:role/deploy"}}}}"""u8.ToArray();
        var matcher = new ActorMatcher(SelectionCompiler.Texts([TextPattern.PowerShell("alice"), TextPattern.PowerShell("*bob*")], cased: false));
        var scratch = new MatchScratch();
        var text = new JsonText();
        var record = new RecordView();
        text.Load(json);
        long allocated = long.MaxValue;
        for (int pass = 0; pass < 60 && allocated != 0; pass++)
        {
            record.MoveTo(text, new JsonSlice(0, json.Length));
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.False(matcher.Matches(record, scratch));
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, allocated);
    }

    private static string Identity(Random random)
    {
        if (random.Next(20) == 0)
        {
            return Values[random.Next(Values.Length)];
        }

        string[] types = ["AssumedRole", "IAMUser", "AWSService", "AWSAccount", "Root", "Role", "FederatedUser", "IdentityCenterUser", "Unknown", "Other"];
        string[] names = ["userName", "principalId", "arn", "accountId", "invokedBy", "onBehalfOf", "sessionContext", "userName", "other"];
        IEnumerable<string> members = Enumerable.Range(0, random.Next(7)).Select(_ =>
        {
            string name = names[random.Next(names.Length)];
            string value = name switch
            {
                "sessionContext" => $"{{\"sourceIdentity\":{Pick()},\"sessionIssuer\":{{\"userName\":{Pick()},\"arn\":{Pick()},\"userName\":{Pick()}}}}}",
                "onBehalfOf" => $"{{\"userId\":{Pick()}}}",
                _ => Pick(),
            };
            return $"\"{name}\":{value}";
        });
        return $"{{{string.Join(',', members.Prepend($"\"type\":\"{types[random.Next(types.Length)]}\""))}}}";

        string Pick() => Values[random.Next(Values.Length)];
    }
}
