using System.Text.Json;
using KDiffE.Infrastructure.Replicas;
using Npgsql;

namespace KDiffE.Infrastructure.Catalog;

/// <summary>
/// Tells how much there is, in the time that a page may take to load: a table is counted up to a limit, and estimated by the
/// planner above it, from the size of its file and what was last found out about its rows.
/// </summary>
public sealed class VolumeReader(ReadRouter reads)
{
    /// <summary>The most rows that are counted.</summary>
    internal const int MaxCounted = 100_000;

    // From one modality to the next by the primary key: a plain distinct would read all features.
    private const string Modalities =
        """
        with recursive found as (
            (select modality, dim from item_features order by modality limit 1)
            union all
            select next.modality, next.dim from found, lateral (
                select modality, dim from item_features f where f.modality > found.modality order by f.modality limit 1) next)
        select modality, dim from found order by modality
        """;

    /// <summary>How much there is at this moment, or was a little before.</summary>
    public Task<DataVolumes> ReadAsync(CancellationToken cancellationToken = default) => reads.ReadAsync(Freshness.Recent, ReadAsync, cancellationToken);

    private static async Task<DataVolumes> ReadAsync(ReadServer server, CancellationToken cancellationToken)
    {
        await using var connection = await server.DataSource.OpenConnectionAsync(cancellationToken);
        return new DataVolumes(
            await CountAsync("users"), await CountAsync("items"), await CountAsync("interactions"), await CountAsync("entities"),
            await CountAsync("relations"), await CountAsync("kg_triples"), await ListFeaturesAsync(connection, cancellationToken),
            await NewestAsync(connection, cancellationToken));

        Task<RowCount> CountAsync(string table) => VolumeReader.CountAsync(connection, table, modality: null, cancellationToken);
    }

    private static async Task<IReadOnlyList<FeatureVolume>> ListFeaturesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var modalities = new List<(string Name, int Dim)>();
        await using (var command = new NpgsqlCommand(Modalities, connection))
        await using (var rows = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await rows.ReadAsync(cancellationToken))
                modalities.Add((rows.GetString(0), rows.GetInt32(1)));
        }

        var features = new List<FeatureVolume>();
        foreach (var (name, dim) in modalities)
            features.Add(new FeatureVolume(name, (await CountAsync(connection, "item_features", name, cancellationToken)).Count, dim));
        return features;
    }

    private static async Task<RowCount> CountAsync(NpgsqlConnection connection, string table, string? modality, CancellationToken cancellationToken)
    {
        var rows = $"select from {table}{(modality is null ? "" : " where modality = @modality")}";
        var counted = await ScalarAsync<long>($"select count(*) from ({rows} limit {MaxCounted + 1}) counted");
        if (counted <= MaxCounted)
            return new RowCount(counted, Exact: true);
        using var plan = JsonDocument.Parse(await ScalarAsync<string>($"explain (format json) {rows}"));
        var estimate = plan.RootElement[0].GetProperty("Plan").GetProperty("Plan Rows").GetDouble();
        return new RowCount(Math.Max((long)estimate, counted), Exact: false);

        async Task<T> ScalarAsync<T>(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            if (modality is not null)
                command.Parameters.AddWithValue(nameof(modality), modality);
            return (T)(await command.ExecuteScalarAsync(cancellationToken))!;
        }
    }

    private static async Task<DateTimeOffset?> NewestAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select max(occurred_at) from interactions", connection);
        return await command.ExecuteScalarAsync(cancellationToken) is DateTime time ? new DateTimeOffset(time) : null;
    }
}
