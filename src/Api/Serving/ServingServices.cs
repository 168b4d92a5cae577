using KDiffE.Api.Serving.Live;
using KDiffE.Infrastructure.Events;

namespace KDiffE.Api.Serving;

/// <summary>Registers the serving of snapshots in a service container.</summary>
internal static class ServingServices
{
    private const long MostMegabytes = 1 << 24;
    private static readonly TimeSpan LongestPatience = TimeSpan.FromMinutes(1);

    /// <summary>Adds the served snapshot, and what finds and loads the next one.</summary>
    public static void AddServing(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<SnapshotHolder>();
        builder.Services.AddSingleton<DatabaseCondition>();
        builder.Services.AddSingleton<ServingMeter>();
        builder.Services.AddSingleton<PreviewSlot>();
        builder.Services.AddSingleton<ModelReader>();
        builder.Services.AddSingleton<SnapshotPreviews>();
        builder.Services.AddSingleton<SnapshotSwap>();
        builder.Services.AddSingleton<SnapshotVerifier>();
        builder.Services.AddSingleton<SnapshotDemand>();
        builder.Services.AddOptions<DemandOptions>().BindConfiguration(DemandOptions.Section)
            .Validate(options => options.LoadPatience >= TimeSpan.Zero && options.LoadPatience <= LongestPatience, $"{DemandOptions.Section}:{nameof(DemandOptions.LoadPatience)} must be from 0 to a minute.")
            .Validate(options => options.MaxSnapshotMegabytes is >= 0 and <= MostMegabytes, $"{DemandOptions.Section}:{nameof(DemandOptions.MaxSnapshotMegabytes)} must be from 0 to {MostMegabytes}.")
            .ValidateOnStart();
        builder.Services.AddOptions<SnapshotLoaderOptions>()
            .BindConfiguration(SnapshotLoaderOptions.Section)
            .Validate(options => options.PollInterval > TimeSpan.Zero, $"{SnapshotLoaderOptions.Section}:{nameof(SnapshotLoaderOptions.PollInterval)} must be positive.")
            .ValidateOnStart();
        builder.Services.AddHostedService<SnapshotLoader>();
        builder.Services.AddEvents();
        builder.Services.AddOptions<SearchOptions>().BindConfiguration(SearchOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddOptions<LiveOptions>().BindConfiguration(LiveOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<LiveCatalogs>();
        builder.Services.AddSingleton<LiveCatalogFollower>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<LiveCatalogFollower>());
        builder.Services.AddHostedService<LiveRenewal>();
        builder.Services.AddHostedService<GarbageWatch>();
    }
}
