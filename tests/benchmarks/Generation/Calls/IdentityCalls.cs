using static CloudAudit.Benchmarks.Generation.Callers;

namespace CloudAudit.Benchmarks.Generation;

/// <summary>STS, sign-in, IAM reads, organisation reads and the security services' own reads.</summary>
internal static class IdentityCalls
{
    private const string RoleArn = """[{"accountId":"<account>","type":"AWS::IAM::Role","ARN":"arn:aws:iam::<account>:role/<role>"}]""";

    private const string Credentials =
        """{"credentials":{"accessKeyId":"ASIA<upper:16>","sessionToken":"IQoJb3JpZ2luX2VjE<token:180>","expiration":"<latertext>"},"assumedRoleUser":{"assumedRoleId":"AROA<upper:17>:session-<digits:10>","arn":"arn:aws:sts::<account>:assumed-role/<role>/session-<digits:10>"}}""";

    public static readonly ApiCall[] All =
    [
        new("sts", "AssumeRole", 330, Service, """{"roleArn":"arn:aws:iam::<account>:role/<role>","roleSessionName":"<function>"}""")
        { Via = "lambda.amazonaws.com", Resources = RoleArn, IsShared = true, Response = Credentials },
        new("sts", "AssumeRole", 200, Service, """{"roleArn":"arn:aws:iam::<account>:role/<role>","roleSessionName":"<instance>"}""")
        { Via = "ec2.amazonaws.com", Resources = RoleArn, IsShared = true, Response = Credentials },
        new("sts", "AssumeRole", 60, Service, """{"roleArn":"arn:aws:iam::<account>:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig","roleSessionName":"configLambdaExecution"}""")
        { Via = "config.amazonaws.com", IsShared = true, Response = Credentials, Resources = """[{"accountId":"<account>","type":"AWS::IAM::Role","ARN":"arn:aws:iam::<account>:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"}]""" },
        new("sts", "AssumeRole", 110, Container | Pipeline | User, """{"roleArn":"arn:aws:iam::<account>:role/<role>","roleSessionName":"session-<digits:10>","durationSeconds":3600}""")
        { Resources = RoleArn, Response = Credentials },
        new("sts", "AssumeRole", 40, Pipeline, """{"roleArn":"arn:aws:iam::<account>:role/<role>","roleSessionName":"deploy-<digits:8>","policy":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\"s3:GetObject\",\"s3:PutObject\"],\"Resource\":\"arn:aws:s3:::<bucket>/*\"}]}","tags":[{"key":"repository","value":"example-org/platform"}],"transitiveTagKeys":["repository"]}""")
        { Resources = RoleArn, Response = Credentials },
        new("sts", "AssumeRole", 30, OtherAccount, """{"roleArn":"arn:aws:iam::<account>:role/partner-read","roleSessionName":"partner-sync","externalId":"<uuid>"}""")
        { IsShared = true, Response = Credentials, Resources = """[{"accountId":"<account>","type":"AWS::IAM::Role","ARN":"arn:aws:iam::<account>:role/partner-read"}]""" },
        new("sts", "AssumeRoleWithSAML", 16, Saml, """{"sAMLAssertionID":"_<uuid>","roleSessionName":"<email>","roleArn":"arn:aws:iam::<account>:role/<role>","principalArn":"arn:aws:iam::<account>:saml-provider/corporate","durationSeconds":3600}""")
        { Resources = RoleArn, Response = """{"subjectType":"persistent","issuer":"https://login.example.com/saml","credentials":{"accessKeyId":"ASIA<upper:16>","sessionToken":"IQoJb3JpZ2luX2VjE<token:180>","expiration":"<latertext>"},"nameQualifier":"<base64:27>","assumedRoleUser":{"assumedRoleId":"AROA<upper:17>:<email>","arn":"arn:aws:sts::<account>:assumed-role/<role>/<email>"},"subject":"<email>","audience":"https://signin.aws.amazon.com/saml"}""" },
        new("sts", "AssumeRoleWithWebIdentity", 70, WebIdentity, """{"roleArn":"arn:aws:iam::<account>:role/<role>","roleSessionName":"github-actions","durationSeconds":3600}""")
        { Resources = RoleArn, Response = """{"subjectFromWebIdentityToken":"repo:example-org/platform:ref:refs/heads/main","credentials":{"accessKeyId":"ASIA<upper:16>","sessionToken":"IQoJb3JpZ2luX2VjE<token:180>","expiration":"<latertext>"},"assumedRoleUser":{"assumedRoleId":"AROA<upper:17>:github-actions","arn":"arn:aws:sts::<account>:assumed-role/<role>/github-actions"},"provider":"arn:aws:iam::<account>:oidc-provider/token.actions.githubusercontent.com","audience":"sts.amazonaws.com"}""" },
        new("sts", "GetCallerIdentity", 50, Pipeline | Container),

        new("signin", "ConsoleLogin", 3, User)
        { IsWrite = true, IsGlobal = true, EventType = "AwsConsoleSignIn", HasRequestId = false, Host = "<region>.signin.aws.amazon.com", Response = """{"ConsoleLogin":"Success"}""", Additional = """{"LoginTo":"https://console.aws.amazon.com/console/home?hashArgs=%23&isauthcode=true&state=hashArgs&src=header-signin","MobileVersion":"No","MFAIdentifier":"arn:aws:iam::<account>:mfa/phone-<int:1:9>","MFAUsed":"Yes"}""" },
        new("signin", "UserAuthentication", 6, IdentityCenter)
        { IsWrite = true, IsGlobal = true, EventType = "AwsServiceEvent", HasRequestId = true, Additional = """{"AuthWorkflowID":"<uuid>","UserName":"<email>","LoginTo":"https://d-9067b2c3d4.awsapps.com/start/?workflowStateHandle=<uuid>","CredentialType":"PASSWORD,TOTP"}""", Details = """{"UserAuthentication":"Success"}""" },
        new("signin", "CredentialVerification", 10, IdentityCenter)
        { IsWrite = true, IsGlobal = true, EventType = "AwsServiceEvent", Additional = """{"AuthWorkflowID":"<uuid>","UserName":"<email>","CredentialType":"TOTP"}""", Details = """{"CredentialVerification":"Success"}""" },
        new("sso", "Federate", 14, IdentityCenter)
        { IsGlobal = true, IsWrite = true, EventType = "AwsServiceEvent", HasRequestId = false, Details = """{"role_name":"Developer","account_id":"<account>"}""" },
        new("sso", "ListAccountRoles", 14, IdentityCenter, """{"accountId":"<account>","maxResults":100}""") { IsGlobal = true, Host = "portal.sso.us-east-1.amazonaws.com" },
        new("sso", "GetRoleCredentials", 20, IdentityCenter, """{"roleName":"Developer","accountId":"<account>"}""")
        { IsGlobal = true, Host = "portal.sso.us-east-1.amazonaws.com", Details = """{"role_name":"Developer","account_id":"<account>"}""" },
        new("identitystore", "DescribeUser", 8, Inventory, """{"identityStoreId":"d-9067b2c3d4","userId":"<uuid>"}""") { IsGlobal = true },
        new("cognito-idp", "InitiateAuth", 30, Anonymous, """{"authFlow":"REFRESH_TOKEN_AUTH","authParameters":"HIDDEN_DUE_TO_SECURITY_REASONS","clientMetadata":{},"clientId":"<token:26>"}""")
        { IsWrite = true, Additional = """{"sub":"<uuid>"}""", Response = """{"challengeParameters":{},"authenticationResult":"HIDDEN_DUE_TO_SECURITY_REASONS"}""", ErrorCode = "NotAuthorizedException", ErrorMessage = "\"Refresh Token has expired\"", ErrorPerMille = 40 },

        Iam("GetRole", 60, Inventory, """{"roleName":"<role>"}""", "NoSuchEntityException", "The role with name <role> cannot be found."),
        Iam("GetPolicy", 30, Inventory, """{"policyArn":"arn:aws:iam::<account>:policy/<role>-policy"}"""),
        Iam("GetPolicyVersion", 24, Inventory, """{"policyArn":"arn:aws:iam::<account>:policy/<role>-policy","versionId":"v<int:1:9>"}"""),
        Iam("ListAttachedRolePolicies", 40, Inventory, """{"roleName":"<role>"}"""),
        Iam("ListRolePolicies", 36, Inventory, """{"roleName":"<role>"}"""),
        Iam("GetRolePolicy", 24, Inventory, """{"roleName":"<role>","policyName":"inline"}"""),
        Iam("ListRoles", 24, Inventory, """{"maxItems":1000}"""),
        Iam("ListUsers", 14, ServiceRole, """{"maxItems":1000}"""),
        Iam("GetUser", 20, ServiceRole | Pipeline, """{"userName":"<user>"}""", "NoSuchEntityException", "The user with name <user> cannot be found."),
        Iam("ListAccessKeys", 14, ServiceRole, """{"userName":"<user>"}"""),
        Iam("GetAccessKeyLastUsed", 14, ServiceRole, """{"accessKeyId":"AKIA<upper:16>"}"""),
        Iam("ListMFADevices", 12, ServiceRole, """{"userName":"<user>"}"""),
        Iam("ListInstanceProfilesForRole", 14, Pipeline, """{"roleName":"<role>"}"""),
        Iam("GetInstanceProfile", 24, Pipeline, """{"instanceProfileName":"<role>"}""", "NoSuchEntityException", "Instance Profile <role> cannot be found."),
        Iam("ListPolicies", 12, ServiceRole, """{"scope":"Local","onlyAttached":false,"maxItems":1000}"""),
        Iam("GetAccountSummary", 12, Inventory | Person),
        Iam("GetAccountPasswordPolicy", 10, ServiceRole),
        Iam("ListAccountAliases", 14, People | Inventory),
        Iam("GetServiceLastAccessedDetails", 10, ServiceRole, """{"jobId":"<uuid>"}"""),

        Organization("DescribeOrganization", 30), Organization("ListRoots", 8), Organization("ListDelegatedAdministrators", 8),
        Organization("ListAccounts", 16), Organization("ListAWSServiceAccessForOrganization", 8),
        Organization("DescribeAccount", 16, """{"accountId":"<account>"}"""),
        Organization("ListPolicies", 8, """{"filter":"SERVICE_CONTROL_POLICY"}"""),

        new("cloudtrail", "DescribeTrails", 30, Inventory, """{"trailNameList":[],"includeShadowTrails":true}"""),
        new("cloudtrail", "GetTrailStatus", 30, Inventory, """{"name":"arn:aws:cloudtrail:<region>:<account>:trail/org-trail"}"""),
        new("cloudtrail", "GetEventSelectors", 16, Inventory, """{"trailName":"arn:aws:cloudtrail:<region>:<account>:trail/org-trail"}"""),
        new("cloudtrail", "LookupEvents", 10, Person, """{"maxResults":50,"lookupAttributes":[{"attributeKey":"ReadOnly","attributeValue":"false"}]}""")
        { ErrorCode = "ThrottlingException", ErrorMessage = "\"Rate exceeded\"", ErrorPerMille = 80 },
        new("cloudtrail", "ListTags", 10, Inventory, """{"resourceIdList":["arn:aws:cloudtrail:<region>:<account>:trail/org-trail"]}"""),
        new("guardduty", "ListDetectors", 20, Inventory), new("guardduty", "GetDetector", 20, Inventory, """{"detectorId":"<detector>"}"""),
        new("guardduty", "ListFindings", 14, Person | ServiceRole, """{"detectorId":"<detector>","findingCriteria":{"criterion":{"service.archived":{"eq":["false"]},"severity":{"gte":4}}},"maxResults":50}"""),
        new("securityhub", "DescribeHub", 20, Inventory), new("securityhub", "GetEnabledStandards", 14, Inventory, "{}"),
        new("securityhub", "GetFindings", 20, Person | ServiceRole, """{"Filters":{"RecordState":[{"Value":"ACTIVE","Comparison":"EQUALS"}],"WorkflowStatus":[{"Value":"NEW","Comparison":"EQUALS"}]},"MaxResults":100}"""),
        new("securityhub", "BatchImportFindings", 30, ServiceRole, """{"Findings":[{"SchemaVersion":"2018-10-08","Id":"arn:aws:config:<region>:<account>:config-rule/config-rule-<token:6>/finding/<hex:40>","ProductArn":"arn:aws:securityhub:<region>::product/aws/config","Types":["Software and Configuration Checks"],"Severity":{"Label":"LOW"},"Resources":[{"Type":"AwsS3Bucket","Id":"arn:aws:s3:::<bucket>","Partition":"aws"}],"Compliance":{"Status":"PASSED"}}]}""")
        { IsWrite = true, Response = """{"FailedCount":0,"SuccessCount":1,"FailedFindings":[]}""" },
        new("access-analyzer", "ListAnalyzers", 14, Inventory, "{}"),
        new("access-analyzer", "ListFindingsV2", 14, ServiceRole, """{"analyzerArn":"arn:aws:access-analyzer:<region>:<account>:analyzer/account","maxResults":100}"""),
        new("access-analyzer", "ValidatePolicy", 12, Pipeline, """{"policyDocument":"{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {\n      \"Sid\": \"Read\",\n      \"Effect\": \"Allow\",\n      \"Action\": [\"s3:GetObject\", \"s3:ListBucket\"],\n      \"Resource\": [\"arn:aws:s3:::<bucket>\", \"arn:aws:s3:::<bucket>\/*\"],\n      \"Condition\": {\"NumericLessThan\": {\"aws:MultiFactorAuthAge\": \"3600\"}}\n    }\n  ]\n}","policyType":"IDENTITY_POLICY","locale":"EN"}"""),
        new("inspector2", "ListFindings", 14, ServiceRole | Person, """{"filterCriteria":{"severity":[{"comparison":"EQUALS","value":"CRITICAL"}]},"maxResults":100}"""),
        new("inspector2", "ListCoverage", 10, ServiceRole, """{"maxResults":200}"""),
        new("config", "DescribeConfigurationRecorders", 30, Inventory, "{}"), new("config", "DescribeConfigurationRecorderStatus", 24, Inventory, "{}"),
        new("config", "DescribeDeliveryChannels", 14, Inventory, "{}"),
        new("config", "DescribeConfigRules", 24, Inventory, """{"configRuleNames":["s3-bucket-ssl-requests-only"]}"""),
        new("config", "GetComplianceDetailsByConfigRule", 20, ServiceRole, """{"configRuleName":"s3-bucket-ssl-requests-only","complianceTypes":["NON_COMPLIANT"],"limit":100}"""),
        new("config", "PutEvaluations", 40, Function | ServiceRole, """{"evaluations":[{"complianceResourceType":"AWS::S3::Bucket","complianceResourceId":"<bucket>","complianceType":"COMPLIANT","orderingTimestamp":"<nowtext>"},{"complianceResourceType":"AWS::EC2::Volume","complianceResourceId":"<volume>","complianceType":"COMPLIANT","orderingTimestamp":"<nowtext>"}],"resultToken":"<token:120>","testMode":false}""")
        { IsWrite = true, Response = """{"failedEvaluations":[]}""" },
        new("config", "BatchGetResourceConfig", 14, ServiceRole, """{"resourceKeys":[{"resourceType":"AWS::EC2::Instance","resourceId":"<instance>"},{"resourceType":"AWS::EC2::VPC","resourceId":"<vpc>"}]}"""),
    ];

    private static ApiCall Iam(string name, int weight, Callers callers, string? request = null, string? error = null, string? message = null) =>
        new("iam", name, weight, callers, request)
        {
            IsGlobal = true,
            ErrorCode = error,
            ErrorMessage = message is null ? null : $"\"{message}\"",
            ErrorPerMille = error is null ? 0 : 60,
        };

    private static ApiCall Organization(string name, int weight, string? request = null) =>
        new("organizations", name, weight, Inventory, request) { IsGlobal = true };
}
