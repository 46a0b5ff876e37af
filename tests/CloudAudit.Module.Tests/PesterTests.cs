namespace CloudAudit.Module.Tests;

/// <summary>Every test of tests/module/*.Tests.ps1, run in PowerShell against the built module, as a test of its own.</summary>
public sealed class PesterTests
{
    // Enumerated when the tests run, not when they are listed: PowerShell starts once.
    [SkippableTheory]
    [MemberData(nameof(All), DisableDiscoveryEnumeration = true)]
    public void Pester(PesterTest test)
    {
        Skip.If(test.Outcome == PesterOutcome.Skipped, test.Message);
        Assert.True(test.Outcome == PesterOutcome.Passed, test.Message);
    }

    public static TheoryData<PesterTest> All() => [.. PesterSuite.Run()];
}
