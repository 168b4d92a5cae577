using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace KDiffE.Infrastructure.Postgres;

/// <summary>The service's database for row work; bulk goes through COPY.</summary>
public sealed class KDiffEDbContext(DbContextOptions<KDiffEDbContext> options) : DbContext(options)
{
    /// <summary>Users.</summary>
    public DbSet<UserRow> Users => Set<UserRow>();

    /// <summary>Items.</summary>
    public DbSet<ItemRow> Items => Set<ItemRow>();

    /// <summary>Interactions.</summary>
    public DbSet<InteractionRow> Interactions => Set<InteractionRow>();

    /// <summary>Item features.</summary>
    public DbSet<ItemFeatureRow> ItemFeatures => Set<ItemFeatureRow>();

    /// <summary>Knowledge-graph entities.</summary>
    public DbSet<EntityRow> Entities => Set<EntityRow>();

    /// <summary>Knowledge-graph relations.</summary>
    public DbSet<RelationRow> Relations => Set<RelationRow>();

    /// <summary>Knowledge-graph triples.</summary>
    public DbSet<KgTripleRow> KgTriples => Set<KgTripleRow>();

    /// <summary>Training runs.</summary>
    public DbSet<TrainingRunRow> TrainingRuns => Set<TrainingRunRow>();

    /// <summary>What happened to training runs.</summary>
    public DbSet<TrainingEventRow> TrainingEvents => Set<TrainingEventRow>();

    /// <summary>Metrics by training run and epoch.</summary>
    public DbSet<EpochMetricsRow> EpochMetrics => Set<EpochMetricsRow>();

    /// <summary>Snapshots.</summary>
    public DbSet<SnapshotRow> Snapshots => Set<SnapshotRow>();

    /// <summary>Schedules of training runs.</summary>
    public DbSet<TrainingScheduleRow> TrainingSchedules => Set<TrainingScheduleRow>();

    /// <summary>Opens a context outside a service container.</summary>
    public static KDiffEDbContext Open(NpgsqlDataSource dataSource)
    {
        var options = new DbContextOptionsBuilder<KDiffEDbContext>();
        Configure(options, dataSource);
        return new KDiffEDbContext(options.Options);
    }

    internal static void Configure(DbContextOptionsBuilder options, NpgsqlDataSource dataSource) =>
        // Migrations are SQL files, so there is no model snapshot to compare with; a test compares the databases.
        options.UseNpgsql(dataSource).ConfigureWarnings(w => w.Ignore(RelationalEventId.PendingModelChangesWarning));

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        CatalogModel.Configure(modelBuilder);
        TrainingModel.Configure(modelBuilder);
        SnakeCase.Apply(modelBuilder);
    }
}
