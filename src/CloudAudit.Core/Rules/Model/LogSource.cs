namespace CloudAudit.Rules;

/// <summary>Which log a rule is made for. What is null is not asked for.</summary>
public sealed record LogSource(string? Category = null, string? Product = null, string? Service = null)
{
    /// <summary>The log source that this program reads.</summary>
    public static LogSource CloudTrail { get; } = new(null, "aws", "cloudtrail");

    /// <summary>Whether the rule is for CloudTrail: nothing that it asks for is something else, and it asks for something.</summary>
    public bool IsCloudTrail
        => Category is null
            && (Product is not null || Service is not null)
            && (Product is null || Product.Equals("aws", StringComparison.OrdinalIgnoreCase))
            && (Service is null || Service.Equals("cloudtrail", StringComparison.OrdinalIgnoreCase));

    /// <inheritdoc/>
    public override string ToString()
        => string.Join('/', new[] { Category, Product, Service }.Where(part => part is not null));
}
