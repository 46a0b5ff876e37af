namespace CloudAudit.Rules.Matching;

/// <summary>
/// Turns selections and their field tests into matchers, by the Sigma specification 2.1.0. Where it is silent:
/// <list type="bullet">
/// <item>A path goes through arrays: any element may lead on, and of a list of values any may match, for each value of
/// <c>all</c> another. <c>neq</c> and <c>not</c> turn the whole round: no value matches, and an absent field passes.</item>
/// <item>A value is compared as text: a string by its characters, a number or boolean as the record writes it, so that
/// <c>'true'</c> and <c>true</c> are the same; an object by its compact JSON. A rule's number also equals a JSON number
/// that is written otherwise (1 and 1.0).</item>
/// <item><c>null</c> is met by an absent field, JSON null and an empty list; <c>''</c> by an empty string alone;
/// <c>exists</c> by any member, null or empty as it may be.</item>
/// <item>A text of nothing but stars, as <c>contains: '*'</c>, wants at least one character.</item>
/// <item><c>windash</c> lets each of its five characters stand for the others, wherever it is.</item>
/// <item>An expression (<c>re</c>) is sought anywhere in the value. <c>base64</c> text is compared without regard to case,
/// as all text is, unless <c>cased</c>.</item>
/// </list>
/// </summary>
internal sealed class SelectionCompiler
{
    private readonly bool _ignoreFieldCase;
    private readonly RulePlaceholders _placeholders;
    private readonly PathTable? _paths;
    private readonly Dictionary<string, MemoizedTests>? _memoized;

    /// <param name="ignoreFieldCase">Field names are found in any case: people type them so at a prompt.</param>
    /// <param name="placeholders">What the placeholders of <c>expand</c> stand for.</param>
    /// <param name="shares">Many selections are matched together, and share what is found for one of them.</param>
    public SelectionCompiler(bool ignoreFieldCase = false, RulePlaceholders? placeholders = null, bool shares = false)
    {
        _ignoreFieldCase = ignoreFieldCase;
        _paths = shares ? new PathTable() : null;
        _memoized = shares ? MemoizedTests.ForEachField() : null;
        _placeholders = placeholders ?? RulePlaceholders.None;
    }

    /// <exception cref="RuleCompileException">A modifier is unknown, unsupported, or does not go with its value.</exception>
    public Matcher Compile(Selection selection) => selection switch
    {
        SelectionMap map => AllOf.Of([.. map.Tests.Select(Compile)]),
        SelectionList list => AnyOf.Of([.. list.Items.Select(Compile)]),
        _ => throw new RuleCompileException(default, "The selection is of an unknown kind."),
    };

    /// <summary>The cheapest test for patterns of which any may match.</summary>
    internal static TextTest Texts(IReadOnlyList<TextPattern> patterns, bool cased) => AnyTest.Of(TestsOf(patterns, cased));

    private static List<TextTest> TestsOf(IReadOnlyList<TextPattern> patterns, bool cased)
    {
        var literals = new List<string>();
        var contained = new List<string>();
        var rest = new List<TextPattern>();
        foreach (var pattern in patterns)
        {
            if (pattern.Literal is { } literal)
            {
                literals.Add(literal);
            }
            else if (pattern.IsContains(out string text) && text.Length > 0)
            {
                contained.Add(text);
            }
            else
            {
                rest.Add(pattern);
            }
        }

        var tests = new List<TextTest>();
        if (literals.Count > 0)
        {
            tests.Add(new EqualsAny(literals, cased));
        }

        if (rest.Count > 0)
        {
            tests.Add(new PatternAny(rest, cased));
        }

        if (contained.Count > 0)
        {
            tests.Add(new ContainsAny(contained, cased));
        }

        return tests;
    }

    private Matcher Compile(FieldTest test)
    {
        var chain = ModifierChain.Parse(test);
        var matcher = test.IsKeywords ? Keywords(test, chain)
            : chain.Kind == TestKind.Exists ? Exists(test, chain)
            : Field(test, chain);
        return chain.Negated ? new Not(matcher) : matcher;
    }

    private Matcher Exists(FieldTest test, ModifierChain chain)
    {
        var present = new PresentMatcher(Path(test.Field));
        return test.Values switch
        {
            [{ Kind: RuleValueKind.Boolean } value] => value.Boolean ? present : new Not(present),

            // Booleans of YAML 1.1, which the reference implementation reads.
            [{ Kind: RuleValueKind.Text, Text: "yes" or "Yes" or "YES" or "on" or "On" or "ON" }] => present,
            [{ Kind: RuleValueKind.Text, Text: "no" or "No" or "NO" or "off" or "Off" or "OFF" }] => new Not(present),
            _ => throw chain.Error($"'{test.Field}|exists' takes true or false.", test.Values.Count > 0 ? test.Values[0] : null),
        };
    }

    private Matcher Field(FieldTest test, ModifierChain chain)
    {
        var path = Path(test.Field);
        var values = test.Values.Where(v => !v.IsNull).ToList();
        Matcher[] parts = chain.Kind == TestKind.FieldReference ? [.. values.Select(v => Reference(path, chain, v))]
            : chain.All ? [.. values.Select(v => Matcher(path, Test(chain, [v])))]
            : values.Count > 0 ? [Matcher(path, Test(chain, values))]
            : [];
        if (values.Count < test.Values.Count)
        {
            if (chain.All || chain.Cased || chain.Kind != TestKind.Text || chain.Transforms.Count > 0)
            {
                throw chain.Error("null is a value of its own and takes no modifier but 'neq'.", test.Values.First(v => v.IsNull));
            }

            parts = [.. parts, new Not(new ExistsMatcher(path))];
        }

        return chain.All ? AllOf.Of(parts) : AnyOf.Of(parts);
    }

    private Matcher Keywords(FieldTest test, ModifierChain chain)
    {
        if (chain.Kind is not (TestKind.Text or TestKind.Regex))
        {
            throw chain.Error($"'{string.Join('|', test.Modifiers)}' needs a field: keywords are sought in the whole event.");
        }

        if (test.Values.FirstOrDefault(v => v.IsNull) is { } none)
        {
            throw chain.Error("A keyword cannot be null.", none);
        }

        return chain.All
            ? AllOf.Of([.. test.Values.Select(v => (Matcher)new KeywordMatcher(KeywordTest(chain, [v])))])
            : new KeywordMatcher(KeywordTest(chain, test.Values));
    }

    // A keyword may stand anywhere, unless it says where.
    private TextTest KeywordTest(ModifierChain chain, IReadOnlyList<RuleValue> values)
    {
        if (chain.Kind == TestKind.Regex)
        {
            return Test(chain, values);
        }

        var texts = values.SelectMany(v => Transformed(chain, v));
        return TextsOf(chain.Relation == TextRelation.Equal ? texts.Select(t => new ValueText([Glyph.Star, .. t.Glyphs, Glyph.Star])) : texts, chain.Cased);
    }

    private FieldReferenceMatcher Reference(FieldPath path, ModifierChain chain, RuleValue value) =>
        value.Kind != RuleValueKind.Text || value.Text.Length == 0 || ValueText.Parse(value.Text).HasWildcards
            ? throw chain.Error($"'{value}' is no field's name.", value)
            : new FieldReferenceMatcher(path, Path(value.Text), chain.Relation, chain.Cased);

    private TextTest Test(ModifierChain chain, IReadOnlyList<RuleValue> values)
    {
        switch (chain.Kind)
        {
            case TestKind.Regex:
                var transforms = new ValueTransforms(chain, _placeholders);
                return AnyTest.Of([.. values.SelectMany(v => transforms.Expressions(Written(chain, v)).Select(e => new RegexTest(RegexCompiler.Compile(chain, v, e))))]);
            case TestKind.Network:
                return new CidrTest([.. values.SelectMany(v => Transformed(chain, v).Select(t => NetworkOf(chain, v, t)))]);
            case TestKind.Number:
                return AnyTest.Of([.. values.Select(v => new CompareTest(chain.Comparison, Number(chain, v)))]);
            case TestKind.TimePart:
                return AnyTest.Of([.. values.Select(v => new TimePartTest(chain.TimePart, chain.Comparison, PartNumber(chain, v)))]);
            default:
                var texts = TextsOf(values.SelectMany(v => Transformed(chain, v)), chain.Cased);
                TextTest[] numbers = chain.Transforms.Count > 0 ? [] : [.. values.Where(v => v.Number is not null).Select(v => new EqualsNumber(v.Number!.Value))];
                return numbers.Length == 0 ? texts : AnyTest.Of([texts, .. numbers]);
        }
    }

    private IReadOnlyList<ValueText> Transformed(ModifierChain chain, RuleValue value)
    {
        bool encodes = chain.Transforms.Any(t => t is not ("contains" or "startswith" or "endswith"));
        return new ValueTransforms(chain, _placeholders).Apply(encodes ? Written(chain, value) : value);
    }

    private static TextTest TextsOf(IEnumerable<ValueText> texts, bool cased)
    {
        var patterns = texts.Select(TextPattern.Sigma).ToList();
        var tests = patterns.Any(p => p.IsAnything) ? [new NonEmptyTest()] : new List<TextTest>();
        tests.AddRange(TestsOf([.. patterns.Where(p => !p.IsAnything)], cased));
        return AnyTest.Of(tests);
    }

    private static RuleValue Written(ModifierChain chain, RuleValue value) =>
        value.Kind is RuleValueKind.Text or RuleValueKind.Number
            ? value
            : throw chain.Error($"'{value}' is no text, as this modifier wants.", value);

    private static Network NetworkOf(ModifierChain chain, RuleValue value, ValueText text) =>
        value.Kind == RuleValueKind.Text && !text.HasWildcards && NetworkText.TryParse(text.Literal, out var network)
            ? network
            : throw chain.Error($"'{(text.HasWildcards ? value.Text : text.Literal)}' is no network such as 10.0.0.0/8 or 2001:db8::/32.", value);

    private static decimal Number(ModifierChain chain, RuleValue value) =>
        value.Number ?? throw chain.Error($"'{value}' is no number to compare with; numbers are written without quotes.", value);

    private static decimal PartNumber(ModifierChain chain, RuleValue value)
    {
        decimal number = Number(chain, value);
        (int least, int greatest) = TimeParts.Range(chain.TimePart);
        return chain.Comparison != Comparison.Equal || (decimal.IsInteger(number) && number >= least && number <= greatest)
            ? number
            : throw chain.Error($"No date has {value} for its {chain.TimePart.ToString().ToLowerInvariant()}, which is between {least} and {greatest}.", value);
    }

    private FieldMatcher Matcher(FieldPath path, TextTest test) => new(path, test, _memoized?.GetValueOrDefault(path.Text));

    private FieldPath Path(string field) => _paths is null ? FieldPath.Parse(field, _ignoreFieldCase) : _paths[field];
}
