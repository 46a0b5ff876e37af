using CloudAudit.Benchmarks.Generation;
using CloudAudit.Benchmarks.Quality;
using CloudAudit.Compliance;
using CloudAudit.Core.Tests;

namespace CloudAudit.Benchmarks.Tests;

/// <summary>The pack Baseline finds attacks, and leaves an account in peace that only works.</summary>
public sealed class BaselineTests : IDisposable
{
    private readonly Trails _trails = new();

    public void Dispose() => _trails.Dispose();

    [SkippableFact]
    public void Each_simulated_attack_that_was_played_is_named_by_its_tactic()
    {
        List<Finding> findings = BaselineQuality.Check(Path.GetFullPath(SharedData.Folder("invictus"))).Findings;

        Assert.Equal(32, SimulatedAttack.All.Count);
        Assert.Equal(29, SimulatedAttack.All.Count(attack => attack.WasPlayed));
        Assert.All(
            SimulatedAttack.All.Where(attack => attack.WasPlayed),
            attack => Assert.Contains(BaselineQuality.Of(attack, findings), finding => BaselineQuality.Names(finding, attack)));
    }

    [Fact]
    public void Benign_traffic_has_fewer_than_one_finding_for_10_000_events()
    {
        _trails.Write("benign", SampleTrail.Seed, estate => TrailSet.Plan(estate, 120_000, 2_000, incidents: false));

        (List<Finding> findings, long records) = BaselineQuality.Check(Path.Combine(_trails.Folder.FullName, "benign"));

        Assert.Equal(120_000, records);
        Assert.True(findings.Count * 10_000 < records, string.Join(", ", findings.Select(f => f.RuleName)));
    }

    [Fact]
    public void Incidents_in_the_same_traffic_are_found()
    {
        _trails.Write("events", SampleTrail.Seed, estate => TrailSet.Plan(estate, 140_000, 5_800));

        HashSet<string> found = [.. BaselineQuality.Check(Path.Combine(_trails.Folder.FullName, "events")).Findings.Select(f => f.RuleName!)];

        Assert.Superset(
            new HashSet<string>
            {
                "cloudtrail_trail_deleted", "console_login_root_without_mfa", "console_login_after_guessing", "security_group_admin_port_open_to_world",
                "s3_bucket_policy_public", "kms_key_disabled_or_deleted", "ebs_snapshot_shared_with_account", "vpc_peered_with_other_account",
                "organization_left", "gpu_or_large_instances_requested", "s3_object_encrypted_with_customer_key", "guardduty_detector_disabled",
            },
            found);
    }
}
