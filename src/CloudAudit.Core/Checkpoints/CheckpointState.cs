using System.Security.Cryptography;
using System.Text;

namespace CloudAudit.Checkpoints;

/// <summary>A log that was read to its end.</summary>
/// <param name="Version">Of the log as it was read; of another version it is read again.</param>
/// <param name="Row">Its row; null where it is in none.</param>
/// <param name="Minute">Its time in that row, in minutes since 0001-01-01 UTC; 0 where it is in none.</param>
internal readonly record struct DoneLog(ulong Version, string? Row, int Minute);

/// <summary>A log that was read in part: it failed, or the run ended in its middle.</summary>
/// <param name="Version">Of the log as it was read.</param>
/// <param name="Records">Records that need not be looked at again.</param>
/// <param name="Row">Its row; null where it is in none.</param>
/// <param name="Minute">Its time in that row.</param>
internal sealed record PartialLog(ulong Version, long Records, string? Row, int Minute);

/// <summary>What a checkpoint holds. Names of logs are kept as hashes, of 16 bytes, as there may be a million.</summary>
internal sealed class CheckpointState
{
    /// <summary>Ids of events that are remembered from run to run: of the last 262,144 that were given.</summary>
    public const int RememberedIds = 256 * 1024;

    /// <summary>The logs' <see cref="Sources.LogSource.Identity"/>.</summary>
    public required string Source { get; init; }

    /// <summary>What was asked of them: <see cref="CheckpointRequest"/>.</summary>
    public required string Request { get; init; }

    public Dictionary<UInt128, DoneLog> Done { get; } = [];

    public Dictionary<string, PartialLog> Partial { get; } = new(StringComparer.Ordinal);

    /// <summary>The time of the newest log of each row that was read.</summary>
    public Dictionary<string, DateTimeOffset> Rows { get; } = new(StringComparer.Ordinal);

    public EventIdRing Ids { get; } = new(RememberedIds);

    public static UInt128 NameHash(string name) => System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name)));

    public static ulong VersionHash(string version) => (ulong)NameHash(version);

    public static DateTimeOffset Time(int minute) => new(minute * TimeSpan.TicksPerMinute, TimeSpan.Zero);

    public static int Minute(DateTimeOffset time) => (int)(time.UtcTicks / TimeSpan.TicksPerMinute);
}
