using System.Diagnostics;

namespace CloudAudit.Cli.Tests.Aws;

/// <summary>
/// Runs the program as somebody who has a home folder of their own and nothing of AWS's in the environment but what a
/// test gives.
/// </summary>
internal sealed class AwsCaller : IDisposable
{
    private readonly TestFolder _home = new();

    public AwsCaller()
    {
        // What the machine has must not be found; the folders are looked up by these.
        foreach (string? name in System.Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(n => n.StartsWith("AWS_", StringComparison.Ordinal)))
        {
            Environment[name] = null;
        }

        Environment["HOME"] = Environment["USERPROFILE"] = _home.Path;
        Environment["AWS_EC2_METADATA_DISABLED"] = "true";
        Environment["AWS_SHARED_CREDENTIALS_FILE"] = Path.Join(_home.Path, ".aws", "credentials");
        Environment["AWS_CONFIG_FILE"] = Path.Join(_home.Path, ".aws", "config");
        foreach (string name in (string[])["HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY", "all_proxy"])
        {
            Environment[name] = null;
        }
    }

    /// <summary>Variables that differ from the tests' own; null for none.</summary>
    public Dictionary<string, string?> Environment { get; } = new(StringComparer.Ordinal);

    public string Home => _home.Path;

    /// <summary>Keys that were made up, in the environment.</summary>
    public AwsCaller WithKeys()
    {
        Environment["AWS_ACCESS_KEY_ID"] = "AKIAIOSFODNN7EXAMPLE";
        Environment["AWS_SECRET_ACCESS_KEY"] = "made-up";
        return this;
    }

    /// <summary>Sets a variable.</summary>
    public AwsCaller With(string name, string value)
    {
        Environment[name] = value;
        return this;
    }

    /// <summary>Writes a file in the home folder.</summary>
    public AwsCaller WithFile(string name, string text)
    {
        _home.Write(name, text);
        return this;
    }

    public Process Start(params string[] arguments)
    {
        var process = Cli.StartIn(_home.Path, Environment, arguments);
        process.StandardInput.Close();
        return process;
    }

    public async Task<CliResult> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        return await Cli.ResultAsync(process);
    }

    public void Dispose() => _home.Dispose();
}
