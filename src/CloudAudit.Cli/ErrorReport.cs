using CloudAudit.Decoding;
using CloudAudit.Rules;

namespace CloudAudit.Cli;

/// <summary>Errors on their way to standard error, one a line, and their number.</summary>
internal sealed class ErrorReport(TextWriter writer)
{
    private readonly Lock _lock = new();

    public int Count { get; private set; }

    public void Add(LogError error) => Write(error.Message + error.Kind switch
    {
        LogErrorKind.DecryptionKeyMissing => "; give its key with --decryption-key",
        LogErrorKind.CustomerKeyMissing => "; give it with --customer-key",
        LogErrorKind.LegacyEncryption => "; where it comes from a place that you trust, --allow-legacy-encryption opens it",
        _ => string.Empty,
    });

    /// <param name="message">Safe to print.</param>
    public void Add(string message) => Write(message);

    public void Add(RuleProblem problem)
    {
        if (problem.IsWarning)
        {
            Warn(problem.ToString());
        }
        else
        {
            Write(problem.ToString());
        }
    }

    /// <summary>Says what is no error, and not counted as one.</summary>
    public void Warn(string message)
    {
        lock (_lock)
        {
            writer.WriteLine($"cloudaudit: warning: {message}");
        }
    }

    private void Write(string message)
    {
        lock (_lock)
        {
            Count++;
            writer.WriteLine($"cloudaudit: {message}");
        }
    }
}
