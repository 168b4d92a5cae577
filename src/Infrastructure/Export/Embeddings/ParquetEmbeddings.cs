using Parquet;
using Parquet.Schema;

namespace KDiffE.Infrastructure.Export.Embeddings;

/// <summary>Embeddings as a table of Parquet: <c>id</c>, of items <c>name</c> and <c>popularity</c>, and <c>embedding</c>, a list of d floats.</summary>
internal static class ParquetEmbeddings
{
    // One group is in memory at a time.
    private const int GroupValues = 1 << 22;

    internal static async Task WriteAsync(string path, EmbeddingTable table, CancellationToken cancellationToken)
    {
        var id = new DataField("id", typeof(string), isNullable: false);
        var (name, popularity) = (new DataField("name", typeof(string), isNullable: true), new DataField("popularity", typeof(int), isNullable: false));
        var embedding = new ListField("embedding", new DataField("element", typeof(float), isNullable: false));
        var schema = new ParquetSchema(table.About is null ? [id, embedding] : [id, name, popularity, embedding]);
        await using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);
        await using var writer = await ParquetWriter.CreateAsync(schema, stream, cancellationToken: cancellationToken);
        var most = Math.Max(1, GroupValues / table.Dim);
        for (var first = 0; first < table.Rows; first += most)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var rows = Enumerable.Range(first, Math.Min(most, table.Rows - first)).ToArray();
            using var group = writer.CreateRowGroup();
            await group.WriteAsync(id, Array.ConvertAll(rows, row => table.Id(row)));
            if (table.About is { } about)
            {
                await group.WriteAsync(name, Array.ConvertAll(rows, row => about(row).Name)!);
                await group.WriteAsync<int>(popularity, Array.ConvertAll(rows, row => about(row).Popularity), cancellationToken: cancellationToken);
            }

            var elements = (DataField)embedding.Item;
            await group.WriteAllPartsAsync<float>(
                elements, Values(table, rows), Defined(rows.Length * table.Dim, elements.MaxDefinitionLevel), RowStarts(rows.Length, table.Dim), cancellationToken);
        }
    }

    private static float[] Values(EmbeddingTable table, int[] rows)
    {
        var values = new float[rows.Length * table.Dim];
        for (var i = 0; i < rows.Length; i++)
            table.Embedding(rows[i]).CopyTo(values.AsMemory(i * table.Dim));
        return values;
    }

    // Parquet's definition levels: every list is there, and so is all that is in it.
    private static ReadOnlyMemory<int> Defined(int values, int level)
    {
        var levels = new int[values];
        Array.Fill(levels, level);
        return levels;
    }

    // Parquet's repetition levels: 0 where a list begins, 1 within it.
    private static ReadOnlyMemory<int> RowStarts(int rows, int dim)
    {
        var levels = new int[rows * dim];
        for (var place = 0; place < levels.Length; place++)
            levels[place] = place % dim == 0 ? 0 : 1;
        return levels;
    }
}
