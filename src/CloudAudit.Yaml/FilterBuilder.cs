using CloudAudit.Rules;
using CloudAudit.Yaml.Nodes;

namespace CloudAudit.Yaml;

/// <summary>Makes a filter of a document (Sigma filters specification 2.1.0).</summary>
/// <remarks>
/// The specification's own example says in <c>condition</c> what is left out; pySigma, and the filters written for it,
/// say what is kept: <c>not selection</c>. A condition that only negates is taken as the latter, and told so in a warning:
/// taken as the former it would leave out nearly all that the rules find.
/// </remarks>
internal sealed class FilterBuilder(NodeReader nodes)
{
    /// <summary>Makes the filter.</summary>
    /// <param name="document">The document.</param>
    /// <param name="warning">How its condition was taken, where that may not be how it was meant.</param>
    /// <exception cref="RuleParseException">The document is no filter, or not one for CloudTrail.</exception>
    public FilterRule Build(YamlMapping document, out RuleProblem? warning)
    {
        string title = nodes.RequiredText(document, "title", "A filter");
        LogSource logSource = MetadataBuilder.CloudTrail(nodes, document, "filter");
        YamlMapping filter = nodes.Mapping(document.Find("filter")!, "'filter'");
        var selections = new DetectionBuilder(nodes, filter, "filter", "rules");
        IReadOnlyList<RuleReference> rules = [.. nodes.Scalars(filter, "rules").Select(r => new RuleReference(r.Text, r.Position))];
        if (rules.Count == 0)
        {
            throw nodes.Invalid(filter.Find("rules") ?? filter, "A filter must name the 'rules' that it applies to.", "ids or names of rules");
        }

        var built = new FilterRule
        {
            Title = title,
            LogSource = logSource,
            Rules = rules,
            Selections = selections.ReadSelections(),
            Conditions = selections.ReadConditions(),
            Source = nodes.Source,
            Position = document.Position,
        };
        warning = null;
        if (built.Conditions.Any(c => Kept(c) is not null))
        {
            built = built with { Conditions = [.. built.Conditions.Select(c => Kept(c) ?? c)] };
            warning = nodes.Source.Problem(
                RuleProblemKind.Invalid,
                filter.Find("condition")!.Position,
                "The filter's condition begins with 'not': it is taken to say which matches are kept, those of the selections being left out.",
                "the selections to leave out, without 'not'") with { IsWarning = true };
        }

        return MetadataBuilder.Complete(nodes, document, built);
    }

    // What is left out, of a condition that says what is kept and so only negates; null of any other.
    private static Condition? Kept(Condition condition)
        => condition switch
        {
            ConditionNot not => not.Operand,
            ConditionAnd all when all.Operands.All(o => o is ConditionNot) => new ConditionOr([.. all.Operands.Select(o => ((ConditionNot)o).Operand)]),
            _ => null,
        };
}
