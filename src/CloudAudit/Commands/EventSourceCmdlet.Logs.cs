using System.Management.Automation;
using System.Runtime.CompilerServices;
using CloudAudit.Aws;
using CloudAudit.Decoding;
using CloudAudit.PowerShell.Completion;
using CloudAudit.PowerShell.Errors;
using CloudAudit.Sources;

namespace CloudAudit.PowerShell.Commands;

/// <summary>Logs that are answers of an API: CloudWatch log groups, and the event history.</summary>
public abstract partial class EventSourceCmdlet
{
    private const string LogGroupSet = "LogGroup";
    private const string EventHistorySet = "EventHistory";

    [Parameter(Mandatory = true, ParameterSetName = LogGroupSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] LogGroup { get; set; } = [];

    [Parameter(ParameterSetName = LogGroupSet)]
    [ValidateNotNullOrEmpty]
    public string? LogStreamPrefix { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = EventHistorySet)]
    public SwitchParameter EventHistory { get; set; }

    [Parameter(ParameterSetName = EventHistorySet)]
    public SwitchParameter AllRegion { get; set; }

    // Not inlined: only with these do the AWS assemblies load.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private LogSource OpenLogGroup()
    {
        var groups = LogGroup.Select(ParseLogGroup).ToList();
        string? region = LogGroupRegion(groups);
        var connection = Connect(region);
        _connection = connection;
        var api = new CloudWatchLogsApi(connection.Json(AwsService.CloudWatchLogs));
        var logs = new LogGroupLogs(api, groups, LogStreamPrefix, Options.Query, TimeProvider.System);
        WriteVerbose($"Reading the log groups {string.Join(", ", LogGroup)} in {api.Region}. CloudTrail sends no event over 256 KB there.");
        if (logs.Pattern is not null)
        {
            WriteVerbose($"CloudWatch Logs filters by: {logs.Pattern}");
        }

        return logs;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private LogSource OpenEventHistory(Action<LogError> onError)
    {
        var plain = Region.Where(r => !WildcardPattern.ContainsWildcardCharacters(r)).ToArray();
        bool listed = AllRegion || plain.Length < Region.Length;
        var connection = Connect(plain.Length > 0 && !AllRegion ? plain[0] : null);
        _connection = connection;
        var regions = listed ? connection.Regions().Where(IsWanted).ToList() : plain.Length > 0 ? [.. plain.Distinct(StringComparer.OrdinalIgnoreCase)] : [null!];
        var logs = new EventHistoryLogs(
            [.. regions.Select(r => new EventHistoryApi(connection.Json(AwsService.CloudTrail, r)))], listed, Options.Query, onError, TimeProvider.System);
        WriteVerbose($"Looking up the event history of {string.Join(", ", logs.Regions)}, twice a second in each.");
        foreach (var attribute in logs.Attributes)
        {
            WriteVerbose($"CloudTrail filters by: {attribute.Key} = {attribute.Value}");
        }

        foreach (string limit in logs.Limits())
        {
            WriteWarning(limit);
        }

        return logs;

        bool IsWanted(string region) => Region.Length == 0
            || Region.Any(wanted => new WildcardPattern(wanted, WildcardOptions.IgnoreCase).IsMatch(region));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private LogGroup ParseLogGroup(string text)
    {
        try
        {
            return Aws.LogGroup.Parse(text);
        }
        catch (FormatException e)
        {
            ThrowTerminatingError(AuditErrors.LogGroupInvalid(text, e));
            throw;
        }
    }

    // A group is in one region: that of its ARN, or the one that -Region names.
    private string? LogGroupRegion(List<LogGroup> groups)
    {
        var named = groups.Select(g => g.Region).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        if (named.Count > 1 || (named.Count == 1 && groups.Exists(g => g.Region is null)))
        {
            ThrowTerminatingError(AuditErrors.LogGroupsApart());
        }

        if (named.Count == 1)
        {
            return named[0];
        }

        if (Region.Length > 1 || Region.Any(WildcardPattern.ContainsWildcardCharacters))
        {
            ThrowTerminatingError(AuditErrors.LogGroupRegion());
        }

        return Region.FirstOrDefault();
    }
}
