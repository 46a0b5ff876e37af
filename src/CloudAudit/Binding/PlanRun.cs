using System.Globalization;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using CloudAudit.Aws;
using CloudAudit.Aws.Trails;
using CloudAudit.PowerShell.Errors;
using CloudAudit.Trails;

namespace CloudAudit.PowerShell.Binding;

/// <summary>
/// Makes the changes of a plan one by one, each asked for with ShouldProcess. Each stands on those before it, so one that
/// is declined or fails ends the run, and what was made is said.
/// </summary>
/// <param name="cmdlet">The cmdlet.</param>
/// <param name="name">Its name.</param>
/// <param name="stopping">Cancelled by Ctrl+C.</param>
internal sealed class PlanRun(PSCmdlet cmdlet, string name, CancellationToken stopping)
{
    /// <summary>Makes the changes; false where the plan was only shown, or a change was declined.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="builder">Makes changes.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool Apply(TrailPlan plan, TrailBuilder builder)
    {
        foreach (string warning in plan.Warnings)
        {
            cmdlet.WriteWarning(warning);
        }

        if (plan.Changes.Count == 0)
        {
            cmdlet.WriteVerbose("Everything is there already; nothing is changed.");
        }

        bool isShown = false;
        for (int i = 0; i < plan.Changes.Count; i++)
        {
            var change = plan.Changes[i];
            if (cmdlet.ShouldProcess(change.ToString(), $"{change}?", name, out var reason))
            {
                Report(change, i, plan.Changes.Count);
                Make(plan, i, builder);
            }
            else if (reason == ShouldProcessReason.WhatIf)
            {
                isShown = true;
            }
            else
            {
                cmdlet.WriteWarning($"Not made: {string.Join("; ", plan.Changes.Skip(i))}.{Made(plan, i)}");
                return false;
            }
        }

        Finish();
        return !isShown;
    }

    private void Make(TrailPlan plan, int index, TrailBuilder builder)
    {
        try
        {
            using var work = new PipelineWork();
            work.Run(
                async (_, token) =>
                {
                    await builder.ApplyAsync(plan.Changes[index], token);
                    return true;
                },
                stopping);
        }
        catch (AwsException e)
        {
            Finish();
            cmdlet.ThrowTerminatingError(AuditErrors.TrailUnfinished(e, plan.Changes, index, name));
        }
    }

    private static string Made(TrailPlan plan, int count) => count == 0 ? string.Empty : $" Made: {string.Join("; ", plan.Changes.Take(count))}.";

    private void Report(TrailChange change, int index, int count) => cmdlet.WriteProgress(new ProgressRecord(1, name, $"{change.Target}: {change.Action}")
    {
        PercentComplete = 100 * index / count,
        CurrentOperation = string.Create(CultureInfo.InvariantCulture, $"{index + 1} of {count}"),
    });

    private void Finish() => cmdlet.WriteProgress(new ProgressRecord(1, name, name) { RecordType = ProgressRecordType.Completed });
}
