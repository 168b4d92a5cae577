using KDiffE.Fuzz.Targets;
using KDiffE.Infrastructure.Bulk;

namespace KDiffE.Fuzz;

/// <summary>Everything that reads what strangers send.</summary>
internal static class FuzzTargets
{
    /// <summary>All of them, by name.</summary>
    internal static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new ConvertTarget("convert-csv", "clicks.csv"),
        new ConvertTarget("convert-parquet", "clicks.parquet"),
        new ConvertTarget("convert-json", "reviews.jsonl"),
        new BulkTarget("bulk-csv", BulkFormat.Csv),
        new BulkTarget("bulk-ndjson", BulkFormat.Ndjson),
        new RecBoleTarget(),
        new FeatureTarget(),
        new SnapshotTarget(),
        new SealedSnapshotTarget(),
        new WhereTarget(),
        new CronTarget(),
        new CursorTarget(),
        new RankingCursorTarget(),
        new HttpTarget(),
    ];

    /// <exception cref="ArgumentException">There is no such target.</exception>
    internal static FuzzTarget Find(string name) => All.FirstOrDefault(target => target.Name == name)
        ?? throw new ArgumentException($"There is no target '{name}'; there are {string.Join(", ", All.Select(target => target.Name))}.", nameof(name));
}
