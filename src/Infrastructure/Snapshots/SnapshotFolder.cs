using KDiffE.Domain.Snapshots;
using Microsoft.Extensions.Configuration;

namespace KDiffE.Infrastructure.Snapshots;

/// <summary>The folder of snapshots in the configuration.</summary>
public static class SnapshotFolder
{
    private const string Default = ".local/snapshots";

    /// <summary>The folder of <see cref="FolderSnapshotStore.FolderKey"/>, by default <c>.local/snapshots</c>.</summary>
    public static string Of(IConfiguration configuration) => configuration[FolderSnapshotStore.FolderKey] is { Length: > 0 } folder ? folder : Default;
}
