using System.Numerics;

namespace CloudAudit.Benchmarks.Generation;

/// <summary>
/// xoshiro256++ seeded through SplitMix64 (Blackman and Vigna, public domain). Our own, because the sequence of
/// <see cref="Random"/> is not promised from one .NET to the next, and the samples must not change with it.
/// </summary>
public sealed class SeededRandom
{
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    public SeededRandom(ulong seed, ulong stream = 0) => Reseed(seed, stream);

    /// <summary>Starts the sequence of (seed, stream) over: each record and each file has a stream of its own.</summary>
    public void Reseed(ulong seed, ulong stream = 0)
    {
        ulong state = seed ^ BitOperations.RotateLeft(stream * 0xD1342543DE82EF95UL, 23);
        _s0 = Mix(ref state);
        _s1 = Mix(ref state);
        _s2 = Mix(ref state);
        _s3 = Mix(ref state);
    }

    public ulong NextUInt64()
    {
        ulong result = BitOperations.RotateLeft(_s0 + _s3, 23) + _s0;
        ulong t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>A number from 0 up to, not including, <paramref name="bound"/> (which is above 0).</summary>
    public int Next(int bound) => (int)(((NextUInt64() >> 32) * (ulong)bound) >> 32);

    /// <summary>A number from <paramref name="low"/> up to, not including, <paramref name="high"/>.</summary>
    public int Next(int low, int high) => low + Next(high - low);

    /// <summary>True in <paramref name="perMille"/> of 1,000 draws.</summary>
    public bool Chance(int perMille) => Next(1000) < perMille;

    /// <summary>An index below <paramref name="count"/>, low ones more often: resources are not used evenly.</summary>
    public int Skewed(int count) => Math.Min(Next(count), Next(count));

    public T Pick<T>(IReadOnlyList<T> items) => items[Next(items.Count)];

    private static ulong Mix(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15UL;
        ulong z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
