using System.Management.Automation;
using CloudAudit.Filters;

namespace CloudAudit.PowerShell.Binding;

/// <summary>
/// A moment from what people give: text is ISO 8601 and UTC unless it says otherwise, as CloudTrail's times are; a
/// DateTime is what it is, local time included.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TimeTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        try
        {
            return value switch
            {
                DateTimeOffset time => time.ToUniversalTime(),
                DateTime time => new DateTimeOffset(time).ToUniversalTime(),
                string text => TimeText.ParseTime(text),
                _ => throw new FormatException($"'{value}' is no time. Write it as 2025-03-01 or 2025-03-01T12:00:00Z, or give a DateTime."),
            };
        }
        catch (FormatException e)
        {
            throw new ArgumentTransformationMetadataException(e.Message, e);
        }
    }
}

/// <summary>A duration from text such as 90m or 7d, or from a TimeSpan.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DurationTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        try
        {
            return value switch
            {
                TimeSpan span when span > TimeSpan.Zero => span,
                string text => TimeText.ParseDuration(text),

                // 7d and 30s are numbers to PowerShell, a decimal and a short; what was typed is kept beside.
                decimal or short => TimeText.ParseDuration(inputData.ToString()!),
                _ => throw new FormatException($"'{value}' is no duration. Write a number and a unit, such as 90m, 24h or 7d, or give a positive TimeSpan."),
            };
        }
        catch (FormatException e)
        {
            throw new ArgumentTransformationMetadataException(e.Message, e);
        }
    }
}
