using CloudAudit.Yaml.Nodes;

namespace CloudAudit.Yaml;

/// <summary>What a document of a rule file is.</summary>
internal enum DocumentKind
{
    Rule,
    Correlation,
    Filter,
    Pack,
    Action,
}

internal static class DocumentKinds
{
    /// <summary>By the field that only this kind has; a document with none of them is taken as a rule and judged as one.</summary>
    public static DocumentKind Of(YamlMapping document)
        => document switch
        {
            _ when document.Find("action") is not null => DocumentKind.Action,
            _ when document.Find("correlation") is not null => DocumentKind.Correlation,
            _ when document.Find("filter") is not null => DocumentKind.Filter,
            _ when document.Find("controls") is not null && document.Find("detection") is null => DocumentKind.Pack,
            _ => DocumentKind.Rule,
        };
}
