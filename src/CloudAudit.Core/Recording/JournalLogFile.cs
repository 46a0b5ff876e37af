using System.Globalization;
using CloudAudit.Decoding;
using CloudAudit.Encryption;
using CloudAudit.Sources;

namespace CloudAudit.Recording;

/// <summary>
/// A segment of a local trail's journal as a log: its events are on the disk and in no log file yet. Its text is JSON
/// lines. One that is sealed between listing and opening is empty: its log file is still to be listed.
/// </summary>
/// <param name="path">The segment's full path.</param>
/// <param name="length">Bytes, as listed.</param>
/// <param name="keys">What opens it where it is encrypted; they stay the caller's.</param>
internal sealed class JournalLogFile(string path, long length, EnvelopeKeys keys) : LogFile
{
    /// <inheritdoc/>
    public override string Origin => path;

    /// <inheritdoc/>
    public override long Length => length;

    /// <summary>A segment only grows.</summary>
    public override string Version => length.ToString(CultureInfo.InvariantCulture);

    /// <summary>The segments in a journal's folder; an empty one where it cannot be listed, which is told.</summary>
    public static IReadOnlyList<LogFile> List(string journal, EnvelopeKeys keys, Action<LogError> onError)
    {
        try
        {
            return [.. new DirectoryInfo(journal).EnumerateFiles("*.wal")
                .Where(f => f.Name == TrailLayout.ActiveSegment || f.Name.StartsWith(TrailLayout.SealedPrefix, StringComparison.Ordinal))
                .OrderBy(f => f.Name == TrailLayout.ActiveSegment).ThenBy(f => f.Name, StringComparer.Ordinal)
                .Select(f => new JournalLogFile(f.FullName, Size(f), keys))];
        }
        catch (UnauthorizedAccessException e)
        {
            onError(new LogError(LogErrorKind.AccessDenied, journal, 0, e.Message));
        }
        catch (IOException e)
        {
            onError(new LogError(LogErrorKind.ReadFailed, journal, 0, e.Message));
        }

        return [];
    }

    // It may be sealed while it is listed.
    private static long Size(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
    }

    /// <inheritdoc/>
    public override Stream Open()
    {
        byte[] bytes;
        try
        {
            using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            long size = RandomAccess.GetLength(handle);
            if (size > keys.MaxObjectBytes)
            {
                throw new IOException("it is larger than a segment of the journal can be");
            }

            bytes = new byte[size];
            int filled = 0;
            while (filled < bytes.Length && RandomAccess.Read(handle, bytes.AsSpan(filled), filled) is > 0 and var read)
            {
                filled += read;
            }

            bytes = bytes[..filled];
        }
        catch (FileNotFoundException)
        {
            return new MemoryStream([], writable: false);
        }

        var header = JournalHeader.Read(bytes) ?? throw new IOException("the start of this segment of the journal is damaged");
        using var cipher = header.IsEncrypted ? TrailCipher.ForReading(keys) : null;
        using var payload = JournalPayload.Open(header, cipher, out string? damage) ?? throw new IOException($"this segment of the journal cannot be read: {damage}");
        var text = new JournalText(bytes.Length);
        var frames = new JournalFrameReader(bytes.AsSpan(header.Length), 0);
        ulong unreadable = 0;
        while (frames.Read())
        {
            if (payload.TryRead(frames.Number, frames.Payload, out _, out var json))
            {
                // A record that was given whole may be laid out over lines.
                text.Write(json);
                text.WriteByte((byte)'\n');
            }
            else
            {
                unreadable++;
            }
        }

        text.Position = 0;
        text.Lost = frames.Lost + unreadable;
        return text;
    }

    // What is whole is read; that it is not all is said behind it.
    private sealed class JournalText(int capacity) : MemoryStream(capacity)
    {
        public ulong Lost { get; set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            int read = base.Read(buffer, offset, count);
            return read > 0 || count == 0 || Lost == 0
                ? read
                : throw new IOException(string.Create(CultureInfo.InvariantCulture, $"this segment of the journal is damaged, and {Lost} of its events cannot be read"));
        }
    }
}
