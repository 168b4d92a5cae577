namespace KDiffE.Training.Kernels;

/// <summary>Refuses memory that does not fit a kernel's shape before a pointer is taken to it.</summary>
internal static class Shape
{
    /// <exception cref="ArgumentException"><paramref name="data"/> is not <c>[rows, cols]</c>.</exception>
    public static void Check<T>(ReadOnlySpan<T> data, int rows, int cols, string name)
    {
        if (data.Length != (long)rows * cols)
            throw new ArgumentException($"[{rows}, {cols}] needs {(long)rows * cols} values, not {data.Length}.", name);
    }
}
