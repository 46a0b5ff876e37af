using System.Text.Json;
using CloudAudit.Decoding.Json;

namespace CloudAudit;

/// <summary>Whether a second factor was used: sign-ins say it in additionalEventData.MFAUsed, sessions in their attributes.</summary>
internal static class MfaState
{
    public static bool? Of(ReadOnlySpan<byte> additionalEventData, ReadOnlySpan<char> sessionAttribute)
    {
        return SignIn(additionalEventData) ?? Parse(sessionAttribute);
    }

    private static bool? SignIn(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty || json[0] != '{')
        {
            return null;
        }

        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 64 });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool wanted = JsonString.Is(ref reader, "MFAUsed"u8);
            reader.Read();
            if (wanted && reader.TokenType == JsonTokenType.String)
            {
                return JsonString.Is(ref reader, "Yes"u8) ? true : JsonString.Is(ref reader, "No"u8) ? false : null;
            }

            reader.Skip();
        }

        return null;
    }

    private static bool? Parse(ReadOnlySpan<char> text) => bool.TryParse(text, out bool value) ? value : null;
}
