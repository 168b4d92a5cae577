using System.Runtime.InteropServices;

namespace KDiffE.Domain.Numerics;

/// <summary>Asks the kernel for huge pages, in which large memory is filled and scanned faster; where it gives none, small ones do.</summary>
internal static unsafe partial class HugePages
{
    /// <summary>A huge page of x86 and ARM; memory below it has no use for one.</summary>
    public const int Size = 1 << 21;

    /// <summary>Has the whole huge pages within some memory be such.</summary>
    public static void Advise(Span<byte> memory)
    {
        fixed (byte* start = memory)
            Advise(start, (nuint)memory.Length);
    }

    /// <inheritdoc cref="Advise(Span{byte})"/>
    public static void Advise(byte* memory, nuint length)
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
