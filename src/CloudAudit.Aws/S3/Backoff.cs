namespace CloudAudit.Aws.S3;

/// <summary>How failed requests are repeated: exponential waits with full jitter ("Timeouts, retries and backoff with jitter", Amazon Builders' Library).</summary>
internal static class Backoff
{
    /// <summary>Requests for one thing, until it is given up.</summary>
    public const int Attempts = 7;

    /// <summary>How long nothing may come before a request counts as broken.</summary>
    public static TimeSpan Silence { get; } = TimeSpan.FromSeconds(20);

    /// <summary>Waits before the next attempt.</summary>
    /// <param name="attempt">Which one has failed, from 1.</param>
    /// <param name="throttled">Whether the service asked for fewer requests; the wait is longer then.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static Task WaitAsync(int attempt, bool throttled, CancellationToken cancellation) => Task.Delay(Length(attempt, throttled), cancellation);

    /// <summary>The same on a thread that may wait.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static void Wait(int attempt, bool throttled, CancellationToken cancellation)
    {
        cancellation.WaitHandle.WaitOne(Length(attempt, throttled));
        cancellation.ThrowIfCancellationRequested();
    }

    public static string? RequestId(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("x-amz-request-id", out var values) ? values.FirstOrDefault() : null;

    private static TimeSpan Length(int attempt, bool throttled) =>
        TimeSpan.FromMilliseconds(Random.Shared.NextDouble() * Math.Min(5000, (throttled ? 400 : 50) * Math.Pow(2, attempt - 1)));
}
