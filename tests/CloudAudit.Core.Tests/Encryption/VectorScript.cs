using System.Diagnostics;
using CloudAudit.Core.Tests.Support;

namespace CloudAudit.Core.Tests.Encryption;

/// <summary>Runs the script that makes and opens envelopes.</summary>
internal static class VectorScript
{
    private static readonly Lazy<bool> Runs = new(() => Run(["-c", "import cryptography"]) is not null);

    public static string Folder { get; } = FindFolder();

    /// <summary>Skips the test where the script cannot run.</summary>
    public static void Require() => Skip.IfNot(Runs.Value, "python3 with the package cryptography is not here");

    /// <summary>Makes fresh objects.</summary>
    public static Vectors Make(TempFolder folder)
    {
        Assert.NotNull(Run([Script, "make", folder.Root]));
        return new Vectors(folder.Root);
    }

    /// <summary>What an object of format V3 holds, as the script has it; null where it refuses.</summary>
    public static byte[]? Open(string path, string key) => Run([Script, "open", path, key]);

    private static string Script => Path.Combine(Folder, "envelopes.py");

    private static byte[]? Run(string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("python3", arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            using var output = new MemoryStream();
            process.StandardOutput.BaseStream.CopyTo(output);
            process.WaitForExit();
            return process.ExitCode == 0 ? output.ToArray() : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static string FindFolder()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "CloudAudit.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return Path.Combine(folder!, "tests", "vectors");
    }
}
