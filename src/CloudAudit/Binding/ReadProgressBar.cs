using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using CloudAudit.Reading;

namespace CloudAudit.PowerShell.Binding;

/// <summary>One progress activity for a reading, updated at most five times a second, and completed however it ends.</summary>
internal sealed class ReadProgressBar(PSCmdlet cmdlet, string activity) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private long _last = Stopwatch.GetTimestamp();
    private bool _shown;

    public void Update(ReadProgress progress)
    {
        if (Stopwatch.GetElapsedTime(_last) < Interval)
        {
            return;
        }

        _last = Stopwatch.GetTimestamp();
        _shown = true;
        string files = progress.TotalFiles > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{progress.Files:N0} of {progress.TotalFiles:N0} files")
            : string.Create(CultureInfo.InvariantCulture, $"{progress.Files:N0} files");
        string status = string.Create(
            CultureInfo.InvariantCulture, $"{files}, {progress.Records:N0} events, {progress.TextBytes / 1_000_000.0:N0} MB");
        cmdlet.WriteProgress(new ProgressRecord(0, activity, status) { PercentComplete = progress.Percent });
    }

    public void Dispose()
    {
        if (_shown)
        {
            try
            {
                cmdlet.WriteProgress(new ProgressRecord(0, activity, "Done") { RecordType = ProgressRecordType.Completed });
            }
            catch (PipelineStoppedException)
            {
                // The host clears the bars of a pipeline that was stopped.
            }
        }
    }
}
