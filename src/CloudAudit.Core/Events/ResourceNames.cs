using System.Text;
using System.Text.Json;
using CloudAudit.Decoding.Json;

namespace CloudAudit;

/// <summary>
/// The resources an event is about, by every name it gives them: ARNs, the names inside those, and the members of request
/// and response that name something (bucketName, instanceId, roleArn …). The event history's ResourceName works alike.
/// </summary>
internal static class ResourceNames
{
    /// <summary>Distinct names in the order they appear; the arguments are the members' JSON, or empty.</summary>
    public static List<string> Of(ReadOnlySpan<byte> resources, ReadOnlySpan<byte> request, ReadOnlySpan<byte> response)
    {
        var names = new List<string>();
        Collect(resources, names);
        Collect(request, names);
        Collect(response, names);
        return names;
    }

    private static void Collect(ReadOnlySpan<byte> json, List<string> names)
    {
        if (json.IsEmpty || json[0] is not ((byte)'{' or (byte)'['))
        {
            return;
        }

        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 64 });
        bool named = false;
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        named = Names(reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(JsonString.Decode(reader.ValueSpan)) : reader.ValueSpan);
                        break;
                    case JsonTokenType.String when named:
                        Add(JsonString.Decode(reader.ValueSpan), names);
                        break;
                }
            }
        }
        catch (JsonException)
        {
            // A filter sees records before they are checked: the names before the damage are what there is.
        }
    }

    // …Name, …Id, …Arn, …ARN and the like; an account is no resource of the request.
    private static bool Names(ReadOnlySpan<byte> member) =>
        (member.EndsWith("Name"u8) || member.EndsWith("Id"u8) || member.EndsWith("Arn"u8) || member.EndsWith("ARN"u8)
            || member.EndsWith("Names"u8) || member.EndsWith("Ids"u8) || member.EndsWith("Arns"u8)
            || member.SequenceEqual("name"u8) || member.SequenceEqual("arn"u8) || member.SequenceEqual("id"u8) || member.SequenceEqual("key"u8))
        && !member.SequenceEqual("accountId"u8) && !member.SequenceEqual("requestId"u8);

    private static void Add(string name, List<string> names)
    {
        if (name.Length == 0 || names.Contains(name))
        {
            return;
        }

        names.Add(name);
        if (name.StartsWith("arn:", StringComparison.Ordinal))
        {
            // arn:partition:service:region:account:type/name or …:name, and the name may hold more of either.
            string rest = name.Split(':', 6) is [.., var last] ? last : name;
            int cut = rest.LastIndexOfAny(['/', ':']);
            string leaf = cut >= 0 ? rest[(cut + 1)..] : rest;
            if (leaf.Length > 0 && !names.Contains(leaf))
            {
                names.Add(leaf);
            }
        }
    }
}
