namespace KDiffE.Infrastructure.Convert.Sources;

/// <summary>The rows of a file that have columns.</summary>
/// <param name="file">The file's name, without its folder.</param>
internal abstract class SourceTable(string file) : SourceRows(file)
{
    /// <summary>Names of the columns.</summary>
    internal abstract IReadOnlyList<string> Columns { get; }

    /// <summary>A field of the present row, valid until the next; empty for a column below 0, which the table lacks.</summary>
    internal abstract ReadOnlySpan<char> this[int column] { get; }

    /// <summary>Where a column stands; -1 where the table has none of that name.</summary>
    internal int Find(string name)
    {
        for (var column = 0; column < Columns.Count; column++)
        {
            if (Columns[column] == name)
                return column;
        }

        return -1;
    }
}
