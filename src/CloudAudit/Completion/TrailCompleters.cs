using System.Collections;
using System.Runtime.CompilerServices;
using CloudAudit.Aws;
using CloudAudit.Aws.Trails;
using CloudAudit.PowerShell.Binding;
using CloudAudit.Trails;

namespace CloudAudit.PowerShell.Completion;

/// <summary>
/// The names of the trails that the caller sees, with the profile, keys and region that are on the line already. A call
/// that takes long or fails completes nothing.
/// </summary>
public sealed class TrailNameCompleter : WordCompleter
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    protected override IEnumerable<string> Words(IDictionary boundParameters)
    {
        try
        {
            return Names(boundParameters);
        }
        catch (Exception e) when (e is AwsException or OperationCanceledException or System.Management.Automation.PipelineStoppedException)
        {
            return [];
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static List<string> Names(IDictionary bound)
    {
        using var patience = new CancellationTokenSource(Longest);
        using var connection = new AwsConnection(new AwsConnectionOptions
        {
            ProfileName = Text("ProfileName"),
            ProfileLocation = Text("ProfileLocation"),
            Keys = Text("AccessKey") is { } key && Text("SecretKey") is { } secret ? () => new AwsKeys(key, secret, Text("SessionToken")) : null,
            Region = Text("Region"),
            EndpointUrl = Text("EndpointUrl"),
            RoleArn = Text("RoleArn"),
            ExternalId = Text("ExternalId"),
        });
        using var work = new PipelineWork();
        var found = work.Run((_, token) => new TrailReader(connection).ListAsync(token), patience.Token);
        return [.. found.Select(trail => trail.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

        string? Text(string name) => bound[name]?.ToString() is { Length: > 0 } text ? text : null;
    }
}

/// <summary>What data events can be asked for by.</summary>
public sealed class DataEventCompleter : WordCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Words(IDictionary boundParameters) => DataEvents.Names;
}
