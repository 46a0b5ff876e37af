using System.Management.Automation;

namespace CloudAudit.PowerShell.Recording;

/// <summary>What an event was about, as a record's resources say it: {ARN, accountId, type}.</summary>
internal static class EventResource
{
    /// <summary>An ARN or a name becomes such an object; an object stays as it is.</summary>
    public static object? Of(object? resource)
    {
        string? text = (resource is PSObject wrapped ? wrapped.BaseObject : resource) as string;
        if (text is null)
        {
            return resource;
        }

        // arn:partition:service:region:account:resource
        string[] parts = text.Split(':', 6);
        return parts.Length == 6 && parts[0] == "arn" && parts[4].Length == 12
            ? new[] { Pair("ARN", text), Pair("accountId", parts[4]) }.ToDictionary()
            : new[] { Pair("ARN", text) }.ToDictionary();

        static KeyValuePair<string, object?> Pair(string name, object? value) => new(name, value);
    }
}
