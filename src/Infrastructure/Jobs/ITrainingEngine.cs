using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace KDiffE.Infrastructure.Jobs;

/// <summary>
/// What stands behind <see cref="ITrainingQueue"/>. A class of this assembly that implements it, and that can be made
/// without arguments, is found by its name.
/// </summary>
public interface ITrainingEngine
{
    /// <summary>What the configuration calls it.</summary>
    string Name { get; }

    /// <summary>Adds <see cref="ITrainingQueue"/>, for a process that only asks for work.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="connectionString">Leads to the database; the engine makes its tables there when they are first needed.</param>
    IServiceCollection AddQueue(IServiceCollection services, string connectionString);

    /// <summary>
    /// Adds <see cref="ITrainingQueue"/> and what does the work: one training at a time, and ticks meanwhile, with the
    /// services' own <see cref="ITrainingWork"/>.
    /// </summary>
    /// <param name="services">Where to.</param>
    /// <param name="connectionString">Leads to the database; the engine makes its tables there at the start.</param>
    IServiceCollection AddWorker(IServiceCollection services, string connectionString);

    /// <summary>Maps the pages on which the engine shows its jobs to requests from this machine, if it has any.</summary>
    /// <param name="endpoints">Where to.</param>
    void MapDashboard(IEndpointRouteBuilder endpoints)
    {
    }
}
