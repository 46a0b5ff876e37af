namespace CloudAudit.Benchmarks.Generation.Stories;

/// <summary>The identities that incidents use.</summary>
internal static class Actors
{
    public const string Browser =
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/133.0.0.0 Safari/537.36";

    public const string Script = "Boto3/1.34.11 md/Botocore#1.34.11 ua/2.0 os/linux#6.6.9-amd64 md/arch#x86_64 lang/python#3.11.8 md/pyimpl#CPython Botocore/1.34.11";

    public const string CommandLine = "aws-cli/2.15.10 Python/3.11.6 Linux/6.6.9-amd64 exe/x86_64.kali.2024 prompt/off";

    public static string UserArn(Stage stage, string name) => $"arn:aws:iam::{stage.Account}:user/{name}";

    public static Caller User(Stage stage, string name, string key, string address, string agent) =>
        new(Callers.User, $$"""{"type":"IAMUser","principalId":"AIDA{{stage.Upper(17)}}","arn":"{{UserArn(stage, name)}}","accountId":"{{stage.Account}}","accessKeyId":"{{key}}","userName":"{{name}}"}""", address, agent) { IsOldTls = true };

    /// <summary>As the sign-in page records a user: no key.</summary>
    public static Caller SignedIn(Stage stage, string name, string address) =>
        new(Callers.User, $$"""{"type":"IAMUser","principalId":"AIDA{{stage.Upper(17)}}","arn":"{{UserArn(stage, name)}}","accountId":"{{stage.Account}}","userName":"{{name}}"}""", address, Browser);

    /// <summary>As the sign-in page records a name it does not know.</summary>
    public static Caller UnknownName(Stage stage, string address) =>
        new(Callers.User, $$"""{"type":"IAMUser","accountId":"{{stage.Account}}","accessKeyId":"","userName":"HIDDEN_DUE_TO_SECURITY_REASONS"}""", address, Browser);

    public static Caller UserInConsole(Stage stage, string name, string address) =>
        new(Callers.User, $$$$"""{"type":"IAMUser","principalId":"AIDA{{{{stage.Upper(17)}}}}","arn":"{{{{UserArn(stage, name)}}}}","accountId":"{{{{stage.Account}}}}","accessKeyId":"ASIA{{{{stage.Upper(16)}}}}","userName":"{{{{name}}}}","sessionContext":{"attributes":{"creationDate":"@created@","mfaAuthenticated":"false"}}}""", address, Browser) { IsConsole = true };

    public static Caller Root(Stage stage, string address, bool console) =>
        console
            ? new(Callers.Root, $$$$"""{"type":"Root","principalId":"{{{{stage.Account}}}}","arn":"arn:aws:iam::{{{{stage.Account}}}}:root","accountId":"{{{{stage.Account}}}}","accessKeyId":"ASIA{{{{stage.Upper(16)}}}}","sessionContext":{"sessionIssuer":{},"webIdFederationData":{},"attributes":{"creationDate":"@created@","mfaAuthenticated":"false"}}}""", address, Browser) { IsConsole = true }
            : new(Callers.Root, $$"""{"type":"Root","principalId":"{{stage.Account}}","arn":"arn:aws:iam::{{stage.Account}}:root","accountId":"{{stage.Account}}","accessKeyId":""}""", address, Browser);

    /// <summary>A session of a role, by key or in the console.</summary>
    public static Caller Session(Stage stage, string role, string session, string address, string agent, bool console = false, string path = "", string more = "")
    {
        string id = "AROA" + stage.Upper(17);
        return new(Callers.Root, $$$$"""{"type":"AssumedRole","principalId":"{{{{id}}}}:{{{{session}}}}","arn":"arn:aws:sts::{{{{stage.Account}}}}:assumed-role/{{{{role}}}}/{{{{session}}}}","accountId":"{{{{stage.Account}}}}","accessKeyId":"ASIA{{{{stage.Upper(16)}}}}","sessionContext":{"sessionIssuer":{"type":"Role","principalId":"{{{{id}}}}","arn":"arn:aws:iam::{{{{stage.Account}}}}:role/{{{{path}}}}{{{{role}}}}","accountId":"{{{{stage.Account}}}}","userName":"{{{{role}}}}"},"webIdFederationData":{},"attributes":{"creationDate":"@created@","mfaAuthenticated":"false"}{{{{more}}}}}}""", address, agent) { IsConsole = console };
    }

    /// <summary>A colleague signed in through IAM Identity Center.</summary>
    public static Caller Colleague(Stage stage, string person, string address, bool console) =>
        Session(stage, "AWSReservedSSO_PlatformEngineer_" + stage.Hex(16), $"{person}@{Names.MailDomain}", address, console ? Browser : CommandLine, console, "aws-reserved/sso.amazonaws.com/");

    /// <summary>Anyone on the internet, as S3 records it.</summary>
    public static Caller Anonymous(string address, string agent) =>
        new(Callers.Anonymous, """{"type":"AWSAccount","principalId":"","accountId":"ANONYMOUS_PRINCIPAL"}""", address, agent);
}
