using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CloudAudit.Aws.Tests.Support;

/// <summary>A service of the tests' own on a free loopback port: each request is answered by a function, faults included.</summary>
public sealed class FaultServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _requests;

    private FaultServer(WebApplication app) => _app = app;

    /// <summary>Where it listens, without a slash at the end.</summary>
    public string Url => _app.Urls.First();

    /// <summary>Requests so far.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>Settings of a connection to it, with made-up keys.</summary>
    public AwsConnectionOptions Options => new()
    {
        Keys = () => new AwsKeys("AKIAIOSFODNN7EXAMPLE", "made-up"),
        Region = "us-east-1",
        EndpointUrl = Url,
    };

    /// <summary>Starts one.</summary>
    /// <param name="answer">Answers a request; its number is counted from 1. <c>context.Abort()</c> resets the connection.</param>
    public static async Task<FaultServer> StartAsync(Func<HttpContext, int, Task> answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var server = new FaultServer(app);
        app.Run(context => answer(context, Interlocked.Increment(ref server._requests)));
        await app.StartAsync();
        return server;
    }

    /// <summary>Answers with a status and a body.</summary>
    public static async Task AnswerAsync(HttpContext context, int status, string body, string contentType = "application/x-amz-json-1.1")
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.Headers["x-amzn-RequestId"] = "request-1";
        await context.Response.WriteAsync(body);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
