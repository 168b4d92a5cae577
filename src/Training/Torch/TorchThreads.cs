using static TorchSharp.torch;

namespace KDiffE.Training.Torch;

/// <summary>
/// Work of libtorch's own operations shared among threads. The trainer leaves libtorch one thread, since a second pool
/// beside the kernels' would only contend; independent operations run side by side instead.
/// </summary>
internal static class TorchThreads
{
    private static readonly ParallelOptions Unlimited = new();

    /// <summary>Calls <paramref name="body"/> for 0 to <paramref name="count"/> − 1, without recording gradients.</summary>
    public static void For(int count, Action<int> body, ParallelOptions? options = null) => Parallel.For(0, count, options ?? Unlimited, k =>
    {
        // Asking makes libtorch tell this thread's pool, too, how many threads it may use.
        _ = get_num_threads();
        using var scope = NewDisposeScope();
        using var unrecorded = no_grad();
        body(k);
    });
}
