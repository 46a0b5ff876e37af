using CloudAudit.Compliance;
using CloudAudit.Decoding;
using CloudAudit.Filters;
using CloudAudit.Reading;
using CloudAudit.Sources;
using CloudAudit.Yaml;

namespace CloudAudit.Benchmarks.Comparison;

/// <summary>What CloudAudit does with a set, by the same calls as its cmdlets and its command line.</summary>
internal sealed class TrailScan(BenchmarkSet set, int workers)
{
    /// <summary>A pack that ships.</summary>
    public static CompliancePlan Pack(string name) => new([new RulePacks(RepositoryFiles.Rules).Load(name)]);

    /// <summary>Reads the events of one name.</summary>
    /// <returns>How many there are.</returns>
    public long Filter(string eventName)
    {
        EventReadOptions options = Options(new EventQuery { EventName = [eventName] });
        long found = 0;
        foreach (ReadBatch<AuditEvent> batch in EventReader.Read(Logs(options), options, CancellationToken.None))
        {
            found += batch.Results.Count;
            Refuse(batch.Errors);
        }

        return found;
    }

    /// <summary>Checks the set against rules.</summary>
    /// <returns>How many findings there are.</returns>
    public long Check(CompliancePlan plan)
    {
        EventReadOptions options = Options(new EventQuery());
        ComplianceRun run = new(plan, options);
        long found = 0;
        foreach (ReadBatch<Finding> batch in run.Read(Logs(options), CancellationToken.None))
        {
            found += batch.Results.Count;
            Refuse(batch.Errors);
        }

        return found;
    }

    private EventReadOptions Options(EventQuery query) => new() { Query = query, Threads = workers };

    private IEnumerable<LogFile> Logs(EventReadOptions options) => new LocalLogs([set.Folder], options.Query, e => Refuse([e])).List();

    // A set that cannot be read whole would be read too fast.
    private static void Refuse(IReadOnlyList<LogError> errors)
    {
        if (errors.Count > 0)
        {
            throw new InvalidDataException($"{errors[0].Origin}: {errors[0].Detail}");
        }
    }
}
