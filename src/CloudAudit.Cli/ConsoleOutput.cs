using System.Text;

namespace CloudAudit.Cli;

/// <summary>Whoever read our output has closed it.</summary>
internal sealed class ClosedOutputException(Exception inner) : Exception("The output was closed.", inner);

/// <summary>Standard output, buffered, in UTF-8; that it is closed early is told apart from other failures.</summary>
internal sealed class ConsoleOutput : IDisposable
{
    private readonly StreamWriter _writer;

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Reliability", "CA2000", Justification = "The writer owns the stream.")]
    public ConsoleOutput()
    {
        _writer = new StreamWriter(new ClosableStream(Console.OpenStandardOutput()), new UTF8Encoding(false), 64 * 1024) { AutoFlush = false };
    }

    public TextWriter Writer => _writer;

    public void Flush() => _writer.Flush();

    public void Dispose()
    {
        try
        {
            _writer.Dispose();
        }
        catch (ClosedOutputException)
        {
            // Nobody is left to tell.
        }
    }

    private sealed class ClosableStream(Stream inner) : Stream
    {
        private bool _closed;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (_closed)
            {
                return;
            }

            try
            {
                inner.Write(buffer);
            }
            catch (IOException e)
            {
                _closed = true;
                throw new ClosedOutputException(e);
            }
        }

        public override void Flush()
        {
            if (!_closed)
            {
                inner.Flush();
            }
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
