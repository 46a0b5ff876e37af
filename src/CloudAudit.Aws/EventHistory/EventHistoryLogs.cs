using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Enumeration;
using CloudAudit.Aws.Reading;
using CloudAudit.Decoding;
using CloudAudit.Filters;
using CloudAudit.Sources;

namespace CloudAudit.Aws;

/// <summary>
/// The event history of an account: management events of the last 90 days, region after region, the newest first. The
/// service filters by one attribute; the rest is the reader's. Insight events are a category of their own, which is
/// asked for where the query names it ("LookupEvents" in the CloudTrail API reference).
/// </summary>
public sealed class EventHistoryLogs : PagedLogs
{
    // LookupEvents is limited to two requests a second for an account and region.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(510);
    private static readonly TimeSpan Reach = TimeSpan.FromDays(90);
    private const int PagesAhead = 4;

    private readonly IReadOnlyList<IEventHistoryApi> _regions;
    private readonly EventQuery _query;
    private readonly TimeProvider _clock;
    private readonly Action<LogError> _onError;
    private readonly bool _everywhere;
    private readonly List<bool> _categories;
    private readonly ConcurrentQueue<string> _notEnabled = new();

    /// <param name="regions">The history of each region, the caller's own first.</param>
    /// <param name="everywhere">They are all there are, so that some may not be enabled in the account.</param>
    /// <param name="query">What is wanted.</param>
    /// <param name="onError">Takes the failure of one region of several; the others go on.</param>
    /// <param name="clock">Paces the requests, and says what is 90 days ago.</param>
    public EventHistoryLogs(IReadOnlyList<IEventHistoryApi> regions, bool everywhere, EventQuery query, Action<LogError> onError, TimeProvider clock)
    {
        _regions = regions;
        _everywhere = everywhere;
        _query = query;
        _onError = onError;
        _clock = clock;
        Attributes = LookupAttribute.For(query);
        _categories = Categories(query);
    }

    /// <summary>What the service filters by; empty for nothing.</summary>
    public IReadOnlyList<LookupAttribute> Attributes { get; }

    /// <summary>The regions whose history it is.</summary>
    public IEnumerable<string> Regions => _regions.Select(r => r.Region);

    /// <summary>Regions that turned out not to be enabled in the account.</summary>
    public IReadOnlyCollection<string> NotEnabled => _notEnabled;

    /// <inheritdoc/>
    public override string Identity =>
        $"event-history:{string.Join(',', _regions.Select(r => r.Region).Order(StringComparer.Ordinal))}";

    /// <summary>What the history does not have of what is asked for, in sentences for the user.</summary>
    public IEnumerable<string> Limits()
    {
        if (_query.StartTime is { } start && start < _clock.GetUtcNow() - Reach)
        {
            yield return "The event history reaches back 90 days; earlier events are only where a trail delivered them.";
        }

        if (_query.EventCategory.Count > 0 && (Asks(_query, "Data") || Asks(_query, "NetworkActivity")))
        {
            yield return "The event history has management events, and Insights events by their own category; data and network activity events are only where a trail delivered them.";
        }
    }

    private protected override IReadOnlyList<PageQueue<LogFile>> Start(CancellationToken stop)
    {
        var queues = new List<PageQueue<LogFile>>();
        foreach (var region in _regions)
        {
            queues.Add(PageQueue<LogFile>.Start(PagesAhead, (pages, cancelled) => ProduceAsync(region, pages, cancelled), stop));
        }

        return queues;
    }

    private async Task ProduceAsync(IEventHistoryApi region, PageQueue<LogFile> pages, CancellationToken stop)
    {
        var pacer = new Pacer(Interval, _clock);
        string row = $"event-history://{region.Region}";
        var begun = _clock.GetUtcNow();
        int number = 0;
        if (_query.EndTime <= From(row, null))
        {
            return;
        }

        try
        {
            foreach (bool insights in _categories)
            {
                // Insight events have no attribute but their id and source.
                LookupAttribute?[] attributes = insights || Attributes.Count == 0 ? [null] : [.. Attributes];
                foreach (var attribute in attributes)
                {
                    var request = new EventHistoryRequest(attribute, From(row, _query.StartTime), _query.EndTime, insights, null);
                    do
                    {
                        await pacer.WaitAsync(stop);
                        var page = await region.LookupEventsAsync(request, stop);
                        if (page.Records.Count > 0)
                        {
                            string origin = string.Create(CultureInfo.InvariantCulture, $"event-history://{region.Region}#{++number}");
                            await pages.AddAsync(new PageLog(origin, PageLog.Lines(page.Records)), stop);
                        }

                        if (page.NextToken is not null && page.NextToken == request.NextToken)
                        {
                            throw new AwsException(AwsFailure.ServiceFault, "cloudtrail:LookupEvents gives the same page over and over.");
                        }

                        request = request with { NextToken = page.NextToken };
                    }
                    while (request.NextToken is not null);
                }
            }

            await EndAsync(pages, row, begun, stop);
        }
        catch (AwsException e) when (_everywhere && e.Failure == AwsFailure.InvalidCredentials && region != _regions[0])
        {
            // A region that the account has not enabled knows none of its keys.
            _notEnabled.Enqueue(region.Region);
        }
        catch (AwsException e) when (_regions.Count > 1 && e.Failure is not (AwsFailure.NoCredentials or AwsFailure.ExpiredCredentials))
        {
            var kind = e.Failure switch
            {
                AwsFailure.NotFound => LogErrorKind.NotFound,
                AwsFailure.Throttled or AwsFailure.Unreachable or AwsFailure.ServiceFault => LogErrorKind.ReadFailed,
                _ => LogErrorKind.AccessDenied,
            };
            _onError(new LogError(kind, $"event-history://{region.Region}", 0, e.Message));
        }
    }

    private static List<bool> Categories(EventQuery query)
    {
        if (query.EventCategory.Count == 0)
        {
            return [false];
        }

        var categories = new List<bool>();
        if (Asks(query, "Management"))
        {
            categories.Add(false);
        }

        if (Asks(query, "Insight"))
        {
            categories.Add(true);
        }

        return categories;
    }

    private static bool Asks(EventQuery query, string category) =>
        query.EventCategory.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, category, ignoreCase: true));
}
