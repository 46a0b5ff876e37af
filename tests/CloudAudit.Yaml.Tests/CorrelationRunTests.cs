using System.Globalization;
using System.Text;
using CloudAudit.Compliance;
using CloudAudit.Reading;
using CloudAudit.Rules;
using CloudAudit.Sources;

namespace CloudAudit.Yaml.Tests;

/// <summary>Correlations and filters from rule files over log files, through a compliance run.</summary>
public sealed class CorrelationRunTests : IDisposable
{
    private const string Rules = """
        title: Failed sign-in
        name: failed_login
        logsource: { product: aws, service: cloudtrail }
        detection:
          selection: { eventName: ConsoleLogin, responseElements.ConsoleLogin: Failure }
          condition: selection
        level: low
        ---
        title: Sign-in
        name: login
        logsource: { product: aws, service: cloudtrail }
        detection:
          selection: { eventName: ConsoleLogin, responseElements.ConsoleLogin: Success }
          condition: selection
        ---
        title: Guessing
        name: guessing
        level: medium
        correlation:
          type: event_count
          rules: [failed_login]
          group-by: [userIdentity.userName]
          timespan: 10m
          condition: { gte: 5 }

        """;

    private const string Chain = Rules + """
        ---
        title: Guessed
        name: guessed
        level: high
        correlation:
          type: temporal_ordered
          rules: [guessing, login]
          group-by: [userIdentity.userName]
          timespan: 10m

        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("cloudaudit-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Findings_do_not_depend_on_threads_or_on_where_events_lie(int threads)
    {
        // Two regions' worth of files, one after the other: every burst lies in both, in no order.
        var random = new Random(5);
        var events = new List<string>();
        for (int user = 0; user < 20; user++)
        {
            for (int i = 0; i < user; i++)
            {
                events.Add(Login($"user{user}", (user * 3600) + (i * 30), i == user - 1 ? "Success" : "Failure"));
            }
        }

        string[] shuffled = [.. events];
        random.Shuffle(shuffled);
        for (int file = 0; file < 40; file++)
        {
            Write(file, shuffled.Where((_, i) => i % 40 == file));
        }

        var (findings, run) = Check(new CompliancePlan([Pack(Chain, "- { id: '1', title: T, rules: [guessing] }\n- { id: '2', title: T, rules: [guessed] }\n")]), threads);
        Assert.Equal(
            Enumerable.Range(6, 14).SelectMany(u => new[] { $"Guessing user{u} {u - 1}", $"Guessed user{u} {u}" }),
            findings.Select(f => $"{f.Title} {f.Group["userIdentity.userName"]} {f.EventCount}"));
        Assert.All(findings, f =>
        {
            Assert.Equal(f.EventCount, f.Events.Count);
            Assert.Equal((f.Events[0].EventTime, f.Events[^1].EventTime, f.Events[^1]), (f.FirstSeen, f.LastSeen, f.Event));
            Assert.Equal(f.Events.OrderBy(e => e.EventTime), f.Events);
        });
        Assert.Equal([(ControlStatus.Violated, 14 * 5 + (13 * 14 / 2)), (ControlStatus.Violated, 14 * 6 + (13 * 14 / 2))], run.Results().Select(r => (r.Status, (int)r.Count)));
        Assert.Empty(run.Warnings());
    }

    [Fact]
    public void The_rules_of_a_correlation_report_where_it_says_generate_or_a_control_names_them()
    {
        Write(0, Enumerable.Range(0, 6).Select(i => Login("ann", i, "Failure")));
        Assert.Equal(["Guessing"], Check(Rules).Findings.Select(f => f.Title));
        Assert.Empty(Check(Chain).Findings);

        string generate = Rules.Replace("condition: { gte: 5 }", "condition: { gte: 5 }\ngenerate: true", StringComparison.Ordinal);
        Assert.Equal(["Failed sign-in", "Guessing"], Check(generate).Findings.Select(f => f.Title).Distinct());

        var loaded = Pack(Rules, "- { id: '1', title: T, rules: [guessing] }\n- { id: '2', title: T, rules: [failed_login] }\n");
        var (findings, run) = Check(new CompliancePlan([loaded]), 1);
        Assert.Equal(["P 2", "P 2", "P 2", "P 2", "P 2", "P 2", "P 1"], findings.Select(f => f.Controls.ToString()));
        Assert.Equal([6L, 6L], run.Results().Select(r => r.Count));
        Assert.All(run.Results(), r => Assert.Equal(6, r.Evidence.Count));
    }

    [Fact]
    public void Filters_leave_events_out_of_rules_and_of_correlations_over_them()
    {
        Write(0, Enumerable.Range(0, 8).SelectMany(i => new[] { Login("ann", i, "Failure"), Login("scanner", i, "Failure") }));
        const string filter = "\n---\ntitle: Our scanner\nlogsource: { product: aws, service: cloudtrail }\nfilter:\n  rules: [failed_login]\n  ours: { userIdentity.userName: scanner }\n  condition: ours\n";
        Assert.Equal(["ann", "scanner"], Check(Rules).Findings.Select(f => f.Group["userIdentity.userName"]));
        Assert.Equal(["ann"], Check(Rules + filter).Findings.Select(f => f.Group["userIdentity.userName"]));

        // As pySigma reads it: what is kept.
        string kept = filter.Replace("condition: ours", "condition: not ours", StringComparison.Ordinal);
        Assert.Equal(["ann"], Check(Rules + kept).Findings.Select(f => f.Group["userIdentity.userName"]));
    }

    [Fact]
    public void A_filter_or_rule_that_cannot_be_evaluated_takes_no_other_with_it()
    {
        Write(0, Enumerable.Range(0, 8).Select(i => Login("ann", i, "Failure")));
        const string filter = "\n---\ntitle: Bad\nlogsource: { product: aws, service: cloudtrail }\nfilter:\n  rules: [failed_login]\n  s: { eventName|re: '(?=a)b' }\n  condition: s\n";
        var plan = Plan(Rules + filter);
        Assert.Equal("Bad", Assert.Single(plan.Problems).RuleTitle);
        Assert.Equal(["Guessing"], Check(plan, 1).Findings.Select(f => f.Title));

        var broken = Plan(Chain.Replace("{ eventName: ConsoleLogin, responseElements.ConsoleLogin: Failure }", "{ eventName|re: '(?=a)b' }", StringComparison.Ordinal));
        Assert.Equal(
            ["Failed sign-in", "Guessing", "Guessed"], broken.Problems.Select(p => p.RuleTitle));
        Assert.All(Check(broken, 1).Run.Results(), r => Assert.Equal(ControlStatus.NotAssessed, r.Status));
    }

    [Fact]
    public void A_finding_is_suppressed_where_somebody_answers_for_all_its_events()
    {
        Write(0, Enumerable.Range(0, 8).SelectMany(i => new[] { Login("ann", i, "Failure"), Login("bob", i, "Failure") }));
        string file = Path.Combine(_folder, "known.yml");
        File.WriteAllText(file, "suppressions:\n- { rule: guessing, match: { userIdentity.userName: bob }, reason: r, owner: o, expires: 2999-01-01 }\n");
        var run = new ComplianceRun(Plan(Rules), new EventReadOptions(), suppressions: SuppressionReader.Read(file));
        Assert.Equal(["ann"], run.Read(Files(), default).SelectMany(b => b.Results).Select(f => f.Group["userIdentity.userName"]));
    }

    [Fact]
    public void Events_that_come_one_by_one_give_their_findings_when_they_end()
    {
        var run = new ComplianceRun(Plan(Rules), new EventReadOptions());
        var reader = new EventTextReader("test");
        var (events, _) = reader.Add("[" + string.Join(',', Enumerable.Range(0, 6).Select(i => Login("ann", i, "Failure"))) + "]");
        Assert.All(events, e => Assert.Empty(run.Add(e)));
        Assert.Equal(["Guessing"], run.Complete().Select(f => f.Title));
        Assert.Empty(run.Complete());
        Assert.True(run.AnyViolation);
    }

    [Fact]
    public void Events_without_a_time_are_told_of()
    {
        Write(0, Enumerable.Range(0, 9).Select(i => Login("ann", i, "Failure").Replace("eventTime", "time", StringComparison.Ordinal)));
        var (findings, run) = Check(Rules);
        Assert.Empty(findings);
        Assert.Equal(["9 events that correlations count have no time and were not counted."], run.Warnings());
    }

    private static string Login(string user, int second, string result)
        => $$$"""
            {"eventID":"{{{Guid.NewGuid()}}}","eventTime":"{{{DateTime.UnixEpoch.AddDays(20_000).AddSeconds(second).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}}}",
            "eventName":"ConsoleLogin","userIdentity":{"type":"IAMUser","userName":"{{{user}}}"},"responseElements":{"ConsoleLogin":"{{{result}}}"}}
            """;

    private void Write(int number, IEnumerable<string> events)
        => File.WriteAllText(Path.Combine(_folder, $"log{number:d3}.json"), $"{{\"Records\":[{string.Join(',', events)}]}}", new UTF8Encoding(false));

    private IEnumerable<LogFile> Files()
        => Directory.GetFiles(_folder, "log*.json").Order(StringComparer.Ordinal).Select(f => new LocalLogFile(_folder, Path.GetFileName(f), new FileInfo(f).Length));

    private LoadedPack Pack(string rules, string controls)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_folder, "pack")).FullName;
        File.WriteAllText(Path.Combine(folder, "rules.yml"), rules);
        File.WriteAllText(Path.Combine(folder, "pack.yml"), "name: P\ntitle: P\ncontrols:\n" + controls);
        return RuleLoader.LoadPack(Path.Combine(folder, "pack.yml"), [folder]);
    }

    private CompliancePlan Plan(string rules)
    {
        string file = Path.Combine(_folder, "rules.yml");
        File.WriteAllText(file, rules);
        return new CompliancePlan([new RulePacks(_folder).Load(file)]);
    }

    private (List<Finding> Findings, ComplianceRun Run) Check(string rules, int threads = 1) => Check(Plan(rules), threads);

    private (List<Finding> Findings, ComplianceRun Run) Check(CompliancePlan plan, int threads)
    {
        var run = new ComplianceRun(plan, new EventReadOptions { Threads = threads });
        var batches = run.Read(Files(), default).ToList();
        Assert.Empty(batches.SelectMany(b => b.Errors));
        return ([.. batches.SelectMany(b => b.Results)], run);
    }
}
