using CloudAudit.Checkpoints;

namespace CloudAudit.Reading;

/// <summary>Which events are given: each once, in this run and, with a checkpoint, over runs.</summary>
internal sealed class EventDeduplicator
{
    private readonly RecentEventIds? _seen;
    private readonly RecentEventIds? _given;

    public EventDeduplicator(EventReadOptions options, Checkpoint? checkpoint)
    {
        if (!options.KeepDuplicate)
        {
            _seen = new RecentEventIds();
            foreach (var id in checkpoint?.EventIds ?? [])
            {
                _seen.Add(id);
            }
        }
        else if (checkpoint?.GivesAgain == true)
        {
            // Copies within the run are wanted, but not what the source gives again because runs overlap.
            _given = new RecentEventIds();
            foreach (var id in checkpoint.EventIds)
            {
                _given.Add(id);
            }
        }
    }

    /// <summary>Asks for the memory that <see cref="IsNew"/> will need (<see cref="Ahead"/>).</summary>
    public void Ask(UInt128 id) => (_seen ?? _given)?.Ask(id);

    /// <summary>Whether an event is to be given; it counts as given from now on.</summary>
    /// <param name="id">Its id's key.</param>
    public bool IsNew(UInt128 id) => _seen?.Add(id) ?? _given?.Contains(id) != true;
}
