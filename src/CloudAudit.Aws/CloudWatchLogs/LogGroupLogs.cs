using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.IO.Enumeration;
using CloudAudit.Aws.CloudWatchLogs;
using CloudAudit.Aws.Reading;
using CloudAudit.Filters;
using CloudAudit.Sources;

namespace CloudAudit.Aws;

/// <summary>
/// The events that trails deliver to CloudWatch log groups: group after group, and in each by the time of the log
/// events. What CloudWatch can filter without losing an event it filters; the rest is the reader's. CloudTrail does not
/// send events over 256 KB there ("Sending events to CloudWatch Logs" in the CloudTrail user guide).
/// </summary>
public sealed class LogGroupLogs : PagedLogs
{
    // FilterLogEvents is limited to five requests a second for an account and region; others want some of them.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(220);

    // A log event's time is the call's or that of its delivery, some minutes later and with retries more.
    private static readonly TimeSpan EarlyDelivery = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan LateDelivery = TimeSpan.FromHours(2);
    private const int PagesAhead = 2;

    private readonly ICloudWatchLogsApi _api;
    private readonly IReadOnlyList<LogGroup> _groups;
    private readonly string? _streamPrefix;
    private readonly EventQuery _query;
    private readonly Pacer _pacer;
    private readonly TimeProvider _clock;

    /// <param name="api">CloudWatch Logs where the groups are.</param>
    /// <param name="groups">The groups, by name, pattern or ARN; those of ARNs in the API's region.</param>
    /// <param name="streamPrefix">How the names of streams begin; null for all streams.</param>
    /// <param name="query">What is wanted.</param>
    /// <param name="clock">Paces the requests.</param>
    public LogGroupLogs(ICloudWatchLogsApi api, IReadOnlyList<LogGroup> groups, string? streamPrefix, EventQuery query, TimeProvider clock)
    {
        _api = api;
        _groups = groups;
        _streamPrefix = streamPrefix;
        _query = query;
        _pacer = new Pacer(Interval, clock);
        _clock = clock;
        Pattern = FilterPattern.For(query);
    }

    /// <summary>The pattern that CloudWatch filters by; null for none.</summary>
    public string? Pattern { get; }

    /// <inheritdoc/>
    public override string Identity =>
        $"cloudwatch-logs:{_api.Region}:{string.Join(',', _groups.Select(g => g.Arn ?? g.Name).Order(StringComparer.Ordinal))}:{_streamPrefix}";

    [SuppressMessage("Reliability", "CA2000", Justification = "The listing disposes of its queues.")]
    private protected override IReadOnlyList<PageQueue<LogFile>> Start(CancellationToken stop) =>
        [PageQueue<LogFile>.Start(PagesAhead, ProduceAsync, stop)];

    private async Task ProduceAsync(PageQueue<LogFile> pages, CancellationToken stop)
    {
        foreach (var group in await ExpandAsync(stop))
        {
            await ProduceAsync(group, pages, stop);
        }
    }

    private async Task ProduceAsync(LogGroup group, PageQueue<LogFile> pages, CancellationToken stop)
    {
        string row = $"cloudwatch-logs://{_api.Region}/{group.Name}";
        var begun = _clock.GetUtcNow();
        if (Later(_query.EndTime) <= From(row, null))
        {
            return;
        }

        var request = new LogEventsRequest(
            group, _streamPrefix, From(row, Earlier(_query.StartTime)), Later(_query.EndTime), Pattern, null);
        for (int number = 1; ; number++)
        {
            await _pacer.WaitAsync(stop);
            var page = await _api.FilterLogEventsAsync(request, stop);
            if (page.Messages.Count > 0)
            {
                string origin = string.Create(CultureInfo.InvariantCulture, $"cloudwatch-logs://{_api.Region}/{group.Name}#{number}");
                await pages.AddAsync(new PageLog(origin, PageLog.Lines(page.Messages)), stop);
            }

            if (page.NextToken is null)
            {
                await EndAsync(pages, row, begun, stop);
                return;
            }

            if (page.NextToken == request.NextToken)
            {
                throw new AwsException(AwsFailure.ServiceFault, $"logs:FilterLogEvents gives the same page of log group {group.Name} over and over.");
            }

            request = request with { NextToken = page.NextToken };
        }
    }

    private async Task<List<LogGroup>> ExpandAsync(CancellationToken stop)
    {
        var found = new List<LogGroup>();
        foreach (var group in _groups)
        {
            if (!group.IsPattern)
            {
                found.Add(group);
                continue;
            }

            int before = found.Count;
            string prefix = group.Name[..group.Name.AsSpan().IndexOfAny('*', '?')];
            await foreach (string name in _api.DescribeLogGroupsAsync(prefix, stop))
            {
                if (FileSystemName.MatchesSimpleExpression(group.Name, name, ignoreCase: false))
                {
                    found.Add(new LogGroup(name, null, null));
                }
            }

            if (found.Count == before)
            {
                throw new AwsException(AwsFailure.NotFound, $"No log group in {_api.Region} matches '{group.Name}'.")
                {
                    Advice = "Check the region: a trail's log group is in the trail's home region.",
                };
            }
        }

        return [.. found.DistinctBy(g => g.Arn ?? g.Name, StringComparer.Ordinal)];
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? time) =>
        time is { } t ? (t > DateTimeOffset.UnixEpoch + EarlyDelivery ? t - EarlyDelivery : DateTimeOffset.UnixEpoch) : null;

    private static DateTimeOffset? Later(DateTimeOffset? time) =>
        time is { } t && t < DateTimeOffset.MaxValue - LateDelivery ? t + LateDelivery : null;
}
