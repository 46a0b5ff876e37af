using System.Text.Encodings.Web;
using System.Text.Json;

namespace CloudAudit.Benchmarks.Generation;

/// <summary>Writes one record with the key order CloudTrail has.</summary>
internal sealed class RecordWriter
{
    /// <summary>CloudTrail escapes what JSON demands and no more.</summary>
    public static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    private static readonly JsonEncodedText _eventVersion = JsonEncodedText.Encode("eventVersion");
    private static readonly JsonEncodedText _userIdentity = JsonEncodedText.Encode("userIdentity");
    private static readonly JsonEncodedText _eventTime = JsonEncodedText.Encode("eventTime");
    private static readonly JsonEncodedText _eventSource = JsonEncodedText.Encode("eventSource");
    private static readonly JsonEncodedText _eventName = JsonEncodedText.Encode("eventName");
    private static readonly JsonEncodedText _awsRegion = JsonEncodedText.Encode("awsRegion");
    private static readonly JsonEncodedText _sourceIPAddress = JsonEncodedText.Encode("sourceIPAddress");
    private static readonly JsonEncodedText _userAgent = JsonEncodedText.Encode("userAgent");
    private static readonly JsonEncodedText _errorCode = JsonEncodedText.Encode("errorCode");
    private static readonly JsonEncodedText _errorMessage = JsonEncodedText.Encode("errorMessage");
    private static readonly JsonEncodedText _requestParameters = JsonEncodedText.Encode("requestParameters");
    private static readonly JsonEncodedText _responseElements = JsonEncodedText.Encode("responseElements");
    private static readonly JsonEncodedText _additionalEventData = JsonEncodedText.Encode("additionalEventData");
    private static readonly JsonEncodedText _requestId = JsonEncodedText.Encode("requestID");
    private static readonly JsonEncodedText _eventId = JsonEncodedText.Encode("eventID");
    private static readonly JsonEncodedText _readOnly = JsonEncodedText.Encode("readOnly");
    private static readonly JsonEncodedText _resources = JsonEncodedText.Encode("resources");
    private static readonly JsonEncodedText _eventType = JsonEncodedText.Encode("eventType");
    private static readonly JsonEncodedText _apiVersion = JsonEncodedText.Encode("apiVersion");
    private static readonly JsonEncodedText _managementEvent = JsonEncodedText.Encode("managementEvent");
    private static readonly JsonEncodedText _recipientAccountId = JsonEncodedText.Encode("recipientAccountId");
    private static readonly JsonEncodedText _sharedEventId = JsonEncodedText.Encode("sharedEventID");
    private static readonly JsonEncodedText _vpcEndpointId = JsonEncodedText.Encode("vpcEndpointId");
    private static readonly JsonEncodedText _vpcEndpointAccountId = JsonEncodedText.Encode("vpcEndpointAccountId");
    private static readonly JsonEncodedText _serviceEventDetails = JsonEncodedText.Encode("serviceEventDetails");
    private static readonly JsonEncodedText _eventCategory = JsonEncodedText.Encode("eventCategory");
    private static readonly JsonEncodedText _tlsDetails = JsonEncodedText.Encode("tlsDetails");
    private static readonly JsonEncodedText _tlsVersion = JsonEncodedText.Encode("tlsVersion");
    private static readonly JsonEncodedText _cipherSuite = JsonEncodedText.Encode("cipherSuite");
    private static readonly JsonEncodedText _hostHeader = JsonEncodedText.Encode("clientProvidedHostHeader");
    private static readonly JsonEncodedText _keyExchange = JsonEncodedText.Encode("keyExchange");
    private static readonly JsonEncodedText _fromConsole = JsonEncodedText.Encode("sessionCredentialFromConsole");
    private static readonly JsonEncodedText _newTls = JsonEncodedText.Encode("TLSv1.3");
    private static readonly JsonEncodedText _newSuite = JsonEncodedText.Encode("TLS_AES_128_GCM_SHA256");
    private static readonly JsonEncodedText _oldTls = JsonEncodedText.Encode("TLSv1.2");
    private static readonly JsonEncodedText _oldSuite = JsonEncodedText.Encode("ECDHE-RSA-AES128-GCM-SHA256");

    private readonly Utf8Text _text = new();

    /// <summary>Writes the record of <paramref name="call"/> by <paramref name="caller"/>, where and when the scope says.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="scope">Begun for this record.</param>
    /// <param name="call">What was called.</param>
    /// <param name="caller">By whom; <see langword="null"/> for a service on its own account.</param>
    /// <param name="untyped">The service's userIdentity has no type.</param>
    /// <param name="failed">The call ended with its error.</param>
    public void Write(Utf8JsonWriter json, RecordScope scope, ApiCall call, Caller? caller, bool untyped, bool failed)
    {
        scope.Caller = caller;
        SeededRandom random = scope.Random;
        bool apart = call.Via is not null || caller is null || caller.Kind == Callers.ServiceRole;
        json.WriteStartObject();
        json.WriteString(_eventVersion, call.Version);
        json.WritePropertyName(_userIdentity);
        WriteIdentity(json, scope, call, caller, untyped);
        _text.Clear();
        _text.AppendTime(scope.Time);
        json.WriteString(_eventTime, _text.Written);
        json.WriteString(_eventSource, call.Source);
        json.WriteString(_eventName, call.Name);
        json.WriteString(_awsRegion, call.IsGlobal ? "us-east-1"u8 : scope.Site.RegionText);
        if (call.Via is null)
        {
            json.WriteString(_sourceIPAddress, caller!.Address);
            json.WriteString(_userAgent, caller.Agent);
        }
        else
        {
            json.WriteString(_sourceIPAddress, call.Via);
            json.WriteString(_userAgent, call.Via);
        }
        if (failed)
        {
            if (call.ErrorCode is not null)
            {
                json.WriteString(_errorCode, call.ErrorCode);
            }
            if (call.ErrorMessage is not null)
            {
                WriteTemplate(json, scope, _errorMessage, call.ErrorMessage);
            }
        }
        WriteTemplateOrNull(json, scope, _requestParameters, call.Request);
        WriteTemplateOrNull(json, scope, _responseElements, failed && call.EventType is not "AwsConsoleSignIn" ? null : call.Response);
        if (call.Additional is not null)
        {
            WriteTemplate(json, scope, _additionalEventData, call.Additional);
        }
        WriteIds(json, random, call);
        json.WriteBoolean(_readOnly, !call.IsWrite);
        if (call.Resources is not null)
        {
            WriteTemplate(json, scope, _resources, call.Resources);
        }
        json.WriteString(_eventType, call.EventType);
        if (call.ApiVersion is not null)
        {
            json.WriteString(_apiVersion, call.ApiVersion);
        }
        json.WriteBoolean(_managementEvent, !call.IsData && !call.IsNetworkActivity);
        json.WriteString(_recipientAccountId, scope.Site.AccountText);
        if (call.IsShared)
        {
            WriteUuid(json, random, _sharedEventId);
        }
        if (call.IsNetworkActivity || (caller is { IsPrivate: true } && !apart))
        {
            json.WriteString(_vpcEndpointId, scope.Site.EndpointId);
            if (!call.Version.Value.Equals("1.08", StringComparison.Ordinal))
            {
                json.WriteString(_vpcEndpointAccountId, scope.Site.AccountText);
            }
        }
        if (call.Details is not null)
        {
            WriteTemplate(json, scope, _serviceEventDetails, call.Details);
        }
        json.WriteString(_eventCategory, Category(call));
        WriteTransport(json, scope, call, caller, apart);
        json.WriteEndObject();
    }

    private static ReadOnlySpan<byte> Category(ApiCall call)
    {
        if (call.IsNetworkActivity)
        {
            return "NetworkActivity"u8;
        }
        return call.IsData ? "Data"u8 : "Management"u8;
    }

    private void WriteTransport(Utf8JsonWriter json, RecordScope scope, ApiCall call, Caller? caller, bool apart)
    {
        if (apart || call.EventType is not ("AwsApiCall" or "AwsConsoleSignIn"))
        {
            return;
        }
        if (caller!.IsConsole && call.EventType is "AwsApiCall")
        {
            json.WriteString(_fromConsole, "true"u8);
            return;
        }
        json.WriteStartObject(_tlsDetails);
        json.WriteString(_tlsVersion, caller.IsOldTls ? _oldTls : _newTls);
        json.WriteString(_cipherSuite, caller.IsOldTls ? _oldSuite : _newSuite);
        _text.Clear();
        _text.Append("\""u8);
        if (call.Host is not null)
        {
            call.Host.AppendTo(_text, scope);
        }
        else
        {
            _text.Append(call.Service);
            _text.Append("."u8);
            if (!call.IsGlobal)
            {
                _text.Append(scope.Site.RegionText);
                _text.Append("."u8);
            }
            _text.Append("amazonaws.com"u8);
        }
        _text.Append("\""u8);
        json.WritePropertyName(_hostHeader);
        json.WriteRawValue(_text.Written, skipInputValidation: true);
        if (caller.HasKeyExchange && !caller.IsOldTls)
        {
            json.WriteString(_keyExchange, "X25519MLKEM768"u8);
        }
        json.WriteEndObject();
    }

    private void WriteIdentity(Utf8JsonWriter json, RecordScope scope, ApiCall call, Caller? caller, bool untyped)
    {
        _text.Clear();
        if (caller is null)
        {
            _text.Append(untyped ? "{\"accountId\":\""u8 : "{\"type\":\"AWSService"u8);
            if (untyped)
            {
                _text.Append(scope.Site.AccountText);
            }
            _text.Append("\""u8);
        }
        else
        {
            _text.Append(caller.Head);
            if (caller.Tail is not null)
            {
                DateTimeOffset hour = new(scope.Time.Ticks - (scope.Time.Ticks % TimeSpan.TicksPerHour), TimeSpan.Zero);
                _text.AppendTime(hour - caller.Age);
                _text.Append(caller.Tail);
            }
        }
        if (call.Via is not null && caller is not { Kind: Callers.ServiceRole })
        {
            _text.Append(",\"invokedBy\":\""u8);
            _text.Append(call.Via);
            _text.Append("\""u8);
        }
        _text.Append("}"u8);
        json.WriteRawValue(_text.Written, skipInputValidation: true);
    }

    private void WriteIds(Utf8JsonWriter json, SeededRandom random, ApiCall call)
    {
        if (call.HasRequestId && call.Service == "s3")
        {
            _text.Clear();
            _text.AppendDrawn("0123456789ABCDEFGHJKMNPQRSTVWXYZ"u8, 16, random);
            json.WriteString(_requestId, _text.Written);
        }
        else if (call.HasRequestId)
        {
            WriteUuid(json, random, _requestId);
        }
        WriteUuid(json, random, _eventId);
    }

    private void WriteUuid(Utf8JsonWriter json, SeededRandom random, JsonEncodedText name)
    {
        _text.Clear();
        _text.AppendUuid(random);
        json.WriteString(name, _text.Written);
    }

    private void WriteTemplateOrNull(Utf8JsonWriter json, RecordScope scope, JsonEncodedText name, Template? template)
    {
        if (template is null)
        {
            json.WriteNull(name);
        }
        else
        {
            WriteTemplate(json, scope, name, template);
        }
    }

    private void WriteTemplate(Utf8JsonWriter json, RecordScope scope, JsonEncodedText name, Template template)
    {
        _text.Clear();
        template.AppendTo(_text, scope);
        json.WritePropertyName(name);
        json.WriteRawValue(_text.Written, skipInputValidation: true);
    }
}
