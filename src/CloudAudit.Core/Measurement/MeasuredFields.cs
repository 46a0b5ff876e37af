using CloudAudit.Decoding;

namespace CloudAudit.Measurement;

/// <summary>The fields that events can be counted by: the properties that events have as objects, and paths into records.</summary>
public static class MeasuredFields
{
    // Properties that the record spells otherwise, or that are worked out.
    private static readonly MeasuredField[] Special =
    [
        new MeasuredField.Path("Region", "awsRegion"),
        new MeasuredField.Account(),
        new MeasuredField.Actor(),
        new MeasuredField.Identity("ActorType", i => i.Type, s => s.Type),
        new MeasuredField.Identity("ActorArn", i => i.Arn, s => s.Arn),
        new MeasuredField.Identity("AccessKeyId", i => i.AccessKeyId, s => s.AccessKeyId),
        new MeasuredField.Mfa(),
        new MeasuredField.Resource(),
        new MeasuredField.Origin(),
        new MeasuredField.OriginIndex(),
    ];

    // Properties that are a member of the record, but for the case of a letter or two.
    private static readonly string[] Members =
    [
        "EventTime", "EventName", "EventSource", "SourceIPAddress", "UserAgent", "ErrorCode", "ErrorMessage", "ReadOnly", "EventId",
        "EventType", "EventCategory", "EventVersion", "ManagementEvent", "RequestId", "SharedEventId", "ApiVersion", "RecipientAccountId",
        "VpcEndpointId", "VpcEndpointAccountId", "SessionCredentialFromConsole", "Resources", "RequestParameters", "ResponseElements",
        "AdditionalEventData", "ServiceEventDetails", "UserIdentity", "TlsDetails", "InsightDetails", "EventContext", "Addendum", "EdgeDeviceDetails",
    ];

    // What people count by that lies deeper, to begin from.
    private static readonly string[] Paths =
    [
        "userIdentity.type", "userIdentity.userName", "userIdentity.principalId", "userIdentity.invokedBy",
        "userIdentity.sessionContext.sessionIssuer.userName", "userIdentity.sessionContext.sessionIssuer.arn",
        "userIdentity.sessionContext.sourceIdentity", "userIdentity.sessionContext.attributes.mfaAuthenticated",
        "requestParameters.bucketName", "requestParameters.key", "requestParameters.roleArn", "requestParameters.userName",
        "requestParameters.policyArn", "requestParameters.instanceType", "resources.ARN", "resources.type", "tlsDetails.tlsVersion",
        "tlsDetails.cipherSuite", "tlsDetails.clientProvidedHostHeader", "additionalEventData.MFAUsed", "additionalEventData.bytesTransferredOut",
    ];

    /// <summary>Names to choose from, for completion: all properties, and some paths.</summary>
    public static IReadOnlyList<string> Suggestions { get; } =
        [.. Special.Select(f => f.Name).Concat(Members).Order(StringComparer.Ordinal), .. Paths];

    /// <summary>The field of a name: a property in any case, or names with dots between them as the record spells them.</summary>
    internal static MeasuredField Parse(string name)
    {
        foreach (var field in Special)
        {
            if (field.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return field;
            }
        }

        string spelled = Array.Find(Members, m => m.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? name;
        return new MeasuredField.Path(spelled, name);
    }
}
