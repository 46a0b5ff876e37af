using System.IO.Compression;

namespace CloudAudit.Benchmarks.Comparison;

/// <summary>
/// The limit that a reader of gzip files in .NET is held against: read and gunzip every file with GZipStream, look at
/// nothing. Threads take the files in the order of their paths.
/// </summary>
internal static class GunzipOnly
{
    private const int ReadBytes = 256 * 1024;

    /// <summary>Gunzips the logs of a folder.</summary>
    /// <returns>Bytes of text.</returns>
    public static long Run(string folder, int threads)
    {
        long total = 0;
        OverFiles(
            folder,
            threads,
            () => new byte[ReadBytes],
            (path, buffer) =>
            {
                using GZipStream text = Open(path);
                long bytes = 0;
                int read;
                while ((read = text.Read(buffer)) > 0)
                {
                    bytes += read;
                }

                Interlocked.Add(ref total, bytes);
            });
        return total;
    }

    /// <summary>Calls <paramref name="read"/> for each file, each thread with a state of its own.</summary>
    public static void OverFiles<TState>(string folder, int threads, Func<TState> makeState, Action<string, TState> read)
    {
        string[] files = Directory.GetFiles(folder, "*.gz", SearchOption.AllDirectories);
        Array.Sort(files, StringComparer.Ordinal);
        int next = -1;
        Exception? failure = null;
        Thread[] workers = [.. Enumerable.Range(0, threads).Select(_ => new Thread(Work))];
        foreach (Thread worker in workers)
        {
            worker.Start();
        }

        foreach (Thread worker in workers)
        {
            worker.Join();
        }

        if (failure is not null)
        {
            throw new InvalidOperationException($"{folder} could not be read.", failure);
        }

        void Work()
        {
            try
            {
                TState state = makeState();
                for (int i = Interlocked.Increment(ref next); i < files.Length; i = Interlocked.Increment(ref next))
                {
                    read(files[i], state);
                }
            }
            catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException or System.Text.Json.JsonException)
            {
                failure = e;
            }
        }
    }

    /// <summary>A log's text; GZipStream has a buffer for what it reads, so the file needs none.</summary>
    public static GZipStream Open(string path) =>
        new(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan), CompressionMode.Decompress);
}
