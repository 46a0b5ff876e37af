namespace CloudAudit.Benchmarks.Generation.Stories;

/// <summary>Doors opened in the network.</summary>
internal static class NetworkStories
{
    /// <summary>A colleague in a hurry opens SSH and RDP to everyone by mouse.</summary>
    public static Story OpenSecurityGroup(Stage stage)
    {
        Caller colleague = Actors.Colleague(stage, "ines.almeida", "192.0.2.44", console: true);
        string group = "sg-" + stage.Hex(17);
        stage.Read(colleague, "ec2", "DescribeSecurityGroups", $$$$"""{"securityGroupSet":{},"securityGroupIdSet":{"items":[{"groupId":"{{{{group}}}}"}]},"filterSet":{}}""");
        Open(22, "0.0.0.0/0", @"ssh for the weekend \ud83d\ude48");
        Open(3389, "0.0.0.0/0", "rdp");
        stage.Change(colleague, "ec2", "ModifySecurityGroupRules",
            $$$$$"""{"ModifySecurityGroupRulesRequest":{"GroupId":"{{{{{group}}}}}","SecurityGroupRule":{"tag":1,"SecurityGroupRuleId":"sgr-{{{{{stage.Hex(17)}}}}}","SecurityGroupRule":{"IpProtocol":"-1","FromPort":-1,"ToPort":-1,"CidrIpv6":"::/0","Description":"any"}}}}""",
            """{"ModifySecurityGroupRulesResponse":{"xmlns":"http://ec2.amazonaws.com/doc/2016-11-15/","requestId":"<uuid>","return":true}}""");
        return stage.End("open-security-group", "Security group opened to the whole internet", "ines.almeida@example.com");

        void Open(int port, string range, string why) =>
            stage.Change(colleague, "ec2", "AuthorizeSecurityGroupIngress",
                $$$$"""{"groupId":"{{{{group}}}}","ipPermissions":{"items":[{"ipProtocol":"tcp","fromPort":{{{{port}}}},"toPort":{{{{port}}}},"groups":{},"ipRanges":{"items":[{"cidrIp":"{{{{range}}}}","description":"{{{{why}}}}"}]},"ipv6Ranges":{},"prefixListIds":{}}]}}""",
                $$$$"""{"requestId":"<uuid>","_return":true,"securityGroupRuleSet":{"items":[{"groupOwnerId":"{{{{stage.Account}}}}","groupId":"{{{{group}}}}","securityGroupRuleId":"sgr-{{{{stage.Hex(17)}}}}","isEgress":false,"ipProtocol":"tcp","fromPort":{{{{port}}}},"toPort":{{{{port}}}},"cidrIpv4":"{{{{range}}}}"}]}}""");
    }

    /// <summary>A way out of a private network: gateway, route, a second table, a peering with a stranger.</summary>
    public static Story RewiredNetwork(Stage stage)
    {
        Caller thief = Actors.Session(stage, "legacy-deploy-admin", "botocore-session-1741783390", stage.HostileAddress(), Actors.CommandLine);
        string vpc = stage.Site.First(Slot.Vpc);
        string gateway = "igw-" + stage.Hex(17);
        string table = stage.Site.First(Slot.RouteTable);
        string peering = "pcx-" + stage.Hex(17);
        stage.Read(thief, "ec2", "DescribeVpcs", """{"vpcSet":{},"filterSet":{}}""");
        stage.Read(thief, "ec2", "DescribeRouteTables", """{"routeTableIdSet":{},"filterSet":{}}""");
        stage.Change(thief, "ec2", "CreateInternetGateway", "{}", $$$$"""{"requestId":"<uuid>","internetGateway":{"internetGatewayId":"{{{{gateway}}}}","attachmentSet":{},"ownerId":"{{{{stage.Account}}}}","tagSet":{}}}""");
        stage.Change(thief, "ec2", "AttachInternetGateway", $$"""{"internetGatewayId":"{{gateway}}","vpcId":"{{vpc}}"}""", """{"requestId":"<uuid>","_return":true}""");
        stage.Change(thief, "ec2", "CreateRoute", $$"""{"routeTableId":"{{table}}","destinationCidrBlock":"0.0.0.0/0","gatewayId":"{{gateway}}"}""", """{"requestId":"<uuid>","_return":true}""");
        stage.Change(thief, "ec2", "CreateRouteTable", $$"""{"vpcId":"{{vpc}}"}""", $$$$"""{"requestId":"<uuid>","routeTable":{"routeTableId":"rtb-{{{{stage.Hex(17)}}}}","vpcId":"{{{{vpc}}}}","ownerId":"{{{{stage.Account}}}}","routeSet":{"items":[{"destinationCidrBlock":"10.20.0.0/16","gatewayId":"local","state":"active","origin":"CreateRouteTable"}]},"associationSet":{},"propagatingVgwSet":{},"tagSet":{}}}""");
        stage.Change(thief, "ec2", "ReplaceRouteTableAssociation", $$"""{"routeTableId":"{{table}}","associationId":"rtbassoc-{{stage.Hex(17)}}"}""");
        stage.Change(thief, "ec2", "CreateVpcPeeringConnection", $$"""{"vpcId":"{{vpc}}","peerVpcId":"vpc-{{stage.Hex(17)}}","peerOwnerId":"{{Names.Partner}}"}""",
            $$$$"""{"requestId":"<uuid>","vpcPeeringConnection":{"vpcPeeringConnectionId":"{{{{peering}}}}","requesterVpcInfo":{"ownerId":"{{{{stage.Account}}}}","vpcId":"{{{{vpc}}}}"},"accepterVpcInfo":{"ownerId":"{{{{Names.Partner}}}}"},"status":{"code":"initiating-request"}}}""");
        stage.Change(thief, "ec2", "ModifyVpcAttribute", $$$$"""{"vpcId":"{{{{vpc}}}}","enableDnsHostnames":{"value":true}}""", """{"requestId":"<uuid>","_return":true}""");
        return stage.End("rewired-network", "Private network connected to the internet and to a stranger's", "legacy-deploy-admin");
    }

    public static Story OpenedNetworkAcl(Stage stage)
    {
        Caller thief = Actors.Session(stage, "legacy-deploy-admin", "botocore-session-1741790001", stage.HostileAddress(), Actors.CommandLine);
        string acl = "acl-" + stage.Hex(17);
        stage.Read(thief, "ec2", "DescribeNetworkAcls", """{"networkAclIdSet":{},"filterSet":{}}""");
        stage.Change(thief, "ec2", "CreateNetworkAclEntry", $$"""{"networkAclId":"{{acl}}","ruleNumber":10,"egress":false,"ruleAction":"allow","icmpTypeCode":{},"portRange":{},"aclProtocol":"-1","cidrBlock":"0.0.0.0/0"}""", """{"requestId":"<uuid>","_return":true}""");
        stage.Change(thief, "ec2", "ReplaceNetworkAclEntry", $$"""{"networkAclId":"{{acl}}","ruleNumber":100,"egress":true,"ruleAction":"allow","icmpTypeCode":{},"portRange":{},"aclProtocol":"-1","cidrBlock":"0.0.0.0/0"}""", """{"requestId":"<uuid>","_return":true}""");
        return stage.End("opened-network-acl", "Network ACL opened to everyone", "legacy-deploy-admin");
    }
}
