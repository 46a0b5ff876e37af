using System.Globalization;

namespace CloudAudit.Rules;

/// <summary>The type of a value in a rule.</summary>
public enum RuleValueKind
{
    /// <summary>Text, in which <c>*</c> and <c>?</c> are wildcards unless escaped.</summary>
    Text,

    /// <summary>A number, written without quotes.</summary>
    Number,

    /// <summary><c>true</c> or <c>false</c>, written without quotes.</summary>
    Boolean,

    /// <summary><c>null</c>: the field is absent, or JSON null.</summary>
    Null,
}

/// <summary>
/// A value of a field test, as the rule gives it: no escape or wildcard is interpreted yet.
/// Two values are equal when kind and text are; where they stand does not matter.
/// </summary>
public sealed class RuleValue : IEquatable<RuleValue>
{
    private RuleValue(RuleValueKind kind, string text, decimal? number, SourcePosition position)
    {
        Kind = kind;
        Text = text;
        Number = number;
        Position = position;
    }

    /// <summary>The value's type.</summary>
    public RuleValueKind Kind { get; }

    /// <summary>
    /// The literal text. A number keeps the rule's own writing, so that <c>012345678901</c> still
    /// equals the account id it is; a boolean is <c>true</c> or <c>false</c>; null is empty.
    /// </summary>
    public string Text { get; }

    /// <summary>The number that <see cref="Text"/> says; null when this is no number.</summary>
    public decimal? Number { get; }

    /// <summary>The boolean; false when this is none.</summary>
    public bool Boolean => Kind == RuleValueKind.Boolean && Text == "true";

    /// <summary>Whether this is null.</summary>
    public bool IsNull => Kind == RuleValueKind.Null;

    /// <summary>Where the value stands.</summary>
    public SourcePosition Position { get; }

    /// <summary>A text.</summary>
    public static RuleValue Of(string text, SourcePosition position = default) => new(RuleValueKind.Text, text, null, position);

    /// <summary>A number, with the text it was written as.</summary>
    public static RuleValue Of(decimal number, string? text = null, SourcePosition position = default)
        => new(RuleValueKind.Number, text ?? number.ToString(CultureInfo.InvariantCulture), number, position);

    /// <summary>A boolean.</summary>
    public static RuleValue Of(bool value, SourcePosition position = default)
        => new(RuleValueKind.Boolean, value ? "true" : "false", null, position);

    /// <summary>Null.</summary>
    public static RuleValue Null(SourcePosition position = default) => new(RuleValueKind.Null, string.Empty, null, position);

    /// <inheritdoc/>
    public bool Equals(RuleValue? other) => other is not null && Kind == other.Kind && Text == other.Text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RuleValue);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Text);

    /// <inheritdoc/>
    public override string ToString() => IsNull ? "null" : Text;
}
