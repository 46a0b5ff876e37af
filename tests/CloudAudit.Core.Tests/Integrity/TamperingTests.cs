using CloudAudit.Integrity;
using CloudAudit.Integrity.Chains;

namespace CloudAudit.Core.Tests.Integrity;

public sealed class BackfillTrailFixture : IDisposable
{
    public SignedTrail Trail { get; } = BackfillTrail.Create();

    public void Dispose() => Trail.Dispose();
}

public sealed class TamperingTests(BackfillTrailFixture fixture) : IClassFixture<BackfillTrailFixture>
{
    public static TheoryData<string> Names => [.. Attacks.All.Select(a => a.Name)];

    [Fact]
    public void There_are_enough_attacks() => Assert.True(Attacks.All.Count(a => !a.Harmless) >= 50);

    [Fact]
    public void An_untouched_trail_gives_no_alarm()
    {
        var verification = Verification.OfBucket(fixture.Trail);
        Assert.Empty(verification.Problems.Select(p => p.ToString()));
        Assert.All(verification.Summaries, s => Assert.Equal((IntegrityStatus.Valid, 72.0, 72.0), (s.Status, s.Hours, s.ProvenHours)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_attack_is_told_with_its_reason_and_nothing_else_is(string name)
    {
        var attack = Attacks.All.Single(a => a.Name == name);
        var tampering = new Tampering(fixture.Trail);
        attack.Apply(tampering);
        Assert.Equal(attack.Harmless, tampering.Findings.Count == 0);
        var verification = Verification.OfBucket(fixture.Trail, tampering.Buckets, OptionsOf(attack));
        AssertFound(tampering.Findings, verification.Problems);
        bool onlyUnproven = tampering.Findings.TrueForAll(f => f.Status is "Unverifiable" or "Gap");
        Assert.Equal(!onlyUnproven, verification.Summaries.Any(s => s.IsTampered));
        Assert.Equal(attack.Harmless, verification.Summaries.All(s => s.Status == IntegrityStatus.Valid));
    }

    [Fact]
    public void The_topic_on_integrity_lists_every_attack()
    {
        string? root = AppContext.BaseDirectory;
        while (root is not null && !File.Exists(Path.Combine(root, "CloudAudit.sln")))
        {
            root = Path.GetDirectoryName(root);
        }

        string[] lines = File.ReadAllLines(Path.Combine(root!, "docs", "en-US", "about_CloudAudit_Integrity.md"));
        foreach (var attack in Attacks.All)
        {
            Assert.True(lines.Count(l => l == "- " + attack.Name || l.StartsWith($"- {attack.Name} (", StringComparison.Ordinal)) == 1, attack.Name);
        }
    }

    internal static void AssertFound(IReadOnlyList<Expected> expected, IReadOnlyList<IntegrityResult> problems)
    {
        var left = problems.ToList();
        foreach (var finding in expected)
        {
            for (int i = 0; i < finding.Count; i++)
            {
                int at = left.FindIndex(p => p.Status.ToString() == finding.Status && (p.Type == IntegrityType.Digest) == finding.IsDigest
                    && (p.Key ?? string.Empty).EndsWith(finding.Key, StringComparison.Ordinal)
                    && (p.Reason ?? string.Empty).Contains(finding.Reason, StringComparison.Ordinal));
                Assert.True(at >= 0, $"not found: {finding}\nfound: {string.Join("\n", left)}");
                left.RemoveAt(at);
            }
        }

        Assert.Empty(left.Select(p => p.ToString()));
    }

    private VerifyOptions OptionsOf(Attack attack) => new()
    {
        StartTime = attack.FromHour is { } from ? fixture.Trail.Shape.Start + TimeSpan.FromHours(from) : null,
        EndTime = attack.UntilHour is { } until ? fixture.Trail.Shape.Start + TimeSpan.FromHours(until) : null,
        TrailStatus = attack.KnowsDelivery ? new LastDelivery(fixture.Trail.End + TimeSpan.FromMinutes(9)) : null,
    };

    private sealed class LastDelivery(DateTimeOffset time) : ITrailStatusSource
    {
        public TrailDeliveries Get(string region, CancellationToken cancellation) => new(time, null, null, null);
    }
}
