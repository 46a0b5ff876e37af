namespace CloudAudit.Recording;

/// <summary>A CloudTrail record that is ready to be written.</summary>
/// <param name="Json">All of it, at most 256 KB.</param>
/// <param name="EventTime">Its eventTime.</param>
/// <param name="EventId">Its eventID.</param>
public readonly record struct AuditRecord(ReadOnlyMemory<byte> Json, DateTimeOffset EventTime, string EventId)
{
    /// <summary>Bytes that a record may have ("CloudTrail record contents": 256 KB).</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>The record as an event.</summary>
    /// <param name="origin">What to name as its origin.</param>
    /// <param name="index">Its number there.</param>
    public AuditEvent ToEvent(string origin, long index) =>
        EventFactory.Create(Json.Span, origin, index, out _) ?? throw new InvalidOperationException("A record that was checked is no JSON.");
}
