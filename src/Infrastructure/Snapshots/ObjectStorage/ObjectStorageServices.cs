using KDiffE.Domain.Snapshots;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KDiffE.Infrastructure.Snapshots.ObjectStorage;

/// <summary>Registers object storage in a service container.</summary>
public static class ObjectStorageServices
{
    /// <summary>The setting that says where snapshots live: <c>folder</c>, the default, or <c>s3</c>.</summary>
    public const string StoreKey = "Snapshots:Store";

    // What lay in the folder before it was a cache is not the cache's to delete.
    private const string CacheFolder = "cache";

    private static readonly CacheRoom OfSnapshots = new(Served: 3, Opened: 3);
    private static readonly CacheRoom OfTwins = new(Served: 0, Opened: 1);

    /// <summary>Whether the settings have snapshots in object storage.</summary>
    /// <exception cref="InvalidOperationException">They name neither that nor a folder.</exception>
    public static bool IsUsed(IConfiguration configuration) => configuration[StoreKey] switch
    {
        null or "" or "folder" => false,
        "s3" => true,
        var other => throw new InvalidOperationException($"{StoreKey} is '{other}' and must be folder or s3."),
    };

    /// <summary>The folder of this machine in which snapshots are opened: that of the snapshots, or the cache in it.</summary>
    /// <exception cref="InvalidOperationException">The settings name neither a folder nor object storage.</exception>
    public static string LocalFolder(IConfiguration configuration) => IsUsed(configuration)
        ? Path.Combine(SnapshotFolder.Of(configuration), CacheFolder)
        : SnapshotFolder.Of(configuration);

    /// <summary>Has snapshots and their twins lie in object storage and not in the folder, where the settings say so.</summary>
    internal static IServiceCollection AddObjectStorage(this IServiceCollection services, IConfiguration configuration)
    {
        if (!IsUsed(configuration))
            return services;
        services.AddMetrics().AddLogging();
        services.AddOptions<S3Options>().Bind(configuration.GetSection(S3Options.Section)).ValidateOnStart();
        return services.AddSingleton<IValidateOptions<S3Options>, S3OptionsRules>()
            .AddSingleton<ObjectStorageCondition>()
            .AddSingleton<ObjectStorageMeter>()
            .AddSingleton(provider => new S3Connection(
                provider.GetRequiredService<IOptions<S3Options>>().Value, new TransferLimits(),
                provider.GetRequiredService<ObjectStorageCondition>(), provider.GetRequiredService<ILogger<S3Connection>>()))
            .AddSingleton(provider => new ObjectStorageProbe(provider.GetRequiredService<S3Connection>()))
            .AddSingleton<ISnapshotStore>(provider => Open(provider, place: "", LocalFolder(configuration), OfSnapshots))
            .AddSingleton(provider => new HeldOutTwins(
                Open(provider, HeldOutTwins.Place + "/", Path.Combine(LocalFolder(configuration), HeldOutTwins.Place), OfTwins), TimeProvider.System));
    }

    private static S3SnapshotStore Open(IServiceProvider provider, string place, string cache, CacheRoom room) => new(
        new S3Bucket(provider.GetRequiredService<S3Connection>(), place), new FolderSnapshotStore(cache), room,
        provider.GetRequiredService<ObjectStorageMeter>(), provider.GetRequiredService<ILogger<S3SnapshotStore>>());
}
