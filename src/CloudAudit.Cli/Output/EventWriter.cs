using System.Globalization;

namespace CloudAudit.Cli.Output;

/// <summary>Writes events in one format.</summary>
internal abstract class EventWriter(TextWriter output)
{
    protected TextWriter Output { get; } = output;

    public static EventWriter Create(OutputFormat format, TextWriter output) => format switch
    {
        OutputFormat.Json => new JsonArray(output),
        OutputFormat.Jsonl => new JsonLines(output),
        OutputFormat.Csv => new Csv(output),
        _ => new Table(output),
    };

    public virtual void Begin()
    {
    }

    public abstract void Write(AuditEvent auditEvent);

    public virtual void End()
    {
    }

    internal static string Time(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? string.Empty;

    private sealed class Table : EventWriter
    {
        private readonly TextTable _table;

        public Table(TextWriter output)
            : base(output) => _table = new TextTable(output, ("EventTime (UTC)", 19), ("EventSource", 11), ("EventName", 24), ("Actor", 16), ("SourceIPAddress", 15), ("Error", 10));

        public override void Begin() => _table.Header();

        public override void Write(AuditEvent auditEvent) => _table.Row(
            Time(auditEvent.EventTime),
            auditEvent.EventSource?.Replace(".amazonaws.com", string.Empty, StringComparison.Ordinal),
            auditEvent.EventName ?? auditEvent.EventType,
            auditEvent.Actor,
            auditEvent.SourceIPAddress,
            auditEvent.ErrorCode ?? auditEvent.ErrorMessage);
    }

    private sealed class JsonLines(TextWriter output) : EventWriter(output)
    {
        public override void Write(AuditEvent auditEvent) => Output.WriteLine(JsonLine.Of(auditEvent.ToJson()));
    }

    private sealed class JsonArray(TextWriter output) : EventWriter(output)
    {
        private bool _any;

        public override void Begin() => Output.Write('[');

        public override void Write(AuditEvent auditEvent)
        {
            Output.Write(_any ? ",\n" : "\n");
            Output.Write(JsonLine.Of(auditEvent.ToJson()));
            _any = true;
        }

        public override void End() => Output.WriteLine(_any ? "\n]" : "]");
    }

    private sealed class Csv(TextWriter output) : EventWriter(output)
    {
        private static readonly (string Name, Func<AuditEvent, string?> Value)[] Columns =
        [
            ("EventTime", e => CsvRow.Time(e.EventTime)),
            ("EventSource", e => e.EventSource),
            ("EventName", e => e.EventName),
            ("Actor", e => e.Actor),
            ("ActorType", e => e.ActorType),
            ("ActorArn", e => e.ActorArn),
            ("AccessKeyId", e => e.AccessKeyId),
            ("SourceIPAddress", e => e.SourceIPAddress),
            ("UserAgent", e => e.UserAgent),
            ("Region", e => e.Region),
            ("AccountId", e => e.AccountId),
            ("ErrorCode", e => e.ErrorCode),
            ("ErrorMessage", e => e.ErrorMessage),
            ("ReadOnly", e => e.ReadOnly?.ToString(CultureInfo.InvariantCulture)),
            ("EventId", e => e.EventId),
            ("RequestParameters", e => Text(e.RequestParameters)),
            ("ResponseElements", e => Text(e.ResponseElements)),
            ("Origin", e => e.Origin),
        ];

        public override void Begin() => CsvRow.Write(Output, [.. Columns.Select(c => c.Name)]);

        public override void Write(AuditEvent auditEvent) => CsvRow.Write(Output, [.. Columns.Select(c => c.Value(auditEvent))]);

        private static string? Text(object? value) => value is AuditObject or AuditArray ? JsonLine.Of(value.ToString()!) : value?.ToString();
    }
}
