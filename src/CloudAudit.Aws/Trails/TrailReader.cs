using CloudAudit.Trails;

namespace CloudAudit.Aws.Trails;

/// <summary>Finds trails in all regions and reads them in their home regions.</summary>
/// <param name="connection">Gives clients.</param>
public sealed class TrailReader(AwsConnection connection)
{
    /// <summary>CloudTrail in a region.</summary>
    /// <param name="region">The region; null for the caller's own.</param>
    public ICloudTrailApi Api(string? region) => new CloudTrailApi(connection.Json(AwsService.CloudTrail, region));

    /// <summary>The trails that the caller's account sees, each once, in the order of regions and names.</summary>
    /// <param name="cancellation">Stops the call.</param>
    /// <exception cref="AwsException">They may not be listed, or AWS could not be called.</exception>
    public async Task<IReadOnlyList<TrailArn>> ListAsync(CancellationToken cancellation)
    {
        var found = new HashSet<TrailArn>();
        await foreach (var arn in Api(null).ListTrailsAsync(cancellation))
        {
            found.Add(arn);
        }

        return [.. found.OrderBy(arn => arn.Home.Region, StringComparer.Ordinal).ThenBy(arn => arn.Name, StringComparer.Ordinal)];
    }

    /// <summary>A trail's description, without its status; null where there is no such trail.</summary>
    /// <param name="arn">The trail.</param>
    /// <param name="cancellation">Stops the call.</param>
    /// <exception cref="AwsException">It may not be described, or AWS could not be called.</exception>
    public async Task<Trail?> DescribeAsync(TrailArn arn, CancellationToken cancellation) =>
        (await Api(arn.Home.Region).DescribeTrailsAsync([arn.ToString()], cancellation)) is [var trail, ..] ? trail : null;

    /// <summary>A trail with its status, selectors, insights and tags, as far as they may be read.</summary>
    /// <param name="arn">The trail.</param>
    /// <param name="cancellation">Stops the call.</param>
    /// <returns>The trail, null where there is none; and what could not be read of it.</returns>
    /// <exception cref="AwsException">It may not be described, or AWS could not be called.</exception>
    public async Task<(Trail? Trail, IReadOnlyList<string> Obstacles)> ReadAsync(TrailArn arn, CancellationToken cancellation)
    {
        var parts = await ReadPartsAsync(arn, cancellation);
        return (parts.Trail, [.. ((string?[])[parts.Status.Obstacle, parts.Selection.Obstacle, parts.Insights.Obstacle, parts.Tags.Obstacle]).OfType<string>().Distinct(StringComparer.Ordinal)]);
    }

    internal async Task<TrailParts> ReadPartsAsync(TrailArn arn, CancellationToken cancellation)
    {
        if (await DescribeAsync(arn, cancellation) is not { } trail)
        {
            return new TrailParts(null, Inspected.Found<TrailStatus>(null), Inspected.Found(EventSelection.Default), Inspected.Found<IReadOnlyList<string>>([]), Inspected.Found<IReadOnlyDictionary<string, string>>(null));
        }

        var api = Api(arn.Home.Region);
        string name = trail.TrailArn;
        var status = AwsLook.AtAsync<TrailStatus>("cloudtrail:GetTrailStatus", [], async () => await api.GetTrailStatusAsync(name, cancellation));
        var selection = AwsLook.AtAsync<EventSelection>("cloudtrail:GetEventSelectors", [], async () => await api.GetEventSelectorsAsync(name, cancellation));
        var insights = AwsLook.AtAsync<IReadOnlyList<string>>("cloudtrail:GetInsightSelectors", [], async () => await api.GetInsightSelectorsAsync(name, cancellation));
        var tags = AwsLook.AtAsync<IReadOnlyDictionary<string, string>>("cloudtrail:ListTags", [], async () => await api.ListTagsAsync(name, cancellation));
        var parts = new TrailParts(trail, await status, await selection, await insights, await tags);
        return parts with { Trail = trail.With(parts.Status.Value, parts.Selection.Value, parts.Insights.Value, parts.Tags.Value) };
    }
}

/// <summary>A trail and what belongs to it, each part with what was in the way of reading it.</summary>
internal sealed record TrailParts(
    Trail? Trail,
    Inspected<TrailStatus> Status,
    Inspected<EventSelection> Selection,
    Inspected<IReadOnlyList<string>> Insights,
    Inspected<IReadOnlyDictionary<string, string>> Tags);
