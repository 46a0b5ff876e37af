using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text.Json;
using CloudAudit.Benchmarks.Generation;

namespace CloudAudit.Benchmarks.Tests;

/// <summary>Trails written to a folder of their own, gone afterwards.</summary>
internal sealed class Trails : IDisposable
{
    public DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory("cloudaudit-trail-");

    public static DirectoryInfo Samples([CallerFilePath] string here = "") =>
        new(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "samples")));

    public TrailTotals Write(string name, ulong seed, Func<Estate, List<TrailFile>> plan)
    {
        Estate estate = new(seed);
        return new TrailWriter(estate, Path.Combine(Folder.FullName, name)).WriteAll(plan(estate));
    }

    public SortedDictionary<string, byte[]> Read(string name) => Read(new DirectoryInfo(Path.Combine(Folder.FullName, name)), unzip: false);

    /// <summary>The files under a folder by their relative path.</summary>
    public static SortedDictionary<string, byte[]> Read(DirectoryInfo folder, bool unzip)
    {
        SortedDictionary<string, byte[]> files = new(StringComparer.Ordinal);
        foreach (FileInfo file in folder.EnumerateFiles("*.json.gz", SearchOption.AllDirectories))
        {
            byte[] bytes = File.ReadAllBytes(file.FullName);
            files.Add(Path.GetRelativePath(folder.FullName, file.FullName).Replace('\\', '/'), unzip ? Unzip(bytes) : bytes);
        }
        return files;
    }

    public static byte[] Unzip(byte[] bytes)
    {
        using GZipStream gzip = new(new MemoryStream(bytes), CompressionMode.Decompress);
        using MemoryStream plain = new();
        gzip.CopyTo(plain);
        return plain.ToArray();
    }

    public static List<JsonElement> Records(IEnumerable<byte[]> files) =>
        [.. files.SelectMany(file => JsonDocument.Parse(file).RootElement.GetProperty("Records").EnumerateArray())];

    public void Dispose() => Folder.Delete(recursive: true);
}
