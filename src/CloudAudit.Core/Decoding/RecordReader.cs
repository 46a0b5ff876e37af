using CloudAudit.Decoding.Gzip;
using CloudAudit.Decoding.Json;

namespace CloudAudit.Decoding;

/// <summary>
/// Reads a log, whatever its wrapping, record by record: gzip or plain; <c>{"Records":[…]}</c>, an array, one record,
/// JSON lines, lookup-events output, EventBridge envelopes, CloudWatch Logs exports. Memory is a window, not the file.
/// A reader is used for one log after another by one thread.
/// </summary>
internal sealed partial class RecordReader
{
    private readonly DecodeLimits _limits;
    private readonly Action<LogError> _onError;
    private readonly CompressedInput _input = new();
    private readonly GzipSource _gzip;
    private readonly PlainSource _plain;
    private readonly LogWindow _window;
    private readonly JsonText _inner = new();
    private string _origin = string.Empty;
    private Stream _stream = Stream.Null;
    private int _at;
    private bool _inArray;
    private bool _wrapped;
    private bool _expectComma;
    private Container _container;
    private bool _ended;
    private bool _sourceErrorTold;

    /// <param name="limits">What a log may ask for.</param>
    /// <param name="onError">Takes what is wrong, as it is met.</param>
    public RecordReader(DecodeLimits limits, Action<LogError> onError)
    {
        _limits = limits;
        _onError = onError;
        _gzip = new GzipSource(_input);
        _plain = new PlainSource(_input);
        _window = new LogWindow(limits.WindowBytes);
    }

    /// <summary>What the elements of the array being read are.</summary>
    private enum Container : byte
    {
        /// <summary>CloudTrail's own file: each element is a record.</summary>
        Records,

        /// <summary>Anything: told element by element.</summary>
        Elements,
    }

    /// <summary>Asked between two windows of text: true ends the log there.</summary>
    public Func<bool>? Stopped { get; set; }

    /// <summary>The record that <see cref="Read"/> has moved to.</summary>
    public RecordView Record { get; } = new();

    /// <summary>Where that record begins in the decompressed text, in bytes.</summary>
    public long RecordOffset { get; private set; }

    /// <summary>Digest files met and left out: they are CloudTrail's signatures, not events.</summary>
    public int Digests { get; private set; }

    /// <summary>Bytes of text read so far.</summary>
    public long TextBytes => _window.BaseOffset + _window.Filled;

    // The text ends before its end, which is told otherwise.
    private bool IsCut => _window.Source.Error is not null || _window.Failure is not null;

    /// <summary>Begins a log. The stream stays the caller's.</summary>
    public void Start(Stream stream, string origin)
    {
        _origin = origin;
        _stream = stream;
        _ended = false;
        _sourceErrorTold = false;
        _rescanned = 0;
        _errors = 0;
        Digests = 0;
        StartText();
    }

    private void StartText()
    {
        _at = 0;
        _inArray = false;
        _wrapped = false;
        _expectComma = false;
        _input.Start(_stream);

        // One byte of gzip's two is a file cut there: no JSON begins so.
        bool gzip = (_input.Ensure(2) || _input.Available == 1) && _input.Buffer[0] == 0x1F && (_input.Available == 1 || _input.Buffer[1] == 0x8B);
        if (gzip)
        {
            _gzip.Start();
            _window.Start(_gzip, needsHistory: true);
            return;
        }

        if (_input.Available >= 2 && _stream.CanSeek
            && (_input.Buffer[0], _input.Buffer[1]) is (0xFF, 0xFE) or (0xFE, 0xFF))
        {
            // What Windows PowerShell 5.1 writes with '>': UTF-16.
            var encoding = _input.Buffer[0] == 0xFF ? System.Text.Encoding.Unicode : System.Text.Encoding.BigEndianUnicode;
            _stream.Position = 0;
            _stream = System.Text.Encoding.CreateTranscodingStream(_stream, encoding, new System.Text.UTF8Encoding(false), leaveOpen: true);
            _input.Start(_stream);
        }

        _plain.Start(_stream);
        _window.Start(_plain, needsHistory: false);
    }

    /// <summary>Moves to the next record.</summary>
    /// <returns>False at the end of the log.</returns>
    /// <exception cref="IOException">Reading failed; all records before that have been given.</exception>
    public bool Read()
    {
        while (!_ended)
        {
            if (_inArray ? ReadElement() : ReadDocument())
            {
                return true;
            }
        }

        if (Stopped?.Invoke() != true)
        {
            _window.Failure?.Throw();
        }

        return false;
    }

    // Between documents: a record, a wrapper, an array, a line of a CloudWatch Logs export.
    private bool ReadDocument()
    {
        if (!SkipSpace())
        {
            End();
            return false;
        }

        byte first = _window.Text.Bytes[_at];
        switch (first)
        {
            case (byte)'{':
                return ReadObjectDocument();
            case (byte)'[':
                _at++;
                EnterArray(Container.Elements, wrapped: false);
                return false;
            case 0xEF when _window.BaseOffset + _at == 0 && Available(3) && _window.Text.Bytes.AsSpan(0, 3).SequenceEqual("\uFEFF"u8):
                _at += 3;

                // The mark's bytes are no brackets and no quotes: the index stands.
                return false;
            case >= (byte)'0' and <= (byte)'9' when SkipExportTimestamp():
                return false;
            default:
                Fail(LogErrorKind.BadJson, _at, $"expected a JSON object or array, found {Describe(first)}");
                Resync(_at + 1);
                return false;
        }
    }

    private bool ReadObjectDocument()
    {
        switch (Classify(out int arrayAt, out var container))
        {
            case DocumentKind.Array:
                _at = arrayAt + 1;
                EnterArray(container, wrapped: true);
                return false;
            case DocumentKind.Digest:
                Digests++;
                SkipRest(depth: 1, _at + 1, _at, LogErrorKind.TruncatedJson);
                return false;
            default:
                return ReadObject(out var slice) && Interpret(slice);
        }
    }

    private void EnterArray(Container container, bool wrapped)
    {
        _inArray = true;
        _container = container;
        _wrapped = wrapped;
        _expectComma = false;
    }

    private bool ReadElement()
    {
        if (!SkipSpace())
        {
            EndInside(_at);
            return false;
        }

        byte[] bytes = _window.Text.Bytes;
        if (bytes[_at] == ',' && _expectComma)
        {
            _expectComma = false;
            _at++;
            if (!SkipSpace())
            {
                EndInside(_at);
                return false;
            }

            bytes = _window.Text.Bytes;
            if (bytes[_at] == ']')
            {
                Fail(LogErrorKind.BadJson, _at, "a record is missing between ',' and ']'");
            }
        }

        switch (bytes[_at])
        {
            case (byte)']':
                _at++;
                LeaveArray();
                return false;
            case (byte)'{':
                if (_expectComma)
                {
                    Fail(LogErrorKind.BadJson, _at, "a ',' is missing between two records");
                }

                _expectComma = true;
                return ReadObject(out var slice) && (_container == Container.Records ? Take(slice) : Interpret(slice));
            default:
                Fail(LogErrorKind.BadJson, _at, $"expected a record, found {Describe(bytes[_at])}");
                SkipBadElement();
                return false;
        }
    }

    // Behind the array's ']'. A record that follows it was meant to be in it: the bracket is damage.
    private void LeaveArray()
    {
        if (SkipSpace() && _window.Text.Bytes[_at] == ',')
        {
            _at++;
            if (SkipSpace() && _window.Text.Bytes[_at] == '{')
            {
                Fail(LogErrorKind.BadJson, _at, "a record follows the end of the array");
                _expectComma = false;
                return;
            }
        }

        _inArray = false;
        if (_wrapped)
        {
            SkipRest(depth: 1, _at, _at, LogErrorKind.TruncatedJson);
        }
    }

    // A number, a string, a nested array where a record belongs: it is skipped as a whole.
    private void SkipBadElement()
    {
        switch (_window.Text.Bytes[_at])
        {
            case (byte)'[':
                SkipRest(depth: 1, _at + 1, _at, LogErrorKind.TruncatedJson);
                _expectComma = true;
                return;
            case (byte)'"' or (byte)'-' or (byte)'t' or (byte)'f' or (byte)'n' or (>= (byte)'0' and <= (byte)'9'):
                int end = _window.Text.ValueEnd(_at, _window.Indexed);
                while ((end < 0 || end >= _window.Indexed) && _window.Indexed - _at <= _limits.MaxRecordBytes && MoreFrom())
                {
                    end = _window.Text.ValueEnd(_at, _window.Indexed);
                }

                if (end > _at)
                {
                    _at = end;
                    _expectComma = true;
                    return;
                }

                break;
            case (byte)',' or (byte)'}':
                _at++;
                return;
        }

        Resync(_at + 1);
    }

    // The record as a view: of the window, or of the text a string held.
    private bool Take(JsonSlice slice)
    {
        RecordOffset = _window.BaseOffset + slice.Start;
        Record.MoveTo(_window.Text, slice);
        return true;
    }

    private static string Describe(byte b) =>
        b is > 0x20 and < 0x7F ? $"'{(char)b}'" : $"byte 0x{b:x2}";
}
