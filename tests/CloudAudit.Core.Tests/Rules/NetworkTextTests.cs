using System.Net;
using System.Net.Sockets;
using CloudAudit.Rules.Matching;

namespace CloudAudit.Core.Tests.Rules;

public sealed class NetworkTextTests
{
    [Fact]
    public void Addresses_are_read_as_the_framework_reads_them()
    {
        var random = new Random(5);
        Span<byte> bytes = stackalloc byte[16];
        for (int i = 0; i < 20_000; i++)
        {
            random.NextBytes(bytes);
            bytes[random.Next(16)..].Clear();
            if (random.Next(3) == 0)
            {
                bytes[..random.Next(16)].Clear();
            }

            var address = random.Next(4) == 0 ? new IPAddress(bytes[..4]) : new IPAddress(bytes);
            string text = random.Next(2) == 0 ? address.ToString() : address.ToString().ToUpperInvariant();
            Assert.True(NetworkText.TryAddress(text, out var read), text);
            Assert.True(new Address(address.MapToIPv6().GetAddressBytes()) == read, text);
        }
    }

    [Fact]
    public void What_is_damaged_is_read_as_the_framework_reads_it_or_not_at_all()
    {
        var random = new Random(6);
        int read = 0;
        for (int i = 0; i < 100_000; i++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => "0123fF:::..1a"[random.Next(13)]));
            if (NetworkText.TryAddress(text, out var address))
            {
                read++;
                string decimals = text.Contains(':', StringComparison.Ordinal) ? text : string.Join('.', text.Split('.').Select(int.Parse));
                Assert.True(IPAddress.TryParse(decimals, out var expected), text);
                Assert.True(new Address(expected.MapToIPv6().GetAddressBytes()) == address, text);
            }
            else if (text.Contains(':', StringComparison.Ordinal) && IPAddress.TryParse(text, out var other) && other.AddressFamily == AddressFamily.InterNetworkV6)
            {
                Assert.Fail($"{text} is {other}");
            }
        }

        Assert.True(read > 300, $"{read}");
    }

    [Theory]
    [InlineData("10.1.2.3/8", "10.255.255.255", true)]
    [InlineData("10.1.2.3", "10.1.2.3", true)]
    [InlineData("10.1.2.3", "10.1.2.4", false)]
    [InlineData("::ffff:10.0.0.0/104", "10.1.2.3", true)]
    [InlineData("2001:db8::/33", "2001:db8:8000::", false)]
    [InlineData("::/0", "203.0.113.1", false)]
    [InlineData("0.0.0.0/0", "::1", false)]
    public void A_network_has_its_addresses(string network, string address, bool expected)
    {
        Assert.True(NetworkText.TryParse(network, out var parsed));
        Assert.True(NetworkText.TryAddress(address, out var read));
        Assert.Equal(expected, parsed.Contains(read));
    }

    [Theory]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0/8")]
    [InlineData("1")]
    [InlineData("10.0.0.0/")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("")]
    [InlineData("2001:db8::/129")]
    public void What_is_no_network_is_refused(string text) => Assert.False(NetworkText.TryParse(text, out _));
}
