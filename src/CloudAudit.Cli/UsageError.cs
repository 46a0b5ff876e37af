using System.CommandLine;
using CloudAudit.Output;

namespace CloudAudit.Cli;

/// <summary>What the user asked for cannot be done as asked.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>Says what is wrong with a command line in one line, and where help is; a page of help would hide it.</summary>
internal static class UsageError
{
    /// <returns>The exit code.</returns>
    public static async Task<int> WriteAsync(ParseResult parsed, TextWriter output)
    {
        var command = parsed.CommandResult.Command;
        if (command is RootCommand)
        {
            string what = parsed.UnmatchedTokens is [var first, ..] ? $"There is no command '{first}'." : "No command was given.";
            await WriteAsync($"{what} Commands are: {string.Join(", ", command.Subcommands.Select(c => c.Name))}.", output);
            await output.WriteLineAsync("See 'cloudaudit --help'.");
            return ExitCodes.Error;
        }

        foreach (string message in parsed.Errors.Select(e => e.Message).Distinct(StringComparer.Ordinal))
        {
            await WriteAsync(message, output);
        }

        await output.WriteLineAsync($"See 'cloudaudit {command.Name} --help'.");
        return ExitCodes.Error;
    }

    public static async Task WriteAsync(string message, TextWriter output)
    {
        // Of a problem in a rule file, the lines are its layout.
        IEnumerable<string> lines = message.Split('\n').Select(line => TerminalText.Clean(line.TrimEnd('\r')));
        await output.WriteLineAsync($"cloudaudit: {string.Join(Environment.NewLine, lines)}");
    }
}
