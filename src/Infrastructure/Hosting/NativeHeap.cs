using System.Runtime.InteropServices;

namespace KDiffE.Infrastructure.Hosting;

/// <summary>
/// What the C library does with the memory that native code has freed: libtorch's tensors in a training, in an API what compiled its code
/// and packed its answers. Other libraries than glibc have no such choice and do as they do.
/// </summary>
public static partial class NativeHeap
{
    // malloc.h of glibc.
    private const int TrimThreshold = -1;
    private const int MmapMax = -4;
    private const int ArenaMax = -8;

    // The heap must have grown by so much, and by a tenth, for its free pages to be worth the faults that get them back.
    private const nuint LeastGrowth = 16 << 20;

    private static nuint _sizeAtReturn;

    /// <summary>
    /// Has new threads share the heaps that there are. By default up to eight for each core have one of their own, whose holes only they fill: a
    /// process that lives for days has tens of megabytes of them, and what is freed at the end of one is kept. Call it before other threads allocate.
    /// </summary>
    public static void Share() => IfGlibc(() => _ = MallOpt(ArenaMax, 1));

    /// <summary>
    /// Frees large blocks to shared heaps instead of the system, from now on. By default every large block goes back to the system, and
    /// getting the same pages back zeroed, some hundreds of times a second, costs a quarter of a training step. Call it before other threads
    /// allocate and before libtorch is loaded.
    /// </summary>
    public static void KeepFreedMemory() => IfGlibc(() =>
    {
        // libtorch then aligns its large blocks to pages. What the heap cuts off a block to align it is too large for the
        // lists of small pieces and joins the block again when that is freed; aligned to 64 bytes the pieces stay apart,
        // the next block of the same size does not fit any more, and before glibc 2.38 the heap grows to several times
        // what is in use.
        _ = SetEnvironment("THP_MEM_ALLOC_ENABLE", "1", overwrite: 0);
        _ = MallOpt(MmapMax, 0);
        _ = MallOpt(TrimThreshold, int.MaxValue);
        Share();
    });

    /// <summary>Returns what is free to the system.</summary>
    public static void ReturnFreedMemory() => IfGlibc(() => _ = MallocTrim(0));

    /// <summary>
    /// Returns what is free to the system if the heap has grown since the last time: between blocks that live long, holes
    /// are left in which no tensor fits any more. Called between batches, it keeps a long training's memory flat, and near to what is in use.
    /// </summary>
    public static void ReturnWhenGrown() => IfGlibc(() =>
    {
        var size = MallInfo().Arena;
        if (size < _sizeAtReturn + LeastGrowth || size < _sizeAtReturn + (_sizeAtReturn / 10))
            return;
        _ = MallocTrim(0);
        _sizeAtReturn = size;
    });

    private static void IfGlibc(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            // Another C library.
        }
    }

    // .NET's own variables do not reach native code.
    [LibraryImport("libc.so.6", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);

    [LibraryImport("libc.so.6", EntryPoint = "mallopt")]
    private static partial int MallOpt(int parameter, int value);

    [LibraryImport("libc.so.6", EntryPoint = "mallinfo2")]
    private static partial HeapSizes MallInfo();

    [LibraryImport("libc.so.6", EntryPoint = "malloc_trim")]
    private static partial int MallocTrim(nuint pad);

    /// <summary><c>struct mallinfo2</c>, of which only the first of ten members matters here.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 80)]
    private readonly struct HeapSizes
    {
        /// <summary>Bytes that the heap has taken from the system.</summary>
        public readonly nuint Arena;
    }
}
