using System.Collections.Frozen;

namespace CloudAudit.Rules;

/// <summary>The value modifiers of the Sigma specification 2.1.0, modifiers appendix.</summary>
public static class RuleModifiers
{
    /// <summary>Every modifier by name; i, m and s are those of <c>re</c>.</summary>
    public static FrozenSet<string> All { get; } = FrozenSet.Create(
        StringComparer.Ordinal,
        "all", "contains", "startswith", "endswith", "exists", "cased", "neq",
        "re", "i", "m", "s",
        "windash", "base64", "base64offset", "utf16le", "utf16be", "utf16", "wide",
        "lt", "lte", "gt", "gte",
        "minute", "hour", "day", "week", "month", "year",
        "cidr", "expand", "fieldref");
}
