using System.Globalization;
using System.Net;

namespace CloudAudit.Rules.Matching;

/// <summary>Networks and addresses as people and CloudTrail write them.</summary>
internal static class NetworkText
{
    /// <summary>A network: an address alone is a network of one, and host bits may be set.</summary>
    public static bool TryParse(string text, out Network network)
    {
        network = default;
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        string written = slash < 0 ? text : text[..slash];

        // IPAddress takes "1" and "10.1" for addresses; nobody means those.
        if (!(written.Contains(':', StringComparison.Ordinal) || TryVersion4(written, out _)) || !IPAddress.TryParse(written, out var address))
        {
            return false;
        }

        int bits = address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? 32 : 128;
        int length = bits;
        if (slash >= 0 && (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out length) || length > bits))
        {
            return false;
        }

        // An IPv4 network is the part of IPv6 that stands for it (RFC 4291, 2.5.5.2): one comparison serves both.
        int prefix = length + 128 - bits;
        var number = new Address(address.MapToIPv6().GetAddressBytes()).Number;
        network = new Network(prefix == 0 ? UInt128.Zero : UInt128.MaxValue << (128 - prefix), number);
        return true;
    }

    /// <summary>An address, IPv4 or IPv6 without a zone; allocates nothing.</summary>
    public static bool TryAddress(ReadOnlySpan<char> text, out Address address)
    {
        if (TryVersion4(text, out uint version4))
        {
            address = new Address(((UInt128)0xFFFF << 32) | version4);
            return true;
        }

        return TryVersion6(text, out address);
    }

    private static bool TryVersion4(ReadOnlySpan<char> text, out uint address)
    {
        address = 0;
        for (int part = 0; part < 4; part++)
        {
            int end = part < 3 ? text.IndexOf('.') : text.Length;
            if (end is < 1 or > 3 || text[..end].ContainsAnyExceptInRange('0', '9'))
            {
                return false;
            }

            uint number = 0;
            foreach (char digit in text[..end])
            {
                number = (number * 10) + (uint)(digit - '0');
            }

            if (number > 255)
            {
                return false;
            }

            address = (address << 8) | number;
            text = part < 3 ? text[(end + 1)..] : default;
        }

        return true;
    }

    // Groups of four hexadecimal digits between colons, one run of zeros left out as "::", the last two perhaps as IPv4.
    private static bool TryVersion6(ReadOnlySpan<char> text, out Address address)
    {
        address = default;
        UInt128 number = 0;
        int groups = 0;
        int gap = -1;
        if (text.StartsWith("::"))
        {
            gap = 0;
            text = text[2..];
        }

        while (!text.IsEmpty)
        {
            int end = text.IndexOf(':');
            end = end < 0 ? text.Length : end;
            if (end == text.Length && TryVersion4(text, out uint version4))
            {
                number = (number << 32) | version4;
                groups += 2;
                text = default;
                break;
            }

            if (end is < 1 or > 4 || !ushort.TryParse(text[..end], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort group) || ++groups > 8)
            {
                return false;
            }

            number = (number << 16) | group;
            text = text[end..];
            if (text.StartsWith("::"))
            {
                if (gap >= 0)
                {
                    return false;
                }

                gap = groups;
                text = text[2..];
            }
            else if (text.Length > 0)
            {
                text = text[1..];
                if (text.IsEmpty)
                {
                    return false;
                }
            }
        }

        if (gap < 0 ? groups != 8 : groups > 7)
        {
            return false;
        }

        if (gap >= 0)
        {
            int behind = (groups - gap) * 16;
            var low = behind == 0 ? UInt128.Zero : number & (UInt128.MaxValue >> (128 - behind));
            var high = behind >= 128 ? UInt128.Zero : number >> behind;
            number = (gap == 0 ? UInt128.Zero : high << (128 - (gap * 16))) | low;
        }

        address = new Address(number);
        return true;
    }
}

/// <summary>An address as the number of its 128 bits; IPv4 as IPv6 maps it.</summary>
internal readonly record struct Address(UInt128 Number)
{
    public Address(ReadOnlySpan<byte> bytes)
        : this(System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes))
    {
    }
}

/// <summary>A network: which bits count, and what they are.</summary>
internal readonly record struct Network(UInt128 Mask, UInt128 Base)
{
    private static readonly UInt128 Version4 = (UInt128)0xFFFF << 32;
    private static readonly UInt128 Version4Mask = UInt128.MaxValue << 32;

    /// <summary>Whether an address is in it. No IPv4 address is in an IPv6 network such as ::/0.</summary>
    public bool Contains(Address address) =>
        (address.Number & Mask) == (Base & Mask)
        && ((address.Number & Version4Mask) != Version4 || Mask >= Version4Mask);
}
