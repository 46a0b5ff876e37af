namespace CloudAudit.Aws.S3;

/// <summary>What is asked of a bucket: an object, a stretch of it, or what is known of it ("GetObject" and "HeadObject", Amazon S3 API Reference).</summary>
/// <param name="Key">The object's key.</param>
internal readonly record struct ObjectRequest(string Key)
{
    /// <summary>Whether what is known of it is enough, without its body.</summary>
    public bool HeadersOnly { get; init; }

    /// <summary>The first byte and the last; null for all of it.</summary>
    public (long First, long Last)? Range { get; init; }

    /// <summary>The version that is wanted, with its quotes; null for any.</summary>
    public string? ETag { get; init; }

    /// <summary>Whether the customer's key goes along, where there is one.</summary>
    public bool WithCustomerKey { get; init; }
}
