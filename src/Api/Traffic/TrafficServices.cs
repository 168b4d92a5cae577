namespace KDiffE.Api.Traffic;

/// <summary>Registers the counting of requests in a service container.</summary>
internal static class TrafficServices
{
    /// <summary>Adds what hears of requests and counts them, and what adds up the counts of all APIs.</summary>
    public static IServiceCollection AddTraffic(this IServiceCollection services) => services
        .AddSingleton<TrafficWindow>().AddSingleton<TrafficOfNodes>().AddHostedService<TrafficListener>();
}
