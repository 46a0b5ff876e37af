namespace CloudAudit.Rules;

/// <summary>A condition that cannot be parsed.</summary>
public sealed class ConditionSyntaxException : FormatException
{
    /// <summary>Says what is wrong and where.</summary>
    public ConditionSyntaxException(string message, int offset, int length, string? expected = null, bool isUnsupported = false)
        : base(expected is null ? message : $"{message} Expected {expected}.")
    {
        Problem = message;
        Offset = offset;
        Length = length;
        Expected = expected;
        IsUnsupported = isUnsupported;
    }

    /// <summary>What is wrong, without what was expected.</summary>
    public string Problem { get; }

    /// <summary>Where in the condition's text, from 0.</summary>
    public int Offset { get; }

    /// <summary>How many characters it is about; at least 1, even at the end of the text.</summary>
    public int Length { get; }

    /// <summary>What would have been right there.</summary>
    public string? Expected { get; }

    /// <summary>Whether this is old but real Sigma, which this program does not evaluate.</summary>
    public bool IsUnsupported { get; }
}
