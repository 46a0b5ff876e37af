namespace CloudAudit.Benchmarks.Generation.Stories;

/// <summary>People (or those who pose as them) in the console.</summary>
internal static class SignInStories
{
    public static Story RootSignIn(Stage stage)
    {
        string address = stage.HostileAddress();
        SignIn(stage, Actors.Root(stage, address, console: false), succeeded: true, mfa: false);
        Caller root = Actors.Root(stage, address, console: true);
        stage.Read(root, "iam", "GetAccountSummary");
        stage.Read(root, "iam", "ListMFADevices");
        stage.Change(root, "iam", "CreateAccessKey", "null", $$$$"""{"accessKey":{"accessKeyId":"AKIA{{{{stage.Upper(16)}}}}","status":"Active","createDate":"<nowtext>"}}""");
        stage.Change(root, "iam", "UpdateAccountPasswordPolicy", """{"minimumPasswordLength":6,"requireSymbols":false,"requireNumbers":false,"requireUppercaseCharacters":false,"requireLowercaseCharacters":false,"allowUsersToChangePassword":true,"hardExpiry":false}""");
        stage.Read(root, "account", "GetContactInformation");
        stage.Read(root, "ce", "GetCostForecast", """{"metric":"UNBLENDED_COST","granularity":"MONTHLY"}""");
        return stage.End("root-sign-in", "Root user signed in to the console without MFA", "root");
    }

    /// <summary>Names and passwords tried until one opens, then a look at what it opens.</summary>
    public static Story PasswordGuessing(Stage stage)
    {
        const string name = "hugo.moreau";
        string address = stage.HostileAddress();
        Caller unknown = Actors.UnknownName(stage, address);
        Caller known = Actors.SignedIn(stage, name, address);
        for (int i = 0; i < 4; i++)
        {
            SignIn(stage, unknown, succeeded: false, mfa: false, "No username found in supplied account");
        }
        for (int i = 0; i < 9; i++)
        {
            SignIn(stage, known, succeeded: false, mfa: false);
        }
        SignIn(stage, known, succeeded: true, mfa: false);
        Caller inside = Actors.UserInConsole(stage, name, address);
        string arn = Actors.UserArn(stage, name);
        stage.Read(inside, "iam", "ListAccountAliases");
        stage.Denied(inside, arn, "iam", "ListUsers");
        stage.Denied(inside, arn, "s3", "ListBuckets");
        stage.Change(inside, "iam", "DeactivateMFADevice", $$"""{"userName":"{{name}}","serialNumber":"arn:aws:iam::{{stage.Account}}:mfa/{{name}}"}""");
        return stage.End("password-guessing", "Console passwords guessed until one was right", name);
    }

    public static Story LeftOrganization(Stage stage)
    {
        string address = stage.HostileAddress();
        Caller user = Actors.User(stage, "support-svc", "AKIA" + stage.Upper(16), address, Actors.CommandLine);
        stage.Read(user, "organizations", "DescribeOrganization", response: $$$$"""{"organization":{"id":"{{{{Names.Organization}}}}","featureSet":"ALL","masterAccountId":"{{{{stage.Site.OtherAccount}}}}"}}""");
        stage.Denied(user, Actors.UserArn(stage, "support-svc"), "organizations", "DetachPolicy", $$"""{"policyId":"p-{{stage.Hex(8)}}","targetId":"{{stage.Account}}"}""", isWrite: true);
        stage.Change(user, "organizations", "LeaveOrganization", "null");
        return stage.End("left-organization", "Account taken out of its organization", "support-svc");
    }

    /// <summary>Detectors, recorders and flow logs switched off by a session of a colleague's.</summary>
    public static Story BlindedWatchers(Stage stage)
    {
        Caller thief = Actors.Colleague(stage, "dmitri.volkov", stage.HostileAddress(), console: false);
        string detector = stage.Site.First(Slot.Detector);
        stage.Read(thief, "guardduty", "ListDetectors");
        stage.Change(thief, "guardduty", "UpdateDetector", $$"""{"detectorId":"{{detector}}","enable":false}""");
        stage.Change(thief, "guardduty", "DeleteDetector", $$"""{"detectorId":"{{detector}}"}""");
        stage.Change(thief, "config", "StopConfigurationRecorder", """{"configurationRecorderName":"default"}""");
        stage.Change(thief, "config", "DeleteDeliveryChannel", """{"deliveryChannelName":"default"}""");
        stage.Change(thief, "securityhub", "DisableSecurityHub", "null");
        stage.Change(thief, "ec2", "DeleteFlowLogs", $$$$"""{"DeleteFlowLogsRequest":{"FlowLogId":{"tag":1,"content":"fl-{{{{stage.Hex(17)}}}}"}}}""");
        return stage.End("blinded-watchers", "Detection switched off: GuardDuty, Config, Security Hub, flow logs", "dmitri.volkov@example.com");
    }

    private static void SignIn(Stage stage, Caller caller, bool succeeded, bool mfa, string message = "Failed authentication") =>
        stage.Do(caller, new ApiCall("signin", "ConsoleLogin", 0, Callers.None)
        {
            IsWrite = true,
            IsGlobal = true,
            EventType = "AwsConsoleSignIn",
            HasRequestId = false,
            Host = "us-east-1.signin.aws.amazon.com",
            ErrorMessage = succeeded ? null : $"\"{message}\"",
            Response = succeeded ? """{"ConsoleLogin":"Success"}""" : """{"ConsoleLogin":"Failure"}""",
            Additional = Template.FromString($$"""{"LoginTo":"https://console.aws.amazon.com/console/home?hashArgs=%23&isauthcode=true&state=hashArgs","MobileVersion":"No","MFAUsed":"{{(mfa ? "Yes" : "No")}}"}"""),
        }, 14);
}
