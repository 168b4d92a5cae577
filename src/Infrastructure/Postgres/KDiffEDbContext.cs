using Microsoft.EntityFrameworkCore;

namespace KDiffE.Infrastructure.Postgres;

/// <summary>
/// The service's database for row work; bulk goes through COPY. Its model is what migrations are generated from.
/// </summary>
public sealed class KDiffEDbContext(DbContextOptions<KDiffEDbContext> options) : DbContext(options)
{
    /// <summary>Users by external id, with their attributes.</summary>
    public DbSet<UserRow> Users => Set<UserRow>();

    /// <summary>The catalogue, hidden and expired items included.</summary>
    public DbSet<ItemRow> Items => Set<ItemRow>();

    /// <summary>What users did with items.</summary>
    public DbSet<InteractionRow> Interactions => Set<InteractionRow>();

    /// <summary>Feature vectors of items, one per modality.</summary>
    public DbSet<ItemFeatureRow> ItemFeatures => Set<ItemFeatureRow>();

    /// <summary>The nodes of the knowledge graph.</summary>
    public DbSet<EntityRow> Entities => Set<EntityRow>();

    /// <summary>The kinds of edges of the knowledge graph.</summary>
    public DbSet<RelationRow> Relations => Set<RelationRow>();

    /// <summary>The edges of the knowledge graph.</summary>
    public DbSet<KgTripleRow> KgTriples => Set<KgTripleRow>();

    /// <summary>Training runs, whatever their state.</summary>
    public DbSet<TrainingRunRow> TrainingRuns => Set<TrainingRunRow>();

    /// <summary>What happened to training runs.</summary>
    public DbSet<TrainingEventRow> TrainingEvents => Set<TrainingEventRow>();

    /// <summary>What workers logged of training runs.</summary>
    public DbSet<TrainingLogRow> TrainingLog => Set<TrainingLogRow>();

    /// <summary>Metrics by training run and epoch.</summary>
    public DbSet<EpochMetricsRow> EpochMetrics => Set<EpochMetricsRow>();

    /// <summary>Trials of settings.</summary>
    public DbSet<TuningTrialRow> TuningTrials => Set<TuningTrialRow>();

    /// <summary>Snapshot files and their states.</summary>
    public DbSet<SnapshotRow> Snapshots => Set<SnapshotRow>();

    /// <summary>Schedules of training runs.</summary>
    public DbSet<TrainingScheduleRow> TrainingSchedules => Set<TrainingScheduleRow>();

    /// <summary>What changed that answers depend on.</summary>
    public DbSet<CatalogChangeRow> CatalogChanges => Set<CatalogChangeRow>();

    /// <summary>Keys of the API, revoked ones included.</summary>
    public DbSet<ApiKeyRow> ApiKeys => Set<ApiKeyRow>();

    /// <summary>Browsers that are logged in with a key.</summary>
    public DbSet<LoginRow> Logins => Set<LoginRow>();

    /// <summary>What became of recommended items.</summary>
    public DbSet<FeedbackRow> Feedback => Set<FeedbackRow>();

    /// <summary>Who did what.</summary>
    public DbSet<AuditRow> AuditEntries => Set<AuditRow>();

    /// <summary>The processes that work on this database.</summary>
    public DbSet<NodeRow> Nodes => Set<NodeRow>();

    /// <summary>Who is told of events.</summary>
    public DbSet<WebhookRow> Webhooks => Set<WebhookRow>();

    /// <summary>What was told, or is to be.</summary>
    public DbSet<WebhookDeliveryRow> WebhookDeliveries => Set<WebhookDeliveryRow>();

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        CatalogSchema.Configure(modelBuilder);
        TrainingSchema.Configure(modelBuilder);
        ChangeSchema.Configure(modelBuilder);
        AccessSchema.Configure(modelBuilder);
        FeedbackSchema.Configure(modelBuilder);
        AuditSchema.Configure(modelBuilder);
        NodeSchema.Configure(modelBuilder);
        WebhookSchema.Configure(modelBuilder);
    }
}
