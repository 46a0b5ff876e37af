using System.CommandLine;
using CloudAudit.Benchmarks;

RootCommand root = new("Makes CloudTrail sets that look real, deterministically, and measures CloudAudit with them.")
{
    GenerateCommand.Create(),
    CompareCommand.Create(),
    RulesCommand.Create(),
    DetectionsCommand.Create(),
    GunzipCommand.Create(),
    SignedTrailCommand.Create(),
    IntegrityCommand.Create(),
    IntegrityTableCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
