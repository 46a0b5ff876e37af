namespace CloudAudit.Rules;

/// <summary>A rule, pack or file that cannot be used, with the place that is wrong. Its message is <see cref="RuleProblem.ToString"/>.</summary>
public sealed class RuleParseException : FormatException
{
    /// <summary>Throws a problem.</summary>
    public RuleParseException(RuleProblem problem, Exception? innerException = null)
        : base(problem.ToString(), innerException)
    {
        Problem = problem;
    }

    /// <summary>What is wrong, and where.</summary>
    public RuleProblem Problem { get; }

    /// <inheritdoc cref="RuleProblem.File"/>
    public string File => Problem.File;

    /// <inheritdoc cref="RuleProblem.Line"/>
    public int Line => Problem.Line;

    /// <inheritdoc cref="RuleProblem.Column"/>
    public int Column => Problem.Column;

    /// <inheritdoc cref="RuleProblem.LineText"/>
    public string LineText => Problem.LineText;

    /// <inheritdoc cref="RuleProblem.Expected"/>
    public string? Expected => Problem.Expected;
}
