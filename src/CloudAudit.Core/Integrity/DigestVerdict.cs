namespace CloudAudit.Integrity;

/// <summary>What a digest comes to, with the reason.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Reason">Why; null where there is nothing to say.</param>
/// <param name="Trusted">Its list of log files is CloudTrail's, whatever else is wrong with it.</param>
/// <param name="SignatureRemoved">Its place keeps signatures, and its own is gone.</param>
internal sealed record DigestVerdict(IntegrityStatus Status, string? Reason, bool Trusted, bool SignatureRemoved = false)
{
    /// <summary>Judges a digest whose proof is known, and that of the digest after it.</summary>
    /// <param name="keepsMetadata">Whether the place of digests keeps their signatures.</param>
    public static DigestVerdict Of(ChainLink link, bool keepsMetadata)
    {
        var digest = link.Digest;
        var proof = link.Proof!;
        bool otherContent = link.Recorded?.HashValue is { } recorded && digest.Hash is not null && recorded != digest.Hash;
        if (digest.IsMissing)
        {
            return new DigestVerdict(IntegrityStatus.Missing, "it was listed, and gone when it was to be read", false);
        }

        if (digest.Unreadable is not null)
        {
            return new DigestVerdict(IntegrityStatus.Unverifiable, digest.Unreadable, false);
        }

        if (digest.Damage is not null)
        {
            return new DigestVerdict(IntegrityStatus.Modified, digest.Damage, false);
        }

        if (!link.InPlace)
        {
            var file = digest.File!;
            string what = proof.IsProven ? "is genuine" : "is not proven";
            return new DigestVerdict(IntegrityStatus.Moved, $"its content {what} and belongs to s3://{file.Bucket}/{file.Key}", proof.IsProven);
        }

        return proof.Kind switch
        {
            ProofKind.Proven => OfProven(link, proof, otherContent, keepsMetadata),
            ProofKind.Refuted when proof.OwnFits is null && !link.SuccessorHolds =>
                new DigestVerdict(IntegrityStatus.Unverifiable, "its signature is recorded only in the next digest, which is not proven itself", false),
            ProofKind.Refuted => new DigestVerdict(
                IntegrityStatus.Modified, proof.OwnFits is null ? "the signature that the next digest records does not fit its content" : "its signature does not fit its content", false),
            ProofKind.NoKey when otherContent => new DigestVerdict(
                IntegrityStatus.Modified, $"the next digest records another content; {proof.Problem}", false),
            ProofKind.NoKey => new DigestVerdict(IntegrityStatus.Unverifiable, proof.Problem, false),
            _ => new DigestVerdict(
                IntegrityStatus.Unsigned,
                keepsMetadata ? "its signature is gone from its metadata" : "no signature was saved with it, and no later digest records one",
                false,
                SignatureRemoved: keepsMetadata),
        };
    }

    private static DigestVerdict OfProven(ChainLink link, DigestProof proof, bool otherContent, bool keepsMetadata)
    {
        if (link.PassedBy)
        {
            return new DigestVerdict(IntegrityStatus.Moved, "its signature is right, but the next digest names another as the one before it", true);
        }

        if (link.SuccessorHolds && otherContent)
        {
            return new DigestVerdict(IntegrityStatus.Modified, "its signature is right, but the next digest records another content for it", true);
        }

        if (proof.OwnFits == false)
        {
            return new DigestVerdict(IntegrityStatus.Modified, "the signature in its metadata is not its own; the next digest records the right one", true);
        }

        if (link.SuccessorHolds && proof.RecordedFits == false)
        {
            return new DigestVerdict(IntegrityStatus.Modified, "its signature is right, but the next digest records another signature for it", true);
        }

        return proof.OwnFits is null && keepsMetadata
            ? new DigestVerdict(IntegrityStatus.Unsigned, "its signature is gone from its metadata; the one that the next digest records proves its content", true, SignatureRemoved: true)
            : new DigestVerdict(IntegrityStatus.Valid, proof.OwnFits is null ? "proven by the signature that the next digest records" : null, true);
    }
}
