using System.Collections;
using System.Globalization;
using System.Management.Automation;
using CloudAudit.PowerShell.Errors;
using CloudAudit.Rules;
using CloudAudit.Yaml;

namespace CloudAudit.PowerShell.Binding;

/// <summary>What the cmdlets about rules share: packs by name or path, placeholders, and how a bad rule is told.</summary>
internal static class RuleInput
{
    /// <summary>A pack that ships, by its name, or one's own, by its path in the session. Ends the command where there is none.</summary>
    public static LoadedPack LoadPack(this PSCmdlet cmdlet, RulePacks shipped, string name)
    {
        try
        {
            return shipped.Load(shipped.Names.Contains(name, StringComparer.OrdinalIgnoreCase) ? name : cmdlet.GetUnresolvedProviderPathFromPSPath(name));
        }
        catch (RuleParseException e)
        {
            cmdlet.ThrowTerminatingError(AuditErrors.RulePackInvalid(name, e));
            throw;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            cmdlet.ThrowTerminatingError(AuditErrors.RulePackNotFound(name, e));
            throw;
        }
    }

    /// <summary>What <c>-Placeholder</c> says; ends the command where it makes no sense.</summary>
    public static RulePlaceholders Placeholders(this PSCmdlet cmdlet, IDictionary? table)
    {
        try
        {
            return PlaceholderTable.Parse(table);
        }
        catch (PSArgumentException e)
        {
            cmdlet.ThrowTerminatingError(AuditErrors.PlaceholderInvalid(e));
            throw;
        }
    }

    /// <summary>Writes what is wrong with rules. With <paramref name="strict"/> the first that cannot be used ends the command.</summary>
    public static void Write(this PSCmdlet cmdlet, IReadOnlyList<RuleProblem> problems, bool strict)
    {
        foreach (var problem in problems.Where(p => p.IsWarning))
        {
            cmdlet.WriteWarning(problem.ToString());
        }

        var foreign = problems.Where(p => p.Kind == RuleProblemKind.OtherLogSource).ToList();
        if (foreign.Count > 0)
        {
            cmdlet.WriteWarning(string.Create(
                CultureInfo.InvariantCulture,
                $"{foreign.Count} {(foreign.Count == 1 ? "rule is" : "rules are")} for another log source than CloudTrail and left out, the first in {foreign[0].File}."));
        }

        var bad = problems.Where(p => p is { IsWarning: false, Kind: not RuleProblemKind.OtherLogSource }).ToList();
        if (strict && bad.Count > 0)
        {
            cmdlet.ThrowTerminatingError(AuditErrors.RuleProblem(bad[0]));
        }

        foreach (var problem in bad)
        {
            cmdlet.WriteError(AuditErrors.RuleProblem(problem));
        }
    }
}
