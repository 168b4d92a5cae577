using System.Text;
using KDiffE.Infrastructure.Postgres;
using KDiffE.Infrastructure.RecBole;
using NpgsqlTypes;

namespace KDiffE.Infrastructure.Export;

/// <summary>Streams the rows of a query into an atomic file.</summary>
internal static class RecBoleFileWriter
{
    private const int RowsPerReport = 1 << 14;

    /// <exception cref="InvalidDataException">A value holds a tab or a line break, which the format cannot quote.</exception>
    internal static long Write(
        ConsistentRead read, string path, IReadOnlyList<ExportColumn> columns, string from, IProgress<ExportedFile>? progress,
        CancellationToken cancellationToken)
    {
        long rows = 0;
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 16);
        file.Write(Encoding.UTF8.GetBytes(string.Join('\t', columns.Select(c => c.Header))));
        file.WriteByte((byte)'\n');
        read.Copy($"select {string.Join(", ", columns.Select(c => c.Expression))} {from}", row =>
        {
            for (var i = 0; i < columns.Count; i++)
            {
                if (i > 0)
                    file.WriteByte((byte)'\t');
                if (row.IsNull)
                    row.Skip();
                else
                    WriteField(file, row.Read<byte[]>(NpgsqlDbType.Text), columns[i].Header.Name);
            }

            file.WriteByte((byte)'\n');
            if (++rows % RowsPerReport == 0)
                progress?.Report(new ExportedFile(Path.GetFileName(path), rows));
        }, cancellationToken);
        return rows;
    }

    private static void WriteField(FileStream file, byte[] value, string column)
    {
        if (value.AsSpan().ContainsAny((byte)'\t', (byte)'\n', (byte)'\r'))
        {
            throw new InvalidDataException(
                $"{Path.GetFileName(file.Name)}: {column}: '{RecBoleFileReader.Excerpt(value)}' holds a tab or a line break, which the format cannot quote.");
        }

        file.Write(value);
    }
}
