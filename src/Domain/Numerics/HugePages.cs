using System.Runtime.InteropServices;

namespace KDiffE.Domain.Numerics;

/// <summary>
/// Memory of the kernel's in huge pages, in which it is filled and scanned faster; where the kernel gives none, small ones do. On Linux
/// what is large comes from the kernel itself and goes back to it at once: the C library would keep it, once it has seen some come and go,
/// in a heap for each thread, and a process that reads one snapshot after the other would grow from hour to hour.
/// </summary>
internal static unsafe partial class HugePages
{
    // A huge page of x86 and ARM; memory below it has no use for one.
    private const nuint Size = 1 << 21;

    // What is smaller leaves no hole worth a call of the kernel.
    private const long LeastMapped = 1 << 16;

    // mman.h of Linux, of every processor that .NET runs on there.
    private const int ReadAndWrite = 1 | 2;
    private const int PrivateAndAnonymous = 0x02 | 0x20;
    private const int HugePageAdvice = 14;

    /// <summary>Sets memory aside; what is in it is not said.</summary>
    /// <param name="length">Bytes.</param>
    /// <param name="alignment">What its address is a multiple of: a power of two, a page of 4 KiB at most.</param>
    /// <exception cref="OutOfMemoryException">There is not so much.</exception>
    public static byte* Allocate(long length, int alignment) =>
        IsMapped(length) ? Map((nuint)length) : (byte*)NativeMemory.AlignedAlloc((nuint)length, (nuint)alignment);

    /// <summary>Gives memory back; nothing where it is null.</summary>
    /// <param name="memory">What <see cref="Allocate"/> returned.</param>
    /// <param name="length">As it was asked for, in bytes.</param>
    public static void Free(byte* memory, long length)
    {
        if (!IsMapped(length))
            NativeMemory.AlignedFree(memory);
        else if (memory != null)
            Unmap(memory, (nuint)length);
    }

    private static bool IsMapped(long length) => length >= LeastMapped && OperatingSystem.IsLinux();

    private static byte* Map(nuint length)
    {
        // Of so much more, a part begins where a huge page does.
        var spare = length >= Size ? Size : 0;
        var mapped = MapMemory(null, length + spare, ReadAndWrite, PrivateAndAnonymous, file: -1, offset: 0);
        if (mapped == (byte*)-1)
        {
#pragma warning disable MA0012 // Whoever runs out of native memory throws it.
            throw new InsufficientMemoryException($"The system has no {length} bytes more.");
#pragma warning restore MA0012
        }

        if (spare == 0)
            return mapped;
        var memory = (byte*)(((nuint)mapped + Size - 1) & ~(Size - 1));
        var before = (nuint)(memory - mapped);
        Unmap(mapped, before);
        var pages = (length + (nuint)Environment.SystemPageSize - 1) & ~((nuint)Environment.SystemPageSize - 1);
        Unmap(memory + pages, spare - before);
        _ = AdviseMemory(memory, length & ~(Size - 1), HugePageAdvice);
        return memory;
    }

    private static void Unmap(byte* memory, nuint length)
    {
        if (length > 0)
            _ = UnmapMemory(memory, length);
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial byte* MapMemory(byte* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int UnmapMemory(byte* address, nuint length);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int AdviseMemory(byte* address, nuint length, int advice);
}
