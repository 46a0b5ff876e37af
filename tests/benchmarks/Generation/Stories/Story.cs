namespace CloudAudit.Benchmarks.Generation.Stories;

/// <summary>One event of an incident, so many seconds after its beginning.</summary>
internal sealed record StoryStep(int Second, ApiCall Call, Caller? Caller)
{
    public bool Failed => Call.ErrorCode is not null || Call.ErrorMessage is not null;
}

/// <summary>An incident, played out in one account and region.</summary>
internal sealed record Story(string Name, string Title, string Actor, IReadOnlyList<StoryStep> Steps);

/// <summary>How an incident is made.</summary>
/// <param name="Name">Its short name.</param>
/// <param name="IsHome">It needs the region global services write to.</param>
/// <param name="Play">Writes its events down.</param>
internal sealed record StoryKind(string Name, bool IsHome, Func<Stage, Story> Play)
{
    /// <summary>
    /// All incidents, in the order they are planted. The first ten are the sample's; together they touch every control
    /// of the CIS monitoring section but 4.9 (Config) and 4.11 (network ACLs), which the two last do.
    /// </summary>
    public static IReadOnlyList<StoryKind> All { get; } =
    [
        new("leaked-key", IsHome: true, KeyStories.LeakedKey),
        new("root-sign-in", IsHome: true, SignInStories.RootSignIn),
        new("password-guessing", IsHome: true, SignInStories.PasswordGuessing),
        new("open-security-group", IsHome: false, NetworkStories.OpenSecurityGroup),
        new("public-bucket", IsHome: false, DataStories.PublicBucket),
        new("key-deletion", IsHome: false, DataStories.KeyDeletion),
        new("shared-snapshot", IsHome: false, DataStories.SharedSnapshot),
        new("rewired-network", IsHome: false, NetworkStories.RewiredNetwork),
        new("left-organization", IsHome: true, SignInStories.LeftOrganization),
        new("coin-miners", IsHome: false, KeyStories.CoinMiners),
        new("stolen-instance-role", IsHome: true, KeyStories.StolenInstanceRole),
        new("ransomed-objects", IsHome: false, DataStories.RansomedObjects),
        new("blinded-watchers", IsHome: false, SignInStories.BlindedWatchers),
        new("opened-network-acl", IsHome: false, NetworkStories.OpenedNetworkAcl),
    ];
}

/// <summary>Where an incident plays, its ids, and its clock.</summary>
internal sealed class Stage(Site site, SeededRandom random)
{
    private readonly List<StoryStep> _steps = [];
    private int _second;

    public string Account { get; } = site.Account.Id;

    public string Region { get; } = site.Region;

    public Site Site { get; } = site;

    public int Next(int low, int high) => random.Next(low, high);

    public string Upper(int count) => Site.Drawn(text => text.AppendDrawn("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"u8, count, random));

    public string Hex(int count) => Site.Drawn(text => text.AppendHex(count, random));

    public string Uuid() => Site.Drawn(text => text.AppendUuid(random));

    /// <summary>An address of the range kept for attackers: benign traffic never has it.</summary>
    public string HostileAddress() => $"203.0.113.{random.Next(2, 250)}";

    public void Wait(int seconds) => _second += seconds;

    public void Do(Caller? caller, ApiCall call, int then = 20)
    {
        _steps.Add(new StoryStep(_second, call, caller));
        _second += (then / 2) + random.Next((then / 2) + 1);
    }

    /// <summary>A call that changes something and succeeds.</summary>
    public void Change(Caller caller, string service, string name, string request, string? response = null, string? resources = null, int then = 20) =>
        Do(caller, new ApiCall(service, name, 0, Callers.None, request)
        {
            IsWrite = true,
            IsGlobal = service is "iam" or "organizations",
            Response = response,
            Resources = resources,
        }, then);

    public void Read(Caller caller, string service, string name, string? request = null, string? response = null, int then = 12) =>
        Do(caller, new ApiCall(service, name, 0, Callers.None, request)
        {
            IsGlobal = service is "iam" or "organizations",
            Response = response,
        }, then);

    /// <summary>A call refused for want of permission, worded as the service words it.</summary>
    public void Denied(Caller caller, string principal, string service, string name, string? request = null, bool isWrite = false, int then = 4)
    {
        bool ec2 = service == "ec2";
        Do(caller, new ApiCall(service, name, 0, Callers.None, request)
        {
            IsWrite = isWrite,
            IsGlobal = service is "iam" or "organizations",
            ErrorCode = ec2 ? "Client.UnauthorizedOperation" : service is "secretsmanager" or "dynamodb" or "lambda" ? "AccessDeniedException" : "AccessDenied",
            ErrorMessage = ec2
                ? $"\"You are not authorized to perform this operation. User: {principal} is not authorized to perform: ec2:{name} because no identity-based policy allows the ec2:{name} action. Encoded authorization failure message: <token:300>\""
                : $"\"User: {principal} is not authorized to perform: {service}:{name} because no identity-based policy allows the {service}:{name} action\"",
        }, then);
    }

    public Story End(string name, string title, string actor) => new(name, title, actor, [.. _steps]);
}
