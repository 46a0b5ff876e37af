using System.CommandLine;
using CloudAudit.Aws;
using CloudAudit.Checkpoints;
using CloudAudit.Cli;

var root = new RootCommand("Reads AWS CloudTrail logs and checks them; records events in local trails.")
{
    EventsCommand.Create(),
    CheckCommand.Create(),
    MeasureCommand.Create(),
    RecordCommand.Create(),
    RulesCommand.Create(),
    VerifyCommand.Create(),
};

var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    return await UsageError.WriteAsync(parsed, Console.Error);
}

// Reading stops between two windows of text; output that nobody takes could hold it up for longer.
var configuration = new InvocationConfiguration
{
    EnableDefaultExceptionHandler = false,
    ProcessTerminationTimeout = TimeSpan.FromMilliseconds(500),
};
try
{
    return await parsed.InvokeAsync(configuration);
}
catch (UsageException e)
{
    await UsageError.WriteAsync(e.Message, Console.Error);
    return ExitCodes.Error;
}
catch (CheckpointException e)
{
    await UsageError.WriteAsync(e.Message, Console.Error);
    return ExitCodes.Error;
}
catch (AwsException e)
{
    await UsageError.WriteAsync(e.Advice is null ? e.Message : $"{e.Message} {e.Advice}", Console.Error);
    return ExitCodes.Error;
}
catch (OperationCanceledException)
{
    return ExitCodes.Interrupted;
}
