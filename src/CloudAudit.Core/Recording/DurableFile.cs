using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CloudAudit.Recording;

/// <summary>
/// Files that are there in full or not at all, after a power loss too: written aside, flushed, renamed into place, and
/// the folder's entry flushed (fsync(2): "does not necessarily ensure that the entry in the directory … has also reached disk").
/// </summary>
internal static partial class DurableFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes or replaces a file.</summary>
    /// <param name="path">Where it goes; its folder exists.</param>
    /// <param name="content">All of it.</param>
    /// <param name="scratch">A folder on the same disk that nobody reads; what a crash leaves there is overwritten.</param>
    /// <param name="flushFolder">False where the caller flushes the folder after several files.</param>
    /// <exception cref="IOException">The disk is full, or refuses; the file is as it was.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content, string scratch, bool flushFolder = true)
    {
        string aside = Path.Join(scratch, Path.GetFileName(path) + ".tmp");
        try
        {
            using (var handle = File.OpenHandle(aside, FileMode.Create, FileAccess.Write))
            {
                WriteThrough(handle, content, 0);
            }

            File.Move(aside, path, overwrite: true);
        }
        catch (IOException)
        {
            TryDelete(aside);
            throw;
        }

        if (flushFolder)
        {
            FlushFolder(Path.GetDirectoryName(path)!);
        }
    }

    /// <summary>Writes at a place of a file, and has it on the disk.</summary>
    /// <exception cref="IOException">The disk is full, or refuses; how much has been written is not known.</exception>
    public static void WriteThrough(SafeFileHandle handle, ReadOnlySpan<byte> content, long position)
    {
        try
        {
            RandomAccess.Write(handle, content, position);
            RandomAccess.FlushToDisk(handle);
        }
        catch (ArgumentOutOfRangeException e)
        {
            // What the framework makes of EFBIG: a limit or a quota on the size of files.
            throw new IOException("The file may not become as large as that.", e);
        }
    }

    /// <summary>Makes a file that only its owner may read, and that must not exist yet.</summary>
    /// <exception cref="IOException">It exists, or cannot be written.</exception>
    public static void CreateSecret(string path, ReadOnlySpan<byte> content)
    {
        using (var stream = OpenSecret(path))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }

        FlushFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Whether others than the owner may read the file; where the system tells by an access list, it is not looked at.</summary>
    public static bool IsReadableByOthers(string path) =>
        !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~(OwnerOnly | UnixFileMode.UserExecute)) != UnixFileMode.None;

    /// <summary>Makes a folder and those above it, and flushes their entries.</summary>
    /// <param name="path">A full path.</param>
    /// <param name="ownerOnly">New folders may be entered by their owner alone.</param>
    public static void MakeFolder(string path, bool ownerOnly = false)
    {
        if (Directory.Exists(path))
        {
            return;
        }

        string? parent = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(path));
        if (!string.IsNullOrEmpty(parent))
        {
            MakeFolder(parent, ownerOnly);
        }

        if (ownerOnly && !OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
        }
        else
        {
            Directory.CreateDirectory(path);
        }

        if (!string.IsNullOrEmpty(parent))
        {
            FlushFolder(parent);
        }
    }

    /// <summary>Flushes a folder's entries: names that were made, moved or deleted. Windows journals them by itself.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public static void FlushFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        int descriptor = Open(path, 0);
        if (descriptor < 0)
        {
            throw new IOException($"'{path}' cannot be opened: {Marshal.GetLastPInvokeErrorMessage()}.");
        }

        try
        {
            // Some network file systems cannot flush a folder and say so by EINVAL.
            if (Sync(descriptor) != 0 && Marshal.GetLastPInvokeError() != 22)
            {
                throw new IOException($"'{path}' cannot be flushed to disk: {Marshal.GetLastPInvokeErrorMessage()}.");
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    /// <summary>Deletes a file where that is possible; one that stays does no harm.</summary>
    public static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is overwritten the next time.
        }
    }

    private static FileStream OpenSecret(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            // The owner has full control, and nothing is inherited from the folder.
            var security = new System.Security.AccessControl.FileSecurity();
            security.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
            using var owner = System.Security.Principal.WindowsIdentity.GetCurrent();
            security.AddAccessRule(new(
                owner.User!, System.Security.AccessControl.FileSystemRights.FullControl, System.Security.AccessControl.AccessControlType.Allow));
            return FileSystemAclExtensions.Create(
                new FileInfo(path), FileMode.CreateNew, System.Security.AccessControl.FileSystemRights.Write, FileShare.None, 4096, FileOptions.None, security);
        }

        return new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None,
            UnixCreateMode = OwnerOnly,
        });
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);
}
