namespace CloudAudit.Benchmarks.Generation;

/// <summary>What a template can leave open. Up to <see cref="LastResource"/>: a pool of the site.</summary>
internal enum Slot
{
    Bucket,
    Instance,
    Vpc,
    Subnet,
    SecurityGroup,
    Volume,
    Snapshot,
    Image,
    Interface,
    RouteTable,
    LaunchTemplate,
    Endpoint,
    Function,
    Table,
    KmsKey,
    Queue,
    Topic,
    LogGroup,
    Cluster,
    EcsService,
    Repository,
    Secret,
    Parameter,
    Database,
    Stack,
    LoadBalancer,
    TargetGroup,
    ScalingGroup,
    Alarm,
    StateMachine,
    Role,
    User,
    Certificate,
    Distribution,
    Detector,
    Zone,
    FileSystem,
    Stream,
    Project,
    TagValue,
    Email,
    LastResource = Email,
    Account,
    OtherAccount,
    Region,
    Now,
    NowText,
    LaterText,
    EpochSeconds,
    EpochMillis,
    ObjectKey,
    Uuid,
    Hex,
    Digits,
    Upper,
    Base64,
    Token,
    Int,
}

/// <summary>What one record is about: where, when, who, and which resources its slots have met so far.</summary>
internal sealed class RecordScope
{
    private readonly ulong[] _met = new ulong[(int)Slot.Int + 1];
    private readonly SeededRandom _side = new(0);

    public SeededRandom Random { get; } = new(0);

    public Site Site { get; private set; } = null!;

    public DateTimeOffset Time { get; set; }

    public Caller? Caller { get; set; }

    public void Begin(Site site, DateTimeOffset time)
    {
        Site = site;
        Time = time;
        Caller = null;
        Array.Clear(_met);
    }

    /// <summary>The sequence that gives a slot of this record its one value.</summary>
    public SeededRandom Same(Slot slot)
    {
        ref ulong seed = ref _met[(int)slot];
        if (seed == 0)
        {
            seed = Random.NextUInt64() | 1;
        }
        _side.Reseed(seed, (ulong)slot);
        return _side;
    }
}

/// <summary>The text of a slot.</summary>
internal static class SlotText
{
    private static readonly byte[][] _folders =
    [
        "exports/orders"u8.ToArray(), "raw/clickstream"u8.ToArray(), "curated/customers"u8.ToArray(), "assets/img"u8.ToArray(),
        "backups/nightly"u8.ToArray(), "reports/finance"u8.ToArray(), "models/ranking"u8.ToArray(), "uploads/attachments"u8.ToArray(),
    ];

    private static readonly byte[][] _endings =
        [".snappy.parquet"u8.ToArray(), ".json.gz"u8.ToArray(), ".csv"u8.ToArray(), ".webp"u8.ToArray(), ".tar.zst"u8.ToArray(), ".pdf"u8.ToArray()];

    public static void Append(Utf8Text text, RecordScope scope, Slot slot, bool same, int first, int second)
    {
        if (slot <= Slot.LastResource)
        {
            text.Append(Resource(scope, slot));
            return;
        }
        SeededRandom random = same || slot is Slot.ObjectKey ? scope.Same(slot) : scope.Random;
        switch (slot)
        {
            case Slot.Account:
                text.Append(scope.Site.AccountText);
                break;
            case Slot.OtherAccount:
                text.Append(scope.Site.OtherAccountText);
                break;
            case Slot.Region:
                text.Append(scope.Site.RegionText);
                break;
            case Slot.Now:
                text.AppendTime(scope.Time);
                break;
            case Slot.NowText:
                text.AppendLongTime(scope.Time);
                break;
            case Slot.LaterText:
                text.AppendLongTime(scope.Time.AddHours(1));
                break;
            case Slot.EpochSeconds:
                text.Append(scope.Time.ToUnixTimeSeconds());
                break;
            case Slot.EpochMillis:
                text.Append(scope.Time.ToUnixTimeMilliseconds() - random.Next(3_600_000));
                break;
            case Slot.ObjectKey:
                AppendObjectKey(text, scope.Time, random);
                break;
            case Slot.Uuid:
                text.AppendUuid(random);
                break;
            case Slot.Hex:
                text.AppendHex(first, random);
                break;
            case Slot.Digits:
                text.AppendDrawn("0123456789"u8, first, random);
                break;
            case Slot.Upper:
                text.AppendDrawn("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"u8, first, random);
                break;
            case Slot.Token:
                text.AppendDrawn("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"u8, first, random);
                break;
            case Slot.Base64:
                text.AppendDrawn("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8, first, random);
                text.Append("="u8);
                break;
            case Slot.Int:
                text.Append(random.Next(first, second));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(slot), slot, message: null);
        }
    }

    // Workloads keep to a few resources of their own; people and inventories roam over all.
    private static ReadOnlySpan<byte> Resource(RecordScope scope, Slot slot)
    {
        byte[][] pool = scope.Site.Pool(slot);
        SeededRandom random = scope.Same(slot);
        return scope.Caller is { IsWorkload: true } caller
            ? pool[(caller.Own + random.Next(2)) % pool.Length]
            : pool[random.Skewed(pool.Length)];
    }

    private static void AppendObjectKey(Utf8Text text, DateTimeOffset time, SeededRandom random)
    {
        text.Append(random.Pick(_folders));
        text.Append("/"u8);
        text.Append(time.Year);
        text.Append("/part-"u8);
        text.Append(random.Next(10_000, 99_999));
        text.Append("-"u8);
        text.AppendHex(12, random);
        text.Append(random.Pick(_endings));
    }
}
