using static CloudAudit.Benchmarks.Generation.Callers;

namespace CloudAudit.Benchmarks.Generation;

/// <summary>
/// What a living account changes, one call in a hundred: pipelines that deploy, people who help themselves, services that
/// keep house, scanners that look at everything. All of it is in order, and much of it looks like what an attacker does.
/// The large sets have it; the sample has not, so that its incidents can be told at sight.
/// </summary>
internal static class ChangeCalls
{
    private const string Scoped = """{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\"s3:GetObject\",\"s3:PutObject\"],\"Resource\":\"arn:aws:s3:::<bucket>/*\"},{\"Effect\":\"Allow\",\"Action\":\"kms:Decrypt\",\"Resource\":\"arn:aws:kms:<region>:<account>:key/<kmskey>\"}]}""";
    private const string LambdaTrust = """{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"lambda.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}]}""";
    private const string PipelineTrust = """{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Federated\":\"arn:aws:iam::<account>:oidc-provider/token.actions.githubusercontent.com\"},\"Action\":\"sts:AssumeRoleWithWebIdentity\",\"Condition\":{\"StringEquals\":{\"token.actions.githubusercontent.com:aud\":\"sts.amazonaws.com\",\"token.actions.githubusercontent.com:sub\":\"repo:example-org/platform:ref:refs/heads/main\"}}}]}""";
    private const string OwnKey = """{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"Account\",\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::<account>:root\"},\"Action\":\"kms:*\",\"Resource\":\"*\"}]}""";
    private const string Denied = "AccessDenied";

    public static readonly ApiCall[] All =
    [
        Iam("CreateRole", Pipeline, $$"""{"roleName":"<role>","path":"/","assumeRolePolicyDocument":"{{LambdaTrust}}","maxSessionDuration":3600}"""),
        Iam("UpdateAssumeRolePolicy", Pipeline, $$"""{"roleName":"<role>","policyDocument":"{{PipelineTrust}}"}"""),
        Iam("PutRolePolicy", Pipeline, $$"""{"roleName":"<role>","policyName":"inline","policyDocument":"{{Scoped}}"}""", 3),
        Iam("AttachRolePolicy", Pipeline, """{"roleName":"<role>","policyArn":"arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"}""", 2),
        Iam("DetachRolePolicy", Pipeline, """{"roleName":"<role>","policyArn":"arn:aws:iam::<account>:policy/<role>-policy"}"""),
        Iam("CreatePolicy", Pipeline, $$"""{"policyName":"<role>-policy","path":"/","policyDocument":"{{Scoped}}"}"""),
        Iam("CreatePolicyVersion", Pipeline, $$"""{"policyArn":"arn:aws:iam::<account>:policy/<role>-policy","policyDocument":"{{Scoped}}","setAsDefault":true}""", 2),
        Iam("DeletePolicyVersion", Pipeline, """{"policyArn":"arn:aws:iam::<account>:policy/<role>-policy","versionId":"v<int:1:5>"}"""),
        Iam("DeleteRolePolicy", Pipeline, """{"roleName":"<role>","policyName":"inline"}"""),
        Iam("TagRole", Pipeline, """{"roleName":"<role>","tags":[{"key":"team","value":"<tagvalue>"}]}""", 2),
        Iam("CreateInstanceProfile", Pipeline, """{"instanceProfileName":"<role>","path":"/"}"""),
        Iam("AddRoleToInstanceProfile", Pipeline, """{"instanceProfileName":"<role>","roleName":"<role>"}"""),
        Iam("CreateServiceLinkedRole", Pipeline, """{"aWSServiceName":"ecs.amazonaws.com"}"""),

        // Security Hub and Config look at all of IAM; so does whoever scans the account with a role of its own.
        Iam("GetAccountAuthorizationDetails", ServiceRole, """{"maxItems":1000}""", 2, isWrite: false, via: "config.amazonaws.com"),
        Iam("GenerateCredentialReport", ServiceRole, null, 2, isWrite: false, via: "securityhub.amazonaws.com"),
        Iam("GetCredentialReport", ServiceRole, null, 2, isWrite: false, via: "securityhub.amazonaws.com"),

        Change("ec2", "CreateSecurityGroup", Pipeline, """{"groupName":"<ecsservice>","groupDescription":"<ecsservice>","vpcId":"<vpc>"}"""),
        Change("ec2", "AuthorizeSecurityGroupIngress", Pipeline, """{"groupId":"<securitygroup>","ipPermissions":{"items":[{"ipProtocol":"tcp","fromPort":443,"toPort":443,"groups":{},"ipRanges":{"items":[{"cidrIp":"0.0.0.0/0","description":"https"}]},"ipv6Ranges":{"items":[{"cidrIpv6":"::/0"}]},"prefixListIds":{}}]}}""", 2),
        Change("ec2", "AuthorizeSecurityGroupIngress", Pipeline, """{"groupId":"<securitygroup>","ipPermissions":{"items":[{"ipProtocol":"tcp","fromPort":5432,"toPort":5432,"groups":{"items":[{"groupId":"<securitygroup>"}]},"ipRanges":{},"ipv6Ranges":{},"prefixListIds":{}}]}}""", 2),
        Change("ec2", "AuthorizeSecurityGroupIngress", Person, """{"groupId":"<securitygroup>","ipPermissions":{"items":[{"ipProtocol":"tcp","fromPort":22,"toPort":22,"groups":{},"ipRanges":{"items":[{"cidrIp":"192.0.2.<int:20:250>/32"}]},"ipv6Ranges":{},"prefixListIds":{}}]}}"""),
        Change("ec2", "RevokeSecurityGroupEgress", Pipeline, """{"groupId":"<securitygroup>","ipPermissions":{"items":[{"ipProtocol":"-1","groups":{},"ipRanges":{"items":[{"cidrIp":"0.0.0.0/0"}]},"ipv6Ranges":{},"prefixListIds":{}}]}}"""),
        Change("ec2", "CreateRoute", Pipeline, """{"routeTableId":"<routetable>","destinationCidrBlock":"10.40.0.0/16","transitGatewayId":"tgw-<hex:17>"}"""),
        Change("ec2", "CreateLaunchTemplateVersion", Pipeline, """{"CreateLaunchTemplateVersionRequest":{"LaunchTemplateId":"<launchtemplate>","LaunchTemplateData":{"ImageId":"<image>","InstanceType":"m7g.large","UserData":"<base64:80>"}}}""", 2),
        Change("ec2", "RunInstances", ServiceRole, """{"instancesSet":{"items":[{"minCount":2,"maxCount":2}]},"launchTemplate":{"launchTemplateId":"<launchtemplate>","version":"7"},"instanceType":"m7g.large"}""", 3, via: "autoscaling.amazonaws.com"),
        Change("ec2", "TerminateInstances", ServiceRole, """{"instancesSet":{"items":[{"instanceId":"<instance>"}]}}""", 3, via: "autoscaling.amazonaws.com"),
        Change("ec2", "StopInstances", Person, """{"instancesSet":{"items":[{"instanceId":"<instance>"}]},"force":false}"""),
        Change("ec2", "CreateSnapshot", ServiceRole, """{"volumeId":"<volume>","description":"This snapshot is created by the AWS Backup service."}""", 3, via: "backup.amazonaws.com"),
        Change("ec2", "DeleteSnapshot", ServiceRole, """{"snapshotId":"<snapshot>"}""", 3, via: "backup.amazonaws.com"),
        Change("ec2", "CreateImage", Pipeline, """{"instanceId":"<instance>","name":"web-<digits:10>","noReboot":true}"""),
        Change("ec2", "DeregisterImage", Pipeline, """{"imageId":"<image>"}"""),

        Change("lambda", "UpdateFunctionCode20150331v2", Pipeline, """{"functionName":"<function>","s3Bucket":"<bucket>","s3Key":"builds/<hex:40>.zip","publish":true,"dryRun":false}""", 3),
        Change("lambda", "UpdateFunctionConfiguration20150331v2", Pipeline, """{"functionName":"<function>","environment":{},"memorySize":512,"timeout":30}""", 2),
        Change("lambda", "CreateFunction20150331", Pipeline, """{"functionName":"<function>","role":"arn:aws:iam::<account>:role/<role>","runtime":"python3.13","handler":"app.handler","code":{"s3Bucket":"<bucket>","s3Key":"builds/<hex:40>.zip"}}"""),
        Change("lambda", "AddPermission20150331v2", Pipeline, """{"functionName":"<function>","statementId":"events","action":"lambda:InvokeFunction","principal":"events.amazonaws.com","sourceArn":"arn:aws:events:<region>:<account>:rule/nightly"}"""),
        Change("ecs", "RegisterTaskDefinition", Pipeline, """{"family":"<ecsservice>","taskRoleArn":"arn:aws:iam::<account>:role/<role>","executionRoleArn":"arn:aws:iam::<account>:role/<role>","containerDefinitions":[{"name":"app","image":"<account>.dkr.ecr.<region>.amazonaws.com/<repository>:<hex:7>","essential":true}],"requiresCompatibilities":["FARGATE"],"cpu":"512","memory":"1024"}""", 3),
        Change("ecs", "UpdateService", Pipeline, """{"cluster":"<cluster>","service":"<ecsservice>","taskDefinition":"<ecsservice>:<int:2:400>"}""", 3),
        Change("cloudformation", "UpdateStack", Pipeline, """{"stackName":"<stack>","capabilities":["CAPABILITY_NAMED_IAM"],"roleARN":"arn:aws:iam::<account>:role/<role>"}"""),
        Change("cloudformation", "DeleteStack", Pipeline, """{"stackName":"preview-<digits:4>"}"""),
        Change("codebuild", "StartBuild", Pipeline, """{"projectName":"<project>","sourceVersion":"<hex:40>"}""", 2),

        Change("s3", "CreateBucket", Pipeline, """{"CreateBucketConfiguration":{"LocationConstraint":"<region>"},"bucketName":"<bucket>","Host":"s3.<region>.amazonaws.com"}"""),
        Change("s3", "PutBucketPolicy", Pipeline, """{"bucketPolicy":{"Version":"2012-10-17","Statement":[{"Sid":"Tls","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::<bucket>","arn:aws:s3:::<bucket>/*"],"Condition":{"Bool":{"aws:SecureTransport":"false"}}}]},"bucketName":"<bucket>","policy":""}""", 2),
        Change("s3", "PutBucketVersioning", Pipeline, """{"VersioningConfiguration":{"Status":"Enabled","xmlns":"http://s3.amazonaws.com/doc/2006-03-01/"},"bucketName":"<bucket>","versioning":""}"""),
        Change("s3", "PutBucketLifecycle", Pipeline, """{"LifecycleConfiguration":{"Rule":{"Status":"Enabled","Expiration":{"Days":90},"ID":"old","Filter":{"Prefix":"tmp/"}}},"bucketName":"<bucket>","lifecycle":""}"""),
        Change("s3", "PutBucketPublicAccessBlock", Pipeline, """{"publicAccessBlock":"","PublicAccessBlockConfiguration":{"RestrictPublicBuckets":true,"BlockPublicPolicy":true,"BlockPublicAcls":true,"IgnorePublicAcls":true},"bucketName":"<bucket>"}"""),
        Change("kms", "PutKeyPolicy", Pipeline, $$"""{"keyId":"<kmskey>","policyName":"default","policy":"{{OwnKey}}","bypassPolicyLockoutSafetyCheck":false}"""),
        Change("kms", "CreateGrant", ServiceRole, """{"keyId":"arn:aws:kms:<region>:<account>:key/<kmskey>","granteePrincipal":"arn:aws:iam::<account>:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling","operations":["Decrypt","CreateGrant"],"constraints":{"encryptionContextSubset":{"aws:ebs:id":"<volume>"}}}""", 2, via: "autoscaling.amazonaws.com"),
        Change("secretsmanager", "PutSecretValue", Function, """{"secretId":"<secret>","clientRequestToken":"<uuid>","versionStages":["AWSPENDING"]}""", 2),
        Change("secretsmanager", "CreateSecret", Pipeline, """{"name":"<secret>","clientRequestToken":"<uuid>"}"""),
        Change("ssm", "PutParameter", Pipeline, """{"name":"<parameter>","type":"SecureString","overwrite":true,"value":"HIDDEN_DUE_TO_SECURITY_REASONS"}""", 2),
        Change("ssm", "SendCommand", ServiceRole, """{"documentName":"AWS-RunPatchBaseline","targets":[{"key":"tag:PatchGroup","values":["linux"]}],"parameters":"HIDDEN_DUE_TO_SECURITY_REASONS","interactive":false}""", 2, via: "ssm.amazonaws.com"),
        Change("ssm", "StartSession", Person, """{"target":"<instance>"}""", 2),
        Change("logs", "CreateLogGroup", Pipeline, """{"logGroupName":"<loggroup>"}"""),
        Change("logs", "PutRetentionPolicy", Pipeline, """{"logGroupName":"<loggroup>","retentionInDays":30}"""),
        Change("logs", "DeleteLogGroup", Pipeline, """{"logGroupName":"/ecs/preview-<digits:4>"}"""),
        Change("events", "PutRule", Pipeline, """{"name":"nightly","scheduleExpression":"cron(0 3 * * ? *)","state":"ENABLED"}"""),
        Change("events", "DisableRule", Person, """{"name":"nightly"}"""),
        Change("monitoring", "DeleteAlarms", Pipeline, """{"alarmNames":["<alarm>"]}"""),
        Change("rds", "ModifyDBInstance", Pipeline, """{"dBInstanceIdentifier":"<database>","allocatedStorage":200,"applyImmediately":false}"""),
        Change("rds", "CreateDBSnapshot", ServiceRole, """{"dBInstanceIdentifier":"<database>","dBSnapshotIdentifier":"awsbackup-job-<uuid>"}""", 2, via: "backup.amazonaws.com"),
        Change("rds", "DeleteDBSnapshot", ServiceRole, """{"dBSnapshotIdentifier":"awsbackup-job-<uuid>"}""", 2, via: "backup.amazonaws.com"),
        Change("dynamodb", "UpdateTable", Pipeline, """{"tableName":"<table>","billingMode":"PAY_PER_REQUEST"}"""),
        Change("sqs", "SetQueueAttributes", Pipeline, """{"queueUrl":"https://sqs.<region>.amazonaws.com/<account>/<queue>","attributes":{"Policy":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"sns.amazonaws.com\"},\"Action\":\"sqs:SendMessage\",\"Resource\":\"arn:aws:sqs:<region>:<account>:<queue>\",\"Condition\":{\"ArnEquals\":{\"aws:SourceArn\":\"arn:aws:sns:<region>:<account>:<topic>\"}}}]}"}}"""),
        Change("route53", "ChangeResourceRecordSets", Pipeline, """{"hostedZoneId":"<zone>","changeBatch":{"changes":[{"action":"UPSERT","resourceRecordSet":{"name":"app.example.com","type":"CNAME","tTL":60,"resourceRecords":[{"value":"lb.example.com"}]}}]}}""") with { IsGlobal = true },

        // Through Identity Center the second factor is asked for there, and the console is told of none.
        new("signin", "ConsoleLogin", 4, Person)
        {
            IsWrite = true, IsGlobal = true, EventType = "AwsConsoleSignIn", HasRequestId = false, Host = "<region>.signin.aws.amazon.com", Response = """{"ConsoleLogin":"Success"}""",
            Additional = """{"LoginTo":"https://console.aws.amazon.com/console/home","MobileVersion":"No","MFAUsed":"No"}""",
        },

        // A page of the console, or a job, that asks for more than it may.
        Refused("ce", "GetCostAndUsage", Person, 3), Refused("iam", "ListUsers", Person, 2), Refused("s3", "GetBucketLogging", Person, 2),
        Refused("kms", "Decrypt", Function, 2), Refused("dynamodb", "Scan", Container, 1), Refused("organizations", "DescribeOrganization", Person, 3),
    ];

    private static ApiCall Change(string service, string name, Callers callers, string? request, int weight = 1, string? via = null) =>
        new(service, name, weight, callers, request) { IsWrite = true, Via = via };

    private static ApiCall Iam(string name, Callers callers, string? request, int weight = 1, bool isWrite = true, string? via = null) =>
        new("iam", name, weight, callers, request) { IsWrite = isWrite, IsGlobal = true, Via = via };

    // Refused each time: other calls of the same name are made elsewhere in the catalogue.
    private static ApiCall Refused(string service, string name, Callers callers, int weight) => new(service, name, weight, callers)
    {
        IsGlobal = service is "iam" or "organizations" or "ce",
        ErrorCode = service is "dynamodb" or "kms" or "ce" ? "AccessDeniedException" : Denied,
        ErrorMessage = $"\"User is not authorized to perform: {service}:{name} because no identity-based policy allows the {service}:{name} action\"",
        ErrorPerMille = 1000,
    };
}
