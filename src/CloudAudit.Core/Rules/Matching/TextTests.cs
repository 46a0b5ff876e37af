using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace CloudAudit.Rules.Matching;

/// <summary>A test of a value's text. Sealed small kinds, so that a rule is a tree of them.</summary>
internal abstract class TextTest
{
    /// <summary>What one test costs, against comparing two short texts (1).</summary>
    public abstract int Cost { get; }

    /// <summary>The texts that alone can pass, in any case; null where that is not known.</summary>
    public virtual IReadOnlyCollection<string>? Only => null;

    public abstract bool Passes(ReadOnlySpan<char> text);

    /// <summary>
    /// The answer from a JSON string's raw bytes, where they alone tell; null where the text must be decoded for it.
    /// Most tests end here: a record's event name is rarely the one that is looked for.
    /// </summary>
    public virtual bool? PassesRaw(ReadOnlySpan<byte> raw) => null;
}

/// <summary>The text is one of these.</summary>
internal sealed class EqualsAny : TextTest
{
    private readonly FrozenSet<string> _values;
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly string? _single;
    private readonly StringComparison _comparison;
    private readonly bool _allAscii;
    private readonly int _shortest;
    private readonly ulong _lengths;

    public EqualsAny(IEnumerable<string> values, bool cased)
    {
        _values = values.ToFrozenSet(cased ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);
        _lookup = _values.GetAlternateLookup<ReadOnlySpan<char>>();
        _single = _values.Count == 1 ? _values.Items[0] : null;
        _comparison = cased ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        _allAscii = _values.All(v => Ascii.IsValid(v));
        _shortest = _values.Count > 0 ? _values.Min(v => v.Length) : 0;
        foreach (string value in _values.Where(v => v.Length < 64))
        {
            _lengths |= 1UL << value.Length;
        }
    }

    public override int Cost => 1;

    public override IReadOnlyCollection<string> Only => _values;

    // Escapes only lengthen, and an escape or a character beyond ASCII is for the other way.
    public override bool? PassesRaw(ReadOnlySpan<byte> raw)
    {
        if (raw.Length < _shortest)
        {
            return _allAscii ? false : null;
        }

        if (raw.Length < 64 && (_lengths & (1UL << raw.Length)) == 0 && Ascii.IsValid(raw) && raw.IndexOf((byte)'\\') < 0)
        {
            return _allAscii ? false : null;
        }

        return null;
    }

    public override bool Passes(ReadOnlySpan<char> text) =>
        _single is null ? _lookup.Contains(text) : text.Equals(_single, _comparison);
}

/// <summary>The text contains one of these.</summary>
internal sealed class ContainsAny : TextTest
{
    private readonly SearchValues<string>? _values;
    private readonly string? _single;
    private readonly StringComparison _comparison;

    public ContainsAny(IReadOnlyList<string> values, bool cased)
    {
        _comparison = cased ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        _single = values.Count == 1 ? values[0] : null;
        _values = values.Count == 1 ? null : SearchValues.Create([.. values], _comparison);
    }

    public override int Cost => 4;

    public override bool Passes(ReadOnlySpan<char> text) =>
        _single is null ? text.ContainsAny(_values!) : text.Contains(_single, _comparison);
}

/// <summary>The text matches one of these patterns.</summary>
internal sealed class PatternAny(IReadOnlyList<TextPattern> patterns, bool cased) : TextTest
{
    private readonly StringComparison _comparison = cased ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    public override int Cost => 3 * patterns.Count;

    public override bool Passes(ReadOnlySpan<char> text)
    {
        foreach (var pattern in patterns)
        {
            if (pattern.IsMatch(text, _comparison))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>A regular expression finds something; it runs in time linear in the text.</summary>
internal sealed class RegexTest(Regex regex) : TextTest
{
    public override int Cost => 40;

    public override bool Passes(ReadOnlySpan<char> text) => regex.IsMatch(text);
}

/// <summary>The text is an address in one of these networks. A service's name is no address.</summary>
internal sealed class CidrTest(IReadOnlyList<IPNetwork> networks) : TextTest
{
    public override int Cost => 6;

    public override bool Passes(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text.Length > 64 || !NetworkText.IsWritten(text) || !IPAddress.TryParse(text, out var address))
        {
            return false;
        }

        // An IPv4 address may be written in IPv6's notation.
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        foreach (var network in networks)
        {
            if (network.Contains(address))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>The text is a number that compares so.</summary>
internal sealed class CompareTest(CompareTest.Operator comparison, decimal bound) : TextTest
{
    internal enum Operator
    {
        Less,
        LessOrEqual,
        Greater,
        GreaterOrEqual,
    }

    public override int Cost => 3;

    public override bool Passes(ReadOnlySpan<char> text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal value) && comparison switch
        {
            Operator.Less => value < bound,
            Operator.LessOrEqual => value <= bound,
            Operator.Greater => value > bound,
            _ => value >= bound,
        };
}

/// <summary>One of several kinds of test passes.</summary>
internal sealed class AnyTest(IReadOnlyList<TextTest> tests) : TextTest
{
    public override int Cost => tests.Sum(t => t.Cost);

    public static TextTest Of(IReadOnlyList<TextTest> tests) => tests.Count == 1 ? tests[0] : new AnyTest(tests);

    public override bool Passes(ReadOnlySpan<char> text)
    {
        foreach (var test in tests)
        {
            if (test.Passes(text))
            {
                return true;
            }
        }

        return false;
    }
}
