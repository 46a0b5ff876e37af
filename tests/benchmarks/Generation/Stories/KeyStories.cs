namespace CloudAudit.Benchmarks.Generation.Stories;

/// <summary>Credentials in the wrong hands.</summary>
internal static class KeyStories
{
    /// <summary>A key pushed to a public repository: look around, be refused, find a role, stay, and put out the lights.</summary>
    public static Story LeakedKey(Stage stage)
    {
        const string name = "svc-legacy-uploader";
        string address = stage.HostileAddress();
        Caller key = Actors.User(stage, name, "AKIA" + stage.Upper(16), address, Actors.Script);
        string arn = Actors.UserArn(stage, name);
        stage.Read(key, "sts", "GetCallerIdentity");
        (string Service, string Name)[] tried =
        [
            ("iam", "ListUsers"), ("iam", "ListRoles"), ("iam", "GetAccountAuthorizationDetails"), ("iam", "ListAttachedUserPolicies"),
            ("iam", "ListGroupsForUser"), ("iam", "GetAccountSummary"), ("s3", "ListBuckets"), ("ec2", "DescribeInstances"), ("ec2", "DescribeSecurityGroups"),
            ("ec2", "DescribeRegions"), ("lambda", "ListFunctions20150331"), ("secretsmanager", "ListSecrets"), ("dynamodb", "ListTables"),
            ("rds", "DescribeDBInstances"), ("organizations", "DescribeOrganization"), ("kms", "ListKeys"), ("ses", "GetSendQuota"), ("cloudtrail", "DescribeTrails"),
        ];
        foreach ((string service, string call) in tried)
        {
            stage.Denied(key, arn, service, call, service == "iam" && call.Contains("User", StringComparison.Ordinal) && call != "ListUsers" ? $$"""{"userName":"{{name}}"}""" : null);
        }
        stage.Wait(90);
        const string role = "legacy-deploy-admin";
        stage.Read(key, "sts", "AssumeRole", $$"""{"roleArn":"arn:aws:iam::{{stage.Account}}:role/{{role}}","roleSessionName":"botocore-session-<digits:10>"}""",
            $$$$"""{"credentials":{"accessKeyId":"ASIA{{{{stage.Upper(16)}}}}","sessionToken":"IQoJb3JpZ2luX2VjE<token:180>","expiration":"<latertext>"},"assumedRoleUser":{"assumedRoleId":"AROA{{{{stage.Upper(17)}}}}:botocore-session","arn":"arn:aws:sts::{{{{stage.Account}}}}:assumed-role/{{{{role}}}}/botocore-session"}}""");
        Caller admin = Actors.Session(stage, role, "botocore-session-1741697231", address, Actors.CommandLine);
        const string user = "support-svc";
        stage.Read(admin, "sts", "GetCallerIdentity");
        stage.Read(admin, "iam", "ListUsers", """{"maxItems":1000}""");
        stage.Change(admin, "iam", "CreateUser", $$"""{"userName":"{{user}}"}""",
            $$$$"""{"user":{"path":"/","userName":"{{{{user}}}}","userId":"AIDA{{{{stage.Upper(17)}}}}","arn":"{{{{Actors.UserArn(stage, user)}}}}","createDate":"<nowtext>"}}""");
        stage.Change(admin, "iam", "AttachUserPolicy", $$"""{"userName":"{{user}}","policyArn":"arn:aws:iam::aws:policy/AdministratorAccess"}""");
        stage.Change(admin, "iam", "CreateAccessKey", $$"""{"userName":"{{user}}"}""",
            $$$$"""{"accessKey":{"userName":"{{{{user}}}}","accessKeyId":"AKIA{{{{stage.Upper(16)}}}}","status":"Active","createDate":"<nowtext>"}}""");
        stage.Change(admin, "iam", "CreateLoginProfile", $$"""{"userName":"{{user}}","passwordResetRequired":false}""",
            $$$$"""{"loginProfile":{"userName":"{{{{user}}}}","createDate":"<nowtext>","passwordResetRequired":false}}""");
        stage.Change(admin, "iam", "PutUserPolicy", $$"""{"userName":"{{name}}","policyName":"s3-sync","policyDocument":"{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}]\n}"}""");
        stage.Wait(60);
        string trail = $"arn:aws:cloudtrail:{stage.Region}:{stage.Account}:trail/management-events";
        stage.Read(admin, "cloudtrail", "DescribeTrails", """{"trailNameList":[],"includeShadowTrails":false}""");
        stage.Change(admin, "cloudtrail", "PutEventSelectors", $$"""{"trailName":"{{trail}}","eventSelectors":[{"readWriteType":"ReadOnly","includeManagementEvents":false,"dataResources":[],"excludeManagementEventSources":[]}]}""",
            $$"""{"trailARN":"{{trail}}","eventSelectors":[{"readWriteType":"ReadOnly","includeManagementEvents":false,"dataResources":[],"excludeManagementEventSources":[]}]}""");
        stage.Change(admin, "cloudtrail", "StopLogging", $$"""{"name":"{{trail}}"}""");
        stage.Change(admin, "cloudtrail", "DeleteTrail", $$"""{"name":"{{trail}}"}""");
        return stage.End("leaked-key", "Access key of a service user used from an unfamiliar address", $"{name}, then {role}");
    }

    /// <summary>A developer's key starts GPU machines in every shape the account's limits refuse, until one fits.</summary>
    public static Story CoinMiners(Stage stage)
    {
        const string name = "svc-batch-runner";
        Caller key = Actors.User(stage, name, "AKIA" + stage.Upper(16), stage.HostileAddress(), Actors.Script);
        string arn = Actors.UserArn(stage, name);
        stage.Read(key, "sts", "GetCallerIdentity");
        stage.Read(key, "ec2", "DescribeInstanceTypeOfferings", """{"DescribeInstanceTypeOfferingsRequest":{"LocationType":"region"}}""");
        stage.Read(key, "servicequotas", "ListServiceQuotas", """{"serviceCode":"ec2"}""");
        stage.Change(key, "ec2", "CreateKeyPair", """{"keyName":"render-01","keyType":"rsa","keyFormat":"pem"}""",
            $$"""{"requestId":"<uuid>","keyName":"render-01","keyFingerprint":"{{stage.Hex(40)}}","keyPairId":"key-{{stage.Hex(17)}}","keyMaterial":"\u003csensitiveDataRemoved\u003e"}""");
        stage.Denied(key, arn, "ec2", "CreateSecurityGroup", """{"groupName":"render","groupDescription":"render"}""", isWrite: true);
        foreach (string type in (string[])["p4d.24xlarge", "p3.16xlarge", "g5.48xlarge"])
        {
            stage.Do(key, new ApiCall("ec2", "RunInstances", 0, Callers.None, Launch(type, 20))
            {
                IsWrite = true,
                ErrorCode = "Client.VcpuLimitExceeded",
                ErrorMessage = "\"You have requested more vCPU capacity than your current vCPU limit of 64 allows for the instance bucket that the specified instance type belongs to.\"",
            }, 10);
        }
        stage.Change(key, "ec2", "RunInstances", Launch("g5.12xlarge", 1),
            $$$$"""{"requestId":"<uuid>","reservationId":"r-{{{{stage.Hex(17)}}}}","ownerId":"{{{{stage.Account}}}}","groupSet":{},"instancesSet":{"items":[{"instanceId":"i-{{{{stage.Hex(17)}}}}","imageId":"<image>","instanceState":{"code":0,"name":"pending"},"keyName":"render-01","instanceType":"g5.12xlarge","launchTime":<epochmillis>}]}}""");
        return stage.End("coin-miners", "GPU instances started with a stolen key", name);

        static string Launch(string type, int count) =>
            $$"""{"instancesSet":{"items":[{"imageId":"<image>","minCount":{{count}},"maxCount":{{count}},"keyName":"render-01"}]},"userData":"\u003csensitiveDataRemoved\u003e","instanceType":"{{type}}","blockDeviceMapping":{},"monitoring":{"enabled":false},"disableApiTermination":true,"instanceInitiatedShutdownBehavior":"terminate","clientToken":"<uuid>"}""";
    }

    /// <summary>Credentials of an instance taken through its metadata service, then used from elsewhere for secrets.</summary>
    public static Story StolenInstanceRole(Stage stage)
    {
        string instance = "i-" + stage.Hex(17);
        const string role = "search-web-role";
        Caller thief = Actors.Session(stage, role, instance, stage.HostileAddress(), Actors.CommandLine, more: ",\"ec2RoleDelivery\":\"1.0\"");
        string arn = $"arn:aws:sts::{stage.Account}:assumed-role/{role}/{instance}";
        stage.Read(thief, "sts", "GetCallerIdentity");
        stage.Denied(thief, arn, "iam", "ListRoles");
        stage.Denied(thief, arn, "secretsmanager", "ListSecrets");
        stage.Read(thief, "ssm", "DescribeParameters", """{"maxResults":50}""");
        for (int i = 0; i < 12; i++)
        {
            stage.Read(thief, "ssm", "GetParameter", $$"""{"name":"/prod/{{Names.Teams[i]}}/database/password","withDecryption":true}""", then: 3);
        }
        for (int i = 0; i < 8; i++)
        {
            stage.Read(thief, "secretsmanager", "GetSecretValue", $$"""{"secretId":"prod/{{Names.Teams[i]}}/database"}""", then: 3);
        }
        return stage.End("stolen-instance-role", "Role of an instance used from outside, secrets read in bulk", $"{role}/{instance}");
    }
}
