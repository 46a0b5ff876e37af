using static CloudAudit.Benchmarks.Generation.Callers;

namespace CloudAudit.Benchmarks.Generation;

/// <summary>Objects, tables, databases, keys and secrets.</summary>
internal static class StorageCalls
{
    public const string S3Extra =
        """{"SignatureVersion":"SigV4","CipherSuite":"TLS_AES_128_GCM_SHA256","bytesTransferredIn":<int:0:900>,"AuthenticationMethod":"AuthHeader","x-amz-id-2":"<base64:43>","bytesTransferredOut":<int:200:90000>}""";

    public const string S3Host = "<bucket>.s3.<region>.amazonaws.com";

    private const string BucketArn = """[{"accountId":"<account>","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::<bucket>"}]""";

    private const string ObjectArn =
        """[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::<bucket>/<objectkey>"},{"accountId":"<account>","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::<bucket>"}]""";

    private const string KeyArn = """[{"accountId":"<account>","type":"AWS::KMS::Key","ARN":"arn:aws:kms:<region>:<account>:key/<kmskey>"}]""";

    private const string TableArn = """[{"accountId":"<account>","type":"AWS::DynamoDB::Table","ARN":"arn:aws:dynamodb:<region>:<account>:table/<table>"}]""";

    private const string TableHost = "dynamodb.<region>.amazonaws.com";

    public static readonly ApiCall[] All =
    [
        Object("GetObject", 640, Workload | OtherAccount | Federated | Pipeline, isWrite: false, error: "NoSuchKey", message: "The specified key does not exist."),
        Object("PutObject", 300, Workload | Pipeline, isWrite: true),
        Object("HeadObject", 190, Workload, isWrite: false, error: "NoSuchKey", message: "The specified key does not exist."),
        Object("GetObjectTagging", 40, Workload, isWrite: false),
        Object("UploadPart", 90, Workload, isWrite: true),
        Object("CompleteMultipartUpload", 40, Workload, isWrite: true),
        Object("DeleteObject", 14, Workload, isWrite: true),
        new("s3", "ListObjects", 160, Workload | Federated, """{"list-type":"2","bucketName":"<bucket>","encoding-type":"url","prefix":"raw/clickstream/","delimiter":"/","Host":"<bucket>.s3.<region>.amazonaws.com"}""")
        { IsData = true, Additional = S3Extra, Host = S3Host, Resources = """[{"type":"AWS::S3::Object","ARNPrefix":"arn:aws:s3:::<bucket>/"},{"accountId":"<account>","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::<bucket>"}]""" },
        new("s3", "PutObject", 130, Service, """{"bucketName":"<bucket>","Host":"<bucket>.s3.<region>.amazonaws.com","x-amz-acl":"bucket-owner-full-control","x-amz-server-side-encryption":"aws:kms","key":"AWSLogs/<account>/elasticloadbalancing/<region>/<objectkey>"}""")
        {
            IsData = true, IsWrite = true, Via = "delivery.logs.amazonaws.com", Additional = S3Extra, IsShared = true,
            Response = """{"x-amz-server-side-encryption":"aws:kms","x-amz-server-side-encryption-aws-kms-key-id":"arn:aws:kms:<region>:<account>:key/<kmskey>"}""",
            Resources = """[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::<bucket>/AWSLogs/<account>/elasticloadbalancing/<region>/<objectkey>"},{"accountId":"<account>","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::<bucket>"}]""",
        },
        Bucket("GetBucketAcl", 40, "acl"),
        Bucket("GetBucketLocation", 60, "location"),
        Bucket("GetBucketVersioning", 30, "versioning"),
        Bucket("GetBucketEncryption", 30, "encryption"),
        Bucket("GetBucketTagging", 30, "tagging", "NoSuchTagSet", "The TagSet does not exist"),
        Bucket("GetBucketLogging", 25, "logging"),
        Bucket("GetBucketPolicyStatus", 25, "policyStatus", "NoSuchBucketPolicy", "The bucket policy does not exist"),
        Bucket("GetBucketPublicAccessBlock", 30, "publicAccessBlock"),
        Bucket("GetBucketLifecycle", 20, "lifecycle", "NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist"),
        Bucket("GetBucketReplication", 14, "replication", "ReplicationConfigurationNotFoundError", "The replication configuration was not found"),
        Bucket("GetBucketCors", 10, "cors", "NoSuchCORSConfiguration", "The CORS configuration does not exist"),
        Bucket("GetBucketWebsite", 10, "website", "NoSuchWebsiteConfiguration", "The specified bucket does not have a website configuration"),
        Bucket("GetBucketNotification", 14, "notification"),
        Bucket("GetBucketOwnershipControls", 12, "ownershipControls"),
        new("s3", "GetBucketAcl", 420, Service, """{"bucketName":"<bucket>","Host":"<bucket>.s3.<region>.amazonaws.com","acl":""}""")
        { Via = "cloudtrail.amazonaws.com", Additional = S3Extra, Resources = BucketArn, IsShared = true },
        new("s3", "HeadBucket", 60, Workload | Inventory, """{"bucketName":"<bucket>","Host":"<bucket>.s3.<region>.amazonaws.com"}""") { Additional = S3Extra, Resources = BucketArn, Host = S3Host },
        new("s3", "ListBuckets", 24, People | Inventory, """{"Host":"s3.<region>.amazonaws.com"}""") { Additional = S3Extra },
        new("s3", "GetAccountPublicAccessBlock", 20, Inventory, """{"Host":"<account>.s3-control.<region>.amazonaws.com"}""") { Additional = S3Extra, Host = "<account>.s3-control.<region>.amazonaws.com" },
        new("s3", "ListAccessPoints", 12, Inventory, """{"Host":"<account>.s3-control.<region>.amazonaws.com","bucket":"<bucket>"}""") { Additional = S3Extra, Host = "<account>.s3-control.<region>.amazonaws.com" },

        Key("Decrypt", 260, Workload, """{"encryptionAlgorithm":"SYMMETRIC_DEFAULT","keyId":"arn:aws:kms:<region>:<account>:key/<kmskey>","encryptionContext":{"aws:s3:arn":"arn:aws:s3:::<bucket>/<objectkey>"}}""", via: "AWS Internal"),
        Key("Decrypt", 120, Workload, """{"encryptionContext":{"SecretARN":"arn:aws:secretsmanager:<region>:<account>:secret:<secret>","SecretVersionId":"<uuid>"},"encryptionAlgorithm":"SYMMETRIC_DEFAULT"}""", via: "secretsmanager.amazonaws.com"),
        Key("Decrypt", 100, Workload, """{"encryptionContext":{"PARAMETER_ARN":"arn:aws:ssm:<region>:<account>:parameter<parameter>"},"encryptionAlgorithm":"SYMMETRIC_DEFAULT"}""", via: "AWS Internal"),
        Key("Decrypt", 330, Service, """{"encryptionContext":{"aws:lambda:FunctionArn":"arn:aws:lambda:<region>:<account>:function:<function>"},"encryptionAlgorithm":"SYMMETRIC_DEFAULT"}""", via: "lambda.amazonaws.com"),
        Key("Decrypt", 40, ServiceRole, """{"encryptionContext":{"aws:cloudtrail:arn":"arn:aws:cloudtrail:<region>:<account>:trail/org-trail","aws:s3:arn":"arn:aws:s3:::<bucket>/<objectkey>"},"encryptionAlgorithm":"SYMMETRIC_DEFAULT"}""", via: "AWS Internal"),
        Key("GenerateDataKey", 480, Service, """{"encryptionContext":{"aws:cloudtrail:arn":"arn:aws:cloudtrail:<region>:<account>:trail/org-trail","aws:s3:arn":"arn:aws:s3:::<bucket>/AWSLogs/<account>/CloudTrail/<region>/<objectkey>"},"keyId":"arn:aws:kms:<region>:<account>:key/<kmskey>","keySpec":"AES_256"}""", via: "cloudtrail.amazonaws.com"),
        Key("GenerateDataKey", 150, Workload, """{"encryptionContext":{"aws:s3:arn":"arn:aws:s3:::<bucket>/<objectkey>"},"keyId":"arn:aws:kms:<region>:<account>:key/<kmskey>","keySpec":"AES_256"}""", via: "AWS Internal"),
        Key("GenerateDataKeyWithoutPlaintext", 10, ServiceRole, """{"encryptionContext":{"aws:ebs:id":"<volume>"},"keyId":"arn:aws:kms:<region>:<account>:key/<kmskey>","numberOfBytes":64}""", via: "AWS Internal"),
        Key("Encrypt", 24, Workload, """{"keyId":"arn:aws:kms:<region>:<account>:key/<kmskey>","encryptionAlgorithm":"SYMMETRIC_DEFAULT"}"""),
        Key("DescribeKey", 70, People | Inventory, """{"keyId":"arn:aws:kms:<region>:<account>:key/<kmskey>"}"""),
        Key("GetKeyRotationStatus", 30, Inventory, """{"keyId":"arn:aws:kms:<region>:<account>:key/<kmskey>"}"""),
        Key("ListResourceTags", 20, Inventory, """{"keyId":"<kmskey>","limit":50}"""),
        new("kms", "ListAliases", 40, People | Inventory, """{"limit":100}"""),
        new("kms", "ListKeys", 20, Inventory, """{"limit":1000}"""),
        new("kms", "RotateKey", 4, Untyped)
        {
            IsWrite = true, Via = "AWS Internal", EventType = "AwsServiceEvent", HasRequestId = false, Details = """{"keyId":"<kmskey>","backingKeyIds":["<hex:64>","<hex:64>"]}""",
            Resources = KeyArn,
        },

        Item("GetItem", 260, isWrite: false), Item("Query", 190, isWrite: false), Item("PutItem", 110, isWrite: true), Item("UpdateItem", 120, isWrite: true),
        new("dynamodb", "BatchGetItem", 40, Workload, """{"requestItems":{"<table>":{"keys":[{"pk":"ORDER#<digits:9>"},{"pk":"ORDER#<digits:9>"},{"pk":"ORDER#<digits:9>"}],"consistentRead":false}}}""")
        { IsData = true, ApiVersion = "2012-08-10", Resources = TableArn },
        new("dynamodb", "DescribeTable", 120, Workload | People | Inventory, """{"tableName":"<table>"}""")
        { ApiVersion = "2012-08-10", Resources = TableArn, Host = TableHost, ErrorCode = "ResourceNotFoundException", ErrorMessage = "\"Requested resource not found: Table: <table> not found\"", ErrorPerMille = 15 },
        new("dynamodb", "ListTables", 20, People | Inventory, """{"limit":100}""") { ApiVersion = "2012-08-10" },
        new("dynamodb", "DescribeTimeToLive", 16, Inventory, """{"tableName":"<table>"}""") { ApiVersion = "2012-08-10", Resources = TableArn },
        new("dynamodb", "DescribeContinuousBackups", 20, Inventory, """{"tableName":"<table>"}""") { ApiVersion = "2012-08-10", Resources = TableArn },
        new("dynamodb", "ListTagsOfResource", 14, Inventory, """{"resourceArn":"arn:aws:dynamodb:<region>:<account>:table/<table>"}""") { ApiVersion = "2012-08-10" },

        new("secretsmanager", "GetSecretValue", 130, Workload, """{"secretId":"arn:aws:secretsmanager:<region>:<account>:secret:<secret>","versionStage":"AWSCURRENT"}"""),
        new("secretsmanager", "DescribeSecret", 40, Inventory, """{"secretId":"arn:aws:secretsmanager:<region>:<account>:secret:<secret>"}"""),
        new("rds", "DescribeDBInstances", 90, People | Inventory, """{"dBInstanceIdentifier":"<database>"}""")
        { ErrorCode = "DBInstanceNotFound", ErrorMessage = "\"DBInstance <database> not found.\"", ErrorPerMille = 15 },
        new("rds", "DescribeDBClusters", 50, People | Inventory, """{"dBClusterIdentifier":"<database>","includeShared":false}"""),
        new("rds", "DescribeDBSnapshots", 24, Inventory, """{"dBInstanceIdentifier":"<database>","snapshotType":"automated","includeShared":false,"includePublic":false}"""),
        new("rds", "DescribeDBEngineVersions", 14, Pipeline, """{"engine":"aurora-postgresql","defaultOnly":false,"includeAll":true}"""),
        new("rds", "DescribeDBSubnetGroups", 14, Inventory, """{"dBSubnetGroupName":"<database>-subnets"}"""),
        new("rds", "DescribeDBParameterGroups", 14, Inventory, """{"maxRecords":100}"""),
        new("rds", "ListTagsForResource", 40, Inventory, """{"resourceName":"arn:aws:rds:<region>:<account>:db:<database>"}"""),
        new("rds", "DescribeEvents", 20, People | Inventory, """{"sourceIdentifier":"<database>","sourceType":"db-instance","duration":60}"""),
        new("rds", "DescribePendingMaintenanceActions", 10, Inventory, """{"maxRecords":100}"""),
        new("elasticache", "DescribeCacheClusters", 24, Inventory | People, """{"cacheClusterId":"<database>-cache","showCacheNodeInfo":true}""") { ApiVersion = "2015-02-02" },
        new("elasticache", "DescribeReplicationGroups", 18, Inventory, """{"maxRecords":100}""") { ApiVersion = "2015-02-02" },
        new("elasticfilesystem", "DescribeFileSystems", 16, Inventory | People, """{"fileSystemId":"<filesystem>"}"""),
        new("elasticfilesystem", "DescribeMountTargets", 14, Inventory | Container, """{"fileSystemId":"<filesystem>"}"""),
        new("backup", "ListBackupJobs", 14, Inventory, """{"byState":"COMPLETED","maxResults":100}"""),
        new("backup", "ListRecoveryPointsByBackupVault", 10, Inventory, """{"backupVaultName":"daily"}"""),
        new("backup", "BackupJobCompleted", 12, Untyped)
        { IsWrite = true, Via = "backup.amazonaws.com", EventType = "AwsServiceEvent", HasRequestId = false, Details = """{"completionDate":{"seconds":<epochseconds>,"nanos":<int:1:999>000000},"state":"COMPLETED","percentDone":100,"backupJobId":"<uuid>","backupVaultName":"daily","resourceType":"RDS","resourceArn":"arn:aws:rds:<region>:<account>:db:<database>","backupSizeInBytes":<int:1000000:2000000000>}""" },
    ];

    private static ApiCall Object(string name, int weight, Callers callers, bool isWrite, string? error = null, string? message = null) =>
        new("s3", name, weight, callers, """{"bucketName":"<bucket>","Host":"<bucket>.s3.<region>.amazonaws.com","key":"<objectkey>"}""")
        {
            IsData = true,
            IsWrite = isWrite,
            Additional = S3Extra,
            Resources = ObjectArn,
            Host = S3Host,
            Response = isWrite ? """{"x-amz-server-side-encryption":"AES256"}""" : null,
            ErrorCode = error,
            ErrorMessage = message is null ? null : $"\"{message}\"",
            ErrorPerMille = error is null ? 0 : 35,
        };

    private static ApiCall Bucket(string name, int weight, string subresource, string? error = null, string? message = null) =>
        new("s3", name, weight, People | Inventory, "{\"bucketName\":\"<bucket>\",\"Host\":\"<bucket>.s3.<region>.amazonaws.com\",\"" + subresource + "\":\"\"}")
        {
            Additional = S3Extra,
            Resources = BucketArn,
            Host = S3Host,
            ErrorCode = error,
            ErrorMessage = message is null ? null : $"\"{message}\"",
            ErrorPerMille = error is null ? 0 : 250,
        };

    private static ApiCall Key(string name, int weight, Callers callers, string request, string? via = null) =>
        new("kms", name, weight, callers, request) { Resources = KeyArn, Via = via };

    private static ApiCall Item(string name, int weight, bool isWrite) =>
        new("dynamodb", name, weight, Workload, """{"tableName":"<table>","key":{"pk":"ORDER#<digits:9>","sk":"LINE#<digits:3>"},"returnConsumedCapacity":"NONE"}""")
        {
            IsData = true,
            IsWrite = isWrite,
            ApiVersion = "2012-08-10",
            Resources = TableArn,
            Host = TableHost,
            ErrorCode = isWrite ? "ConditionalCheckFailedException" : "ProvisionedThroughputExceededException",
            ErrorMessage = isWrite ? "\"The conditional request failed\"" : "\"The level of configured provisioned throughput for the table was exceeded.\"",
            ErrorPerMille = isWrite ? 30 : 4,
        };
}
