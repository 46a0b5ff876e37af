using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using CloudAudit.Filters;

namespace CloudAudit.Integrity;

/// <summary>
/// The log files that a verification has proven, so that whoever reads them afterwards can say so. It holds sixteen bytes
/// a file. A file that is changed between the two is not noticed: verify what nobody else can write to.
/// </summary>
public sealed class ProvenFiles
{
    // A file may be delivered some time after its events, and its digest after that.
    private static readonly TimeSpan Delivery = TimeSpan.FromHours(6);
    private readonly HashSet<UInt128> _files = [];
    private readonly IntegrityVerdict _verdict = new();
    private long _problems;

    /// <summary>What the verification came to.</summary>
    public IntegrityOutcome Outcome => _verdict.Outcome;

    /// <summary>What is not proven, in words; empty where all is.</summary>
    public string Problem => Outcome == IntegrityOutcome.Proven ? string.Empty
        : _problems == 0 ? "no digest was there to verify the logs with"
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{_problems} digests or log files are not what CloudTrail delivered, or cannot be proven to be");

    /// <summary>Verifies the files that may hold events of a query.</summary>
    /// <param name="stores">Where the trails are; where there is none, nothing is proven.</param>
    /// <param name="keys">The keys that are trusted.</param>
    /// <param name="options">What is known of the trail; the query says what of it is verified.</param>
    /// <param name="query">Which events will be read.</param>
    /// <param name="onProgress">Is told how far it has come; null for nobody.</param>
    /// <exception cref="IOException">A store cannot be listed.</exception>
    /// <exception cref="UnauthorizedAccessException">A store may not be listed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static ProvenFiles Verify(
        IReadOnlyList<ITrailStore> stores, TrailPublicKeys keys, VerifyOptions options, EventQuery query, Action<VerifyProgress>? onProgress, CancellationToken cancellation)
    {
        options = options with
        {
            StartTime = query.StartTime,
            EndTime = query.EndTime is { } end && end + Delivery < options.Now ? end + Delivery : null,
            AccountId = query.AccountId,
        };
        var proven = new ProvenFiles();
        foreach (var batch in new TrailVerifier(stores, keys, options).Run(cancellation))
        {
            onProgress?.Invoke(batch.Progress);
            proven.Add(batch);
        }

        return proven;
    }

    /// <summary>Takes the results of a verification.</summary>
    public void Add(VerifyBatch batch)
    {
        foreach (var result in batch.Results)
        {
            if (result.Status != IntegrityStatus.Valid)
            {
                _problems++;
            }
            else if (result is { Type: IntegrityType.LogFile, Origin: { } origin })
            {
                _files.Add(Name(origin));
            }
        }

        foreach (var summary in batch.Summaries)
        {
            _verdict.Add(summary);
        }
    }

    /// <summary>Whether a log file is proven.</summary>
    /// <param name="origin">Its path or URI, as events name it.</param>
    public bool Contains(string origin) => _files.Contains(Name(origin));

    private static UInt128 Name(string origin)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(origin), hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
