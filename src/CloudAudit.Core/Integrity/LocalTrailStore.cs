using System.IO.Enumeration;
using CloudAudit.Encryption;
using CloudAudit.Recording;

namespace CloudAudit.Integrity;

/// <summary>
/// A local copy of a trail's bucket, or a local trail: keys are paths under the folder that holds <c>AWSLogs</c>, and an
/// object's metadata is in the sidecar beside it, where one was saved.
/// </summary>
public sealed class LocalTrailStore : ITrailStore
{
    private const string LogsFolder = "AWSLogs";

    // How deep under a folder AWSLogs is looked for: a bucket's name and a prefix of some parts.
    private const int MaxPrefixParts = 6;
    private static readonly EnumerationOptions Here = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };
    private readonly EnvelopeKeys? _decryptionKeys;

    private LocalTrailStore(string root, string keyPrefix, string scope, string bucket, EnvelopeKeys? decryptionKeys)
    {
        Root = root;
        KeyPrefix = keyPrefix;
        Scope = scope;
        Bucket = bucket;
        _decryptionKeys = decryptionKeys;
    }

    /// <inheritdoc/>
    public string Bucket { get; }

    /// <summary>The folder that holds AWSLogs.</summary>
    public string Root { get; }

    /// <inheritdoc/>
    public bool KeepsMetadata => false;

    /// <inheritdoc/>
    public int Readers => Environment.ProcessorCount;

    /// <summary>What stands before AWSLogs in keys, as digests say; empty, or with '/' at its end.</summary>
    public string KeyPrefix { get; }

    /// <inheritdoc/>
    public string Scope { get; }

    /// <summary>The copies at and under some folders.</summary>
    /// <param name="path">Full path of a folder: one that holds AWSLogs, at any of a few levels, AWSLogs itself, or one in it.</param>
    /// <param name="decryptionKeys">What may open objects whose sidecar says that they are encrypted.</param>
    /// <returns>One store for each AWSLogs folder; none where there is none.</returns>
    public static IReadOnlyList<LocalTrailStore> Find(string path, EnvelopeKeys? decryptionKeys = null)
    {
        string full = Path.TrimEndingDirectorySeparator(path);
        string[] parts = full.Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar);
        int at = Array.LastIndexOf(parts, LogsFolder);
        if (at >= 0)
        {
            string root = string.Join(Path.DirectorySeparatorChar, parts[..at]);
            return [Open(root.Length == 0 ? Path.DirectorySeparatorChar.ToString() : root, string.Join('/', parts[at..]) + "/", decryptionKeys)];
        }

        return [.. Roots(full, 0).Order(StringComparer.Ordinal).Select(r => Open(r, LogsFolder + "/", decryptionKeys))];
    }

    /// <summary>Says of a folder in which no trail was found why that is so.</summary>
    public static string NothingIn(string path) => File.Exists(Path.Join(path, TrailLayout.ConfigurationFile))
        ? $"'{path}' has no log files yet: what is recorded there is sealed into the first by time, by size, by Write-AuditEvent -Seal or by cloudaudit record --seal."
        : $"'{path}' holds no trail: there is no folder AWSLogs in it, and it lies in none.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Folders(string prefix, CancellationToken cancellation)
    {
        string folder = PathOf(prefix);
        return Directory.Exists(folder) ? [.. Entries(folder).Where(e => e.IsFolder).Select(e => e.Name)] : [];
    }

    /// <inheritdoc/>
    public IEnumerable<TrailEntry> List(string prefix, string after, CancellationToken cancellation)
    {
        // A prefix may end in the middle of a name.
        int slash = prefix.LastIndexOf('/') + 1;
        string folder = PathOf(prefix[..slash]);
        return Directory.Exists(folder) ? Walk(folder, prefix[..slash], prefix, after, cancellation) : [];
    }

    /// <inheritdoc/>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Reliability", "CA2000", Justification = "The object owns its stream.")]
    public TrailObject? Open(string bucket, string key, CancellationToken cancellation)
    {
        if (bucket != Bucket || !key.StartsWith(KeyPrefix, StringComparison.Ordinal) || !IsPlain(key))
        {
            return null;
        }

        string path = PathOf(key);
        ObjectMetadata? metadata = null;
        string sidecar = path + ObjectMetadata.SidecarSuffix;
        if (File.Exists(sidecar))
        {
            metadata = ObjectMetadata.ReadFile(sidecar);
        }

        Stream stream;
        try
        {
            stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        try
        {
            return new TrailObject(metadata is not null && EnvelopeReader.IsEncrypted(metadata) ? Decrypt(stream, path, metadata) : stream, metadata);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public string Origin(string bucket, string key) =>
        bucket == Bucket && key.StartsWith(KeyPrefix, StringComparison.Ordinal) && IsPlain(key) ? PathOf(key) : $"s3://{bucket}/{key}";

    private Stream Decrypt(Stream stream, string path, ObjectMetadata metadata)
    {
        if (_decryptionKeys is null)
        {
            throw new DecryptionException(Decoding.LogErrorKind.DecryptionKeyMissing, "it is encrypted, and no key was given to open it with");
        }

        var instruction = EnvelopeReader.NeedsInstruction(metadata) ? ObjectMetadata.ReadFile(path + ObjectMetadata.InstructionSuffix) : null;
        return EnvelopeReader.Open(stream, metadata, _decryptionKeys, instruction);
    }

    private static LocalTrailStore Open(string root, string scope, EnvelopeKeys? decryptionKeys)
    {
        var unnamed = new LocalTrailStore(root, string.Empty, scope, string.Empty, decryptionKeys);
        var (bucket, prefix) = unnamed.Recorded();
        return new LocalTrailStore(root, prefix, prefix + scope, bucket, decryptionKeys);
    }

    private static IEnumerable<string> Roots(string folder, int depth)
    {
        if (Directory.Exists(Path.Join(folder, LogsFolder)))
        {
            yield return folder;
        }
        else if (depth < MaxPrefixParts)
        {
            foreach (var entry in Entries(folder).Where(e => e.IsFolder))
            {
                foreach (string root in Roots(Path.Join(folder, entry.Name), depth + 1))
                {
                    yield return root;
                }
            }
        }
    }

    // Bucket and prefix as the digests record them: by most of a few, since one of them may be the attacker's.
    private (string Bucket, string Prefix) Recorded()
    {
        var votes = new Dictionary<(string, string), int>();
        int read = 0;
        using var reader = new ContentReader();
        foreach (var entry in Digests(LogsFolder + "/"))
        {
            string key = entry.Key;
            if (DigestName.TryParse(key, out var name)
                && LoadedDigest.Load(this, string.Empty, entry, name, reader, CancellationToken.None).File is { } digest
                && digest.Key.EndsWith(key, StringComparison.Ordinal))
            {
                var place = (digest.Bucket, digest.Key[..^key.Length]);
                votes[place] = votes.GetValueOrDefault(place) + 1;
            }

            if (++read == 9)
            {
                break;
            }
        }

        return votes.Count == 0 ? (string.Empty, string.Empty) : votes.MaxBy(v => v.Value).Key;
    }

    // The first digests of each region in turn would be a long walk; those of the first few folders do.
    private IEnumerable<TrailEntry> Digests(string prefix)
    {
        foreach (string folder in Folders(prefix, CancellationToken.None))
        {
            if (folder == TrailFolder.Digests)
            {
                foreach (var entry in List($"{prefix}{folder}/", string.Empty, CancellationToken.None).Where(e => DigestName.TryParse(e.Key, out _)))
                {
                    yield return entry;
                }
            }
            else if (TrailFolder.IsAccount(folder) || TrailFolder.IsOrganization(folder))
            {
                foreach (var entry in Digests($"{prefix}{folder}/"))
                {
                    yield return entry;
                }
            }
        }
    }

    // A key comes from a digest, which whoever can write to the copy can write: it must not lead out of the folder.
    internal static bool IsPlain(string key) =>
        !key.Contains('\\', StringComparison.Ordinal) && !key.Contains('\0', StringComparison.Ordinal) && !(OperatingSystem.IsWindows() && key.Contains(':', StringComparison.Ordinal))
        && Array.TrueForAll(key.Split('/'), part => part.Length > 0 && part is not ("." or ".."));

    private string PathOf(string key)
    {
        string local = key.StartsWith(KeyPrefix, StringComparison.Ordinal) ? key[KeyPrefix.Length..] : key;
        return Path.Join(Root, local.Replace('/', Path.DirectorySeparatorChar));
    }

    private static IEnumerable<TrailEntry> Walk(string folder, string folderKey, string prefix, string after, CancellationToken cancellation)
    {
        foreach (var entry in Entries(folder))
        {
            cancellation.ThrowIfCancellationRequested();
            string key = entry.IsFolder ? $"{folderKey}{entry.Name}/" : folderKey + entry.Name;
            int common = Math.Min(key.Length, prefix.Length);
            if (string.CompareOrdinal(key, 0, prefix, 0, common) != 0)
            {
                continue;
            }

            if (entry.IsFolder)
            {
                // What sorts wholly before the mark is passed by, unread.
                if (string.CompareOrdinal(key + "\uFFFF", after) > 0)
                {
                    foreach (var below in Walk(Path.Join(folder, entry.Name), key, prefix, after, cancellation))
                    {
                        yield return below;
                    }
                }
            }
            else if (key.Length >= prefix.Length && string.CompareOrdinal(key, after) > 0 && !IsBeside(entry.Name))
            {
                yield return new TrailEntry(key, null);
            }
        }
    }

    private static bool IsBeside(string name) =>
        name.EndsWith(ObjectMetadata.SidecarSuffix, StringComparison.Ordinal) || name.EndsWith(ObjectMetadata.InstructionSuffix, StringComparison.Ordinal);

    // In the order of keys: a folder sorts as its name with '/' behind it.
    private static Entry[] Entries(string folder)
    {
        var entries = new FileSystemEnumerable<Entry>(folder, (ref FileSystemEntry e) => new Entry(e.FileName.ToString(), e.IsDirectory), Here)
        {
            // A link to a folder may lead back to where we are.
            ShouldIncludePredicate = (ref FileSystemEntry e) => !(e.IsDirectory && e.Attributes.HasFlag(FileAttributes.ReparsePoint)),
        };
        Entry[] sorted = [.. entries];
        Array.Sort(sorted, (a, b) => string.CompareOrdinal(a.SortName, b.SortName));
        return sorted;
    }

    private sealed record Entry(string Name, bool IsFolder)
    {
        public string SortName => IsFolder ? Name + "/" : Name;
    }
}
