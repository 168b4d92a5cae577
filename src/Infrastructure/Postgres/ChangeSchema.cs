using Microsoft.EntityFrameworkCore;

namespace KDiffE.Infrastructure.Postgres;

/// <summary>The log of changes that answers depend on, as the migrations create it; its triggers are in the migration alone.</summary>
internal static class ChangeSchema
{
    internal static void Configure(ModelBuilder model) => model.Entity<CatalogChangeRow>(e =>
    {
        e.ToTable("catalog_changes");
        e.Property(x => x.Id).UseIdentityAlwaysColumn();
        e.Property(x => x.ItemKey).UseCollation("C");
        e.Property(x => x.ChangedBy).HasColumnType("xid8").HasDefaultValueSql("pg_current_xact_id()");
        e.Property(x => x.ChangedAt).HasDefaultValueSql("now()");
        e.HasIndex(x => x.ChangedBy);
        // What a snapshot must hear of, however old it is.
        e.HasIndex(x => x.ChangedAt).HasFilter("kind in (2, 5, 6)");
    });
}
