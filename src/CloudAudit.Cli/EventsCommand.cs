using System.CommandLine;
using CloudAudit.Cli.Output;
using CloudAudit.Filters;
using CloudAudit.Reading;

namespace CloudAudit.Cli;

/// <summary><c>cloudaudit events</c>: the events that are wanted, as a table, JSON or CSV.</summary>
internal static class EventsCommand
{
    public static Command Create()
    {
        var source = new SourceOptions();
        var format = new Option<OutputFormat>("--format") { Description = "table, json, jsonl (each record's own text) or csv.", DefaultValueFactory = _ => OutputFormat.Table };
        var first = new Option<long?>("--first") { Description = "At most this many events." };
        var skip = new Option<long>("--skip") { Description = "Pass over this many events first." };
        var command = new Command("events", "Reads events from log files and folders.");
        source.AddTo(command);
        command.Options.Add(first);
        command.Options.Add(skip);
        command.Options.Add(format);
        command.SetAction((result, cancellation) =>
        {
            var options = source.ReadOptions(result, TimeProvider.System) with
            {
                First = result.GetValue(first) ?? long.MaxValue,
                Skip = result.GetValue(skip),
            };
            return Task.FromResult(Run(source, result, options, result.GetValue(format), cancellation));
        });
        return command;
    }

    private static int Run(SourceOptions source, ParseResult result, EventReadOptions options, OutputFormat format, CancellationToken cancellation)
    {
        using var console = new ConsoleOutput();
        var errors = new ErrorReport(Console.Error);
        var logs = source.Logs(result, options.Query, errors.Add);
        var writer = EventWriter.Create(format, console.Writer);
        try
        {
            writer.Begin();
            foreach (var batch in EventReader.Read(logs.List(), options, cancellation))
            {
                foreach (var auditEvent in batch.Results)
                {
                    writer.Write(auditEvent);
                }

                foreach (var error in batch.Errors)
                {
                    errors.Add(error);
                }

                if (batch.Results.Count > 0)
                {
                    console.Flush();
                }
            }

            writer.End();
            console.Flush();
        }
        catch (EventQueryException e)
        {
            throw new UsageException(e.Message);
        }
        catch (ClosedOutputException)
        {
            // The reader of our output, such as head, has had enough.
            return ExitCodes.Clean;
        }

        return errors.Count > 0 ? ExitCodes.Error : ExitCodes.Clean;
    }
}
