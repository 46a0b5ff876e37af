using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CloudAudit.Decoding;
using CloudAudit.Decoding.Json;
using CloudAudit.Rules.Matching;

namespace CloudAudit.Rules.Correlation;

/// <summary>Reads the values of fields from records as text, for grouping and counting.</summary>
/// <remarks>
/// Texts are compared as they are, case and all. A field may have several values, in arrays on its way: an event then
/// belongs to the group of each, and counts with each value; of very many the first <see cref="Most"/>.
/// </remarks>
internal sealed class FieldValues
{
    /// <summary>Values, or combinations of values of several fields, taken of one event.</summary>
    public const int Most = 64;

    // A longer value, such as a policy, is told apart by its start and a digest: so a value's memory is bounded.
    private const int LongestText = 256;
    private const int TextStart = 128;

    private const decimal Largest = 1e20m;

    private readonly MatchScratch _scratch = new();

    /// <summary>Every combination of the fields' values; none where a field is absent or null, one and empty for no fields.</summary>
    /// <param name="fields">The fields.</param>
    /// <param name="record">The event.</param>
    /// <param name="group">The values of the match's group, for fields that are among them.</param>
    public List<string[]> Combinations(ReadOnlySpan<PlannedField> fields, RecordView record, IReadOnlyList<string> group)
    {
        List<string[]> combinations = [[]];
        foreach (var field in fields)
        {
            IReadOnlyList<string> values = field.MatchGroup >= 0 ? [group[field.MatchGroup]] : Values(field.Path, record);
            combinations = [.. combinations.SelectMany(_ => values, (c, v) => (string[])[.. c, v]).Take(Most)];
        }

        return combinations;
    }

    /// <summary>Where a field leads in a record, with its text where it leads to one value.</summary>
    /// <param name="path">The field.</param>
    /// <param name="record">The event.</param>
    /// <param name="text">Valid until the next call.</param>
    public PathEnd TryOnly(FieldPath path, RecordView record, out ReadOnlySpan<char> text)
    {
        var end = path.Find(record, out var value);
        text = end == PathEnd.Value ? _scratch.Text(record, value) : [];
        if (text.Length > LongestText)
        {
            text = Shorten(text);
        }

        return end;
    }

    /// <summary>One text for several, such as no other several have.</summary>
    public static string Join(string[] texts)
    {
        if (texts.Length == 1)
        {
            return texts[0];
        }

        var joined = new StringBuilder();
        foreach (string text in texts)
        {
            joined.Append(CultureInfo.InvariantCulture, $"{text.Length}:{text}");
        }

        return joined.ToString();
    }

    /// <summary>A text as a number; not one beyond 10^20 either way, so that no sum overflows.</summary>
    public static bool TryNumber(string text, out decimal number) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out number)
        && Math.Abs(number) <= Largest;

    private List<string> Values(FieldPath path, RecordView record)
    {
        var values = new List<string>();
        var collect = new Collect(_scratch, values);
        path.Any(record, _scratch, ref collect);
        return values;
    }

    private static string Shorten(ReadOnlySpan<char> text)
    {
        if (text.Length <= LongestText)
        {
            return text.ToString();
        }

        byte[] bytes = Encoding.UTF8.GetBytes(text.ToString());
        return $"{text[..TextStart]}… (SHA-256 {Convert.ToHexStringLower(SHA256.HashData(bytes))})";
    }

    private readonly struct Collect(MatchScratch scratch, List<string> values) : IValueTest
    {
        public bool Passes(RecordView record, JsonSlice value)
        {
            string text = Shorten(scratch.Text(record, value));
            if (!values.Contains(text))
            {
                values.Add(text);
            }

            return values.Count == Most;
        }
    }
}
