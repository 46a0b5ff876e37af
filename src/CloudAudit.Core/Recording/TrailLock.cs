using System.Globalization;

namespace CloudAudit.Recording;

/// <summary>
/// One writer of a trail at a time, over threads and processes. The system gives the lock back when its holder dies.
/// There are two locks: who waits for the first holds the second meanwhile, so that a process which lets go and asks
/// again at once cannot pass by one that waits.
/// </summary>
internal sealed class TrailLock : IDisposable
{
    private readonly FileStream _held;

    private TrailLock(FileStream held) => _held = held;

    /// <summary>Waits for the trail.</summary>
    /// <param name="folder">Where the lock's files are; it exists.</param>
    /// <param name="timeout">How long at the most.</param>
    /// <exception cref="TrailException">It took too long, or the files may not be written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled while waiting.</exception>
    public static TrailLock Take(string folder, TimeSpan timeout, CancellationToken cancellation)
    {
        string path = Path.Join(folder, "lock");
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        using var turn = Wait(Path.Join(folder, "turn"), path, start, timeout, longest: 20, cancellation);
        return new TrailLock(Wait(path, path, start, timeout, longest: 1, cancellation));
    }

    /// <summary>Says whether a lock keeps others out here; on some network file systems it does not.</summary>
    public bool Works()
    {
        using var second = TryOpen(_held.Name);
        return second is null;
    }

    public void Dispose() => _held.Dispose();

    private static FileStream Wait(string path, string named, long start, TimeSpan timeout, int longest, CancellationToken cancellation)
    {
        int pause = 0;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var held = TryOpen(path);
            if (held is not null)
            {
                return held;
            }

            if (System.Diagnostics.Stopwatch.GetElapsedTime(start) >= timeout)
            {
                throw new TrailException(TrailErrorKind.Locked, string.Create(
                    CultureInfo.InvariantCulture,
                    $"Other processes have kept the trail locked for {timeout.TotalSeconds:0.#} seconds ('{named}'). Nothing of this batch was recorded."));
            }

            // First as quick as a commit is, then so that waiting costs nothing.
            cancellation.WaitHandle.WaitOne(pause);
            pause = Math.Min(longest, pause + 1);
        }
    }

    private static FileStream? TryOpen(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new TrailException(TrailErrorKind.AccessDenied, $"The trail may not be written: {e.Message}", e);
        }
        catch (IOException e) when (IsHeld(e))
        {
            return null;
        }
    }

    // EWOULDBLOCK of Linux and of macOS; ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION. A missing folder or a full disk is neither.
    private static bool IsHeld(IOException error) => error.HResult is 11 or 35 || (error.HResult & 0xFFFF) is 32 or 33;
}
