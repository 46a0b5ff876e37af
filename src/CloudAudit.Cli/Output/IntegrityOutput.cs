using System.Globalization;
using CloudAudit.Integrity;

namespace CloudAudit.Cli.Output;

/// <summary>Writes what verification finds, as it finds it.</summary>
/// <param name="format">How.</param>
/// <param name="all">What is valid, too.</param>
/// <param name="quiet">Nothing at all.</param>
internal sealed class IntegrityOutput(OutputFormat format, bool all, bool quiet)
{
    private string _separator = string.Empty;
    private string _group = string.Empty;

    public void Begin(TextWriter output)
    {
        if (quiet)
        {
            return;
        }

        if (format == OutputFormat.Csv)
        {
            CsvRow.Write(
                output, "Type", "Status", "AccountId", "Region", "TrailName", "StartTime", "EndTime", "Key", "Origin", "ExpectedHash", "ActualHash", "DigestKey", "Reason");
        }
        else if (format == OutputFormat.Json)
        {
            output.Write("[\n");
        }
    }

    public void Write(TextWriter output, VerifyBatch batch)
    {
        if (quiet)
        {
            return;
        }

        foreach (IntegrityStatement statement in batch.Results.Where(r => all || r.Status != IntegrityStatus.Valid).Concat<IntegrityStatement>(batch.Summaries))
        {
            switch (format)
            {
                case OutputFormat.Table:
                    WriteRow(output, statement);
                    break;
                case OutputFormat.Csv:
                    WriteCsv(output, statement);
                    break;
                default:
                    output.Write(_separator);
                    output.Write(OutputJson.Line(ToJson(statement)));
                    _separator = format == OutputFormat.Json ? ",\n" : "\n";
                    break;
            }
        }
    }

    public void End(TextWriter output)
    {
        if (!quiet && format is not (OutputFormat.Table or OutputFormat.Csv))
        {
            output.Write(format == OutputFormat.Json ? "\n]\n" : _separator.Length > 0 ? "\n" : string.Empty);
        }
    }

    private void WriteRow(TextWriter output, IntegrityStatement statement)
    {
        var table = new TextTable(output, ("Status", 12), ("Type", 7), ("From (UTC)", 16), ("What", 500));
        string group = $"{statement.AccountId} {statement.Region}";
        if (group != _group)
        {
            output.WriteLine(_group.Length == 0 ? CloudAudit.Output.TerminalText.Clean(group) : $"\n{CloudAudit.Output.TerminalText.Clean(group)}");
            table.Header();
            _group = group;
        }

        string name = statement is IntegrityResult { Key: { } key } && ShortName(key) is { Length: > 0 } shown ? shown + ": " : string.Empty;
        table.Row(
            statement.Status.ToString(), statement.Type.ToString(),
            statement.StartTime?.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), name + (statement.Reason ?? "as CloudTrail delivered it"));
    }

    // Of a log file's or digest's name what its heading does not say.
    private static string ShortName(string key)
    {
        string name = key[(key.LastIndexOf('/') + 1)..];
        string[] parts = name.Split('_', 4);
        return parts.Length == 4 && parts[1].StartsWith("CloudTrail", StringComparison.Ordinal) ? parts[3] : name;
    }

    private static void WriteCsv(TextWriter output, IntegrityStatement statement)
    {
        var result = statement as IntegrityResult;
        CsvRow.Write(
            output, statement.Type.ToString(), statement.Status.ToString(), statement.AccountId, statement.Region, statement.TrailName,
            CsvRow.Time(statement.StartTime), CsvRow.Time(statement.EndTime), result?.Key, result?.Origin, result?.ExpectedHash, result?.ActualHash, result?.DigestKey, statement.Reason);
    }

    private static IntegrityJson ToJson(IntegrityStatement statement)
    {
        var result = statement as IntegrityResult;
        var summary = statement as IntegritySummary;
        return new IntegrityJson(
            statement.Type.ToString(), statement.Status.ToString(), statement.AccountId, statement.Region, statement.TrailName, statement.StartTime, statement.EndTime,
            result?.Bucket, result?.Key, result?.Origin, result?.ExpectedHash, result?.ActualHash, result?.DigestKey, statement.Reason,
            summary?.Hours, summary?.ProvenHours, summary?.MissingHours, summary?.GapHours, summary?.Problems);
    }
}
