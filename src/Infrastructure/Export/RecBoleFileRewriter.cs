using System.Text;
using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.RecBole;

namespace KDiffE.Infrastructure.Export;

/// <summary>Writes an atomic file anew: the rows that are kept, as they stood, and further ones after them.</summary>
internal static class RecBoleFileRewriter
{
    /// <param name="source">The file; null where there is none yet.</param>
    /// <param name="target">Where to, the file itself for instance; it is whole or as it was.</param>
    /// <param name="columns">The token columns of the further rows. A new file has these alone; others of the source stay empty.</param>
    /// <param name="keep">Whether the present row of the source stays.</param>
    /// <param name="added">The further rows.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <exception cref="BadRowsException">The source holds a row that cannot be read.</exception>
    internal static void Write(
        string? source, string target, IReadOnlyList<string> columns, Func<RecBoleFileReader, bool> keep,
        IEnumerable<string[]> added, CancellationToken cancellationToken) => DurableFile.Write(
        target,
        stream =>
        {
            IReadOnlyList<RecBoleColumn> header = source is null
                ? [.. columns.Select(name => new RecBoleColumn(name, RecBoleType.Token))]
                : CopyKept(source, stream, keep, cancellationToken);
            if (source is null)
                WriteLine(stream, string.Join('\t', header));
            var places = header.Select(column => columns.ToList().IndexOf(column.Name)).ToArray();
            foreach (var row in added)
                WriteLine(stream, string.Join('\t', places.Select(place => place < 0 ? "" : row[place])));
            cancellationToken.ThrowIfCancellationRequested();
        },
        check: _ => { });

    private static IReadOnlyList<RecBoleColumn> CopyKept(
        string source, Stream target, Func<RecBoleFileReader, bool> keep, CancellationToken cancellationToken)
    {
        var badRows = new BadRows();
        using var packed = FolderFile.Open(source);
        using var file = new RecBoleFileReader(packed.Content, Path.GetFileName(source), badRows);
        WriteLine(target, string.Join('\t', file.Columns));
        while (file.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!keep(file))
                continue;
            target.Write(file.Row);
            target.WriteByte((byte)'\n');
        }

        badRows.ThrowIfAny();
        return file.Columns;
    }

    private static void WriteLine(Stream stream, string line) => stream.Write(Encoding.UTF8.GetBytes(line + '\n'));
}
