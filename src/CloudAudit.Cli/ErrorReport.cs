using CloudAudit.Decoding;
using CloudAudit.Rules;

namespace CloudAudit.Cli;

/// <summary>Errors on their way to standard error, one a line, and their number.</summary>
internal sealed class ErrorReport(TextWriter writer)
{
    private readonly Lock _lock = new();

    public int Count { get; private set; }

    public void Add(LogError error) => Write(error.Message);

    public void Add(RuleProblem problem) => Write(problem.ToString());

    private void Write(string message)
    {
        lock (_lock)
        {
            Count++;
            writer.WriteLine($"cloudaudit: {message}");
        }
    }
}
