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
    RecordingCommand.Create(),
};
foreach (var command in BucketCommand.CreateAll())
{
    root.Subcommands.Add(command);
}

return await root.Parse(args).InvokeAsync();
