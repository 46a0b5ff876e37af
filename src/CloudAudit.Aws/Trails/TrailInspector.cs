using CloudAudit.Trails;

namespace CloudAudit.Aws.Trails;

/// <summary>Looks at a trail and at all that it stands on, or will.</summary>
/// <param name="connection">Gives clients.</param>
public sealed class TrailInspector(AwsConnection connection)
{
    private readonly TrailReader _reader = new(connection);

    /// <summary>Looks at what a new trail would find.</summary>
    /// <param name="wanted">What the trail is to be like.</param>
    /// <param name="cancellation">Stops the calls.</param>
    /// <exception cref="AwsException">There are no credentials, no region or no connection, or trails may not be described.</exception>
    /// <exception cref="TrailPlanException">There is a trail of this name with another home region.</exception>
    public async Task<TrailSnapshot> InspectNewAsync(TrailSettings wanted, CancellationToken cancellation)
    {
        string region = connection.Endpoint(null).SystemName;
        string account = await connection.AccountIdAsync(cancellation);
        var place = new AwsPlace(AwsPlace.PartitionOf(region), region, account);
        var organization = await OrganizationAsync(wanted.IsOrganization == true, cancellation);

        // An organization's trail is of its management account, whoever made it.
        var arn = (place with { AccountId = organization.Value?.ManagementAccountId ?? account }).Trail(wanted.Name);
        if ((await _reader.ListAsync(cancellation)).FirstOrDefault(other => other.Name == wanted.Name && other.Home.Region != region) is { } elsewhere)
        {
            throw new TrailPlanException("TrailExists", $"Trail {wanted.Name} is there already, with home region {elsewhere.Home.Region}. Say -Region {elsewhere.Home.Region}, or give the new trail another name.");
        }

        return await InspectAsync(place, arn, wanted, organization, cancellation);
    }

    /// <summary>Looks at a trail that is there.</summary>
    /// <param name="arn">The trail.</param>
    /// <param name="wanted">What it is to be like from now on; null where nothing is to change.</param>
    /// <param name="cancellation">Stops the calls.</param>
    /// <exception cref="AwsException">There are no credentials or no connection, or trails may not be described.</exception>
    public async Task<TrailSnapshot> InspectAsync(TrailArn arn, TrailSettings? wanted, CancellationToken cancellation)
    {
        var place = arn.Home with { AccountId = await connection.AccountIdAsync(cancellation) };
        var trail = await _reader.DescribeAsync(arn, cancellation);
        var organization = await OrganizationAsync(wanted?.IsOrganization ?? trail?.IsOrganization ?? false, cancellation);
        return await InspectAsync(place, arn, wanted ?? new TrailSettings { Name = arn.Name }, organization, cancellation);
    }

    private async Task<TrailSnapshot> InspectAsync(AwsPlace place, TrailArn arn, TrailSettings wanted, Inspected<TrailOrganization> organization, CancellationToken cancellation)
    {
        var parts = await _reader.ReadPartsAsync(arn, cancellation);
        var trail = parts.Trail;
        if (trail is null && wanted.Bucket is null)
        {
            return new TrailSnapshot { Place = place, Arn = arn };
        }

        var bucket = new TrailBuckets(connection, place.Region).InspectAsync(wanted.Bucket ?? trail!.Bucket, cancellation);
        var key = KeyAsync(place, arn, wanted, trail, cancellation);
        string? groupName = Given(wanted.LogGroup) ?? trail?.LogGroup;
        var group = groupName is null ? Nothing<LogGroupSnapshot>() : new TrailLogGroups(connection.Json(AwsService.CloudWatchLogs, place.Region)).InspectAsync(groupName, cancellation);
        var role = Given(wanted.LogGroup) is null || wanted.LogRoleArn is not null
            ? Nothing<RoleSnapshot>()
            : new TrailRoles(connection.Query(AwsService.Iam, place.Region)).InspectAsync(TrailNames.LogsRole(wanted.Name), cancellation);
        var topic = Given(wanted.SnsTopic) is { } name
            ? new TrailTopics(connection.Query(AwsService.Sns, place.Region)).InspectAsync(name.StartsWith("arn:", StringComparison.Ordinal) ? name : place.Topic(name), cancellation)
            : Nothing<TopicSnapshot>();
        return new TrailSnapshot
        {
            Place = place,
            Arn = arn,
            Trail = trail,
            Status = parts.Status,
            Selection = parts.Selection,
            Insights = parts.Insights,
            Tags = parts.Tags,
            OrganizationId = organization.IsKnown ? Inspected.Found(organization.Value?.Id) : Inspected<string>.Failed(organization.Obstacle),
            Bucket = await bucket,
            Key = await key,
            LogGroup = await group,
            LogRole = await role,
            Topic = await topic,
        };
    }

    private Task<Inspected<TrailOrganization>> OrganizationAsync(bool needed, CancellationToken cancellation) => needed
        ? TrailOrganization.InspectAsync(connection.Json(AwsService.Organizations), cancellation)
        : Nothing<TrailOrganization>();

    private Task<Inspected<KeySnapshot>> KeyAsync(AwsPlace place, TrailArn arn, TrailSettings wanted, Trail? trail, CancellationToken cancellation)
    {
        string? key = Given(wanted.KmsKeyId) ?? Given(trail?.KmsKeyId);
        if (key is null && !wanted.CreateKmsKey)
        {
            return Nothing<KeySnapshot>();
        }

        var keys = new TrailKeys(connection.Kms(place.Region));
        return key is null ? keys.FindMadeAsync(TrailNames.KeyAlias(wanted.Name), arn, cancellation) : keys.InspectAsync(key, cancellation);
    }

    private static Task<Inspected<T>> Nothing<T>() => Task.FromResult(Inspected<T>.Found(default));

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
