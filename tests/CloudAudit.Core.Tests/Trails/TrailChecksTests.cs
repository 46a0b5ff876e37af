using CloudAudit.Trails;
using CloudAudit.Trails.Policies;
using static CloudAudit.Trails.TrailCheckStatus;

namespace CloudAudit.Core.Tests.Trails;

/// <summary>Every check is green for a trail that is as it should be, and turns when its condition is broken.</summary>
public sealed class TrailChecksTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TrailArn Arn = new AwsPlace("aws", "us-east-1", "111111111111").Trail("audit");
    private static readonly TrailStatus Working = new()
    {
        IsLogging = true,
        StartedLogging = Now.AddDays(-30),
        LatestDelivery = Now.AddMinutes(-5),
        LatestDigestDelivery = Now.AddMinutes(-50),
        LatestLogGroupDelivery = Now.AddMinutes(-3),
    };

    private static readonly TrailSnapshot Good = new()
    {
        Place = Arn.Home,
        Arn = Arn,
        Trail = new Trail
        {
            Name = "audit", TrailArn = Arn.ToString(), HomeRegion = "us-east-1", Bucket = "logs", IsMultiRegion = true, IncludesGlobalEvents = true, LogFileValidation = true,
            KmsKeyId = "arn:aws:kms:us-east-1:111111111111:key/1", LogGroupArn = Arn.Home.LogGroup("CloudTrail/audit"), LogRoleArn = Arn.Home.Role("r"), SnsTopicArn = Arn.Home.Topic("t"),
        },
        Status = Inspected.Found(Working),
        Selection = Inspected.Found(new EventSelection([], [DataEvents.Management, .. DataEvents.Parse(["S3"], "arn:aws:s3:::logs")])),
        Key = Inspected.Found(new KeySnapshot("arn:aws:kms:us-east-1:111111111111:key/1", "Enabled", true, Inspected.Found(TrailPolicies.Key(Arn).ToString()))),
        LogGroup = Inspected.Found(new LogGroupSnapshot("CloudTrail/audit", null)),
        Bucket = new BucketSnapshot
        {
            Name = "logs",
            Exists = Inspected.Found(true),
            PublicAccess = Inspected.Found(new PublicAccessBlock(true, true, true, true)),
            Ownership = Inspected.Found("BucketOwnerEnforced"),
            Policy = Inspected.Found(PolicyDocument.Of([.. TrailPolicies.Delivery(Arn, "logs", null, null), TrailPolicies.TlsOnly(Arn.Home, "logs")]).ToString()),
            IsVersioned = Inspected.Found(true),
            Lock = Inspected.Found(new ObjectLock(ObjectLockMode.Compliance, 365)),
            Expiry = Inspected.Found<IReadOnlyList<ExpiryRule>>([new ExpiryRule("keep", true, "AWSLogs/", 400, 400)]),
        },
    };

    public static TheoryData<string> Breakages { get; } = new(Broken.Keys);

    private static Dictionary<string, Func<TrailSnapshot, TrailSnapshot>> Broken => new(StringComparer.Ordinal)
    {
        ["Logging Failed stopped"] = s => Status(s, t => t with { IsLogging = false, StoppedLogging = Now }),
        ["Logging Failed never-started"] = s => Status(s, t => new TrailStatus()),
        ["Logging Unknown denied"] = s => s with { Status = Inspected<TrailStatus>.Denied("cloudtrail:GetTrailStatus") },
        ["Delivery Failed error"] = s => Status(s, t => t with { DeliveryError = "AccessDenied" }),
        ["Delivery Warning old"] = s => Status(s, t => t with { LatestDelivery = Now.AddDays(-2) }),
        ["Delivery Warning none"] = s => Status(s, t => t with { LatestDelivery = null }),
        ["MultiRegion Failed"] = s => s with { Trail = s.Trail! with { IsMultiRegion = false } },
        ["GlobalEvents Failed"] = s => s with { Trail = s.Trail! with { IncludesGlobalEvents = false } },
        ["LogFileValidation Failed"] = s => s with { Trail = s.Trail! with { LogFileValidation = false } },
        ["ManagementEvents Failed no-reads"] = s => Basic(s, new EventSelector { ReadWriteType = "WriteOnly" }),
        ["ManagementEvents Failed no-writes"] = s => Basic(s, new EventSelector { ReadWriteType = "ReadOnly" }),
        ["ManagementEvents Failed none"] = s => Basic(s, new EventSelector { IncludeManagementEvents = false, DataResources = [new DataResource("AWS::S3::Object", ["arn:aws:s3"])] }),
        ["ManagementEvents Unknown denied"] = s => s with { Selection = Inspected<EventSelection>.Denied("cloudtrail:GetEventSelectors") },
        ["Exclusions Failed kms"] = s => Basic(s, new EventSelector { ExcludeManagementEventSources = ["kms.amazonaws.com"] }),
        ["DataEvents Warning"] = s => s with { Selection = Inspected.Found(EventSelection.Default) },
        ["Digests Failed error"] = s => Status(s, t => t with { DigestDeliveryError = "AccessDenied" }),
        ["Digests Failed old"] = s => Status(s, t => t with { LatestDigestDelivery = Now.AddHours(-4) }),
        ["Digests Failed none"] = s => Status(s, t => t with { LatestDigestDelivery = null }),
        ["Digests Warning not-yet"] = s => Status(s, t => t with { LatestDigestDelivery = null, StartedLogging = Now.AddHours(-1) }),
        ["Encryption Warning none"] = s => s with { Trail = s.Trail! with { KmsKeyId = null } },
        ["Encryption Failed disabled"] = s => s with { Key = Inspected.Found(s.Key.Value! with { State = "PendingDeletion" }) },
        ["Encryption Failed gone"] = s => s with { Key = Inspected.Found<KeySnapshot>(null) },
        ["Encryption Failed policy"] = s => KeyPolicy(s, PolicyDocument.Of(TrailPolicies.Key(Arn).Statements.Take(1)).ToString()),
        ["Encryption Failed denied"] = s => KeyPolicy(s, """{"Statement":[{"Sid":"no","Effect":"Deny","Principal":"*","Action":"kms:Generate*","Resource":"*"}]}"""),
        ["Encryption Failed unreadable"] = s => KeyPolicy(s, "["),
        ["Encryption Warning open"] = s => KeyPolicy(s, """{"Statement":[{"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"kms:*","Resource":"*"}]}"""),
        ["Encryption Unknown denied"] = s => s with { Key = Inspected.Found(s.Key.Value! with { Policy = Inspected<string>.Denied("kms:GetKeyPolicy") }) },
        ["LogGroup Warning none"] = s => s with { Trail = s.Trail! with { LogGroupArn = null } },
        ["LogGroup Failed error"] = s => Status(s, t => t with { LogGroupDeliveryError = "Access denied" }),
        ["LogGroup Failed gone"] = s => s with { LogGroup = Inspected.Found<LogGroupSnapshot>(null) },
        ["LogGroup Warning old"] = s => Status(s, t => t with { LatestLogGroupDelivery = Now.AddDays(-3) }),
        ["Notifications Failed"] = s => Status(s, t => t with { NotificationError = "NotFound" }),
        ["Bucket Failed gone"] = s => Bucket(s, b => b with { Exists = Inspected.Found(false) }),
        ["Bucket Unknown denied"] = s => Bucket(s, b => b with { Exists = Inspected<bool>.Denied("s3:ListBucket") }),
        ["PublicAccess Failed none"] = s => Bucket(s, b => b with { PublicAccess = Inspected.Found<PublicAccessBlock>(null) }),
        ["PublicAccess Failed one-open"] = s => Bucket(s, b => b with { PublicAccess = Inspected.Found(new PublicAccessBlock(true, true, true, false)) }),
        ["PublicAccess Failed policy"] = s => Bucket(s, b => b with { PublicAccess = Inspected.Found<PublicAccessBlock>(null), Policy = Inspected.Found("""{"Statement":[{"Sid":"open","Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"*"}]}""") }),
        ["PublicAccess Failed acl"] = s => Bucket(s, b => b with { PublicAccess = Inspected.Found<PublicAccessBlock>(null), HasPublicAcl = Inspected.Found(true) }),
        ["BucketPolicy Failed none"] = s => Bucket(s, b => b with { Policy = Inspected.Found<string>(null) }),
        ["BucketPolicy Failed other-trail"] = s => Bucket(s, b => b with { Policy = Inspected.Found(PolicyDocument.Of(TrailPolicies.Delivery(Arn.Home.Trail("other"), "logs", null, null)).ToString()) }),
        ["BucketPolicy Failed deny"] = s => Bucket(s, b => b with { Policy = Inspected.Found("""{"Statement":{"Effect":"Deny","Principal":"*","Action":"s3:Put*","Resource":"*"}}""") }),
        ["BucketPolicy Failed unreadable"] = s => Bucket(s, b => b with { Policy = Inspected.Found("no policy") }),
        ["BucketPolicy Warning any-trail"] = s => Bucket(s, b => b with { Policy = Inspected.Found("""{"Statement":{"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"s3:*","Resource":["arn:aws:s3:::logs","arn:aws:s3:::logs/*"]}}""") }),
        ["BucketPolicy Unknown denied"] = s => Bucket(s, b => b with { Policy = Inspected<string>.Denied("s3:GetBucketPolicy") }),
        ["BucketPolicy Unknown organization"] = s => s with { Trail = s.Trail! with { IsOrganization = true }, OrganizationId = Inspected<string>.Denied("organizations:DescribeOrganization") },
        ["BucketPolicy Failed organization"] = s => s with { Trail = s.Trail! with { IsOrganization = true }, OrganizationId = Inspected.Found("o-1") },
        ["TlsOnly Failed"] = s => Bucket(s, b => b with { Policy = Inspected.Found(PolicyDocument.Of(TrailPolicies.Delivery(Arn, "logs", null, null)).ToString()) }),
        ["BucketOwnership Failed"] = s => Bucket(s, b => b with { Ownership = Inspected.Found("ObjectWriter") }),
        ["Versioning Failed"] = s => Bucket(s, b => b with { IsVersioned = Inspected.Found(false) }),
        ["Versioning Unknown denied"] = s => Bucket(s, b => b with { IsVersioned = Inspected<bool>.Denied("s3:GetBucketVersioning") }),
        ["ObjectLock Warning none"] = s => Bucket(s, b => b with { Lock = Inspected.Found<ObjectLock>(null) }),
        ["ObjectLock Warning no-default"] = s => Bucket(s, b => b with { Lock = Inspected.Found(new ObjectLock(ObjectLockMode.Governance, 0)) }),
        ["Retention Failed short"] = s => Expiry(s, new ExpiryRule("x", true, string.Empty, 30, null)),
        ["Retention Failed part"] = s => Expiry(s, new ExpiryRule("x", true, "AWSLogs/111111111111/", 30, null)),
    };

    [Fact]
    public void A_good_trail_passes_every_check()
    {
        var checks = TrailChecks.Run(Good, Now, 365);
        Assert.All(checks, check => Assert.True(check.Status == Passed && check.Remedy is null, check.ToString()));
        Assert.Equal(checks.Count, checks.Select(check => check.Check).Distinct().Count());

        // None that can break is left unbroken below.
        Assert.Equal(checks.Select(check => check.Check).Append("Bucket").Order(), Broken.Keys.Select(key => key.Split(' ')[0]).Distinct().Order());
    }

    [Theory]
    [MemberData(nameof(Breakages))]
    public void Broken_it_is_said(string key)
    {
        string check = key.Split(' ')[0];
        var status = Enum.Parse<TrailCheckStatus>(key.Split(' ')[1]);
        var found = Assert.Single(TrailChecks.Run(Broken[key](Good), Now, 365), result => result.Check == check);
        Assert.True(found.Status == status, found.ToString());
        Assert.NotEmpty(found.Message);
        if (status == Unknown)
        {
            Assert.Contains("permission", found.Message, StringComparison.Ordinal);
            Assert.Null(found.Remedy);
        }
    }

    [Fact]
    public void Rules_that_are_off_or_elsewhere_delete_no_logs()
    {
        var found = Expiry(Good, new ExpiryRule("off", false, string.Empty, 1, null), new ExpiryRule("other", true, "tmp/", 1, null), new ExpiryRule("versions", true, string.Empty, null, 1));
        Assert.Equal("Logs are kept for ever.", TrailChecks.Run(found, Now, 365).Single(check => check.Check == "Retention").Message);
    }

    [Fact]
    public void A_remedy_is_a_command_with_the_trails_own_arguments()
    {
        var found = Good with { Trail = Good.Trail! with { Prefix = "all", IsMultiRegion = false }, Bucket = Good.Bucket with { IsVersioned = Inspected.Found(false) } };
        var checks = TrailChecks.Run(found, Now, 365);
        Assert.Equal("Set-Trail -Name audit -Region us-east-1 -MultiRegion", checks.Single(check => check.Check == "MultiRegion").Remedy);
        Assert.Equal("New-Trail -Name audit -Region us-east-1 -Bucket logs -Prefix all", checks.Single(check => check.Check == "Versioning").Remedy);
    }

    private static TrailSnapshot Status(TrailSnapshot s, Func<TrailStatus, TrailStatus> change) => s with { Status = Inspected.Found(change(s.Status.Value!)) };

    private static TrailSnapshot Basic(TrailSnapshot s, EventSelector selector) => s with { Selection = Inspected.Found(new EventSelection([selector], [])) };

    private static TrailSnapshot KeyPolicy(TrailSnapshot s, string policy) => s with { Key = Inspected.Found(s.Key.Value! with { Policy = Inspected.Found(policy) }) };

    private static TrailSnapshot Bucket(TrailSnapshot s, Func<BucketSnapshot, BucketSnapshot> change) => s with { Bucket = change(s.Bucket) };

    private static TrailSnapshot Expiry(TrailSnapshot s, params ExpiryRule[] rules) => Bucket(s, b => b with { Expiry = Inspected.Found<IReadOnlyList<ExpiryRule>>(rules) });
}
