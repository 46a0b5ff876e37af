using System.Text;
using System.Text.Json;

namespace CloudAudit.Benchmarks.Generation;

/// <summary>Who may make a call. The catalogue names the kinds that plausibly do.</summary>
[Flags]
internal enum Callers
{
    None = 0,
    Instance = 1,
    Function = 2,
    Container = 4,
    Person = 8,
    User = 16,
    Pipeline = 32,
    ServiceRole = 64,
    Service = 128,
    Untyped = 256,
    OtherAccount = 512,
    Federated = 1024,
    Saml = 2048,
    WebIdentity = 4096,
    IdentityCenter = 8192,
    Anonymous = 16384,

    /// <summary>Only planted incidents have it.</summary>
    Root = 32768,
    Workload = Instance | Function | Container,
    People = Person | User,
    Inventory = ServiceRole | Pipeline,
}

/// <summary>One session or key of one identity: the text that all its records share.</summary>
internal sealed class Caller
{
    /// <param name="kind">What the identity is.</param>
    /// <param name="identity">userIdentity as JSON; <c>@created@</c> stands for the session's creationDate.</param>
    /// <param name="address">sourceIPAddress.</param>
    /// <param name="agent">userAgent.</param>
    /// <param name="own">Which resources of the pools are its own.</param>
    public Caller(Callers kind, string identity, string address, string agent, int own = 0)
    {
        Kind = kind;
        int at = identity.IndexOf("@created@", StringComparison.Ordinal);
        Head = Encoding.UTF8.GetBytes(at < 0 ? identity[..^1] : identity[..at]);
        Tail = at < 0 ? null : Encoding.UTF8.GetBytes(identity[(at + 9)..^1]);
        Address = JsonEncodedText.Encode(address);
        Agent = JsonEncodedText.Encode(agent, RecordWriter.Encoder);
        Own = own;
        Age = TimeSpan.FromMinutes(4 + ((own * 7) % 50));
    }

    public Callers Kind { get; }

    /// <summary>userIdentity up to the creationDate, or all of it, without the closing brace.</summary>
    public byte[] Head { get; }

    public byte[]? Tail { get; }

    public JsonEncodedText Address { get; }

    public JsonEncodedText Agent { get; }

    public int Own { get; }

    /// <summary>How long before the full hour the session began.</summary>
    public TimeSpan Age { get; }

    public bool IsWorkload => (Kind & Callers.Workload) != Callers.None;

    /// <summary>Clicks in the console: no TLS details, the credential is the console's.</summary>
    public bool IsConsole { get; init; }

    /// <summary>Reaches AWS through the site's VPC endpoint.</summary>
    public bool IsPrivate { get; init; }

    public bool IsOldTls { get; init; }

    /// <summary>Offers the hybrid post-quantum key exchange, which tlsDetails names.</summary>
    public bool HasKeyExchange { get; init; }
}
