using Microsoft.EntityFrameworkCore;

namespace KDiffE.Infrastructure.Postgres;

/// <summary>Who did what, as the migrations create it; that no row is changed is a trigger's work.</summary>
internal static class AuditSchema
{
    internal static void Configure(ModelBuilder model) => model.Entity<AuditRow>(e =>
    {
        e.ToTable("audit_entries");
        e.Property(x => x.Id).UseIdentityAlwaysColumn();
        e.Property(x => x.CreatedAt).HasDefaultValueSql("now()");
        TrainingSchema.InLowerCase(e.Property(x => x.Action)).UseCollation("C");
        e.Property(x => x.Subject).UseCollation("C");
        e.Property(x => x.Who).UseCollation("C");
        e.Property(x => x.Details).HasColumnType("jsonb");
        // What is asked for by time, and what is too old to keep.
        e.HasIndex(x => x.CreatedAt);
    });
}
