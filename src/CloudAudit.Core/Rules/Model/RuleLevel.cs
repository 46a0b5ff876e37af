namespace CloudAudit.Rules;

/// <summary>How serious a rule's match is, after the Sigma specification, ordered from least to most.</summary>
public enum RuleLevel
{
    /// <summary>Enriches events; nobody is called for it.</summary>
    Informational,

    /// <summary>Notable, rarely an incident.</summary>
    Low,

    /// <summary>Worth a regular manual review.</summary>
    Medium,

    /// <summary>Worth an alert and a prompt review.</summary>
    High,

    /// <summary>Almost certainly an incident.</summary>
    Critical,
}
