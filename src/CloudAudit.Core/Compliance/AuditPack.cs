using CloudAudit.Rules;

namespace CloudAudit.Compliance;

/// <summary>A pack as a user lists it.</summary>
public sealed class AuditPack(LoadedPack pack)
{
    public string Name => pack.Pack.Name;

    public string Title => pack.Pack.Title;

    public string? Version => pack.Pack.Version;

    public int Controls => pack.Pack.Controls.Count;

    /// <summary>Different rules that its controls use.</summary>
    public int Rules => pack.Pack.Controls.SelectMany(pack.RulesOf).Distinct().Count();

    public string? Description => pack.Pack.Description;

    public AuditList<string> References => new([.. pack.Pack.References]);

    public string File => pack.Pack.Source.File;

    /// <inheritdoc/>
    public override string ToString() => Name;
}
