namespace CloudAudit;

/// <summary>A part of userIdentity that may name who acted.</summary>
internal enum ActorPart : byte
{
    /// <summary>The word "root".</summary>
    Root,
    SourceIdentity,
    UserName,

    /// <summary>The last part of the ARN's path: of <c>…:user/path/name</c> and of <c>…:assumed-role/role/session</c>.</summary>
    ArnName,

    /// <summary>What stands behind the colon of a role's principalId, <c>AROA…:session</c>.</summary>
    SessionName,
    IssuerUserName,
    OnBehalfOfUserId,
    InvokedBy,
    PrincipalId,
    AccountId,
}

/// <summary>
/// Which part names the actor, by userIdentity.type: through an assumed role the person the record tells of, in this
/// order: sourceIdentity, the session's name, the role that issued it, onBehalfOf, invokedBy.
/// </summary>
internal static class ActorNameOrder
{
    private static readonly ActorPart[] User =
    [
        ActorPart.SourceIdentity, ActorPart.UserName, ActorPart.ArnName, ActorPart.SessionName, ActorPart.OnBehalfOfUserId, ActorPart.InvokedBy,
        ActorPart.PrincipalId,
    ];

    private static readonly ActorPart[] Session =
    [
        ActorPart.SourceIdentity, ActorPart.ArnName, ActorPart.SessionName, ActorPart.IssuerUserName, ActorPart.OnBehalfOfUserId,
        ActorPart.InvokedBy, ActorPart.PrincipalId,
    ];

    private static readonly (byte[] Utf8Type, string Type, ActorPart[] Order)[] Orders =
    [
        ("AssumedRole"u8.ToArray(), "AssumedRole", Session),
        ("IAMUser"u8.ToArray(), "IAMUser", User),
        ("AWSService"u8.ToArray(), "AWSService", [ActorPart.InvokedBy, ActorPart.UserName, ActorPart.PrincipalId]),
        ("AWSAccount"u8.ToArray(), "AWSAccount",
            [ActorPart.SourceIdentity, ActorPart.UserName, ActorPart.SessionName, ActorPart.ArnName, ActorPart.AccountId, ActorPart.PrincipalId]),
        ("Root"u8.ToArray(), "Root", [ActorPart.Root]),
        ("Role"u8.ToArray(), "Role",
            [ActorPart.SourceIdentity, ActorPart.SessionName, ActorPart.UserName, ActorPart.ArnName, ActorPart.IssuerUserName, ActorPart.InvokedBy, ActorPart.PrincipalId]),
        ("FederatedUser"u8.ToArray(), "FederatedUser", Session),
        ("SAMLUser"u8.ToArray(), "SAMLUser", User),
        ("WebIdentityUser"u8.ToArray(), "WebIdentityUser", User),
        ("Directory"u8.ToArray(), "Directory", User),
        ("IdentityCenterUser"u8.ToArray(), "IdentityCenterUser", [ActorPart.SourceIdentity, ActorPart.UserName, ActorPart.OnBehalfOfUserId, ActorPart.PrincipalId]),
    ];

    private static readonly ActorPart[] Unknown =
    [
        ActorPart.SourceIdentity, ActorPart.UserName, ActorPart.ArnName, ActorPart.SessionName, ActorPart.IssuerUserName,
        ActorPart.OnBehalfOfUserId, ActorPart.InvokedBy, ActorPart.PrincipalId, ActorPart.AccountId,
    ];

    /// <summary>The parts in the order they are asked in; the first that is there is the name.</summary>
    /// <param name="utf8Type">userIdentity.type; empty where there is none.</param>
    public static ReadOnlySpan<ActorPart> Of(ReadOnlySpan<byte> utf8Type)
    {
        foreach (var (name, _, order) in Orders)
        {
            if (utf8Type.SequenceEqual(name))
            {
                return order;
            }
        }

        return Unknown;
    }

    /// <inheritdoc cref="Of(ReadOnlySpan{byte})"/>
    public static ReadOnlySpan<ActorPart> Of(string? type)
    {
        foreach (var (_, name, order) in Orders)
        {
            if (type == name)
            {
                return order;
            }
        }

        return Unknown;
    }
}
