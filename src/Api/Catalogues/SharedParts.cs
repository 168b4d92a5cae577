using KDiffE.Api.Serving;
using KDiffE.Api.Serving.Asking;
using Microsoft.Extensions.Options;

namespace KDiffE.Api.Catalogues;

/// <summary>What the catalogues of a process share, because it has but one memory and its processors: turns and room.</summary>
/// <param name="Loading">The turns of those who read snapshots; where memory has no limit, each catalogue has its own.</param>
/// <param name="Scans">The turns of rankings.</param>
/// <param name="Memory">The room for snapshots.</param>
internal sealed record SharedParts(LoadingTurns Loading, ScanTurns Scans, SnapshotMemory Memory)
{
    private const long Megabyte = 1 << 20;

    /// <summary>Adds those of a process.</summary>
    public static void Add(IServiceCollection services) => services
        .AddSingleton<LoadingTurns>()
        .AddSingleton<ScanTurns>()
        .AddSingleton(provider => new SnapshotMemory(
            provider.GetRequiredService<IOptions<DemandOptions>>().Value.MaxSnapshotMegabytes is > 0 and var most ? most * Megabyte : null))
        .AddSingleton<SharedParts>();

    /// <summary>Adds these to what a further catalogue is made of, which does not own them.</summary>
    public void AddTo(IServiceCollection services)
    {
        services.AddSingleton(Scans).AddSingleton(Memory);
        if (Memory.IsLimited)
            services.AddSingleton(Loading);
        else
            services.AddSingleton<LoadingTurns>();
    }
}
