namespace KDiffE.Training.Torch;

/// <summary>
/// Returns what is garbage to the system at the seams of a training, where most of what was large has had its use: left to
/// itself the runtime collects arrays of gigabytes only when as much again has been allocated.
/// </summary>
internal static class ManagedHeap
{
    // Below it, there is nothing to gain.
    private const long Large = 256 << 20;

    private static long _allocatedBefore;

    /// <summary>Collects where the heap is large, and much was allocated since it was collected here.</summary>
    internal static void ReturnGarbage()
    {
        var allocated = GC.GetTotalAllocatedBytes();
        if (GC.GetTotalMemory(forceFullCollection: false) < Large || allocated - Volatile.Read(ref _allocatedBefore) < Large)
            return;
        Volatile.Write(ref _allocatedBefore, allocated);
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }
}
