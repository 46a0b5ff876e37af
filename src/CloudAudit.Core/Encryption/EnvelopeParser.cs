using System.Globalization;
using CloudAudit.Decoding;

namespace CloudAudit.Encryption;

/// <summary>Reads an envelope from metadata, and refuses whatever is missing, mixed or not written as it should be.</summary>
internal static class EnvelopeParser
{
    private const int MaxWrappedKey = 8 * 1024;

    /// <summary>Whether the metadata holds anything of an envelope, be it whole or not.</summary>
    public static bool HasAny(ObjectMetadata metadata) => Has(metadata, EnvelopeNames.OfV1V2) || Has(metadata, EnvelopeNames.OfV3);

    /// <summary>Reads the envelope.</summary>
    /// <param name="metadata">The object's own.</param>
    /// <param name="instruction">What its instruction file holds; null where it has none.</param>
    /// <exception cref="DecryptionException">It is not whole, mixes formats, or names what is not supported.</exception>
    public static Envelope Parse(ObjectMetadata metadata, ObjectMetadata? instruction)
    {
        try
        {
            return Has(metadata, EnvelopeNames.OfV3) || (instruction is not null && Has(instruction, EnvelopeNames.OfV3))
                ? ParseV3(metadata, instruction)
                : ParseV1V2(metadata, instruction);
        }
        catch (ObjectMetadataException e)
        {
            throw Bad(e.Message);
        }
    }

    private static Envelope ParseV3(ObjectMetadata metadata, ObjectMetadata? instruction)
    {
        if (Has(metadata, EnvelopeNames.OfV1V2) || (instruction is not null && Has(instruction, EnvelopeNames.OfV1V2)))
        {
            throw Bad("its metadata mixes format V3 with an older one");
        }

        var ofKey = metadata;
        if (metadata[EnvelopeNames.KeyV3] is null && instruction is not null)
        {
            // "x-amz-c", "x-amz-d" and "x-amz-i" are in the object's metadata alone, all others in the file alone
            // ("Content Metadata Strategy", V3 Instruction Files).
            ofKey = instruction;
            if (Has(instruction, EnvelopeNames.OfV3Object)
                || EnvelopeNames.OfV3.Except(EnvelopeNames.OfV3Object, StringComparer.Ordinal).Any(n => metadata[n] is not null))
            {
                throw Bad("its envelope says the same in its metadata and in its instruction file");
            }
        }

        string suite = Needed(metadata, EnvelopeNames.SuiteOfV3);
        if (suite != EnvelopeNames.SuiteV3)
        {
            throw Unsupported("algorithm suite", suite);
        }

        string wrapCode = Needed(ofKey, EnvelopeNames.WrapV3);
        var wrap = wrapCode switch
        {
            "02" => KeyWrap.AesGcm,
            "12" => KeyWrap.KmsContext,
            "22" => KeyWrap.RsaOaepSha1,
            _ => throw Unsupported("way to wrap keys", wrapCode),
        };
        bool kms = wrap == KeyWrap.KmsContext;
        if (kms && ofKey == instruction)
        {
            throw new DecryptionException(LogErrorKind.UnsupportedEncryption, "it has an instruction file with a key wrapped by AWS KMS, which the format does not know");
        }

        if (ofKey[kms ? EnvelopeNames.DescriptionV3 : EnvelopeNames.ContextV3] is not null)
        {
            throw Bad($"its metadata has '{(kms ? EnvelopeNames.DescriptionV3 : EnvelopeNames.ContextV3)}', which does not go with its way to wrap keys");
        }

        return new Envelope(
            3, ContentCipher.CommittingGcm, wrap, WrappedKey(ofKey, EnvelopeNames.KeyV3),
            Bytes(metadata, EnvelopeNames.MessageIdV3, EnvelopeNames.MessageIdBytes),
            Bytes(metadata, EnvelopeNames.CommitmentV3, EnvelopeNames.CommitmentBytes),
            Map(ofKey, kms ? EnvelopeNames.ContextV3 : EnvelopeNames.DescriptionV3), PlainLength: null);
    }

    private static Envelope ParseV1V2(ObjectMetadata metadata, ObjectMetadata? instruction)
    {
        var source = metadata;
        if (instruction is not null && metadata[EnvelopeNames.KeyV1] is null && metadata[EnvelopeNames.KeyV2] is null)
        {
            // The older formats put all of it into the file; the content's length may stay with the object.
            source = instruction;
            if (EnvelopeNames.OfV1V2.Any(n => n != EnvelopeNames.PlainLength && metadata[n] is not null))
            {
                throw Bad("its envelope is in part in its metadata, in part in its instruction file");
            }
        }

        bool first = source[EnvelopeNames.KeyV1] is not null;
        if (first && source[EnvelopeNames.KeyV2] is not null)
        {
            throw Bad("its metadata mixes formats V1 and V2");
        }

        string keyName = first ? EnvelopeNames.KeyV1 : EnvelopeNames.KeyV2;
        if (source[keyName] is null)
        {
            throw Bad(instruction is null
                ? "its metadata has parts of an envelope, but no data key; where it has an instruction file, that is missing"
                : "its instruction file has no data key");
        }

        if (first && (source[EnvelopeNames.Wrap] is not null || source[EnvelopeNames.TagLength] is not null))
        {
            throw Bad("its metadata mixes formats V1 and V2");
        }

        string? cipherName = source[EnvelopeNames.Cipher];
        var cipher = cipherName switch
        {
            null when first => ContentCipher.Cbc,
            null => throw Missing(EnvelopeNames.Cipher),
            EnvelopeNames.CipherCbc => ContentCipher.Cbc,
            EnvelopeNames.CipherGcm when !first => ContentCipher.Gcm,
            EnvelopeNames.CipherCtr => throw new DecryptionException(
                LogErrorKind.UnsupportedEncryption, "its content is encrypted by AES/CTR, which nothing protects against change; it is not opened"),
            _ => throw Unsupported("cipher", cipherName),
        };
        var wrap = first ? KeyWrap.Unnamed : Needed(source, EnvelopeNames.Wrap) switch
        {
            "AES/GCM" => KeyWrap.AesGcm,
            "AESWrap" => KeyWrap.AesKeyWrap,
            "RSA-OAEP-SHA1" => KeyWrap.RsaOaepSha1,
            "RSA/ECB/OAEPWithSHA-256AndMGF1Padding" => KeyWrap.RsaOaepSha256,
            "kms+context" => KeyWrap.KmsContext,
            "kms" => KeyWrap.Kms,
            "AES" or "RSA" => KeyWrap.Unnamed,
            var other => throw Unsupported("way to wrap keys", other),
        };
        string? tagLength = source[EnvelopeNames.TagLength];
        if (tagLength is not null && (cipher != ContentCipher.Gcm || tagLength != "128"))
        {
            throw Bad($"its metadata's '{EnvelopeNames.TagLength}' does not agree with its cipher");
        }

        return new Envelope(
            first ? 1 : 2, cipher, wrap, WrappedKey(source, keyName),
            Bytes(source, EnvelopeNames.Iv, cipher == ContentCipher.Gcm ? 12 : 16), Commitment: null,
            Map(source, EnvelopeNames.Description), Length(source) ?? Length(metadata));
    }

    private static bool Has(ObjectMetadata metadata, string[] names) => names.Any(n => metadata[n] is not null);

    private static string Needed(ObjectMetadata metadata, string name) => metadata[name] ?? throw Missing(name);

    private static byte[] WrappedKey(ObjectMetadata metadata, string name)
    {
        byte[] key = Base64(Needed(metadata, name), name);
        return key.Length is > 0 and <= MaxWrappedKey ? key : throw Bad($"its metadata's '{name}' has {key.Length} bytes, which no wrapped key has");
    }

    private static byte[] Bytes(ObjectMetadata metadata, string name, int length)
    {
        byte[] bytes = Base64(Needed(metadata, name), name);
        return bytes.Length == length ? bytes : throw Bad($"its metadata's '{name}' has {bytes.Length} bytes instead of {length}");
    }

    // The one right spelling only: white space and stray bits behind the end would be changes that nobody notices.
    private static byte[] Base64(string text, string name)
    {
        byte[] bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out int length) && Convert.ToBase64String(bytes, 0, length) == text
            ? bytes[..length]
            : throw Bad($"its metadata's '{name}' is no base64");
    }

    private static Dictionary<string, string> Map(ObjectMetadata metadata, string name) =>
        metadata[name] is { } json ? FlatJson.ReadMap(MetadataText.Decode(json)) : [];

    private static long? Length(ObjectMetadata metadata)
    {
        if (metadata[EnvelopeNames.PlainLength] is not { } text)
        {
            return null;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long length)
            ? length
            : throw Bad($"its metadata's '{EnvelopeNames.PlainLength}' is no number");
    }

    private static DecryptionException Missing(string name) => Bad($"its metadata has no '{name}'");

    private static DecryptionException Bad(string message) => new(LogErrorKind.BadMetadata, message);

    private static DecryptionException Unsupported(string what, string value) =>
        new(LogErrorKind.UnsupportedEncryption, $"its metadata names an unknown {what}, '{FlatJson.Shown(value)}'");
}
