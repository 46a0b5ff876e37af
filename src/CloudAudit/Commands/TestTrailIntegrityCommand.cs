using System.Globalization;
using System.Management.Automation;
using CloudAudit.Integrity;
using CloudAudit.PowerShell.Binding;
using CloudAudit.PowerShell.Errors;

namespace CloudAudit.PowerShell.Commands;

/// <summary><c>Test-TrailIntegrity</c>: whether a trail's digests and log files are what CloudTrail delivered, and all of it.</summary>
[Cmdlet(VerbsDiagnostic.Test, "TrailIntegrity", DefaultParameterSetName = PathSet)]
[OutputType(typeof(IntegrityResult), typeof(IntegritySummary), typeof(bool))]
public sealed partial class TestTrailIntegrityCommand : LogPlaceCmdlet
{
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] PublicKey { get; set; } = [];

    [Parameter]
    public SwitchParameter All { get; set; }

    [Parameter]
    public SwitchParameter Quiet { get; set; }

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (StartTime >= EndTime)
        {
            ThrowTerminatingError(AuditErrors.EndBeforeStart());
        }
    }

    protected override void EndProcessing()
    {
        if (IsInS3)
        {
            VerifyInAws();
            return;
        }

        var stores = LocalStores();
        using var keys = new TrailPublicKeys(this.ReadPublicKeys(PublicKey, stores));
        Verify([.. stores], keys, Options());
    }

    private VerifyOptions Options()
    {
        var now = TimeProvider.System.GetUtcNow();
        return new VerifyOptions
        {
            StartTime = From(now),
            EndTime = EndTime,
            AccountId = AccountId,
            Region = Region,
            Now = now,
        };
    }

    private List<LocalTrailStore> LocalStores()
    {
        var stores = new List<LocalTrailStore>();
        foreach (string path in Paths)
        {
            try
            {
                var found = Directory.Exists(path) ? LocalTrailStore.Find(path, Keys) : [];
                if (found.Count == 0)
                {
                    WriteError(AuditErrors.NoTrailFolder(path));
                }

                stores.AddRange(found);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                WriteError(AuditErrors.TrailUnreadable(path, e));
            }
        }

        return stores;
    }

    private void Verify(IReadOnlyList<ITrailStore> stores, TrailPublicKeys keys, VerifyOptions options)
    {
        var verdict = new IntegrityVerdict();
        using var bar = new VerifyProgressBar(this);
        VerifyProgress last = default;
        var verifier = new TrailVerifier(stores, keys, options);
        try
        {
            foreach (var batch in verifier.Run(StopToken))
            {
                last = batch.Progress;
                bar.Update(last);
                if (!Quiet)
                {
                    WriteObject(batch.Results.Where(r => All || r.Status != IntegrityStatus.Valid), enumerateCollection: true);
                    WriteObject(batch.Summaries, enumerateCollection: true);
                }

                foreach (var summary in batch.Summaries)
                {
                    verdict.Add(summary);
                    foreach (string note in summary.Notes)
                    {
                        WriteWarning($"{summary.AccountId} {summary.Region}: {note}.");
                    }
                }
            }
        }
        catch (OperationCanceledException) when (StopToken.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            ThrowTerminatingError(AuditErrors.TrailUnreadable(null, e));
        }

        WriteVerbose(string.Create(
            CultureInfo.InvariantCulture, $"Looked at {last.Digests:N0} digests and {last.LogFiles:N0} log files, with {last.Bytes / 1_000_000.0:N1} MB of text."));
        if (last.TotalGroups == 0)
        {
            WriteWarning(verifier.NothingFound);
        }

        if (Quiet)
        {
            WriteObject(verdict.Outcome == IntegrityOutcome.Proven);
        }
    }
}
