using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CloudAudit.Benchmarks.Generation;

/// <summary>One odd record and what is odd about it.</summary>
public sealed record OddRecord(string Shape, byte[] Json)
{
    public string Text => Encoding.UTF8.GetString(Json);
}

/// <summary>
/// Records that are valid JSON, each one object, but shaped as no tidy parser expects: made from the records of
/// <see cref="EventGenerator"/> by seed and index, for comparing decoders with each other.
/// </summary>
public sealed class OddShapes
{
    private static readonly (string Name, Func<OddText, JsonElement, string> Make)[] _shapes =
    [
        ("plain", (odd, record) => odd.Write(record)),
        ("missing fields", (odd, record) => odd.Write(record, drop: odd.SomeFields(record))),
        ("no userIdentity", (odd, record) => odd.Write(record, drop: ["userIdentity"])),
        ("no eventID", (odd, record) => odd.Write(record, drop: ["eventID"])),
        ("no eventName", (odd, record) => odd.Write(record, drop: ["eventName"])),
        ("nulls", (odd, record) => odd.Write(record, replace: odd.SomeFields(record).ToDictionary(name => name, _ => "null", StringComparer.Ordinal))),
        ("all null", (odd, record) => odd.Write(record, replace: record.EnumerateObject().ToDictionary(member => member.Name, _ => "null", StringComparer.Ordinal))),
        ("escaped keys", (odd, record) => odd.With(keys: 500).Write(record)),
        ("escaped values", (odd, record) => odd.With(values: 500).Write(record)),
        ("everything escaped", (odd, record) => odd.With(keys: 1000, values: 1000).Write(record)),
        ("duplicate keys", (odd, record) => odd.Write(record, extra: odd.Duplicates(record))),
        ("whitespace", (odd, record) => odd.With(spaces: 500).Write(record)),
        ("pretty-printed", (odd, record) => odd.Pretty(record)),
        ("shuffled keys", (odd, record) => odd.Write(record, shuffle: true)),
        ("future fields", (odd, record) => odd.Write(record, extra: odd.FutureFields(), shuffle: true)),
        ("deep nesting", (odd, record) => odd.Write(record, replace: new Dictionary<string, string>(StringComparer.Ordinal) { ["requestParameters"] = odd.Nested() })),
        ("other types", (odd, record) => odd.Write(record, replace: odd.OtherTypes(record))),
        ("huge strings", (odd, record) => odd.Write(record, replace: odd.HugeStrings())),
        ("unicode", (odd, record) => odd.Write(record, replace: odd.UnicodeStrings())),
        ("empty strings", (odd, record) => odd.Write(record, replace: odd.SomeFields(record).ToDictionary(name => name, _ => "\"\"", StringComparer.Ordinal), extra: ["\"\":\"\""])),
        ("text like records", (odd, record) => odd.Write(record, replace: odd.LookAlikes())),
        ("odd numbers", (odd, record) => odd.Write(record, replace: new Dictionary<string, string>(StringComparer.Ordinal) { ["requestParameters"] = OddText.Numbers })),
        ("odd times", (odd, record) => odd.Write(record, replace: new Dictionary<string, string>(StringComparer.Ordinal) { ["eventTime"] = odd.Time() })),
        ("odd versions", (odd, record) => odd.Write(record, replace: new Dictionary<string, string>(StringComparer.Ordinal) { ["eventVersion"] = odd.Version() })),
        ("empty containers", (odd, record) => odd.Write(record, replace: odd.EmptyContainers())),
        ("empty object", (_, _) => "{}"),
        ("insight", (odd, record) => odd.With(keys: 20, spaces: 50).Write(record)),
        (LoneSurrogates, (odd, record) => odd.Write(record, replace: OddText.LoneSurrogates)),
    ];

    private readonly ulong _seed;
    private readonly EventGenerator _events;

    public OddShapes(ulong seed)
    {
        _seed = seed;
        _events = new EventGenerator(seed);
    }

    /// <summary>
    /// The shape whose strings hold halves of surrogate pairs as escapes: valid by JSON's grammar, but
    /// <see cref="JsonElement.GetString"/> throws InvalidOperationException for such a string.
    /// </summary>
    public const string LoneSurrogates = "lone surrogates";

    /// <summary>The names of the shapes; the record of an index has the one at index modulo their number.</summary>
    public static IReadOnlyList<string> Shapes { get; } = [.. _shapes.Select(shape => shape.Name)];

    /// <summary>The odd record of an index, always the same for a seed.</summary>
    public OddRecord Record(int index)
    {
        (string name, Func<OddText, JsonElement, string> make) = _shapes[index % _shapes.Length];

        // Of EventGenerator's records, those with 98 at the end are Insight events.
        long source = name == "insight" ? (index * 100L) + 98 : index * 7L;
        using JsonDocument document = JsonDocument.Parse(_events.Record(source));
        OddText odd = new(new SeededRandom(_seed ^ 0x0DD, (ulong)index));
        return new OddRecord(name, Encoding.UTF8.GetBytes(make(odd, document.RootElement)));
    }

    /// <summary>The odd records from index 0 on.</summary>
    public IEnumerable<OddRecord> Records(int count) => Enumerable.Range(0, count).Select(Record);
}
