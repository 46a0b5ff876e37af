using System.CommandLine;
using CloudAudit.Benchmarks.Comparison;

namespace CloudAudit.Benchmarks;

/// <summary><c>gunzip DIR</c>: the baseline as a process of its own, for <c>compare</c> to start.</summary>
internal static class GunzipCommand
{
    public const string Name = "gunzip";

    public static Command Create()
    {
        Argument<DirectoryInfo> folder = new("folder");
        Command command = new(Name, "Gunzips all logs of a folder and does nothing with them.") { folder };
        command.Hidden = true;
        command.SetAction(result =>
        {
            Console.WriteLine(GunzipOnly.Run(result.GetRequiredValue(folder).FullName, CompareCommand.Workers));
        });
        return command;
    }
}
