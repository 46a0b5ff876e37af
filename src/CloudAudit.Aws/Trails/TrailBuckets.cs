using Amazon.S3;
using Amazon.S3.Model;
using Amazon.S3.Util;
using CloudAudit.Trails;
using CloudAudit.Trails.Policies;
using ObjectLockMode = CloudAudit.Trails.ObjectLockMode;
using PublicAccessBlock = CloudAudit.Trails.PublicAccessBlock;

namespace CloudAudit.Aws.Trails;

/// <summary>The bucket of a trail: looked at, made, and made strict.</summary>
/// <param name="connection">Gives clients.</param>
/// <param name="home">The region where a bucket is made.</param>
internal sealed class TrailBuckets(AwsConnection connection, string home)
{
    private static readonly string[] EveryoneGroups =
        ["http://acs.amazonaws.com/groups/global/AllUsers", "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"];

    private IAmazonS3? _client;

    /// <summary>Looks at a bucket, in whichever region it is.</summary>
    public async Task<BucketSnapshot> InspectAsync(string name, CancellationToken cancellation)
    {
        var exists = await FindAsync(name, cancellation);
        if (!exists.Value)
        {
            return new BucketSnapshot { Name = name, Exists = exists };
        }

        var s3 = _client!;
        var block = AwsLook.AtAsync("s3:GetBucketPublicAccessBlock", ["NoSuchPublicAccessBlockConfiguration"], async () =>
        {
            var found = (await s3.GetPublicAccessBlockAsync(new GetPublicAccessBlockRequest { BucketName = name }, cancellation)).PublicAccessBlockConfiguration;
            return new PublicAccessBlock(found.BlockPublicAcls ?? false, found.IgnorePublicAcls ?? false, found.BlockPublicPolicy ?? false, found.RestrictPublicBuckets ?? false);
        });
        var acl = AwsLook.AtAsync("s3:GetBucketAcl", [], async () =>
            (await s3.GetBucketAclAsync(new GetBucketAclRequest { BucketName = name }, cancellation)).Grants is { } grants
            && grants.Exists(grant => EveryoneGroups.Contains(grant.Grantee?.URI, StringComparer.Ordinal)));
        var ownership = AwsLook.AtAsync("s3:GetBucketOwnershipControls", ["OwnershipControlsNotFoundError"], async () =>
            (await s3.GetBucketOwnershipControlsAsync(new GetBucketOwnershipControlsRequest { BucketName = name }, cancellation)).OwnershipControls?.Rules is [var rule, ..]
                ? rule.ObjectOwnership?.Value
                : null);
        var policy = PolicyAsync(s3, name, cancellation);
        var versions = AwsLook.AtAsync("s3:GetBucketVersioning", [], async () =>
            (await s3.GetBucketVersioningAsync(new GetBucketVersioningRequest { BucketName = name }, cancellation)).VersioningConfig?.Status == VersionStatus.Enabled);
        var held = AwsLook.AtAsync("s3:GetBucketObjectLockConfiguration", ["ObjectLockConfigurationNotFoundError"], async () =>
            Lock((await s3.GetObjectLockConfigurationAsync(new GetObjectLockConfigurationRequest { BucketName = name }, cancellation)).ObjectLockConfiguration));
        var expiry = AwsLook.AtAsync<IReadOnlyList<ExpiryRule>>("s3:GetLifecycleConfiguration", ["NoSuchLifecycleConfiguration"], async () =>
            TrailLifecycle.Read(await s3.GetLifecycleConfigurationAsync(new GetLifecycleConfigurationRequest { BucketName = name }, cancellation)));
        var bucketKey = AwsLook.AtAsync("s3:GetEncryptionConfiguration", ["ServerSideEncryptionConfigurationNotFoundError"], async () =>
            (await s3.GetBucketEncryptionAsync(new GetBucketEncryptionRequest { BucketName = name }, cancellation)).ServerSideEncryptionConfiguration?.ServerSideEncryptionRules is { } rules
            && rules.Exists(rule => rule.BucketKeyEnabled == true));
        var rules = await expiry;
        return new BucketSnapshot
        {
            Name = name,
            Exists = exists,
            Region = s3.Config.AuthenticationRegion ?? home,
            PublicAccess = await block,
            HasPublicAcl = await acl,
            Ownership = await ownership,
            Policy = await policy,
            IsVersioned = await versions,
            Lock = await held,
            Expiry = rules is { IsKnown: true, Value: null } ? Inspected.Found<IReadOnlyList<ExpiryRule>>([]) : rules,
            HasBucketKey = await bucketKey,
        };
    }

    /// <summary>Makes one change.</summary>
    public async Task ApplyAsync(TrailChange change, CancellationToken cancellation)
    {
        switch (change)
        {
            case CreateBucket create:
                await CreateAsync(create, cancellation);
                break;
            case BlockPublicAccess block:
                await (await ClientAsync(block.Bucket, cancellation)).PutPublicAccessBlockAsync(
                    new PutPublicAccessBlockRequest
                    {
                        BucketName = block.Bucket,
                        PublicAccessBlockConfiguration = new PublicAccessBlockConfiguration
                        {
                            BlockPublicAcls = true, IgnorePublicAcls = true, BlockPublicPolicy = true, RestrictPublicBuckets = true,
                        },
                    },
                    cancellation);
                break;
            case EnforceBucketOwner owner:
                await (await ClientAsync(owner.Bucket, cancellation)).PutBucketOwnershipControlsAsync(
                    new PutBucketOwnershipControlsRequest
                    {
                        BucketName = owner.Bucket,
                        OwnershipControls = new OwnershipControls { Rules = [new OwnershipControlsRule { ObjectOwnership = ObjectOwnership.BucketOwnerEnforced }] },
                    },
                    cancellation);
                break;
            case EnableVersioning versioning:
                await (await ClientAsync(versioning.Bucket, cancellation)).PutBucketVersioningAsync(
                    new PutBucketVersioningRequest { BucketName = versioning.Bucket, VersioningConfig = new S3BucketVersioningConfig { Status = VersionStatus.Enabled } },
                    cancellation);
                break;
            case LockObjects held:
                await LockAsync(held, cancellation);
                break;
            case ExpireObjects expire:
                await TrailLifecycle.PutAsync(await ClientAsync(expire.Bucket, cancellation), expire, cancellation);
                break;
            case PutBucketPolicy put:
                await PutPolicyAsync(put, cancellation);
                break;
            default:
                throw new ArgumentException($"{change} is none of a bucket.", nameof(change));
        }
    }

    private static Task<Inspected<string>> PolicyAsync(IAmazonS3 s3, string name, CancellationToken cancellation) =>
        AwsLook.AtAsync("s3:GetBucketPolicy", ["NoSuchBucketPolicy"], async () =>
        {
            // The SDK takes "there is none" for an answer, with the error's text as the policy.
            var answer = await s3.GetBucketPolicyAsync(new GetBucketPolicyRequest { BucketName = name }, cancellation);
            return answer.HttpStatusCode == System.Net.HttpStatusCode.OK && answer.Policy is { Length: > 0 } json ? json : null;
        });

    private static ObjectLock? Lock(ObjectLockConfiguration? found)
    {
        if (found?.ObjectLockEnabled != ObjectLockEnabled.Enabled)
        {
            return null;
        }

        var kept = found.Rule?.DefaultRetention;
        var mode = kept?.Mode == ObjectLockRetentionMode.Compliance ? ObjectLockMode.Compliance : ObjectLockMode.Governance;
        return new ObjectLock(mode, kept?.Days is > 0 and var days ? days : (kept?.Years ?? 0) * 365);
    }

    private async Task<IAmazonS3> ClientAsync(string name, CancellationToken cancellation)
    {
        if (_client is null)
        {
            await FindAsync(name, cancellation);
        }

        return _client ?? connection.S3(home);
    }

    // A bucket answers in its own region; the answer of any other region names it.
    private async Task<Inspected<bool>> FindAsync(string name, CancellationToken cancellation)
    {
        var s3 = connection.S3(home);
        try
        {
            var answer = await s3.HeadBucketAsync(new HeadBucketRequest { BucketName = name }, cancellation);
            _client = answer.BucketRegion is { Length: > 0 } region && region != home ? connection.S3(region) : s3;
            return Inspected.Found(true);
        }
        catch (AmazonS3Exception e) when (e.StatusCode == System.Net.HttpStatusCode.NotFound)
        {
            return Inspected.Found(false);
        }
        catch (AmazonS3Exception e) when (e.StatusCode == System.Net.HttpStatusCode.Forbidden)
        {
            return Inspected<bool>.Failed("it is another account's, or the permission s3:ListBucket is missing");
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested && Connection.AwsErrors.From(e, "s3:ListBucket", name) is { } said)
        {
            throw said;
        }
    }

    private async Task CreateAsync(CreateBucket create, CancellationToken cancellation)
    {
        var s3 = connection.S3(home);
        try
        {
            await s3.PutBucketAsync(
                new PutBucketRequest
                {
                    BucketName = create.Bucket,
                    UseClientRegion = false,

                    // By the request's own property eu-west-1 would be asked for as EU.
                    PutBucketConfiguration = home == "us-east-1" ? null : new PutBucketConfiguration { LocationConstraint = new BucketLocationConstraint(home) },
                    ObjectOwnership = ObjectOwnership.BucketOwnerEnforced,
                    ObjectLockEnabledForBucket = create.ObjectLock,
                },
                cancellation);
        }
        catch (AmazonS3Exception e) when (e.ErrorCode == "BucketAlreadyOwnedByYou")
        {
            // Another run made it since the plan.
        }

        _client = s3;
    }

    private async Task LockAsync(LockObjects held, CancellationToken cancellation) =>
        await (await ClientAsync(held.Bucket, cancellation)).PutObjectLockConfigurationAsync(
            new PutObjectLockConfigurationRequest
            {
                BucketName = held.Bucket,
                ObjectLockConfiguration = new ObjectLockConfiguration
                {
                    ObjectLockEnabled = ObjectLockEnabled.Enabled,
                    Rule = new ObjectLockRule
                    {
                        DefaultRetention = new DefaultRetention
                        {
                            Mode = held.Mode == ObjectLockMode.Compliance ? ObjectLockRetentionMode.Compliance : ObjectLockRetentionMode.Governance,
                            Days = held.Days,
                        },
                    },
                },
            },
            cancellation);

    // Read again: others may have changed the policy since the plan, while a question stood on the screen.
    private async Task PutPolicyAsync(PutBucketPolicy put, CancellationToken cancellation)
    {
        var s3 = await ClientAsync(put.Bucket, cancellation);
        var there = await PolicyAsync(s3, put.Bucket, cancellation);
        if (!there.IsKnown)
        {
            throw new AwsException(AwsFailure.Refused, $"The policy of bucket {put.Bucket} could not be read, so it was not changed: {there.Obstacle}.");
        }

        await s3.PutBucketPolicyAsync(
            new PutBucketPolicyRequest { BucketName = put.Bucket, Policy = PolicyDocument.Parse(there.Value).With(put.Statements).ToString() }, cancellation);
    }
}
