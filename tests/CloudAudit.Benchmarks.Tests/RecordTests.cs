using System.Text;
using System.Text.Json;
using CloudAudit.Benchmarks.Generation;
using CloudAudit.Benchmarks.Generation.Stories;

namespace CloudAudit.Benchmarks.Tests;

public sealed class RecordTests
{
    private static readonly UTF8Encoding _strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    [Fact]
    public void A_record_depends_on_seed_and_index_alone()
    {
        EventGenerator forward = new(1);
        byte[][] records = [.. Enumerable.Range(0, 500).Select(i => forward.Record(i))];
        EventGenerator backward = new(1);
        for (int i = 499; i >= 0; i--)
        {
            Assert.Equal(records[i], backward.Record(i));
        }
        Assert.NotEqual(records[0], new EventGenerator(2).Record(0));
    }

    [Fact]
    public void Every_call_of_the_catalogue_makes_valid_JSON()
    {
        EventGenerator events = new(42);
        HashSet<(string, string)> seen = [];
        for (int i = 0; i < 60_000; i++)
        {
            byte[] record = events.Record(i);
            _strict.GetCharCount(record);
            using JsonDocument document = JsonDocument.Parse(record);
            seen.Add((Text(document.RootElement, "eventSource"), Text(document.RootElement, "eventName")));
        }
        Assert.DoesNotContain(Catalogue.Home.Calls, call => !seen.Contains((call.Service + ".amazonaws.com", call.EventName)));
    }

    [Fact]
    public void Every_event_of_every_incident_is_valid_JSON()
    {
        Estate estate = new(9);
        Site site = estate.Site("444455556666", "us-east-1");
        EventGenerator events = new(estate);
        foreach (StoryKind kind in StoryKind.All)
        {
            Story story = kind.Play(new Stage(site, new SeededRandom(4)));
            Assert.Equal(kind.Name, story.Name);
            foreach (StoryStep step in story.Steps)
            {
                using MemoryStream stream = new();
                using (Utf8JsonWriter json = new(stream))
                {
                    events.Write(json, 1, site, step, DateTimeOffset.UnixEpoch);
                }
                using JsonDocument document = JsonDocument.Parse(stream.ToArray());
                Assert.Equal(step.Call.EventName, document.RootElement.GetProperty("eventName").GetString());
                Assert.Equal("us-east-1", document.RootElement.GetProperty("awsRegion").GetString());
            }
        }
    }

    [Fact]
    public void Odd_shapes_are_valid_JSON_objects_within_the_depth_readers_take()
    {
        OddShapes odd = new(5);
        OddShapes again = new(5);
        HashSet<string> shapes = new(StringComparer.Ordinal);
        for (int i = 0; i < OddShapes.Shapes.Count * 40; i++)
        {
            OddRecord record = odd.Record(i);
            shapes.Add(record.Shape);
            using JsonDocument document = JsonDocument.Parse(_strict.GetString(record.Json), new JsonDocumentOptions { MaxDepth = 62 });
            Assert.Equal(JsonValueKind.Object, document.RootElement.ValueKind);
            Assert.Equal(record.Json, again.Record(i).Json);
        }
        Assert.Equal(OddShapes.Shapes.Count, shapes.Count);
    }

    [Theory]
    [InlineData("no eventName", "eventName", false)]
    [InlineData("no eventID", "eventID", false)]
    [InlineData("no userIdentity", "userIdentity", false)]
    [InlineData("insight", "insightDetails", true)]
    [InlineData("duplicate keys", "eventName", true)]
    public void Odd_shapes_are_what_they_are_called(string shape, string field, bool present)
    {
        OddShapes odd = new(6);
        int at = OddShapes.Shapes.ToList().IndexOf(shape);
        using JsonDocument document = JsonDocument.Parse(odd.Record(at).Json);
        Assert.Equal(present, document.RootElement.TryGetProperty(field, out _));
    }

    private static string Text(JsonElement element, string name) => element.TryGetProperty(name, out JsonElement value) ? value.GetString()! : string.Empty;
}
