using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using CloudAudit.Decoding;
using CloudAudit.Decoding.Json;

namespace CloudAudit.Rules.Matching;

/// <summary>A test of a value's text. Sealed small kinds, so that a rule is a tree of them.</summary>
internal abstract class TextTest
{
    /// <summary>What one test costs, against comparing two short texts (1).</summary>
    public abstract int Cost { get; }

    /// <summary>The texts that alone can pass, in any case; null where that is not known.</summary>
    public virtual IReadOnlyCollection<string>? Only => null;

    /// <summary>Whether any text of <see cref="Only"/> passes, in any case.</summary>
    public virtual bool IgnoresCase => false;

    public abstract bool Passes(ReadOnlySpan<char> text);

    /// <summary>
    /// The answer from a JSON string's raw bytes, where they alone tell; null where the text must be decoded for it.
    /// Most tests end here: a record's event name is rarely the one that is looked for.
    /// </summary>
    public virtual bool? PassesRaw(ReadOnlySpan<byte> raw) => null;

    /// <summary>Whether a JSON number passes, given as it is written.</summary>
    public virtual bool PassesNumber(ReadOnlySpan<char> number) => Passes(number);

    /// <summary>Whether a value passes: an object by its compact JSON, anything else by its text.</summary>
    public bool PassesValue(RecordView record, JsonSlice value, MatchScratch scratch) => record.Text.Kind(value) switch
    {
        JsonKind.String => PassesRaw(record.Text.Inner(value)) ?? Passes(scratch.Text(record, value)),
        JsonKind.Number => PassesNumber(scratch.Text(record, value)),
        _ => Passes(scratch.Text(record, value)),
    };

    /// <summary>Whether what is around the part that passes makes no difference, so that a longer text may be looked at in its place.</summary>
    public virtual bool IsSearch => false;

    /// <summary>Where in a text that passes the part stands that makes it pass, if that can be said.</summary>
    public virtual int IndexIn(ReadOnlySpan<char> text) => 0;
}

/// <summary>The text is one of these.</summary>
internal sealed class EqualsAny : TextTest
{
    private readonly string[] _values;
    private readonly AsciiTexts? _plain;
    private readonly StringComparison _comparison;
    private readonly bool _allAscii;
    private readonly int _shortest = int.MaxValue;
    private readonly ulong _lengths;

    public EqualsAny(IReadOnlyCollection<string> values, bool cased)
    {
        _comparison = cased ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        _values = values.Count == 1 ? [.. values] : [.. values.Distinct(StringComparer.FromComparison(_comparison))];
        _allAscii = true;
        foreach (string value in _values)
        {
            _allAscii &= Ascii.IsValid(value);
            _shortest = Math.Min(_shortest, value.Length);
            _lengths |= value.Length < 64 ? 1UL << value.Length : 0;
        }

        _plain = _values.Length > 1 && !cased ? AsciiTexts.Of(_values) : null;
        Single = _values.Length == 1 && _allAscii && !_values[0].Contains('\\', StringComparison.Ordinal) ? _values[0] : null;
    }

    public override int Cost => 1;

    public override IReadOnlyCollection<string> Only => _values;

    public override bool IgnoresCase => _comparison == StringComparison.OrdinalIgnoreCase;

    // The only value, where a string's bytes tell whether it is that.
    private string? Single { get; }

    // Escapes only lengthen, and an escape or a character beyond ASCII is for the other way.
    public override bool? PassesRaw(ReadOnlySpan<byte> raw)
    {
        if (raw.Length < _shortest)
        {
            return _allAscii ? false : null;
        }

        // Of the same length and not the same bytes, an escape or longer character would leave fewer characters.
        if (Single is not null && raw.Length == Single.Length)
        {
            return _comparison == StringComparison.Ordinal ? Ascii.Equals(raw, Single) : Ascii.EqualsIgnoreCase(raw, Single);
        }

        if (_plain is not null && _plain.IndexOf(raw) >= 0)
        {
            return true;
        }

        if (_plain is not null || (raw.Length < 64 && (_lengths & (1UL << raw.Length)) == 0))
        {
            return _allAscii && AsciiTexts.IsPlain(raw) ? false : null;
        }

        return null;
    }

    public override bool Passes(ReadOnlySpan<char> text)
    {
        if (text.Length < 64 && (_lengths & (1UL << text.Length)) == 0)
        {
            return false;
        }

        foreach (string value in _values)
        {
            if (text.Equals(value, _comparison))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>The text contains one of these.</summary>
internal sealed class ContainsAny : TextTest
{
    // Preparing a search for several takes longer than the rule's reading; most rules never come to it.
    private readonly Lazy<SearchValues<string>>? _values;
    private readonly string? _single;
    private readonly StringComparison _comparison;
    private readonly int _shortest = int.MaxValue;

    public ContainsAny(IReadOnlyList<string> values, bool cased)
    {
        _comparison = cased ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        _single = values.Count == 1 ? values[0] : null;
        _values = values.Count == 1 ? null : new Lazy<SearchValues<string>>(() => SearchValues.Create([.. values], _comparison));
        foreach (string value in values)
        {
            _shortest = Math.Min(_shortest, value.Length);
        }
    }

    public override int Cost => 4;

    public override bool IsSearch => true;

    // A text has no more characters than bytes.
    public override bool? PassesRaw(ReadOnlySpan<byte> raw) => raw.Length < _shortest ? false : null;

    public override bool Passes(ReadOnlySpan<char> text) =>
        _single is null ? text.ContainsAny(_values!.Value) : text.Contains(_single, _comparison);

    public override int IndexIn(ReadOnlySpan<char> text) =>
        _single is null ? text.IndexOfAny(_values!.Value) : text.IndexOf(_single, _comparison);
}

/// <summary>The text matches one of these patterns.</summary>
internal sealed class PatternAny : TextTest
{
    private readonly TextPattern[] _patterns;
    private readonly StringComparison _comparison;
    private readonly int _shortest;
    private readonly string? _prefix;
    private readonly string? _suffix;

    public PatternAny(IReadOnlyList<TextPattern> patterns, bool cased)
    {
        _patterns = [.. patterns];
        _comparison = cased ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        _shortest = _patterns.Min(p => p.MinLength);
        if (_patterns is [var only])
        {
            _prefix = only.Prefix is { } prefix && Ascii.IsValid(prefix) ? prefix : null;
            _suffix = only.Suffix is { } suffix && Ascii.IsValid(suffix) ? suffix : null;
        }
    }

    public override int Cost => 3 * _patterns.Length;

    public override bool IsSearch => Array.TrueForAll(_patterns, p => p.IsSearch);

    public override bool? PassesRaw(ReadOnlySpan<byte> raw)
    {
        if (raw.Length < _shortest)
        {
            return false;
        }

        // Where the bytes are the characters, they are compared as they lie.
        if (_prefix is not null)
        {
            raw = raw[.._prefix.Length];
            return IsPlain(raw) ? AreEqual(raw, _prefix) : null;
        }

        return _suffix is not null && IsPlain(raw) ? AreEqual(raw[^_suffix.Length..], _suffix) : null;
    }

    private static bool IsPlain(ReadOnlySpan<byte> raw) => raw.IndexOf((byte)'\\') < 0 && Ascii.IsValid(raw);

    private bool AreEqual(ReadOnlySpan<byte> raw, string text) =>
        _comparison == StringComparison.Ordinal ? Ascii.Equals(raw, text) : Ascii.EqualsIgnoreCase(raw, text);

    public override bool Passes(ReadOnlySpan<char> text)
    {
        foreach (var pattern in _patterns)
        {
            if (pattern.IsMatch(text, _comparison))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>The text has at least one character: what a value of nothing but stars asks for.</summary>
internal sealed class NonEmptyTest : TextTest
{
    public override int Cost => 1;

    public override bool? PassesRaw(ReadOnlySpan<byte> raw) => !raw.IsEmpty;

    public override bool Passes(ReadOnlySpan<char> text) => !text.IsEmpty;
}

/// <summary>A regular expression finds something; it runs in time linear in the text.</summary>
internal sealed class RegexTest(Lazy<Regex> regex) : TextTest
{
    public override int Cost => 40;

    public override bool Passes(ReadOnlySpan<char> text) => regex.Value.IsMatch(text);

    public override int IndexIn(ReadOnlySpan<char> text)
    {
        foreach (var match in regex.Value.EnumerateMatches(text))
        {
            return match.Index;
        }

        return 0;
    }
}

/// <summary>The text is an address in one of these networks. A service's name is no address.</summary>
internal sealed class CidrTest(IReadOnlyList<Network> networks) : TextTest
{
    private readonly Network[] _networks = [.. networks];

    public override int Cost => 6;

    public override bool Passes(ReadOnlySpan<char> text)
    {
        if (!NetworkText.TryAddress(text, out var address))
        {
            return false;
        }

        foreach (var network in _networks)
        {
            if (network.Contains(address))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>The text is a number, or a JSON number, that compares so.</summary>
internal sealed class CompareTest(Comparison comparison, decimal bound) : TextTest
{
    public override int Cost => 3;

    public override bool Passes(ReadOnlySpan<char> text) =>
        NumberText.TryCompare(text, bound, out int order) && Holds(comparison, order);

    public static bool Holds(Comparison comparison, int order) => comparison switch
    {
        Comparison.Less => order < 0,
        Comparison.LessOrEqual => order <= 0,
        Comparison.Greater => order > 0,
        Comparison.GreaterOrEqual => order >= 0,
        _ => order == 0,
    };
}

/// <summary>A JSON number equals this one, however it is written: 1 is 1.0. A string is compared as text, by another test.</summary>
internal sealed class EqualsNumber(decimal number) : TextTest
{
    public override int Cost => 1;

    public override bool? PassesRaw(ReadOnlySpan<byte> raw) => false;

    public override bool Passes(ReadOnlySpan<char> text) => false;

    public override bool PassesNumber(ReadOnlySpan<char> text) => NumberText.TryCompare(text, number, out int order) && order == 0;
}

/// <summary>The text is a date, a part of which compares so.</summary>
internal sealed class TimePartTest(TimePart part, Comparison comparison, decimal bound) : TextTest
{
    public override int Cost => 3;

    public override bool Passes(ReadOnlySpan<char> text) =>
        TimeParts.TryGet(text, part, out int value) && CompareTest.Holds(comparison, decimal.Compare(value, bound));
}

/// <summary>One of several kinds of test passes.</summary>
internal sealed class AnyTest : TextTest
{
    private readonly TextTest[] _tests;

    private AnyTest(IEnumerable<TextTest> tests) => _tests = [.. tests];

    public override int Cost => _tests.Sum(t => t.Cost);

    public override bool IsSearch => Array.TrueForAll(_tests, t => t.IsSearch);

    public static TextTest Of(IReadOnlyList<TextTest> tests) => tests.Count == 1 ? tests[0] : new AnyTest(tests);

    public override bool Passes(ReadOnlySpan<char> text)
    {
        foreach (var test in _tests)
        {
            if (test.Passes(text))
            {
                return true;
            }
        }

        return false;
    }

    public override bool PassesNumber(ReadOnlySpan<char> number)
    {
        foreach (var test in _tests)
        {
            if (test.PassesNumber(number))
            {
                return true;
            }
        }

        return false;
    }

    public override bool? PassesRaw(ReadOnlySpan<byte> raw)
    {
        bool? all = false;
        foreach (var test in _tests)
        {
            switch (test.PassesRaw(raw))
            {
                case true:
                    return true;
                case null:
                    all = null;
                    break;
            }
        }

        return all;
    }

    public override int IndexIn(ReadOnlySpan<char> text)
    {
        foreach (var test in _tests)
        {
            if (test.Passes(text))
            {
                return test.IndexIn(text);
            }
        }

        return 0;
    }
}
