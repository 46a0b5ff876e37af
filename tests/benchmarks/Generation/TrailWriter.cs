using System.Buffers;
using System.IO.Compression;
using System.Text.Json;

namespace CloudAudit.Benchmarks.Generation;

/// <summary>What was written.</summary>
internal sealed record TrailTotals(long Files, long Events, long JsonBytes, long CompressedBytes);

/// <summary>Writes planned files as <c>{"Records":[…]}</c> in gzip, on all cores; the bytes depend on the plan alone.</summary>
internal sealed class TrailWriter(Estate estate, string folder)
{
    private const int ChunkRecords = 4000;

    private long _events;
    private long _json;
    private long _compressed;

    public TrailTotals WriteAll(IReadOnlyList<TrailFile> files)
    {
        Parallel.For(
            0,
            files.Count,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            () => new Worker(estate),
            (i, _, worker) =>
            {
                WriteFile(files[i], worker);
                return worker;
            },
            _ => { });
        return new TrailTotals(files.Count, _events, _json, _compressed);
    }

    /// <summary>
    /// Writes one file, its chunks made in parallel and compressed in order, up to the record with which the JSON
    /// reaches <paramref name="jsonBytes"/> or the plan ends.
    /// </summary>
    public async Task<TrailTotals> WriteOneAsync(TrailFile file, long jsonBytes)
    {
        string path = Prepare(file);
        long json = 0;
        int records = 0;
        await using (FileStream stream = File.Create(path))
        {
            await using GZipStream gzip = new(stream, CompressionLevel.Optimal);
            await gzip.WriteAsync("{\"Records\":["u8.ToArray());
            Queue<Task<Chunk>> ahead = new();
            int next = 0;
            while (records < file.Count && json < jsonBytes)
            {
                while (next < file.Count && ahead.Count <= Environment.ProcessorCount)
                {
                    int first = next;
                    ahead.Enqueue(Task.Run(() => MakeChunk(file, first)));
                    next += ChunkRecords;
                }
                Chunk chunk = await ahead.Dequeue();
                int at = 0;
                foreach (int end in chunk.Ends)
                {
                    if (json >= jsonBytes)
                    {
                        break;
                    }
                    if (records++ > 0)
                    {
                        gzip.WriteByte((byte)',');
                    }
                    await gzip.WriteAsync(chunk.Json.WrittenMemory[at..end]);
                    json += end - at + 1;
                    at = end;
                }
            }
            await gzip.WriteAsync("]}"u8.ToArray());
            await Task.WhenAll(ahead);
        }
        return new TrailTotals(1, records, json + 13, new FileInfo(path).Length);
    }

    private string Prepare(TrailFile file)
    {
        string path = Path.Combine(folder, file.RelativePath(estate.Seed));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    private void WriteFile(TrailFile file, Worker worker)
    {
        string path = Prepare(file);
        worker.Buffer.ResetWrittenCount();
        long json = 0;
        using (FileStream stream = new(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
        {
            using GZipStream gzip = new(stream, CompressionLevel.Optimal);
            worker.Json.Reset(worker.Buffer);
            worker.Json.WriteStartObject();
            worker.Json.WriteStartArray("Records"u8);
            for (int position = 0; position < file.Count; position++)
            {
                file.WriteRecord(worker.Generator, worker.Json, estate.Seed, position);
                if (worker.Json.BytesPending + worker.Buffer.WrittenCount > 1 << 18)
                {
                    json += Drain(worker, gzip);
                }
            }
            worker.Json.WriteEndArray();
            worker.Json.WriteEndObject();
            json += Drain(worker, gzip);
        }
        Interlocked.Add(ref _events, file.Count);
        Interlocked.Add(ref _json, json);
        Interlocked.Add(ref _compressed, new FileInfo(path).Length);
    }

    private static int Drain(Worker worker, GZipStream gzip)
    {
        worker.Json.Flush();
        int count = worker.Buffer.WrittenCount;
        gzip.Write(worker.Buffer.WrittenSpan);
        worker.Buffer.ResetWrittenCount();
        return count;
    }

    private Chunk MakeChunk(TrailFile file, int first)
    {
        EventGenerator generator = new(estate);
        ArrayBufferWriter<byte> buffer = new(ChunkRecords * 1600);
        using Utf8JsonWriter json = EventGenerator.NewJsonWriter(buffer);
        List<int> ends = new(ChunkRecords);
        for (int position = first; position < Math.Min(first + ChunkRecords, file.Count); position++)
        {
            file.WriteRecord(generator, json, estate.Seed, position);
            json.Flush();
            ends.Add(buffer.WrittenCount);
            json.Reset();
        }
        return new Chunk(buffer, ends);
    }

    private sealed record Chunk(ArrayBufferWriter<byte> Json, List<int> Ends);

    private sealed class Worker(Estate estate)
    {
        public EventGenerator Generator { get; } = new(estate);

        public ArrayBufferWriter<byte> Buffer { get; } = new(1 << 19);

        public Utf8JsonWriter Json { get; } = EventGenerator.NewJsonWriter(new ArrayBufferWriter<byte>(16));
    }
}
