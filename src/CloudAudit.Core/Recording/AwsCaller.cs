using System.Text.Json;

namespace CloudAudit.Recording;

/// <summary>Who AWS takes the caller for, as STS GetCallerIdentity says.</summary>
/// <param name="Arn">Arn.</param>
/// <param name="UserId">UserId: of a role's session, the role's ID and the session's name.</param>
/// <param name="AccountId">Account.</param>
public sealed record AwsCaller(string Arn, string UserId, string AccountId)
{
    /// <summary>Writes it as the userIdentity that CloudTrail gives it ("CloudTrail userIdentity element").</summary>
    internal void WriteTo(Utf8JsonWriter writer)
    {
        // arn:partition:iam::account:user/path/name, …:sts::account:assumed-role/role/session, …:federated-user/name, …:root
        string[] parts = Arn.Split(':', 6);
        string[] resource = parts.Length == 6 ? parts[5].Split('/') : [];
        string kind = resource.Length > 0 ? resource[0] : string.Empty;
        writer.WriteStartObject();
        writer.WriteString("type", kind switch
        {
            "root" => "Root",
            "user" => "IAMUser",
            "assumed-role" => "AssumedRole",
            "federated-user" => "FederatedUser",
            _ => "Unknown",
        });
        writer.WriteString("principalId", UserId);
        writer.WriteString("arn", Arn);
        writer.WriteString("accountId", AccountId);
        if (kind == "user")
        {
            writer.WriteString("userName", resource[^1]);
        }
        else if (kind == "assumed-role" && resource.Length >= 2)
        {
            writer.WriteStartObject("sessionContext");
            writer.WriteStartObject("sessionIssuer");
            writer.WriteString("type", "Role");
            writer.WriteString("principalId", UserId.Split(':')[0]);

            // STS leaves out the path that the role's ARN may have.
            writer.WriteString("arn", $"arn:{parts[1]}:iam::{AccountId}:role/{resource[1]}");
            writer.WriteString("accountId", AccountId);
            writer.WriteString("userName", resource[1]);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
