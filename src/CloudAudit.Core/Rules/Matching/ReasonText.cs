using System.Text;
using CloudAudit.Decoding;
using CloudAudit.Decoding.Json;
using CloudAudit.Output;

namespace CloudAudit.Rules.Matching;

/// <summary>
/// Writes why a rule matched a record: <c>selection: eventName=CreateUser, userAgent="aws-cli/2.15 …"; not filter_main</c>.
/// Its length is bounded, whatever the record holds, and what an attacker may have chosen is made safe for a terminal.
/// </summary>
internal sealed class ReasonText(RecordView record, MatchScratch scratch)
{
    /// <summary>How long a reason may be, in characters.</summary>
    public const int Longest = 1024;

    /// <summary>How much of one value is shown, in characters.</summary>
    public const int LongestValue = 128;

    private readonly StringBuilder _text = new();
    private readonly HashSet<string> _fields = new(StringComparer.Ordinal);
    private readonly HashSet<string> _parts = new(StringComparer.Ordinal);
    private bool _first;
    private bool _full;

    /// <summary>Whether a part of the rule matches the record.</summary>
    public bool Matches(Matcher part) => part.Matches(record, scratch);

    /// <summary>Says that a selection held, by which fields.</summary>
    public void AddSelection(string name, Matcher selection)
    {
        if (_parts.Add(name))
        {
            Separate();
            Append(name);
            _first = true;
            _fields.Clear();
            selection.Explain(this, holds: true);
        }
    }

    /// <summary>Says that something else of the condition did not hold.</summary>
    public void AddNot(string what)
    {
        if (_parts.Add("not " + what))
        {
            Separate();
            Append("not " + what);
        }
    }

    /// <summary>Shows a field: the value that passes the test, else the first there is.</summary>
    public void AddField(FieldPath path, TextTest? test)
    {
        if (_full)
        {
            return;
        }

        var finder = new Finder(test, scratch);
        bool found = path.Any(record, scratch, ref finder);
        string shown = $"{path.Text}{(found ? '=' : ' ')}{(found ? finder.Found : path.IsPresent(record, scratch) ? "empty" : "absent")}";
        if (_fields.Add(shown))
        {
            Next();
            Append(shown);
        }
    }

    /// <summary>Shows what a keyword found.</summary>
    public void AddKeyword(TextTest test)
    {
        var text = scratch.Compact(record.Json);
        Next();
        Append(test.Passes(text) ? "event contains " + Shown(text, test) : "a text in the event matches");
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    // Around the part that matched, where the value is long.
    private static string Shown(ReadOnlySpan<char> value, TextTest? test)
    {
        int from = value.Length <= LongestValue || test is null ? 0 : Math.Clamp(test.IndexIn(value) - 16, 0, value.Length - LongestValue);
        var part = value.Slice(from, Math.Min(LongestValue, value.Length - from));
        string clean = TerminalText.Clean(part.ToString());
        bool quotes = part.IsEmpty || part.IndexOfAny(" ,;=\"") >= 0;
        return $"{(from > 0 ? "…" : string.Empty)}{(quotes ? "\"" : string.Empty)}{clean}{(quotes ? "\"" : string.Empty)}{(from + part.Length < value.Length ? "…" : string.Empty)}";
    }

    private void Separate() => Append(_text.Length > 0 ? "; " : string.Empty);

    private void Next()
    {
        Append(_first ? ": " : ", ");
        _first = false;
    }

    private void Append(string text)
    {
        if (_full)
        {
            return;
        }

        if (_text.Length + text.Length >= Longest)
        {
            _text.Append(text.AsSpan(0, Longest - 1 - _text.Length)).Append('…');
            _full = true;
            return;
        }

        _text.Append(text);
    }

    private struct Finder(TextTest? test, MatchScratch scratch) : IValueTest
    {
        public string? Found { get; private set; }

        public bool Passes(RecordView record, JsonSlice value)
        {
            if (test?.PassesValue(record, value, scratch) == false)
            {
                return false;
            }

            Found = Shown(scratch.Text(record, value), test);
            return true;
        }
    }
}
