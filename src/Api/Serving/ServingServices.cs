using KDiffE.Api.Serving.Live;
using KDiffE.Infrastructure.Events;

namespace KDiffE.Api.Serving;

/// <summary>Registers the serving of snapshots in a service container.</summary>
internal static class ServingServices
{
    /// <summary>Adds the served snapshot, and what finds and loads the next one.</summary>
    public static void AddServing(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<SnapshotHolder>();
        builder.Services.AddSingleton<DatabaseCondition>();
        builder.Services.AddSingleton<ServingMeter>();
        builder.Services.AddSingleton<LoadingTurns>();
        builder.Services.AddSingleton<PreviewSlot>();
        builder.Services.AddSingleton<ModelReader>();
        builder.Services.AddSingleton<SnapshotPreviews>();
        builder.Services.AddSingleton<SnapshotSwap>();
        builder.Services.AddSingleton<SnapshotVerifier>();
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
    }
}
