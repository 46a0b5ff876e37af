using CloudAudit.Trails;
using CloudAudit.Trails.Policies;

namespace CloudAudit.Aws.Trails;

/// <summary>The role through which a trail writes to its log group (IAM API, 2010-05-08).</summary>
/// <param name="iam">IAM.</param>
internal sealed class TrailRoles(QueryClient iam)
{
    private const string PolicyName = "CloudTrailLogs";
    private static readonly string[] Absent = ["NoSuchEntity", "NoSuchEntityException"];

    /// <summary>A role by its name.</summary>
    public Task<Inspected<RoleSnapshot>> InspectAsync(string name, CancellationToken cancellation) =>
        AwsLook.AtAsync("iam:GetRole", Absent, async () =>
        {
            var role = (await iam.CallAsync("GetRole", [new("RoleName", name)], name, cancellation)).Element("Role");
            return role is null
                ? null
                : new RoleSnapshot(
                    role.Element("Arn")?.Value ?? string.Empty,
                    Uri.UnescapeDataString(role.Element("AssumeRolePolicyDocument")?.Value ?? string.Empty),
                    await PolicyAsync(name, cancellation));
        });

    /// <summary>Makes one change.</summary>
    public async Task ApplyAsync(TrailChange change, CancellationToken cancellation)
    {
        switch (change)
        {
            case CreateLogRole create:
                await iam.CallAsync(
                    "CreateRole",
                    [
                        new("RoleName", create.Role), new("AssumeRolePolicyDocument", create.Trust),
                        new("Description", "Lets CloudTrail write a trail's events to CloudWatch Logs"),
                    ],
                    create.Role,
                    cancellation);
                break;
            case PutLogRolePolicy put:
                var there = await PolicyAsync(put.Role, cancellation);
                if (!there.IsKnown)
                {
                    throw new AwsException(AwsFailure.Refused, $"The policy of role {put.Role} could not be read, so it was not changed: {there.Obstacle}.");
                }

                await iam.CallAsync(
                    "PutRolePolicy",
                    [
                        new("RoleName", put.Role), new("PolicyName", PolicyName),
                        new("PolicyDocument", PolicyDocument.Parse(there.Value).With(put.Statements).ToString()),
                    ],
                    put.Role,
                    cancellation);
                break;
            default:
                throw new ArgumentException($"{change} is none of a role.", nameof(change));
        }
    }

    private Task<Inspected<string>> PolicyAsync(string role, CancellationToken cancellation) =>
        AwsLook.AtAsync("iam:GetRolePolicy", Absent, async () =>
            (await iam.CallAsync("GetRolePolicy", [new("RoleName", role), new("PolicyName", PolicyName)], role, cancellation)).Element("PolicyDocument")?.Value is { } json
                ? Uri.UnescapeDataString(json)
                : null);
}
