using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace KDiffE.Infrastructure.Postgres;

/// <summary>Training runs and snapshots, as the migrations create them.</summary>
internal static class TrainingSchema
{
    internal static void Configure(ModelBuilder model)
    {
        model.Entity<TrainingRunRow>(e =>
        {
            e.ToTable(t => t.HasCheckConstraint(
                "ck_training_runs_state", "state in ('queued', 'running', 'succeeded', 'skipped', 'failed', 'cancelled')"));
            e.Property(x => x.Id).UseIdentityAlwaysColumn();
            InLowerCase(e.Property(x => x.State));
            e.Property(x => x.Arguments).HasColumnType("jsonb");
            e.Property(x => x.Tuning).HasColumnType("jsonb");
            e.Property(x => x.IdempotencyKey).UseCollation("C");
            e.Property(x => x.SnapshotVersion).UseCollation("C");
            e.Property(x => x.Progress).HasDefaultValue(0.0);
            e.Property(x => x.Attempt).HasDefaultValue(0);
            e.Property(x => x.Interruptions).HasDefaultValue(0);
            e.Property(x => x.Trained).HasDefaultValue(false);
            e.Property(x => x.CancelRequested).HasDefaultValue(false);
            e.Property(x => x.CreatedAt).HasDefaultValueSql("now()");
            e.HasIndex(x => x.State);
            e.HasIndex(x => x.IdempotencyKey).IsUnique();
        });
        model.Entity<TrainingEventRow>(e =>
        {
            e.Property(x => x.Id).UseIdentityAlwaysColumn();
            e.Property(x => x.Data).HasColumnType("jsonb");
            e.Property(x => x.CreatedAt).HasDefaultValueSql("now()");
            e.HasIndex(x => new { x.TrainingRunId, x.Id });
            e.HasOne<TrainingRunRow>().WithMany().HasForeignKey(x => x.TrainingRunId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<TrainingLogRow>(e =>
        {
            e.Property(x => x.Id).UseIdentityAlwaysColumn();
            InLowerCase(e.Property(x => x.Level)).UseCollation("C");
            e.HasIndex(x => new { x.TrainingRunId, x.Id });
            e.HasOne<TrainingRunRow>().WithMany().HasForeignKey(x => x.TrainingRunId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<EpochMetricsRow>(e =>
        {
            e.HasKey(x => new { x.TrainingRunId, x.Epoch });
            e.Property(x => x.Metrics).HasColumnType("jsonb");
            e.Property(x => x.RecordedAt).HasDefaultValueSql("now()");
            e.HasOne<TrainingRunRow>().WithMany().HasForeignKey(x => x.TrainingRunId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<TuningTrialRow>(e =>
        {
            e.Property(x => x.Id).UseIdentityAlwaysColumn();
            e.Property(x => x.Search).UseCollation("C");
            e.Property(x => x.Fingerprint).UseCollation("C");
            e.Property(x => x.Settings).HasColumnType("jsonb");
            e.Property(x => x.CreatedAt).HasDefaultValueSql("now()");
            e.HasIndex(x => new { x.Search, x.Fingerprint, x.Number }).IsUnique();
            e.HasIndex(x => x.TrainingRunId);
            e.HasOne<TrainingRunRow>().WithMany().HasForeignKey(x => x.TrainingRunId).OnDelete(DeleteBehavior.SetNull);
        });
        model.Entity<SnapshotRow>(e =>
        {
            e.ToTable(t =>
            {
                t.HasCheckConstraint("ck_snapshots_state", "state in ('training', 'ready', 'active', 'canary', 'retired', 'rejected')");
                t.HasCheckConstraint("ck_snapshots_canary_share", "canary_share > 0 and canary_share < 1");
            });
            e.HasKey(x => x.Version);
            e.Property(x => x.Version).UseCollation("C");
            InLowerCase(e.Property(x => x.State));
            e.Property(x => x.Metadata).HasColumnType("jsonb");
            e.Property(x => x.Verdict).HasColumnType("jsonb");
            e.Property(x => x.CreatedAt).HasDefaultValueSql("now()");
            e.HasIndex(x => x.State, "one active").HasDatabaseName("ix_snapshots_one_active").IsUnique().HasFilter("state = 'active'");
            e.HasIndex(x => x.State, "one canary").HasDatabaseName("ix_snapshots_one_canary").IsUnique().HasFilter("state = 'canary'");
            e.HasOne<TrainingRunRow>().WithMany().HasForeignKey(x => x.TrainingRunId).OnDelete(DeleteBehavior.SetNull);
        });
        model.Entity<TrainingScheduleRow>(e =>
        {
            e.HasKey(x => x.Name);
            e.Property(x => x.Name).UseCollation("C");
            e.Property(x => x.TimeZone).HasDefaultValue("UTC");
            e.Property(x => x.Arguments).HasColumnType("jsonb");
            e.Property(x => x.UpdatedAt).HasDefaultValueSql("now()");
        });
    }

    /// <summary>Keeps the name of a value, in lower case.</summary>
    internal static PropertyBuilder<TState> InLowerCase<TState>(PropertyBuilder<TState> state) where TState : struct, Enum => state.HasConversion(
        value => value.ToString().ToLowerInvariant(), text => Enum.Parse<TState>(text, ignoreCase: true));
}
