using System.Diagnostics;
using System.Globalization;

namespace CloudAudit.Integrity.Chains;

/// <summary>What <c>aws cloudtrail validate-logs</c> said.</summary>
public sealed record AwsCliResult(int ExitCode, string Output, string Error)
{
    /// <summary>Whether it told of anything: by an error, a gap or its exit code.</summary>
    public bool Alarmed => ExitCode != 0 || Error.Trim().Length > 0 || Output.Contains("INVALID", StringComparison.Ordinal);
}

/// <summary>The installed AWS command line's own validation, over a <see cref="FakeAws"/>.</summary>
public static class AwsCliValidation
{
    /// <summary>Where the command is; null where it is not installed.</summary>
    public static string? Command { get; } = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
        .Select(folder => Path.Join(folder, OperatingSystem.IsWindows() ? "aws.exe" : "aws")).FirstOrDefault(File.Exists);

    /// <summary>Starts it for one account and region; the caller waits for it.</summary>
    public static Process Start(FakeAws aws, string account, string region, DateTimeOffset start, DateTimeOffset end)
    {
        var info = new ProcessStartInfo(Command!)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in (string[])[
            "cloudtrail", "validate-logs", "--trail-arn", aws.TrailArn, "--account-id", account, "--region", region,
            "--start-time", Time(start), "--end-time", Time(end), "--verbose"])
        {
            info.ArgumentList.Add(argument);
        }

        info.Environment["AWS_ENDPOINT_URL"] = aws.Url;
        info.Environment["AWS_ACCESS_KEY_ID"] = "AKIAIOSFODNN7EXAMPLE";
        info.Environment["AWS_SECRET_ACCESS_KEY"] = "test";
        info.Environment["AWS_CONFIG_FILE"] = "/dev/null";
        info.Environment["AWS_SHARED_CREDENTIALS_FILE"] = "/dev/null";
        info.Environment["AWS_EC2_METADATA_DISABLED"] = "true";
        info.Environment["AWS_PAGER"] = string.Empty;
        return Process.Start(info)!;
    }

    public static async Task<AwsCliResult> RunAsync(FakeAws aws, string account, string region, DateTimeOffset start, DateTimeOffset end)
    {
        using var process = Start(aws, account, region, start, end);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new AwsCliResult(process.ExitCode, await output, await error);
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
