using CloudAudit.Decoding;
using CloudAudit.Decoding.Json;

namespace CloudAudit.Rules.Matching;

/// <summary>A rule made ready to be matched against single events; not changed by use, and for any number of threads.</summary>
internal sealed class CompiledRule(DetectionRule rule, Matcher matcher, IReadOnlyDictionary<string, Matcher> selections)
{
    public DetectionRule Rule => rule;

    public Matcher Matcher => matcher;

    /// <summary>
    /// Why the rule matches a record: the selections that held, with the fields and values that made them hold. The record
    /// is looked at anew, so that matching itself has nothing to note down. Empty where the rule does not match.
    /// </summary>
    /// <param name="json">The record's JSON.</param>
    public string Explain(ReadOnlySpan<byte> json)
    {
        var text = new JsonText();
        text.Load(json);
        var record = new RecordView();
        record.MoveTo(text, new JsonSlice(0, json.Length));
        var scratch = new MatchScratch();
        var reason = new ReasonText(record, scratch);
        foreach (var condition in rule.Conditions)
        {
            if (Holds(condition, record, scratch))
            {
                Explain(condition, reason, record, scratch);
            }
        }

        return reason.ToString();
    }

    private void Explain(Condition condition, ReasonText reason, RecordView record, MatchScratch scratch)
    {
        switch (condition)
        {
            case ConditionName name:
                reason.AddSelection(name.Name, selections[name.Name]);
                break;
            case ConditionNot not:
                reason.AddNot(not.Operand.ToString());
                break;
            case ConditionAnd and:
                foreach (var operand in and.Operands)
                {
                    Explain(operand, reason, record, scratch);
                }

                break;
            case ConditionOr or:
                foreach (var operand in or.Operands.Where(o => Holds(o, record, scratch)))
                {
                    Explain(operand, reason, record, scratch);
                }

                break;
            case ConditionQuantifier quantifier:
                foreach (var selection in selections.Where(s => quantifier.Includes(s.Key) && s.Value.Matches(record, scratch)))
                {
                    reason.AddSelection(selection.Key, selection.Value);
                }

                break;
        }
    }

    private bool Holds(Condition condition, RecordView record, MatchScratch scratch) => condition switch
    {
        ConditionName name => selections[name.Name].Matches(record, scratch),
        ConditionNot not => !Holds(not.Operand, record, scratch),
        ConditionAnd and => and.Operands.All(o => Holds(o, record, scratch)),
        ConditionOr or => or.Operands.Any(o => Holds(o, record, scratch)),
        ConditionQuantifier { All: true } all => selections.Where(s => all.Includes(s.Key)).All(s => s.Value.Matches(record, scratch)),
        ConditionQuantifier any => selections.Any(s => any.Includes(s.Key) && s.Value.Matches(record, scratch)),
        _ => false,
    };
}
