using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace CloudAudit.Benchmarks.Generation;

/// <summary>
/// JSON text with slots: <c>{"bucketName":"&lt;bucket&gt;"}</c>. A slot of a resource means the same one wherever it is
/// in a record; <c>&lt;uuid&gt;</c> and its like are drawn anew each time, unless marked <c>&lt;uuid=&gt;</c>; numbers
/// follow after colons: <c>&lt;hex:16&gt;</c>, <c>&lt;int:0:500&gt;</c>. A literal less-than sign is not to be had (nor
/// needed: JSON has its escape).
/// </summary>
internal sealed class Template
{
    private readonly Part[] _parts;

    private Template(Part[] parts) => _parts = parts;

    [return: NotNullIfNotNull(nameof(text))]
    public static implicit operator Template?(string? text) => text is null ? null : FromString(text);

    /// <exception cref="FormatException">A slot is unknown or has no end, or could make a number that is none.</exception>
    public static Template FromString(string text)
    {
        List<Part> parts = [];
        int at = 0;
        while (at < text.Length)
        {
            int open = text.IndexOf('<', at);
            if (open != at)
            {
                string literal = open < 0 ? text[at..] : text[at..open];
                if (parts is [.., { Literal: null, Slot: Slot.Int, First: 0 }] && char.IsAsciiDigit(literal[0]))
                {
                    throw new FormatException($"A number would begin with 0, which JSON forbids: {text}");
                }
                parts.Add(new Part(Encoding.UTF8.GetBytes(literal), default, Same: false, 0, 0));
                at += literal.Length;
                continue;
            }
            int close = text.IndexOf('>', open);
            if (close < 0)
            {
                throw new FormatException($"A slot has no end: {text[open..]}");
            }
            parts.Add(ParseSlot(text[(open + 1)..close]));
            at = close + 1;
        }
        return new Template([.. parts]);
    }

    public void AppendTo(Utf8Text text, RecordScope scope)
    {
        foreach (Part part in _parts)
        {
            if (part.Literal is not null)
            {
                text.Append(part.Literal);
            }
            else
            {
                SlotText.Append(text, scope, part.Slot, part.Same, part.First, part.Second);
            }
        }
    }

    private static Part ParseSlot(string text)
    {
        bool same = text.EndsWith('=');
        string[] pieces = text.TrimEnd('=').Split(':');
        if (!Enum.TryParse(pieces[0], ignoreCase: true, out Slot slot))
        {
            throw new FormatException($"There is no slot of the name '{pieces[0]}'.");
        }
        int first = pieces.Length > 1 ? int.Parse(pieces[1], CultureInfo.InvariantCulture) : 0;
        int second = pieces.Length > 2 ? int.Parse(pieces[2], CultureInfo.InvariantCulture) : 0;
        return new Part(null, slot, same, first, second);
    }

    private readonly record struct Part(byte[]? Literal, Slot Slot, bool Same, int First, int Second);
}
