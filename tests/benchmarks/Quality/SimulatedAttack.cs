namespace CloudAudit.Benchmarks.Quality;

/// <summary>One run of an attack in the public logs of 2023-07-10, told apart by the id that the simulator put into the user agent.</summary>
/// <param name="Run">How the run's id begins.</param>
/// <param name="Tactic">The tactic of the technique, as ATT&amp;CK tags have it.</param>
/// <param name="Technique">What was simulated.</param>
/// <param name="WasPlayed">
/// Whether the attack's own call was made. Three runs ended before: the account had no room for the network that was to be
/// built first, so that there is nothing of the attack in the logs.
/// </param>
/// <param name="Through">The session that the attack went on with, where that was not the simulator's own.</param>
internal sealed record SimulatedAttack(string Run, string Tactic, string Technique, bool WasPlayed = true, string? Through = null)
{
    /// <summary>The 32 runs, in the order of their times.</summary>
    public static IReadOnlyList<SimulatedAttack> All { get; } =
    [
        new("39f95f43", "credential-access", "password data of Windows instances read"),
        new("6a7ec681", "credential-access", "credentials taken from an instance", Through: "i-0dbc91f429e48eeed"),
        new("561fe49b", "credential-access", "secrets read, all of them"),
        new("11a6ef34", "credential-access", "secure parameters read, all of them"),
        new("99607e74", "defense-evasion", "trail deleted (there was none)"),
        new("1d949e3e", "defense-evasion", "event selectors emptied"),
        new("4990da05", "defense-evasion", "logs made to expire after a day"),
        new("1e5be608", "defense-evasion", "trail stopped (there was none)"),
        new("717d4d39", "defense-evasion", "trail stopped (there was none), again"),
        new("e27c7b82", "defense-evasion", "trail stopped (there was none), again"),
        new("7d2a6913", "defense-evasion", "organization left (refused)"),
        new("20f9795b", "defense-evasion", "flow logs removed"),
        new("9cbca289", "discovery", "user data of many instances read (refused)"),
        new("3a63b39c", "discovery", "account looked around in from an instance (its command was refused)"),
        new("bc31c885", "execution", "unusual instances started (beyond the quota)"),
        new("21f6594c", "execution", "start-up script of an instance replaced", WasPlayed: false),
        new("d0fe321d", "execution", "unusual instances started (beyond the quota), again"),
        new("2142a106", "exfiltration", "port 22 opened to the internet"),
        new("b47d6b97", "exfiltration", "machine image shared"),
        new("36659dd6", "exfiltration", "snapshot of a volume shared"),
        new("7e9e073f", "exfiltration", "snapshot of a database shared", WasPlayed: false),
        new("6a2e41bc", "exfiltration", "snapshot of a database shared, again", WasPlayed: false),
        new("06a62bf9", "exfiltration", "snapshot of a database shared, again"),
        new("0362e208", "exfiltration", "bucket opened to another account by its policy"),
        new("01190e38", "initial-access", "console signed in to without a second factor"),
        new("8f96a106", "persistence", "role made to trust another account"),
        new("61e3765a", "persistence", "access key made for a user"),
        new("e1bd4d05", "persistence", "administrator made"),
        new("9f92f988", "persistence", "password made for a user"),
        new("1222242e", "persistence", "function opened to everyone"),
        new("7e61c71f", "persistence", "code of a function replaced"),
        new("d42001c7", "persistence", "trust anchor made for outside certificates"),
    ];
}
