using System.Diagnostics;
using System.Text.RegularExpressions;
using CloudAudit.Core.Tests;

namespace CloudAudit.Yaml.Tests;

/// <summary>What guidance and help tell a reader to run is there to be run: the AWS CLI has each command and its options.</summary>
public partial class GuidanceCommandTests
{
    // Commands of version 2 alone; the test asks version 1.
    private static readonly string[] OfVersion2 = ["aws sso login"];

    private static readonly string Script = Path.Combine(SharedData.RepositoryRoot, "tests", "support", "aws_commands.py");

    [SkippableFact]
    public void The_AWS_CLI_has_each_command_that_is_named()
    {
        Skip.If(Run(["-c", "import awscli.clidriver"], string.Empty) is null, "python3 with the package awscli is not here");
        string[] files =
        [
            .. Directory.GetFiles(Path.Combine(SharedData.RepositoryRoot, "rules"), "*.yml", SearchOption.AllDirectories),
            .. Directory.GetFiles(Path.Combine(SharedData.RepositoryRoot, "docs"), "*.md", SearchOption.AllDirectories),
            Path.Combine(SharedData.RepositoryRoot, "README.md"),
        ];
        string[] commands = [.. files.SelectMany(f => Command().Matches(File.ReadAllText(f))).Select(m => m.Groups[1].Value).Distinct().Except(OfVersion2)];
        Assert.True(commands.Length > 150, $"{commands.Length} commands");

        // A command that is not there shows that the script can tell.
        string? unknown = Run([Script], string.Join('\n', commands) + "\naws iam forget-user --user-name …\naws iam delete-user --nickname …\n");
        Assert.Equal("aws iam forget-user --user-name …\tno command 'forget-user'\naws iam delete-user --nickname …\tno option '--nickname'\n", unknown);
    }

    private static string? Run(string[] arguments, string input)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("python3", arguments)
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            process.StandardInput.Write(input);
            process.StandardInput.Close();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? output : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    [GeneratedRegex("`(aws [a-z0-9-]+ [^`\n]+)`", RegexOptions.NonBacktracking)]
    private static partial Regex Command();
}
