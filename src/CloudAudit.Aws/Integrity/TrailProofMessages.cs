using System.Text.Json.Serialization;

namespace CloudAudit.Aws.Integrity;

// The bodies of ListPublicKeys and GetTrailStatus ("AWS CloudTrail API Reference", 2013-11-01), with the members that are
// used. Times are seconds since 1970, with a fraction.
internal sealed record ListPublicKeysRequest(long StartTime, long EndTime, string? NextToken);

internal sealed record ListPublicKeysAnswer(IReadOnlyList<PublicKeyAnswer>? PublicKeyList, string? NextToken);

internal sealed record PublicKeyAnswer(byte[]? Value, double? ValidityStartTime, double? ValidityEndTime, string? Fingerprint);

internal sealed record DeliveryRequest(string Name);

internal sealed record DeliveryAnswer(double? LatestDigestDeliveryTime, string? LatestDigestDeliveryError, double? StartLoggingTime, double? StopLoggingTime);

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ListPublicKeysRequest))]
[JsonSerializable(typeof(ListPublicKeysAnswer))]
[JsonSerializable(typeof(DeliveryRequest))]
[JsonSerializable(typeof(DeliveryAnswer))]
internal sealed partial class TrailProofJson : JsonSerializerContext;
