using System.Security.Cryptography;
using CloudAudit.Decoding;
using CloudAudit.Decoding.Gzip;

namespace CloudAudit.Integrity;

/// <summary>What reading an object's content came to.</summary>
/// <param name="Hash">The SHA-256 of the uncompressed bytes in lower-case hexadecimal; null where they end in damage.</param>
/// <param name="Length">How many bytes that were.</param>
/// <param name="Damage">What is wrong with the object, with its offset; null where nothing is.</param>
/// <param name="TooLarge">It has more bytes than may be read, so nothing is known of the rest.</param>
internal readonly record struct ContentResult(string? Hash, long Length, string? Damage, bool TooLarge = false);

/// <summary>
/// Reads objects as CloudTrail delivers them: one gzip member, whose uncompressed bytes are hashed on the way. One thread
/// each; nothing grows with the object.
/// </summary>
internal sealed class ContentReader : IDisposable
{
    private const int Window = 256 * 1024;
    private readonly CompressedInput _input = new();
    private readonly GzipSource _gzip;
    private readonly IncrementalHash _sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _buffer = new byte[Inflater.History + Window + Inflater.Slack];

    public ContentReader() => _gzip = new GzipSource(_input);

    /// <summary>Hashes an object's content.</summary>
    /// <param name="stream">The object, from its start.</param>
    /// <param name="limit">Bytes of content that are read.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public ContentResult Hash(Stream stream, long limit, CancellationToken cancellation) => Read(stream, limit, null, cancellation);

    /// <summary>Hashes an object's content and keeps it.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public ContentResult Read(Stream stream, int limit, MemoryStream content, CancellationToken cancellation) =>
        Read(stream, (long)limit, content, cancellation);

    public void Dispose() => _sha.Dispose();

    private ContentResult Read(Stream stream, long limit, MemoryStream? content, CancellationToken cancellation)
    {
        _input.Start(stream);
        if (!_input.Ensure(2))
        {
            return new ContentResult(null, 0, _input.Available == 0 ? "it is empty" : "offset 0: it is no gzip data");
        }

        if (_input.Buffer[0] != 0x1F || _input.Buffer[1] != 0x8B)
        {
            return new ContentResult(null, 0, "offset 0: it is no gzip data");
        }

        _gzip.Start();
        long length = 0;
        int position = 0;
        const int end = Inflater.History + Window;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            int filled = _gzip.Fill(_buffer, 0, position, end);
            if (filled == position)
            {
                break;
            }

            var text = _buffer.AsSpan(position, filled - position);
            length += text.Length;
            _sha.AppendData(text);
            content?.Write(text);
            position = filled;
            if (length > limit)
            {
                _sha.GetHashAndReset(hash);
                return new ContentResult(null, length, $"it decompresses to more than {limit >> 20} MiB", TooLarge: true);
            }

            if (position > end - (Window / 2))
            {
                _buffer.AsSpan(position - Inflater.History, Inflater.History).CopyTo(_buffer);
                position = Inflater.History;
            }
        }

        _sha.GetHashAndReset(hash);
        if (_gzip.Error is not { } error)
        {
            return new ContentResult(Convert.ToHexStringLower(hash), length, null);
        }

        // Of what follows the end of the data, and of a wrong checksum, the content is known all the same.
        bool whole = error.Kind is LogErrorKind.SecondGzipMember or LogErrorKind.TrailingData or LogErrorKind.BadChecksum;
        return new ContentResult(
            whole ? Convert.ToHexStringLower(hash) : null, length, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"offset {error.Offset}: {error.Detail}"));
    }
}
