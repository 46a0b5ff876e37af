using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CloudAudit.Tests.Support;

/// <summary>
/// Every host there is, on loopback: a proxy takes whatever host a program wants to be connected with, notes it, and leads
/// to one server, which has a certificate for each by an authority of its own. A program that is started with
/// <see cref="Environment"/> calls AWS by AWS's own names and meets the tests.
/// </summary>
internal sealed class AwsNetwork : IAsyncDisposable
{
    private static readonly DateTimeOffset Begin = DateTimeOffset.UtcNow.AddDays(-1);
    private static readonly DateTimeOffset End = Begin.AddDays(2);
    private readonly TcpListener _proxy = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly X509Certificate2 _authority = Authority();
    private readonly ConcurrentDictionary<string, X509Certificate2> _certificates = new(StringComparer.Ordinal);
    private readonly string _authorityFile = Path.GetTempFileName();
    private WebApplication? _server;

    private AwsNetwork()
    {
    }

    /// <summary>The hosts that were asked for, each as often as it was.</summary>
    public ConcurrentQueue<string> Hosts { get; } = new();

    /// <summary>What a program needs to come here: the proxy, and the authority to trust. Of .NET programs, on Linux.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["HTTPS_PROXY"] = $"http://{_proxy.LocalEndpoint}",
        ["SSL_CERT_FILE"] = _authorityFile,
    };

    /// <summary>Starts it.</summary>
    /// <param name="answer">Answers each request, whatever host it is for.</param>
    public static async Task<AwsNetwork> StartAsync(Func<HttpContext, Task> answer)
    {
        var network = new AwsNetwork();
        await File.WriteAllTextAsync(network._authorityFile, network._authority.ExportCertificatePem());
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(
            IPAddress.Loopback, 0, listen => listen.UseHttps(https => https.ServerCertificateSelector = (_, name) => network.Certificate(name ?? "unnamed"))));
        builder.Logging.ClearProviders();
        var server = builder.Build();
        server.Run(context => answer(context));
        await server.StartAsync();
        network._server = server;
        network._proxy.Start();
        _ = network.AcceptAsync(new Uri(server.Urls.First()).Port);
        return network;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _proxy.Dispose();
        await _server!.DisposeAsync();
        foreach (var certificate in _certificates.Values)
        {
            certificate.Dispose();
        }

        _authority.Dispose();
        _stop.Dispose();
        File.Delete(_authorityFile);
    }

    private static X509Certificate2 Authority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Tests", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(Begin, End);
    }

    private X509Certificate2 Certificate(string host) => _certificates.GetOrAdd(host, name =>
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Tests' server", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(_authority, Begin, End, RandomNumberGenerator.GetBytes(8));
        return issued.CopyWithPrivateKey(key);
    });

    private async Task AcceptAsync(int server)
    {
        try
        {
            while (true)
            {
                _ = TunnelAsync(await _proxy.AcceptTcpClientAsync(_stop.Token), server);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    // CONNECT host:port (RFC 9110, 9.3.6), and then whatever goes either way.
    private async Task TunnelAsync(TcpClient client, int server)
    {
        using (client)
        using (var there = new TcpClient())
        {
            try
            {
                var near = client.GetStream();
                string head = await HeadAsync(near);
                Hosts.Enqueue(head.Split(' ', ':')[1]);
                await there.ConnectAsync(IPAddress.Loopback, server, _stop.Token);
                var far = there.GetStream();
                await near.WriteAsync("HTTP/1.1 200 Connected\r\n\r\n"u8.ToArray(), _stop.Token);
                await Task.WhenAny(near.CopyToAsync(far, _stop.Token), far.CopyToAsync(near, _stop.Token));
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // One of the two is gone.
            }
        }
    }

    private async Task<string> HeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one, _stop.Token) == 1)
        {
            head.Append((char)one[0]);
        }

        return head.ToString();
    }
}
