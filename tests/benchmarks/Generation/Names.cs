namespace CloudAudit.Benchmarks.Generation;

/// <summary>The words of the made-up company. Addresses are of the documentation ranges (RFC 5737, RFC 3849) or private.</summary>
internal static class Names
{
    public static readonly string[] Teams =
        ["checkout", "search", "billing", "catalog", "identity", "shipping", "analytics", "media", "risk", "platform", "mobile", "pricing"];

    public static readonly string[] Parts =
        ["api", "worker", "ingest", "indexer", "gateway", "scheduler", "export", "notifier", "cache", "stream", "batch", "web"];

    public static readonly string[] Stages = ["prod", "stage", "shared"];

    public static readonly string[] People =
    [
        "amara.okafor", "ben.lindqvist", "chiara.russo", "dmitri.volkov", "elena.garcia", "farid.haddad", "grace.kim", "hugo.moreau",
        "ines.almeida", "jonas.weber", "kavya.iyer", "liam.oconnor", "mei.tanaka", "noor.rahman", "olga.nowak", "pedro.santos",
        "quinn.harper", "rosa.delgado", "sven.eriksen", "tara.singh", "umar.farooq", "vera.novak", "wei.zhang", "ximena.cruz",
        "yusuf.demir", "zoe.laurent", "anders.holm", "bianca.ricci", "carlos.mendez", "daria.petrova", "emil.jensen", "fiona.walsh",
        "gabor.szabo", "hana.suzuki", "ivan.horvat", "julia.schmidt", "kofi.mensah", "lena.fischer", "marco.conti", "nadia.benali",
    ];

    /// <summary>Tag values as people type them: accents, scripts, an emoji by surrogate escapes, an ampersand escaped.</summary>
    public static readonly string[] TagValues =
    [
        "prod", "staging", "checkout-api", "cost-4711", "Zo\u00eb Laurent", "M\u00fcnchen", "S\u00e3o Paulo", "\u6771\u4eac-search",
        @"R\u0026D", @"caf\u00e9", @"launch \ud83d\ude80", "terraform", "\u041f\u043b\u0430\u0442\u0444\u043e\u0440\u043c\u0430", "data/lake",
    ];

    public static readonly string[] InstanceTypes = ["m6i.large", "m7g.xlarge", "c7g.large", "t4g.small", "r6i.2xlarge", "t3.medium"];

    public const string Organization = "o-a1b2c3d4e5";

    /// <summary>An organisation's own partner, met in cross-account calls.</summary>
    public const string Partner = "999988887777";

    public const string MailDomain = "example.com";
}
