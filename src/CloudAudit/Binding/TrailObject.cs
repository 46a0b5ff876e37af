using System.Management.Automation;
using CloudAudit.Aws.S3;

namespace CloudAudit.PowerShell.Binding;

/// <summary>A trail as people have it: a name, an ARN, or an object that says where it delivers to, whoever made it.</summary>
internal static class TrailObject
{
    /// <summary>Where the object says that the trail delivers to; null where it does not.</summary>
    public static TrailLocation? Location(object trail)
    {
        if (Base(trail) is CloudAudit.Trail own)
        {
            return new TrailLocation(own.Bucket, own.Prefix ?? string.Empty, own.IsOrganization, own.TrailArn);
        }

        string? bucket = Text(trail, "S3BucketName");
        return string.IsNullOrEmpty(bucket)
            ? null
            : new TrailLocation(bucket, Text(trail, "S3KeyPrefix") ?? string.Empty, Value(trail, "IsOrganizationTrail") is true, Text(trail, "TrailARN"));
    }

    /// <summary>The trail's name or ARN; null where there is none.</summary>
    public static string? Name(object trail) =>
        Base(trail) is string name ? (name.Length > 0 ? name : null) : Text(trail, "TrailARN") ?? Text(trail, "Name");

    private static object? Value(object trail, string property) => Base(PSObject.AsPSObject(trail).Properties[property]?.Value);

    private static object? Base(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    private static string? Text(object trail, string property) => Value(trail, property) as string;
}
