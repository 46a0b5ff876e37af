using CloudAudit.Core.Tests.Support;

namespace CloudAudit.Core.Tests;

/// <summary>Who acted, for every type of identity that CloudTrail records ("CloudTrail userIdentity element").</summary>
public sealed class ActorTests
{
    private const string Issuer = "\"sessionIssuer\":{\"type\":\"Role\",\"userName\":\"Admin\",\"arn\":\"arn:aws:iam::123456789012:role/Admin\",\"principalId\":\"AROAX\",\"accountId\":\"123456789012\"}";

    [Theory]
    [InlineData("{\"type\":\"Root\",\"principalId\":\"123456789012\",\"arn\":\"arn:aws:iam::123456789012:root\",\"accountId\":\"123456789012\"}", "root")]
    [InlineData("{\"type\":\"Root\",\"userName\":\"my-alias\",\"sessionContext\":{\"sessionIssuer\":{}}}", "root")]
    [InlineData("{\"type\":\"IAMUser\",\"principalId\":\"AIDAX\",\"arn\":\"arn:aws:iam::123456789012:user/path/alice\",\"userName\":\"alice\"}", "alice")]
    [InlineData("{\"type\":\"IAMUser\",\"principalId\":\"AIDAX\",\"arn\":\"arn:aws:iam::123456789012:user/path/alice\"}", "alice")]
    [InlineData("{\"type\":\"IAMUser\",\"userName\":\"HIDDEN_DUE_TO_SECURITY_REASONS\",\"accessKeyId\":\"\"}", "HIDDEN_DUE_TO_SECURITY_REASONS")]
    [InlineData("{\"type\":\"AssumedRole\",\"principalId\":\"AROAX:bob\",\"arn\":\"arn:aws:sts::123456789012:assumed-role/Admin/bob\",\"sessionContext\":{" + Issuer + "}}", "bob")]
    [InlineData("{\"type\":\"AssumedRole\",\"principalId\":\"AROAX:bob\",\"sessionContext\":{" + Issuer + "}}", "bob")]
    [InlineData("{\"type\":\"AssumedRole\",\"principalId\":\"AROAX\",\"sessionContext\":{" + Issuer + "}}", "Admin")]
    [InlineData("{\"type\":\"AssumedRole\",\"principalId\":\"AROAX:i-0abc\",\"arn\":\"arn:aws:sts::123456789012:assumed-role/Admin/i-0abc\",\"sessionContext\":{\"sourceIdentity\":\"carol\"," + Issuer + "}}", "carol")]
    [InlineData("{\"type\":\"AssumedRole\",\"onBehalfOf\":{\"userId\":\"u-1\",\"identityStoreArn\":\"arn:aws:identitystore::1:identitystore/d-1\"}}", "u-1")]
    [InlineData("{\"type\":\"Role\",\"principalId\":\"AROAX:job\",\"arn\":\"arn:aws:iam::123456789012:role/Admin\"}", "job")]
    [InlineData("{\"type\":\"Role\",\"principalId\":\"AROAX\",\"arn\":\"arn:aws:iam::123456789012:role/Admin\"}", "Admin")]
    [InlineData("{\"type\":\"FederatedUser\",\"principalId\":\"123456789012:dave\",\"arn\":\"arn:aws:sts::123456789012:federated-user/dave\"}", "dave")]
    [InlineData("{\"type\":\"Directory\",\"userName\":\"corp\\\\erin\"}", "corp\\erin")]
    [InlineData("{\"type\":\"AWSAccount\",\"principalId\":\"AIDAX\",\"accountId\":\"999999999999\"}", "999999999999")]
    [InlineData("{\"type\":\"AWSAccount\",\"principalId\":\"AROAX:svc\",\"accountId\":\"999999999999\"}", "svc")]
    [InlineData("{\"type\":\"AWSService\",\"invokedBy\":\"config.amazonaws.com\"}", "config.amazonaws.com")]
    [InlineData("{\"type\":\"IdentityCenterUser\",\"accountId\":\"123456789012\",\"onBehalfOf\":{\"userId\":\"u-2\",\"identityStoreArn\":\"x\"},\"credentialId\":\"c\"}", "u-2")]
    [InlineData("{\"type\":\"SAMLUser\",\"principalId\":\"p:frank\",\"userName\":\"frank\",\"identityProvider\":\"p\"}", "frank")]
    [InlineData("{\"type\":\"WebIdentityUser\",\"principalId\":\"arn:oidc:client:sub\",\"userName\":\"sub\",\"identityProvider\":\"oidc\"}", "sub")]
    [InlineData("{\"type\":\"Unknown\",\"principalId\":\"\",\"accountId\":\"123456789012\"}", "123456789012")]
    [InlineData("{\"type\":\"TypeOfTheFuture\",\"userName\":\"grace\"}", "grace")]
    [InlineData("{\"accountId\":\"123456789012\",\"invokedBy\":\"spot.amazonaws.com\"}", "spot.amazonaws.com")]
    [InlineData("{\"accountId\":123456789012}", "123456789012")]
    [InlineData("{\"type\":\"AWSService\"}", null)]
    [InlineData("{}", null)]
    [InlineData("null", null)]
    [InlineData("\"text\"", null)]
    [InlineData("[{\"type\":\"Root\"}]", null)]
    public void The_actor_is_the_person_behind(string identity, string? actor) => Assert.Equal(actor, Event(identity).Actor);

    [Fact]
    public void What_the_identity_says_is_told_as_it_stands()
    {
        var e = Event("{\"type\":\"AssumedRole\",\"arn\":\"arn:x/y\",\"accountId\":\"1\",\"accessKeyId\":\"ASIAX\",\"sessionContext\":{\"attributes\":{\"mfaAuthenticated\":\"true\"}}}");
        Assert.Equal(("AssumedRole", "arn:x/y", "1", "ASIAX", true), (e.ActorType, e.ActorArn, e.AccountId, e.AccessKeyId, e.MfaAuthenticated));
        Assert.Null(Event("{\"accessKeyId\":\"\"}").AccessKeyId);
    }

    [Fact]
    public void Names_count_only_where_they_belong()
    {
        var e = Event("{\"sessionContext\":{\"userName\":\"no\",\"attributes\":{\"type\":\"no\",\"userName\":\"no\"},\"webIdFederationData\":{\"attributes\":{\"mfaAuthenticated\":\"true\"}}},\"inScopeOf\":{\"type\":\"no\"},\"userName\":\"yes\"}");
        Assert.Equal("yes", e.Actor);
        Assert.Null(e.ActorType);
        Assert.Null(e.MfaAuthenticated);
    }

    [Theory]
    [InlineData("{\"MFAUsed\":\"Yes\"}", "\"false\"", true)]
    [InlineData("{\"MFAUsed\":\"No\"}", "\"true\"", false)]
    [InlineData("{\"LoginTo\":\"x\",\"MobileVersion\":\"No\"}", "\"true\"", true)]
    [InlineData("null", "\"true\"", true)]
    [InlineData("null", "\"false\"", false)]
    [InlineData("null", "false", false)]
    [InlineData("null", "\"\"", null)]
    [InlineData("{\"MFAUsed\":\"?\"}", "null", null)]
    [InlineData("{\"inner\":{\"MFAUsed\":\"Yes\"}}", "null", null)]
    public void A_second_factor_is_told_by_the_sign_in_or_the_session(string additional, string attribute, bool? expected)
    {
        var (events, errors) = MemoryLog.Read(
            $"{{\"eventName\":\"ConsoleLogin\",\"additionalEventData\":{additional},\"userIdentity\":{{\"sessionContext\":{{\"attributes\":{{\"mfaAuthenticated\":{attribute}}}}}}}}}");
        Assert.Empty(errors);
        Assert.Equal(expected, Assert.Single(events).MfaAuthenticated);
    }

    [Fact]
    public void The_account_is_the_recipient_before_the_actors()
    {
        var (events, _) = MemoryLog.Read("[{\"recipientAccountId\":\"1\",\"userIdentity\":{\"accountId\":\"2\"}},{\"userIdentity\":{\"accountId\":\"2\"}},{\"eventName\":\"x\"}]");
        Assert.Equal(["1", "2", null], events.Select(e => e.AccountId));
    }

    private static AuditEvent Event(string identity)
    {
        var (events, errors) = MemoryLog.Read("[{\"eventName\":\"x\",\"userIdentity\":" + identity + "}]");
        Assert.Empty(errors);
        return Assert.Single(events);
    }
}
