using System.CommandLine;
using System.CommandLine.Parsing;
using System.Runtime.CompilerServices;
using CloudAudit.Aws;
using CloudAudit.Decoding;
using CloudAudit.Filters;
using CloudAudit.Sources;

namespace CloudAudit.Cli;

/// <summary>The options that name logs which are answers of an API: CloudWatch log groups, and the event history.</summary>
internal sealed class LogsOptions
{
    private readonly Option<string[]> _logGroup = CommandOptions.Many("--log-group", "A log group of CloudWatch Logs, in place of paths: its name, a pattern or its ARN; --region says where it is.");
    private readonly Option<string?> _logStreamPrefix = new("--log-stream-prefix") { Description = "How the names of its log streams begin." };
    private readonly Option<bool> _eventHistory = new("--event-history") { Description = "The account's event history of 90 days, in place of paths, in the regions of --region." };
    private readonly Option<bool> _allRegion = new("--all-region") { Description = "The event history of all regions." };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_logGroup, _logStreamPrefix, _eventHistory, _allRegion])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Sources that the command line names: 0, 1, or too many.</summary>
    public int Count(SymbolResult result) => (NamesGroups(result) ? 1 : 0) + (result.GetValue(_eventHistory) ? 1 : 0);

    /// <summary>Whether the source is log groups, for which <c>--region</c> says where they are and filters nothing.</summary>
    public bool NamesGroups(SymbolResult result) => result.GetValue(_logGroup) is { Length: > 0 };

    /// <summary>The logs. The AWS assemblies load here; the connection lives as long as the program.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="connect">Makes the connection to a region; null for the SDK's.</param>
    /// <param name="query">What is wanted.</param>
    /// <param name="regions">What <c>--region</c> says.</param>
    /// <param name="onError">Takes what fails of one region among several.</param>
    /// <param name="warn">Takes what the source cannot have.</param>
    /// <exception cref="UsageException">A group is none, or the region is not one.</exception>
    /// <exception cref="AwsException">The region is none.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public LogSource Logs(
        ParseResult result, Func<string?, AwsConnection> connect, EventQuery query, string[] regions, Action<LogError> onError, Action<string> warn)
    {
        bool plain = regions.All(r => !r.AsSpan().ContainsAny('*', '?', '['));
        if (NamesGroups(result.CommandResult))
        {
            var groups = Array.ConvertAll(result.GetValue(_logGroup)!, Parse);
            string?[] named = [.. groups.Select(g => g.Region).Distinct(StringComparer.Ordinal)];
            if (named.Length > 1 || (named[0] is null && (!plain || regions.Length > 1)))
            {
                throw new UsageException("Log groups are read in one region: that of their ARNs, or the one that --region names.");
            }

            var client = connect(named[0] ?? regions.FirstOrDefault()).Json(AwsService.CloudWatchLogs);
            return new LogGroupLogs(new CloudWatchLogsApi(client), groups, result.GetValue(_logStreamPrefix), query, TimeProvider.System);
        }

        bool all = result.GetValue(_allRegion);
        var connection = connect(plain && !all ? regions.FirstOrDefault() : null);
        string?[] called = all || !plain ? [.. connection.Regions().Where(IsWanted)]
            : regions.Length > 0 ? [.. regions.Distinct(StringComparer.Ordinal)]
            : [null];
        var history = new EventHistoryLogs(
            [.. called.Select(r => new EventHistoryApi(connection.Json(AwsService.CloudTrail, r)))], all || !plain, query, onError, TimeProvider.System);
        foreach (string limit in history.Limits())
        {
            warn(limit);
        }

        return history;

        bool IsWanted(string region) => regions.Length == 0
            || regions.Any(wanted => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(wanted, region, ignoreCase: true));
    }

    private static LogGroup Parse(string text)
    {
        try
        {
            return LogGroup.Parse(text);
        }
        catch (FormatException e)
        {
            throw new UsageException(e.Message);
        }
    }
}
