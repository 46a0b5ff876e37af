using CloudAudit.Trails;
using CloudAudit.Trails.Policies;

namespace CloudAudit.Core.Tests.Trails;

public sealed class TrailPlannerTests
{
    private static readonly TrailSettings Everything = TrailSettings.Secure("audit", "logs") with
    {
        Prefix = "all",
        CreateKmsKey = true,
        LogGroup = "CloudTrail/audit",
        SnsTopic = "logs",
        IsOrganization = true,
        RetentionDays = 400,
        ObjectLockDays = 365,
        DataEvents = ["S3", "Lambda", "arn:aws:dynamodb:us-east-1:111111111111:table/t"],
        Insights = ["ApiCallRateInsight"],
        Tags = new Dictionary<string, string> { ["owner"] = "security" },
    };

    private static TrailSnapshot Nothing => SimulatedAccount.Empty() with { OrganizationId = Inspected.Found("o-exampleorgid") };

    [Fact]
    public void The_least_plan_is_secure_by_default() => Assert.Equal(
        [
            "bucket logs: Create it",
            "bucket logs: Block all public access",
            "bucket logs: Make the bucket's owner own every object, without ACLs",
            "bucket logs: Keep every version of an object",
            "bucket logs: Add to its policy: AWSCloudTrailAclCheck20150319, AWSCloudTrailWrite20150319, RestrictToTLSRequestsOnly",
            "trail audit: Create it: all regions, global events, log file validation, bucket logs",
            "trail audit: Start logging",
        ],
        TrailPlanner.Create(TrailSettings.Secure("audit", "logs"), SimulatedAccount.Empty()).Changes.Select(change => change.ToString()));

    [Fact]
    public void The_whole_plan_has_a_line_for_each_change_in_an_order_that_works()
    {
        var plan = TrailPlanner.Create(Everything, Nothing);
        Assert.Empty(plan.Warnings);
        Assert.Equal(
            [
                "CreateBucket", "BlockPublicAccess", "EnforceBucketOwner", "EnableVersioning", "LockObjects", "ExpireObjects", "PutBucketPolicy", "CreateKey", "CreateKeyAlias",
                "CreateLogGroup", "SetLogGroupRetention", "CreateLogRole", "PutLogRolePolicy", "CreateTopic", "PutTopicPolicy", "CreateTrail", "PutSelectors", "PutInsights", "StartLogging",
            ],
            plan.Changes.Select(change => change.GetType().Name));
        Assert.All(plan.Changes, change => Assert.DoesNotContain('\n', change.ToString()));
    }

    [Fact]
    public void Stopped_after_any_change_a_second_run_does_the_rest_and_a_third_nothing()
    {
        int all = TrailPlanner.Create(Everything, Nothing).Changes.Count;
        for (int stop = 0; stop <= all; stop++)
        {
            var account = new SimulatedAccount(Nothing);
            foreach (var change in TrailPlanner.Create(Everything, account.Snapshot).Changes.Take(stop))
            {
                account.Apply(change);
            }

            foreach (var change in TrailPlanner.Create(Everything, account.Snapshot).Changes)
            {
                account.Apply(change);
            }

            var done = TrailPlanner.Create(Everything, account.Snapshot);
            Assert.True(done.Changes.Count == 0, $"after {stop}: {string.Join("; ", done.Changes)}");
            Assert.Empty(done.Warnings);
            var trail = account.Snapshot.Trail!;
            Assert.True(trail is { IsMultiRegion: true, IncludesGlobalEvents: true, LogFileValidation: true, IsOrganization: true, KmsKeyId.Length: > 0, LogGroup: "CloudTrail/audit" });
            Assert.True(account.Snapshot.Status.Value!.IsLogging);
            Assert.DoesNotContain(TrailChecks.Run(account.Snapshot with { Trail = trail }, DateTimeOffset.UtcNow, 365), check => check.Check is "BucketPolicy" or "PublicAccess" or "Versioning" or "Encryption" or "MultiRegion" && check.Status != TrailCheckStatus.Passed);
        }
    }

    [Fact]
    public void Nothing_is_weakened_that_was_stricter_before()
    {
        var strict = Nothing with
        {
            Bucket = new BucketSnapshot
            {
                Name = "logs",
                Exists = Inspected.Found(true),
                Lock = Inspected.Found(new ObjectLock(ObjectLockMode.Compliance, 3650)),
                Expiry = Inspected.Found<IReadOnlyList<ExpiryRule>>([new ExpiryRule("mine", true, string.Empty, 4000, null)]),
                IsVersioned = Inspected.Found(true),
            },
            LogGroup = Inspected.Found(new LogGroupSnapshot("CloudTrail/audit", null)),
        };
        var plan = TrailPlanner.Create(Everything, strict);
        Assert.DoesNotContain(plan.Changes, change => change is CreateBucket or LockObjects or ExpireObjects or SetLogGroupRetention or EnableVersioning);
        Assert.Equal(2, plan.Warnings.Count);
        Assert.Contains("locks objects for 3650 days (Compliance) already", plan.Warnings[0], StringComparison.Ordinal);
        Assert.Contains("deletes logs after 4000 days already (rule 'mine')", plan.Warnings[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_longer_lock_keeps_the_stricter_mode()
    {
        var there = Nothing with { Bucket = new BucketSnapshot { Name = "logs", Exists = Inspected.Found(true), Lock = Inspected.Found(new ObjectLock(ObjectLockMode.Compliance, 10)) } };
        Assert.Equal(new LockObjects("logs", ObjectLockMode.Compliance, 365), TrailPlanner.Create(Everything, there).Changes.OfType<LockObjects>().Single());
    }

    [Theory]
    [InlineData("other-bucket", null, null, null, "Bucket")]
    [InlineData(null, "x", null, null, "Prefix")]
    [InlineData(null, null, "other", null, "LogGroup")]
    [InlineData(null, null, null, "other", "SnsTopic")]
    public void A_trail_that_is_there_is_not_turned_elsewhere(string? bucket, string? prefix, string? group, string? topic, string parameter)
    {
        var account = Done();
        var error = Assert.Throws<TrailPlanException>(() => TrailPlanner.Create(
            TrailSettings.Secure("audit", bucket ?? "logs") with { Prefix = prefix, LogGroup = group, SnsTopic = topic }, account.Snapshot));
        Assert.Equal("TrailExists", error.Id);
        Assert.Contains("Set-Trail -" + parameter, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_looked_at_is_not_guessed()
    {
        var found = Nothing with { Bucket = new BucketSnapshot { Name = "logs", Exists = Inspected.Found(true), Policy = Inspected<string>.Denied("s3:GetBucketPolicy") } };
        var error = Assert.Throws<TrailPlanException>(() => TrailPlanner.Create(Everything, found));
        Assert.Equal("NotInspected", error.Id);
        Assert.Contains("s3:GetBucketPolicy", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reasons_why_there_is_no_plan_have_names()
    {
        Assert.Equal("OrganizationUnknown", Reason(Everything, SimulatedAccount.Empty()));
        Assert.Equal("KeyNotFound", Reason(TrailSettings.Secure("audit", "logs") with { KmsKeyId = "alias/none" }, Nothing));
        Assert.Equal("KeyNotEnabled", Reason(TrailSettings.Secure("audit", "logs") with { KmsKeyId = "alias/k" }, Nothing with { Key = Inspected.Found(new KeySnapshot("arn:k", "PendingDeletion", true, Inspected.Found("{}"))) }));
        Assert.Equal("TopicNotFound", Reason(TrailSettings.Secure("audit", "logs") with { SnsTopic = "arn:aws:sns:us-east-1:222222222222:t" }, Nothing));
        Assert.Equal("RetentionShorterThanLock", Reason(TrailSettings.Secure("audit", "logs") with { RetentionDays = 10, ObjectLockDays = 20 }, Nothing));
        Assert.Equal("PolicyUnreadable", Reason(TrailSettings.Secure("audit", "logs"), Nothing with { Bucket = new BucketSnapshot { Name = "logs", Exists = Inspected.Found(true), Policy = Inspected.Found("[") } }));
        Assert.Equal("RoleNotForCloudTrail", Reason(
            TrailSettings.Secure("audit", "logs") with { LogGroup = "g" },
            Nothing with { LogRole = Inspected.Found(new RoleSnapshot("arn:r", """{"Statement":[]}""", Inspected.Found<string>(null))) }));

        static string Reason(TrailSettings wanted, TrailSnapshot found) => Assert.Throws<TrailPlanException>(() => TrailPlanner.Create(wanted, found)).Id;
    }

    [Fact]
    public void Set_changes_what_is_named_and_nothing_else()
    {
        var account = Done();
        Assert.Empty(TrailPlanner.Update(new TrailSettings { Name = "audit" }, account.Snapshot).Changes);
        var update = Assert.IsType<UpdateTrail>(Assert.Single(TrailPlanner.Update(new TrailSettings { Name = "audit", IsMultiRegion = false }, account.Snapshot).Changes));
        Assert.Equal(new TrailSpec { Name = "audit", IsMultiRegion = false }, update.Spec);
        Assert.Equal("trail audit: Set its home region only", update.ToString());

        update = Assert.IsType<UpdateTrail>(Assert.Single(TrailPlanner.Update(new TrailSettings { Name = "audit", KmsKeyId = string.Empty, LogGroup = string.Empty, SnsTopic = string.Empty }, account.Snapshot).Changes));
        Assert.Equal(new TrailSpec { Name = "audit", KmsKeyId = string.Empty, LogGroupArn = string.Empty, LogRoleArn = string.Empty, SnsTopic = string.Empty }, update.Spec);
    }

    [Fact]
    public void New_adds_to_what_is_logged_and_Set_replaces_it()
    {
        var account = Done();
        var asked = new TrailSettings { Name = "audit", Bucket = "logs", DataEvents = ["SQS"], Insights = ["ApiErrorRateInsight"] };
        var added = TrailPlanner.Create(asked, account.Snapshot).Changes;
        Assert.Equal(5, added.OfType<PutSelectors>().Single().Selectors.Count);
        Assert.Equal(["ApiCallRateInsight", "ApiErrorRateInsight"], added.OfType<PutInsights>().Single().Insights);
        var set = TrailPlanner.Update(asked with { Bucket = null }, account.Snapshot).Changes;
        Assert.Equal(["Management events", "Data events of AWS::SQS::Queue"], set.OfType<PutSelectors>().Single().Selectors.Select(selector => selector.Name));
        Assert.Equal(["ApiErrorRateInsight"], set.OfType<PutInsights>().Single().Insights);
    }

    [Fact]
    public void A_key_of_ones_own_gets_the_statements_that_it_lacks()
    {
        string own = """{"Version":"2012-10-17","Statement":[{"Sid":"me","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:root"},"Action":"kms:*","Resource":"*"}]}""";
        var found = Nothing with { Key = Inspected.Found(new KeySnapshot("arn:aws:kms:us-east-1:111111111111:key/9", "Enabled", false, Inspected.Found(own))) };
        var plan = TrailPlanner.Create(TrailSettings.Secure("audit", "logs") with { KmsKeyId = "9" }, found);
        var put = plan.Changes.OfType<PutKeyPolicy>().Single();
        string after = PolicyDocument.Parse(own).With(put.Statements).ToString();
        Assert.StartsWith(own[..^2], after, StringComparison.Ordinal);
        Assert.Empty(PolicyDocument.Parse(after).Missing(TrailPolicies.KeyUse(found.Arn)));
        Assert.Equal("arn:aws:kms:us-east-1:111111111111:key/9", plan.Changes.OfType<CreateTrail>().Single().Spec.KmsKeyId);

        // A key whose policy may not be read is used, with a word about it.
        var hidden = found with { Key = Inspected.Found(found.Key.Value! with { Policy = Inspected<string>.Denied("kms:GetKeyPolicy") }) };
        plan = TrailPlanner.Create(TrailSettings.Secure("audit", "logs") with { KmsKeyId = "9" }, hidden);
        Assert.Empty(plan.Changes.OfType<PutKeyPolicy>());
        Assert.Contains("kms:GetKeyPolicy", Assert.Single(plan.Warnings), StringComparison.Ordinal);
    }

    private static SimulatedAccount Done()
    {
        var account = new SimulatedAccount(Nothing);
        foreach (var change in TrailPlanner.Create(Everything, Nothing).Changes)
        {
            account.Apply(change);
        }

        return account;
    }
}
