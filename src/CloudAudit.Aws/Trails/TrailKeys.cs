using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using CloudAudit.Trails;
using CloudAudit.Trails.Policies;

namespace CloudAudit.Aws.Trails;

/// <summary>The KMS key of a trail.</summary>
/// <param name="kms">KMS in the trail's home region.</param>
internal sealed class TrailKeys(IAmazonKeyManagementService kms)
{
    // A key that has lost its way to its alias is looked for by this tag, among so many keys.
    private const string TrailTag = "cloudtrail-trail";
    private const int MostKeys = 2000;

    private string? _made;

    /// <summary>A key by id, ARN or alias.</summary>
    public Task<Inspected<KeySnapshot>> InspectAsync(string key, CancellationToken cancellation) =>
        AwsLook.AtAsync("kms:DescribeKey", ["NotFoundException"], async () => await DescribeAsync(key, hasAlias: true, cancellation));

    /// <summary>The key that was made for a trail: by its alias, or, where it never got one, by its tag.</summary>
    public async Task<Inspected<KeySnapshot>> FindMadeAsync(string alias, TrailArn trail, CancellationToken cancellation)
    {
        var known = await InspectAsync(alias, cancellation);
        return known is { IsKnown: true, Value: null }
            ? await AwsLook.AtAsync("kms:ListKeys", [], async () => await FindTaggedAsync(trail, cancellation) is { } id ? await DescribeAsync(id, hasAlias: false, cancellation) : null)
            : known;
    }

    /// <summary>Makes one change.</summary>
    public async Task ApplyAsync(TrailChange change, CancellationToken cancellation)
    {
        switch (change)
        {
            case CreateKey create:
                var answer = await kms.CreateKeyAsync(
                    new CreateKeyRequest
                    {
                        Description = $"Logs of trail {create.Trail.Name}",
                        Policy = create.Policy,
                        Tags = [new Tag { TagKey = TrailTag, TagValue = create.Trail.ToString() }],
                    },
                    cancellation);
                _made = answer.KeyMetadata.Arn;
                await kms.EnableKeyRotationAsync(new EnableKeyRotationRequest { KeyId = _made }, cancellation);
                break;
            case CreateKeyAlias name:
                await kms.CreateAliasAsync(new CreateAliasRequest { AliasName = name.Alias, TargetKeyId = name.KeyArn ?? _made }, cancellation);
                break;
            case PutKeyPolicy put:
                var there = await PolicyAsync(put.KeyArn, cancellation);
                if (there.Value is null)
                {
                    throw new AwsException(AwsFailure.Refused, $"The policy of KMS key {put.KeyArn} could not be read, so it was not changed: {there.Obstacle}.");
                }

                await kms.PutKeyPolicyAsync(
                    new PutKeyPolicyRequest { KeyId = put.KeyArn, PolicyName = "default", Policy = PolicyDocument.Parse(there.Value).With(put.Statements).ToString() }, cancellation);
                break;
            default:
                throw new ArgumentException($"{change} is none of a key.", nameof(change));
        }
    }

    /// <summary>A key's ARN in place of the alias that it has just got, which may not be known everywhere yet.</summary>
    public string? Settled(string? key) => key is not null && key.StartsWith("alias/", StringComparison.Ordinal) ? _made ?? key : key;

    private async Task<KeySnapshot> DescribeAsync(string key, bool hasAlias, CancellationToken cancellation)
    {
        var metadata = (await kms.DescribeKeyAsync(new DescribeKeyRequest { KeyId = key }, cancellation)).KeyMetadata;
        return new KeySnapshot(metadata.Arn, metadata.KeyState.Value, hasAlias, await PolicyAsync(metadata.Arn, cancellation));
    }

    private Task<Inspected<string>> PolicyAsync(string arn, CancellationToken cancellation) =>
        AwsLook.AtAsync("kms:GetKeyPolicy", [], async () =>
            (string?)(await kms.GetKeyPolicyAsync(new GetKeyPolicyRequest { KeyId = arn, PolicyName = "default" }, cancellation)).Policy);

    private async Task<string?> FindTaggedAsync(TrailArn trail, CancellationToken cancellation)
    {
        int seen = 0;
        var request = new ListKeysRequest { Limit = 1000 };
        ListKeysResponse page;
        do
        {
            page = await kms.ListKeysAsync(request, cancellation);
            foreach (string key in (page.Keys ?? []).Select(entry => entry.KeyId))
            {
                if (seen++ >= MostKeys)
                {
                    return null;
                }

                // Keys of services keep their tags to themselves; this one is not among them.
                var tags = await AwsLook.AtAsync("kms:ListResourceTags", [], async () =>
                    (await kms.ListResourceTagsAsync(new ListResourceTagsRequest { KeyId = key }, cancellation)).Tags);
                if (tags.Value?.Exists(tag => tag.TagKey == TrailTag && tag.TagValue == trail.ToString()) == true)
                {
                    return key;
                }
            }

            request.Marker = page.NextMarker;
        }
        while (page.Truncated == true);
        return null;
    }
}
