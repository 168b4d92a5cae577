using KDiffE.Infrastructure.Convert.Output;
using KDiffE.Infrastructure.Convert.Sources;

namespace KDiffE.Infrastructure.Convert.Formats;

/// <summary>A way in which people keep interactions, and how it becomes RecBole files.</summary>
internal abstract class SourceFormat
{
    /// <summary>What <c>--format</c> calls it.</summary>
    internal abstract string Name { get; }

    /// <summary>The files that it is known by, for messages.</summary>
    internal abstract string LooksFor { get; }

    /// <summary>The files that it would read; none where the source is of another format.</summary>
    internal abstract IReadOnlyList<string> FilesOf(SourceFolder source, ColumnNames columns);

    /// <summary>Reads the files and writes what they say.</summary>
    internal abstract void Convert(Conversion conversion);
}
