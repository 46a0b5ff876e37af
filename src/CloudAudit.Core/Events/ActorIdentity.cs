using System.Text.Json;
using CloudAudit.Decoding.Json;

namespace CloudAudit;

/// <summary>
/// Who acted, read from a record's userIdentity ("CloudTrail userIdentity element"): the type and ARN as recorded, and
/// the name of the person or thing behind them.
/// </summary>
internal sealed class ActorIdentity
{
    public static ActorIdentity None { get; } = new();

    public string? Type { get; private set; }

    public string? UserName { get; private set; }

    public string? PrincipalId { get; private set; }

    public string? Arn { get; private set; }

    public string? AccountId { get; private set; }

    public string? AccessKeyId { get; private set; }

    public string? InvokedBy { get; private set; }

    public string? SourceIdentity { get; private set; }

    public string? MfaAuthenticated { get; private set; }

    public string? IssuerUserName { get; private set; }

    public string? IssuerArn { get; private set; }

    public string? OnBehalfOfUserId { get; private set; }

    /// <summary>The name to show, by <see cref="ActorNameOrder"/>.</summary>
    public string? Name
    {
        get
        {
            foreach (var part in ActorNameOrder.Of(Type))
            {
                if (Part(part) is { } name)
                {
                    return name;
                }
            }

            return null;
        }
    }

    /// <summary>Everything by which the actor may be asked for: name, user, role, ARNs, principal, service.</summary>
    public IEnumerable<string> Names => ((ReadOnlySpan<string?>)[Name, UserName, Arn, PrincipalId, IssuerUserName, IssuerArn, SourceIdentity, OnBehalfOfUserId, InvokedBy])
        .ToArray().OfType<string>();

    /// <summary>Reads a userIdentity object; anything else gives <see cref="None"/>.</summary>
    public static ActorIdentity Parse(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty || json[0] != '{')
        {
            return None;
        }

        var identity = new ActorIdentity();
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 64 });
        reader.Read();
        try
        {
            identity.ReadMembers(ref reader, Scope.Identity);
        }
        catch (JsonException)
        {
            // What was read before the damage stays; the record itself is checked where it is emitted.
        }

        return identity;
    }

    private string? Part(ActorPart part) => part switch
    {
        ActorPart.Root => "root",
        ActorPart.SourceIdentity => SourceIdentity,
        ActorPart.UserName => UserName,
        ActorPart.ArnName => Behind(Arn, Arn?.LastIndexOf('/') ?? -1),
        ActorPart.SessionName => Behind(PrincipalId, PrincipalId?.IndexOf(':', StringComparison.Ordinal) ?? -1),
        ActorPart.IssuerUserName => IssuerUserName,
        ActorPart.OnBehalfOfUserId => OnBehalfOfUserId,
        ActorPart.InvokedBy => InvokedBy,
        ActorPart.PrincipalId => PrincipalId,
        _ => AccountId,
    };

    private static string? Behind(string? text, int mark) => mark >= 0 && mark < text!.Length - 1 ? text[(mark + 1)..] : null;

    private enum Scope
    {
        Identity,
        SessionContext,
        SessionIssuer,
        Attributes,
        OnBehalfOf,
    }

    private void ReadMembers(ref Utf8JsonReader reader, Scope scope)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (JsonString.Is(ref reader, "sessionContext"u8) && scope == Scope.Identity)
            {
                Enter(ref reader, Scope.SessionContext);
            }
            else if (JsonString.Is(ref reader, "onBehalfOf"u8) && scope == Scope.Identity)
            {
                Enter(ref reader, Scope.OnBehalfOf);
            }
            else if (JsonString.Is(ref reader, "sessionIssuer"u8) && scope == Scope.SessionContext)
            {
                Enter(ref reader, Scope.SessionIssuer);
            }
            else if (JsonString.Is(ref reader, "attributes"u8) && scope == Scope.SessionContext)
            {
                Enter(ref reader, Scope.Attributes);
            }
            else
            {
                ReadMember(ref reader, scope);
            }
        }
    }

    private void Enter(ref Utf8JsonReader reader, Scope scope)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            ReadMembers(ref reader, scope);
        }
        else
        {
            reader.Skip();
        }
    }

    private void ReadMember(ref Utf8JsonReader reader, Scope scope)
    {
        switch (scope)
        {
            case Scope.Identity when JsonString.Is(ref reader, "type"u8):
                Type = First(Type, ref reader);
                break;
            case Scope.Identity when JsonString.Is(ref reader, "userName"u8):
                UserName = First(UserName, ref reader);
                break;
            case Scope.Identity when JsonString.Is(ref reader, "principalId"u8):
                PrincipalId = First(PrincipalId, ref reader);
                break;
            case Scope.Identity when JsonString.Is(ref reader, "arn"u8):
                Arn = First(Arn, ref reader);
                break;
            case Scope.Identity when JsonString.Is(ref reader, "accountId"u8):
                AccountId = First(AccountId, ref reader);
                break;
            case Scope.Identity when JsonString.Is(ref reader, "accessKeyId"u8):
                AccessKeyId = First(AccessKeyId, ref reader);
                break;
            case Scope.Identity when JsonString.Is(ref reader, "invokedBy"u8):
                InvokedBy = First(InvokedBy, ref reader);
                break;
            case Scope.SessionContext when JsonString.Is(ref reader, "sourceIdentity"u8):
                SourceIdentity = First(SourceIdentity, ref reader);
                break;
            case Scope.SessionIssuer when JsonString.Is(ref reader, "userName"u8):
                IssuerUserName = First(IssuerUserName, ref reader);
                break;
            case Scope.SessionIssuer when JsonString.Is(ref reader, "arn"u8):
                IssuerArn = First(IssuerArn, ref reader);
                break;
            case Scope.Attributes when JsonString.Is(ref reader, "mfaAuthenticated"u8):
                MfaAuthenticated = First(MfaAuthenticated, ref reader);
                break;
            case Scope.OnBehalfOf when JsonString.Is(ref reader, "userId"u8):
                OnBehalfOfUserId = First(OnBehalfOfUserId, ref reader);
                break;
            default:
                reader.Read();
                reader.Skip();
                break;
        }
    }

    // Of members with the same name the first that says something; the others are read past.
    private static string? First(string? first, ref Utf8JsonReader reader)
    {
        string? text = Text(ref reader);
        return first ?? text;
    }

    // Empty text says nothing: an accessKeyId may be "".
    private static string? Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                string text = JsonString.Decode(reader.ValueSpan);
                return text.Length == 0 ? null : text;
            case JsonTokenType.True:
                return "true";
            case JsonTokenType.False:
                return "false";
            case JsonTokenType.Number:
                // An account id that a tool took for a number.
                return System.Text.Encoding.UTF8.GetString(reader.ValueSpan);
            default:
                reader.Skip();
                return null;
        }
    }
}
