using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CloudAudit.Encryption;
using CloudAudit.Integrity;

namespace CloudAudit.Recording;

/// <summary>What a local trail is to be. What is null is as the trail has it already, or as is usual.</summary>
public sealed record TrailRequest
{
    /// <summary>The folder's full path.</summary>
    public required string Folder { get; init; }

    /// <summary>The trail's name; that of the folder unless given.</summary>
    public string? Name { get; init; }

    /// <summary>Twelve digits; zeros unless given.</summary>
    public string? AccountId { get; init; }

    /// <summary><c>local-host-1</c> unless given.</summary>
    public string? Region { get; init; }

    /// <summary>The bucket that digests name; <c>local-</c> and the trail's name unless given.</summary>
    public string? Bucket { get; init; }

    /// <summary>The trail is not encrypted.</summary>
    public bool NoEncryption { get; init; }

    /// <summary>The full path of the AES key's file; it is made where there is none.</summary>
    public string? KeyFile { get; init; }

    /// <summary>An AES key of 32 bytes that is kept in no file.</summary>
    public ReadOnlyMemory<byte> Key { get; init; }

    /// <summary>A key of AWS KMS.</summary>
    public string? KmsKeyId { get; init; }

    /// <summary>AWS KMS, where <see cref="KmsKeyId"/> is given.</summary>
    public IKeyService? KeyService { get; init; }

    /// <summary>The full path of the file of the private key that signs digests; it is made where there is none.</summary>
    public string? SigningKeyFile { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

/// <summary>One change that making a trail takes.</summary>
/// <param name="Target">What is changed.</param>
/// <param name="Action">How, in words that stand before "on target".</param>
/// <param name="Apply">Does it.</param>
public sealed record TrailStep(string Target, string Action, Action Apply);

/// <summary>A local trail as it was made or found.</summary>
/// <param name="Trail">What it is.</param>
/// <param name="Folder">Where it is.</param>
/// <param name="PublicKeyFile">What its digests are verified with.</param>
/// <param name="Change">Created, Completed or Unchanged.</param>
public sealed record LocalTrail(TrailConfiguration Trail, string Folder, string PublicKeyFile, string Change)
{
    public string Name => Trail.Name;

    public string AccountId => Trail.AccountId;

    public string Region => Trail.Region;

    public string Bucket => Trail.Bucket;

    public TrailEncryption Encryption => Trail.Encryption;

    public string? KeyFile => Trail.KeyFile;

    public string? KmsKeyId => Trail.KmsKeyId;

    public string SigningKeyFile => Trail.SigningKeyFile;

    public string PublicKeyFingerprint => Trail.PublicKeyFingerprint;

    public DateTimeOffset CreatedTime => Trail.CreatedTime;
}

/// <summary>
/// Makes a local trail, step by step; its description comes last, so that a trail that exists is whole. Of one that exists
/// it confirms what is asked for, and writes again what can be: the public key.
/// </summary>
public sealed class TrailCreation
{
    public const string UsualAccountId = "000000000000";

    public const string UsualRegion = "local-host-1";

    private readonly TrailRequest _request;
    private readonly bool _exists;
    private readonly List<TrailStep> _steps = [];
    private readonly List<string> _notices = [];
    private TrailConfiguration _trail;
    private RSA? _signing;

    /// <summary>Finds out what there is, and what has to be done.</summary>
    /// <exception cref="TrailException">The request does not make sense, or is not what the trail is, or a key is missing.</exception>
    public TrailCreation(TrailRequest request)
    {
        _request = request;
        _exists = File.Exists(Path.Join(request.Folder, TrailLayout.ConfigurationFile));
        CheckRequest();
        if (_exists)
        {
            _trail = TrailConfiguration.Load(request.Folder);
            Confirm();
            return;
        }

        _trail = NewTrail();
        if (_trail.Wrong() is { } wrong)
        {
            throw new TrailException(TrailErrorKind.Conflict, $"The trail cannot be made: {wrong}.");
        }

        Plan();
    }

    /// <summary>What has to be done, in order; nothing where the trail is there.</summary>
    public IReadOnlyList<TrailStep> Steps => _steps;

    /// <summary>What the user should know of: keys that others may read, or that lie in the trail.</summary>
    public IReadOnlyList<string> Notices => _notices;

    /// <summary>The trail, once all steps are done.</summary>
    public LocalTrail Result() => new(
        _trail, _request.Folder, PublicKeyPath, _exists ? _steps.Count > 0 ? "Completed" : "Unchanged" : "Created");

    private string PublicKeyPath => Path.Join(_request.Folder, TrailLayout.PublicKeyFile);

    private string Journal => Path.Join(_request.Folder, TrailLayout.JournalFolder);

    private void CheckRequest()
    {
        int ways = (_request.NoEncryption ? 1 : 0) + (_request.KeyFile is null ? 0 : 1) + (_request.Key.IsEmpty ? 0 : 1) + (_request.KmsKeyId is null ? 0 : 1);
        if (ways > 1)
        {
            throw new TrailException(TrailErrorKind.Conflict, "Give one of -KeyFile, -Key, -KmsKeyId and -NoEncryption.");
        }

        if (!_request.Key.IsEmpty && _request.Key.Length != TrailKeys.KeyBytes)
        {
            throw new TrailException(TrailErrorKind.Key, $"A trail's key has {TrailKeys.KeyBytes} bytes; this has {_request.Key.Length}.");
        }
    }

    private TrailConfiguration NewTrail()
    {
        string name = _request.Name ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(_request.Folder));
        string id = Guid.NewGuid().ToString();
        var encryption = _request.NoEncryption ? TrailEncryption.None : _request.KmsKeyId is not null ? TrailEncryption.Kms : TrailEncryption.Aes;
        string? keyFile = encryption == TrailEncryption.Aes && _request.Key.IsEmpty ? _request.KeyFile ?? Path.Join(KeyFolder(name, id), "trail.key") : null;
        string signing = _request.SigningKeyFile
            ?? (_request.KeyFile is { } beside ? Path.Join(Path.GetDirectoryName(beside)!, $"{name}.signing.pem") : Path.Join(KeyFolder(name, id), "signing.pem"));
        return new TrailConfiguration
        {
            Name = name,
            Id = id,
            AccountId = _request.AccountId ?? UsualAccountId,
            Region = _request.Region ?? UsualRegion,
            Bucket = _request.Bucket ?? UsualBucket(name),
            CreatedTime = DateTimeOffset.FromUnixTimeSeconds(_request.Clock.GetUtcNow().ToUnixTimeSeconds()),
            Encryption = encryption,
            KeyFile = keyFile,
            KmsKeyId = _request.KmsKeyId,
            SigningKeyFile = signing,
            PublicKeyFingerprint = string.Empty,
        };
    }

    // A bucket's name has fewer characters than a trail's may have.
    private static string UsualBucket(string name)
    {
        string plain = string.Concat(name.ToLowerInvariant().Select(c => c == '_' ? '-' : c));
        return $"local-{plain[..Math.Min(plain.Length, 57)]}".TrimEnd('-', '.');
    }

    private static string KeyFolder(string name, string id)
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return home.Length > 0
            ? Path.Join(home, "cloudaudit", "trails", $"{name}-{id[..8]}")
            : throw new TrailException(TrailErrorKind.Key, "There is no home folder to keep the trail's keys in. Say where with -KeyFile and -SigningKeyFile.");
    }

    private void Plan()
    {
        if (!Directory.Exists(_request.Folder))
        {
            _steps.Add(new(_request.Folder, "Make folder", () => DurableFile.MakeFolder(_request.Folder)));
        }

        PlanKey();
        string signing = _trail.SigningKeyFile;
        if (File.Exists(signing))
        {
            Look(signing);
            _signing = TrailKeys.ReadSigningKey(signing);
        }
        else
        {
            _steps.Add(new(signing, "Make RSA-2048 key that signs digests, for the owner alone", () => MakeSigningKey(signing)));
        }

        Within(signing);
        _steps.Add(new(Path.Join(_request.Folder, TrailLayout.ConfigurationFile), "Begin trail: write its public key and its description", Begin));
    }

    private void PlanKey()
    {
        if (!_request.Key.IsEmpty)
        {
            _trail = _trail with { KeyCheck = TrailCipher.KeyCheck(_request.Key.Span) };
        }
        else if (_trail.KeyFile is { } file)
        {
            if (File.Exists(file))
            {
                Look(file);
                using var key = TrailKeys.ReadAesKeyFile(file);
                _trail = _trail with { KeyCheck = TrailCipher.KeyCheck(key.AesKey) };
            }
            else
            {
                _steps.Add(new(file, "Make AES-256 key that encrypts the trail, for the owner alone", () => MakeKey(file)));
            }

            Within(file);
        }
        else if (_trail.KmsKeyId is { } id && _request.KeyService is { } service)
        {
            _steps.Add(new(id, "Try KMS key: encrypt and decrypt", () => TryKms(service, id)));
        }
    }

    private void MakeKey(string path)
    {
        using var key = new SecretBytes(TrailKeys.KeyBytes);
        RandomNumberGenerator.Fill(key.Span);
        DurableFile.MakeFolder(Path.GetDirectoryName(path)!, ownerOnly: true);
        DurableFile.CreateSecret(path, Encoding.ASCII.GetBytes(Convert.ToBase64String(key.Span) + "\n"));
        _trail = _trail with { KeyCheck = TrailCipher.KeyCheck(key.Span) };
    }

    private void MakeSigningKey(string path)
    {
        _signing = RSA.Create(2048);
        DurableFile.MakeFolder(Path.GetDirectoryName(path)!, ownerOnly: true);
        DurableFile.CreateSecret(path, Encoding.ASCII.GetBytes(_signing.ExportPkcs8PrivateKeyPem() + "\n"));
    }

    private static void TryKms(IKeyService service, string id)
    {
        using var cipher = TrailCipher.Kms(service, id);
        var metadata = new ObjectMetadata();
        byte[] probe = RandomNumberGenerator.GetBytes(16);
        if (!cipher.Decrypt(cipher.Encrypt(probe, metadata), metadata).AsSpan().SequenceEqual(probe))
        {
            throw new TrailException(TrailErrorKind.Key, $"The KMS key '{id}' does not give back what it took.");
        }
    }

    // Under the lock: of two who make the trail at once, one does.
    private void Begin()
    {
        string path = Path.Join(_request.Folder, TrailLayout.ConfigurationFile);
        _trail = _trail with { PublicKeyFingerprint = TrailPublicKey.FingerprintOf(_signing!) };
        DurableFile.MakeFolder(Journal, ownerOnly: true);
        using (TrailLock.Take(Journal, new TrailRecorderOptions().LockTimeout, CancellationToken.None))
        {
            if (File.Exists(path))
            {
                throw new TrailException(TrailErrorKind.Conflict, $"Another process has made a trail in '{_request.Folder}' meanwhile. Run this again to confirm it.");
            }

            DurableFile.Write(PublicKeyPath, PublicKey(_signing!), Journal);
            new TrailState { ChainTime = _trail.CreatedTime }.Save(Journal, _signing!);
            DurableFile.Write(path, _trail.ToJson(), Journal);
        }

        _signing!.Dispose();
    }

    private static byte[] PublicKey(RSA key) => Encoding.ASCII.GetBytes(key.ExportRSAPublicKeyPem() + "\n");

    private void Confirm()
    {
        Same("name", _request.Name, _trail.Name);
        Same("account", _request.AccountId, _trail.AccountId);
        Same("region", _request.Region, _trail.Region);
        Same("bucket", _request.Bucket, _trail.Bucket);
        Same("KMS key", _request.KmsKeyId, _trail.KmsKeyId);
        Same("encryption", _request.NoEncryption ? "None" : null, _trail.Encryption.ToString());
        Same("encryption", _request.KeyFile is null && _request.Key.IsEmpty ? null : "Aes", _trail.Encryption.ToString());

        // Opening says whether the keys are the trail's.
        using var keys = TrailKeys.Open(_trail, new TrailKeySources
        {
            KeyFile = _request.KeyFile,
            Key = _trail is { Encryption: TrailEncryption.Aes, KeyFile: null } && _request.Key.IsEmpty && _request.KeyFile is null
                ? throw new TrailException(TrailErrorKind.Key, $"The trail '{_trail.Name}' is there; its key is in no file, so give it to have it confirmed.")
                : _request.Key,
            SigningKeyFile = _request.SigningKeyFile,
            KeyService = _request.KeyService,
        });
        Look(_request.SigningKeyFile ?? _trail.SigningKeyFile);
        if ((_request.KeyFile ?? _trail.KeyFile) is { } file && _request.Key.IsEmpty)
        {
            Look(file);
        }

        byte[] publicKey = PublicKey(keys.Signing);
        if (!File.Exists(PublicKeyPath) || !File.ReadAllBytes(PublicKeyPath).AsSpan().SequenceEqual(publicKey))
        {
            _steps.Add(new(PublicKeyPath, "Write public key", () =>
            {
                DurableFile.MakeFolder(Journal, ownerOnly: true);
                DurableFile.Write(PublicKeyPath, publicKey, Journal);
            }));
        }
    }

    private void Same(string what, string? asked, string? found)
    {
        if (asked is not null && asked != found)
        {
            throw new TrailException(TrailErrorKind.Conflict, string.Create(
                CultureInfo.InvariantCulture, $"'{_request.Folder}' holds the trail '{_trail.Name}', whose {what} is '{found ?? "none"}', not '{asked}'. A trail stays what it is; make another in a folder of its own."));
        }
    }

    private void Look(string file)
    {
        if (DurableFile.IsReadableByOthers(file))
        {
            _notices.Add($"Others than its owner may read the key in '{file}'. chmod 600 takes that away.");
        }
    }

    private void Within(string file)
    {
        if (file.StartsWith(Path.TrimEndingDirectorySeparator(_request.Folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            _notices.Add($"The key '{file}' lies in the trail: whoever copies the folder has it.");
        }
    }
}
