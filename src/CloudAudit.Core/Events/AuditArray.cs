using System.Collections;
using System.Text;

namespace CloudAudit;

/// <summary>A JSON array of a record, such as resources. It cannot be changed: it is evidence.</summary>
public sealed class AuditArray : IList, IReadOnlyList<object?>
{
    private readonly ReadOnlyMemory<byte> _json;
    private object?[]? _elements;

    internal AuditArray(ReadOnlyMemory<byte> json) => _json = json;

    /// <inheritdoc cref="IReadOnlyCollection{T}.Count"/>
    public int Count => Elements.Length;

    bool IList.IsFixedSize => true;

    bool IList.IsReadOnly => true;

    bool ICollection.IsSynchronized => false;

    object ICollection.SyncRoot => this;

    private object?[] Elements => _elements ??= AuditJson.Elements(_json);

    /// <inheritdoc/>
    public object? this[int index] => Elements[index];

    object? IList.this[int index]
    {
        get => Elements[index];
        set => throw ReadOnly();
    }

    /// <inheritdoc/>
    public IEnumerator<object?> GetEnumerator() => ((IEnumerable<object?>)Elements).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => Elements.GetEnumerator();

    int IList.Add(object? value) => throw ReadOnly();

    void IList.Clear() => throw ReadOnly();

    bool IList.Contains(object? value) => Array.IndexOf(Elements, value) >= 0;

    int IList.IndexOf(object? value) => Array.IndexOf(Elements, value);

    void IList.Insert(int index, object? value) => throw ReadOnly();

    void IList.Remove(object? value) => throw ReadOnly();

    void IList.RemoveAt(int index) => throw ReadOnly();

    void ICollection.CopyTo(Array array, int index) => Elements.CopyTo(array, index);

    /// <summary>The array's JSON as the record has it.</summary>
    public override string ToString() => Encoding.UTF8.GetString(_json.Span);

    private static NotSupportedException ReadOnly() => new("An audit record cannot be changed.");
}
