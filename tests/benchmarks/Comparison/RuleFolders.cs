using System.Globalization;
using System.Text;
using CloudAudit.Benchmarks.Generation;
using CloudAudit.Compliance;
using CloudAudit.Rules;
using CloudAudit.Yaml;

namespace CloudAudit.Benchmarks.Comparison;

/// <summary>
/// Rules to measure with, the same each time: 100 of those that ship and look at single events, 1,000 of which the further
/// 900 are made for the names of the calls in the sets, the frequent ones too, and all correlations that ship. They are
/// written as files, so that loading them can be measured as well.
/// </summary>
internal static class RuleFolders
{
    public const int Few = 100;
    public const int Many = 1000;

    private static readonly string[] _tools = ["aws-cli", "Boto3", "HashiCorp", "aws-sdk-go", "S3Browser", "pacu", "kali", "python-requests"];
    private static readonly string[] _fields = ["bucketName", "roleArn", "roleName", "functionName", "instanceId", "groupId", "keyId", "policyArn"];

    /// <summary>A folder below <paramref name="parent"/> with this many rules; made anew each time.</summary>
    public static string Write(string parent, int count)
    {
        string[] shipped = Shipped(correlations: false);
        string folder = Fill(
            Path.Join(parent, string.Create(CultureInfo.InvariantCulture, $"rules-{count}")),
            Enumerable.Range(0, Few).Select(i => shipped[(int)((long)i * shipped.Length / Few)]));

        string[] names = [.. Catalogue.Home.Calls.Select(c => c.EventName).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        for (int i = Few; i < count; i++)
        {
            File.WriteAllText(Path.Join(folder, string.Create(CultureInfo.InvariantCulture, $"made_{i:0000}.yml")), Rule(i, names));
        }

        return folder;
    }

    /// <summary>A folder below <paramref name="parent"/> with the correlations that ship; some count every call of a kind of caller.</summary>
    public static string WriteCorrelations(string parent) => Fill(Path.Join(parent, "correlations"), Shipped(correlations: true));

    /// <summary>The folder's rules as a plan.</summary>
    /// <exception cref="InvalidOperationException">One of them cannot be used.</exception>
    public static CompliancePlan Plan(string folder)
    {
        CompliancePlan plan = new([new RulePacks(RepositoryFiles.Rules).Load(folder)]);
        return plan.Problems is [RuleProblem problem, ..] ? throw new InvalidOperationException($"{problem.File}: {problem.Message}") : plan;
    }

    // In the order of the alphabet: taken evenly, each tactic is among them.
    private static string[] Shipped(bool correlations) =>
    [
        .. Directory.GetFiles(Path.Join(RepositoryFiles.Rules, "detections"), "*.yml")
            .Where(file => File.ReadAllText(file).Contains("\ncorrelation:", StringComparison.Ordinal) == correlations)
            .Order(StringComparer.Ordinal),
    ];

    private static string Fill(string folder, IEnumerable<string> files)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        foreach (string file in files)
        {
            File.Copy(file, Path.Join(folder, Path.GetFileName(file)));
        }

        return folder;
    }

    // As rules on single calls are: one to three names, a look at who and with what, an exception.
    private static string Rule(int number, string[] names)
    {
        SeededRandom random = new(0xC10D, (ulong)number);
        StringBuilder text = new();
        Line(text, $"title: Call {number} by a tool that is not usual here");
        Line(text, $"id: {new Guid(number, 0x5ca1, 0x4ab1, 0x80, 0, 0, 0, 0, 0, 0, 1)}");
        Line(text, $"status: test");
        Line(text, $"logsource:");
        Line(text, $"  product: aws");
        Line(text, $"  service: cloudtrail");
        Line(text, $"detection:");
        Line(text, $"  selection:");
        Line(text, $"    eventName:");
        for (int i = random.Next(3); i >= 0; i--)
        {
            Line(text, $"      - {names[random.Next(names.Length)]}");
        }

        switch (number % 4)
        {
            case 0:
                Line(text, $"    userAgent|contains: {_tools[random.Next(_tools.Length)]}-{number}");
                break;
            case 1:
                Line(text, $"    requestParameters.{_fields[random.Next(_fields.Length)]}|startswith: forbidden-{number}");
                break;
            case 2:
                Line(text, $"    userIdentity.arn|endswith: ':user/person-{number}'");
                Line(text, $"    errorCode: null");
                break;
            default:
                Line(text, $"    userIdentity.type: IAMUser");
                Line(text, $"    sourceIPAddress|cidr: 198.18.{number % 256}.0/24");
                break;
        }

        Line(text, $"  filter_main:");
        Line(text, $"    userIdentity.invokedBy|exists: true");
        Line(text, $"  condition: selection and not filter_main");
        Line(text, $"level: {(number % 3 == 0 ? "high" : "medium")}");
        return text.ToString();
    }

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
