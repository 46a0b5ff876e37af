using System.CommandLine;
using CloudAudit.Cli;

var root = new RootCommand("Reads AWS CloudTrail logs and checks them.")
{
    EventsCommand.Create(),
    CheckCommand.Create(),
};

var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false };
try
{
    int code = await root.Parse(args).InvokeAsync(configuration);
    return code;
}
catch (UsageException e)
{
    await Console.Error.WriteLineAsync($"cloudaudit: {e.Message}");
    return ExitCodes.Error;
}
catch (OperationCanceledException)
{
    return ExitCodes.Interrupted;
}
