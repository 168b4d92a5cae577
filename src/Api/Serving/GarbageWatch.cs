using System.Runtime.CompilerServices;
using KDiffE.Api.Serving.Live;
using KDiffE.Infrastructure.Hosting;

namespace KDiffE.Api.Serving;

/// <summary>
/// Has garbage looked for where a snapshot, or what was read beside it, made way for another. It lived long, and the runtime looks among
/// what did after hours at this rate of allocation: the memory would grow from snapshot to snapshot. What is free of the native heap goes back
/// to the system as well.
/// </summary>
internal sealed class GarbageWatch(SnapshotHolder holder, PreviewSlot preview, TimeProvider time) : BackgroundService
{
    // Longer than whoever asks or renews holds what they began with.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    // Whoever holds it longer than that has it collected when the runtime likes.
    private const int MostTries = 3;

    // What was seen and is still in memory, and how often it was to be collected.
    private readonly ConditionalWeakTable<LiveCatalog, StrongBox<int>> _seen = [];

    /// <summary>Looks whether anything that was served or looked at is not any more, and is still there; has it collected then.</summary>
    /// <returns>Whether there was something.</returns>
    internal bool Look()
    {
        // What looks has returned by then, and holds nothing itself.
        var isGarbage = IsGarbage();
        if (isGarbage)
        {
            // In the background: requests wait for milliseconds at most.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
            // What was compiled and packed meanwhile, and freed, is among it.
            NativeHeap.ReturnFreedMemory();
        }

        return isGarbage;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            Look();
    }

    private bool IsGarbage()
    {
        LiveCatalog[] now = [.. holder.Models.Concat(preview.Models).Select(model => model.Live)];
        var isGarbage = false;
        foreach (var (live, tries) in _seen)
            isGarbage |= !now.Contains(live) && tries.Value++ < MostTries;
        foreach (var live in now)
            _seen.TryAdd(live, new StrongBox<int>());
        return isGarbage;
    }
}
