using System.Collections;
using System.Text;

namespace CloudAudit.Core.Tests;

/// <summary>Nested values behave as PowerShell expects of dictionaries and lists, and cannot be changed.</summary>
public sealed class AuditValueTests
{
    private const string Json = "{\"b\":1, \"A\":\"x\",\"a\":{\"n\":[1,null,{}]},\"\":true,\"B\":null,\"b\":2}";

    [Fact]
    public void Members_are_found_as_written_and_then_in_any_case()
    {
        var o = Object(Json);
        Assert.Equal("x", o["A"]);
        Assert.IsType<AuditObject>(o["a"]);
        Assert.Equal(1L, o["b"]);
        Assert.Null(o["B"]);
        Assert.True(o.ContainsKey("B"));
        Assert.Equal(true, o[string.Empty]);
        Assert.Null(o["none"]);
        Assert.False(o.TryGetValue("none", out _));
        Assert.Equal(7L, Object("{\"bucketName\":7}")["BUCKETNAME"]);
    }

    [Fact]
    public void An_object_is_a_dictionary_in_the_order_of_the_record()
    {
        var o = Object(Json);
        IDictionary d = o;
        Assert.Equal(6, o.Count);
        Assert.Equal(["b", "A", "a", string.Empty, "B", "b"], o.Keys);
        Assert.Equal(o.Keys, d.Keys.Cast<string>());
        Assert.Equal(o.Values, d.Values.Cast<object?>());
        Assert.Equal(o.Keys, d.Cast<AuditMember>().Select(m => m.Name));
        Assert.True(d.Contains("a"));
        Assert.False(d.Contains(5));
        Assert.Null(d[5]);
        Assert.True(d.IsReadOnly && d.IsFixedSize);
        var copy = new object[7];
        d.CopyTo(copy, 1);
        Assert.Equal("A", ((DictionaryEntry)copy[2]).Key);
        var walk = d.GetEnumerator();
        Assert.True(walk.MoveNext());
        Assert.Equal(("b", 1L), (walk.Key, walk.Value));
        walk.Reset();
        Assert.True(walk.MoveNext());
        Assert.Equal("b", walk.Key);
    }

    [Fact]
    public void Nothing_can_be_changed()
    {
        IDictionary d = Object(Json);
        Assert.Throws<NotSupportedException>(() => d["b"] = 1);
        Assert.Throws<NotSupportedException>(() => d.Add("z", 1));
        Assert.Throws<NotSupportedException>(d.Clear);
        Assert.Throws<NotSupportedException>(() => d.Remove("b"));
        IList l = Array("[1]");
        Assert.Throws<NotSupportedException>(() => l[0] = 1);
        Assert.Throws<NotSupportedException>(() => l.Add(1));
        Assert.Throws<NotSupportedException>(() => l.Insert(0, 1));
        Assert.Throws<NotSupportedException>(l.Clear);
        Assert.Throws<NotSupportedException>(() => l.Remove(1L));
        Assert.Throws<NotSupportedException>(() => l.RemoveAt(0));
    }

    [Fact]
    public void An_array_is_a_list()
    {
        var a = Array("[ 1, \"x\" ,null,[2],{\"k\":3},true]");
        IList l = a;
        Assert.Equal(6, a.Count);
        Assert.Equal(1L, a[0]);
        Assert.Null(a[2]);
        Assert.Equal(2L, Assert.IsType<AuditArray>(a[3])[0]);
        Assert.Equal(3L, Assert.IsType<AuditObject>(a[4])["k"]);
        Assert.True(l.Contains("x"));
        Assert.Equal(1, l.IndexOf("x"));
        Assert.Equal(6, l.Cast<object?>().Count());
        var copy = new object?[6];
        l.CopyTo(copy, 0);
        Assert.Equal(a, copy);
        Assert.Empty(Array("[]"));
        Assert.Empty(Object("{ }"));
    }

    [Fact]
    public void Text_is_the_records_own()
    {
        Assert.Equal(Json, Object(Json).ToString());
        Assert.Equal("[ 1 ,2]", Array("[ 1 ,2]").ToString());
    }

    [Fact]
    public void Numbers_keep_their_value()
    {
        var a = Array("[9223372036854775807,9223372036854775808,0.1,-0,1e3,1e400,12345678901234567890123456789012345]");
        Assert.Equal([long.MaxValue, 9223372036854775808m, 0.1m, 0L, 1000.0, double.PositiveInfinity, 12345678901234567890123456789012345d], a);
    }

    private static AuditObject Object(string json) => new(Encoding.UTF8.GetBytes(json));

    private static AuditArray Array(string json) => new(Encoding.UTF8.GetBytes(json));
}
