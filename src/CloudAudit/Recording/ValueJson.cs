using System.Buffers;
using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Net;
using System.Numerics;
using System.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CloudAudit.PowerShell.Recording;

/// <summary>
/// What scripts hold in variables, as the JSON of a record. Depth and size are bounded, whatever an object leads to, and
/// secrets are not written: neither those that their type tells of, nor those that a member's name does.
/// </summary>
internal sealed class ValueJson : IDisposable
{
    /// <summary>What stands for a secret, as CloudTrail has it.</summary>
    public const string Hidden = "HIDDEN_DUE_TO_SECURITY_REASONS";

    /// <summary>Levels of tables, lists and custom objects. What lies deeper is its text.</summary>
    private const int MaxDepth = 16;

    // Objects of the framework lead to others without end, such as a process to its threads: their members' text will do.
    private const int MaxObjectDepth = 1;

    // Over the limit of a record's element: what is longer is left out in the end, so that its rest needs no work.
    private const int MaxBytes = 128 * 1024;

    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // Whole endings of names, so that a secretId, a nextToken or a passwordPolicy stays what CloudTrail shows, too.
    private static readonly string[] SecretNames =
    [
        "password", "passwd", "passphrase", "secretkey", "secretaccesskey", "sessiontoken", "securitytoken", "secretstring", "secretbinary",
        "privatekey", "clientsecret", "apikey", "accesstoken", "refreshtoken", "authtoken", "bearertoken", "idtoken", "authorization", "connectionstring",
    ];

    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private readonly Utf8JsonWriter _writer;

    private ValueJson() => _writer = new Utf8JsonWriter(_buffer, Compact);

    private bool IsFull => _writer.BytesCommitted + _writer.BytesPending > MaxBytes;

    /// <summary>The JSON of a value.</summary>
    public static byte[] Of(object? value)
    {
        using var json = new ValueJson();
        json.Write(value, 0, 0);
        return json.Take();
    }

    /// <summary>The JSON of an object whose names are given a spelling of their own.</summary>
    /// <param name="members">Names and values.</param>
    public static byte[] Of(IEnumerable<KeyValuePair<string, object?>> members)
    {
        using var json = new ValueJson();
        json.WriteMembers(members, 0, 0);
        return json.Take();
    }

    /// <summary>The members of a table or custom object; null where it is neither.</summary>
    public static IEnumerable<KeyValuePair<string, object?>>? Members(object? value) => Bare(value) switch
    {
        IDictionary table => Entries(table),
        PSCustomObject => Properties(PSObject.AsPSObject(value!)),
        _ => null,
    };

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private byte[] Take()
    {
        _writer.Flush();
        return _buffer.WrittenSpan.ToArray();
    }

    private static object? Bare(object? value) => value is PSObject wrapped && wrapped.BaseObject is not PSCustomObject ? wrapped.BaseObject : value is PSObject custom ? custom.BaseObject : value;

    private void Write(object? value, int depth, int objects)
    {
        object? bare = Bare(value);
        if (IsFull || WriteScalar(bare) || WriteSecret(bare))
        {
            if (IsFull && _writer.BytesPending == 0)
            {
                _writer.WriteNullValue();
            }

            return;
        }

        if (depth >= MaxDepth)
        {
            _writer.WriteStringValue(Text(bare!));
        }
        else if (Members(value) is { } members)
        {
            WriteMembers(members, depth, objects);
        }
        else if (bare is IEnumerable list)
        {
            _writer.WriteStartArray();
            foreach (object? element in list)
            {
                if (IsFull)
                {
                    break;
                }

                Write(element, depth + 1, objects);
            }

            _writer.WriteEndArray();
        }
        else if (objects >= MaxObjectDepth)
        {
            _writer.WriteStringValue(Text(bare!));
        }
        else
        {
            WriteMembers(Properties(PSObject.AsPSObject(value!)), depth, objects + 1);
        }
    }

    private void WriteMembers(IEnumerable<KeyValuePair<string, object?>> members, int depth, int objects)
    {
        _writer.WriteStartObject();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, value) in members)
        {
            if (IsFull)
            {
                break;
            }

            if (!seen.Add(name))
            {
                continue;
            }

            _writer.WritePropertyName(name);
            if (value is not null && IsSecretName(name) && Bare(value) is not bool)
            {
                _writer.WriteStringValue(Hidden);
            }
            else
            {
                Write(value, depth + 1, objects);
            }
        }

        _writer.WriteEndObject();
    }

    private bool WriteScalar(object? value)
    {
        switch (value)
        {
            case null or DBNull: _writer.WriteNullValue(); break;
            case AuditEvent recorded: _writer.WriteRawValue(recorded.ToJson()); break;
            case AuditObject or AuditArray: _writer.WriteRawValue(value.ToString()!); break;
            case string text: _writer.WriteStringValue(text); break;
            case bool flag: _writer.WriteBooleanValue(flag); break;
            case SwitchParameter flag: _writer.WriteBooleanValue(flag.IsPresent); break;
            case Enum or char or Guid or Uri or Version or Type or IPAddress or ScriptBlock or CultureInfo: _writer.WriteStringValue(value.ToString()); break;
            case byte or sbyte or short or ushort or int or uint or long: _writer.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture)); break;
            case ulong number: _writer.WriteNumberValue(number); break;
            case decimal number: _writer.WriteNumberValue(number); break;
            case double number when double.IsFinite(number): _writer.WriteNumberValue(number); break;
            case float number when float.IsFinite(number): _writer.WriteNumberValue(number); break;
            case double or float or BigInteger: _writer.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture)); break;
            case DateTime time: _writer.WriteStringValue(Time(time.Kind == DateTimeKind.Utc ? time : time.ToUniversalTime())); break;
            case DateTimeOffset time: _writer.WriteStringValue(Time(time.UtcDateTime)); break;
            case TimeSpan span: _writer.WriteStringValue(span.ToString("c", CultureInfo.InvariantCulture)); break;
            case FileSystemInfo file: _writer.WriteStringValue(file.FullName); break;
            case byte[] bytes when bytes.Length < MaxBytes: _writer.WriteBase64StringValue(bytes); break;
            case byte[] bytes: _writer.WriteStringValue(string.Create(CultureInfo.InvariantCulture, $"{bytes.Length} bytes")); break;
            case Exception error: _writer.WriteStringValue($"{error.GetType().FullName}: {error.Message}"); break;
            case ErrorRecord error: _writer.WriteStringValue($"{error.FullyQualifiedErrorId}: {error.Exception?.Message}"); break;
            default: return false;
        }

        return true;
    }

    private bool WriteSecret(object? value)
    {
        (bool secret, string? user) = value switch
        {
            SecureString or AsymmetricAlgorithm or SymmetricAlgorithm => (true, null),
            PSCredential credential => (true, credential.UserName),
            NetworkCredential credential => (true, credential.UserName),
            _ => (false, null),
        };
        if (value is X509Certificate certificate)
        {
            _writer.WriteStringValue(certificate.Subject);
            return true;
        }

        if (user is not null)
        {
            _writer.WriteStartObject();
            _writer.WriteString("userName", user);
            _writer.WriteString("password", Hidden);
            _writer.WriteEndObject();
        }
        else if (secret)
        {
            _writer.WriteStringValue(Hidden);
        }

        return secret;
    }

    private static bool IsSecretName(string name)
    {
        string plain = string.Concat(name.Where(char.IsLetterOrDigit));
        return Array.Exists(SecretNames, s => plain.EndsWith(s, StringComparison.OrdinalIgnoreCase));
    }

    private static string Time(DateTime utc) =>
        utc.ToString(utc.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    private static IEnumerable<KeyValuePair<string, object?>> Entries(IDictionary table)
    {
        var entries = table.GetEnumerator();
        while (entries.MoveNext())
        {
            yield return new(Convert.ToString(entries.Key, CultureInfo.InvariantCulture) ?? string.Empty, entries.Value);
        }
    }

    private static IEnumerable<KeyValuePair<string, object?>> Properties(PSObject value)
    {
        foreach (var property in value.Properties)
        {
            object? held;
            try
            {
                if (!property.IsGettable)
                {
                    continue;
                }

                held = property.Value;
            }
            catch (GetValueException)
            {
                // Such as the exit time of a process that still runs.
                continue;
            }

            yield return new(property.Name, held);
        }
    }

    private static string Text(object value)
    {
        try
        {
            return Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Somebody else's ToString may throw whatever it likes.
            return value.GetType().FullName ?? string.Empty;
        }
    }
}
