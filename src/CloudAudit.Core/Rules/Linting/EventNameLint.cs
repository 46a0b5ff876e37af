using CloudAudit.Rules.Matching;

namespace CloudAudit.Rules.Linting;

/// <summary>
/// Event names and sources that are in no list of AWS's: AWS adds new ones all the time, so that such a name may well be
/// right; more often it is misspelt, or belongs to another service.
/// </summary>
internal static class EventNameLint
{
    private const string SourceEnding = ".amazonaws.com";

    public static IEnumerable<RuleProblem> Run(SigmaRule rule, IEnumerable<Selection> selections)
        => selections.SelectMany(Maps).SelectMany(map => Run(rule, map));

    private static IEnumerable<SelectionMap> Maps(Selection selection)
        => selection switch
        {
            SelectionMap map => [map],
            SelectionList list => list.Items.SelectMany(Maps),
            _ => [],
        };

    private static IEnumerable<RuleProblem> Run(SigmaRule rule, SelectionMap map)
    {
        var problems = new List<RuleProblem>();
        var sources = new List<string>();
        bool anySource = true;
        foreach (var test in map.Tests.Where(t => t.Field == "eventSource"))
        {
            foreach (var (value, pattern) in Patterns(test))
            {
                if (pattern.Literal is not { } source)
                {
                    continue;
                }

                anySource = false;
                sources.Add(source);
                if (OfSource(rule, value, source) is { } problem)
                {
                    problems.Add(problem);
                }
            }
        }

        // Of a service that is not known here, no name is known.
        if (sources.Exists(s => !EventCatalog.Names(s).Any()))
        {
            return problems;
        }

        string[] names = [.. (anySource ? EventCatalog.Names() : sources.SelectMany(s => EventCatalog.Names(s))).SelectMany(Spellings)];
        foreach (var test in map.Tests.Where(t => t.Field == "eventName"))
        {
            foreach (var (value, pattern) in Patterns(test))
            {
                if (!names.Any(n => pattern.IsMatch(n, StringComparison.OrdinalIgnoreCase)))
                {
                    problems.Add(OfName(rule, value, pattern.Literal, names, sources));
                }
            }
        }

        return problems;
    }

    // Lambda's names end in the version of its API, 20150331v2, and rules give them with and without.
    private static IEnumerable<string> Spellings(string name)
    {
        int end = name.Length > 2 && name[^2] == 'v' && char.IsAsciiDigit(name[^1]) ? name.Length - 2 : name.Length;
        return end > 8 && !name.AsSpan(end - 8, 8).ContainsAnyExceptInRange('0', '9')
            ? [name, name[..(end - 8)], name[..end], name[..end] + "v2"]
            : [name];
    }

    private static RuleProblem? OfSource(SigmaRule rule, RuleValue value, string source)
    {
        if (EventCatalog.Sources.Contains(source, StringComparer.OrdinalIgnoreCase))
        {
            return null;
        }

        string whole = source.Contains('.', StringComparison.Ordinal) ? source : source + SourceEnding;
        string? near = EventCatalog.Sources.Contains(whole, StringComparer.OrdinalIgnoreCase) ? whole : Spelling.Nearest(source, EventCatalog.Sources);
        bool odd = !source.EndsWith(".amazonaws.com", StringComparison.OrdinalIgnoreCase) && !source.EndsWith(".amazon.com", StringComparison.OrdinalIgnoreCase);
        return near is not null || odd
            ? Warning(rule, value.Position, $"No event source '{source}' is known.", near ?? "a name such as iam.amazonaws.com")
            : null;
    }

    private static RuleProblem OfName(SigmaRule rule, RuleValue value, string? literal, string[] names, List<string> sources)
    {
        string of = sources.Count > 0 ? $" of {string.Join(" or ", sources.Distinct(StringComparer.OrdinalIgnoreCase))}" : string.Empty;
        if (literal is null)
        {
            return Warning(rule, value.Position, $"No event name{of} is known that '{value.Text}' matches.", null);
        }

        string? elsewhere = sources.Count == 0 ? null
            : EventCatalog.Sources.FirstOrDefault(s => EventCatalog.Names(s).Contains(literal, StringComparer.OrdinalIgnoreCase));
        return Warning(
            rule,
            value.Position,
            $"No event name '{literal}'{of} is known.",
            elsewhere is not null ? $"eventSource {elsewhere}, which has it" : Spelling.Nearest(literal, names));
    }

    // What the test's values look for, where that is text as it stands; nothing of tests of another kind, or turned round.
    private static IEnumerable<(RuleValue Value, TextPattern Pattern)> Patterns(FieldTest test)
    {
        if (!test.Modifiers.All(m => m is "contains" or "startswith" or "endswith" or "all" or "cased"))
        {
            return [];
        }

        ModifierChain chain;
        try
        {
            chain = ModifierChain.Parse(test);
        }
        catch (RuleCompileException)
        {
            return [];
        }

        var transforms = new ValueTransforms(chain, RulePlaceholders.None);
        return test.Values.Where(v => v.Kind == RuleValueKind.Text && v.Text.Length > 0)
            .SelectMany(v => transforms.Apply(v).Select(t => (v, TextPattern.Sigma(t))));
    }

    private static RuleProblem Warning(SigmaRule rule, SourcePosition position, string message, string? expected)
        => rule.Problem(RuleProblemKind.UnknownEvent, position, message, expected) with { IsWarning = true };
}
