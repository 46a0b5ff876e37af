namespace CloudAudit.Rules;

/// <summary>
/// A condition over the selections of a rule. <see cref="object.ToString"/> gives Sigma text again,
/// with every operator in parentheses of its own.
/// </summary>
public abstract record Condition
{
    private protected Condition()
    {
    }
}

/// <summary>A selection by its name.</summary>
/// <param name="Name">Names are case-sensitive.</param>
/// <param name="Offset">Where the name stands in the condition's text, from 0.</param>
public sealed record ConditionName(string Name, int Offset = 0) : Condition
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>Holds when every operand does.</summary>
/// <param name="Operands">At least two.</param>
public sealed record ConditionAnd(IReadOnlyList<Condition> Operands) : Condition
{
    /// <inheritdoc/>
    public override string ToString() => $"({string.Join(" and ", Operands)})";
}

/// <summary>Holds when any operand does.</summary>
/// <param name="Operands">At least two.</param>
public sealed record ConditionOr(IReadOnlyList<Condition> Operands) : Condition
{
    /// <inheritdoc/>
    public override string ToString() => $"({string.Join(" or ", Operands)})";
}

/// <summary>Holds when the operand does not.</summary>
public sealed record ConditionNot(Condition Operand) : Condition
{
    /// <inheritdoc/>
    public override string ToString() => $"(not {Operand})";
}

/// <summary><c>1 of …</c> or <c>all of …</c>.</summary>
/// <param name="All">True for <c>all of</c>, false for <c>1 of</c>.</param>
/// <param name="Pattern">A name in which <c>*</c> stands for any characters; null for <c>them</c>.</param>
/// <param name="Offset">Where the quantifier starts in the condition's text, from 0.</param>
/// <param name="Length">How long the quantifier is in the condition's text.</param>
public sealed record ConditionQuantifier(bool All, string? Pattern, int Offset = 0, int Length = 1) : Condition
{
    /// <summary>
    /// Whether a selection is among those meant. Names that start with an underscore are not,
    /// unless the pattern itself starts with one.
    /// </summary>
    public bool Includes(string name)
    {
        if (name.StartsWith('_') && Pattern?.StartsWith('_') != true)
        {
            return false;
        }

        return Pattern is null || NamePattern.IsMatch(Pattern, name);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{(All ? "all" : "1")} of {Pattern ?? "them"}";
}
