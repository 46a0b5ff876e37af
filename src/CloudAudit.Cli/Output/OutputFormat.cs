namespace CloudAudit.Cli.Output;

/// <summary>How results are written.</summary>
internal enum OutputFormat
{
    /// <summary>Columns for people.</summary>
    Table,

    /// <summary>One JSON array.</summary>
    Json,

    /// <summary>One JSON object a line.</summary>
    Jsonl,

    /// <summary>Comma-separated, with a header.</summary>
    Csv,
}
