using System.Text;
using KDiffE.Infrastructure.RecBole;

namespace KDiffE.Infrastructure.Export.Embeddings;

/// <summary>Embeddings as a matrix of NumPy, and beside it the ids of its rows; no id has a line break.</summary>
internal static class NpyEmbeddings
{
    internal static void Write(string path, EmbeddingTable table, CancellationToken cancellationToken)
    {
        using var matrix = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);
        using var ids = new StreamWriter(Path.ChangeExtension(path, ".ids.txt"), append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
        NpyWriter.WriteHeader(matrix, table.Rows, table.Dim);
        for (var row = 0; row < table.Rows; row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            NpyWriter.WriteRow(matrix, table.Embedding(row).Span);
            ids.WriteLine(table.Id(row));
        }
    }
}
