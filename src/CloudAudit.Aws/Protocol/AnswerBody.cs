namespace CloudAudit.Aws.Protocol;

/// <summary>Reads an answer's body whole, as far as answers are large.</summary>
internal static class AnswerBody
{
    // The answers of the APIs used here have some megabytes at most.
    private const int MaxBytes = 64 * 1024 * 1024;

    /// <summary>Reads a stream that the SDK hands over, which it does on a thread that waits.</summary>
    /// <exception cref="InvalidDataException">It is larger than any answer.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static byte[] Read(Stream stream)
    {
        using var body = new MemoryStream();
        byte[] buffer = new byte[16 * 1024];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            body.Write(buffer, 0, read);
            if (body.Length > MaxBytes)
            {
                throw new InvalidDataException("The answer is larger than any answer of this API.");
            }
        }

        return body.ToArray();
    }
}
