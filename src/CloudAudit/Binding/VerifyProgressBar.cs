using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using CloudAudit.Integrity;

namespace CloudAudit.PowerShell.Binding;

/// <summary>One progress activity for a verification, updated at most five times a second, and completed however it ends.</summary>
internal sealed class VerifyProgressBar(PSCmdlet cmdlet) : IDisposable
{
    private const string Activity = "Verifying trails";
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private long _last = Stopwatch.GetTimestamp();
    private bool _shown;

    public void Update(VerifyProgress progress)
    {
        if (Stopwatch.GetElapsedTime(_last) < Interval)
        {
            return;
        }

        _last = Stopwatch.GetTimestamp();
        _shown = true;
        string status = string.Create(
            CultureInfo.InvariantCulture,
            $"{progress.Groups:N0} of {progress.TotalGroups:N0} regions, {progress.Digests:N0} digests, {progress.LogFiles:N0} log files, {progress.Bytes / 1_000_000.0:N0} MB");
        cmdlet.WriteProgress(new ProgressRecord(0, Activity, status)
        {
            PercentComplete = progress.TotalGroups > 0 ? progress.Groups * 100 / progress.TotalGroups : -1,
            CurrentOperation = progress.Current ?? string.Empty,
        });
    }

    public void Dispose()
    {
        if (_shown)
        {
            try
            {
                cmdlet.WriteProgress(new ProgressRecord(0, Activity, "Done") { RecordType = ProgressRecordType.Completed });
            }
            catch (PipelineStoppedException)
            {
                // The host clears the bars of a pipeline that was stopped.
            }
        }
    }
}
