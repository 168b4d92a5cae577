using KDiffE.Domain.Snapshots;

namespace KDiffE.EndToEnd.Tests;

/// <summary>A snapshot of one user and three items, which is what is served where nothing was trained.</summary>
internal static class SmallModel
{
    /// <summary>A user that it knows.</summary>
    public const string User = "ann";

    /// <summary>Stores it under a version and has it served.</summary>
    public static async Task PublishAsync(Site site, string version, CancellationToken cancellationToken)
    {
        var content = new SnapshotContent(
            new SnapshotMetadata(version, "films", DateTimeOffset.UtcNow, null, new Dictionary<string, string>(), new Dictionary<string, double>()),
            Dim: 2, [User], ["film-1", "film-2", "film-3"], [null, null, null], [1, 0], [1, 0, 0.5f, 0, 0.1f, 0], [1, 1, 1], [0, 0], []);
        await new FolderSnapshotStore(site.Snapshots).SaveAsync(content, cancellationToken);
        await site.Catalog.RegisterReadyAsync(content.Metadata, cancellationToken);
        await site.Catalog.ActivateAsync(version, cancellationToken);
    }
}
