using System.Buffers;
using System.Text.Json;
using CloudAudit.Benchmarks.Generation.Stories;

namespace CloudAudit.Benchmarks.Generation;

/// <summary>
/// Made-up but lifelike CloudTrail records. A record is a function of the seed and its index alone, so that any
/// number of workers give the same trail. One generator serves one thread.
/// </summary>
public sealed class EventGenerator
{
    private const int SpellRecords = 24;
    private const int ThrottledPerMille = 14;

    private static readonly DateTimeOffset _start = new(2025, 6, 2, 0, 0, 0, TimeSpan.Zero);

    private readonly Estate _estate;
    private readonly RecordScope _scope = new();
    private readonly RecordWriter _writer = new();
    private readonly Utf8Text _text = new();
    private readonly SeededRandom _spell = new(0);

    public EventGenerator(ulong seed)
        : this(new Estate(seed))
    {
    }

    internal EventGenerator(Estate estate) => _estate = estate;

    /// <summary>
    /// The UTF-8 JSON of one record: benign calls of all sites, one in 100 an Insight event, one in 100 the record of
    /// a VPC endpoint. The same index gives the same record.
    /// </summary>
    /// <param name="index">From 0 up.</param>
    public byte[] Record(long index)
    {
        ArrayBufferWriter<byte> buffer = new(2048);
        using Utf8JsonWriter json = NewJsonWriter(buffer);
        Site site = _estate.Sites[(int)(index % _estate.Sites.Count)];
        DateTimeOffset time = _start.AddSeconds(index % 5_000_000);
        RecordKind kind = (index % 100) switch { 98 => RecordKind.Insight, 99 => RecordKind.NetworkActivity, _ => RecordKind.Trail };
        Write(json, kind, index, site, time, TimeSpan.FromMinutes(5));
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A writer with the escaping and the looseness that the records need.</summary>
    internal static Utf8JsonWriter NewJsonWriter(IBufferWriter<byte> target) =>
        new(target, new JsonWriterOptions { SkipValidation = true, Encoder = RecordWriter.Encoder });

    /// <summary>Writes the record of an index, somewhere in the <paramref name="window"/> that begins at <paramref name="from"/>; with <paramref name="changes"/>, it may be one of those.</summary>
    internal void Write(Utf8JsonWriter json, RecordKind kind, long index, Site site, DateTimeOffset from, TimeSpan window, bool changes = false)
    {
        SeededRandom random = _scope.Random;
        random.Reseed(_estate.Seed, ((ulong)(kind == RecordKind.Insight ? index / 2 : index) << 2) | (ulong)kind);
        _scope.Begin(site, from.AddSeconds(random.Next((int)window.TotalSeconds)));
        if (kind == RecordKind.Insight)
        {
            InsightRecords.Write(json, _scope, _text, isEnd: index % 2 == 1);
            return;
        }
        Catalogue catalogue = kind == RecordKind.NetworkActivity ? Catalogue.NetworkActivity
            : changes ? site.IsHome ? Catalogue.HomeWithChanges : Catalogue.RegionalWithChanges
            : site.IsHome ? Catalogue.Home : Catalogue.Regional;
        ulong spell = Spell(index);
        ApiCall call = catalogue.Pick(random, spell);
        Callers callers = Catalogue.PickKind(call, random);
        Caller? caller = callers switch
        {
            Callers.Service or Callers.Untyped => null,
            Callers.ServiceRole when call.Via is not null && site.Account.ServiceRole(call.Via) is Caller role => role,
            _ => site.Account.Pick(callers, random, spell),
        };
        bool failed = call.ErrorPerMille > 0 && random.Chance(call.ErrorPerMille);
        if (call is { Via: null, IsNetworkActivity: false, EventType: "AwsApiCall" } && !failed && random.Chance(ThrottledPerMille))
        {
            call = call.Throttled;
            failed = true;
        }
        _writer.Write(json, _scope, call, caller, callers == Callers.Untyped, failed);
    }

    /// <summary>A number that <see cref="SpellRecords"/> neighbours share: who and what is busy among them.</summary>
    private ulong Spell(long index)
    {
        _spell.Reseed(_estate.Seed ^ 0x5E11, (ulong)(index / SpellRecords));
        return _spell.NextUInt64() >> 1;
    }

    /// <summary>Writes an event of an incident.</summary>
    internal void Write(Utf8JsonWriter json, long index, Site site, StoryStep step, DateTimeOffset time)
    {
        _scope.Random.Reseed(_estate.Seed, ((ulong)index << 2) | 3);
        _scope.Begin(site, time);
        _writer.Write(json, _scope, step.Call, step.Caller, untyped: false, step.Failed);
    }
}

/// <summary>The folders of a trail's bucket.</summary>
internal enum RecordKind
{
    Trail,
    NetworkActivity,
    Insight,
}
