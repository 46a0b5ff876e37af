namespace CloudAudit.Aws.Reading;

/// <summary>Keeps requests apart, so that a quota is not run into. Safe for several callers.</summary>
/// <param name="interval">The least time between two requests.</param>
/// <param name="clock">Tells the time.</param>
internal sealed class Pacer(TimeSpan interval, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private long _next = clock.GetTimestamp();

    /// <summary>Waits until the next request may be made.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Task WaitAsync(CancellationToken cancellation)
    {
        TimeSpan wait;
        lock (_gate)
        {
            long now = clock.GetTimestamp();
            long at = Math.Max(now, _next);
            _next = at + (long)(interval.TotalSeconds * clock.TimestampFrequency);
            wait = clock.GetElapsedTime(now, at);
        }

        return wait > TimeSpan.Zero ? Task.Delay(wait, clock, cancellation) : Task.CompletedTask;
    }
}
