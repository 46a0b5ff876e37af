using System.CommandLine;
using System.Text;
using CloudAudit.Integrity.Chains;

namespace CloudAudit.Benchmarks;

/// <summary><c>signed-trail --out DIR --keys FILE</c>: a trail with digests, such as that of the samples, signed with new keys.</summary>
internal static class SignedTrailCommand
{
    private static readonly DateTimeOffset Start = new(2025, 3, 11, 0, 0, 0, TimeSpan.Zero);

    public static Command Create()
    {
        Option<DirectoryInfo> folder = new("--out") { Description = "the folder to write, which must not be there", Required = true };
        Option<FileInfo> keys = new("--keys") { Description = "the file for the public keys, as list-public-keys prints them", Required = true };
        Option<int> hours = new("--hours") { Description = "hours", DefaultValueFactory = _ => 6 };
        Option<int> accounts = new("--accounts") { Description = "accounts, 1 or 2", DefaultValueFactory = _ => 1 };
        Option<int> regions = new("--regions") { Description = "regions, 1 or 2", DefaultValueFactory = _ => 1 };
        Option<int> files = new("--files") { Description = "log files an hour", DefaultValueFactory = _ => 2 };
        Option<int> bytes = new("--bytes") { Description = "bytes of JSON in a log file", DefaultValueFactory = _ => 3000 };
        Option<bool> bare = new("--no-metadata") { Description = "without the sidecars that hold signatures, as aws s3 sync copies" };
        Command command = new("signed-trail", "Makes a trail with signed digests.") { folder, keys, hours, accounts, regions, files, bytes, bare };
        command.SetAction(result =>
        {
            TrailShape shape = new();
            using SignedTrail trail = new(shape with
            {
                Start = Start,
                Hours = result.GetValue(hours),
                Accounts = [.. shape.Accounts.Take(result.GetValue(accounts))],
                Regions = [.. shape.Regions.Take(result.GetValue(regions))],
                FilesAnHour = result.GetValue(files),
                FileBytes = result.GetValue(bytes),
            });
            Write(trail, result.GetRequiredValue(folder).FullName, sidecars: !result.GetValue(bare));
            WriteKeys(trail, result.GetRequiredValue(keys).FullName);
        });
        return command;
    }

    /// <summary>Writes a trail's bucket to disk.</summary>
    public static void Write(SignedTrail trail, string folder, bool sidecars)
    {
        foreach ((string key, StoredObject stored) in trail.Buckets[trail.Shape.Bucket])
        {
            string path = Path.Join(folder, key);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, stored.Bytes);
            if (sidecars && stored.Metadata.Count > 0)
            {
                IEnumerable<string> members = stored.Metadata.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => $"\"x-amz-meta-{m.Key}\":\"{m.Value}\"");
                File.WriteAllText(path + ".metadata.json", $"{{{string.Join(',', members)}}}");
            }
        }
    }

    /// <summary>Writes its public keys, each with its region.</summary>
    public static void WriteKeys(SignedTrail trail, string file)
    {
        IEnumerable<string> keys = trail.Keys.Select(k => $"{k.ToJson()[..^1]},\"Region\":\"{k.Region}\"}}");
        File.WriteAllText(file, $"{{\"PublicKeyList\":[\n{string.Join(",\n", keys)}\n]}}\n", new UTF8Encoding(false));
    }
}
