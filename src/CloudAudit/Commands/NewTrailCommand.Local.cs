using System.Management.Automation;
using CloudAudit.PowerShell.Errors;
using CloudAudit.Recording;

namespace CloudAudit.PowerShell.Commands;

/// <summary>New-Trail -Path: a trail in a folder.</summary>
public sealed partial class NewTrailCommand
{
    private void MakeLocal()
    {
        // -Region is the trail's own; the key is asked where it is.
        using var kms = LazyKms(() => TrailConfiguration.RegionOf(KmsKeyId));
        try
        {
            var creation = new TrailCreation(new TrailRequest
            {
                Folder = GetUnresolvedProviderPathFromPSPath(Path),
                Name = Name,
                Bucket = Bucket,
                AccountId = AccountId,
                Region = Region,
                KeyFile = FullPath(KeyFile),
                Key = Key,
                NoEncryption = NoEncryption,
                KmsKeyId = KmsKeyId,
                KeyService = kms,
                SigningKeyFile = FullPath(SigningKeyFile),
            });
            if (Apply(creation.Steps))
            {
                foreach (string notice in creation.Notices)
                {
                    WriteWarning(notice);
                }

                WriteObject(creation.Result());
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            ThrowTerminatingError(AuditErrors.LocalTrail(e, Path!));
        }
    }

    // Each step stands on those before it: what is declined ends the making.
    private bool Apply(IReadOnlyList<TrailStep> steps)
    {
        bool whatIf = false;
        foreach (var step in steps)
        {
            string what = $"{step.Action}: {step.Target}";
            if (ShouldProcess(what, $"{what}?", "New-Trail", out var reason))
            {
                step.Apply();
            }
            else if (reason == ShouldProcessReason.WhatIf)
            {
                whatIf = true;
            }
            else
            {
                WriteWarning($"The trail is not made. Declined: {what}");
                return false;
            }
        }

        return !whatIf;
    }

    private string? FullPath(string? path) => path is null ? null : GetUnresolvedProviderPathFromPSPath(path);
}
