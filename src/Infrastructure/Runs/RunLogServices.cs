using Microsoft.Extensions.DependencyInjection;
using Serilog.Core;

namespace KDiffE.Infrastructure.Runs;

/// <summary>Registers the log of runs in a service container.</summary>
public static class RunLogServices
{
    /// <summary>
    /// For a process that trains: what it logs of a run is stored with the run. Added before what works on runs, because hosts
    /// stop their services in reverse: the last lines of a run are stored after it.
    /// </summary>
    public static IServiceCollection AddRunLog(this IServiceCollection services) =>
        services.AddSingleton<RunLog>().AddSingleton<ILogEventSink>(provider => provider.GetRequiredService<RunLog>()).AddHostedService<RunLogWriter>();
}
