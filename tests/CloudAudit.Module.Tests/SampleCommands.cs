using System.Management.Automation;

namespace CloudAudit.Module.Tests;

/// <summary>A cmdlet with one of everything that help shows.</summary>
[Cmdlet(VerbsCommon.Get, "Sample", DefaultParameterSetName = "ByName", SupportsShouldProcess = true)]
[OutputType(typeof(Version))]
public sealed class GetSampleCommand : PSCmdlet
{
    [Parameter(ParameterSetName = "ById", Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public long[] Id { get; set; } = [];

    [Parameter(ParameterSetName = "ByName", Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Title", "Label")]
    [SupportsWildcards]
    public string[] Name { get; set; } = [];

    [Parameter]
    [ValidateSet("Red", "Green")]
    public string Colour { get; set; } = "Red";

    [Parameter]
    [PSDefaultValue(Value = 10)]
    public int? Limit { get; set; }

    [Parameter(DontShow = true)]
    public string? Hidden { get; set; }
}
