using System.Diagnostics;
using System.Globalization;

namespace CloudAudit.Cli.Tests.Recording;

/// <summary>A disk that is full in the middle of it: an error, and nothing that was acknowledged is lost.</summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly TrailFixture _trail = new();
    private bool _mounted;

    public void Dispose()
    {
        if (_mounted)
        {
            using var unmount = Process.Start("umount", _trail.Folder);
            unmount.WaitForExit();
        }

        _trail.Dispose();
    }

    [SkippableTheory]
    [InlineData(8 * 1024 * 1024)]
    [InlineData(64 * 1024)]
    public async Task A_disk_without_room_is_an_error_and_loses_nothing_acknowledged(int sealBytes)
    {
        await TrailFixture.SkipWithoutPythonAsync();
        Skip.If(!OperatingSystem.IsLinux(), "a disk of half a megabyte is made of Linux's tmpfs");
        Directory.CreateDirectory(_trail.Folder);
        using (var mount = Process.Start("mount", ["-t", "tmpfs", "-o", "size=512k", "tmpfs", _trail.Folder]))
        {
            await mount.WaitForExitAsync();
            _mounted = mount.ExitCode == 0;
        }

        Skip.IfNot(_mounted, "mounting a disk of half a megabyte takes root's rights");
        await _trail.CreateAsync(("sealBytes", sealBytes));
        await FillAsync(_trail.Start(), () =>
        {
            using var more = Process.Start("mount", ["-o", "remount,size=64m", _trail.Folder]);
            more.WaitForExit();
            Assert.Equal(0, more.ExitCode);
        });
    }

    [SkippableFact]
    public async Task A_limit_on_the_size_of_files_is_an_error_and_loses_nothing_acknowledged()
    {
        await TrailFixture.SkipWithoutPythonAsync();
        Skip.If(OperatingSystem.IsWindows(), "a limit on the size of files is a matter of Unix shells");
        await _trail.CreateAsync();
        var start = new ProcessStartInfo("bash")
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (string argument in (string[])["-c", "trap '' XFSZ; ulimit -f 1024; exec \"$@\"", "bash", .. Cli.Command, "record", "--trail", _trail.Folder])
        {
            start.ArgumentList.Add(argument);
        }

        // The runtime maps its code twice, by a file that the limit counts for, too.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        await FillAsync(Process.Start(start)!, () => { });
    }

    private async Task FillAsync(Process process, Action makeRoom)
    {
        using var filling = process;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        try
        {
            for (int i = 0; i < 4000; i++)
            {
                await process.StandardInput.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture, $$$"""{"eventName":"E","eventSource":"s","eventID":"full-{{{i}}}","requestParameters":{"random":"{{{Guid.NewGuid()}}}{{{Guid.NewGuid()}}}{{{Guid.NewGuid()}}}"}}"""));
            }

            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has given up by then.
        }

        await process.WaitForExitAsync();
        string[] acknowledged = (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string said = await error;
        Assert.True(process.ExitCode == 2, said);
        Assert.Contains("are not recorded", said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
        Assert.NotEmpty(acknowledged);

        makeRoom();
        var last = await _trail.RecordAsync(["""{"eventName":"E","eventSource":"s","eventID":"last"}"""]);
        Assert.True(last.ExitCode == 0, last.Error);
        Assert.Equal(0, (await _trail.SealAsync()).ExitCode);
        var verified = await _trail.VerifyAsync();
        Assert.Equal([.. acknowledged.Order(StringComparer.Ordinal), "last"], verified.Ids.Order(StringComparer.Ordinal));
    }
}
