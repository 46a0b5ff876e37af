namespace CloudAudit.HelpBuilder;

/// <summary>Reports what is wrong with a page in the form that MSBuild and editors link to the line.</summary>
internal sealed class Diagnostics(TextWriter output)
{
    /// <summary>Whether any error was reported.</summary>
    public bool HasErrors { get; private set; }

    /// <summary>Reports an error.</summary>
    /// <param name="path">The page.</param>
    /// <param name="line">The line, from 1.</param>
    /// <param name="message">What is wrong.</param>
    public void Error(string path, int line, string message)
    {
        HasErrors = true;
        output.WriteLine($"{Path.GetFullPath(path)}({line}): error HELP: {message}");
    }
}
