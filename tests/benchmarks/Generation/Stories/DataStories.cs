namespace CloudAudit.Benchmarks.Generation.Stories;

/// <summary>Data carried away or held to ransom.</summary>
internal static class DataStories
{
    /// <summary>A bucket's guards are removed, then strangers read it object by object.</summary>
    public static Story PublicBucket(Stage stage)
    {
        Caller thief = Actors.Session(stage, "legacy-deploy-admin", "botocore-session-1741701188", stage.HostileAddress(), Actors.CommandLine);
        string bucket = stage.Site.First(Slot.Bucket);
        BucketChange(stage, thief, bucket, "DeleteBucketPublicAccessBlock", "\"publicAccessBlock\":\"\"");
        BucketChange(stage, thief, bucket, "PutBucketPolicy",
            $$$"""
            "bucketPolicy":{"Version":"2012-10-17","Statement":[{"Sid":"share","Effect":"Allow","Principal":"*","Action":["s3:GetObject","s3:ListBucket"],"Resource":["arn:aws:s3:::{{{bucket}}}","arn:aws:s3:::{{{bucket}}}/*"]}]},"policy":""
            """);
        BucketChange(stage, thief, bucket, "PutBucketAcl", "\"acl\":\"\",\"x-amz-acl\":\"public-read\"");
        string reader = stage.HostileAddress();
        Caller anonymous = Actors.Anonymous(reader, "[Wget/1.21.4]");
        for (int i = 0; i < 18; i++)
        {
            ObjectCall(stage, anonymous, bucket, $"curated/customers/2025/export-{i + 1:D4}.csv", "GetObject", isWrite: false, 400_000);
        }
        return stage.End("public-bucket", "Bucket made public, then read by strangers", "legacy-deploy-admin, anonymous");
    }

    public static Story KeyDeletion(Stage stage)
    {
        Caller user = Actors.User(stage, "svc-pricing-batch", "AKIA" + stage.Upper(16), stage.HostileAddress(), Actors.Script);
        string key = stage.Site.First(Slot.KmsKey);
        string arn = $"arn:aws:kms:{stage.Region}:{stage.Account}:key/{key}";
        string resources = $$"""[{"accountId":"{{stage.Account}}","type":"AWS::KMS::Key","ARN":"{{arn}}"}]""";
        stage.Read(user, "kms", "ListKeys", """{"limit":1000}""");
        stage.Read(user, "kms", "GetKeyPolicy", $$"""{"keyId":"{{key}}","policyName":"default"}""");
        stage.Change(user, "kms", "DisableKey", $$"""{"keyId":"{{key}}"}""", resources: resources);
        stage.Change(user, "kms", "ScheduleKeyDeletion", $$"""{"keyId":"{{key}}","pendingWindowInDays":7}""", $$"""{"keyId":"{{arn}}","keyState":"PendingDeletion","pendingWindowInDays":7,"deletionDate":"<latertext>"}""", resources);
        return stage.End("key-deletion", "KMS key disabled and its deletion scheduled", "svc-pricing-batch");
    }

    public static Story SharedSnapshot(Stage stage)
    {
        Caller thief = Actors.Colleague(stage, "olga.nowak", stage.HostileAddress(), console: false);
        string snapshot = "snap-" + stage.Hex(17);
        stage.Read(thief, "ec2", "DescribeVolumes", """{"volumeSet":{},"filterSet":{}}""");
        stage.Change(thief, "ec2", "CreateSnapshot", $$"""{"volumeId":"{{stage.Site.First(Slot.Volume)}}","description":"migration"}""", $$"""{"requestId":"<uuid>","snapshotId":"{{snapshot}}","volumeId":"{{stage.Site.First(Slot.Volume)}}","status":"pending","ownerId":"{{stage.Account}}","volumeSize":"500","encrypted":false}""");
        stage.Wait(120);
        stage.Change(thief, "ec2", "ModifySnapshotAttribute", $$$$"""{"snapshotId":"{{{{snapshot}}}}","createVolumePermission":{"add":{"items":[{"userId":"{{{{Names.Partner}}}}"}]}},"attributeType":"CREATE_VOLUME_PERMISSION"}""", """{"requestId":"<uuid>","_return":true}""");
        stage.Change(thief, "ec2", "ModifyImageAttribute", $$$$"""{"imageId":"{{{{stage.Site.First(Slot.Image)}}}}","launchPermission":{"add":{"items":[{"group":"all"}]}},"attributeType":"launchPermission"}""", """{"requestId":"<uuid>","_return":true}""");
        stage.Change(thief, "rds", "ModifyDBSnapshotAttribute", $$"""{"dBSnapshotIdentifier":"{{stage.Site.First(Slot.Database)}}-final","attributeName":"restore","valuesToAdd":["{{Names.Partner}}"]}""");
        return stage.End("shared-snapshot", "Snapshots and an image shared with another account", "olga.nowak@example.com");
    }

    /// <summary>Objects copied over themselves with a key only the thief has, and set to expire.</summary>
    public static Story RansomedObjects(Stage stage)
    {
        Caller key = Actors.User(stage, "svc-media-export", "AKIA" + stage.Upper(16), stage.HostileAddress(), Actors.CommandLine);
        string bucket = stage.Site.First(Slot.Bucket);
        stage.Read(key, "s3", "ListBuckets", $$"""{"Host":"s3.{{stage.Region}}.amazonaws.com"}""");
        for (int i = 0; i < 16; i++)
        {
            ObjectCall(stage, key, bucket, $"backups/nightly/{i:D3}.tar.zst", "CopyObject", isWrite: true, 300, ",\"x-amz-server-side-encryption-customer-algorithm\":\"AES256\"");
        }
        BucketChange(stage, key, bucket, "PutBucketLifecycle",
            "\"lifecycle\":\"\",\"LifecycleConfiguration\":{\"xmlns\":\"http://s3.amazonaws.com/doc/2006-03-01/\",\"Rule\":{\"ID\":\"cleanup\",\"Status\":\"Enabled\",\"Filter\":{\"Prefix\":\"\"},\"Expiration\":{\"Days\":7}}}");
        ObjectCall(stage, key, bucket, "README-RESTORE.txt", "PutObject", isWrite: true, 0);
        return stage.End("ransomed-objects", "Objects encrypted with a customer-provided key and set to expire", "svc-media-export");
    }

    private static void BucketChange(Stage stage, Caller caller, string bucket, string name, string members) =>
        stage.Do(caller, new ApiCall("s3", name, 0, Callers.None, Template.FromString($$"""{"bucketName":"{{bucket}}",{{members.Trim()}},"Host":"{{bucket}}.s3.{{stage.Region}}.amazonaws.com"}"""))
        {
            IsWrite = true,
            Additional = StorageCalls.S3Extra,
            Host = Host(stage, bucket),
            Resources = Template.FromString($$"""[{"accountId":"{{stage.Account}}","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::{{bucket}}"}]"""),
        });

    private static void ObjectCall(Stage stage, Caller caller, string bucket, string key, string name, bool isWrite, int bytes, string members = "") =>
        stage.Do(caller, new ApiCall("s3", name, 0, Callers.None, Template.FromString($$"""{"bucketName":"{{bucket}}","Host":"{{bucket}}.s3.{{stage.Region}}.amazonaws.com","key":"{{key}}"{{members}}}"""))
        {
            IsWrite = isWrite,
            IsData = true,
            Additional = Template.FromString($$"""{"CipherSuite":"TLS_AES_128_GCM_SHA256","bytesTransferredIn":0,"SSEApplied":"Default_SSE_S3","x-amz-id-2":"<base64:43>","bytesTransferredOut":{{stage.Next(bytes / 2, bytes + 1)}}}"""),
            Host = Host(stage, bucket),
            Resources = Template.FromString($$"""[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::{{bucket}}/{{key}}"},{"accountId":"{{stage.Account}}","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::{{bucket}}"}]"""),
        }, 3);

    private static Template Host(Stage stage, string bucket) => Template.FromString($"{bucket}.s3.{stage.Region}.amazonaws.com");
}
