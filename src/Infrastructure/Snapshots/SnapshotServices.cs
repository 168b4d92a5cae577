using KDiffE.Domain.Snapshots;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KDiffE.Infrastructure.Snapshots;

/// <summary>Registers snapshots in a service container.</summary>
internal static class SnapshotServices
{
    /// <summary>Adds the files of snapshots, their catalogue, and what publishes, forgets and tells of them.</summary>
    internal static IServiceCollection AddSnapshots(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton<ISnapshotStore>(_ => new FolderSnapshotStore(SnapshotFolder.Of(configuration)))
        .AddSingleton(_ => HeldOutTwins.Beside(SnapshotFolder.Of(configuration)))
        .AddSingleton<SnapshotCatalog>()
        .AddSingleton<SnapshotPublisher>()
        .AddSingleton<ExtensionTurn>()
        .AddSingleton<ExtensionPublisher>()
        .AddSingleton<SnapshotRetention>()
        .AddSingleton<SnapshotListener>();
}
