using System.Collections.ObjectModel;

namespace CloudAudit;

/// <summary>A list that reads as its items, with semicolons between them, where only text fits: in Export-Csv, say.</summary>
public sealed class AuditList<T> : ReadOnlyCollection<T>
{
    internal AuditList(IList<T> items)
        : base(items)
    {
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join("; ", this);
}
