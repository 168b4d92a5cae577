using System.Collections.Concurrent;

namespace KDiffE.Training.Kernels;

/// <summary>
/// Loops over all cores whose threads have something of their own to work in. <see cref="Parallel"/> alone makes it anew each time a
/// thread comes back to the loop, several times a second: of a million items, megabytes of zeros each time.
/// </summary>
internal static class ScratchLoop
{
    /// <summary>Does something for 0..count−1, side by side and in any order.</summary>
    /// <param name="count">How often.</param>
    /// <param name="options">How many threads, and what stops them.</param>
    /// <param name="make">Makes what a thread works in; it comes back as the last call of <paramref name="body"/> left it.</param>
    /// <param name="body">What is done.</param>
    /// <exception cref="OperationCanceledException">It was stopped before the end.</exception>
    internal static void For<TScratch>(int count, ParallelOptions options, Func<TScratch> make, Action<int, TScratch> body)
    {
        var unused = new ConcurrentBag<TScratch>();
        Parallel.For(
            0, count, options,
            () => unused.TryTake(out var scratch) ? scratch : make(),
            (k, _, scratch) =>
            {
                body(k, scratch);
                return scratch;
            },
            unused.Add);
    }
}
