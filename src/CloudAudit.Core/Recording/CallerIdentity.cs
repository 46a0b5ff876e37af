using System.Globalization;
using System.Text.Json;

namespace CloudAudit.Recording;

/// <summary>Who records: the user, host and process, unless a record names another.</summary>
public sealed record CallerIdentity
{
    /// <summary>The user's name.</summary>
    public required string UserName { get; init; }

    /// <summary>The host's name.</summary>
    public required string Host { get; init; }

    /// <summary>The process's name.</summary>
    public required string Process { get; init; }

    public required int ProcessId { get; init; }

    /// <summary>What the record names as its user agent.</summary>
    public required string UserAgent { get; init; }

    /// <summary>What wrote the record, and its version.</summary>
    public required string RecordedBy { get; init; }

    /// <summary>A userIdentity to write in place of the user's, as JSON.</summary>
    public ReadOnlyMemory<byte> UserIdentity { get; init; }

    /// <summary>Who AWS takes the caller for, to write in place of the user; user and host then stand in additionalEventData.</summary>
    public AwsCaller? Aws { get; init; }

    /// <summary>The caller of this process.</summary>
    /// <param name="program">What acts, and its version, such as <c>PowerShell/7.6.5</c>; null for CloudAudit itself.</param>
    public static CallerIdentity OfProcess(string? program = null)
    {
        string version = typeof(CallerIdentity).Assembly.GetName().Version?.ToString(3) ?? "0";
        return new CallerIdentity
        {
            UserName = Environment.UserName,
            Host = Environment.MachineName,
            Process = Path.GetFileNameWithoutExtension(Environment.ProcessPath) ?? string.Empty,
            ProcessId = Environment.ProcessId,
            UserAgent = program is null ? $"CloudAudit/{version}" : $"{program} CloudAudit/{version}",
            RecordedBy = $"CloudAudit/{version}",
        };
    }

    internal void WriteTo(Utf8JsonWriter writer, string name)
    {
        if (!UserIdentity.IsEmpty)
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(UserIdentity.Span, skipInputValidation: true);
            return;
        }

        if (Aws is not null)
        {
            writer.WritePropertyName(name);
            Aws.WriteTo(writer);
            return;
        }

        writer.WriteStartObject(name);
        writer.WriteString("type", "LocalUser");
        writer.WriteString("principalId", $"{UserName}@{Host}");
        writer.WriteString("userName", UserName);
        writer.WriteStartObject("details");
        writer.WriteString("host", Host);
        writer.WriteString("process", Process);
        writer.WriteString("processId", ProcessId.ToString(CultureInfo.InvariantCulture));
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
