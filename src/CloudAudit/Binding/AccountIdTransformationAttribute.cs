using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace CloudAudit.PowerShell.Binding;

/// <summary>
/// Account ids as text of twelve digits. Typed without quotes an id is a number to PowerShell, which in a list loses its
/// leading zeros, and the account would be looked for in vain.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AccountIdTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        inputData is PSObject wrapped ? Text(wrapped.BaseObject) : Text(inputData);

    private static object Text(object value) => value switch
    {
        int or long => Convert.ToInt64(value, CultureInfo.InvariantCulture).ToString("D12", CultureInfo.InvariantCulture),
        IList list => list.Cast<object?>().Select(item => item is PSObject wrapped ? Text(wrapped.BaseObject) : item is null ? item : Text(item)).ToArray(),
        _ => value,
    };
}
