using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace CloudAudit.Reading;

/// <summary>
/// Asks the processor for memory that will be needed soon. Looking something up in a table that is larger than its caches
/// is mostly waiting; where many are looked up, they can be waited for together.
/// </summary>
internal static unsafe class Ahead
{
    /// <summary>How many are asked for before the first is used: about as many as a core can wait for at once.</summary>
    public const int Count = 32;

    /// <summary>Asks for the line that a place is in. Says nothing about it, and does nothing where that cannot be asked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Ask<T>(ref readonly T place)
    {
        if (Sse.IsSupported)
        {
            // The collector may move what is there in the meantime; an address is all that is passed on.
#pragma warning disable CS8500
            fixed (T* pointer = &place)
            {
                Sse.Prefetch0(pointer);
            }
#pragma warning restore CS8500
        }
    }
}
