using CloudAudit.Compliance;

namespace CloudAudit.Cli.Output;

/// <summary>Writes findings as they are made.</summary>
internal abstract class FindingWriter(TextWriter output)
{
    protected TextWriter Output { get; } = output;

    public static FindingWriter Create(OutputFormat format, TextWriter output) => format switch
    {
        OutputFormat.Json => new Json(output, array: true),
        OutputFormat.Jsonl => new Json(output, array: false),
        OutputFormat.Csv => new Csv(output),
        _ => new Table(output),
    };

    public abstract void Begin();

    public abstract void Write(Finding finding);

    public abstract void End();

    private sealed class Table : FindingWriter
    {
        private readonly TextTable _table;

        public Table(TextWriter output)
            : base(output) => _table = new TextTable(output, ("EventTime (UTC)", 19), ("Level", 8), ("Title", 32), ("EventName", 20), ("Actor", 17));

        public override void Begin() => _table.Header();

        public override void Write(Finding finding) =>
            _table.Row(EventWriter.Time(finding.EventTime), finding.Level.ToString(), finding.Title, finding.EventName, finding.Actor);

        public override void End()
        {
        }
    }

    private sealed class Json(TextWriter output, bool array) : FindingWriter(output)
    {
        private bool _any;

        public override void Begin() => Output.Write(array ? "[" : string.Empty);

        public override void Write(Finding finding)
        {
            Output.Write(array ? (_any ? ",\n" : "\n") : string.Empty);
            Output.Write(OutputJson.Line(
                new FindingJson(
                    finding.RuleId, finding.RuleName, finding.Title, finding.Level.ToString(), finding.EventId, finding.EventTime, finding.EventName,
                    finding.Actor, finding.AccountId, finding.Region, finding.Reason, [.. finding.Tags], [.. finding.Controls], finding.Author, finding.License,
                    finding.Event.Origin, finding.EventCount, finding.FirstSeen, finding.LastSeen, finding.Group, [.. finding.Events.Select(e => e.EventId)], finding.IsProven),
                finding.Event.ToJson()));
            Output.Write(array ? string.Empty : "\n");
            _any = true;
        }

        public override void End() => Output.Write(array ? (_any ? "\n]\n" : "]\n") : string.Empty);
    }

    private sealed class Csv(TextWriter output) : FindingWriter(output)
    {
        public override void Begin() =>
            CsvRow.Write(Output, "EventTime", "Level", "Title", "RuleId", "Controls", "EventName", "Actor", "AccountId", "Region", "EventId", "Reason", "Tags", "Author", "License", "Origin", "IsProven");

        public override void Write(Finding finding) => CsvRow.Write(
            Output, CsvRow.Time(finding.EventTime), finding.Level.ToString(), finding.Title, finding.RuleId, finding.Controls.ToString(),
            finding.EventName, finding.Actor, finding.AccountId, finding.Region, finding.EventId, finding.Reason, finding.Tags.ToString(),
            finding.Author, finding.License, finding.Event.Origin, finding.IsProven?.ToString());

        public override void End()
        {
        }
    }
}
