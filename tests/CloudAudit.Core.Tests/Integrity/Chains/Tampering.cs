using System.IO.Compression;
using System.Text;

namespace CloudAudit.Integrity.Chains;

/// <summary>What an attack did, and what must be found.</summary>
/// <param name="Status">As <c>IntegrityStatus</c> names it.</param>
/// <param name="Key">The end of the key that is told.</param>
/// <param name="Reason">A part of the reason.</param>
/// <param name="Count">How many such there are, where the key is the same for all or empty.</param>
public sealed record Expected(string Status, bool IsDigest, string Key, string Reason, int Count = 1);

/// <summary>
/// A trail of two accounts and two regions in the hands of someone who can write to its bucket, and not sign.
/// </summary>
public sealed class Tampering(SignedTrail trail)
{
    public const string Account = "111122223333";
    public const string Other = "444455556666";
    public const string Region = "us-east-1";
    public const string Far = "eu-west-1";

    public SignedTrail Trail => trail;

    public Buckets Buckets { get; } = trail.Buckets.Copy();

    public SortedDictionary<string, StoredObject> Bucket => Buckets[trail.Shape.Bucket];

    /// <summary>What must be found; nothing where the attack changes nothing that counts.</summary>
    public List<Expected> Findings { get; } = [];

    public string Digest(int hour, string region = Region, string account = Account) => trail.DigestKey(account, region, hour);

    public string Log(int hour, int file = 0, string region = Region, string account = Account) => trail.LogKey(account, region, hour, file);

    public void Find(string status, bool isDigest, string key, string reason, int count = 1) => Findings.Add(new Expected(status, isDigest, key, reason, count));

    public void FindDigest(string status, int hour, string reason, string region = Region, string account = Account) =>
        Find(status, true, Digest(hour, region, account), reason);

    public void FindLog(string status, int hour, int file, string reason, string region = Region, string account = Account) =>
        Find(status, false, Log(hour, file, region, account), reason);

    /// <summary>All log files of an hour come to the same.</summary>
    public void FindLogs(string status, int hour, string reason, string region = Region, string account = Account)
    {
        for (int file = 0; file < trail.Shape.FilesAnHour; file++)
        {
            FindLog(status, hour, file, reason, region, account);
        }
    }

    public void Change(string key, Func<byte[], byte[]> change) => Bucket[key] = Bucket[key] with { Bytes = change(Bucket[key].Bytes) };

    public void ChangeText(string key, Func<string, string> change) =>
        Change(key, b => StoredObject.Gzip(Encoding.UTF8.GetBytes(change(Encoding.UTF8.GetString(Bucket[key].Content())))));

    public void Delete(string key)
    {
        if (!Bucket.Remove(key))
        {
            throw new InvalidOperationException($"{key} is not there.");
        }
    }

    public void Move(string from, string to)
    {
        Bucket[to] = Bucket[from];
        Bucket.Remove(from);
    }

    public void Swap(string one, string other) => (Bucket[one], Bucket[other]) = (Bucket[other], Bucket[one]);

    public static byte[] Flip(byte[] bytes, int at, int bit = 0)
    {
        byte[] changed = (byte[])bytes.Clone();
        changed[at] ^= (byte)(1 << bit);
        return changed;
    }

    public static byte[] Gzip(string text, CompressionLevel level = CompressionLevel.Optimal) => StoredObject.Gzip(Encoding.UTF8.GetBytes(text), level);

    /// <summary>Makes the digests from an hour on anew, each with the hash and signature of the one before.</summary>
    public void Rewrite(int from, SigningKey key, Func<ChainDigest, int, ChainDigest>? change = null, string? fingerprint = null)
    {
        ChainDigest? previous = null;
        for (int hour = from; hour < trail.Shape.Hours; hour++)
        {
            var digest = trail.Read(Account, Region, hour) with { Fingerprint = fingerprint ?? key.Fingerprint };
            if (previous is not null)
            {
                digest = digest with
                {
                    PreviousHash = StoredObject.Hash(previous.ToJson()),
                    PreviousSignature = Bucket[previous.Key].Metadata["signature"],
                };
            }

            digest = change?.Invoke(digest, hour) ?? digest;
            Bucket[digest.Key] = digest.Store(key);
            previous = digest;
        }
    }
}
