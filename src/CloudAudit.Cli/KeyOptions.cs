using System.CommandLine;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using CloudAudit.Aws;
using CloudAudit.Aws.Kms;
using CloudAudit.Encryption;

namespace CloudAudit.Cli;

/// <summary>The options that say what opens encrypted files; every command that reads a trail's files has them.</summary>
internal sealed class KeyOptions
{
    private readonly Option<string[]> _decryptionKey = CommandOptions.Many("--decryption-key", "A key file for encrypted logs: an RSA private key as PEM, or an AES key as bytes or base64.");
    private readonly Option<string[]> _encryptionContext = CommandOptions.Many("--encryption-context", "What logs must have in their KMS encryption context, as name=value; all of it.");
    private readonly Option<bool> _allowLegacyEncryption = new("--allow-legacy-encryption") { Description = "Open logs that older clients encrypted in weaker ways." };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_decryptionKey, _encryptionContext, _allowLegacyEncryption])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>
    /// The keys, and AWS KMS where a file's data key is wrapped by it. A key is given by its file, never on the command
    /// line, which others can see.
    /// </summary>
    /// <param name="result">The command line.</param>
    /// <param name="connect">Resolves who calls KMS, once a file needs it.</param>
    /// <param name="region">Says where the keys are.</param>
    /// <exception cref="UsageException">A file holds no key, or cannot be read.</exception>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Reliability", "CA2000", Justification = "The keys own the service.")]
    public EnvelopeKeys Keys(ParseResult result, Func<AwsConnection> connect, Func<AwsConnection, string?> region)
    {
        var keys = new List<WrappingKey>();
        foreach (string path in result.GetValue(_decryptionKey) ?? [])
        {
            try
            {
                keys.Add(KeyFile.Read(Path.GetFullPath(path)));
            }
            catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
            {
                keys.ForEach(key => key.Dispose());
                throw new UsageException(e is FileNotFoundException or DirectoryNotFoundException
                    ? $"--decryption-key names a file that does not exist{(KeyFile.MayBeKey(path) ? "; it takes no key itself" : $": '{path}'")}."
                    : $"--decryption-key: {e.Message}");
            }
        }

        return new EnvelopeKeys(keys, new LazyKeyService(() => KeyService(connect, region)))
        {
            AllowLegacy = result.GetValue(_allowLegacyEncryption),
            EncryptionContext = result.GetValue(_encryptionContext) is { Length: > 0 } context ? Context(context) : null,
        };
    }

    private static Dictionary<string, string> Context(string[] entries)
    {
        var context = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string entry in entries)
        {
            int equals = entry.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || !context.TryAdd(entry[..equals], entry[(equals + 1)..]))
            {
                throw new UsageException($"--encryption-context takes name=value, each name once, not '{entry}'.");
            }
        }

        return context;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static KmsKeyService KeyService(Func<AwsConnection> connect, Func<AwsConnection, string?> region) => new(connect, region, CancellationToken.None);
}
