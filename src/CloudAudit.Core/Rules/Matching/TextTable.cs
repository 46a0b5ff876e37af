using CloudAudit.Decoding;
using CloudAudit.Decoding.Json;

namespace CloudAudit.Rules.Matching;

/// <summary>Things by a text, in any case.</summary>
/// <typeparam name="T">What is found.</typeparam>
internal sealed class TextTable<T>
    where T : class
{
    private readonly Dictionary<string, T> _byText;
    private readonly AsciiTexts? _texts;
    private readonly T[] _things;

    /// <param name="things">By text, compared in any case.</param>
    public TextTable(Dictionary<string, T> things)
    {
        _byText = things;
        _things = [.. things.Values];
        _texts = AsciiTexts.Of([.. things.Keys]);
    }

    /// <summary>What a value's text stands for; null where it stands for nothing.</summary>
    public T? Find(RecordView record, JsonSlice value, MatchScratch scratch)
    {
        if (_texts is not null && record.Text.Kind(value) == JsonKind.String)
        {
            var raw = record.Text.Inner(value);
            int found = _texts.IndexOf(raw);
            if (found >= 0 || AsciiTexts.IsPlain(raw))
            {
                return found >= 0 ? _things[found] : null;
            }
        }

        return _byText.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(scratch.Text(record, value), out var thing) ? thing : null;
    }
}
