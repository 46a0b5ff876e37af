namespace CloudAudit.Rules;

/// <summary>What a search identifier stands for: a map (all of it) or a list (any of it).</summary>
public abstract record Selection
{
    private protected Selection()
    {
    }
}

/// <summary>Holds when every test does.</summary>
/// <param name="Tests">At least one.</param>
public sealed record SelectionMap(IReadOnlyList<FieldTest> Tests) : Selection;

/// <summary>Holds when any item does.</summary>
/// <param name="Items">At least one.</param>
public sealed record SelectionList(IReadOnlyList<Selection> Items) : Selection;

/// <summary>
/// One line of a selection: <c>field|modifier|modifier: value</c> or a list of values, of which any
/// must match, or all with the modifier <c>all</c>.
/// Keywords are a test without a field: a list of plain values, or the key <c>'|all'</c>.
/// </summary>
/// <param name="Field">A dotted path into the record; empty for keywords, which are sought in the whole event.</param>
/// <param name="Modifiers">In the order they apply, each one of <see cref="RuleModifiers.All"/>.</param>
/// <param name="Values">At least one; null stands only alone.</param>
/// <param name="Position">Where the key stands; keywords given as a list: where the list stands.</param>
public sealed record FieldTest(
    string Field,
    IReadOnlyList<string> Modifiers,
    IReadOnlyList<RuleValue> Values,
    SourcePosition Position = default)
{
    /// <summary>Whether the values are sought in the whole event and not in one field.</summary>
    public bool IsKeywords => Field.Length == 0;
}
