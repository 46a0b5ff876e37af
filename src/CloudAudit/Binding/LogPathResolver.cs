using System.Collections.ObjectModel;
using System.Management.Automation;
using CloudAudit.PowerShell.Errors;

namespace CloudAudit.PowerShell.Binding;

/// <summary>Paths as PowerShell users write them, resolved by the session's location and providers.</summary>
internal sealed class LogPathResolver(PSCmdlet cmdlet)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>Full paths on disk, each once, in the order they came.</summary>
    public List<string> Paths { get; } = [];

    public void Add(string path, bool literal)
    {
        try
        {
            ProviderInfo provider;
            if (literal)
            {
                string full = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out provider, out _);
                if (IsFileSystem(path, provider))
                {
                    AddFull(path, full);
                }

                return;
            }

            Collection<string> resolved = cmdlet.SessionState.Path.GetResolvedProviderPathFromPSPath(path, out provider);
            if (!IsFileSystem(path, provider))
            {
                return;
            }

            if (resolved.Count == 0)
            {
                cmdlet.WriteError(AuditErrors.PathNotFound(path, new ItemNotFoundException($"No file or folder matches '{path}'.")));
            }

            foreach (string full in resolved)
            {
                AddFull(path, full);
            }
        }
        catch (SessionStateException e) when (e is ItemNotFoundException or System.Management.Automation.DriveNotFoundException or ProviderNotFoundException)
        {
            cmdlet.WriteError(AuditErrors.PathNotFound(path, e));
        }
    }

    private void AddFull(string path, string full)
    {
        if (!File.Exists(full) && !Directory.Exists(full))
        {
            cmdlet.WriteError(AuditErrors.PathNotFound(path));
        }
        else if (_known.Add(full))
        {
            Paths.Add(full);
        }
    }

    private bool IsFileSystem(string path, ProviderInfo provider)
    {
        if (string.Equals(provider.Name, "FileSystem", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        cmdlet.WriteError(AuditErrors.NotFileSystem(path, provider.Name));
        return false;
    }
}
