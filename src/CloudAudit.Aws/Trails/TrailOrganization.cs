using System.Text.Json.Serialization;
using CloudAudit.Trails;

namespace CloudAudit.Aws.Trails;

/// <summary>The organization that the caller's account is in.</summary>
/// <param name="Id">o-…</param>
/// <param name="ManagementAccountId">The account that its trails are of.</param>
internal sealed record TrailOrganization(string Id, string ManagementAccountId)
{
    /// <summary>Asks AWS Organizations (API of 2016-11-28).</summary>
    public static Task<Inspected<TrailOrganization>> InspectAsync(JsonClient organizations, CancellationToken cancellation) =>
        AwsLook.AtAsync("organizations:DescribeOrganization", ["AWSOrganizationsNotInUseException"], async () =>
        {
            var answer = await organizations.CallAsync(
                "DescribeOrganization", new DescribeOrganizationRequest(), OrganizationJson.Default.DescribeOrganizationRequest, OrganizationJson.Default.DescribeOrganizationResponse, null, cancellation);
            return answer.Organization is { Id: { Length: > 0 } id, MasterAccountId: { Length: > 0 } account } ? new TrailOrganization(id, account) : null;
        });
}

internal sealed record DescribeOrganizationRequest;

internal sealed record DescribeOrganizationResponse(OrganizationMessage? Organization);

internal sealed record OrganizationMessage(string? Id, string? MasterAccountId);

[JsonSerializable(typeof(DescribeOrganizationRequest))]
[JsonSerializable(typeof(DescribeOrganizationResponse))]
internal sealed partial class OrganizationJson : JsonSerializerContext;
