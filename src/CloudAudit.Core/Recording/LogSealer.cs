using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using CloudAudit.Encryption;

namespace CloudAudit.Recording;

/// <summary>
/// Makes log files of the journal's segments. Its caller holds the trail's lock. A segment is renamed first, and its new
/// name says the log file's; the log file is written, then counted in the state, and only then is the segment deleted. So
/// whatever a crash leaves is finished by the next writer, under the same name.
/// </summary>
internal sealed class LogSealer(string folder, string journal, TrailConfiguration trail, TrailCipher? cipher)
{
    private const long MaxSegmentBytes = 1024L * 1024 * 1024;

    /// <summary>Segments that were renamed and not finished, oldest first.</summary>
    public string[] Unfinished() =>
        [.. Directory.EnumerateFiles(journal, TrailLayout.SealedPrefix + "*.wal").Order(StringComparer.Ordinal)];

    /// <summary>Takes the segment out of use; the next append begins another.</summary>
    public string Rotate(DateTimeOffset delivered)
    {
        string path = Path.Join(journal, TrailLayout.SealedSegment(delivered, TrailLayout.NewUnique()));
        File.Move(Path.Join(journal, TrailLayout.ActiveSegment), path);
        DurableFile.FlushFolder(journal);
        return path;
    }

    /// <summary>Writes the log file of a segment.</summary>
    /// <param name="damage">What was wrong with the segment, where something was: the log file then says so itself.</param>
    /// <returns>The log file; null where the segment holds no record and needs none.</returns>
    /// <exception cref="IOException">It cannot be written, or the segment not be read.</exception>
    public SealedLog? Write(string segment, RecordComposer composer, out string? damage)
    {
        damage = null;
        if (!TrailLayout.TryParseSealed(Path.GetFileName(segment), out var delivered, out string unique))
        {
            damage = "its name is none that a segment of the journal has";
            return null;
        }

        var text = Content(segment, composer, out var oldest, out var newest, out damage);
        if (text is null)
        {
            return null;
        }

        string key = TrailLayout.LogKey(trail, delivered, unique);
        string path = TrailLayout.PathOf(folder, key);
        DurableFile.MakeFolder(Path.GetDirectoryName(path)!);
        byte[] stored = DigestWriter.Gzip(text.WrittenSpan);
        if (cipher is not null)
        {
            // The sidecar first, so that a log file is never there without it.
            var metadata = new ObjectMetadata();
            stored = cipher.Encrypt(stored, metadata);
            DurableFile.Write(path + ObjectMetadata.SidecarSuffix, metadata.ToJson(), journal, flushFolder: false);
        }

        DurableFile.Write(path, stored, journal);
        return new SealedLog(key, Convert.ToHexStringLower(SHA256.HashData(text.WrittenSpan)), delivered, oldest, newest);
    }

    /// <summary>Puts a finished segment away: deletes it, or keeps it for a look where it was damaged.</summary>
    public void Finish(string segment, bool damaged)
    {
        if (damaged)
        {
            File.Move(segment, Path.Join(journal, "damaged-" + Path.GetFileName(segment)), overwrite: true);
        }
        else
        {
            File.Delete(segment);
        }

        DurableFile.FlushFolder(journal);
    }

    private ArrayBufferWriter<byte>? Content(
        string segment, RecordComposer composer, out DateTimeOffset oldest, out DateTimeOffset newest, out string? damage)
    {
        (oldest, newest, damage) = (DateTimeOffset.MaxValue, DateTimeOffset.MinValue, null);
        byte[] bytes = new FileInfo(segment).Length <= MaxSegmentBytes
            ? File.ReadAllBytes(segment)
            : throw new IOException($"'{segment}' is larger than a segment of the journal can be.");
        var text = new ArrayBufferWriter<byte>(bytes.Length + 1024);
        text.Write("{\"Records\":["u8);
        int count = 0;
        var header = JournalHeader.Read(bytes);
        if (header is null)
        {
            damage = "the start of the segment is damaged, and with it what is needed to read it";
        }
        else
        {
            using var payload = JournalPayload.Open(header, cipher, out damage);
            damage ??= Copy(bytes.AsSpan(header.Length), payload!, text, ref count, ref oldest, ref newest);
        }

        if (damage is not null)
        {
            var notice = composer.Notice("JournalDamaged", $"A segment of the journal was damaged: {damage}. It is kept as 'damaged-{Path.GetFileName(segment)}'.");
            Add(text, notice.Json.Span, notice.EventTime, ref count, ref oldest, ref newest);
        }

        text.Write("]}"u8);
        return count > 0 ? text : null;
    }

    private static string? Copy(
        ReadOnlySpan<byte> bytes, JournalPayload payload, ArrayBufferWriter<byte> text, ref int count, ref DateTimeOffset oldest, ref DateTimeOffset newest)
    {
        ulong rejected = 0;
        var frames = new JournalFrameReader(bytes, 0);
        while (frames.Read())
        {
            if (payload.TryRead(frames.Number, frames.Payload, out var time, out var json))
            {
                Add(text, json, time, ref count, ref oldest, ref newest);
            }
            else
            {
                rejected++;
            }
        }

        ulong lost = frames.Lost + rejected;
        return lost == 0 && frames.DamagedBytes == 0 ? null : string.Create(
            CultureInfo.InvariantCulture, $"{lost} events are lost, {rejected} of them because they are not those that were written; {frames.DamagedBytes} bytes are unreadable");
    }

    private static void Add(
        ArrayBufferWriter<byte> text, ReadOnlySpan<byte> json, DateTimeOffset time, ref int count, ref DateTimeOffset oldest, ref DateTimeOffset newest)
    {
        if (count++ > 0)
        {
            text.Write(","u8);
        }

        text.Write(json);
        oldest = time < oldest ? time : oldest;
        newest = time > newest ? time : newest;
    }
}
