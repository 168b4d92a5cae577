using KDiffE.Infrastructure.Postgres;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KDiffE.Infrastructure.Jobs;

/// <summary>Registers the queue that <see cref="TrainingEngines.Key"/> names, and what stands on it.</summary>
public static class TrainingQueueServices
{
    /// <summary>For a process that asks for training.</summary>
    public static IServiceCollection AddTrainingQueue(this IServiceCollection services, IConfiguration configuration) =>
        Engine(configuration).AddQueue(services, Database.ConnectionString(configuration)).AddSingleton<TrainingRequests>().AddSingleton<TrainingSchedules>();

    /// <summary>For a process that trains, with its own <see cref="ITrainingWork"/>.</summary>
    public static IServiceCollection AddTrainingWorker(this IServiceCollection services, IConfiguration configuration) =>
        Engine(configuration).AddWorker(services, Database.ConnectionString(configuration)).AddSingleton<TrainingRequests>().AddSingleton<TrainingSchedules>();

    /// <summary>Maps the pages on which the queue shows its jobs to requests from this machine, if it has any.</summary>
    public static void MapTrainingQueue(this IEndpointRouteBuilder endpoints, IConfiguration configuration) => Engine(configuration).MapDashboard(endpoints);

    private static ITrainingEngine Engine(IConfiguration configuration) => TrainingEngines.Find(configuration[TrainingEngines.Key]);
}
