using CloudAudit.Decoding;
using CloudAudit.Decoding.Json;

namespace CloudAudit;

/// <summary>
/// Who acted, as <see cref="ActorIdentity"/> tells it, read where the record lies and without allocating. Kept from record
/// to record by one thread.
/// </summary>
internal sealed class ActorSlices
{
    private RecordView? _of;
    private long _version = -1;
    private JsonText _text = new();
    private JsonSlice _userName;
    private JsonSlice _principalId;
    private JsonSlice _invokedBy;
    private JsonSlice _sourceIdentity;
    private JsonSlice _issuerUserName;
    private JsonSlice _issuerArn;
    private JsonSlice _onBehalfOfUserId;
    private JsonSlice _type;
    private JsonSlice _arn;
    private JsonSlice _accountId;
    private JsonSlice _accessKeyId;
    private JsonSlice _mfaAuthenticated;

    // sessionContext while nobody has asked for what is in it: of most records nobody does.
    private JsonSlice _session;

    /// <summary>
    /// The object that the same identity makes, where the slices would not do: its text has escapes. Null otherwise.
    /// </summary>
    public ActorIdentity? Decoded { get; private set; }

    public ReadOnlySpan<byte> Type => _text.Span(_type);

    public ReadOnlySpan<byte> Arn => _text.Span(_arn);

    public ReadOnlySpan<byte> AccountId => _text.Span(_accountId);

    public ReadOnlySpan<byte> AccessKeyId => _text.Span(_accessKeyId);

    public ReadOnlySpan<byte> MfaAuthenticated
    {
        get
        {
            EnterSession();
            return _text.Span(_mfaAuthenticated);
        }
    }

    private ReadOnlySpan<byte> IssuerArn
    {
        get
        {
            EnterSession();
            return _text.Span(_issuerArn);
        }
    }

    /// <summary>The name to show; empty where there is none.</summary>
    public ReadOnlySpan<byte> Name
    {
        get
        {
            foreach (var part in ActorNameOrder.Of(Type))
            {
                var name = Part(part);
                if (!name.IsEmpty)
                {
                    return name;
                }
            }

            return default;
        }
    }

    /// <summary>How many names there may be, by each of which the actor may be asked for.</summary>
    public const int MostNames = 9;

    /// <summary>One of the names by which the actor may be asked for, those of <see cref="ActorIdentity.Names"/>; empty where there is none.</summary>
    /// <param name="number">From 0, less than <see cref="MostNames"/>.</param>
    public ReadOnlySpan<byte> NameOf(int number) => number switch
    {
        0 => Name,
        1 => _text.Span(_userName),
        2 => Arn,
        3 => _text.Span(_principalId),
        4 => Part(ActorPart.IssuerUserName),
        5 => IssuerArn,
        6 => Part(ActorPart.SourceIdentity),
        7 => _text.Span(_onBehalfOfUserId),
        _ => _text.Span(_invokedBy),
    };

    /// <summary>Moves to a record's identity; once for each record, however often it is called.</summary>
    public void MoveTo(RecordView record)
    {
        if (ReferenceEquals(record, _of) && record.Version == _version)
        {
            return;
        }

        (_of, _version, _text) = (record, record.Version, record.Text);
        _userName = _principalId = _invokedBy = _sourceIdentity = _issuerUserName = _issuerArn = _onBehalfOfUserId = default;
        _type = _arn = _accountId = _accessKeyId = _mfaAuthenticated = _session = default;
        Decoded = null;
        var identity = record[RecordField.UserIdentity];
        if (_text.Kind(identity) != JsonKind.Object)
        {
            return;
        }

        if (_text.Span(identity).IndexOf((byte)'\\') >= 0)
        {
            Decoded = ActorIdentity.Parse(_text.Span(identity));
            return;
        }

        ReadIdentity(identity);
    }

    private ReadOnlySpan<byte> Part(ActorPart part)
    {
        switch (part)
        {
            case ActorPart.Root:
                return "root"u8;
            case ActorPart.ArnName:
                int slash = Arn.LastIndexOf((byte)'/');
                return slash < 0 ? default : Arn[(slash + 1)..];
            case ActorPart.SourceIdentity:
                // Few sessions have one, and a search is quicker than a walk.
                if (_text.Span(_session).IndexOf("\"sourceIdentity\""u8) >= 0)
                {
                    EnterSession();
                }

                return _text.Span(_sourceIdentity);
            case ActorPart.IssuerUserName:
                EnterSession();
                return _text.Span(_issuerUserName);
            case ActorPart.SessionName:
                var principal = _text.Span(_principalId);
                int colon = principal.IndexOf((byte)':');
                return colon < 0 ? default : principal[(colon + 1)..];
            default:
                return _text.Span(part switch
                {
                    ActorPart.UserName => _userName,
                    ActorPart.OnBehalfOfUserId => _onBehalfOfUserId,
                    ActorPart.InvokedBy => _invokedBy,
                    ActorPart.PrincipalId => _principalId,
                    _ => _accountId,
                });
        }
    }

    private void ReadIdentity(JsonSlice identity)
    {
        var members = new ObjectCursor(_text, identity);
        while (members.MoveNext())
        {
            var name = _text.Inner(members.Key);
            switch (name.Length)
            {
                case 3 when name.SequenceEqual("arn"u8):
                    Note(ref _arn, members.Value);
                    break;
                case 4 when name.SequenceEqual("type"u8):
                    Note(ref _type, members.Value);
                    break;
                case 8 when name.SequenceEqual("userName"u8):
                    Note(ref _userName, members.Value);
                    break;
                case 9 when name.SequenceEqual("accountId"u8):
                    Note(ref _accountId, members.Value);
                    break;
                case 9 when name.SequenceEqual("invokedBy"u8):
                    Note(ref _invokedBy, members.Value);
                    break;
                case 10 when name.SequenceEqual("onBehalfOf"u8):
                    NoteMembers(members.Value, "userId"u8, ref _onBehalfOfUserId);
                    break;
                case 11 when name.SequenceEqual("principalId"u8):
                    Note(ref _principalId, members.Value);
                    break;
                case 11 when name.SequenceEqual("accessKeyId"u8):
                    Note(ref _accessKeyId, members.Value);
                    break;
                case 14 when name.SequenceEqual("sessionContext"u8):
                    // Where there are two, the first that says something counts, member by member.
                    EnterSession();
                    _session = members.Value;
                    break;
            }
        }
    }

    private void EnterSession()
    {
        var session = _session;
        _session = default;
        if (_text.Kind(session) != JsonKind.Object)
        {
            return;
        }

        var members = new ObjectCursor(_text, session);
        while (members.MoveNext())
        {
            var name = _text.Inner(members.Key);
            if (name.SequenceEqual("sessionIssuer"u8))
            {
                NoteMembers(members.Value, "userName"u8, ref _issuerUserName);
                NoteMembers(members.Value, "arn"u8, ref _issuerArn);
            }
            else if (name.SequenceEqual("attributes"u8))
            {
                NoteMembers(members.Value, "mfaAuthenticated"u8, ref _mfaAuthenticated);
            }
            else if (name.SequenceEqual("sourceIdentity"u8))
            {
                Note(ref _sourceIdentity, members.Value);
            }
        }
    }

    private void NoteMembers(JsonSlice parent, ReadOnlySpan<byte> name, ref JsonSlice target)
    {
        if (_text.Kind(parent) != JsonKind.Object)
        {
            return;
        }

        var members = new ObjectCursor(_text, parent);
        while (members.MoveNext())
        {
            if (_text.Inner(members.Key).SequenceEqual(name))
            {
                Note(ref target, members.Value);
            }
        }
    }

    // The first that says something: an accessKeyId may be "". A number is an account id that a tool took for one.
    private void Note(ref JsonSlice target, JsonSlice value)
    {
        if (target.Exists)
        {
            return;
        }

        target = _text.Kind(value) switch
        {
            JsonKind.String => new JsonSlice(value.Start + 1, value.End - 1),
            JsonKind.Number or JsonKind.True or JsonKind.False => value,
            _ => default,
        };
    }
}
