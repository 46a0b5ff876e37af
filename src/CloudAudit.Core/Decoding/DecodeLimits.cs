namespace CloudAudit.Decoding;

/// <summary>How much a log may ask for before it is refused. Memory stays bounded whatever they are set to.</summary>
public sealed record DecodeLimits
{
    /// <summary>The limits used where nothing else is said.</summary>
    public static DecodeLimits Default { get; } = new();

    /// <summary>Bytes of one record: 4 MiB. CloudTrail's own limit is 256 KB, and 1 MB in an event data store (API reference, PutEventConfiguration).</summary>
    public int MaxRecordBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Levels of nesting in a record, the record being the first.</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>Bytes that one file may decompress to: 4 GiB. CloudTrail's own files hold at most 50 MB of gzip.</summary>
    public long MaxInflatedBytes { get; init; } = 4L * 1024 * 1024 * 1024;

    /// <summary>Bytes of text held at a time, as long as no record is larger.</summary>
    internal int WindowBytes { get; init; } = 256 * 1024;
}
