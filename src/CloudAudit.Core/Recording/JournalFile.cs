using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace CloudAudit.Recording;

/// <summary>How the segment that is being written is.</summary>
/// <param name="Created">When it was begun.</param>
/// <param name="Length">Bytes that hold.</param>
/// <param name="Damaged">It cannot be written on, and has to be sealed as it is.</param>
internal readonly record struct SegmentLook(DateTimeOffset Created, long Length, bool Damaged);

/// <summary>
/// The segment of the journal that is being written. Its caller holds the trail's lock; between two uses other processes
/// may have added to it, or sealed it and begun another. What has been appended is on the disk when Append returns.
/// </summary>
internal sealed class JournalFile(string journal, TrailCipher? cipher) : IDisposable
{
    // Far more than a segment grows to before it is sealed.
    private const long MaxBytes = 1024L * 1024 * 1024;
    private readonly string _path = Path.Join(journal, TrailLayout.ActiveSegment);
    private readonly ArrayBufferWriter<byte> _frames = new(64 * 1024);
    private byte[] _identity = [];
    private JournalHeader? _header;
    private JournalPayload? _payload;
    private long _end;
    private ulong _nextNumber;

    /// <summary>How the segment is; null where there is none.</summary>
    public SegmentLook? Look()
    {
        using var handle = Open();
        return handle is null ? null : Follow(handle) ? new SegmentLook(_header!.Created, _end, Damaged: false) : new SegmentLook(default, 0, Damaged: true);
    }

    /// <summary>Appends records, and has them on the disk.</summary>
    /// <param name="created">When a segment that has to be begun is begun.</param>
    /// <exception cref="TrailException">The disk is full, or refuses. None of the records is acknowledged, nor counts.</exception>
    public void Append(IReadOnlyList<AuditRecord> records, DateTimeOffset created)
    {
        using var handle = Open() ?? Begin(created);
        if (!Follow(handle))
        {
            throw new TrailException(TrailErrorKind.Damaged, $"The segment '{_path}' of the journal is damaged where it begins.");
        }

        // What a crash cut off was never acknowledged.
        if (RandomAccess.GetLength(handle) > _end)
        {
            RandomAccess.SetLength(handle, _end);
        }

        _frames.ResetWrittenCount();
        ulong number = _nextNumber;
        foreach (var record in records)
        {
            _payload!.Write(_frames, number++, record);
        }

        try
        {
            DurableFile.WriteThrough(handle, _frames.WrittenSpan, _end);
        }
        catch (IOException e)
        {
            // After a failed flush nobody knows what is on the disk: what is not acknowledged must not come back.
            TryCut(handle);
            throw new TrailException(TrailErrorKind.WriteFailed, $"The trail's journal cannot be written: {e.Message} Nothing of this batch was recorded; what was acknowledged before is safe.", e);
        }

        _end += _frames.WrittenCount;
        _nextNumber = number;
    }

    public void Dispose() => _payload?.Dispose();

    private SafeFileHandle? Open()
    {
        try
        {
            return File.OpenHandle(_path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (UnauthorizedAccessException e)
        {
            throw new TrailException(TrailErrorKind.AccessDenied, $"The trail may not be written: {e.Message}", e);
        }
    }

    private SafeFileHandle Begin(DateTimeOffset created)
    {
        try
        {
            DurableFile.Write(_path, JournalHeader.Create(created, cipher), journal);
        }
        catch (IOException e) when (e is not Encryption.DecryptionException)
        {
            throw new TrailException(TrailErrorKind.WriteFailed, $"The trail's journal cannot be begun: {e.Message} Nothing of this batch was recorded; what was acknowledged before is safe.", e);
        }

        return Open() ?? throw new TrailException(TrailErrorKind.WriteFailed, $"'{_path}' is gone right after it was made.");
    }

    // Comes up to what others have written since; reads only that, where the segment is still the same.
    private bool Follow(SafeFileHandle handle)
    {
        long length = RandomAccess.GetLength(handle);
        Span<byte> identity = stackalloc byte[JournalHeader.IdentityBytes];
        int read = RandomAccess.Read(handle, identity, 0);
        if (_payload is null || !identity[..read].SequenceEqual(_identity) || length < _end)
        {
            Enter(handle, length, identity[..read]);
        }

        if (_payload is null || length > MaxBytes)
        {
            return false;
        }

        if (length > _end)
        {
            byte[] added = ArrayPool<byte>.Shared.Rent((int)(length - _end));
            int count = ReadFully(handle, added.AsSpan(0, (int)(length - _end)), _end);
            var frames = new JournalFrameReader(added.AsSpan(0, count), _nextNumber);
            while (frames.Read())
            {
                // Only to find the end; what the frames hold is read when they are sealed.
            }

            _end += frames.End;
            _nextNumber = frames.NextNumber;
            ArrayPool<byte>.Shared.Return(added);
        }

        return true;
    }

    private void Enter(SafeFileHandle handle, long length, ReadOnlySpan<byte> identity)
    {
        byte[] head = new byte[(int)Math.Min(length, JournalHeader.MaxBytes)];
        int read = ReadFully(handle, head, 0);
        _payload?.Dispose();
        _payload = null;
        _header = JournalHeader.Read(head.AsSpan(0, read));
        if (_header is null)
        {
            return;
        }

        _payload = JournalPayload.Open(_header, cipher, out _);
        _identity = identity.ToArray();
        _end = _header.Length;
        _nextNumber = 0;
    }

    private static int ReadFully(SafeFileHandle handle, Span<byte> buffer, long position)
    {
        int filled = 0;
        while (filled < buffer.Length && RandomAccess.Read(handle, buffer[filled..], position + filled) is > 0 and var read)
        {
            filled += read;
        }

        return filled;
    }

    private void TryCut(SafeFileHandle handle)
    {
        try
        {
            RandomAccess.SetLength(handle, _end);
        }
        catch (IOException)
        {
            // Then the next writer cuts off what is no whole frame.
        }
    }
}
