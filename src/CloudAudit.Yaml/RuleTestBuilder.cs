using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CloudAudit.Rules;
using CloudAudit.Yaml.Nodes;

namespace CloudAudit.Yaml;

/// <summary>
/// Reads the tests that a rule brings with it: a list of maps with <c>name</c>, <c>matches</c> and <c>event</c>, or
/// <c>events</c> where order or number matters. The format is this project's own, so that a field it does not know is a
/// slip of the pen and refused.
/// </summary>
internal sealed class RuleTestBuilder(NodeReader nodes)
{
    /// <summary>How many tests a rule may have.</summary>
    public const int MostTests = 100;

    /// <summary>How many events a test may have.</summary>
    public const int MostEvents = 1000;

    /// <summary>How large an event may be as JSON, in bytes: CloudTrail's own limit of 256 KB.</summary>
    public const int LargestEvent = 256 * 1024;

    private static readonly string[] s_fields = ["name", "matches", "event", "events"];

    /// <summary>The tests of a rule or correlation; none where the document has no <c>tests</c>.</summary>
    /// <exception cref="RuleParseException">They are not written as tests are.</exception>
    public IReadOnlyList<RuleTest> Build(YamlMapping document)
    {
        switch (document.Find("tests"))
        {
            case null or YamlScalar { Type: ScalarType.Null }:
                return [];
            case YamlSequence { Items.Count: > MostTests } list:
                throw nodes.Error(RuleProblemKind.TooLarge, list.Position, string.Create(CultureInfo.InvariantCulture, $"A rule has more than {MostTests} tests."));
            case YamlSequence list:
                return [.. list.Items.Select(item => Test(nodes.Mapping(item, "A test")))];
            case { } other:
                throw nodes.Invalid(other, $"'tests' must be a list of tests, not {other.Description}.");
        }
    }

    private RuleTest Test(YamlMapping map)
    {
        foreach ((YamlScalar key, _) in map.Entries)
        {
            if (!s_fields.Contains(key.Text, StringComparer.Ordinal))
            {
                throw nodes.Invalid(key, $"A test has no field '{key.Text}'.", "one of " + string.Join(", ", s_fields));
            }
        }

        if (map.Find("matches") is not YamlScalar { Type: ScalarType.Boolean } matches)
        {
            throw nodes.Invalid(map.Find("matches") ?? map, "A test must say 'matches'.", "true or false");
        }

        return new RuleTest(nodes.RequiredText(map, "name", "A test"), CoreSchema.IsTrue(matches.Text), Events(map), map.Position);
    }

    private IReadOnlyList<string> Events(YamlMapping map)
    {
        switch (map.Find("event"), map.Find("events"))
        {
            case ({ } one, null):
                return [Event(one)];
            case (null, YamlSequence { Items.Count: > 0 and <= MostEvents } list):
                return [.. list.Items.Select(Event)];
            case (null, YamlSequence { Items.Count: > 0 } list):
                throw nodes.Error(RuleProblemKind.TooLarge, list.Position, string.Create(CultureInfo.InvariantCulture, $"A test has more than {MostEvents:N0} events."));
            case ({ }, { } second):
                throw nodes.Invalid(second, "A test has an 'event' or 'events', not both.");
            case (null, { } other):
                throw nodes.Invalid(other, "'events' must be a list of events.");
            default:
                throw nodes.Invalid(map, "A test must have an 'event' or 'events'.");
        }
    }

    private string Event(YamlNode node)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            Write(writer, nodes.Mapping(node, "An event"), node);
        }

        return Encoding.UTF8.GetString(json.WrittenSpan);
    }

    // As deep as the document reader lets nodes nest. The size is asked on the way: an alias may stand for much.
    private void Write(Utf8JsonWriter writer, YamlNode node, YamlNode root)
    {
        if (writer.BytesCommitted + writer.BytesPending > LargestEvent)
        {
            throw nodes.Error(RuleProblemKind.TooLarge, root.Position, string.Create(CultureInfo.InvariantCulture, $"An event is larger than {LargestEvent / 1024} KiB as JSON."));
        }

        switch (node)
        {
            case YamlMapping map:
                writer.WriteStartObject();
                foreach ((YamlScalar key, YamlNode value) in map.Entries)
                {
                    writer.WritePropertyName(key.Text);
                    Write(writer, value, root);
                }

                writer.WriteEndObject();
                break;
            case YamlSequence list:
                writer.WriteStartArray();
                foreach (YamlNode item in list.Items)
                {
                    Write(writer, item, root);
                }

                writer.WriteEndArray();
                break;
            case YamlScalar { Type: ScalarType.Null }:
                writer.WriteNullValue();
                break;
            case YamlScalar { Type: ScalarType.Boolean } boolean:
                writer.WriteBooleanValue(CoreSchema.IsTrue(boolean.Text));
                break;
            case YamlScalar { Type: ScalarType.Number } scalar when CoreSchema.TryNumber(scalar.Text, out decimal number):
                writer.WriteNumberValue(number);
                break;
            case YamlScalar scalar:
                writer.WriteStringValue(scalar.Text);
                break;
        }
    }
}
