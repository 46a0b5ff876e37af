using System.Collections.Concurrent;
using CloudAudit.Aws.Integrity;
using CloudAudit.Aws.S3;
using CloudAudit.Decoding;
using CloudAudit.Filters;
using CloudAudit.Sources;
using CloudAudit.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace CloudAudit.Aws.Tests;

/// <summary>
/// Objects that S3 does not give because KMS does not decrypt them, as S3 says it: for want of kms:Decrypt in one of the
/// forms that its words have had, and for the state of the key. Of SSE-KMS and DSSE-KMS.
/// </summary>
public sealed class S3KmsTests
{
    private const string Key = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    private const string Needs = $"the caller needs kms:Decrypt on the key '{Key}'";
    private const string Unusable = $"the KMS key '{Key}' that the object is encrypted with ";
    private static readonly DateTimeOffset Day = new(2025, 3, 11, 0, 0, 0, TimeSpan.Zero);
    private readonly List<LogError> _listing = [];
    private readonly ConcurrentQueue<string> _heads = new();

    /// <summary>Status, code and words of S3's; whether they name the key; what is to be read of it.</summary>
    public static TheoryData<int, string, string, string[]> Refusals => new()
    {
        {
            403, "AccessDenied",
            $"User: arn:aws:sts::444455556666:assumed-role/auditor/nightly is not authorized to perform: kms:Decrypt on resource: {Key} because no identity-based policy allows the kms:Decrypt action",
            [Needs, "in its own policies and in the key's", "no identity-based policy"]
        },
        {
            403, "AccessDenied",
            $"User: arn:aws:iam::444455556666:user/audit is not authorized to perform: kms:Decrypt on the resource associated with this ciphertext because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access",
            [Needs]
        },
        { 403, "AccessDenied", "The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.", [Needs] },
        { 403, "AccessDenied", "Access Denied", [Needs] },
        { 400, "KMS.DisabledException", $"{Key} is disabled.", [Unusable + "is disabled", "kms:EnableKey"] },
        { 400, "KMS.KMSInvalidStateException", $"{Key} is pending deletion.", [Unusable, "is pending deletion", "kms:CancelKeyDeletion"] },
        { 400, "KMS.NotFoundException", $"Key '{Key}' does not exist", [Unusable + "is not there", "replica"] },
        { 400, "KMS.NotFoundException", "Invalid keyId", [Unusable + "is not there"] },
        { 400, "KMS.InvalidKeyUsageException", "The key's usage is not ENCRYPT_DECRYPT.", [Unusable + "cannot be used", "kms:DescribeKey"] },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task What_KMS_refuses_is_an_error_that_names_the_key_and_what_is_missing(int status, string code, string words, string[] expected)
    {
        await using var stub = await StartAsync(status, code, words);
        using var connection = new AwsConnection(Options(stub));
        using var logs = new S3Logs(connection, new S3LogOptions { Bucket = "trail" }, new EventQuery(), _listing.Add);

        var (events, errors) = StubTrail.Read(logs, _listing);

        Assert.Equal(["e0-0", "e3-0"], events.Select(e => e.EventId));
        Assert.Equal([$"s3://trail/{Log(1)}", $"s3://trail/{Log(2)}"], errors.Select(e => e.Origin));
        Assert.All(errors, e => Assert.Equal(LogErrorKind.AccessDenied, e.Kind));
        Assert.All(errors, e => Assert.All([.. expected, $"{code} ({status})", "request REQUEST1"], part => Assert.Contains(part, e.Message, StringComparison.Ordinal)));

        // What S3 has said need not be asked for.
        Assert.Equal(words.Contains(Key, StringComparison.Ordinal) ? [] : [Log(1), Log(2)], _heads.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Verification_says_the_same_of_an_object(int status, string code, string words, string[] expected)
    {
        await using var stub = await StartAsync(status, code, words);
        using var connection = new AwsConnection(Options(stub));
        using var store = await S3TrailStore.OpenAsync(connection, new S3LogOptions { Bucket = "trail" }, CancellationToken.None);

        var error = Assert.Throws<LogReadException>(() => store.Open("trail", Log(2), CancellationToken.None));
        Assert.All([.. expected, $"{code} ({status})"], part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
        using var other = store.Open("trail", Log(3), CancellationToken.None);
        Assert.NotNull(other);
    }

    [Fact]
    public async Task An_object_of_no_KMS_key_wants_permission_to_read_it()
    {
        await using var stub = await S3Stub.StartAsync([StubTrail.Log(Log(0), "e0", 1)], async (context, found) =>
        {
            if (found is null)
            {
                return false;
            }

            await S3Stub.ErrorAsync(context, 403, "AccessDenied", "User: arn:aws:iam::444455556666:user/audit is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::trail/x\" because no identity-based policy allows the s3:GetObject action");
            return true;
        });
        using var connection = new AwsConnection(Options(stub));
        using var logs = new S3Logs(connection, new S3LogOptions { Bucket = "trail" }, new EventQuery(), _listing.Add);

        var error = Assert.Single(StubTrail.Read(logs, _listing).Errors);

        Assert.Contains("the caller needs s3:GetObject on the object", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("kms", error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(400, "ThrottlingException", "You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls.")]
    [InlineData(400, "KMS.ThrottlingException", "Rate exceeded")]
    [InlineData(503, "SlowDown", "Please reduce your request rate for operations involving AWS KMS.")]
    [InlineData(500, "KMS.KMSInternalException", "The request was rejected because an internal exception occurred.")]
    [InlineData(400, "KMS.KeyUnavailableException", "The request was rejected because the specified KMS key was not available.")]
    public async Task What_KMS_may_do_later_is_asked_for_again(int status, string code, string words)
    {
        await using var stub = await StartAsync(status, code, words, times: 2);
        using var connection = new AwsConnection(Options(stub));
        using var logs = new S3Logs(connection, new S3LogOptions { Bucket = "trail" }, new EventQuery(), _listing.Add);

        var (events, errors) = StubTrail.Read(logs, _listing);

        Assert.Empty(errors);
        Assert.Equal(["e0-0", "e1-0", "e2-0", "e3-0"], events.Select(e => e.EventId));
    }

    private static AwsConnectionOptions Options(S3Stub stub) => new()
    {
        Keys = () => new AwsKeys("AKIAIOSFODNN7EXAMPLE", "made-up"),
        Region = "us-east-1",
        EndpointUrl = stub.Url,
    };

    private static string Log(int number) => StubTrail.Key(Day.AddHours(number), number);

    // Four logs: of S3's own encryption, SSE-KMS, DSSE-KMS, and S3's own again; KMS decrypts neither of the two.
    private async Task<S3Stub> StartAsync(int status, string code, string words, int times = int.MaxValue)
    {
        var attempts = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        return await S3Stub.StartAsync(
            Enumerable.Range(0, 4).Select(i => StubTrail.Log(Log(i), FormattableString.Invariant($"e{i}"), 1) with { Headers = Encryption(i) }),
            async (context, found) =>
            {
                if (found is null || !found.Headers.ContainsKey("x-amz-server-side-encryption-aws-kms-key-id"))
                {
                    return false;
                }

                if (HttpMethods.IsHead(context.Request.Method))
                {
                    _heads.Enqueue(found.Key);
                    return false;
                }

                if (attempts.AddOrUpdate(found.Key, 1, (_, n) => n + 1) > times)
                {
                    return false;
                }

                await S3Stub.ErrorAsync(context, status, code, words);
                return true;
            });
    }

    private static Dictionary<string, string> Encryption(int number) => number is 0 or 3
        ? new(StringComparer.Ordinal) { ["x-amz-server-side-encryption"] = "AES256" }
        : new(StringComparer.Ordinal)
        {
            ["x-amz-server-side-encryption"] = number == 1 ? "aws:kms" : "aws:kms:dsse",
            ["x-amz-server-side-encryption-aws-kms-key-id"] = Key,
        };
}
