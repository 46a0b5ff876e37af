using System.Globalization;
using System.Text;

namespace CloudAudit.Benchmarks.Generation;

/// <summary>The identities of one account, each with the sessions it has open.</summary>
internal sealed class AccountEstate
{
    private const string ConsoleAgent =
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/134.0.0.0 Safari/537.36";

    // Callers call in bursts; real files compress as well as they do for it.
    private const int BusyPerMille = 620;

    private static readonly string[] _sdkAgents =
    [
        "Boto3/1.37.8 md/Botocore#1.37.8 ua/2.0 os/linux#6.1.129 md/arch#x86_64 lang/python#3.12.9 md/pyimpl#CPython",
        "aws-sdk-go-v2/1.36.3 ua/2.1 os/linux lang/go#1.24.1 md/GOOS#linux md/GOARCH#arm64 api/s3#1.78.0 m/E,g",
        "aws-sdk-java/2.30.36 md/io#sync md/http#Apache ua/2.1 os/Linux#5.10.234 lang/java#21.0.6 md/OpenJDK_64-Bit_Server_VM#21.0.6+7-LTS",
        "aws-sdk-js/3.758.0 ua/2.1 os/linux#6.1.129 lang/js md/nodejs#22.14.0 api/dynamodb#3.758.0 m/E,T,b",
        "aws-sdk-dotnet-coreclr/4.0.0.3 ua/2.1 os/linux#amzn.2023 md/ARCH#X64 lang/.NET_Core#9.0.3 md/aws-sdk-dotnet-core#4.0.0.3",
    ];

    private static readonly string[] _cliAgents =
    [
        "aws-cli/2.24.22 md/awscrt#0.23.8 ua/2.0 os/macos#24.3.0 md/arch#arm64 lang/python#3.12.9 md/pyimpl#CPython md/prompt#off",
        "APN/1.0 HashiCorp/1.0 Terraform/1.11.1 (+https://www.terraform.io) terraform-provider-aws/5.90.0 aws-sdk-go-v2/1.36.3 ua/2.1 os/linux lang/go#1.23.3",
    ];

    private readonly Dictionary<Callers, List<Caller>> _callers = [];
    private readonly Dictionary<string, Caller> _serviceRoles = new(StringComparer.Ordinal);
    private readonly SeededRandom _random;

    public AccountEstate(ulong seed, string id, string stage)
    {
        Id = id;
        Stage = stage;
        _random = new SeededRandom(seed, ulong.Parse(id, CultureInfo.InvariantCulture));
        AddWorkloads();
        AddPeople();
        AddMachines();
        AddSignIns();
    }

    public string Id { get; }

    public string Stage { get; }

    /// <summary>The role a service has for itself, where it has one.</summary>
    public Caller? ServiceRole(string service) => _serviceRoles.GetValueOrDefault(service);

    /// <summary>Some caller of the kind, or the one of it that is busy during <paramref name="spell"/>.</summary>
    public Caller Pick(Callers kind, SeededRandom random, ulong spell)
    {
        List<Caller> callers = _callers[kind];
        return random.Chance(BusyPerMille) ? callers[(int)(spell % (ulong)callers.Count)] : random.Pick(callers);
    }

    private void AddWorkloads()
    {
        for (int i = 0; i < 28; i++)
        {
            string instance = "i-" + Hex(17);
            bool isPrivate = i % 3 != 0;
            string address = isPrivate ? $"10.{20 + (i % 4)}.{i}.{_random.Next(4, 250)}" : $"198.51.100.{10 + i}";
            string agent = i % 4 == 0 ? _sdkAgents[i % 5] : "aws-sdk-go/1.55.6 (go1.23.6; linux; amd64) amazon-ssm-agent/3.3.1802.0";
            Add(Role(Callers.Instance, RoleName(i), instance, NewKey("ASIA"), address, agent, i,
                suffix: ",\"ec2RoleDelivery\":\"2.0\"", isPrivate: isPrivate));
        }
        for (int i = 0; i < 24; i++)
        {
            string function = $"{Names.Teams[i % 12]}-{Names.Parts[((i + 3) * 5) % 12]}-handler";
            Add(Role(Callers.Function, function + "-role", function, NewKey("ASIA"), $"198.51.100.{60 + (i % 20)}",
                _sdkAgents[i % 4] + " exec-env/AWS_Lambda_" + (i % 2 == 0 ? "python3.13" : "nodejs22.x"), i,
                inScopeOf: $$""","inScopeOf":{"issuerType":"AWS::Lambda::Function","credentialsIssuedTo":"arn:aws:lambda:us-east-1:{{Id}}:function:{{function}}"}"""));
        }
        for (int i = 0; i < 20; i++)
        {
            bool pod = i % 2 == 0;
            Add(Role(Callers.Container, $"{Names.Teams[i % 12]}-task-role", pod ? $"eks-{Names.Stages[0]}-core-{Names.Teams[i % 12]}-{Upper(10)}" : Hex(32), NewKey("ASIA"),
                $"10.{30 + (i % 3)}.{i}.{_random.Next(4, 250)}", _sdkAgents[i % 5] + (pod ? string.Empty : " exec-env/AWS_ECS_FARGATE"), i,
                isPrivate: i % 4 != 0));
        }
    }

    private void AddPeople()
    {
        string[] sets = ["ReadOnlyAccess", "Developer", "DataAnalyst", "PlatformEngineer"];
        string[] suffixes = [.. sets.Select(_ => Hex(16))];
        for (int i = 0; i < Names.People.Length; i++)
        {
            int set = i % 4;
            string mail = $"{Names.People[i]}@{Names.MailDomain}";
            bool console = i % 3 == 0;
            string issuer = $"AWSReservedSSO_{sets[set]}_{suffixes[set]}";
            Caller caller = Role(Callers.Person, issuer, mail, NewKey("ASIA"), console && i % 2 == 0 ? $"2001:db8:8a2e:{i:x}::{_random.Next(1, 9000):x}" : $"192.0.2.{i + 20}",
                console ? ConsoleAgent : _cliAgents[i % 2], i, rolePath: "aws-reserved/sso.amazonaws.com/", console: console);
            Add(caller);
        }
        for (int i = 0; i < 10; i++)
        {
            string name = $"svc-{Names.Teams[i]}-{Names.Parts[(i * 5) % 12]}";
            string identity = $$"""{"type":"IAMUser","principalId":"AIDA{{Upper(17)}}","arn":"arn:aws:iam::{{Id}}:user/{{name}}","accountId":"{{Id}}","accessKeyId":"{{NewKey("AKIA")}}","userName":"{{name}}"}""";
            Add(new Caller(Callers.User, identity, $"192.0.2.{200 + i}", _sdkAgents[i % 5], i) { IsOldTls = i % 4 == 1 });
        }
        for (int i = 0; i < 12; i++)
        {
            string identity = $$"""{"type":"IdentityCenterUser","accountId":"{{Id}}","onBehalfOf":{"userId":"{{Hex(10)}}-{{Uuid()}}","identityStoreArn":"arn:aws:identitystore::{{Id}}:identitystore/d-9067b2c3d4"},"credentialId":"{{Token(44)}}"}""";
            Add(new Caller(Callers.IdentityCenter, identity, $"192.0.2.{i + 20}", ConsoleAgent, i));
        }
    }

    private void AddMachines()
    {
        for (int i = 0; i < 12; i++)
        {
            string repository = $"example-org/{Names.Teams[i]}";
            string web = $$$$""","webIdFederationData":{"federatedProvider":"arn:aws:iam::{{{{Id}}}}:oidc-provider/token.actions.githubusercontent.com","attributes":{}}""";
            Add(Role(Callers.Pipeline, "ci-deploy-" + Names.Teams[i], "github-actions", NewKey("ASIA"), $"198.51.100.{120 + i}", _cliAgents[1], i, webIdentity: web,
                suffix: i % 2 == 0 ? $",\"sourceIdentity\":\"{repository.Replace('/', '-')}\"" : string.Empty));
        }
        (string Role, string Service)[] roles =
        [
            ("AWSServiceRoleForConfig", "config.amazonaws.com"), ("AWSServiceRoleForSecurityHub", "securityhub.amazonaws.com"),
            ("AWSServiceRoleForTrustedAdvisor", "trustedadvisor.amazonaws.com"), ("AWSServiceRoleForAutoScaling", "autoscaling.amazonaws.com"),
            ("AWSServiceRoleForECS", "ecs.amazonaws.com"), ("AWSServiceRoleForAccessAnalyzer", "access-analyzer.amazonaws.com"),
            ("AWSServiceRoleForResourceExplorer", "resource-explorer-2.amazonaws.com"), ("AWSServiceRoleForAmazonGuardDuty", "guardduty.amazonaws.com"),
            ("AWSServiceRoleForBackup", "backup.amazonaws.com"), ("AWSServiceRoleForAmazonEKS", "eks.amazonaws.com"),
        ];
        for (int i = 0; i < roles.Length; i++)
        {
            string session = roles[i].Service.Split('.')[0];
            Caller caller = Role(Callers.ServiceRole, roles[i].Role, session, NewKey("ASIA"), roles[i].Service, roles[i].Service, i,
                rolePath: $"aws-service-role/{roles[i].Service}/", invokedBy: roles[i].Service);
            Add(caller);
            _serviceRoles.Add(roles[i].Service, caller);
        }
    }

    private void AddSignIns()
    {
        for (int i = 0; i < 3; i++)
        {
            Add(new Caller(Callers.OtherAccount, $$"""{"type":"AWSAccount","principalId":"AROA{{Upper(17)}}:partner-sync","accountId":"{{Names.Partner}}"}""",
                $"198.51.100.{180 + i}", _sdkAgents[i], i));
            Add(new Caller(Callers.Federated,
                $$$$"""{"type":"FederatedUser","principalId":"{{{{Id}}}}:report-viewer-{{{{i}}}}","arn":"arn:aws:sts::{{{{Id}}}}:federated-user/report-viewer-{{{{i}}}}","accountId":"{{{{Id}}}}","accessKeyId":"{{{{NewKey("ASIA")}}}}","sessionContext":{"sessionIssuer":{"type":"IAMUser","principalId":"AIDA{{{{Upper(17)}}}}","arn":"arn:aws:iam::{{{{Id}}}}:user/svc-report-broker","accountId":"{{{{Id}}}}","userName":"svc-report-broker"},"webIdFederationData":{},"attributes":{"creationDate":"@created@","mfaAuthenticated":"false"}}}""",
                $"192.0.2.{210 + i}", _sdkAgents[i], i));
        }
        for (int i = 0; i < 10; i++)
        {
            string mail = $"{Names.People[i]}@{Names.MailDomain}";
            string provider = $"{Token(27)}=";
            Add(new Caller(Callers.Saml, $$"""{"type":"SAMLUser","principalId":"{{provider}}:{{mail}}","userName":"{{mail}}","identityProvider":"{{provider}}"}""",
                $"192.0.2.{i + 20}", ConsoleAgent, i));
            string subject = $"repo:example-org/{Names.Teams[i]}:ref:refs/heads/main";
            string arn = $"arn:aws:iam::{Id}:oidc-provider/token.actions.githubusercontent.com";
            Add(new Caller(Callers.WebIdentity, $$"""{"type":"WebIdentityUser","principalId":"{{arn}}:sts.amazonaws.com:{{subject}}","userName":"{{subject}}","identityProvider":"{{arn}}"}""",
                $"198.51.100.{120 + i}", _sdkAgents[3], i));
        }
        Add(new Caller(Callers.Anonymous, """{"type":"Unknown","principalId":"Anonymous"}""", "192.0.2.99", ConsoleAgent));
    }

    private Caller Role(
        Callers kind, string role, string session, string key, string address, string agent, int own, string rolePath = "", string suffix = "",
        string webIdentity = "", string inScopeOf = "", bool console = false, bool isPrivate = false, string? invokedBy = null)
    {
        string principal = "AROA" + Upper(17);
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $$$"""{"type":"AssumedRole","principalId":"{{{principal}}}:{{{session}}}","arn":"arn:aws:sts::{{{Id}}}:assumed-role/{{{role}}}/{{{session}}}","accountId":"{{{Id}}}","accessKeyId":"{{{key}}}","sessionContext":{"sessionIssuer":{"type":"Role","principalId":"{{{principal}}}","arn":"arn:aws:iam::{{{Id}}}:role/{{{rolePath}}}{{{role}}}","accountId":"{{{Id}}}","userName":"{{{role}}}"}{{{webIdentity}}},"attributes":{"creationDate":"@created@","mfaAuthenticated":"false"}{{{suffix}}}}{{{inScopeOf}}}""");
        if (invokedBy is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $",\"invokedBy\":\"{invokedBy}\"");
        }
        text.Append('}');
        return new Caller(kind, text.ToString(), address, agent, own)
        {
            IsConsole = console,
            IsPrivate = isPrivate,
            IsOldTls = own % 9 == 4,
            HasKeyExchange = own % 4 == 1,
        };
    }

    private void Add(Caller caller)
    {
        if (!_callers.TryGetValue(caller.Kind, out List<Caller>? list))
        {
            _callers.Add(caller.Kind, list = []);
        }
        list.Add(caller);
    }

    private static string RoleName(int i) => $"{Names.Teams[i % 12]}-{Names.Parts[(i * 5) % 12]}-role";

    private string NewKey(string prefix) => prefix + Upper(16);

    private string Upper(int count) => Site.Drawn(text => text.AppendDrawn("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"u8, count, _random));

    private string Token(int count) =>
        Site.Drawn(text => text.AppendDrawn("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"u8, count, _random));

    private string Hex(int count) => Site.Drawn(text => text.AppendHex(count, _random));

    private string Uuid() => Site.Drawn(text => text.AppendUuid(_random));
}
