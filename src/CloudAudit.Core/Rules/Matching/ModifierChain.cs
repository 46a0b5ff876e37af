using System.Text.RegularExpressions;

namespace CloudAudit.Rules.Matching;

/// <summary>What a field's value is compared by.</summary>
internal enum TestKind
{
    Text,
    Regex,
    Network,
    Number,
    TimePart,
    FieldReference,
    Exists,
}

/// <summary>Where in a field's value another text is expected.</summary>
internal enum TextRelation
{
    Equal,
    Contains,
    StartsWith,
    EndsWith,
}

internal enum Comparison
{
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// <summary>
/// A test's modifiers, read in the order given and checked to make sense together (specification 2.1.0, modifiers
/// appendix). Each works on what those before it have made of the value: text becomes an expression by <c>re</c>, a
/// network by <c>cidr</c>, a reference by <c>fieldref</c>, a part of a date by <c>hour</c>, and then takes only what goes
/// with that. <c>all</c>, <c>neq</c> and <c>cased</c> are about the whole test and may stand anywhere.
/// </summary>
internal sealed class ModifierChain
{
    private readonly FieldTest _test;
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly List<string> _transforms = [];
    private string? _previous;

    private ModifierChain(FieldTest test) => _test = test;

    public TestKind Kind { get; private set; }

    /// <summary>Every value must match; of one value that is the same as any.</summary>
    public bool All { get; private set; }

    /// <summary><c>neq</c>: the whole test is turned round, so that an absent field passes.</summary>
    public bool Negated { get; private set; }

    public bool Cased { get; private set; }

    /// <summary>What is done to each text, in order: wildcards around it, encodings, placeholders.</summary>
    public IReadOnlyList<string> Transforms => _transforms;

    /// <summary>Per cent signs in the values may be placeholders.</summary>
    public bool Expands { get; private set; }

    /// <summary>Of an expression or reference; text has it among its transforms.</summary>
    public TextRelation Relation { get; private set; }

    public RegexOptions RegexOptions { get; private set; }

    public TimePart TimePart { get; private set; }

    public Comparison Comparison { get; private set; }

    /// <exception cref="RuleCompileException">A modifier is unknown, or does not go with those before it.</exception>
    public static ModifierChain Parse(FieldTest test)
    {
        var chain = new ModifierChain(test);
        foreach (string modifier in test.Modifiers)
        {
            // Only an encoding does anything the second time.
            if (!chain._seen.Add(modifier) && modifier != "base64")
            {
                throw chain.Error($"The modifier '{modifier}' stands twice.");
            }

            chain.Apply(modifier);
            chain._previous = modifier;
        }

        return chain;
    }

    public RuleCompileException Error(string message, RuleValue? value = null, RuleProblemKind kind = RuleProblemKind.Invalid) =>
        new(value?.Position.IsKnown == true ? value.Position : _test.Position, message, kind);

    private void Apply(string modifier)
    {
        switch (modifier)
        {
            case "all":
                Require(modifier, Kind != TestKind.Exists);
                All = true;
                break;
            case "neq":
                Require(modifier, Kind != TestKind.Exists);
                Negated = true;
                break;
            case "cased":
                Require(modifier, Kind is TestKind.Text or TestKind.FieldReference);
                Cased = true;
                break;
            case "contains":
                Relate(modifier, TextRelation.Contains);
                break;
            case "startswith":
                Relate(modifier, TextRelation.StartsWith);
                break;
            case "endswith":
                Relate(modifier, TextRelation.EndsWith);
                break;
            case "windash" or "base64" or "base64offset" or "utf16le" or "utf16be" or "utf16" or "wide":
                Require(modifier, Kind == TestKind.Text);
                _transforms.Add(modifier);
                break;
            case "expand":
                Expand();
                break;
            case "re":
                Become(TestKind.Regex, modifier);
                break;
            case "i":
                RegexOption(modifier, RegexOptions.IgnoreCase);
                break;
            case "m":
                RegexOption(modifier, RegexOptions.Multiline);
                break;
            case "s":
                RegexOption(modifier, RegexOptions.Singleline);
                break;
            case "cidr":
                Require(modifier, IsUnmodified || (Kind == TestKind.Text && _transforms is ["expand"] && !Cased));
                Kind = TestKind.Network;
                break;
            case "fieldref":
                // The relation may be said before or after; there is but one thing it can mean.
                Require(modifier, Kind == TestKind.Text && !Expands && _transforms.TrueForAll(t => t is "contains" or "startswith" or "endswith"));
                _transforms.Clear();
                Kind = TestKind.FieldReference;
                break;
            case "exists":
                Require(modifier, !All && !Negated);
                Become(TestKind.Exists, modifier);
                break;
            case "lt" or "lte" or "gt" or "gte":
                Compare(modifier);
                break;
            case "minute" or "hour" or "day" or "week" or "month" or "year":
                Become(TestKind.TimePart, modifier);
                TimePart = Enum.Parse<TimePart>(modifier, ignoreCase: true);
                break;
            default:
                throw Error($"'{modifier}' is no modifier of the Sigma specification.");
        }
    }

    private void Relate(string modifier, TextRelation relation)
    {
        Require(modifier, Kind is TestKind.Text or TestKind.Regex or TestKind.FieldReference && Relation == TextRelation.Equal);
        Relation = relation;
        if (Kind == TestKind.Text)
        {
            _transforms.Add(modifier);
        }
    }

    // An encoding has left no per cent sign to find.
    private void Expand()
    {
        Require(
            "expand",
            Kind is TestKind.Regex or TestKind.Network
                || (Kind == TestKind.Text && _transforms.TrueForAll(t => t is "contains" or "startswith" or "endswith" or "windash")));
        Expands = true;
        _transforms.Add("expand");
    }

    private void RegexOption(string modifier, RegexOptions option)
    {
        Require(modifier, Kind == TestKind.Regex);
        RegexOptions |= option;
    }

    private void Compare(string modifier)
    {
        Require(modifier, Comparison == Comparison.Equal && (Kind == TestKind.TimePart || IsUnmodified));
        Kind = Kind == TestKind.TimePart ? Kind : TestKind.Number;
        Comparison = modifier switch
        {
            "lt" => Comparison.Less,
            "lte" => Comparison.LessOrEqual,
            "gt" => Comparison.Greater,
            _ => Comparison.GreaterOrEqual,
        };
    }

    private void Become(TestKind kind, string modifier)
    {
        Require(modifier, IsUnmodified);
        Kind = kind;
    }

    private bool IsUnmodified => Kind == TestKind.Text && _transforms.Count == 0 && !Cased;

    private void Require(string modifier, bool fits)
    {
        if (!fits)
        {
            throw Error(
                _previous is null
                    ? $"The modifier '{modifier}' does not go with '{string.Join('|', _test.Modifiers)}'."
                    : $"The modifier '{modifier}' does not go with what stands before it in '{string.Join('|', _test.Modifiers)}'.");
        }
    }
}
