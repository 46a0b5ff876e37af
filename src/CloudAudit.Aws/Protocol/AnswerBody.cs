namespace CloudAudit.Aws.Protocol;

/// <summary>Reads an answer's body whole, as far as answers are large.</summary>
internal static class AnswerBody
{
    // A listing of a thousand keys has some megabytes at most, and so have the answers of the APIs used here.
    private const int MaxBytes = 64 * 1024 * 1024;

    /// <exception cref="InvalidDataException">It is larger than any answer.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static async Task<MemoryStream> ReadAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        var body = new MemoryStream();
        await using var stream = await answer.Content.ReadAsStreamAsync(cancellation);
        byte[] buffer = new byte[16 * 1024];
        for (int read; (read = await stream.ReadAsync(buffer, cancellation)) > 0;)
        {
            Add(body, buffer.AsSpan(0, read));
        }

        body.Position = 0;
        return body;
    }

    /// <summary>The same where the SDK hands the stream over, which it does on a thread that waits.</summary>
    /// <inheritdoc cref="ReadAsync"/>
    public static byte[] Read(Stream stream)
    {
        using var body = new MemoryStream();
        byte[] buffer = new byte[16 * 1024];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            Add(body, buffer.AsSpan(0, read));
        }

        return body.ToArray();
    }

    private static void Add(MemoryStream body, ReadOnlySpan<byte> part)
    {
        body.Write(part);
        if (body.Length > MaxBytes)
        {
            throw new InvalidDataException("The answer is larger than any answer of this API.");
        }
    }
}
