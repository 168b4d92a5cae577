using Hangfire;
using Hangfire.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace KDiffE.Infrastructure.Runs;

/// <summary>Registers the queue of training runs, which is Hangfire, and what stands on it.</summary>
public static class RunQueueServices
{
    /// <summary>For a process that asks for training. It works on nothing itself. Needs the database's <see cref="NpgsqlDataSource"/>.</summary>
    public static IServiceCollection AddRunQueue(this IServiceCollection services) =>
        services
            // Hangfire's own would be the process's and not the container's.
            .AddSingleton<JobStorage>(provider => HangfireStorage.Create(provider.GetRequiredService<NpgsqlDataSource>()))
            .AddSingleton<JobActivator>(provider => new AspNetCoreJobActivator(provider.GetRequiredService<IServiceScopeFactory>()))
            .AddHangfire(configuration => configuration.UseSimpleAssemblyNameTypeSerializer().UseRecommendedSerializerSettings())
            .AddSingleton<IRunQueue, HangfireQueue>()
            .AddSingleton<RunRequests>()
            .AddSingleton<ScheduleStore>();

    /// <summary>
    /// For a process that trains, with its own <see cref="IRunProcessor"/>: one run at a time, and ticks meanwhile.
    /// </summary>
    public static IServiceCollection AddRunProcessing(this IServiceCollection services) =>
        services.AddRunQueue().AddServer(HangfireJobs.TrainQueue).AddServer(HangfireJobs.TickQueue);

    /// <summary>Maps Hangfire's pages about its jobs to <c>/hangfire</c>.</summary>
    /// <returns>The route, for the caller to say who may use it: Hangfire itself lets everybody in.</returns>
    public static IEndpointConventionBuilder MapRunQueue(this IEndpointRouteBuilder endpoints) => endpoints.MapHangfireDashboard(
        new DashboardOptions { DashboardTitle = "KDiffE jobs", Authorization = [] });

    private static IServiceCollection AddServer(this IServiceCollection services, string queue) => services.AddHangfireServer(options =>
    {
        (options.Queues, options.WorkerCount) = ([queue], 1);
        // The host says how long work may take to stop.
        options.ShutdownTimeout = Timeout.InfiniteTimeSpan;
    });
}
