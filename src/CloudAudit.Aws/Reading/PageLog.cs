using System.Text;
using CloudAudit.Sources;

namespace CloudAudit.Aws.Reading;

/// <summary>One page of an API's answers as a log: a record a line.</summary>
/// <param name="origin">Where it is from.</param>
/// <param name="text">The records, UTF-8, a line each.</param>
/// <param name="mark">Up to when all is read with this page; null where it is not the last.</param>
internal sealed class PageLog(string origin, byte[] text, LogMark? mark = null) : LogFile
{
    /// <inheritdoc/>
    public override LogMark? Mark => mark;

    /// <inheritdoc/>
    public override string Origin => origin;

    /// <inheritdoc/>
    public override long Length => text.Length;

    /// <inheritdoc/>
    public override bool IsReadAtOnce => true;

    /// <inheritdoc/>
    public override Stream Open() => new MemoryStream(text, writable: false);

    /// <summary>Texts, a line each.</summary>
    public static byte[] Lines(IReadOnlyList<string> messages)
    {
        int size = messages.Sum(m => Encoding.UTF8.GetByteCount(m) + 1);
        byte[] text = new byte[size];
        int at = 0;
        foreach (string message in messages)
        {
            at += Encoding.UTF8.GetBytes(message, text.AsSpan(at));
            text[at++] = (byte)'\n';
        }

        return text;
    }
}
