using CloudAudit.Aws.Connection;
using CloudAudit.Trails;

namespace CloudAudit.Aws.Trails;

/// <summary>Makes the changes of a plan, one at a time. What AWS has not yet heard of everywhere is tried again.</summary>
/// <param name="connection">Gives clients.</param>
/// <param name="place">The trail's home region and the caller's account.</param>
/// <param name="time">Waits between tries.</param>
public sealed class TrailBuilder(AwsConnection connection, AwsPlace place, TimeProvider time)
{
    // What CloudTrail, IAM and S3 answer while something that was made a moment ago is not known everywhere.
    private static readonly string[] NotYet =
    [
        "InvalidCloudWatchLogsRoleArnException", "InvalidCloudWatchLogsLogGroupArnException", "CloudWatchLogsDeliveryUnavailableException",
        "InsufficientS3BucketPolicyException", "InsufficientEncryptionPolicyException", "InsufficientSnsTopicPolicyException",
        "S3BucketDoesNotExistException", "KmsKeyNotFoundException", "NoSuchBucket", "NoSuchEntity", "OperationAborted", "ConflictException",
    ];

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(45);

    private readonly TrailBuckets _buckets = new(connection, place.Region);
    private readonly TrailKeys _keys = new(connection.Kms(place.Region));
    private readonly CloudTrailApi _trails = new(connection.Json(AwsService.CloudTrail, place.Region));
    private bool _hasMade;

    /// <summary>Makes one change.</summary>
    /// <param name="change">The change.</param>
    /// <param name="cancellation">Stops before the call, or between tries.</param>
    /// <exception cref="AwsException">AWS refused it, or could not be called.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task ApplyAsync(TrailChange change, CancellationToken cancellation)
    {
        var wait = TimeSpan.FromSeconds(1);
        for (var waited = TimeSpan.Zero; ; waited += wait, wait *= 2)
        {
            try
            {
                await TryAsync(change, cancellation);
                _hasMade = true;
                return;
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested && AwsErrors.From(e, Permission(change), change.Target) is { } said)
            {
                if (!_hasMade || said.Code is null || !NotYet.Contains(said.Code, StringComparer.Ordinal) || waited + wait > LongestWait)
                {
                    throw said;
                }
            }

            await Task.Delay(wait, time, cancellation);
        }
    }

    private Task TryAsync(TrailChange change, CancellationToken cancellation) => change switch
    {
        CreateBucket or BlockPublicAccess or EnforceBucketOwner or EnableVersioning or LockObjects or ExpireObjects or PutBucketPolicy => _buckets.ApplyAsync(change, cancellation),
        CreateKey or CreateKeyAlias or PutKeyPolicy => _keys.ApplyAsync(change, cancellation),
        CreateLogGroup or SetLogGroupRetention => new TrailLogGroups(connection.Json(AwsService.CloudWatchLogs, place.Region)).ApplyAsync(change, cancellation),
        CreateLogRole or PutLogRolePolicy => new TrailRoles(connection.Query(AwsService.Iam, place.Region)).ApplyAsync(change, cancellation),
        CreateTopic or PutTopicPolicy => new TrailTopics(connection.Query(AwsService.Sns, place.Region)).ApplyAsync(change, cancellation),
        CreateTrail create => _trails.CreateTrailAsync(Settled(create.Spec), create.Tags, cancellation),
        UpdateTrail update => _trails.UpdateTrailAsync(Settled(update.Spec), cancellation),
        PutSelectors put => _trails.PutEventSelectorsAsync(put.Trail, put.Selectors, cancellation),
        PutInsights put => _trails.PutInsightSelectorsAsync(put.Trail, put.Insights, cancellation),
        TagTrail tag => _trails.AddTagsAsync(tag.TrailArn, tag.Tags, cancellation),
        StartLogging start => _trails.StartLoggingAsync(start.Trail, cancellation),
        _ => throw new ArgumentException($"{change} is no change of a trail.", nameof(change)),
    };

    // A topic of this account and region goes by its name, others by their ARN.
    private TrailSpec Settled(TrailSpec spec) => spec with
    {
        KmsKeyId = _keys.Settled(spec.KmsKeyId),
        SnsTopic = spec.SnsTopic is { } topic && topic.StartsWith(place.Topic(string.Empty), StringComparison.Ordinal) ? topic[place.Topic(string.Empty).Length..] : spec.SnsTopic,
    };

    /// <summary>The permission that a change takes.</summary>
    private static string Permission(TrailChange change) => change switch
    {
        CreateBucket => "s3:CreateBucket",
        BlockPublicAccess => "s3:PutBucketPublicAccessBlock",
        EnforceBucketOwner => "s3:PutBucketOwnershipControls",
        EnableVersioning => "s3:PutBucketVersioning",
        LockObjects => "s3:PutBucketObjectLockConfiguration",
        ExpireObjects => "s3:PutLifecycleConfiguration",
        PutBucketPolicy => "s3:PutBucketPolicy",
        CreateKey => "kms:CreateKey",
        CreateKeyAlias => "kms:CreateAlias",
        PutKeyPolicy => "kms:PutKeyPolicy",
        _ => $"cloudtrail:{change.GetType().Name}",
    };
}
