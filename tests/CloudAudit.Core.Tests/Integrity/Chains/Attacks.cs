namespace CloudAudit.Integrity.Chains;

/// <summary>The attacks that verification is held against, and some things that look like one and are none.</summary>
public static class Attacks
{
    private const string Unproven = "that digest is not proven";
    private const string NoDigest = "the digest that would list it is not there";
    private const int H = 20;

    /// <summary>All of them, in the order of the table.</summary>
    public static IReadOnlyList<Attack> All { get; } = [.. OnLogs(), .. OnDigests(), .. OnChains(), .. OnPlaces()];

    private static IEnumerable<Attack> OnLogs()
    {
        yield return new("Log file: an event taken out", t =>
        {
            t.ChangeText(t.Log(H), text => text.Replace("DescribeInstances", "DescribeVpcs", StringComparison.Ordinal));
            t.FindLog("Modified", H, 0, "another hash");
        });
        yield return new("Log file: one bit flipped", t =>
        {
            t.Change(t.Log(H), b => Tampering.Flip(b, b.Length / 2));
            t.FindLog("Modified", H, 0, "");
        });
        yield return new("Log file: cut in half", t =>
        {
            t.Change(t.Log(H), b => b[..(b.Length / 2)]);
            t.FindLog("Modified", H, 0, "truncated");
        });
        yield return new("Log file: emptied", t =>
        {
            t.Change(t.Log(H), _ => []);
            t.FindLog("Modified", H, 0, "empty");
        });
        yield return new("Log file: replaced by plain text", t =>
        {
            t.Bucket[t.Log(H)] = t.Bucket[t.Log(H)] with { Bytes = t.Bucket[t.Log(H)].Content() };
            t.FindLog("Modified", H, 0, "no gzip");
        });
        yield return new("Log file: a second gzip member behind it", t =>
        {
            t.Change(t.Log(H), b => [.. b, .. Tampering.Gzip("{\"Records\":[]}")]);
            t.FindLog("Modified", H, 0, "second gzip member");
        });
        yield return new("Log file: bytes behind it", t =>
        {
            t.Change(t.Log(H), b => [.. b, 1, 2, 3]);
            t.FindLog("Modified", H, 0, "bytes follow");
        });
        yield return new("Log file: its checksum changed", t =>
        {
            t.Change(t.Log(H), b => Tampering.Flip(b, b.Length - 8));
            t.FindLog("Modified", H, 0, "checksum");
        });
        yield return new("Log file: deleted", t =>
        {
            t.Delete(t.Log(H, 1));
            t.FindLog("Missing", H, 1, "not there");
        });
        yield return new("Log files: two of an hour swapped", t =>
        {
            t.Swap(t.Log(H), t.Log(H, 1));
            t.FindLog("Modified", H, 0, t.Log(H, 1));
            t.FindLog("Modified", H, 1, t.Log(H));
        });
        yield return new("Log file: replaced by a genuine one of another hour", t =>
        {
            t.Bucket[t.Log(H)] = t.Bucket[t.Log(H + 5)];
            t.FindLog("Modified", H, 0, "another hash");
        });
        yield return new("Log file: added", t =>
        {
            string key = t.Log(H).Replace("Z_", "Z_feed", StringComparison.Ordinal);
            t.Bucket[key] = new StoredObject(Tampering.Gzip("{\"Records\":[]}"), StoredObject.NoMetadata, t.Trail.Shape.Start);
            t.Find("Unlisted", false, key, "no digest lists it");
        });
        yield return new("Log file: renamed", t =>
        {
            string key = t.Log(H).Replace("Z_", "Z_feed", StringComparison.Ordinal);
            t.Move(t.Log(H), key);
            t.FindLog("Missing", H, 0, "not there");
            t.Find("Unlisted", false, key, "no digest lists it");
        });
        yield return new("Log file: moved to another region", t =>
        {
            string key = t.Log(H).Replace(Tampering.Region, Tampering.Far, StringComparison.Ordinal);
            t.Move(t.Log(H), key);
            t.FindLog("Missing", H, 0, "not there");
            t.Find("Unlisted", false, key, "no digest lists it");
        });
        yield return new("Log folder: a file of another kind added", t =>
        {
            string key = t.Log(H).Replace(".json.gz", ".sh", StringComparison.Ordinal);
            t.Bucket[key] = new StoredObject([1, 2, 3], StoredObject.NoMetadata, t.Trail.Shape.Start);
            t.Find("Unlisted", false, key, "no digest lists it");
        });
        yield return new("Log folder: a file of another kind added, before the first day", t =>
        {
            string key = t.Log(H)[..t.Log(H).IndexOf("/20", StringComparison.Ordinal)] + "/0.json.gz";
            t.Bucket[key] = new StoredObject(Tampering.Gzip("{\"Records\":[]}"), StoredObject.NoMetadata, t.Trail.Shape.Start);
            t.Find("Unlisted", false, key, "no log file's name");
        });
        yield return new("Log file: added, of a time still to come", t =>
        {
            string key = t.Log(H).Replace("/20", "/90", StringComparison.Ordinal).Replace("_20", "_90", StringComparison.Ordinal);
            t.Bucket[key] = new StoredObject(Tampering.Gzip("{\"Records\":[]}"), StoredObject.NoMetadata, t.Trail.Shape.Start);
            t.Find("Unlisted", false, key, "still to come");
        });
        yield return new("Log file: compressed anew, content unchanged", t =>
            t.Change(t.Log(H), _ => StoredObject.Gzip(t.Bucket[t.Log(H)].Content(), System.IO.Compression.CompressionLevel.NoCompression)), Harmless: true);
        yield return new("Log file: a bit of the gzip header's time flipped", t => t.Change(t.Log(H), b => Tampering.Flip(b, 4)), Harmless: true);
    }

    private static IEnumerable<Attack> OnDigests()
    {
        yield return new("Digest: the hash of a log file changed", t =>
        {
            t.ChangeText(t.Digest(H), text => text.Replace(StoredObject.Hash(t.Bucket[t.Log(H)].Content()), StoredObject.Hash("other"), StringComparison.Ordinal));
            t.FindDigest("Modified", H, "signature does not fit");
            t.FindLog("Modified", H, 0, "another hash");
            t.FindLog("Unverifiable", H, 1, Unproven);
        });
        yield return new("Digest: a log file and its entry taken out", t =>
        {
            var digest = t.Trail.Read(Tampering.Account, Tampering.Region, H);
            t.Delete(t.Log(H));
            t.Change(t.Digest(H), _ => Tampering.Gzip((digest with { Logs = [digest.Logs[1]] }).ToJson()));
            t.FindDigest("Modified", H, "signature does not fit");
            t.FindLog("Unverifiable", H, 1, Unproven);
        });
        yield return new("Digest: digestEndTime changed", t =>
        {
            t.ChangeText(t.Digest(H), text => text.Replace(":01:31Z\",\"digestS3Bucket", ":01:32Z\",\"digestS3Bucket", StringComparison.Ordinal));
            t.FindDigest("Modified", H, "signature does not fit");
            t.FindLogs("Unverifiable", H, Unproven);
        });
        yield return new("Digest: white space added", t =>
        {
            t.ChangeText(t.Digest(H), text => text + "\n");
            t.FindDigest("Modified", H, "signature does not fit");
            t.FindLogs("Unverifiable", H, Unproven);
        });
        yield return Damaged("Digest: one bit flipped", b => Tampering.Flip(b, b.Length / 2), "");
        yield return Damaged("Digest: cut in half", b => b[..(b.Length / 2)], "truncated");
        yield return Damaged("Digest: emptied", _ => [], "empty");
        yield return Damaged("Digest: replaced by other JSON", _ => Tampering.Gzip("{}"), "it has no");
        yield return Damaged("Digest: a second gzip member behind it", b => [.. b, .. Tampering.Gzip(" ")], "second gzip member");
        yield return Damaged("Digest: bytes behind it", b => [.. b, 0], "bytes follow");
        yield return new("Digest: signature taken away", t =>
        {
            t.Bucket[t.Digest(H)] = t.Bucket[t.Digest(H)] with { Metadata = StoredObject.NoMetadata };
            t.FindDigest("Unsigned", H, "signature is gone");
        });
        yield return new("Digest: signature of another digest", t =>
        {
            t.Bucket[t.Digest(H)] = t.Bucket[t.Digest(H)] with { Metadata = t.Bucket[t.Digest(H + 1)].Metadata };
            t.FindDigest("Modified", H, "is not its own");
        });
        yield return new("Newest digest: signature is no hexadecimal", t =>
        {
            int last = t.Trail.Shape.Hours - 1;
            t.Bucket[t.Digest(last)] = t.Bucket[t.Digest(last)] with
            {
                Metadata = new Dictionary<string, string> { ["signature"] = "not a signature", ["signature-algorithm"] = "SHA256withRSA" },
            };
            t.FindDigest("Modified", last, "signature does not fit");
            t.FindLogs("Unverifiable", last, Unproven);
        });
        yield return new("Newest digest: another algorithm named", t =>
        {
            int last = t.Trail.Shape.Hours - 1;
            var metadata = new Dictionary<string, string>(t.Bucket[t.Digest(last)].Metadata) { ["signature-algorithm"] = "NONEwithRSA" };
            t.Bucket[t.Digest(last)] = t.Bucket[t.Digest(last)] with { Metadata = metadata };
            t.FindDigest("Unverifiable", last, "NONEwithRSA");
            t.FindLogs("Unverifiable", last, Unproven);
        });

        static Attack Damaged(string name, Func<byte[], byte[]> change, string reason) => new(name, t =>
        {
            t.Change(t.Digest(H), change);
            t.FindDigest("Modified", H, reason);
            t.FindLogs("Unverifiable", H, NoDigest);
        });
    }

    private static IEnumerable<Attack> OnChains()
    {
        yield return Deleted("Digest: deleted", [H]);
        yield return Deleted("Digests: two in a row deleted", [H, H + 1]);
        yield return Deleted("Digests: six in a row deleted, over a change of keys", [33, 34, 35, 36, 37, 38]);
        yield return Deleted("Digests: the first of the time deleted", [0], fromHour: 0);
        yield return Deleted("Digests: the first two deleted", [0, 1], fromHour: 0);
        yield return Deleted("Digests: the newest deleted, CloudTrail asked", [71], asks: true);
        yield return Deleted("Digests: the newest three deleted, CloudTrail asked", [69, 70, 71], asks: true);
        yield return Deleted("Digests: the newest two deleted, CloudTrail not asked", [70, 71]);
        yield return Deleted("Digest: the first of a time inside the chain deleted", [H], fromHour: H, untilHour: 40);
        yield return Deleted("Digest: the last of a time inside the chain deleted", [39], fromHour: H, untilHour: 40);
        yield return Deleted("Digests: all of a time inside the chain deleted", [.. Enumerable.Range(H, 20)], fromHour: H, untilHour: 40);
        yield return new("Digests: those right before and after the time deleted", t =>
        {
            t.Delete(t.Digest(H - 1));
            t.Delete(t.Digest(40));
        }, FromHour: H, UntilHour: 40, Harmless: true);
        yield return new("Digest: deleted with its log files", t =>
        {
            t.Delete(t.Digest(H));
            t.Delete(t.Log(H));
            t.Delete(t.Log(H, 1));
            t.FindDigest("Missing", H, "names it");
        });
        yield return new("Digest: deleted, the next made to begin a chain", t =>
        {
            t.Delete(t.Digest(H - 1));
            var digest = t.Trail.Read(Tampering.Account, Tampering.Region, H) with { PreviousBucket = null, PreviousKey = null, PreviousHash = null, PreviousSignature = null };
            t.Change(t.Digest(H), _ => Tampering.Gzip(digest.ToJson()));
            t.FindDigest("Missing", H - 1, "not proven");
            t.FindLogs("Unverifiable", H - 1, NoDigest);
            t.FindDigest("Modified", H, "signature does not fit");
            t.FindLogs("Unverifiable", H, Unproven);
        });
        yield return new("Digest: a genuine one that is not of the chain", t =>
        {
            var digest = t.Trail.Read(Tampering.Account, Tampering.Region, H) with { Logs = [] };
            t.Bucket[digest.Key] = digest.Store(t.Trail.KeyAt(Tampering.Region, digest.End));
            t.FindDigest("Modified", H, "the next digest records another content");
            t.FindLogs("Unlisted", H, "no digest lists it");
        });
        yield return new("Chain: rewritten and signed with a key of one's own", t =>
        {
            using var key = new SigningKey(Tampering.Region, t.Trail.Shape.Start, t.Trail.End);
            t.ChangeText(t.Log(50), text => text.Replace("alice", "mallory", StringComparison.Ordinal));
            t.Rewrite(50, key, (digest, hour) => hour == 50
                ? digest with { Logs = [digest.Logs[0] with { Hash = StoredObject.Hash(t.Bucket[t.Log(50)].Content()) }, digest.Logs[1]] }
                : digest);
            for (int hour = 50; hour < 72; hour++)
            {
                t.FindDigest("Unverifiable", hour, "is none that is known");
                t.FindLogs("Unverifiable", hour, Unproven);
            }
        });
        yield return new("Chain: signed with a key of one's own, in CloudTrail's name", t =>
        {
            using var key = new SigningKey(Tampering.Region, t.Trail.Shape.Start, t.Trail.End);
            t.Rewrite(60, key, fingerprint: t.Trail.KeysOf(Tampering.Region)[1].Fingerprint);
            for (int hour = 60; hour < 72; hour++)
            {
                t.FindDigest("Modified", hour, "signature does not fit");
                t.FindLogs("Unverifiable", hour, Unproven);
            }
        });
        yield return new("Newest digest: signed with the key of another region", t =>
        {
            t.Rewrite(71, t.Trail.KeysOf(Tampering.Far)[1]);
            t.FindDigest("Unverifiable", 71, "is one of eu-west-1");
            t.FindLogs("Unverifiable", 71, Unproven);
        });
        yield return new("Newest digest: signed with a key that had been replaced", t =>
        {
            t.Rewrite(71, t.Trail.KeysOf(Tampering.Region)[0]);
            t.FindDigest("Unverifiable", 71, "was in use from");
            t.FindLogs("Unverifiable", 71, Unproven);
        });

        static Attack Deleted(string name, int[] hours, int? fromHour = null, int? untilHour = null, bool asks = false) => new(name, t =>
        {
            foreach (int hour in hours)
            {
                t.Delete(t.Digest(hour));
                t.FindDigest("Missing", hour, "");
                t.FindLogs("Unverifiable", hour, NoDigest);
            }
        }, fromHour, untilHour, asks);
    }

    private static IEnumerable<Attack> OnPlaces()
    {
        yield return new("Digest: renamed to another time", t =>
        {
            string key = t.Digest(H).Replace("0131Z", "3131Z", StringComparison.Ordinal);
            t.Move(t.Digest(H), key);
            t.Find("Moved", true, key, "is genuine and belongs to");
            t.FindDigest("Missing", H, "names it");
        });
        yield return new("Digest: copied to another time", t =>
        {
            string key = t.Digest(H).Replace("0131Z", "3131Z", StringComparison.Ordinal);
            t.Bucket[key] = t.Bucket[t.Digest(H)];
            t.Find("Moved", true, key, "is genuine and belongs to");
        });
        yield return new("Digest: replaced by a genuine one of another hour", t =>
        {
            t.Bucket[t.Digest(H)] = t.Bucket[t.Digest(H - 1)];
            t.FindDigest("Moved", H, "is genuine and belongs to");
            t.FindLogs("Unverifiable", H, NoDigest);
        });
        yield return new("Digests: two swapped", t =>
        {
            t.Swap(t.Digest(H), t.Digest(H + 1));
            foreach (int hour in (int[])[H, H + 1])
            {
                t.FindDigest("Moved", hour, "is genuine and belongs to");
                t.FindLogs("Unverifiable", hour, NoDigest);
            }
        });
        yield return new("Digests: those of two regions swapped", t =>
        {
            t.Swap(t.Digest(H), t.Digest(H, Tampering.Far));
            foreach (string region in (string[])[Tampering.Region, Tampering.Far])
            {
                t.FindDigest("Moved", H, "belongs to", region);
                t.FindLogs("Unverifiable", H, NoDigest, region);
            }
        });
        yield return new("Digests: those of two accounts swapped", t =>
        {
            t.Swap(t.Digest(H), t.Digest(H, account: Tampering.Other));
            foreach (string account in (string[])[Tampering.Account, Tampering.Other])
            {
                t.FindDigest("Moved", H, "belongs to", account: account);
                t.FindLogs("Unverifiable", H, NoDigest, account: account);
            }
        });
        yield return new("Digests: all of an account and region deleted", t =>
        {
            for (int hour = 0; hour < 72; hour++)
            {
                t.Delete(t.Digest(hour));
                if (hour < 71)
                {
                    // Those of the last hour may be too new for a trail's first digest.
                    t.FindLogs("Unlisted", hour, "there are no digests here");
                }
            }

            t.Find("Unverifiable", true, "CloudTrail-Digest/us-east-1/", "there are no digests here");
        });
        yield return new("Digest folder: a file of another kind added", t =>
        {
            string key = t.Digest(H).Replace(".json.gz", ".txt", StringComparison.Ordinal);
            t.Bucket[key] = new StoredObject([1], StoredObject.NoMetadata, t.Trail.Shape.Start);
            t.Find("Unlisted", true, key, "no digest's name");
        });
        yield return new("Digest: of a trail made up, to list a log file that was added", t =>
        {
            using var key = new SigningKey(Tampering.Region, t.Trail.Shape.Start, t.Trail.End);
            string log = t.Log(H).Replace("Z_", "Z_feed", StringComparison.Ordinal);
            byte[] content = Tampering.Gzip("{\"Records\":[]}");
            t.Bucket[log] = new StoredObject(content, StoredObject.NoMetadata, t.Trail.Shape.Start);
            var genuine = t.Trail.Read(Tampering.Account, Tampering.Region, H);
            var digest = genuine with
            {
                Key = genuine.Key.Replace("main_trail", "other-trail", StringComparison.Ordinal),
                Fingerprint = key.Fingerprint,
                PreviousBucket = null, PreviousKey = null, PreviousHash = null, PreviousSignature = null,
                Logs = [new ChainLog(genuine.Bucket, log, StoredObject.Hash("{\"Records\":[]}"), genuine.Start, genuine.End)],
            };
            t.Bucket[digest.Key] = digest.Store(key);
            t.Find("Unverifiable", true, digest.Key, "is none that is known");
            t.Find("Unverifiable", false, log, Unproven);
            t.Find("Gap", true, "", "another trail of the region goes on");
        });
        yield return new("Backfill digest: deleted", t =>
        {
            t.Delete(BackfillTrail.DigestKey(t.Trail, 0));
            t.Find("Missing", true, BackfillTrail.DigestKey(t.Trail, 0), "names it");
            t.Find("Unlisted", false, BackfillTrail.LogKey(t.Trail, 0), "no digest lists it");
        });
        yield return new("Backfill digest: content changed", t =>
        {
            string key = BackfillTrail.DigestKey(t.Trail, 1);
            t.ChangeText(key, text => text + " ");
            t.Find("Modified", true, key, "signature does not fit");
            t.Find("Unverifiable", false, BackfillTrail.LogKey(t.Trail, 1), Unproven);
        });
        yield return new("Backfill digest: the time it was made taken away", t =>
        {
            string key = BackfillTrail.DigestKey(t.Trail, 1);
            var metadata = new Dictionary<string, string>(t.Bucket[key].Metadata);
            metadata.Remove("backfill-generation-timestamp");
            t.Bucket[key] = t.Bucket[key] with { Metadata = metadata };
            t.Find("Unverifiable", true, key, "backfill-generation-timestamp");
            t.Find("Unverifiable", false, BackfillTrail.LogKey(t.Trail, 1), Unproven);
        });
        yield return new("Log file of a backfill digest: changed", t =>
        {
            t.ChangeText(BackfillTrail.LogKey(t.Trail, 0), text => text.Replace("alice", "bob", StringComparison.Ordinal));
            t.Find("Modified", false, BackfillTrail.LogKey(t.Trail, 0), "another hash");
        });
    }
}
