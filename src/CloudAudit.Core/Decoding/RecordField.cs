namespace CloudAudit.Decoding;

/// <summary>
/// The members of a CloudTrail record ("CloudTrail record contents", eventVersion 1.11), by their names in the JSON.
/// </summary>
internal enum RecordField : byte
{
    EventVersion,
    UserIdentity,
    EventTime,
    EventSource,
    EventName,
    AwsRegion,
    SourceIPAddress,
    UserAgent,
    ErrorCode,
    ErrorMessage,
    RequestParameters,
    ResponseElements,
    AdditionalEventData,
    RequestId,
    EventId,
    ReadOnly,
    Resources,
    ApiVersion,
    EventType,
    ManagementEvent,
    RecipientAccountId,
    SharedEventId,
    VpcEndpointId,
    VpcEndpointAccountId,
    ServiceEventDetails,
    EventCategory,
    InsightDetails,
    Addendum,
    SessionCredentialFromConsole,
    EdgeDeviceDetails,
    TlsDetails,
    EventContext,

    /// <summary>Not one of them: a member this version does not know.</summary>
    Unknown,
}

/// <summary>The JSON name of each <see cref="RecordField"/>, and back.</summary>
internal static class RecordFields
{
    public const int Count = (int)RecordField.Unknown;

    private static readonly string[] Names =
    [
        "eventVersion", "userIdentity", "eventTime", "eventSource", "eventName", "awsRegion", "sourceIPAddress",
        "userAgent", "errorCode", "errorMessage", "requestParameters", "responseElements", "additionalEventData",
        "requestID", "eventID", "readOnly", "resources", "apiVersion", "eventType", "managementEvent",
        "recipientAccountId", "sharedEventID", "vpcEndpointId", "vpcEndpointAccountId", "serviceEventDetails",
        "eventCategory", "insightDetails", "addendum", "sessionCredentialFromConsole", "edgeDeviceDetails",
        "tlsDetails", "eventContext",
    ];

    private static readonly byte[][] Utf8Names = Array.ConvertAll(Names, System.Text.Encoding.UTF8.GetBytes);

    public static string Name(RecordField field) => Names[(int)field];

    /// <summary>The field that a JSON name, without quotes and escapes, stands for. Names are case-sensitive, as in JSON.</summary>
    public static RecordField Parse(ReadOnlySpan<byte> name)
    {
        // Length and one byte leave one candidate, which is then compared whole.
        RecordField candidate = name.Length switch
        {
            7 => RecordField.EventId,
            8 => name[0] == 'r' ? RecordField.ReadOnly : RecordField.Addendum,
            9 => name[5] switch
            {
                (byte)'T' => name[6] == 'i' ? RecordField.EventTime : RecordField.EventType,
                (byte)'N' => RecordField.EventName,
                (byte)'g' => name[0] == 'a' ? RecordField.AwsRegion : RecordField.UserAgent,
                (byte)'C' => RecordField.ErrorCode,
                (byte)'s' => RecordField.RequestId,
                _ => RecordField.Resources,
            },
            10 => name[0] == 'a' ? RecordField.ApiVersion : RecordField.TlsDetails,
            11 => RecordField.EventSource,
            12 => name[5] switch
            {
                (byte)'V' => RecordField.EventVersion,
                (byte)'C' => RecordField.EventContext,
                (byte)'M' => RecordField.ErrorMessage,
                _ => RecordField.UserIdentity,
            },
            13 => name[0] switch
            {
                (byte)'s' => RecordField.SharedEventId,
                (byte)'v' => RecordField.VpcEndpointId,
                _ => RecordField.EventCategory,
            },
            14 => RecordField.InsightDetails,
            15 => name[0] == 'm' ? RecordField.ManagementEvent : RecordField.SourceIPAddress,
            16 => RecordField.ResponseElements,
            17 => name[0] == 'r' ? RecordField.RequestParameters : RecordField.EdgeDeviceDetails,
            18 => RecordField.RecipientAccountId,
            19 => name[0] == 's' ? RecordField.ServiceEventDetails : RecordField.AdditionalEventData,
            20 => RecordField.VpcEndpointAccountId,
            28 => RecordField.SessionCredentialFromConsole,
            _ => RecordField.Unknown,
        };
        return candidate != RecordField.Unknown && name.SequenceEqual(Utf8Names[(int)candidate]) ? candidate : RecordField.Unknown;
    }
}
