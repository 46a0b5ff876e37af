using System.Text;
using CloudAudit.Core.Tests.Support;
using CloudAudit.Encryption;

namespace CloudAudit.Core.Tests.Encryption;

public sealed class ObjectMetadataTests
{
    [Fact]
    public void Names_have_no_case_and_no_prefix()
    {
        var metadata = ObjectMetadata.Parse("""{"X-Amz-Meta-Signature":"ab","x-amz-c":"115","x-amz-meta-x-amz-3":"k","plain":"p"}"""u8);
        Assert.Equal("ab", metadata["signature"]);
        Assert.Equal("ab", metadata["x-amz-meta-SIGNATURE"]);
        Assert.Equal("115", metadata["x-amz-meta-x-amz-c"]);
        Assert.Equal("k", metadata["x-amz-3"]);
        Assert.Equal("p", metadata["Plain"]);
        Assert.Null(metadata["other"]);
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        var metadata = new ObjectMetadata { ["signature"] = "ab", ["x-amz-t"] = "{\"a\":\"é\\n\"}", ["x-amz-c"] = "115", ["gone"] = "x" };
        metadata["gone"] = null;
        Assert.Equal("""{"x-amz-meta-signature":"ab","x-amz-c":"115","x-amz-t":"{\"a\":\"é\\n\"}"}""", Encoding.UTF8.GetString(metadata.ToJson()));
        Assert.Equal(metadata.ToList(), ObjectMetadata.Parse(metadata.ToJson()).ToList());
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{")]
    [InlineData("{\"a\":\"b\"")]
    [InlineData("{\"a\":\"b\"} x")]
    [InlineData("{\"a\":\"b\"}{}")]
    [InlineData("{\"a\":1}")]
    [InlineData("{\"a\":null}")]
    [InlineData("{\"a\":{\"b\":\"c\"}}")]
    [InlineData("{\"a\":[\"b\"]}")]
    [InlineData("{\"a\":\"b\",\"a\":\"c\"}")]
    [InlineData("{\"a\":\"b\",\"A\":\"c\"}")]
    [InlineData("{\"a\":\"b\",\"x-amz-meta-a\":\"c\"}")]
    [InlineData("{\"a\":\"b\\ud800\"}")]
    [InlineData("{\"a\":\"b\",}")]
    public void What_is_no_flat_object_of_strings_is_refused(string text) =>
        Assert.Throws<ObjectMetadataException>(() => ObjectMetadata.Parse(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Bytes_that_are_no_text_are_refused() =>
        Assert.Throws<ObjectMetadataException>(() => ObjectMetadata.Parse([.. "{\"a\":\""u8, 0xFF, 0xFE, .. "\"}"u8]));

    [Fact]
    public void What_is_deep_or_large_or_has_many_entries_is_refused_at_once()
    {
        Assert.Throws<ObjectMetadataException>(() => ObjectMetadata.Parse(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 10_000)))));
        Assert.Throws<ObjectMetadataException>(() => ObjectMetadata.Parse(Encoding.UTF8.GetBytes("{" + string.Join(',', Enumerable.Range(0, 300).Select(i => $"\"{i}\":\"\"")) + "}")));
        Assert.Throws<ObjectMetadataException>(() => ObjectMetadata.Parse(Encoding.UTF8.GetBytes($"{{\"a\":\"{new string('x', 70_000)}\"}}")));
        using var folder = new TempFolder();
        string path = folder.Write("a.metadata.json", new byte[10_000_000]);
        Assert.Throws<ObjectMetadataException>(() => ObjectMetadata.ReadFile(path));
    }

    [Fact]
    public void No_value_is_shown_and_names_are_safe_to_print()
    {
        foreach (string text in (string[])["{\"a\\u001b[31m\":1,\"b\":\"SECRET\"}", "{\"b\":\"SECRET\",\"b\":\"SECRET\"}", "{\"b\":\"SECRET\" \"SECRET\"}"])
        {
            var error = Assert.Throws<ObjectMetadataException>(() => ObjectMetadata.Parse(Encoding.UTF8.GetBytes(text)));
            Assert.DoesNotContain("SECRET", error.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain('\u001b', error.Message);
        }
    }

    [Fact]
    public void Whatever_stands_there_is_read_or_refused()
    {
        var random = new Random(3);
        byte[] sound = """{"x-amz-meta-signature":"ab","x-amz-c":"115","x-amz-t":"{\"a\":\"b\"}"}"""u8.ToArray();
        for (int i = 0; i < 20_000; i++)
        {
            byte[] damaged = [.. sound];
            for (int n = random.Next(1, 4); n > 0; n--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            try
            {
                ObjectMetadata.Parse(damaged);
            }
            catch (ObjectMetadataException)
            {
                // Refused, as it should be.
            }
        }
    }
}
