using System.IO.Enumeration;
using CloudAudit.Decoding;
using CloudAudit.Encryption;
using CloudAudit.Filters;
using CloudAudit.Recording;

namespace CloudAudit.Sources;

/// <summary>
/// The logs of files and folders on disk, in the order of their paths. Listed as they are asked for, one folder at a
/// time, so that a bucket's worth of them takes no memory.
/// </summary>
public sealed class LocalLogs : LogSource
{
    private static readonly EnumerationOptions Here = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };
    private readonly IReadOnlyList<string> _paths;
    private readonly LogPruning _pruning;
    private readonly Action<LogError> _onError;
    private readonly EnvelopeKeys _keys;
    private LogKey _key;

    /// <param name="paths">Full paths of files, which are read whatever their name, and of folders, which are searched.</param>
    /// <param name="query">What is wanted; logs that cannot hold it are passed by.</param>
    /// <param name="onError">Takes what cannot be listed; may be called on another thread.</param>
    /// <param name="keys">What encrypted logs are opened with; they stay the caller's.</param>
    public LocalLogs(IReadOnlyList<string> paths, EventQuery query, Action<LogError> onError, EnvelopeKeys? keys = null)
    {
        _paths = paths;
        _pruning = new LogPruning(query);
        _onError = onError;
        _keys = keys ?? EnvelopeKeys.None;
    }

    /// <summary>
    /// The folders, be they given or those of files that were given: which files a wildcard finds differs from run to run.
    /// </summary>
    public override string Identity => "file:" + string.Join('\n', _paths
        .Select(path => Directory.Exists(path) ? path : Path.GetDirectoryName(path) ?? path)
        .Select(Path.TrimEndingDirectorySeparator).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    /// <inheritdoc/>
    public override IEnumerable<LogFile> List()
    {
        foreach (string path in _paths)
        {
            if (Directory.Exists(path))
            {
                foreach (var file in ListFolder(path))
                {
                    yield return file;
                }
            }
            else if (SidecarLogFile.IsSidecar(path) && File.Exists(SidecarLogFile.Owner(path)))
            {
                // A listing by others names both.
                Ignored++;
            }
            else
            {
                string folder = Path.GetDirectoryName(path) ?? string.Empty;
                var sidecars = (File.Exists(path + ObjectMetadata.SidecarSuffix) ? Sidecars.Metadata : Sidecars.None)
                    | (File.Exists(path + ObjectMetadata.InstructionSuffix) ? Sidecars.Instruction : Sidecars.None);
                var info = Target(path);
                var file = info.Exists
                    ? new LocalLogFile(folder, Path.GetFileName(path), info.Length, new DateTimeOffset(info.LastWriteTimeUtc))
                    : new LocalLogFile(folder, Path.GetFileName(path), 0);
                yield return Log(file, sidecars);
            }
        }
    }

    private LogFile Log(LocalLogFile file, Sidecars sidecars) =>
        sidecars == Sidecars.None ? file : new SidecarLogFile(file, sidecars, _keys);

    // A link's own length and time do not change when the file does.
    private static LocalLogFile Listed(string folder, Entry entry)
    {
        var target = entry.IsLink ? Target(Path.Join(folder, entry.Name)) : null;
        return target?.Exists == true
            ? new LocalLogFile(folder, entry.Name, target.Length, new DateTimeOffset(target.LastWriteTimeUtc))
            : new LocalLogFile(folder, entry.Name, entry.Length, entry.LastWrite);
    }

    private static FileInfo Target(string path)
    {
        var info = new FileInfo(path);
        try
        {
            return info.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? info;
        }
        catch (IOException)
        {
            // Links in a circle: opening it will tell.
            return info;
        }
    }

    private IEnumerable<LogFile> ListFolder(string root)
    {
        var pending = new Stack<(string Folder, Entry[] Entries, int Next)>();
        pending.Push((root, Entries(root), 0));
        while (pending.TryPop(out var level))
        {
            if (level.Next == level.Entries.Length)
            {
                continue;
            }

            pending.Push((level.Folder, level.Entries, level.Next + 1));
            var entry = level.Entries[level.Next];
            if (!entry.IsFolder)
            {
                var sidecars = SidecarsOf(level.Entries, level.Next);
                if (IsWanted(level.Folder, entry, sidecars))
                {
                    yield return Log(Listed(level.Folder, entry), sidecars);
                }

                continue;
            }

            string folder = Path.Join(level.Folder, entry.Name);
            if (entry.Name == TrailLayout.JournalFolder)
            {
                // A local trail's newest events are in no log file yet.
                foreach (var segment in JournalLogFile.List(folder, _keys, _onError))
                {
                    yield return segment;
                }
            }
            else if (_pruning.MayHold(folder))
            {
                pending.Push((folder, Entries(folder), 0));
            }
            else
            {
                PrunedFolders++;
            }
        }
    }

    private Entry[] Entries(string folder)
    {
        try
        {
            var entries = new FileSystemEnumerable<Entry>(
                folder,
                (ref FileSystemEntry e) => new Entry(e.FileName.ToString(), e.IsDirectory, e.IsDirectory ? 0 : e.Length, e.IsDirectory ? default : e.LastWriteTimeUtc, e.Attributes.HasFlag(FileAttributes.ReparsePoint)),
                Here)
            {
                // A link to a folder may lead back to where we are.
                ShouldIncludePredicate = (ref FileSystemEntry e) => !(e.IsDirectory && e.Attributes.HasFlag(FileAttributes.ReparsePoint)),
            };
            Entry[] sorted = [.. entries];
            Array.Sort(sorted, (a, b) => string.CompareOrdinal(a.Name, b.Name));
            return sorted;
        }
        catch (UnauthorizedAccessException e)
        {
            _onError(new LogError(LogErrorKind.AccessDenied, folder, 0, e.Message));
        }
        catch (IOException e)
        {
            _onError(new LogError(LogErrorKind.ReadFailed, folder, 0, e.Message));
        }

        return [];
    }

    // In their order, a file's sidecars come after it, before any other name that does not begin with its own.
    private static Sidecars SidecarsOf(Entry[] entries, int index)
    {
        string name = entries[index].Name;
        var found = Sidecars.None;
        for (int i = index + 1; i < entries.Length && entries[i].Name.StartsWith(name, StringComparison.Ordinal); i++)
        {
            var rest = entries[i].Name.AsSpan(name.Length);
            found |= entries[i].IsFolder ? Sidecars.None
                : rest.SequenceEqual(ObjectMetadata.SidecarSuffix) ? Sidecars.Metadata
                : rest.SequenceEqual(ObjectMetadata.InstructionSuffix) ? Sidecars.Instruction
                : Sidecars.None;
        }

        return found;
    }

    private bool IsWanted(string folder, Entry entry, Sidecars sidecars)
    {
        if (SidecarLogFile.IsSidecar(entry.Name) || IsTrailDescription(folder, entry.Name))
        {
            Ignored++;
            return false;
        }

        if (LogKey.TryParse(entry.Name, out var key, _key))
        {
            _key = key;
            if (key.Folder == "CloudTrail-Digest")
            {
                Digests++;
                return false;
            }

            if (!_pruning.MayHold(key))
            {
                Pruned++;
                return false;
            }
        }
        else if (!LogName.IsLog(entry.Name) && sidecars == Sidecars.None && (entry.Length == 0 || !LooksLikeLog(Path.Join(folder, entry.Name))))
        {
            Ignored++;
            return false;
        }

        return true;
    }

    private static bool IsTrailDescription(string folder, string name) =>
        name == TrailLayout.ConfigurationFile && Directory.Exists(Path.Join(folder, TrailLayout.JournalFolder));

    // Firehose and exports name their objects without an ending: then the first bytes tell. What has no length (a pipe,
    // whose opening waits for a writer) is not opened.
    private static bool LooksLikeLog(string path)
    {
        try
        {
            using var handle = File.OpenHandle(path);
            Span<byte> first = stackalloc byte[64];
            first = first[..RandomAccess.Read(handle, first, 0)];
            if (first.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
            {
                return true;
            }

            first = first.StartsWith("\uFEFF"u8) ? first[3..] : first;
            first = first.TrimStart(" \t\r\n"u8);
            return first.Length > 1 && first[0] is (byte)'{' or (byte)'[';
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is not known to be a log; that it cannot be read is no error of ours.
            return false;
        }
    }

    private readonly record struct Entry(string Name, bool IsFolder, long Length, DateTimeOffset LastWrite, bool IsLink);
}
