using System.Net;
using System.Text.RegularExpressions;

namespace CloudAudit.Rules.Matching;

/// <summary>Turns selections and their field tests into matchers (Sigma specification 2.1.0, detection and modifiers).</summary>
internal sealed class SelectionCompiler
{
    private readonly bool _ignoreFieldCase;

    /// <param name="ignoreFieldCase">Field names are found in any case: people type them so at a prompt.</param>
    public SelectionCompiler(bool ignoreFieldCase = false) => _ignoreFieldCase = ignoreFieldCase;

    /// <exception cref="RuleCompileException">A modifier is unknown, unsupported, or does not go with its value.</exception>
    public Matcher Compile(Selection selection) => selection switch
    {
        SelectionMap map => AllOf.Of([.. map.Tests.Select(Compile)]),
        SelectionList list => AnyOf.Of([.. list.Items.Select(Compile)]),
        _ => throw new RuleCompileException(default, "The selection is of an unknown kind."),
    };

    private Matcher Compile(FieldTest test)
    {
        bool all = test.Modifiers.Contains("all");
        if (test.IsKeywords)
        {
            return Keywords(test, all);
        }

        var path = FieldPath.Parse(test.Field, _ignoreFieldCase);
        Matcher matcher = test.Modifiers.Contains("exists") ? Exists(test, path)
            : all ? AllOf.Of([.. test.Values.Select(v => Values(test, path, [v]))])
            : Values(test, path, test.Values);
        return test.Modifiers.Contains("neq") ? new Not(matcher) : matcher;
    }

    // A keyword stands anywhere in some value of the event.
    private static Matcher Keywords(FieldTest test, bool all)
    {
        if (test.Modifiers.Contains("exists") || test.Values.Any(v => v.IsNull))
        {
            throw new RuleCompileException(test.Position, "Keywords are texts: they take neither null nor the modifier 'exists'.");
        }

        Matcher matcher = all
            ? AllOf.Of([.. test.Values.Select(v => (Matcher)new KeywordMatcher(Test(test, [v])))])
            : new KeywordMatcher(Test(test, test.Values));
        return test.Modifiers.Contains("neq") ? new Not(matcher) : matcher;
    }

    private static Matcher Exists(FieldTest test, FieldPath path)
    {
        if (test.Values is not [{ Kind: RuleValueKind.Boolean }])
        {
            throw new RuleCompileException(test.Position, $"'{test.Field}|exists' takes true or false.");
        }

        var exists = new ExistsMatcher(path);
        return test.Values[0].Boolean ? exists : new Not(exists);
    }

    private static Matcher Values(FieldTest test, FieldPath path, IReadOnlyList<RuleValue> values)
    {
        var parts = new List<Matcher>();
        if (values.Any(v => v.IsNull))
        {
            parts.Add(new Not(new ExistsMatcher(path)));
        }

        var texts = values.Where(v => !v.IsNull).ToList();
        if (texts.Count > 0)
        {
            parts.Add(new FieldMatcher(path, Test(test, texts)));
        }

        return AnyOf.Of(parts);
    }

    private static TextTest Test(FieldTest test, IReadOnlyList<RuleValue> values)
    {
        string? kind = null;
        foreach (string modifier in test.Modifiers)
        {
            switch (modifier)
            {
                case "all" or "cased" or "neq" or "i" or "m" or "s":
                    break;
                case "contains" or "startswith" or "endswith" or "re" or "cidr" or "lt" or "lte" or "gt" or "gte" when kind is null:
                    kind = modifier;
                    break;
                case "contains" or "startswith" or "endswith" or "re" or "cidr" or "lt" or "lte" or "gt" or "gte":
                    throw new RuleCompileException(test.Position, $"The modifiers '{kind}' and '{modifier}' do not go together.");
                default:
                    throw new RuleCompileException(test.Position, $"The modifier '{modifier}' is not supported.");
            }
        }

        bool anywhere = test.IsKeywords && kind is null;
        return kind switch
        {
            "re" => AnyTest.Of([.. values.Select(v => new RegexTest(Regex(test, v)))]),
            "cidr" => new CidrTest([.. values.Select(v => Network(test, v))]),
            "lt" => Compare(test, values, CompareTest.Operator.Less),
            "lte" => Compare(test, values, CompareTest.Operator.LessOrEqual),
            "gt" => Compare(test, values, CompareTest.Operator.Greater),
            "gte" => Compare(test, values, CompareTest.Operator.GreaterOrEqual),
            _ => Texts([.. values.Select(v => TextPattern.Sigma(v.Text, anywhere || kind is "contains" or "endswith", anywhere || kind is "contains" or "startswith"))], Cased(test)),
        };
    }

    /// <summary>The cheapest test for patterns of which any may match.</summary>
    internal static TextTest Texts(IReadOnlyList<TextPattern> patterns, bool cased)
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

        return AnyTest.Of(tests);
    }

    private static bool Cased(FieldTest test) => test.Modifiers.Contains("cased");

    private static Regex Regex(FieldTest test, RuleValue value)
    {
        var options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;
        options |= test.Modifiers.Contains("i") ? RegexOptions.IgnoreCase : RegexOptions.None;
        options |= test.Modifiers.Contains("m") ? RegexOptions.Multiline : RegexOptions.None;
        options |= test.Modifiers.Contains("s") ? RegexOptions.Singleline : RegexOptions.None;
        try
        {
            return new Regex(value.Text, options);
        }
        catch (NotSupportedException e)
        {
            throw new RuleCompileException(Position(test, value), $"The expression needs backtracking, which could be made to take forever: {e.Message}");
        }
        catch (ArgumentException e)
        {
            throw new RuleCompileException(Position(test, value), $"The expression is not valid: {e.Message}");
        }
    }

    private static IPNetwork Network(FieldTest test, RuleValue value) =>
        NetworkText.TryParse(value.Text, out var network)
            ? network
            : throw new RuleCompileException(Position(test, value), $"'{value.Text}' is no network such as 10.0.0.0/8 or 2001:db8::/32.");

    private static TextTest Compare(FieldTest test, IReadOnlyList<RuleValue> values, CompareTest.Operator comparison) =>
        AnyTest.Of([.. values.Select(v => new CompareTest(
            comparison,
            v.Number ?? throw new RuleCompileException(Position(test, v), $"'{v.Text}' is no number to compare with.")))]);

    private static SourcePosition Position(FieldTest test, RuleValue value) => value.Position.IsKnown ? value.Position : test.Position;
}
