using System.Management.Automation;
using CloudAudit.PowerShell.Errors;
using CloudAudit.Reading;

namespace CloudAudit.PowerShell.Commands;

/// <summary><c>ConvertTo-AuditEvent</c>: JSON text and objects that hold CloudTrail records, as events.</summary>
[Cmdlet(VerbsData.ConvertTo, "AuditEvent")]
[OutputType(typeof(AuditEvent))]
public sealed class ConvertToAuditEventCommand : PSCmdlet
{
    private readonly EventTextReader _reader = new("(pipeline)");

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyString]
    public PSObject?[]? InputObject { get; set; }

    protected override void ProcessRecord()
    {
        foreach (var input in InputObject ?? [])
        {
            switch (input?.BaseObject)
            {
                case null:
                    break;
                case AuditEvent auditEvent:
                    WriteObject(auditEvent);
                    break;
                case string text:
                    Write(_reader.Add(text));
                    break;
                default:
                    Convert(input);
                    break;
            }
        }
    }

    protected override void EndProcessing() => Write(_reader.End());

    // Find-CTEvent's and LookupEvents' objects hold the record as text; EventBridge's are the record's envelope.
    private void Convert(PSObject input)
    {
        object? value = (input.Properties["CloudTrailEvent"] ?? input.Properties["Message"])?.Value;
        if ((value is PSObject wrapped ? wrapped.BaseObject : value) is string held && held.TrimStart().StartsWith('{'))
        {
            Write(_reader.Add(held));
            return;
        }

        if (input.BaseObject is not (PSCustomObject or System.Collections.IDictionary))
        {
            WriteError(AuditErrors.NotConvertible(input.BaseObject));
            return;
        }

        foreach (var json in InvokeCommand.InvokeScript("ConvertTo-Json -InputObject $args[0] -Depth 64 -Compress", input))
        {
            Write(_reader.Add(json.ToString()!));
        }
    }

    private void Write((IReadOnlyList<AuditEvent> Events, IReadOnlyList<Decoding.LogError> Errors) result)
    {
        WriteObject(result.Events, enumerateCollection: true);
        foreach (var error in result.Errors)
        {
            WriteError(AuditErrors.Log(error));
        }
    }
}
