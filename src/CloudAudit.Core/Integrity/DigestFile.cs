using System.Text.Json;

namespace CloudAudit.Integrity;

/// <summary>A log file as a digest lists it.</summary>
/// <param name="Bucket">s3Bucket.</param>
/// <param name="Key">s3Object.</param>
/// <param name="HashValue">hashValue: of the uncompressed content, in hexadecimal.</param>
/// <param name="HashAlgorithm">hashAlgorithm: SHA-256.</param>
public sealed record DigestEntry(string Bucket, string Key, string HashValue, string HashAlgorithm);

/// <summary>The previous digest, as a digest records it.</summary>
/// <param name="Bucket">previousDigestS3Bucket.</param>
/// <param name="Key">previousDigestS3Object.</param>
/// <param name="HashValue">previousDigestHashValue: of its uncompressed content, in hexadecimal; null where it is missing.</param>
/// <param name="Signature">previousDigestSignature, in hexadecimal.</param>
public sealed record PreviousDigest(string Bucket, string Key, string? HashValue, string? Signature);

/// <summary>
/// The content of a digest file ("CloudTrail digest file structure"). Times stay beside their text, since the text is
/// what is signed. Nothing in it is proven before its signature is.
/// </summary>
public sealed class DigestFile
{
    private const int MaxDepth = 16;

    private DigestFile(Fields fields, DateTimeOffset start, DateTimeOffset end)
    {
        AccountId = fields.AccountId ?? string.Empty;
        StartTime = start;
        EndTime = end;
        EndTimeText = fields.EndTime!;
        Bucket = fields.Bucket!;
        Key = fields.Key!;
        PublicKeyFingerprint = fields.Fingerprint!;
        SignatureAlgorithm = fields.Algorithm;
        PreviousSignature = fields.PreviousSignature;
        Previous = fields.PreviousBucket is null || fields.PreviousKey is null
            ? null
            : new PreviousDigest(fields.PreviousBucket, fields.PreviousKey, fields.PreviousHash?.ToLowerInvariant(), fields.PreviousSignature);
        LogFiles = fields.LogFiles;
    }

    public string AccountId { get; }

    public DateTimeOffset StartTime { get; }

    public DateTimeOffset EndTime { get; }

    /// <summary>digestEndTime, letter for letter.</summary>
    public string EndTimeText { get; }

    /// <summary>digestS3Bucket: where it was delivered to.</summary>
    public string Bucket { get; }

    /// <summary>digestS3Object.</summary>
    public string Key { get; }

    public string PublicKeyFingerprint { get; }

    /// <summary>digestSignatureAlgorithm; null where the digest names none.</summary>
    public string? SignatureAlgorithm { get; }

    /// <summary>The digest before it; null in a starting digest.</summary>
    public PreviousDigest? Previous { get; }

    /// <summary>previousDigestSignature, which is part of what is signed; null in a starting digest.</summary>
    public string? PreviousSignature { get; }

    /// <summary>The log files delivered between its times.</summary>
    public IReadOnlyList<DigestEntry> LogFiles { get; }

    /// <summary>Reads a digest's uncompressed content.</summary>
    /// <exception cref="FormatException">It is no digest; the message says why.</exception>
    public static DigestFile Parse(ReadOnlySpan<byte> json)
    {
        var fields = new Fields();
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
            fields.Read(ref reader);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The reader's own text may quote what it read.
            throw new FormatException("it is not the JSON of a digest", e);
        }

        string? missing = fields.Missing();
        if (missing is not null)
        {
            throw new FormatException($"it has no {missing}");
        }

        if (!EventTimes.TryParseText(fields.StartTime!, out var start) || !EventTimes.TryParseText(fields.EndTime!, out var end))
        {
            throw new FormatException("its digestStartTime or digestEndTime is no time");
        }

        return new DigestFile(fields, start, end);
    }

    /// <summary>What is signed for it.</summary>
    /// <param name="contentHash">The SHA-256 of its uncompressed bytes, in lower-case hexadecimal.</param>
    public string StringToSign(string contentHash) =>
        DigestSignature.StringToSign(EndTimeText, Bucket, Key, contentHash, PreviousSignature);

    private sealed class Fields
    {
        public string? AccountId { get; private set; }

        public string? StartTime { get; private set; }

        public string? EndTime { get; private set; }

        public string? Bucket { get; private set; }

        public string? Key { get; private set; }

        public string? Fingerprint { get; private set; }

        public string? Algorithm { get; private set; }

        public string? PreviousBucket { get; private set; }

        public string? PreviousKey { get; private set; }

        public string? PreviousHash { get; private set; }

        public string? PreviousSignature { get; private set; }

        public List<DigestEntry> LogFiles { get; } = [];

        private bool HasPreviousSignature { get; set; }

        private bool HasLogFiles { get; set; }

        public void Read(ref Utf8JsonReader reader)
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                throw new JsonException();
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string name = reader.GetString()!;
                reader.Read();
                switch (name)
                {
                    case "awsAccountId": AccountId = reader.GetString(); break;
                    case "digestStartTime": StartTime = reader.GetString(); break;
                    case "digestEndTime": EndTime = reader.GetString(); break;
                    case "digestS3Bucket": Bucket = reader.GetString(); break;
                    case "digestS3Object": Key = reader.GetString(); break;
                    case "digestPublicKeyFingerprint": Fingerprint = reader.GetString(); break;
                    case "digestSignatureAlgorithm": Algorithm = reader.GetString(); break;
                    case "previousDigestS3Bucket": PreviousBucket = reader.GetString(); break;
                    case "previousDigestS3Object": PreviousKey = reader.GetString(); break;
                    case "previousDigestHashValue": PreviousHash = reader.GetString(); break;
                    case "previousDigestSignature":
                        PreviousSignature = reader.GetString();
                        HasPreviousSignature = true;
                        break;
                    case "logFiles": ReadLogFiles(ref reader); break;
                    default: reader.Skip(); break;
                }
            }

            // Reads on to the end, where anything but white space is an error.
            reader.Read();
        }

        public string? Missing() =>
            StartTime is null ? "digestStartTime"
            : EndTime is null ? "digestEndTime"
            : Bucket is null ? "digestS3Bucket"
            : Key is null ? "digestS3Object"
            : Fingerprint is null ? "digestPublicKeyFingerprint"
            : !HasPreviousSignature ? "previousDigestSignature"
            : !HasLogFiles ? "logFiles"
            : null;

        private void ReadLogFiles(ref Utf8JsonReader reader)
        {
            HasLogFiles = true;
            if (reader.TokenType != JsonTokenType.StartArray)
            {
                throw new JsonException();
            }

            // Nearly always that of the digest; one string for all.
            string known = Bucket ?? string.Empty;
            while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                string? bucket = null, key = null, hash = null, algorithm = null;
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    string name = reader.GetString()!;
                    reader.Read();
                    switch (name)
                    {
                        case "s3Bucket": bucket = reader.ValueTextEquals(known) ? known : reader.GetString(); break;
                        case "s3Object": key = reader.GetString(); break;
                        case "hashValue": hash = reader.GetString(); break;
                        case "hashAlgorithm": algorithm = reader.ValueTextEquals(DigestSignature.HashAlgorithm) ? DigestSignature.HashAlgorithm : reader.GetString(); break;
                        default: reader.Skip(); break;
                    }
                }

                LogFiles.Add(bucket is null || key is null || hash is null
                    ? throw new JsonException()
                    : new DigestEntry(bucket, key, hash.ToLowerInvariant(), algorithm ?? string.Empty));
            }
        }
    }
}
