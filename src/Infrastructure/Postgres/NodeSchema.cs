using Microsoft.EntityFrameworkCore;

namespace KDiffE.Infrastructure.Postgres;

/// <summary>The processes of the service, as the migrations create their table.</summary>
internal static class NodeSchema
{
    internal static void Configure(ModelBuilder model) => model.Entity<NodeRow>(e =>
    {
        e.ToTable("nodes", t => t.HasCheckConstraint("ck_nodes_kind", "kind in ('api', 'worker')"));
        e.Property(x => x.Kind).UseCollation("C");
        e.Property(x => x.SnapshotVersion).UseCollation("C");
        e.Property(x => x.Traffic).HasColumnType("jsonb");
    });
}
