using System.Globalization;

namespace CloudAudit.Rules;

/// <summary>
/// A stretch of one line of a rule file: line and column count from 1, in UTF-16 units.
/// The default value means that the item was not read from a file.
/// </summary>
public readonly record struct SourcePosition(int Line, int Column, int Length = 1)
{
    /// <summary>Whether the item was read from a file at all.</summary>
    public bool IsKnown => Line > 0;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Line}:{Column}");
}
