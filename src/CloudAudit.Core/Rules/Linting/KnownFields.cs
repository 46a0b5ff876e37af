using System.Collections.Frozen;
using CloudAudit.Decoding;

namespace CloudAudit.Rules.Linting;

/// <summary>
/// The fields that records have, as far as AWS says so ("CloudTrail record contents", "CloudTrail userIdentity element",
/// eventVersion 1.11; 2026-11). What is inside a request, a response or a service's details is each service's own affair.
/// </summary>
internal static class KnownFields
{
    private static readonly FrozenSet<string> Members =
        Enumerable.Range(0, RecordFields.Count).Select(i => RecordFields.Name((RecordField)i)).ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, FrozenSet<string>> Inside = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["userIdentity"] = "accessKeyId accountId arn credentialId identityProvider inScopeOf invokedBy invokedByDelegate onBehalfOf principalId "
            + "sessionContext type userName",
        ["userIdentity.sessionContext"] = "assumedRoot attributes ec2IssuedInVpc ec2IssuedPrivateIPv4 ec2RoleDelivery sessionIssuer sourceIdentity webIdFederationData",
        ["userIdentity.sessionContext.sessionIssuer"] = "accountId arn principalId type userName",
        ["userIdentity.sessionContext.attributes"] = "creationDate mfaAuthenticated",
        ["userIdentity.sessionContext.webIdFederationData"] = "attributes federatedProvider",
        ["userIdentity.onBehalfOf"] = "identityStoreArn userId",
        ["userIdentity.inScopeOf"] = "credentialsIssuedTo issuerType sourceAccount sourceArn",
        ["userIdentity.invokedByDelegate"] = "accountId",
        ["resources"] = "ARN ARNPrefix accountId type",
        ["tlsDetails"] = "cipherSuite clientProvidedHostHeader tlsVersion",
    }.ToFrozenDictionary(i => i.Key, i => i.Value.Split(' ').ToFrozenSet(StringComparer.Ordinal), StringComparer.Ordinal);

    // Members of the record, and of the identity, that hold one text, number or boolean.
    private static readonly FrozenSet<string> Structures = FrozenSet.Create(
        StringComparer.Ordinal,
        "userIdentity", "requestParameters", "responseElements", "additionalEventData", "resources", "serviceEventDetails",
        "insightDetails", "addendum", "edgeDeviceDetails", "tlsDetails", "eventContext");

    /// <summary>The first part of a path that no record has, up to it; null where AWS documents the whole, or nothing about its rest.</summary>
    /// <param name="path">Names with dots between them.</param>
    /// <param name="suggestion">What may have been meant; null where nothing is like it.</param>
    public static string? UnknownPart(string path, out string? suggestion)
    {
        suggestion = null;
        string[] names = path.Split('.');
        string parent = string.Empty;
        foreach (string name in names)
        {
            var known = parent.Length == 0 ? Members : Inside.GetValueOrDefault(parent);
            string here = parent.Length == 0 ? name : $"{parent}.{name}";
            if (known is null)
            {
                return null;
            }

            if (!known.Contains(name))
            {
                suggestion = Spelling.Nearest(name, known) is { } near ? (parent.Length == 0 ? near : $"{parent}.{near}") : null;
                return here;
            }

            parent = here;
        }

        return null;
    }

    /// <summary>Whether a field is known to hold no more than one value, and that no structure.</summary>
    public static bool IsScalar(string path)
    {
        int dot = path.LastIndexOf('.');
        return dot < 0
            ? Members.Contains(path) && !Structures.Contains(path)
            : path.StartsWith("userIdentity.", StringComparison.Ordinal)
                && Inside.GetValueOrDefault(path[..dot])?.Contains(path[(dot + 1)..]) == true
                && !Inside.ContainsKey(path);
    }
}
