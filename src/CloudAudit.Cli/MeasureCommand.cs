using System.CommandLine;
using System.Globalization;
using CloudAudit.Cli.Output;
using CloudAudit.Filters;
using CloudAudit.Measurement;

namespace CloudAudit.Cli;

/// <summary><c>cloudaudit measure</c>: events counted by their properties and by time, or a summary of them.</summary>
internal static class MeasureCommand
{
    // A summary is read at a glance.
    private const int SummaryTop = 5;

    public static Command Create()
    {
        var source = new SourceOptions();
        var property = CommandOptions.Many("--property", "Count by this: a property such as EventName or Actor, or a path such as requestParameters.bucketName.");
        property.CompletionSources.Add([.. MeasuredFields.Suggestions]);
        var interval = new Option<string?>("--interval") { Description = "Count by time too, in buckets of this length: 15m, 1h, 1d, 1w (UTC)." };
        var top = CommandOptions.Number("--top", "Only so many groups, the largest; with --interval of each bucket.", 1, int.MaxValue);
        var limit = CommandOptions.Number("--group-limit", $"Groups told apart at the most, {MeasureRequest.DefaultGroupLimit} unless given; the rest is counted together.", 1, 10_000_000);
        var format = CommandOptions.Format("A table, or in full: JSON, JSON lines, or CSV.");
        var command = new Command(
            "measure",
            "Counts events by their properties and by time; without either, sums up what is in them.");
        source.AddTo(command);
        command.Options.Add(property);
        command.Options.Add(interval);
        command.Options.Add(top);
        command.Options.Add(limit);
        command.Options.Add(format);
        command.SetAction((result, cancellation) =>
        {
            var request = new MeasureRequest
            {
                Property = result.GetValue(property) ?? [],
                Interval = Interval(result.GetValue(interval)),
                GroupLimit = (int)(result.GetValue(limit) ?? MeasureRequest.DefaultGroupLimit),
            };
            request = request with { Top = (int)(result.GetValue(top) ?? (request.IsSummary ? SummaryTop : 0)) };

            // Beside the thread that waits for Ctrl+C.
            return Task.Run(() => Run(source, result, request, result.GetValue(format), cancellation), cancellation);
        });
        return command;
    }

    private static TimeSpan? Interval(string? text)
    {
        try
        {
            TimeSpan? interval = text is null ? null : TimeText.ParseDuration(text);
            return interval < TimeSpan.FromSeconds(1) ? throw new UsageException("--interval takes a second or more.") : interval;
        }
        catch (FormatException e)
        {
            throw new UsageException(e.Message);
        }
    }

    private static int Run(SourceOptions source, ParseResult result, MeasureRequest request, OutputFormat format, CancellationToken cancellation)
    {
        using var console = new ConsoleOutput();
        var errors = new ErrorReport(Console.Error);
        var options = source.ReadOptions(result, TimeProvider.System);
        using var keys = source.Keys(result);
        using var logs = source.Logs(result, options.Query, keys, errors.Add);
        using var checkpoint = source.OpenCheckpoint(result, logs, options, "measure", asked => asked
            .Add("Property", request.Property).Add("Interval", request.Interval?.ToString("c", CultureInfo.InvariantCulture)));
        EventMeasure measure;
        try
        {
            measure = new EventMeasure(request, options);
        }
        catch (EventQueryException e)
        {
            throw new UsageException(e.Message);
        }

        foreach (var batch in measure.Read(checkpoint?.Unread(logs) ?? logs, cancellation, checkpoint))
        {
            foreach (var error in batch.Errors)
            {
                errors.Add(error);
            }

            checkpoint?.Note(batch);
        }

        foreach (string warning in measure.Warnings())
        {
            errors.Warn(warning);
        }

        try
        {
            if (request.IsSummary)
            {
                SummaryWriter.Write(format, console.Writer, measure.Summary());
            }
            else
            {
                GroupWriter.Write(format, console.Writer, measure.Groups(), measure.Properties, request.Interval is not null);
            }

            console.Flush();

            // Only now: before, nobody had the counts.
            checkpoint?.Save();
        }
        catch (ClosedOutputException)
        {
            // The reader of our output, such as head, has had enough.
        }

        return errors.Count > 0 ? ExitCodes.Error : ExitCodes.Clean;
    }
}
