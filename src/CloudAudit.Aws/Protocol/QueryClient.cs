using System.Text;
using System.Xml;
using System.Xml.Linq;
using CloudAudit.Aws.Connection;
using CloudAudit.Aws.Protocol;

namespace CloudAudit.Aws;

/// <summary>
/// Calls a service that speaks the query protocol (IAM, SNS): a form in, XML out. Safe for several threads.
/// </summary>
public sealed class QueryClient
{
    private readonly AwsService _service;
    private readonly ThinClient _client;

    internal QueryClient(AwsService service, ThinClient client, string region)
    {
        _service = service;
        _client = client;
        Region = region;
    }

    /// <summary>The region that is called; of a global service, the one that requests are signed for.</summary>
    public string Region { get; }

    /// <summary>Calls an operation.</summary>
    /// <param name="operation">The operation, such as <c>GetRole</c>.</param>
    /// <param name="parameters">Its parameters; lists as <c>Name.member.1</c>. Those that are null are left out.</param>
    /// <param name="target">What the call is about, for errors: a name or ARN; may be null.</param>
    /// <param name="cancellation">Stops the call.</param>
    /// <returns>The element <c>&lt;operation&gt;Result</c>, without namespaces; empty where the answer has none.</returns>
    /// <exception cref="AwsException">The service refused, or could not be called.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<XElement> CallAsync(
        string operation, IEnumerable<KeyValuePair<string, string?>> parameters, string? target, CancellationToken cancellation)
    {
        string permission = $"{_service.Permission}:{operation}";
        var form = new StringBuilder().Append("Action=").Append(operation).Append("&Version=").Append(_service.Target);
        foreach (var (name, value) in parameters)
        {
            if (value is not null)
            {
                form.Append('&').Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
            }
        }

        var headers = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8",
        };
        byte[] answer;
        try
        {
            answer = await _client.CallAsync(headers, Encoding.UTF8.GetBytes(form.ToString()), cancellation);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested && AwsErrors.From(e, permission, target) is { } said)
        {
            throw said;
        }

        string result = operation + "Result";
        if (answer.AsSpan().Trim(" \t\r\n"u8).IsEmpty)
        {
            return new XElement(result);
        }

        try
        {
            var xml = ErrorBody.ReadXml(answer);
            return WithoutNamespaces(xml.DescendantsAndSelf().FirstOrDefault(e => e.Name.LocalName == result) ?? new XElement(result));
        }
        catch (XmlException e)
        {
            throw new AwsException(AwsFailure.ServiceFault, $"The answer to {permission} cannot be read: {e.Message}", e);
        }
    }

    private static XElement WithoutNamespaces(XElement element) => new(
        element.Name.LocalName,
        element.HasElements ? element.Elements().Select(WithoutNamespaces) : element.Value);
}
