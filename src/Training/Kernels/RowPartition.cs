namespace KDiffE.Training.Kernels;

/// <summary>
/// Cuts the rows of a CSR structure into runs of about equal work (non-zeros plus rows) and runs a kernel over them
/// on all cores. A row is never shared, so results do not depend on the number of threads.
/// </summary>
internal sealed class RowPartition
{
    private const int WorkPerPart = 8192;
    private const int MaxParts = 64;

    private readonly int[] _boundaries;

    /// <param name="offsets">CSR offsets, <c>[rows + 1]</c>.</param>
    public RowPartition(int[] offsets)
    {
        var rows = offsets.Length - 1;
        var work = (long)offsets[rows] + rows;
        var parts = (int)Math.Clamp(work / WorkPerPart, 1, MaxParts);
        _boundaries = new int[parts + 1];
        _boundaries[parts] = rows;
        for (int part = 1, row = 0; part < parts; part++)
        {
            while (row < rows && (long)offsets[row] + row < work * part / parts)
                row++;
            _boundaries[part] = row;
        }
    }

    /// <summary>Calls <paramref name="kernel"/> with the first row and the end of every part.</summary>
    public void Run(Action<int, int> kernel)
    {
        if (_boundaries.Length == 2)
            kernel(_boundaries[0], _boundaries[1]);
        else
            Parallel.For(0, _boundaries.Length - 1, part => kernel(_boundaries[part], _boundaries[part + 1]));
    }
}
