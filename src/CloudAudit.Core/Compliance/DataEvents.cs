using System.Collections.Frozen;
using System.Text;

namespace CloudAudit.Compliance;

/// <summary>
/// The events that are data events, which a trail records only where its selectors ask for them ("Logging data events",
/// and the pages of the services on logging with CloudTrail; 2026-11). Of services that rules are written for; what is
/// missing here is taken as a management event.
/// </summary>
internal static class DataEvents
{
    private const string Objects =
        "AbortMultipartUpload CompleteMultipartUpload CopyObject CreateMultipartUpload CreateSession DeleteObject DeleteObjectTagging DeleteObjects "
        + "GetObject GetObjectAcl GetObjectAttributes GetObjectLegalHold GetObjectRetention GetObjectTagging GetObjectTorrent HeadBucket HeadObject "
        + "ListMultipartUploads ListObjectVersions ListObjects ListObjectsV2 ListParts PutObject PutObjectAcl PutObjectLegalHold PutObjectRetention "
        + "PutObjectTagging RenameObject RestoreObject SelectObjectContent UploadPart UploadPartCopy WriteGetObjectResponse";

    private static readonly FrozenDictionary<string, FrozenSet<string>> Services = new Dictionary<string, string>
    {
        ["s3.amazonaws.com"] = Objects,
        ["s3express.amazonaws.com"] = Objects,
        ["s3-outposts.amazonaws.com"] = Objects,
        ["s3-object-lambda.amazonaws.com"] = Objects,
        ["lambda.amazonaws.com"] = "Invoke InvokeWithResponseStream",
        ["dynamodb.amazonaws.com"] = "BatchExecuteStatement BatchGetItem BatchWriteItem DeleteItem ExecuteStatement ExecuteTransaction GetItem GetRecords "
            + "GetShardIterator PutItem Query Scan TransactGetItems TransactWriteItems UpdateItem",
        ["sns.amazonaws.com"] = "Publish PublishBatch",
        ["sqs.amazonaws.com"] = "ChangeMessageVisibility ChangeMessageVisibilityBatch DeleteMessage DeleteMessageBatch ReceiveMessage SendMessage SendMessageBatch",
        ["ebs.amazonaws.com"] = "GetSnapshotBlock ListChangedBlocks ListSnapshotBlocks PutSnapshotBlock",
        ["kinesis.amazonaws.com"] = "GetRecords GetShardIterator PutRecord PutRecords SubscribeToShard",
        ["bedrock.amazonaws.com"] = "ApplyGuardrail InvokeAgent InvokeFlow InvokeInlineAgent InvokeModelWithBidirectionalStream Retrieve RetrieveAndGenerate",
        ["cognito-identity.amazonaws.com"] = "GetCredentialsForIdentity GetId GetOpenIdToken GetOpenIdTokenForDeveloperIdentity UnlinkIdentity",
        ["cloudtrail-data.amazonaws.com"] = "PutAuditEvents",
        ["ses.amazonaws.com"] = "SendBulkEmail SendBulkTemplatedEmail SendEmail SendRawEmail SendTemplatedEmail",
        ["sagemaker.amazonaws.com"] = "InvokeEndpoint InvokeEndpointAsync InvokeEndpointWithResponseStream",
        ["ssmmessages.amazonaws.com"] = "CreateControlChannel CreateDataChannel OpenControlChannel OpenDataChannel",
    }.ToFrozenDictionary(s => s.Key, s => s.Value.Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a service's event is a data event; of any service where none is given.</summary>
    public static bool Contains(string? source, string name) =>
        source is null ? Services.Values.Any(s => s.Contains(name)) : Services.GetValueOrDefault(source)?.Contains(name) == true;

    /// <summary>Whether a record's event is a data event, by the text of its source and name; allocates nothing.</summary>
    public static bool Contains(ReadOnlySpan<byte> source, ReadOnlySpan<byte> name)
    {
        // No such name is longer.
        Span<char> text = stackalloc char[64];
        if (source.Length > text.Length || name.Length > text.Length || !Encoding.ASCII.TryGetChars(source, text, out int length)
            || !Services.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text[..length], out var names))
        {
            return false;
        }

        return Encoding.ASCII.TryGetChars(name, text, out length) && names.GetAlternateLookup<ReadOnlySpan<char>>().Contains(text[..length]);
    }
}
