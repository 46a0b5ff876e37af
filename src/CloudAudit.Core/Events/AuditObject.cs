using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace CloudAudit;

/// <summary>A member of an <see cref="AuditObject"/> as it is printed.</summary>
/// <param name="Name">As the record spells it.</param>
/// <param name="Value">As <see cref="AuditObject"/> gives it.</param>
public sealed record AuditMember(string Name, object? Value);

/// <summary>
/// A JSON object of a record, such as requestParameters, in the order of the record. A name that is not found as written
/// is found in another case, as PowerShell users expect. It cannot be changed: it is evidence.
/// </summary>
public sealed class AuditObject : IDictionary, IReadOnlyDictionary<string, object?>
{
    private readonly ReadOnlyMemory<byte> _json;
    private KeyValuePair<string, object?>[]? _members;

    internal AuditObject(ReadOnlyMemory<byte> json) => _json = json;

    /// <inheritdoc cref="IReadOnlyCollection{T}.Count"/>
    public int Count => Members.Length;

    /// <summary>The members' names, in the order of the record.</summary>
    public IEnumerable<string> Keys => Members.Select(m => m.Key);

    /// <summary>The members' values, in the order of the record.</summary>
    public IEnumerable<object?> Values => Members.Select(m => m.Value);

    bool IDictionary.IsFixedSize => true;

    bool IDictionary.IsReadOnly => true;

    ICollection IDictionary.Keys => Array.ConvertAll(Members, m => m.Key);

    ICollection IDictionary.Values => Array.ConvertAll(Members, m => m.Value);

    bool ICollection.IsSynchronized => false;

    object ICollection.SyncRoot => this;

    private KeyValuePair<string, object?>[] Members => _members ??= AuditJson.Members(_json);

    /// <summary>A member's value: a string, long, double, decimal, bool, null, <see cref="AuditObject"/> or <see cref="AuditArray"/>; null where there is no such member.</summary>
    public object? this[string key] => TryGetValue(key, out object? value) ? value : null;

    object? IDictionary.this[object key]
    {
        get => key is string name ? this[name] : null;
        set => throw ReadOnly();
    }

    /// <inheritdoc/>
    public bool ContainsKey(string key) => TryGetValue(key, out _);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object? value)
    {
        foreach (var comparison in (ReadOnlySpan<StringComparison>)[StringComparison.Ordinal, StringComparison.OrdinalIgnoreCase])
        {
            foreach (var member in Members)
            {
                if (string.Equals(member.Key, key, comparison))
                {
                    value = member.Value;
                    return true;
                }
            }
        }

        value = null;
        return false;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() =>
        ((IEnumerable<KeyValuePair<string, object?>>)Members).GetEnumerator();

    // What PowerShell prints a dictionary by; everything else asks the other enumerators.
    IEnumerator IEnumerable.GetEnumerator() => Members.Select(m => new AuditMember(m.Key, m.Value)).GetEnumerator();

    IDictionaryEnumerator IDictionary.GetEnumerator() => new Enumerator(Members);

    bool IDictionary.Contains(object key) => key is string name && ContainsKey(name);

    void IDictionary.Add(object key, object? value) => throw ReadOnly();

    void IDictionary.Clear() => throw ReadOnly();

    void IDictionary.Remove(object key) => throw ReadOnly();

    void ICollection.CopyTo(Array array, int index)
    {
        foreach (var member in Members)
        {
            array.SetValue(new DictionaryEntry(member.Key, member.Value), index++);
        }
    }

    /// <summary>The object's JSON as the record has it.</summary>
    public override string ToString() => Encoding.UTF8.GetString(_json.Span);

    private static NotSupportedException ReadOnly() => new("An audit record cannot be changed.");

    private sealed class Enumerator(KeyValuePair<string, object?>[] members) : IDictionaryEnumerator
    {
        private int _at = -1;

        public DictionaryEntry Entry => new(members[_at].Key, members[_at].Value);

        public object Key => members[_at].Key;

        public object? Value => members[_at].Value;

        public object Current => Entry;

        public bool MoveNext() => ++_at < members.Length;

        public void Reset() => _at = -1;
    }
}
