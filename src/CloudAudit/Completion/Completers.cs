using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using CloudAudit.PowerShell.Binding;
using CloudAudit.Yaml;

namespace CloudAudit.PowerShell.Completion;

/// <summary>Completes a parameter from a list of words.</summary>
public abstract class WordCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var pattern = new WildcardPattern(wordToComplete.Trim('\'', '"') + "*", WildcardOptions.IgnoreCase);
        return Words(fakeBoundParameters)
            .Where(pattern.IsMatch)
            .Select(word => new CompletionResult(word.Contains(' ', StringComparison.Ordinal) ? $"'{word}'" : word, word, CompletionResultType.ParameterValue, word));
    }

    /// <summary>The words, given the parameters that are on the line already.</summary>
    protected abstract IEnumerable<string> Words(IDictionary boundParameters);
}

/// <summary>Event names; of one service where -EventSource names it.</summary>
public sealed class EventNameCompleter : WordCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Words(IDictionary boundParameters)
    {
        object? source = boundParameters["EventSource"];
        return (source as object[])?.FirstOrDefault() is { } first ? EventCatalog.Names(first.ToString()) : EventCatalog.Names(source?.ToString());
    }
}

/// <summary>Services, without the ending that all have.</summary>
public sealed class EventSourceCompleter : WordCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Words(IDictionary boundParameters) =>
        EventCatalog.Sources.Select(s => s.Replace(".amazonaws.com", string.Empty, StringComparison.Ordinal));
}

/// <summary>The categories of events.</summary>
public sealed class EventCategoryCompleter : WordCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Words(IDictionary boundParameters) => ["Management", "Data", "Insight", "NetworkActivity"];
}

/// <summary>What events can be counted by.</summary>
public sealed class EventPropertyCompleter : WordCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Words(IDictionary boundParameters) => Measurement.MeasuredFields.Suggestions;
}

/// <summary>The packs that ship.</summary>
public sealed class RulePackCompleter : WordCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Words(IDictionary boundParameters) => new RulePacks(ModuleFolder.Rules).Names;
}

/// <summary>The names of the rules that ship.</summary>
public sealed class RuleCompleter : WordCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Words(IDictionary boundParameters) =>
        new RulePacks(ModuleFolder.Rules).Rules.Rules.Select(r => r.Key).Order(StringComparer.Ordinal);
}

/// <summary>The tags of the rules that ship.</summary>
public sealed class RuleTagCompleter : WordCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Words(IDictionary boundParameters) =>
        new RulePacks(ModuleFolder.Rules).Rules.Rules.SelectMany(r => r.Tags).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
}

/// <summary>Regions ("AWS Regions", 2026; China and GovCloud behind the rest).</summary>
public sealed class RegionCompleter : WordCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Words(IDictionary boundParameters) =>
    [
        "us-east-1", "us-east-2", "us-west-1", "us-west-2", "af-south-1", "ap-east-1", "ap-east-2", "ap-northeast-1", "ap-northeast-2",
        "ap-northeast-3", "ap-south-1", "ap-south-2", "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4",
        "ap-southeast-5", "ap-southeast-6", "ap-southeast-7", "ca-central-1", "ca-west-1", "eu-central-1", "eu-central-2", "eu-north-1", "eu-south-1",
        "eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3", "il-central-1", "me-central-1", "me-south-1", "mx-central-1", "sa-east-1",
        "cn-north-1", "cn-northwest-1", "us-gov-east-1", "us-gov-west-1",
    ];
}
