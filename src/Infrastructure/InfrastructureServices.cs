using KDiffE.Infrastructure.Audit;
using KDiffE.Infrastructure.Bulk;
using KDiffE.Infrastructure.Catalog;
using KDiffE.Infrastructure.Changes;
using KDiffE.Infrastructure.Export;
using KDiffE.Infrastructure.Feedback;
using KDiffE.Infrastructure.Import;
using KDiffE.Infrastructure.Keys;
using KDiffE.Infrastructure.Nodes;
using KDiffE.Infrastructure.Postgres;
using KDiffE.Infrastructure.Prune;
using KDiffE.Infrastructure.Replicas;
using KDiffE.Infrastructure.Runs;
using KDiffE.Infrastructure.Snapshots;
using KDiffE.Infrastructure.Snapshots.ObjectStorage;
using KDiffE.Infrastructure.Webhooks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KDiffE.Infrastructure;

/// <summary>Registers this assembly in a service container.</summary>
public static class InfrastructureServices
{
    /// <summary>
    /// Adds the database, what stands on it and where snapshots are stored; the queue of training runs comes on its own. The
    /// connection string is read when a service that needs it is first asked for.
    /// </summary>
    public static IServiceCollection AddInfrastructure(this IServiceCollection services, IConfiguration configuration) =>
        services.AddPostgres(configuration).AddReplicas(configuration).AddRuns(configuration).AddSnapshots(configuration).AddObjectStorage(configuration).AddImport().AddExport().AddPrune().AddCatalog().AddBulk(configuration).AddChanges().AddKeys().AddFeedback(configuration).AddAudit(configuration).AddNodes().AddWebhooks(configuration);
}
