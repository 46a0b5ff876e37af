using CloudAudit.Trails;

namespace CloudAudit.Aws;

/// <summary>CloudTrail's API in one region (2013-11-01), as far as it is used. All fail with an AwsException.</summary>
public interface ICloudTrailApi
{
    /// <summary>The region that is called.</summary>
    string Region { get; }

    /// <summary>The trails of all regions that the account sees, its organization's among them.</summary>
    IAsyncEnumerable<TrailArn> ListTrailsAsync(CancellationToken cancellation);

    /// <summary>Descriptions, without status and selectors.</summary>
    /// <param name="arns">Trails of this region.</param>
    /// <param name="cancellation">Stops the call.</param>
    Task<IReadOnlyList<Trail>> DescribeTrailsAsync(IReadOnlyList<string> arns, CancellationToken cancellation);

    Task<TrailStatus> GetTrailStatusAsync(string trail, CancellationToken cancellation);

    Task<EventSelection> GetEventSelectorsAsync(string trail, CancellationToken cancellation);

    /// <summary>The kinds of insights that are logged; none where insights are off.</summary>
    Task<IReadOnlyList<string>> GetInsightSelectorsAsync(string trail, CancellationToken cancellation);

    Task<IReadOnlyDictionary<string, string>> ListTagsAsync(string trailArn, CancellationToken cancellation);

    Task CreateTrailAsync(TrailSpec spec, IReadOnlyDictionary<string, string> tags, CancellationToken cancellation);

    Task UpdateTrailAsync(TrailSpec spec, CancellationToken cancellation);

    Task PutEventSelectorsAsync(string trail, IReadOnlyList<AdvancedEventSelector> selectors, CancellationToken cancellation);

    Task PutInsightSelectorsAsync(string trail, IReadOnlyList<string> insights, CancellationToken cancellation);

    Task AddTagsAsync(string trailArn, IReadOnlyDictionary<string, string> tags, CancellationToken cancellation);

    Task StartLoggingAsync(string trail, CancellationToken cancellation);

    Task StopLoggingAsync(string trail, CancellationToken cancellation);

    Task DeleteTrailAsync(string trail, CancellationToken cancellation);
}
