using System.IO.Compression;
using System.Text.Json;
using CloudAudit.Decoding;

namespace CloudAudit.Core.Tests;

public sealed class InvictusTests
{
    [SkippableFact]
    public void Every_record_of_real_logs_is_read_as_JsonDocument_reads_it()
    {
        string folder = SharedData.Folder("invictus");
        var errors = new List<LogError>();
        var reader = new RecordReader(DecodeLimits.Default, errors.Add);
        int events = 0;
        foreach (string file in Directory.GetFiles(folder, "*.json.gz").Order(StringComparer.Ordinal))
        {
            using var plain = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
            using var document = JsonDocument.Parse(plain);
            using var stream = File.OpenRead(file);
            reader.Start(stream, file);
            foreach (var expected in document.RootElement.GetProperty("Records").EnumerateArray())
            {
                Assert.True(reader.Read(), string.Join("; ", errors));
                Assert.Equal(expected.GetRawText(), System.Text.Encoding.UTF8.GetString(reader.Record.Json));
                events++;
            }

            Assert.False(reader.Read());
        }

        Assert.Empty(errors);
        Assert.Equal(2900, events);
    }
}
