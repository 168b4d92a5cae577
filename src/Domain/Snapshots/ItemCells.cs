namespace KDiffE.Domain.Snapshots;

/// <summary>
/// Items that lie near each other, in rows one after the other, so that a search may begin where the best items most likely are and leave
/// out the rest: an inverted file (Sivic and Zisserman 2003) whose lists are ranges of rows.
/// </summary>
/// <param name="Offsets">Where each cell begins, and the last one ends, ascending from 0, <c>[cells + 1]</c>. Rows behind the end are in no cell.</param>
/// <param name="Centroids">The centre of each cell, row-major <c>[cells, d]</c>.</param>
public sealed record ItemCells(ReadOnlyMemory<long> Offsets, ReadOnlyMemory<float> Centroids)
{
    /// <summary>Number of cells.</summary>
    public int Count => Offsets.Length - 1;

    /// <summary>The first row that is in no cell.</summary>
    public int End => (int)Offsets.Span[^1];

    /// <summary>The first row of a cell, and the first behind it.</summary>
    public (int First, int End) this[int cell] => ((int)Offsets.Span[cell], (int)Offsets.Span[cell + 1]);
}
