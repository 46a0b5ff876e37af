using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using CloudAudit.Cli.Output;

namespace CloudAudit.Cli;

/// <summary>Options whose values are checked as the command line is read, with an error that says what would be right.</summary>
internal static class CommandOptions
{
    /// <summary>
    /// A list: the option is given once for each value. Taking all words that follow would take the paths, too.
    /// </summary>
    public static Option<string[]> Many(string name, string description) => new(name) { Description = description };

    /// <summary>A whole number in a range.</summary>
    public static Option<long?> Number(string name, string description, long least, long most = long.MaxValue) => new(name)
    {
        Description = description,
        HelpName = "number",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) && number >= least && number <= most)
            {
                return number;
            }

            string range = most == long.MaxValue
                ? string.Create(CultureInfo.InvariantCulture, $"from {least} on")
                : string.Create(CultureInfo.InvariantCulture, $"from {least} to {most}");
            result.AddError($"{name} takes a whole number {range}, not '{text}'.");
            return null;
        },
    };

    /// <summary>One of the formats; a table by default.</summary>
    public static Option<OutputFormat> Format(string description) => Choice<OutputFormat>("--format", description);

    /// <summary>One of an enumeration's names, in any case; its first unless given.</summary>
    public static Option<T> Choice<T>(string name, string description)
        where T : struct, Enum
    {
        string[] words = [.. Enum.GetNames<T>().Select(n => n.ToLowerInvariant())];
        var option = new Option<T>(name)
        {
            Description = description,
            HelpName = string.Join('|', words),
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                int chosen = Array.FindIndex(words, w => w.Equals(text, StringComparison.OrdinalIgnoreCase));
                if (chosen < 0)
                {
                    result.AddError($"{name} takes {string.Join(", ", words[..^1])} or {words[^1]}, not '{text}'.");
                    return default;
                }

                return Enum.GetValues<T>()[chosen];
            },
        };
        option.CompletionSources.Add(words);
        return option;
    }

    /// <summary>A word that begins like an option is one that was mistyped.</summary>
    /// <returns>Whether there was any.</returns>
    public static bool RefuseMistyped(CommandResult result, Argument<string[]> paths)
    {
        string[] mistyped = [.. result.GetResult(paths)?.Tokens.Select(t => t.Value).Where(v => v.StartsWith('-')) ?? []];
        foreach (string option in mistyped)
        {
            result.AddError($"There is no option '{option}'. (Of a path that begins so, write './{option}'.)");
        }

        return mistyped.Length > 0;
    }
}
