namespace KDiffE.Infrastructure.Convert.Sources;

/// <summary>The rows of a file, one after the other.</summary>
/// <param name="file">The file's name, without its folder.</param>
internal abstract class SourceRows(string file) : IDisposable
{
    /// <summary>The file's name, without its folder.</summary>
    internal string File { get; } = file;

    /// <summary>Line of the present row, counted from 1; in a Parquet file the row, counted from 1.</summary>
    internal abstract long Line { get; }

    /// <summary>Bytes of the file, as it lies there, that have been read.</summary>
    internal abstract long Position { get; }

    /// <summary>Why the present row cannot be used; null where it can.</summary>
    internal string? Trouble { get; private protected set; }

    /// <summary>Goes on to the next row; false at the end.</summary>
    internal abstract bool Read();

    /// <inheritdoc/>
    public abstract void Dispose();
}
