using System.Runtime.ExceptionServices;
using CloudAudit.Decoding.Gzip;
using CloudAudit.Decoding.Json;

namespace CloudAudit.Decoding;

/// <summary>
/// The part of a log's text that is in memory, indexed. It slides over the text; where one record is larger than the
/// window, the window grows, and its reader decides how far.
/// </summary>
internal sealed class LogWindow
{
    private const int Block = StructuralIndex.BlockSize;
    private readonly int _windowBytes;
    private WindowSource? _source;
    private int _history;

    public LogWindow(int windowBytes) => _windowBytes = Math.Max(windowBytes, Block);

    public JsonText Text { get; } = new();

    /// <summary>Bytes of text in the window.</summary>
    public int Filled { get; private set; }

    /// <summary>Bytes of it that are indexed: all of them at the end, whole blocks before.</summary>
    public int Indexed { get; private set; }

    /// <summary>The place in the whole text of the window's first byte.</summary>
    public long BaseOffset { get; private set; }

    public bool AtEnd { get; private set; }

    /// <summary>Why the text ends where it does, where reading it failed: what came before is read all the same.</summary>
    public ExceptionDispatchInfo? Failure { get; private set; }

    public WindowSource Source => _source!;

    public void Start(WindowSource source, bool needsHistory)
    {
        _source = source;
        _history = needsHistory ? Inflater.History : 0;
        Filled = 0;
        Indexed = 0;
        BaseOffset = 0;
        AtEnd = false;
        Failure = null;
        Text.Index.Restart();

        // A window that one large record blew up is not kept for the files behind it.
        int size = (_windowBytes + _history + Inflater.Slack + (2 * Block)) & ~(Block - 1);
        if (Text.Bytes.Length < size || Text.Bytes.Length > 4 * size)
        {
            Text.Bytes = new byte[size];
        }
    }

    /// <summary>
    /// Reads and indexes more text. What lies before <paramref name="keepFrom"/> may be dropped; positions then move down
    /// by <paramref name="shift"/>.
    /// </summary>
    /// <returns>False at the end of the text, once all of it is indexed.</returns>
    public bool More(int keepFrom, out int shift)
    {
        shift = 0;
        if (AtEnd)
        {
            return false;
        }

        int limit = Text.Bytes.Length - Inflater.Slack - Block;
        int least = Math.Max(_windowBytes / 2, Block);
        if (limit - Filled < least)
        {
            shift = Math.Min(Math.Min(keepFrom, Indexed), Math.Max(0, Filled - _history)) & ~(Block - 1);
            Slide(shift);
            if (limit - Filled < least)
            {
                byte[] grown = new byte[(Text.Bytes.Length * 2 + Block - 1) & ~(Block - 1)];
                Text.Bytes.AsSpan(0, Filled).CopyTo(grown);
                Text.Bytes = grown;
                limit = grown.Length - Inflater.Slack - Block;
            }
        }

        // One fill may bring less than a block; the index needs a block or the end.
        int goal = Indexed + Block;
        do
        {
            int filled = Fill(Math.Min(limit, Filled + _windowBytes));
            AtEnd = filled == Filled;
            Filled = filled;
        }
        while (!AtEnd && Filled < goal);
        IndexMore();
        return true;
    }

    /// <summary>Indexes anew from <paramref name="position"/>, as if the text began there.</summary>
    public void Reindex(int position)
    {
        int start = position & ~(Block - 1);
        Span<byte> before = stackalloc byte[Block];
        var head = Text.Bytes.AsSpan(start, position - start);
        head.CopyTo(before);
        head.Fill((byte)' ');
        Text.Index.Restart();
        Indexed = start;
        IndexMore();
        before[..head.Length].CopyTo(head);
    }

    private int Fill(int limit)
    {
        try
        {
            return _source!.Fill(Text.Bytes, 0, Filled, limit);
        }
        catch (IOException e)
        {
            Failure = ExceptionDispatchInfo.Capture(e);
            return Filled;
        }
    }

    private void Slide(int shift)
    {
        if (shift == 0)
        {
            return;
        }

        Text.Bytes.AsSpan(shift, Filled - shift).CopyTo(Text.Bytes);
        Text.Index.Slide(shift / Block, (Indexed + Block - 1) / Block);
        Filled -= shift;
        Indexed -= shift;
        BaseOffset += shift;
    }

    private void IndexMore()
    {
        int end = Filled & ~(Block - 1);
        if (AtEnd && end < Filled)
        {
            end += Block;
            Text.Bytes.AsSpan(Filled, end - Filled).Fill((byte)' ');
        }

        Text.Index.Reserve(Text.Bytes.Length);
        if (end > Indexed)
        {
            Text.Index.Append(Text.Bytes.AsSpan(Indexed, end - Indexed), Indexed / Block);
        }

        Indexed = Math.Min(end, Filled);
    }
}
