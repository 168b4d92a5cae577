using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Snapshots;
using KDiffE.Training.Commands;
using Microsoft.Extensions.DependencyInjection;

namespace KDiffE.Benchmarks;

/// <summary>Snapshots of any size whose embeddings are random: what serving costs does not depend on what was learnt.</summary>
internal static class SyntheticSnapshot
{
    private const int SeenOfAUser = 24;

    /// <summary>Uniform embeddings in ±0.5; users have each seen a few items in a row.</summary>
    public static SnapshotContent Content(string version, int users, int items, int dim)
    {
        var random = new Random(1);
        var seen = Math.Min(SeenOfAUser, items);
        return new SnapshotContent(
            new SnapshotMetadata(version, "synthetic", DateTimeOffset.UnixEpoch, null, new Dictionary<string, string>(), new Dictionary<string, double>()),
            dim,
            [.. Enumerable.Range(0, users).Select(user => $"user-{user}")],
            [.. Enumerable.Range(0, items).Select(item => $"item-{item}")],
            [.. Enumerable.Range(0, items).Select(item => $"The item of number {item}")],
            Floats(users), Floats(items), new int[items],
            [.. Enumerable.Range(0, users + 1).Select(user => (long)user * seen)],
            [.. Enumerable.Range(0, users).SelectMany(user => Enumerable.Range(user % (items - seen + 1), seen))]);

        float[] Floats(int rows) => [.. Enumerable.Range(0, rows * dim).Select(_ => random.NextSingle() - 0.5f)];
    }

    /// <summary>Saves one to a folder and has it served by the APIs of the configured database, whose schema is made if need be.</summary>
    public static async Task PublishAsync(string folder, string version, int users, int items, int dim)
    {
        var content = Content(version, users, items, dim);
        await new FolderSnapshotStore(folder).SaveAsync(content);
        await using var services = await CommandServices.OpenMigratedDatabaseAsync(CancellationToken.None);
        var catalog = services.GetRequiredService<SnapshotCatalog>();
        await catalog.RegisterReadyAsync(content.Metadata);
        await catalog.ActivateAsync(version);
    }
}
