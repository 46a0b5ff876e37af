using System.Globalization;
using System.Text;
using CloudAudit.Decoding;
using CloudAudit.Decoding.Json;

namespace CloudAudit;

/// <summary>
/// One CloudTrail event over the bytes of its record: a property is read when it is asked for. Names follow PowerShell's
/// conventions; what each holds is in "CloudTrail record contents". A property is null where the record has no such member.
/// </summary>
public sealed class AuditEvent
{
    private readonly byte[] _json;
    private readonly JsonSlice[] _fields;
    private ActorIdentity? _identity;

    internal AuditEvent(byte[] json, JsonSlice[] fields, string origin, long originIndex)
    {
        _json = json;
        _fields = fields;
        Origin = origin;
        OriginIndex = originIndex;
    }

    /// <summary>When the request was made, UTC.</summary>
    public DateTimeOffset? EventTime => EventTimes.TryParse(Span(RecordField.EventTime), out var time) ? time : null;

    public string? EventName => Text(RecordField.EventName);

    public string? EventSource => Text(RecordField.EventSource);

    /// <summary>The AWS region the request was made to (awsRegion).</summary>
    public string? Region => Text(RecordField.AwsRegion);

    /// <summary>The account whose trail received the event (recipientAccountId), else the actor's own.</summary>
    public string? AccountId => Text(RecordField.RecipientAccountId) ?? Identity.AccountId;

    /// <summary>
    /// Who acted: a user's or service's name; through an assumed role the person behind it where the record says, by
    /// sourceIdentity, session name, issuer, onBehalfOf or invokedBy, in that order.
    /// </summary>
    public string? Actor => Identity.Name;

    /// <summary>userIdentity.type: IAMUser, AssumedRole, Root, AWSService …</summary>
    public string? ActorType => Identity.Type;

    public string? ActorArn => Identity.Arn;

    public string? AccessKeyId => Identity.AccessKeyId;

    /// <summary>Whether the session, or for a sign-in the sign-in itself, used a second factor; null where the record does not say.</summary>
    public bool? MfaAuthenticated => MfaState.Of(Span(RecordField.AdditionalEventData), Identity.MfaAuthenticated);

    public string? SourceIPAddress => Text(RecordField.SourceIPAddress);

    public string? UserAgent => Text(RecordField.UserAgent);

    public string? ErrorCode => Text(RecordField.ErrorCode);

    public string? ErrorMessage => Text(RecordField.ErrorMessage);

    public bool? ReadOnly => Bool(RecordField.ReadOnly);

    /// <summary>ARNs and names of what the request was about: of resources, and by name in its parameters and response.</summary>
    public AuditList<string> ResourceName =>
        new(ResourceNames.Of(Span(RecordField.Resources), Span(RecordField.RequestParameters), Span(RecordField.ResponseElements)));

    public object? Resources => Value(RecordField.Resources);

    public object? RequestParameters => Value(RecordField.RequestParameters);

    public object? ResponseElements => Value(RecordField.ResponseElements);

    public object? AdditionalEventData => Value(RecordField.AdditionalEventData);

    public object? ServiceEventDetails => Value(RecordField.ServiceEventDetails);

    public object? UserIdentity => Value(RecordField.UserIdentity);

    public object? TlsDetails => Value(RecordField.TlsDetails);

    public object? InsightDetails => Value(RecordField.InsightDetails);

    public object? EventContext => Value(RecordField.EventContext);

    public object? Addendum => Value(RecordField.Addendum);

    public object? EdgeDeviceDetails => Value(RecordField.EdgeDeviceDetails);

    public string? EventId => Text(RecordField.EventId);

    public string? EventType => Text(RecordField.EventType);

    public string? EventCategory => Text(RecordField.EventCategory);

    public string? EventVersion => Text(RecordField.EventVersion);

    public bool? ManagementEvent => Bool(RecordField.ManagementEvent);

    public string? RequestId => Text(RecordField.RequestId);

    public string? SharedEventId => Text(RecordField.SharedEventId);

    public string? ApiVersion => Text(RecordField.ApiVersion);

    public string? RecipientAccountId => Text(RecordField.RecipientAccountId);

    public string? VpcEndpointId => Text(RecordField.VpcEndpointId);

    public string? VpcEndpointAccountId => Text(RecordField.VpcEndpointAccountId);

    /// <summary>True where the record says so, by the string "true".</summary>
    public bool SessionCredentialFromConsole => Bool(RecordField.SessionCredentialFromConsole) ?? false;

    /// <summary>The file's path or the object's URI that the record was read from.</summary>
    public string Origin { get; }

    /// <summary>The record's place among the records of <see cref="Origin"/>, from 0.</summary>
    public long OriginIndex { get; }

    /// <summary>Whether the file is proven to be what CloudTrail delivered; null where that was not asked for.</summary>
    public bool? IsProven { get; internal set; }

    internal ReadOnlyMemory<byte> Json => _json;

    private ActorIdentity Identity => _identity ??= ActorIdentity.Parse(Span(RecordField.UserIdentity));

    /// <summary>
    /// The value at a dotted path of names as the record spells them, such as <c>userIdentity.sessionContext.attributes</c>;
    /// null where there is none. It reaches members that have no property here.
    /// </summary>
    public object? GetValue(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        object? value = new AuditObject(_json);
        foreach (string name in path.Split('.'))
        {
            value = (value as AuditObject)?[name];
        }

        return value;
    }

    /// <summary>The record's own JSON text, as it was read.</summary>
    public string ToJson() => Encoding.UTF8.GetString(_json);

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{EventTime:yyyy-MM-ddTHH:mm:ssZ} {EventSource} {EventName} {Actor}");

    internal ReadOnlySpan<byte> Span(RecordField field)
    {
        var slice = _fields[(int)field];
        return _json.AsSpan(slice.Start, slice.Length);
    }

    private object? Value(RecordField field)
    {
        var slice = _fields[(int)field];
        return slice.Exists ? AuditJson.Value(_json.AsMemory(slice.Start, slice.Length)) : null;
    }

    private string? Text(RecordField field)
    {
        var span = Span(field);
        return span.IsEmpty || span[0] == 'n' ? null
            : span[0] == '"' ? JsonString.Decode(span[1..^1])
            : Encoding.UTF8.GetString(span);
    }

    private bool? Bool(RecordField field)
    {
        var span = Span(field);
        return span.SequenceEqual("true"u8) || span.SequenceEqual("\"true\""u8) ? true
            : span.SequenceEqual("false"u8) || span.SequenceEqual("\"false\""u8) ? false
            : null;
    }
}
