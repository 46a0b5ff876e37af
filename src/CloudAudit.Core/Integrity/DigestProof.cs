namespace CloudAudit.Integrity;

/// <summary>Whether a digest's content is CloudTrail's.</summary>
internal enum ProofKind
{
    /// <summary>A signature fits.</summary>
    Proven,

    /// <summary>There is a signature, and it does not fit.</summary>
    Refuted,

    /// <summary>No signature of it is known.</summary>
    NoSignature,

    /// <summary>There is no key to check a signature with.</summary>
    NoKey,

    /// <summary>It has no content that a signature could be checked for.</summary>
    NoContent,
}

/// <summary>What is known of a digest's signature.</summary>
/// <param name="Kind">Whether the content is CloudTrail's.</param>
/// <param name="OwnFits">Whether the signature in its own metadata fits; null where it has none.</param>
/// <param name="RecordedFits">Whether the signature that the next digest records fits; null where none does.</param>
/// <param name="Problem">Why there is no proof, in words.</param>
internal sealed record DigestProof(ProofKind Kind, bool? OwnFits, bool? RecordedFits, string? Problem)
{
    // Keys overlap where they change; a digest is made after its hour, and a clock is a clock.
    private static readonly TimeSpan KeySlack = TimeSpan.FromHours(2);

    public bool IsProven => Kind == ProofKind.Proven;

    /// <summary>Checks a digest's signature: its own, else the one that the next digest recorded. Either proves it.</summary>
    /// <param name="recorded">The signature that the next digest records for it; null where none does.</param>
    public static DigestProof Of(LoadedDigest digest, string? recorded, TrailPublicKeys keys, CancellationToken cancellation)
    {
        if (digest.File is not { } file || digest.Hash is null)
        {
            return new DigestProof(ProofKind.NoContent, null, null, digest.Damage ?? digest.Unreadable);
        }

        string? own = digest.Metadata?[DigestSignature.SignatureMetadata];
        if (own is null && recorded is null)
        {
            return new DigestProof(ProofKind.NoSignature, null, null, "no signature of it is there");
        }

        string? algorithm = digest.Metadata?[DigestSignature.AlgorithmMetadata] ?? file.SignatureAlgorithm;
        if ((algorithm ?? DigestSignature.Algorithm) != DigestSignature.Algorithm || (file.SignatureAlgorithm ?? DigestSignature.Algorithm) != DigestSignature.Algorithm)
        {
            return new DigestProof(ProofKind.NoKey, null, null, $"its signature's algorithm is {algorithm}, which is not {DigestSignature.Algorithm}");
        }

        var (time, problem) = SigningTime(digest, file);
        var key = problem is null ? keys.Find(file.PublicKeyFingerprint, digest.Name.Region, time ?? file.EndTime, out problem, cancellation) : null;
        if (key is not null && time is { } at && !key.SignedAt(at, KeySlack))
        {
            problem = $"its key {key.Fingerprint} was in use from {key.ValidFrom:u} to {key.ValidUntil:u} and not then";
            key = null;
        }

        if (key is null)
        {
            return new DigestProof(ProofKind.NoKey, null, null, problem);
        }

        string signed = file.StringToSign(digest.Hash);
        bool? ownFits = own is null ? null : DigestSignature.Verify(signed, own, key);
        bool? recordedFits = recorded is null ? null
            : string.Equals(own, recorded, StringComparison.OrdinalIgnoreCase) ? ownFits
            : DigestSignature.Verify(signed, recorded, key);
        return ownFits == true || recordedFits == true
            ? new DigestProof(ProofKind.Proven, ownFits, recordedFits, null)
            : new DigestProof(ProofKind.Refuted, ownFits, recordedFits, "its signature does not fit its content");
    }

    // A backfill digest is signed when it is made, which its metadata says; a copy without metadata does not.
    private static (DateTimeOffset? Time, string? Problem) SigningTime(LoadedDigest digest, DigestFile file)
    {
        if (!digest.Name.IsBackfill)
        {
            return (file.EndTime, null);
        }

        if (digest.Metadata is null)
        {
            return (null, null);
        }

        return digest.Metadata[DigestSignature.BackfillMetadata] is { } made && EventTimes.TryParseText(made, out var time)
            ? (time, null)
            : (null, $"it is a backfill digest without {DigestSignature.BackfillMetadata} in its metadata");
    }
}
