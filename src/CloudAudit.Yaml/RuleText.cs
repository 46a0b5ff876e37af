using System.Globalization;
using System.Text;
using CloudAudit.Rules;

namespace CloudAudit.Yaml;

/// <summary>Reads a rule file's bytes: UTF-8, of a size that a rule file has.</summary>
internal static class RuleText
{
    /// <summary>How large a file of rules may be.</summary>
    public const int MostBytes = 1024 * 1024;

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file.</summary>
    /// <exception cref="RuleParseException">It is too large or not UTF-8.</exception>
    /// <exception cref="IOException">It could not be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static RuleSource Read(string file)
    {
        if (!Path.IsPathFullyQualified(file))
        {
            throw new ArgumentException($"'{file}' is not a full path.", nameof(file));
        }

        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);

        // One byte more than allowed says that there is more; what a pipe's length says is not asked.
        byte[] buffer = new byte[Math.Min(MostBytes, stream.CanSeek ? stream.Length : MostBytes) + 1];
        int count = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        if (count > MostBytes)
        {
            throw new RuleParseException(new RuleSource(file, string.Empty).Problem(
                RuleProblemKind.TooLarge,
                default,
                string.Create(CultureInfo.InvariantCulture, $"The file is larger than {MostBytes / 1024:N0} KiB.")));
        }

        ReadOnlySpan<byte> bytes = buffer.AsSpan(0, count);
        if (bytes.StartsWith(Encoding.UTF8.Preamble))
        {
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        }

        try
        {
            return new RuleSource(file, s_strict.GetString(bytes));
        }
        catch (DecoderFallbackException error)
        {
            var source = new RuleSource(file, Encoding.UTF8.GetString(bytes));
            int line = 1 + bytes[..error.Index].Count((byte)'\n');
            throw new RuleParseException(
                source.Problem(RuleProblemKind.Syntax, new SourcePosition(line, 1), "The file is not UTF-8: this line has a byte that is not."),
                error);
        }
    }
}
