using static CloudAudit.Benchmarks.Generation.Callers;

namespace CloudAudit.Benchmarks.Generation;

/// <summary>EC2 and what balances and scales it.</summary>
internal static class ComputeCalls
{
    private const string NoSuch = "The resource does not exist";

    public static readonly ApiCall[] All =
    [
        new("ec2", "DescribeInstances", 330, People | Inventory, """{"instancesSet":{"items":[{"instanceId":"<instance>"}]},"filterSet":{"items":[{"name":"instance-state-name","valueSet":{"items":[{"value":"running"},{"value":"stopped"}]}}]}}""")
        { ErrorCode = "Client.InvalidInstanceID.NotFound", ErrorMessage = "\"The instance ID '<instance>' does not exist\"", ErrorPerMille = 12 },
        new("ec2", "DescribeInstanceStatus", 150, People | Inventory, """{"instancesSet":{"items":[{"instanceId":"<instance>"}]},"filterSet":{},"includeAllInstances":true}"""),
        new("ec2", "DescribeVolumes", 120, People | Inventory, """{"volumeSet":{"items":[{"volumeId":"<volume>"}]},"filterSet":{}}""")
        { ErrorCode = "Client.InvalidVolume.NotFound", ErrorMessage = "\"The volume '<volume>' does not exist.\"", ErrorPerMille = 10 },
        new("ec2", "DescribeSnapshots", 60, People | Inventory, """{"maxResults":1000,"snapshotSet":{},"ownersSet":{"items":[{"owner":"<account>"}]},"sharedUsersSet":{},"filterSet":{"items":[{"name":"volume-id","valueSet":{"items":[{"value":"<volume>"}]}}]}}"""),
        new("ec2", "DescribeImages", 70, People | Inventory, """{"executableBySet":{},"imagesSet":{"items":[{"imageId":"<image>"}]},"ownersSet":{"items":[{"owner":"self"}]},"filterSet":{}}"""),
        new("ec2", "DescribeSecurityGroups", 140, People | Inventory, """{"securityGroupSet":{},"securityGroupIdSet":{"items":[{"groupId":"<securitygroup>"}]},"filterSet":{"items":[{"name":"vpc-id","valueSet":{"items":[{"value":"<vpc>"}]}}]}}"""),
        new("ec2", "DescribeSecurityGroupRules", 40, People | Inventory, """{"DescribeSecurityGroupRulesRequest":{"Filter":{"tag":1,"Name":"group-id","Value":{"tag":1,"content":"<securitygroup>"}},"MaxResults":1000}}"""),
        new("ec2", "DescribeSubnets", 130, People | Inventory, """{"subnetSet":{"items":[{"subnetId":"<subnet>"}]},"filterSet":{}}"""),
        new("ec2", "DescribeVpcs", 110, People | Inventory, """{"vpcSet":{"items":[{"vpcId":"<vpc>"}]},"filterSet":{}}"""),
        new("ec2", "DescribeVpcAttribute", 30, Pipeline, """{"vpcId":"<vpc>","enableDnsSupport":true}"""),
        new("ec2", "DescribeRouteTables", 80, People | Inventory, """{"routeTableIdSet":{"items":[{"routeTableId":"<routetable>"}]},"filterSet":{}}"""),
        new("ec2", "DescribeNetworkInterfaces", 130, People | Inventory, """{"networkInterfaceIdSet":{},"filterSet":{"items":[{"name":"attachment.instance-id","valueSet":{"items":[{"value":"<instance>"}]}},{"name":"status","valueSet":{"items":[{"value":"in-use"}]}}]}}"""),
        new("ec2", "DescribeNetworkAcls", 30, People | Inventory, """{"networkAclIdSet":{},"filterSet":{"items":[{"name":"vpc-id","valueSet":{"items":[{"value":"<vpc>"}]}}]}}"""),
        new("ec2", "DescribeInternetGateways", 30, People | Inventory, """{"internetGatewayIdSet":{},"filterSet":{"items":[{"name":"attachment.vpc-id","valueSet":{"items":[{"value":"<vpc>"}]}}]}}"""),
        new("ec2", "DescribeNatGateways", 40, People | Inventory, """{"DescribeNatGatewaysRequest":{"Filter":{"Name":"vpc-id","tag":1,"Value":{"tag":1,"content":"<vpc>"}}}}"""),
        new("ec2", "DescribeAddresses", 40, People | Inventory, """{"publicIpsSet":{},"filterSet":{},"allocationIdsSet":{}}"""),
        new("ec2", "DescribeTags", 110, Instance | Inventory, """{"filterSet":{"items":[{"name":"resource-id","valueSet":{"items":[{"value":"<instance>"}]}}]}}"""),
        new("ec2", "DescribeRegions", 40, People | Pipeline, """{"regionSet":{},"allRegions":true}"""),
        new("ec2", "DescribeAvailabilityZones", 60, People | Inventory, """{"availabilityZoneSet":{},"availabilityZoneIdSet":{},"filterSet":{}}"""),
        new("ec2", "DescribeAccountAttributes", 50, People | Inventory, """{"accountAttributeNameSet":{"items":[{"attributeName":"supported-platforms"}]},"filterSet":{}}"""),
        new("ec2", "DescribeInstanceTypes", 40, Inventory | People, """{"DescribeInstanceTypesRequest":{"InstanceType":[{"tag":1,"content":"m6i.large"},{"tag":2,"content":"m7g.xlarge"},{"tag":3,"content":"c7g.large"}],"MaxResults":100}}"""),
        new("ec2", "DescribeLaunchTemplates", 40, Inventory | People, """{"DescribeLaunchTemplatesRequest":{"LaunchTemplateId":{"tag":1,"content":"<launchtemplate>"}}}"""),
        new("ec2", "DescribeLaunchTemplateVersions", 50, Inventory, """{"DescribeLaunchTemplateVersionsRequest":{"LaunchTemplateId":"<launchtemplate>","LaunchTemplateVersion":{"tag":1,"content":"$Latest"}}}"""),
        new("ec2", "DescribeVpcEndpoints", 30, Inventory | People, """{"DescribeVpcEndpointsRequest":{"VpcEndpointId":{"tag":1,"content":"<endpoint>"}}}"""),
        new("ec2", "DescribeFlowLogs", 15, Inventory, """{"DescribeFlowLogsRequest":{"Filter":{"tag":1,"Name":"resource-id","Value":{"tag":1,"content":"<vpc>"}}}}"""),
        new("ec2", "DescribeKeyPairs", 12, Inventory | People, """{"keySet":{},"keyPairIdSet":{},"filterSet":{}}"""),
        new("ec2", "DescribeSpotPriceHistory", 20, ServiceRole | Workload, """{"instanceTypeSet":{"items":[{"instanceType":"m7g.xlarge"}]},"productDescriptionSet":{"items":[{"productDescription":"Linux/UNIX"}]},"startTime":<epochmillis>,"maxResults":1000,"filterSet":{}}"""),
        new("ec2", "DescribeTransitGateways", 10, Inventory, """{"DescribeTransitGatewaysRequest":{}}"""),
        new("ec2", "DescribeDhcpOptions", 10, Pipeline, """{"dhcpOptionsSet":{},"filterSet":{}}"""),
        new("ec2", "DescribeVpcPeeringConnections", 15, Inventory, """{"vpcPeeringConnectionIdSet":{},"filterSet":{}}"""),
        new("ec2", "DescribeManagedPrefixLists", 12, Pipeline, """{"DescribeManagedPrefixListsRequest":{}}"""),
        new("ec2", "GetEbsEncryptionByDefault", 10, Inventory, """{"GetEbsEncryptionByDefaultRequest":""}"""),
        new("ec2", "CreateTags", 40, Pipeline, """{"resourcesSet":{"items":[{"resourceId":"<instance>"},{"resourceId":"<volume>"}]},"tagSet":{"items":[{"key":"Name","value":"<tagvalue>"},{"key":"team","value":"platform"},{"key":"managed-by","value":"terraform"}]}}""")
        { IsWrite = true, Response = """{"requestId":"<uuid>","_return":true}""" },
        new("ec2", "RunInstances", 12, ServiceRole, """{"instancesSet":{"items":[{"minCount":1,"maxCount":1}]},"blockDeviceMapping":{},"availabilityZone":"<region>a","monitoring":{"enabled":false},"disableApiTermination":false,"clientToken":"fleet-<uuid>-0","subnetId":"<subnet>","tagSpecificationSet":{"items":[{"resourceType":"instance","tags":[{"key":"aws:autoscaling:groupName","value":"<scalinggroup>"}]}]},"launchTemplate":{"launchTemplateId":"<launchtemplate>","version":"7"}}""")
        {
            IsWrite = true, Via = "autoscaling.amazonaws.com",
            Response = """{"requestId":"<uuid>","reservationId":"r-<hex:17>","ownerId":"<account>","groupSet":{},"instancesSet":{"items":[{"instanceId":"<instance>","imageId":"<image>","currentState":{"code":0,"name":"pending"},"privateDnsName":"ip-10-20-<int:0:255>-<int:4:250>.ec2.internal","amiLaunchIndex":0,"productCodes":{},"instanceType":"m6i.large","launchTime":<epochmillis>,"placement":{"availabilityZone":"<region>a","tenancy":"default"},"monitoring":{"state":"disabled"},"subnetId":"<subnet>","vpcId":"<vpc>","privateIpAddress":"10.20.<int:0:255>.<int:4:250>","stateReason":{"code":"pending","message":"pending"},"architecture":"x86_64","rootDeviceType":"ebs","rootDeviceName":"/dev/xvda","blockDeviceMapping":{},"virtualizationType":"hvm","hypervisor":"xen","tagSet":{"items":[{"key":"aws:autoscaling:groupName","value":"<scalinggroup>"}]},"groupSet":{"items":[{"groupId":"<securitygroup>","groupName":"app"}]},"networkInterfaceSet":{"items":[{"networkInterfaceId":"<interface>","subnetId":"<subnet>","vpcId":"<vpc>","ownerId":"<account>","status":"in-use"}]},"ebsOptimized":true,"metadataOptions":{"state":"pending","httpTokens":"required","httpPutResponseHopLimit":2,"httpEndpoint":"enabled"}}]}}""",
        },
        new("ec2", "TerminateInstances", 10, ServiceRole, """{"instancesSet":{"items":[{"instanceId":"<instance>"}]}}""")
        {
            IsWrite = true, Via = "autoscaling.amazonaws.com",
            Response = """{"requestId":"<uuid>","instancesSet":{"items":[{"instanceId":"<instance>","currentState":{"code":32,"name":"shutting-down"},"previousState":{"code":16,"name":"running"}}]}}""",
        },
        new("ec2", "CreateNetworkInterface", 40, ServiceRole, """{"subnetId":"<subnet>","description":"arn:aws:ecs:<region>:<account>:attachment/<uuid>","groupSet":{"items":[{"groupId":"<securitygroup>"}]},"privateIpAddressesSet":{},"clientToken":"<uuid>"}""")
        {
            IsWrite = true, Via = "ecs.amazonaws.com",
            Response = """{"requestId":"<uuid>","networkInterface":{"networkInterfaceId":"<interface>","subnetId":"<subnet>","vpcId":"<vpc>","availabilityZone":"<region>b","description":"arn:aws:ecs:<region>:<account>:attachment/<uuid>","ownerId":"<account>","requesterManaged":false,"status":"pending","macAddress":"0e:<hex:2>:<hex:2>:<hex:2>:<hex:2>:<hex:2>","privateIpAddress":"10.20.<int:0:255>.<int:4:250>","sourceDestCheck":true,"interfaceType":"interface","groupSet":{"items":[{"groupId":"<securitygroup>","groupName":"app"}]},"tagSet":{}}}""",
        },
        new("ec2", "DeleteNetworkInterface", 36, ServiceRole, """{"networkInterfaceId":"<interface>"}""")
        { IsWrite = true, Via = "ecs.amazonaws.com", Response = """{"requestId":"<uuid>","_return":true}""", ErrorCode = "Client.InvalidNetworkInterfaceID.NotFound", ErrorMessage = "\"The networkInterface ID '<interface>' does not exist\"", ErrorPerMille = 40 },
        new("ec2", "CreateSnapshot", 10, ServiceRole, """{"volumeId":"<volume>","description":"This snapshot is created by the AWS Backup service.","tagSpecificationSet":{"items":[{"resourceType":"snapshot","tags":[{"key":"aws:backup:source-resource","value":"<uuid>"}]}]}}""")
        { IsWrite = true, Via = "backup.amazonaws.com", Response = """{"requestId":"<uuid>","snapshotId":"<snapshot>","volumeId":"<volume>","status":"pending","startTime":<epochmillis>,"ownerId":"<account>","volumeSize":"<int:20:500>","encrypted":true,"tagSet":{}}""" },
        new("ec2", "AttachVolume", 8, ServiceRole, """{"volumeId":"<volume>","instanceId":"<instance>","device":"/dev/xvdba","deleteOnTermination":false}""")
        { IsWrite = true, Via = "eks.amazonaws.com", Response = """{"requestId":"<uuid>","volumeId":"<volume>","instanceId":"<instance>","device":"/dev/xvdba","status":"attaching","attachTime":<epochmillis>,"deleteOnTermination":false}""" },
        new("ec2", "StartInstances", 5, Pipeline, """{"instancesSet":{"items":[{"instanceId":"<instance>"}]}}""")
        { IsWrite = true, Response = """{"requestId":"<uuid>","instancesSet":{"items":[{"instanceId":"<instance>","currentState":{"code":0,"name":"pending"},"previousState":{"code":80,"name":"stopped"}}]}}""" },

        new("elasticloadbalancing", "DescribeLoadBalancers", 110, People | Inventory, """{"loadBalancerArns":["arn:aws:elasticloadbalancing:<region>:<account>:loadbalancer/<loadbalancer>"]}""") { ApiVersion = "2015-12-01" },
        new("elasticloadbalancing", "DescribeTargetGroups", 90, People | Inventory, """{"targetGroupArns":["arn:aws:elasticloadbalancing:<region>:<account>:targetgroup/<targetgroup>"]}""") { ApiVersion = "2015-12-01" },
        new("elasticloadbalancing", "DescribeTargetHealth", 160, People | Inventory, """{"targetGroupArn":"arn:aws:elasticloadbalancing:<region>:<account>:targetgroup/<targetgroup>"}""")
        { ApiVersion = "2015-12-01", ErrorCode = "ThrottlingException", ErrorMessage = "\"Rate exceeded\"", ErrorPerMille = 60 },
        new("elasticloadbalancing", "DescribeListeners", 50, Inventory, """{"loadBalancerArn":"arn:aws:elasticloadbalancing:<region>:<account>:loadbalancer/<loadbalancer>"}""") { ApiVersion = "2015-12-01" },
        new("elasticloadbalancing", "DescribeRules", 30, Inventory, """{"listenerArn":"arn:aws:elasticloadbalancing:<region>:<account>:listener/<loadbalancer>/<hex:16>"}""") { ApiVersion = "2015-12-01" },
        new("elasticloadbalancing", "DescribeTags", 40, Inventory, """{"resourceArns":["arn:aws:elasticloadbalancing:<region>:<account>:targetgroup/<targetgroup>","arn:aws:elasticloadbalancing:<region>:<account>:loadbalancer/<loadbalancer>"]}""") { ApiVersion = "2015-12-01" },
        new("elasticloadbalancing", "DescribeLoadBalancerAttributes", 25, Inventory, """{"loadBalancerArn":"arn:aws:elasticloadbalancing:<region>:<account>:loadbalancer/<loadbalancer>"}""") { ApiVersion = "2015-12-01" },
        new("elasticloadbalancing", "RegisterTargets", 40, ServiceRole, """{"targetGroupArn":"arn:aws:elasticloadbalancing:<region>:<account>:targetgroup/<targetgroup>","targets":[{"id":"10.20.<int:0:255>.<int:4:250>","port":8080,"availabilityZone":"<region>b"}]}""")
        { IsWrite = true, ApiVersion = "2015-12-01", Via = "ecs.amazonaws.com" },
        new("elasticloadbalancing", "DeregisterTargets", 38, ServiceRole, """{"targetGroupArn":"arn:aws:elasticloadbalancing:<region>:<account>:targetgroup/<targetgroup>","targets":[{"id":"10.20.<int:0:255>.<int:4:250>","port":8080}]}""")
        { IsWrite = true, ApiVersion = "2015-12-01", Via = "ecs.amazonaws.com" },

        new("autoscaling", "DescribeAutoScalingGroups", 130, People | Inventory, """{"autoScalingGroupNames":["<scalinggroup>"],"maxRecords":100}""") { ApiVersion = "2011-01-01" },
        new("autoscaling", "DescribeAutoScalingInstances", 50, Inventory | Instance, """{"instanceIds":["<instance>"]}"""),
        new("autoscaling", "DescribeScalingActivities", 25, People | Inventory, """{"autoScalingGroupName":"<scalinggroup>","maxRecords":100}"""),
        new("autoscaling", "DescribePolicies", 15, Inventory, """{"autoScalingGroupName":"<scalinggroup>"}"""),
        new("autoscaling", "DescribeLaunchConfigurations", 12, Inventory, """{"maxRecords":100}"""),
        new("autoscaling", "RecordLifecycleActionHeartbeat", 14, Instance, """{"lifecycleHookName":"drain","autoScalingGroupName":"<scalinggroup>","instanceId":"<instance>"}""") { IsWrite = true },
        new("autoscaling", "CompleteLifecycleAction", 10, Instance, """{"lifecycleHookName":"drain","autoScalingGroupName":"<scalinggroup>","lifecycleActionResult":"CONTINUE","instanceId":"<instance>"}""") { IsWrite = true },
        new("application-autoscaling", "DescribeScalableTargets", 30, Inventory, """{"serviceNamespace":"ecs","resourceIds":["service/<cluster>/<ecsservice>"]}"""),
        new("application-autoscaling", "DescribeScalingPolicies", 20, Inventory, """{"serviceNamespace":"dynamodb","resourceId":"table/<table>","scalableDimension":"dynamodb:table:ReadCapacityUnits"}"""),

        new("ecs", "DescribeTasks", 90, People | Pipeline | ServiceRole, """{"cluster":"<cluster>","tasks":["arn:aws:ecs:<region>:<account>:task/<cluster>/<hex:32>"],"include":["TAGS"]}"""),
        new("ecs", "DescribeServices", 90, People | Pipeline, """{"cluster":"<cluster>","services":["<ecsservice>"]}"""),
        new("ecs", "ListTasks", 60, People | Pipeline, """{"cluster":"<cluster>","serviceName":"<ecsservice>","desiredStatus":"RUNNING"}"""),
        new("ecs", "DescribeClusters", 40, People | Pipeline, """{"clusters":["<cluster>"],"include":["SETTINGS"]}"""),
        new("ecs", "DescribeTaskDefinition", 50, People | Pipeline, """{"taskDefinition":"<ecsservice>:<int:1:400>"}"""),
        new("ecs", "ListServices", 20, People | Pipeline, """{"cluster":"<cluster>","maxResults":100}"""),
        new("ecs", "ListClusters", 14, People | Pipeline, "{}"),
        new("ecs", "SubmitTaskStateChange", 60, Instance, """{"cluster":"<cluster>","task":"arn:aws:ecs:<region>:<account>:task/<cluster>/<hex:32>","status":"RUNNING","attachments":[]}""")
        { IsWrite = true, Response = """{"acknowledgment":"ACCEPT"}""" },
        new("ecs", "DiscoverPollEndpoint", 25, Instance, """{"cluster":"<cluster>","containerInstance":"arn:aws:ecs:<region>:<account>:container-instance/<cluster>/<hex:32>"}""")
        { Response = """{"endpoint":"https://ecs-a-3.<region>.amazonaws.com/","telemetryEndpoint":"https://ecs-t-3.<region>.amazonaws.com/"}""" },
        new("eks", "DescribeCluster", 60, People | Pipeline | Container, """{"name":"<cluster>"}""")
        { ErrorCode = "ResourceNotFoundException", ErrorMessage = "\"No cluster found for name: <cluster>.\"", ErrorPerMille = 10 },
        new("eks", "ListClusters", 20, People | Inventory, "{\"maxResults\":100}"),
        new("eks", "ListNodegroups", 16, People | Inventory, """{"name":"<cluster>"}"""),
        new("eks", "DescribeNodegroup", 20, Inventory, """{"name":"<cluster>","nodegroupName":"core-<int:1:4>"}"""),
        new("eks", "ListAddons", 10, Inventory, """{"name":"<cluster>"}"""),
        new("eks", "DescribeAddonVersions", 10, Pipeline, """{"addonName":"vpc-cni","kubernetesVersion":"1.32"}"""),
        new("eks-auth", "AssumeRoleForPodIdentity", 40, Instance, """{"clusterName":"<cluster>"}"""),
        new("lambda", "ListFunctions20150331", 30, People | Inventory, """{"maxItems":50}"""),
        new("lambda", "GetFunction20150331v2", 50, People | Inventory, """{"functionName":"arn:aws:lambda:<region>:<account>:function:<function>"}""")
        { ErrorCode = "ResourceNotFoundException", ErrorMessage = "\"Function not found: arn:aws:lambda:<region>:<account>:function:<function>\"", ErrorPerMille = 15 },
        new("lambda", "GetFunctionConfiguration20150331v2", 30, People | Inventory, """{"functionName":"<function>"}"""),
        new("lambda", "GetPolicy20150331v2", 16, Inventory, """{"functionName":"<function>"}""")
        { ErrorCode = "ResourceNotFoundException", ErrorMessage = $"\"{NoSuch}\"", ErrorPerMille = 90 },
        new("lambda", "ListTags20170331", 20, Inventory, """{"resource":"arn:aws:lambda:<region>:<account>:function:<function>"}"""),
        new("lambda", "ListEventSourceMappings20150331", 20, People | Inventory, """{"functionName":"<function>"}"""),
        new("lambda", "ListVersionsByFunction20150331", 16, Inventory, """{"functionName":"<function>"}"""),
        new("lambda", "GetAccountSettings20160819", 12, People | Inventory),
        Invoke(150, Workload, via: null),
        Invoke(260, Service, via: "events.amazonaws.com"),
    ];

    private static ApiCall Invoke(int weight, Callers callers, string? via) =>
        new("lambda", "Invoke", weight, callers, """{"functionName":"arn:aws:lambda:<region>:<account>:function:<function>","invocationType":"Event","contentType":"application/json","sourceAccount":"<account>"}""")
        {
            IsWrite = true,
            IsData = true,
            Via = via,
            Additional = """{"functionVersion":"arn:aws:lambda:<region>:<account>:function:<function>:$LATEST"}""",
            Resources = """[{"accountId":"<account>","type":"AWS::Lambda::Function","ARN":"arn:aws:lambda:<region>:<account>:function:<function>"}]""",
            ErrorCode = "TooManyRequestsException",
            ErrorMessage = "\"Rate Exceeded.\"",
            ErrorPerMille = 10,
        };
}
