namespace CloudAudit.Integrity.Chains;

/// <summary>
/// The trail that attacks are made on: 72 hours, two accounts, two regions, keys that change in the middle, and two late
/// log files in one of them, which backfill digests list.
/// </summary>
public static class BackfillTrail
{
    private const string Account = Tampering.Other;
    private const string Region = Tampering.Far;

    // The hours whose digests lack the files.
    private static readonly int[] Hours = [30, 31];

    // The file's number in its hour.
    private const int Late = 7;

    public static SignedTrail Create()
    {
        var trail = new SignedTrail(new TrailShape());
        ChainDigest? previous = null;
        for (int i = 0; i < Hours.Length; i++)
        {
            // Made a day later, when the next key has taken over.
            var end = trail.Shape.Start + TimeSpan.FromHours(Hours[i] + 1);
            var made = end + TimeSpan.FromHours(24);
            var signer = trail.KeysOf(Region)[1];
            var log = trail.StoreLog(Account, Region, Hours[i], Late);
            var digest = trail.Next(previous, Account, DigestKey(trail, i), end - TimeSpan.FromHours(1), end, signer, [log]) with { BackfillMade = made };
            previous = trail.Put(digest, signer);
        }

        return trail;
    }

    public static string DigestKey(SignedTrail trail, int index) =>
        trail.DigestKey(Account, Region, trail.Shape.Start + TimeSpan.FromHours(Hours[index] + 1), backfill: true);

    public static string LogKey(SignedTrail trail, int index) => trail.LogKey(Account, Region, Hours[index], Late);
}
