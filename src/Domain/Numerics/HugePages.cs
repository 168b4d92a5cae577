using System.Runtime.InteropServices;

namespace KDiffE.Domain.Numerics;

/// <summary>
/// Memory of the kernel's in huge pages, in which it is filled and scanned faster; where the kernel gives none, small ones do. What is
/// large comes from it and goes back to it at once.
/// </summary>
internal static unsafe partial class HugePages
{
    // A huge page of x86 and ARM; memory below it has no use for one.
    private const int Size = 1 << 21;

    /// <summary>Sets memory aside; what is in it is not said.</summary>
    /// <param name="length">Bytes.</param>
    /// <param name="alignment">What its address is a multiple of: a power of two, for what is too small for a huge page.</param>
    /// <exception cref="OutOfMemoryException">There is not so much.</exception>
    public static byte* Allocate(long length, int alignment)
    {
        var memory = (byte*)NativeMemory.AlignedAlloc((nuint)length, (nuint)(length >= Size ? Size : alignment));
        Advise(memory, (nuint)length);
        return memory;
    }

    /// <summary>Gives memory back; nothing where it is null.</summary>
    public static void Free(byte* memory) => NativeMemory.AlignedFree(memory);

    private static void Advise(byte* memory, nuint length)
    {
        const int hugePageAdvice = 14;
        var first = ((nuint)memory + Size - 1) & ~((nuint)Size - 1);
        var end = ((nuint)memory + length) & ~((nuint)Size - 1);
        if (end > first && OperatingSystem.IsLinux())
            _ = MemoryAdvice((byte*)first, end - first, hugePageAdvice);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int MemoryAdvice(byte* address, nuint length, int advice);
}
