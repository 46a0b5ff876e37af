using System.Text;
using CloudAudit.Decoding;

namespace CloudAudit.Reading;

/// <summary>
/// Events from text that comes piece by piece, as a pipeline's lines do: JSON in any of the shapes that logs have, whole
/// in one piece or laid out over many. Text is held only until its brackets close.
/// </summary>
public sealed class EventTextReader
{
    /// <summary>Characters held at the most while brackets are open: 128 Mi.</summary>
    public const int MaxPending = 128 * 1024 * 1024;

    private readonly string _origin;
    private readonly StringBuilder _pending = new();
    private readonly RecordReader _reader;
    private readonly List<LogError> _errors = [];
    private int _depth;
    private bool _inString;
    private bool _escaped;
    private long _index;

    /// <param name="origin">What to name as the events' origin.</param>
    public EventTextReader(string origin)
    {
        _origin = origin;
        _reader = new RecordReader(DecodeLimits.Default, _errors.Add);
    }

    /// <summary>Takes a piece, as if a line break stood behind it, and gives the events that it completes.</summary>
    public (IReadOnlyList<AuditEvent> Events, IReadOnlyList<LogError> Errors) Add(string piece)
    {
        Follow(piece);
        _pending.Append(piece).Append('\n');
        if (_depth > 0 && _pending.Length <= MaxPending)
        {
            return ([], []);
        }

        return End();
    }

    /// <summary>Gives what is held, complete or not.</summary>
    public (IReadOnlyList<AuditEvent> Events, IReadOnlyList<LogError> Errors) End()
    {
        byte[] text = Encoding.UTF8.GetBytes(_pending.ToString());
        _pending.Clear();
        (_depth, _inString, _escaped) = (0, false, false);
        var events = new List<AuditEvent>();
        using var stream = new MemoryStream(text, writable: false);
        _reader.Start(stream, _origin);
        while (_reader.Read())
        {
            if (EventFactory.Create(_reader.Record.Json, _origin, _index++, out int badAt) is { } created)
            {
                events.Add(created);
            }
            else
            {
                _reader.Reject(badAt, _index - 1);
            }
        }

        LogError[] errors = [.. _errors];
        _errors.Clear();
        return (events, errors);
    }

    private void Follow(string piece)
    {
        foreach (char c in piece)
        {
            if (_inString)
            {
                (_inString, _escaped) = (_escaped || c != '"', !_escaped && c == '\\');
            }
            else if (c == '"')
            {
                _inString = true;
            }
            else if (c is '{' or '[')
            {
                _depth++;
            }
            else if (c is '}' or ']')
            {
                _depth--;
            }
        }
    }
}
