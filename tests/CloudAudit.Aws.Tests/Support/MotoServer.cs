using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Xml.Linq;

namespace CloudAudit.Aws.Tests.Support;

/// <summary>
/// A moto server of the tests' own on a free loopback port, with signatures and permissions checked. Where moto_server
/// is not installed, <see cref="Require"/> skips the test, with that reason.
/// </summary>
public sealed class MotoServer : IAsyncLifetime
{
    // A user, a policy and a key are made unsigned; from then on every call must be signed by such a user.
    private const string Setup = "3";
    private Process? _process;
    private string? _missing;

    /// <summary>Where it listens.</summary>
    public Uri Url { get; private set; } = new("http://127.0.0.1/");

    /// <summary>The keys of a user who may do everything.</summary>
    public AwsKeys Keys { get; private set; } = new(string.Empty, string.Empty);

    /// <summary>Settings of a connection by that user in us-east-1.</summary>
    public AwsConnectionOptions Options => new() { Keys = () => Keys, Region = "us-east-1", EndpointUrl = Url.ToString().TrimEnd('/') };

    public async Task InitializeAsync()
    {
        int port = FreePort();
        var start = new ProcessStartInfo("moto_server", ["-H", "127.0.0.1", "-p", port.ToString()])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["INITIAL_NO_AUTH_ACTION_COUNT"] = Setup;
        start.Environment["PYTHONPATH"] = Path.Join(AppContext.BaseDirectory, "moto");
        try
        {
            _process = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            _missing = "moto_server is not installed (pip install 'moto[server]')";
            return;
        }

        // Nobody reads its log, which would fill the pipe.
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Url = new Uri($"http://127.0.0.1:{port}/");
        using var http = new HttpClient { BaseAddress = Url };
        await WaitAsync(http);
        await IamAsync(http, "CreateUser", ("UserName", "tester"));
        await AllowAsync(http, "tester", """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}""");
        Keys = Read(await IamAsync(http, "CreateAccessKey", ("UserName", "tester")));
    }

    public Task DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            _process.Dispose();
        }

        return Task.CompletedTask;
    }

    /// <summary>Skips the test where there is no server.</summary>
    public void Require() => Skip.If(_missing is not null, _missing);

    /// <summary>Makes another user, with a policy of its own, and gives its keys.</summary>
    public async Task<AwsKeys> UserAsync(AwsConnection connection, string name, string policy)
    {
        var iam = connection.Query(AwsService.Iam);
        await iam.CallAsync("CreateUser", [new("UserName", name)], name, default);
        await iam.CallAsync("PutUserPolicy", [new("UserName", name), new("PolicyName", "own"), new("PolicyDocument", policy)], name, default);
        return Read(await iam.CallAsync("CreateAccessKey", [new("UserName", name)], name, default));
    }

    private static AwsKeys Read(XElement answer) => new(Value(answer, "AccessKeyId"), Value(answer, "SecretAccessKey"));

    private static string Value(XElement xml, string name) => xml.Descendants().First(e => e.Name.LocalName == name).Value;

    private static async Task AllowAsync(HttpClient http, string user, string policy) =>
        await IamAsync(http, "PutUserPolicy", ("UserName", user), ("PolicyName", "own"), ("PolicyDocument", policy));

    private static async Task<XElement> IamAsync(HttpClient http, string action, params (string Name, string Value)[] parameters)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/");
        request.Headers.TryAddWithoutValidation("Authorization", "AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=x");
        request.Content = new FormUrlEncodedContent(
            [new("Action", action), new("Version", "2010-05-08"), .. parameters.Select(p => KeyValuePair.Create(p.Name, p.Value))]);
        using var response = await http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return XElement.Parse(await response.Content.ReadAsStringAsync());
    }

    private async Task WaitAsync(HttpClient http)
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < TimeSpan.FromSeconds(90); await Task.Delay(100))
        {
            Assert.False(_process!.HasExited, "moto_server ended");
            try
            {
                using var response = await http.GetAsync(new Uri("moto-api/", UriKind.Relative));
                return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        }

        Assert.Fail("moto_server did not start");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>Tests that share one server.</summary>
[CollectionDefinition(Name)]
public sealed class MotoTests : ICollectionFixture<MotoServer>
{
    public const string Name = "moto";
}
