using System.Globalization;
using CloudAudit.Benchmarks.Generation.Stories;

namespace CloudAudit.Benchmarks.Generation;

/// <summary>One file of a trail before it is written: where and when, how many records, and what is planted in it.</summary>
internal sealed class TrailFile
{
    private readonly Dictionary<int, (StoryStep Step, DateTimeOffset Time)> _planted = [];

    public required Site Site { get; init; }

    public RecordKind Kind { get; init; }

    /// <summary>The index of its first record: none is used twice in a set.</summary>
    public required long FirstIndex { get; init; }

    public required int Count { get; init; }

    /// <summary>Its events happened from here on …</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>… for so long.</summary>
    public required TimeSpan Window { get; init; }

    /// <summary>The file before it of the same site, whose records may be delivered again in this one.</summary>
    public TrailFile? Previous { get; init; }

    /// <summary>Whether the traffic has the changes of a living account.</summary>
    public bool HasChanges { get; init; }

    /// <summary>Records a second from <see cref="From"/> on; 0 to scatter them over <see cref="Window"/>.</summary>
    public int Pace { get; init; }

    /// <summary>CloudTrail's file time is that of delivery, in full minutes, about five after the last event.</summary>
    public DateTimeOffset Delivered => From + Window + TimeSpan.FromMinutes(5);

    public IEnumerable<(int Position, StoryStep Step, DateTimeOffset Time)> Planted =>
        _planted.OrderBy(pair => pair.Key).Select(pair => (pair.Key, pair.Value.Step, pair.Value.Time));

    public bool IsPlanted(int position) => _planted.ContainsKey(position);

    public void Plant(int position, StoryStep step, DateTimeOffset time) => _planted.Add(position, (step, time));

    /// <summary>
    /// AWSLogs/account/CloudTrail/region/2025/06/02/account_CloudTrail_region_20250602T0010Z_16 characters.json.gz
    /// </summary>
    public string RelativePath(ulong seed)
    {
        SeededRandom random = new(seed ^ 0xF11E, (ulong)FirstIndex);
        string folder = Kind switch { RecordKind.Insight => "CloudTrail-Insight", RecordKind.NetworkActivity => "CloudTrail-NetworkActivity", _ => "CloudTrail" };
        string unique = Site.Drawn(text => text.AppendDrawn("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"u8, 16, random));
        string account = Site.Account.Id;
        string day = Delivered.ToString("yyyy'/'MM'/'dd", CultureInfo.InvariantCulture);
        string minute = Delivered.ToString("yyyyMMdd'T'HHmm'Z'", CultureInfo.InvariantCulture);
        return $"AWSLogs/{account}/{folder}/{Site.Region}/{day}/{account}_{folder}_{Site.Region}_{minute}_{unique}.json.gz";
    }

    /// <summary>Writes the record at <paramref name="position"/>: planted, delivered again, or new.</summary>
    public void WriteRecord(EventGenerator generator, System.Text.Json.Utf8JsonWriter json, ulong seed, int position)
    {
        if (_planted.TryGetValue(position, out (StoryStep Step, DateTimeOffset Time) planted))
        {
            generator.Write(json, FirstIndex + position, Site, planted.Step, planted.Time);
            return;
        }
        TrailFile file = this;
        if (Kind == RecordKind.Trail && Repeats(seed, this, position) is (TrailFile source, int again))
        {
            file = source;
            position = again;
        }
        DateTimeOffset from = file.Pace == 0 ? file.From : file.From.AddSeconds(position / file.Pace);
        generator.Write(json, file.Kind, file.FirstIndex + position, file.Site, from, file.Pace == 0 ? file.Window : TimeSpan.FromMinutes(5), file.HasChanges);
    }

    /// <summary>The record of an earlier file that this one repeats: true of about 3 in 100.</summary>
    public static (TrailFile File, int Position)? Repeats(ulong seed, TrailFile file, int position)
    {
        TrailFile? source = file.Pace > 0 ? file : file.Previous;
        if (source is null || file.IsPlanted(position) || !IsRepeat(seed, file, position, out uint draw))
        {
            return null;
        }
        int again = file.Pace > 0 ? position - 1 - (int)(draw % 5000) : (int)(draw % (uint)source.Count);
        bool usable = again >= 0 && !source.IsPlanted(again) && !IsRepeat(seed, source, again, out _);
        return usable ? (source, again) : null;
    }

    private static bool IsRepeat(ulong seed, TrailFile file, int position, out uint draw)
    {
        ulong z = (seed ^ 0xD0B1E5) + ((ulong)(file.FirstIndex + position) * 0x9E3779B97F4A7C15UL);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        z ^= z >> 31;
        draw = (uint)(z >> 32);
        return (uint)z % 1000 < 30;
    }
}
