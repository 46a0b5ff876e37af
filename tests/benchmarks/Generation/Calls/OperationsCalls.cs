using static CloudAudit.Benchmarks.Generation.Callers;

namespace CloudAudit.Benchmarks.Generation;

/// <summary>Deploying, watching and running what there is.</summary>
internal static class OperationsCalls
{
    private const string Throttled = "ThrottlingException";

    public static readonly ApiCall[] All =
    [
        new("logs", "CreateLogStream", 230, Workload, """{"logGroupName":"<loggroup>","logStreamName":"2025/<hex:2>/[$LATEST]<hex:32>"}""")
        { IsWrite = true, ApiVersion = "20140328", ErrorCode = "ResourceAlreadyExistsException", ErrorMessage = "\"The specified log stream already exists\"", ErrorPerMille = 60 },
        new("logs", "DescribeLogGroups", 60, People | Inventory, """{"logGroupNamePrefix":"<loggroup>","limit":50}""") { ApiVersion = "20140328" },
        new("logs", "DescribeLogStreams", 60, People | Workload, """{"logGroupName":"<loggroup>","orderBy":"LastEventTime","descending":true,"limit":20}""")
        { ApiVersion = "20140328", ErrorCode = "ResourceNotFoundException", ErrorMessage = "\"The specified log group does not exist.\"", ErrorPerMille = 20 },
        new("logs", "StartQuery", 20, Person, """{"logGroupNames":["<loggroup>"],"startTime":<epochmillis>,"endTime":<epochmillis>,"queryString":"fields @timestamp, @message\n| filter @message like /(?i)error/ and duration \u003e 250 and status \u003c 600\n| stats count(*) as n by bin(5m), \"service\"\n| sort n desc"}""")
        { ApiVersion = "20140328", Response = """{"queryId":"<uuid>"}""" },
        new("logs", "GetQueryResults", 50, Person, """{"queryId":"<uuid>"}""") { ApiVersion = "20140328" },
        new("logs", "FilterLogEvents", 40, People | Workload, """{"logGroupName":"<loggroup>","startTime":<epochmillis>,"filterPattern":"{ $.level = \"ERROR\" \u0026\u0026 $.status = 5* }","interleaved":true}""")
        { ApiVersion = "20140328", ErrorCode = Throttled, ErrorMessage = "\"Rate exceeded\"", ErrorPerMille = 50 },
        new("logs", "DescribeMetricFilters", 20, Inventory, """{"logGroupName":"<loggroup>"}""") { ApiVersion = "20140328" },
        new("logs", "ListTagsForResource", 20, Inventory, """{"resourceArn":"arn:aws:logs:<region>:<account>:log-group:<loggroup>"}""") { ApiVersion = "20140328" },
        new("monitoring", "GetMetricData", 130, People | ServiceRole | Workload, """{"metricDataQueries":[{"id":"m1","metricStat":{"metric":{"namespace":"AWS/ApplicationELB","metricName":"TargetResponseTime","dimensions":[{"name":"LoadBalancer","value":"<loadbalancer>"}]},"period":60,"stat":"p99"},"returnData":true},{"id":"e1","expression":"IF(m1\u003e0.5,1,0)","returnData":false}],"startTime":"<nowtext>","endTime":"<nowtext>","scanBy":"TimestampDescending"}""")
        { IsData = true, ErrorCode = Throttled, ErrorMessage = "\"Rate exceeded\"", ErrorPerMille = 30 },
        new("monitoring", "DescribeAlarms", 130, People | Inventory, """{"alarmNames":["<alarm>"],"maxRecords":100}"""),
        new("monitoring", "ListMetrics", 40, People | Inventory, """{"namespace":"AWS/Lambda","dimensions":[{"name":"FunctionName","value":"<function>"}]}""")
        { ErrorCode = Throttled, ErrorMessage = "\"Rate exceeded\"", ErrorPerMille = 30 },
        new("monitoring", "GetMetricStatistics", 60, People | Inventory, """{"namespace":"AWS/EC2","metricName":"CPUUtilization","dimensions":[{"name":"InstanceId","value":"<instance>"}],"startTime":"<nowtext>","endTime":"<nowtext>","period":300,"statistics":["Average","Maximum"]}"""),
        new("monitoring", "DescribeAlarmHistory", 12, People, """{"alarmName":"<alarm>","historyItemType":"StateUpdate","maxRecords":50}"""),
        new("monitoring", "PutMetricAlarm", 10, Pipeline, """{"alarmName":"<alarm>","alarmDescription":"Errors of <function> \u003e 5 in 5 min (owner: <tagvalue>)","actionsEnabled":true,"alarmActions":["arn:aws:sns:<region>:<account>:<topic>"],"metricName":"Errors","namespace":"AWS/Lambda","statistic":"Sum","dimensions":[{"name":"FunctionName","value":"<function>"}],"period":300,"evaluationPeriods":1,"threshold":5.0,"comparisonOperator":"GreaterThanThreshold","treatMissingData":"notBreaching"}""") { IsWrite = true },
        new("monitoring", "PutDashboard", 4, Pipeline, """{"dashboardName":"<function>","dashboardBody":"{\"widgets\":[{\"type\":\"metric\",\"x\":0,\"y\":0,\"width\":12,\"height\":6,\"properties\":{\"metrics\":[[\"AWS/Lambda\",\"Errors\",\"FunctionName\",\"<function>\"],[\".\",\"Duration\",\".\",\".\",{\"stat\":\"p99\"}]],\"region\":\"<region>\",\"title\":\"Fehler \u00fcber Zeit\"}},{\"type\":\"log\",\"x\":12,\"y\":0,\"width\":12,\"height\":6,\"properties\":{\"query\":\"SOURCE '<loggroup>' | filter level = 'ERROR' | stats count() by bin(5m)\",\"region\":\"<region>\"}}]}"}""")
        { IsWrite = true, Response = """{"dashboardValidationMessages":[]}""" },

        new("ssm", "UpdateInstanceInformation", 420, Instance, """{"instanceId":"<instance>","agentVersion":"3.3.1802.0","agentStatus":"Active","platformType":"Linux","platformName":"Amazon Linux","platformVersion":"2023","iPAddress":"10.20.<int:0:255>.<int:4:250>","computerName":"ip-10-20-<int:0:255>-<int:4:250>.<region>.compute.internal","agentName":"amazon-ssm-agent","availabilityZone":"<region>a","availabilityZoneId":"use1-az2","sSMConnectionChannel":"ssmmessages"}""") { IsWrite = true },
        new("ssm", "GetParameter", 110, Workload, """{"name":"<parameter>","withDecryption":true}""")
        { ErrorCode = "ParameterNotFound", ErrorPerMille = 20 },
        new("ssm", "GetParametersByPath", 40, Workload, """{"path":"<parameter>","recursive":true,"withDecryption":true,"maxResults":10}"""),
        new("ssm", "DescribeInstanceInformation", 40, People | Inventory, """{"filters":[{"key":"InstanceIds","values":["<instance>"]}],"maxResults":50}"""),
        new("ssm", "ListInstanceAssociations", 120, Instance, """{"instanceId":"<instance>","maxResults":20}"""),
        new("ssm", "UpdateInstanceAssociationStatus", 40, Instance, """{"associationId":"<uuid>","instanceId":"<instance>","executionResult":{"executionDate":"<nowtext>","status":"Success","executionSummary":"1 out of 1 plugin processed, 1 success, 0 failed, 0 timedout, 0 skipped. ","errorCode":""}}""")
        { IsWrite = true, Resources = """[{"accountId":"<account>","ARN":"arn:aws:ec2:<region>:<account>:instance/<instance>"}]""" },
        new("ssm", "PutInventory", 40, Instance, """{"instanceId":"<instance>","items":[{"typeName":"AWS:Application","schemaVersion":"1.1","captureTime":"<now>","contentHash":"<hex:32>"},{"typeName":"AWS:InstanceInformation","schemaVersion":"1.0","captureTime":"<now>","contentHash":"<hex:32>"}]}""") { IsWrite = true },
        new("ssm", "GetDeployablePatchSnapshotForInstance", 20, Instance, """{"instanceId":"<instance>","snapshotId":"<uuid>"}"""),
        new("ssm", "DescribeParameters", 14, Pipeline, """{"parameterFilters":[{"key":"Name","option":"BeginsWith","values":["<parameter>"]}],"maxResults":50}"""),
        new("ssm", "DescribeDocument", 20, Instance | Pipeline, """{"name":"AWS-GatherSoftwareInventory"}"""),
        new("ssm", "PutComplianceItems", 14, Instance, """{"resourceId":"<instance>","resourceType":"ManagedInstance","complianceType":"Association","executionSummary":{"executionTime":"<nowtext>"},"items":[{"id":"<uuid>","title":"AWS-RunPatchBaseline","severity":"UNSPECIFIED","status":"COMPLIANT"}],"itemContentHash":"<hex:32>"}""") { IsWrite = true },

        new("ecr", "GetAuthorizationToken", 110, Container | Pipeline | Instance), new("ecr", "BatchGetImage", 110, Container | Instance | Pipeline, """{"registryId":"<account>","repositoryName":"<repository>","imageIds":[{"imageDigest":"sha256:<hex:64>"}],"acceptedMediaTypes":["application/vnd.docker.distribution.manifest.v2+json","application/vnd.oci.image.manifest.v1+json"]}""")
        { Host = "api.ecr.<region>.amazonaws.com", Resources = """[{"ARN":"arn:aws:ecr:<region>:<account>:repository/<repository>","accountId":"<account>"}]""" },
        new("ecr", "GetDownloadUrlForLayer", 160, Container | Instance, """{"registryId":"<account>","repositoryName":"<repository>","layerDigest":"sha256:<hex:64>"}""")
        { Host = "api.ecr.<region>.amazonaws.com", Resources = """[{"ARN":"arn:aws:ecr:<region>:<account>:repository/<repository>","accountId":"<account>"}]""" },
        new("ecr", "BatchCheckLayerAvailability", 40, Pipeline, """{"registryId":"<account>","repositoryName":"<repository>","layerDigests":["sha256:<hex:64>","sha256:<hex:64>"]}""") { Host = "api.ecr.<region>.amazonaws.com" },
        new("ecr", "DescribeImages", 20, People | Pipeline, """{"repositoryName":"<repository>","imageIds":[{"imageTag":"main-<hex:7>"}]}""")
        { ErrorCode = "ImageNotFoundException", ErrorMessage = "\"The image with imageId {imageDigest:'null', imageTag:'main-<hex:7>'} does not exist within the repository with name '<repository>' in the registry with id '<account>'\"", ErrorPerMille = 120 },
        new("ecr", "DescribeRepositories", 30, People | Inventory, """{"repositoryNames":["<repository>"]}"""),
        new("ecr", "DescribeImageScanFindings", 12, Inventory, """{"repositoryName":"<repository>","imageId":{"imageDigest":"sha256:<hex:64>"}}"""),
        new("ecr", "PutImage", 10, Pipeline, """{"registryId":"<account>","repositoryName":"<repository>","imageManifest":"{\n   \"schemaVersion\": 2,\n   \"mediaType\": \"application/vnd.docker.distribution.manifest.v2+json\",\n   \"config\": {\n      \"mediaType\": \"application/vnd.docker.container.image.v1+json\",\n      \"size\": <int:900:9000>,\n      \"digest\": \"sha256:<hex:64>\"\n   }\n}","imageTag":"main-<hex:7>"}""")
        { IsWrite = true, Response = """{"image":{"registryId":"<account>","repositoryName":"<repository>","imageId":{"imageDigest":"sha256:<hex:64>","imageTag":"main-<hex:7>"}}}""" },
        new("ecr", "PolicyExecutionEvent", 3, Service)
        { IsWrite = true, Via = "AWS Internal", EventType = "AwsServiceEvent", HasRequestId = false, Details = """{"repositoryName":"<repository>","lifecycleEventPolicy":{"lifecycleEventRules":[{"rulePriority":1,"description":"keep 30","lifecycleEventSelection":{"tagStatus":"UNTAGGED","tagPrefixList":[],"countType":"IMAGE_COUNT_MORE_THAN","countNumber":30},"action":"expire"}],"lastEvaluatedAt":"<now>","policyVersion":1,"policyId":"<uuid>"},"lifecycleEventImageActions":[{"lifecycleEventImage":{"digest":"sha256:<hex:64>","tagStatus":"UNTAGGED","tagList":[],"pushedAt":"<now>"},"rulePriority":1}]}""" },

        new("cloudformation", "DescribeStacks", 110, People | Pipeline, """{"stackName":"<stack>"}""")
        { ErrorCode = "ValidationException", ErrorMessage = "\"Stack with id <stack> does not exist\"", ErrorPerMille = 40 },
        new("cloudformation", "DescribeStackEvents", 40, People | Pipeline, """{"stackName":"arn:aws:cloudformation:<region>:<account>:stack/<stack>/<uuid>"}"""),
        new("cloudformation", "ListStackResources", 24, People | Pipeline, """{"stackName":"<stack>"}"""),
        new("cloudformation", "ListStacks", 20, People | Inventory, """{"stackStatusFilter":["CREATE_COMPLETE","UPDATE_COMPLETE","ROLLBACK_COMPLETE"]}"""),
        new("cloudformation", "GetTemplate", 14, Pipeline, """{"stackName":"<stack>","templateStage":"Original"}"""),
        new("cloudformation", "CreateChangeSet", 8, Pipeline, """{"stackName":"<stack>","changeSetName":"cdk-deploy-<digits:8>","changeSetType":"UPDATE","capabilities":["CAPABILITY_IAM","CAPABILITY_AUTO_EXPAND"],"templateURL":"https://<bucket>.s3.<region>.amazonaws.com/<hex:64>.json","tags":[{"key":"owner","value":"<tagvalue>"}]}""")
        { IsWrite = true, Response = """{"id":"arn:aws:cloudformation:<region>:<account>:changeSet/cdk-deploy-<digits:8>/<uuid>","stackId":"arn:aws:cloudformation:<region>:<account>:stack/<stack>/<uuid>"}""" },
        new("cloudformation", "DescribeChangeSet", 16, Pipeline, """{"changeSetName":"cdk-deploy-<digits:8>","stackName":"<stack>"}"""),
        new("cloudformation", "ExecuteChangeSet", 6, Pipeline, """{"changeSetName":"cdk-deploy-<digits:8>","stackName":"<stack>","clientRequestToken":"<uuid>"}""") { IsWrite = true },
        new("codebuild", "BatchGetBuilds", 40, Pipeline, """{"ids":["<project>:<uuid>"]}"""),
        new("codebuild", "ListProjects", 10, People, """{"sortBy":"NAME","sortOrder":"ASCENDING"}"""),
        new("codepipeline", "GetPipelineState", 20, People, """{"name":"<project>"}"""), new("codepipeline", "ListPipelines", 10, People, """{"maxResults":100}"""),
        new("codepipeline", "PutJobSuccessResult", 14, Function, """{"jobId":"<uuid>","currentRevision":{"revision":"<hex:40>","changeIdentifier":"<hex:7>"}}""") { IsWrite = true },
        new("codeartifact", "GetAuthorizationToken", 30, Pipeline, """{"domain":"packages","domainOwner":"<account>","durationSeconds":3600}"""),
        new("codeartifact", "GetRepositoryEndpoint", 20, Pipeline, """{"domain":"packages","repository":"shared","format":"npm"}"""),
        new("health", "DescribeEventAggregates", 50, Person, """{"aggregateField":"eventTypeCategory","filter":{"startTimes":[{"from":"<nowtext>"}],"eventStatusCodes":["open","upcoming"]}}""") { IsGlobal = true },
        new("health", "DescribeEvents", 16, Inventory | Person, """{"filter":{"eventStatusCodes":["open"],"regions":["us-east-1","eu-west-1"]},"maxResults":10}""") { IsGlobal = true },
        new("tagging", "GetResources", 60, Inventory, """{"resourcesPerPage":100,"tagFilters":[{"key":"team","values":["platform","checkout"]}],"resourceTypeFilters":["ec2:instance","rds:db"]}""")
        { ErrorCode = Throttled, ErrorMessage = "\"Rate exceeded\"", ErrorPerMille = 40 },
        new("resource-groups", "ListGroups", 12, People, """{"maxResults":50}"""),
        new("support", "DescribeTrustedAdvisorChecks", 8, ServiceRole, """{"language":"en"}""") { IsGlobal = true },
        new("servicequotas", "ListServiceQuotas", 10, Inventory, """{"serviceCode":"ec2","maxResults":100}"""), new("servicequotas", "GetServiceQuota", 12, Inventory, """{"serviceCode":"lambda","quotaCode":"L-<upper:8>"}"""),
        new("ce", "GetCostAndUsage", 14, Person | ServiceRole, """{"timePeriod":{"start":"2025-02-01","end":"2025-03-01"},"granularity":"DAILY","metrics":["UnblendedCost"],"groupBy":[{"type":"DIMENSION","key":"SERVICE"}]}""") { IsGlobal = true },
        new("budgets", "DescribeBudgets", 8, Person, """{"accountId":"<account>"}""") { IsGlobal = true },
        new("compute-optimizer", "GetEnrollmentStatus", 8, Person), new("appconfig", "GetLatestConfiguration", 80, Workload, """{"configurationToken":"HIDDEN_DUE_TO_SECURITY_REASONS"}""") { IsData = true },
        new("xray", "GetSamplingRules", 60, Workload, "{}"), new("xray", "GetSamplingTargets", 60, Workload, """{"samplingStatisticsDocuments":[{"ruleName":"Default","clientID":"<hex:24>","timestamp":"<nowtext>","requestCount":<int:1:900>,"sampledCount":<int:1:60>,"borrowCount":0}]}"""),
    ];
}
