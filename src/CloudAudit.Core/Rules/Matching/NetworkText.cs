using System.Net;
using System.Net.Sockets;

namespace CloudAudit.Rules.Matching;

/// <summary>Networks as people write them: an address alone is a network of one, and host bits may be set.</summary>
internal static class NetworkText
{
    public static bool TryParse(string text, out IPNetwork network)
    {
        network = default;
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        if (!IPAddress.TryParse(slash < 0 ? text : text.AsSpan(0, slash), out var address) || !IsWritten(text))
        {
            return false;
        }

        int bits = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        int length = bits;
        if (slash >= 0 && (!int.TryParse(text.AsSpan(slash + 1), System.Globalization.NumberStyles.None, null, out length) || length > bits))
        {
            return false;
        }

        // Addresses are compared as IPv4 where they are IPv4 in IPv6's notation; so are networks.
        if (address.IsIPv4MappedToIPv6 && length >= 96)
        {
            address = address.MapToIPv4();
            (bits, length) = (32, length - 96);
        }

        byte[] bytes = address.GetAddressBytes();
        for (int bit = length; bit < bits; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        network = new IPNetwork(new IPAddress(bytes), length);
        return true;
    }

    /// <summary>An address as it is written out: IPAddress takes "1" and "10.1" for some too, and nobody means those.</summary>
    public static bool IsWritten(ReadOnlySpan<char> text) => text.Contains(':') || text.Count('.') == 3;
}
