namespace CloudAudit.Trails;

/// <summary>A trail's settings in words, for the line of a plan.</summary>
internal static class SpecText
{
    public static string Describe(TrailSpec spec)
    {
        var parts = new List<string>();
        Switch(spec.IsMultiRegion, "all regions", "its home region only");
        Switch(spec.IncludesGlobalEvents, "global events", "no global events");
        Switch(spec.LogFileValidation, "log file validation", "no log file validation");
        Switch(spec.IsOrganization, "the whole organization", "this account only");
        Text(spec.Bucket, "bucket");
        Text(spec.Prefix, "prefix");
        Text(spec.KmsKeyId, "KMS key");
        Text(spec.LogGroupArn, "log group");
        Text(spec.LogRoleArn, "role");
        Text(spec.SnsTopic, "topic");
        return string.Join(", ", parts);

        void Switch(bool? value, string on, string off)
        {
            if (value is { } isOn)
            {
                parts.Add(isOn ? on : off);
            }
        }

        void Text(string? value, string noun)
        {
            if (value is not null)
            {
                parts.Add(value.Length == 0 ? $"no {noun}" : $"{noun} {value}");
            }
        }
    }
}

/// <summary>The retention times that CloudWatch Logs has (CloudWatch Logs API, PutRetentionPolicy), in days.</summary>
internal static class LogGroupRetention
{
    private static readonly int[] Steps =
        [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

    /// <summary>The shortest that is as long as asked; the longest where none is.</summary>
    public static int AtLeast(int days) => Steps.FirstOrDefault(step => step >= days, Steps[^1]);
}
