namespace CloudAudit.Checkpoints;

/// <summary>What saving does, one after the other.</summary>
internal enum SaveStep
{
    Begun,
    OldTemporaryGone,
    TemporaryMade,
    HalfWritten,
    Written,
    OnDisk,
    Renamed,
}

/// <summary>
/// The file of a checkpoint, for one run at a time: read whole, and replaced whole. At every moment there is either the
/// old content or the new one under its name, whatever fails.
/// </summary>
internal sealed class CheckpointFile : IDisposable
{
    // A hundred million bytes hold the names of three million logs.
    private const long MaxBytes = 512L * 1024 * 1024;
    private readonly FileStream _lock;
    private readonly string _target;

    /// <param name="path">Full path. Beside it stand <c>.lock</c>, which stays, and while it is saved <c>.tmp</c>.</param>
    /// <exception cref="CheckpointException">Another run has it open, or its folder is not to be written to.</exception>
    public CheckpointFile(string path)
    {
        Path = path;
        if (Directory.Exists(path))
        {
            throw new CheckpointException(CheckpointProblem.Inaccessible, path, "this is a folder; a checkpoint is a file.");
        }

        try
        {
            // A link stays one: what it points to is replaced.
            _target = new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;

            // The file itself is replaced, so it cannot be what is locked. Deleting the lock's file would let two in.
            _lock = new FileStream(_target + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        }
        catch (DirectoryNotFoundException e)
        {
            throw new CheckpointException(CheckpointProblem.Inaccessible, path, "its folder does not exist.", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new CheckpointException(CheckpointProblem.Inaccessible, path, "its folder may not be written to: " + e.Message, e);
        }
        catch (IOException e)
        {
            throw IsSharing(e)
                ? new CheckpointException(CheckpointProblem.InUse, path, "another run is using this checkpoint. Let it end, or give each its own.", e)
                : new CheckpointException(CheckpointProblem.Inaccessible, path, "it cannot be locked: " + e.Message, e);
        }
    }

    public string Path { get; }

    /// <summary>Called after each step of saving: tests fail there.</summary>
    public Action<SaveStep> Reached { get; init; } = _ => { };

    /// <summary>The content; null where there is no file yet.</summary>
    /// <exception cref="CheckpointException">It cannot be read.</exception>
    public byte[]? Read()
    {
        try
        {
            var info = new FileInfo(_target);
            if (!info.Exists)
            {
                return null;
            }

            return info.Length <= MaxBytes
                ? File.ReadAllBytes(_target)
                : throw new CheckpointException(CheckpointProblem.Damaged, Path, "this is no checkpoint: it is too large.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException(CheckpointProblem.Inaccessible, Path, e.Message, e);
        }
    }

    /// <summary>Replaces the content.</summary>
    /// <exception cref="CheckpointException">It cannot be written; the old content is still there.</exception>
    public void Write(ReadOnlySpan<byte> content)
    {
        string temporary = _target + ".tmp";
        try
        {
            Reached(SaveStep.Begun);

            // What a run that was killed left behind; and never somebody's link, as the name may be guessed.
            File.Delete(temporary);
            Reached(SaveStep.OldTemporaryGone);
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1))
            {
                Reached(SaveStep.TemporaryMade);
                file.Write(content[..(content.Length / 2)]);
                Reached(SaveStep.HalfWritten);
                file.Write(content[(content.Length / 2)..]);
                Reached(SaveStep.Written);
                file.Flush(flushToDisk: true);
            }

            Reached(SaveStep.OnDisk);
            File.Move(temporary, _target, overwrite: true);
            Reached(SaveStep.Renamed);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException(CheckpointProblem.Inaccessible, Path, "it cannot be saved: " + e.Message, e);
        }
    }

    public void Dispose() => _lock.Dispose();

    // ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION on Windows; EWOULDBLOCK on Linux, on macOS.
    private static bool IsSharing(IOException e) => (e.HResult & 0xFFFF) is 32 or 33 or 11 or 35;
}
