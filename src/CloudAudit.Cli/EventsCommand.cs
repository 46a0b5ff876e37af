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
        var format = CommandOptions.Format("A table, or in full: a JSON array, JSON lines, or CSV.");
        var first = CommandOptions.Number("--first", "At most this many events.", 0);
        var skip = CommandOptions.Number("--skip", "Pass over this many events first.", 0);
        var command = new Command("events", "Reads events from log files and folders, or from AWS: a bucket, a log group, the event history.");
        source.AddTo(command);
        command.Options.Add(first);
        command.Options.Add(skip);
        command.Options.Add(format);
        command.SetAction((result, cancellation) =>
        {
            var options = source.ReadOptions(result, TimeProvider.System) with
            {
                First = result.GetValue(first) ?? long.MaxValue,
                Skip = result.GetValue(skip) ?? 0,
            };

            // Beside the thread that waits for Ctrl+C.
            return Task.Run(() => Run(source, result, options, result.GetValue(format), cancellation), cancellation);
        });
        return command;
    }

    private static int Run(SourceOptions source, ParseResult result, EventReadOptions options, OutputFormat format, CancellationToken cancellation)
    {
        using var console = new ConsoleOutput();
        var errors = new ErrorReport(Console.Error);
        using var keys = source.Keys(result);
        using var logs = source.Logs(result, options.Query, keys, errors.Add);
        using var checkpoint = source.OpenCheckpoint(result, logs, options, "events");
        var writer = EventWriter.Create(format, console.Writer);
        bool whole = false;
        try
        {
            var batches = EventReader.Read(checkpoint?.Unread(logs) ?? logs, options, cancellation, checkpoint);
            writer.Begin();
            foreach (var batch in batches)
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

                checkpoint?.Note(batch);
                checkpoint?.SaveIfDue();
            }

            writer.End();
            console.Flush();
            whole = true;
            checkpoint?.Save();
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
        finally
        {
            if (!whole)
            {
                SourceOptions.SaveWhatWasTaken(checkpoint);
            }
        }

        return errors.Count > 0 ? ExitCodes.Error : ExitCodes.Clean;
    }
}
