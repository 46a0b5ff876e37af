using System.Globalization;
using System.Text;
using System.Text.Json;
using CloudAudit.Decoding;
using CloudAudit.Decoding.Json;
using CloudAudit.Rules.Matching;

namespace CloudAudit.Rules.Linting;

/// <summary>Conditions that no record can meet, as far as single fields tell.</summary>
/// <remarks>
/// A condition is taken apart into its ways to hold: sets of tests that all must pass, or fail. In each, a field that
/// holds one value, and that must be one of some texts or absent, is tried with each of these by the matchers that look
/// through logs. Where no way is left, the condition never holds. What is not certain is not said.
/// </remarks>
internal sealed class NeverTrueLint(DetectionRule rule, RulePlaceholders placeholders)
{
    // Ways to hold, and tests in one: rules have a handful.
    private const int MostWays = 1024;

    private readonly SelectionCompiler _compiler = new(placeholders: placeholders);
    private readonly JsonText _text = new();
    private readonly RecordView _record = new();
    private readonly MatchScratch _scratch = new();

    public IEnumerable<RuleProblem> Run()
    {
        foreach (var condition in rule.Conditions.SelectMany(c => c is ConditionOr or ? or.Operands : [c]))
        {
            RuleProblem? why = null;
            if (Ways(condition, holds: true) is { } ways && ways.TrueForAll(way => (why ??= Contradiction(way)) is not null && Contradiction(way) is not null))
            {
                yield return why!;
            }
        }
    }

    private RuleProblem? Contradiction(List<Literal> way)
    {
        foreach (var both in way.GroupBy(l => l.Test, ReferenceEqualityComparer.Instance).Where(g => g.Any(l => l.Holds) && g.Any(l => !l.Holds)))
        {
            return Problem((FieldTest)both.Key!, "asks for a test to pass and to fail");
        }

        foreach (var field in way.Where(l => !l.Test.IsKeywords && KnownFields.IsScalar(l.Test.Field)).GroupBy(l => l.Test.Field, StringComparer.Ordinal))
        {
            List<Literal> literals = [.. field];
            if (Candidates(literals) is { } candidates && !candidates.Exists(json => literals.TrueForAll(l => Passes(l, json))))
            {
                return Problem(literals[^1].Test, $"asks of '{field.Key}' what no single value can be");
            }
        }

        return null;
    }

    private RuleProblem Problem(FieldTest test, string what)
        => rule.Problem(RuleProblemKind.NeverTrue, test.Position, $"The condition can never hold: it {what}.") with { IsWarning = true };

    // Records with every value the field could have, where its tests leave only some; null where they leave the field open.
    private static List<string>? Candidates(List<Literal> literals)
    {
        // Expressions and 'cased' tell upper from lower case, which the candidates would have to be made for.
        if (literals.Exists(l => l.Test.Modifiers.Any(m => m is "re" or "cased" or "fieldref" or "expand")))
        {
            return null;
        }

        var closed = literals.Where(l => l.Holds && (IsEquality(l.Test) || IsAbsence(l.Test))).ToList();
        if (closed.Count == 0)
        {
            return null;
        }

        return [.. closed.SelectMany(l => IsAbsence(l.Test) ? ["{}"] : l.Test.Values.Select(v => Record(l.Test.Field, v))).Distinct(StringComparer.Ordinal)];
    }

    private static bool IsEquality(FieldTest test)
        => test.Modifiers.All(m => m == "all") && test.Values.All(v => v.Kind is RuleValueKind.Number or RuleValueKind.Boolean or RuleValueKind.Null
            || (v.Kind == RuleValueKind.Text && !ValueText.Parse(v.Text).HasWildcards));

    private static bool IsAbsence(FieldTest test)
        => test is { Modifiers: ["exists"], Values: [{ Kind: RuleValueKind.Boolean, Boolean: false }] };

    private static string Record(string field, RuleValue value)
    {
        string json = value.Kind switch
        {
            RuleValueKind.Null => "null",
            RuleValueKind.Number => value.Number!.Value.ToString(CultureInfo.InvariantCulture),
            RuleValueKind.Boolean => value.Text,
            _ => $"\"{JsonEncodedText.Encode(ValueText.Parse(value.Text).Literal)}\"",
        };
        return field.Split('.').Reverse().Aggregate(json, (inner, name) => $"{{\"{name}\":{inner}}}");
    }

    private bool Passes(Literal literal, string json)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(json);
        _text.Load(bytes);
        _record.MoveTo(_text, new JsonSlice(0, bytes.Length));
        return _compiler.Compile(new SelectionMap([literal.Test])).Matches(_record, _scratch) == literal.Holds;
    }

    // The ways in which a condition holds, or fails; null where there are too many to look at.
    private List<List<Literal>>? Ways(Condition condition, bool holds)
    {
        switch (condition)
        {
            case ConditionName name:
                return Ways(rule.Selections[name.Name], holds);
            case ConditionNot not:
                return Ways(not.Operand, !holds);
            case ConditionAnd and:
                return Join(and.Operands.Select(o => Ways(o, holds)), every: holds);
            case ConditionOr or:
                return Join(or.Operands.Select(o => Ways(o, holds)), every: !holds);
            case ConditionQuantifier quantifier:
                return Join(rule.Selections.Where(s => quantifier.Includes(s.Key)).Select(s => Ways(s.Value, holds)), every: quantifier.All == holds);
            default:
                return null;
        }
    }

    private static List<List<Literal>>? Ways(Selection selection, bool holds)
        => selection switch
        {
            SelectionMap map => Join(map.Tests.Select(t => (List<List<Literal>>?)[[new Literal(t, holds)]]), every: holds),
            SelectionList list => Join(list.Items.Select(i => Ways(i, holds)), every: !holds),
            _ => null,
        };

    private static List<List<Literal>>? Join(IEnumerable<List<List<Literal>>?> parts, bool every)
    {
        List<List<Literal>> ways = every ? [[]] : [];
        foreach (var part in parts)
        {
            if (part is null || (every ? (long)ways.Count * part.Count : ways.Count + part.Count) > MostWays)
            {
                return null;
            }

            ways = every ? [.. ways.SelectMany(_ => part, (way, more) => (List<Literal>)[.. way, .. more])] : [.. ways, .. part];
        }

        return ways;
    }

    /// <summary>A test that must pass, or fail.</summary>
    private readonly record struct Literal(FieldTest Test, bool Holds);
}
