using static CloudAudit.Benchmarks.Generation.Callers;

namespace CloudAudit.Benchmarks.Generation;

/// <summary>Queues, workflows, data and the edge; and the calls VPC endpoints record.</summary>
internal static class ApplicationCalls
{
    public static readonly ApiCall[] All =
    [
        Message("ReceiveMessage", 150, """{"queueUrl":"https://sqs.<region>.amazonaws.com/<account>/<queue>","maxNumberOfMessages":10,"waitTimeSeconds":20,"attributeNames":["All"]}"""),
        Message("SendMessage", 100, """{"queueUrl":"https://sqs.<region>.amazonaws.com/<account>/<queue>","messageBody":"HIDDEN_DUE_TO_SECURITY_REASONS","delaySeconds":0}"""),
        Message("DeleteMessage", 100, """{"queueUrl":"https://sqs.<region>.amazonaws.com/<account>/<queue>","receiptHandle":"AQEB<base64:64>"}"""),
        new("sqs", "GetQueueAttributes", 60, Inventory | Workload, """{"queueUrl":"https://sqs.<region>.amazonaws.com/<account>/<queue>","attributeNames":["ApproximateNumberOfMessages","QueueArn"]}""")
        { ErrorCode = "AWS.SimpleQueueService.NonExistentQueue", ErrorMessage = "\"The specified queue does not exist.\"", ErrorPerMille = 25 },
        new("sqs", "GetQueueUrl", 30, Workload, """{"queueName":"<queue>"}"""), new("sqs", "ListQueues", 14, People | Inventory, """{"maxResults":1000}"""),
        new("sns", "Publish", 60, Workload, """{"topicArn":"arn:aws:sns:<region>:<account>:<topic>","message":"HIDDEN_DUE_TO_SECURITY_REASONS"}""")
        { IsData = true, IsWrite = true, Response = """{"messageId":"<uuid>"}""", Resources = """[{"accountId":"<account>","type":"AWS::SNS::Topic","ARN":"arn:aws:sns:<region>:<account>:<topic>"}]""" },
        new("sns", "GetTopicAttributes", 30, Inventory, """{"topicArn":"arn:aws:sns:<region>:<account>:<topic>"}"""), new("sns", "ListTopics", 20, People | Inventory),
        new("sns", "ListSubscriptionsByTopic", 16, Inventory, """{"topicArn":"arn:aws:sns:<region>:<account>:<topic>"}"""),
        new("events", "ListRules", 24, People | Inventory, """{"eventBusName":"default","limit":100}"""), new("events", "DescribeRule", 20, Inventory, """{"name":"<function>-schedule"}"""),
        new("events", "ListTargetsByRule", 20, Inventory, """{"rule":"<function>-schedule"}"""), new("events", "DescribeEventBus", 12, Inventory, """{"name":"default"}"""),
        new("states", "StartExecution", 60, Function, """{"stateMachineArn":"arn:aws:states:<region>:<account>:stateMachine:<statemachine>","name":"<uuid>","input":"HIDDEN_DUE_TO_SECURITY_REASONS"}""")
        { IsWrite = true, Response = """{"executionArn":"arn:aws:states:<region>:<account>:execution:<statemachine>:<uuid>","startDate":"<nowtext>"}""" },
        new("states", "DescribeExecution", 40, Function | People, """{"executionArn":"arn:aws:states:<region>:<account>:execution:<statemachine>:<uuid>"}"""),
        new("states", "GetExecutionHistory", 16, People, """{"executionArn":"arn:aws:states:<region>:<account>:execution:<statemachine>:<uuid>","maxResults":100,"reverseOrder":true}"""),
        new("states", "ListStateMachines", 10, People | Inventory, """{"maxResults":100}"""),
        new("glue", "GetTable", 70, Workload, """{"databaseName":"curated","name":"<table>"}""")
        { ErrorCode = "EntityNotFoundException", ErrorMessage = "\"Table <table> not found.\"", ErrorPerMille = 30 },
        new("glue", "GetPartitions", 40, Workload, """{"databaseName":"curated","tableName":"<table>","expression":"dt \u003e= '2025-01-01' AND region IN ('eu', '\u5317\u7c73')"}"""),
        new("glue", "GetDatabases", 14, Workload | Person, "{}"), new("glue", "GetJobRun", 20, Workload | Pipeline, """{"jobName":"<project>","runId":"jr_<hex:64>","predecessorsIncluded":false}"""),
        new("glue", "StartJobRun", 10, Workload, """{"jobName":"<project>","arguments":{"--dt":"<now>","--target":"s3://<bucket>/curated/"}}""")
        { IsWrite = true, Response = """{"jobRunId":"jr_<hex:64>"}""" },
        new("athena", "StartQueryExecution", 30, Workload | Federated, """{"queryString":"SELECT region, count(*) AS n\nFROM curated.\"orders\"\nWHERE dt \u003e= date '2025-03-01' AND city \u003c\u003e 'M\u00fcnchen'\nGROUP BY 1 ORDER BY n DESC","clientRequestToken":"<uuid>","queryExecutionContext":{"database":"curated"},"resultConfiguration":{"outputLocation":"s3://<bucket>/athena/"},"workGroup":"primary"}""")
        { IsWrite = true, Response = """{"queryExecutionId":"<uuid>"}""" },
        new("athena", "GetQueryExecution", 60, Workload | Federated, """{"queryExecutionId":"<uuid>"}"""), new("athena", "GetQueryResults", 24, Federated | Workload, """{"queryExecutionId":"<uuid>","maxResults":1000}"""),
        new("athena", "ListWorkGroups", 10, Person, """{"maxResults":50}"""),
        new("kinesis", "DescribeStreamSummary", 40, Workload | Inventory, """{"streamName":"<stream>"}"""), new("kinesis", "ListShards", 30, Workload, """{"streamName":"<stream>","maxResults":1000}""")
        { ErrorCode = "LimitExceededException", ErrorMessage = "\"Rate exceeded for stream <stream> under account <account>.\"", ErrorPerMille = 60 },
        new("kinesis", "PutRecords", 60, Workload, """{"streamName":"<stream>","records":"HIDDEN_DUE_TO_SECURITY_REASONS"}""")
        { IsData = true, IsWrite = true, Response = """{"failedRecordCount":0,"encryptionType":"KMS"}""", Resources = """[{"accountId":"<account>","type":"AWS::Kinesis::Stream","ARN":"arn:aws:kinesis:<region>:<account>:stream/<stream>"}]""" },
        new("firehose", "DescribeDeliveryStream", 20, Inventory, """{"deliveryStreamName":"<stream>"}"""),
        new("es", "DescribeDomain", 14, Inventory, """{"domainName":"logs"}"""), new("es", "ListDomainNames", 10, Inventory),
        new("acm", "DescribeCertificate", 24, Inventory, """{"certificateArn":"arn:aws:acm:<region>:<account>:certificate/<certificate>"}"""), new("acm", "ListCertificates", 20, People | Inventory, """{"maxItems":100}"""),
        new("wafv2", "GetWebACL", 16, Inventory, """{"name":"public","scope":"REGIONAL","id":"<uuid>"}"""), new("wafv2", "ListWebACLs", 16, Inventory, """{"scope":"REGIONAL","limit":100}"""),
        new("wafv2", "GetWebACLForResource", 20, Inventory, """{"resourceArn":"arn:aws:elasticloadbalancing:<region>:<account>:loadbalancer/<loadbalancer>"}"""),
        new("apigateway", "GetRestApis", 14, People | Inventory, """{"limit":500,"template":false}"""), new("apigateway", "GetStages", 14, Inventory, """{"restApiId":"<hex:10>","template":false}"""),
        new("route53", "ListHostedZones", 16, Inventory | Container, """{"maxItems":"100"}""") { IsGlobal = true, ApiVersion = "2013-04-01" },
        new("route53", "ListResourceRecordSets", 50, Container, """{"hostedZoneId":"<zone>","maxItems":"300"}""")
        { IsGlobal = true, ApiVersion = "2013-04-01", ErrorCode = "Throttling", ErrorMessage = "\"Rate exceeded\"", ErrorPerMille = 60 },
        new("route53", "GetChange", 20, Container | Pipeline, """{"id":"C<upper:20>"}""") { IsGlobal = true, ApiVersion = "2013-04-01" },
        new("cloudfront", "ListDistributions", 14, People | Inventory, """{"maxItems":"100"}""") { IsGlobal = true, ApiVersion = "2020_05_31" },
        new("cloudfront", "GetDistributionConfig", 12, Inventory, """{"id":"<distribution>"}""") { IsGlobal = true, ApiVersion = "2020_05_31" },
        new("cloudfront", "CreateInvalidation", 8, Pipeline, """{"distributionId":"<distribution>","invalidationBatch":{"paths":{"quantity":2,"items":["/index.html","/assets/*"]},"callerReference":"<uuid>"}}""")
        { IsGlobal = true, IsWrite = true, ApiVersion = "2020_05_31", Response = """{"location":"https://cloudfront.amazonaws.com/2020-05-31/distribution/<distribution>/invalidation/I<upper:13>","invalidation":{"id":"I<upper:13>","status":"InProgress","createTime":"<nowtext>","invalidationBatch":{"paths":{"quantity":2,"items":["/index.html","/assets/*"]},"callerReference":"<uuid>"}}}""" },
        new("servicediscovery", "DiscoverInstances", 90, Container, """{"namespaceName":"internal","serviceName":"<ecsservice>","healthStatus":"HEALTHY"}""") { IsData = true },
        new("batch", "DescribeJobs", 30, Workload, """{"jobs":["<uuid>"]}"""), new("batch", "ListJobs", 14, Workload, """{"jobQueue":"<project>","jobStatus":"RUNNING"}"""),
        new("elasticmapreduce", "DescribeCluster", 16, Workload | Person, """{"clusterId":"j-<upper:13>"}"""), new("redshift", "DescribeClusters", 16, Inventory | Person, """{"clusterIdentifier":"<database>"}"""),
    ];

    /// <summary>What VPC endpoints record: in the CloudTrail-NetworkActivity folder, not in the trail's own.</summary>
    public static readonly ApiCall[] NetworkActivity =
    [
        new("kms", "Decrypt", 5, Workload) { IsNetworkActivity = true, EventType = "AwsVpceEvent" },
        new("secretsmanager", "GetSecretValue", 3, Workload) { IsNetworkActivity = true, EventType = "AwsVpceEvent" },
        new("s3", "GetObject", 4, Workload) { IsNetworkActivity = true, EventType = "AwsVpceEvent", Resources = """[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::<bucket>/<objectkey>"}]""" },
        new("ec2", "DescribeTags", 2, Instance) { IsNetworkActivity = true, EventType = "AwsVpceEvents" },
        new("sts", "GetCallerIdentity", 1, Container)
        { IsNetworkActivity = true, EventType = "AwsVpceEvent", ErrorCode = "VpceAccessDenied", ErrorMessage = "\"The request was denied due to a VPC endpoint policy\"", ErrorPerMille = 50 },
    ];

    private static ApiCall Message(string name, int weight, string request) =>
        new("sqs", name, weight, Workload, request)
        {
            IsData = true,
            IsWrite = true,
            Resources = """[{"accountId":"<account>","type":"AWS::SQS::Queue","ARN":"arn:aws:sqs:<region>:<account>:<queue>"}]""",
        };
}
