using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace CloudAudit.Sources;

/// <summary>A log that can be opened: a local file here, an object elsewhere.</summary>
public abstract class LogFile
{
    /// <summary>The path or URI, as events and errors name it.</summary>
    public abstract string Origin { get; }

    /// <summary>Bytes as stored; 0 where that is not known.</summary>
    public abstract long Length { get; }

    /// <summary>
    /// True where listing it was the costly part, as of a page of an API: it is read before more are listed.
    /// </summary>
    public virtual bool IsReadAtOnce => false;

    /// <summary>
    /// What is another when the log's content is: an ETag, or length and time of last write. A checkpoint reads a log again
    /// whose version has changed. Empty where logs never change.
    /// </summary>
    public virtual string Version => string.Empty;

    /// <summary>Where it stands in time among its likes; null where logs have no such order.</summary>
    public virtual LogMark? Mark => null;

    /// <summary>Records at its start that need not be looked at: an earlier run has given them.</summary>
    public long FirstRecord { get; set; }

    /// <summary>Opens it for one pass from the start.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public abstract Stream Open();
}

/// <summary>A place in a row of logs that are listed by time: those of one account and region, the pages of one log group.</summary>
/// <param name="Row">The row's name.</param>
/// <param name="Time">Nothing in the row that is listed later is older than this, but for what arrives late.</param>
public readonly record struct LogMark(string Row, DateTimeOffset Time);

/// <summary>A file on disk.</summary>
/// <param name="folder">The folder's full path, which its files share.</param>
/// <param name="name">The file's name in it.</param>
/// <param name="length">Bytes, as listed.</param>
/// <param name="lastWrite">When it was last written to, as listed.</param>
public sealed class LocalLogFile(string folder, string name, long length, DateTimeOffset lastWrite = default) : LogFile
{
    private string? _origin;

    /// <inheritdoc/>
    public override string Origin => _origin ??= Path.Join(folder, name);

    /// <inheritdoc/>
    public override long Length => length;

    /// <inheritdoc/>
    public override string Version => string.Create(CultureInfo.InvariantCulture, $"{length}:{lastWrite.UtcTicks}");

    /// <inheritdoc/>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Reliability", "CA2000", Justification = "The stream owns the handle.")]
    public override Stream Open() => new HandleStream(File.OpenHandle(Origin, options: FileOptions.SequentialScan));

    // FileStream's buffer and bookkeeping are of no use to a reader that brings its own buffer, 20,000 times over.
    private sealed class HandleStream(SafeFileHandle handle) : Stream
    {
        private long _position;

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => RandomAccess.GetLength(handle);

        public override long Position
        {
            get => _position;
            set => _position = value;
        }

        public override int Read(Span<byte> buffer)
        {
            int read = RandomAccess.Read(handle, buffer, _position);
            _position += read;
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override long Seek(long offset, SeekOrigin origin) => _position = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => _position + offset,
            _ => Length + offset,
        };

        public override void Flush()
        {
        }

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            handle.Dispose();
            base.Dispose(disposing);
        }
    }
}
