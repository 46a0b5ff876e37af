using System.Management.Automation;
using System.Runtime.CompilerServices;
using CloudAudit.Aws;
using CloudAudit.Aws.Trails;
using CloudAudit.PowerShell.Errors;
using CloudAudit.Trails;

namespace CloudAudit.PowerShell.Commands;

/// <summary>What every cmdlet about trails in AWS shares: one connection, and trails by name, wherever they are at home.</summary>
public abstract class TrailCmdlet : AwsRegionCmdlet
{
    // By its own type, the field alone would load the assemblies of AWS.
    private IDisposable? _connection;
    private IReadOnlyList<TrailArn>? _listed;

    /// <summary>The connection of this run.</summary>
    private protected AwsConnection Connection
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        get => (AwsConnection)(_connection ??= Connect(Region));
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _connection?.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>The trails of a name, a pattern or an ARN. Where there is none of a name, that is an error.</summary>
    /// <param name="name">A name, a pattern or an ARN.</param>
    /// <param name="one">Whether a plain name has to mean one trail.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private protected IReadOnlyList<TrailArn> Find(string name, bool one)
    {
        if (TrailArn.TryParse(name, out var arn))
        {
            return [arn];
        }

        _listed ??= RunAws(token => new TrailReader(Connection).ListAsync(token));
        var pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
        bool isPattern = WildcardPattern.ContainsWildcardCharacters(name);
        var found = _listed.Where(trail => isPattern ? pattern.IsMatch(trail.Name) : trail.Name == name).ToList();
        if (found.Count == 0 && !isPattern)
        {
            WriteError(AuditErrors.TrailNotFound(name));
        }

        // Trails of several regions may have one name: the region that was said tells them apart.
        if (found.Count > 1 && !isPattern)
        {
            var here = found.Where(trail => trail.Home.Region == (Region ?? Connection.DefaultRegion)).ToList();
            if (here.Count == 1)
            {
                return here;
            }

            if (one)
            {
                WriteError(AuditErrors.TrailAmbiguous(name, found));
                return [];
            }
        }

        return found;
    }

    /// <summary>Does something to one trail. What AWS refuses is an error about that trail; having no access at all ends the cmdlet.</summary>
    private protected void With(TrailArn trail, Action action)
    {
        try
        {
            action();
        }
        catch (AwsException e) when (e.Failure is AwsFailure.Refused or AwsFailure.AccessDenied or AwsFailure.NotFound or AwsFailure.ServiceFault or AwsFailure.Throttled)
        {
            WriteError(AuditErrors.Aws(e, trail.ToString()));
        }
        catch (AwsException e)
        {
            ThrowTerminatingError(AuditErrors.Aws(e, trail.ToString()));
        }
    }

    /// <summary>Runs asynchronous work that ends the cmdlet where AWS refuses it.</summary>
    private protected T RunAws<T>(Func<CancellationToken, Task<T>> work)
    {
        try
        {
            return Run((_, token) => work(token));
        }
        catch (AwsException e)
        {
            ThrowTerminatingError(AuditErrors.Aws(e));
            throw;
        }
    }

    /// <summary>Writes a trail as it is now, and a warning for what may not be read of it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private protected void WriteTrail(TrailArn arn)
    {
        var (trail, obstacles) = Run((_, token) => new TrailReader(Connection).ReadAsync(arn, token));
        if (trail is null)
        {
            WriteError(AuditErrors.TrailNotFound(arn.ToString()));
            return;
        }

        if (obstacles.Count > 0)
        {
            WriteWarning($"Of trail {arn.Name} not everything could be read: {string.Join("; ", obstacles)}.");
        }

        WriteObject(trail);
    }
}
