using KDiffE.Infrastructure.Postgres;
using KDiffE.Infrastructure.RecBole;
using NpgsqlTypes;

namespace KDiffE.Infrastructure.Export;

/// <summary>Writes item features as matrices whose row number is the item's id, where the ids allow that.</summary>
internal sealed class FeatureWriter(
    ConsistentRead read, string folder, IProgress<ExportedFile>? progress, CancellationToken cancellationToken)
{
    // Ids that are spread wider than this would make a file of almost nothing but gaps.
    private const int MaxRowsPerItem = 10;

    private readonly List<ExportedFile> _files = [];
    private readonly List<string> _skipped = [];

    /// <summary>The files written.</summary>
    internal IReadOnlyList<ExportedFile> Files => _files;

    /// <summary>The modalities that were not written, and why.</summary>
    internal IReadOnlyList<string> Skipped => _skipped;

    internal async Task WriteAsync()
    {
        var modalities = await ModalitiesAsync();
        if (modalities.Count == 0)
            return;
        var rows = await RowsAsync();
        foreach (var (modality, dims, dim) in modalities)
        {
            if (Path.GetFileName(modality) != modality)
                _skipped.Add($"{modality} features: the modality is no file name");
            else if (rows is null)
                _skipped.Add($"{modality} features: the items' ids are not the integers from 0 on that number the rows of an .npy file");
            else if (dims > 1)
                _skipped.Add($"{modality} features: not all items have the same number of values");
            else
                await Task.Run(() => Write(modality, rows.Value, dim), cancellationToken);
        }
    }

    private void Write(string modality, int rows, int dim)
    {
        var file = modality + "_feat.npy";
        using var stream = new FileStream(Path.Combine(folder, file), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);
        NpyWriter.WriteHeader(stream, rows, dim);
        // A row without a feature is not a row of zeros.
        var missing = new float[dim];
        Array.Fill(missing, float.NaN);
        var next = 0;
        read.Copy(
            $"""
            select i.key::integer, f.values from item_features f join items i on i.id = f.item_id
            where f.modality = '{modality.Replace("'", "''", StringComparison.Ordinal)}' order by 1
            """,
            row =>
            {
                for (var item = row.Read<int>(); next < item; next++)
                    NpyWriter.WriteRow(stream, missing);
                NpyWriter.WriteRow(stream, row.Read<float[]>(NpgsqlDbType.Array | NpgsqlDbType.Real));
                next++;
            },
            cancellationToken);
        for (; next < rows; next++)
            NpyWriter.WriteRow(stream, missing);
        _files.Add(new ExportedFile(file, rows));
        progress?.Report(_files[^1]);
    }

    private async Task<List<(string Modality, long Dims, int Dim)>> ModalitiesAsync()
    {
        await using var command = read.Command(
            "select modality, count(distinct dim), min(dim) from item_features group by modality order by modality");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var modalities = new List<(string, long, int)>();
        while (await reader.ReadAsync(cancellationToken))
            modalities.Add((reader.GetString(0), reader.GetInt64(1), reader.GetInt32(2)));
        return modalities;
    }

    /// <summary>One more than the largest item id; null where ids cannot number rows.</summary>
    private async Task<int?> RowsAsync()
    {
        await using var command = read.Command(
            $$"""
            select case when bool_and(key ~ '^(0|[1-9][0-9]{0,8})$')
                   then case when max(lpad(key, 9, '0'))::bigint < {{MaxRowsPerItem}} * count(*)
                        then max(lpad(key, 9, '0'))::integer + 1 end end
            from items
            """);
        return await command.ExecuteScalarAsync(cancellationToken) as int?;
    }
}
