namespace KDiffE.Training.Data;

/// <summary>Rows of equal length that follow each other in one array.</summary>
internal static class DenseRows
{
    /// <summary>Some rows, in the order asked for.</summary>
    /// <param name="rows">Row-major <c>[n, dim]</c>.</param>
    /// <param name="dim">Values per row.</param>
    /// <param name="chosen">Which.</param>
    /// <returns>Row-major <c>[chosen.Length, dim]</c>.</returns>
    internal static float[] Gather(float[] rows, int dim, ReadOnlySpan<int> chosen)
    {
        var gathered = new float[chosen.Length * dim];
        for (var row = 0; row < chosen.Length; row++)
            rows.AsSpan(chosen[row] * dim, dim).CopyTo(gathered.AsSpan(row * dim));
        return gathered;
    }
}
