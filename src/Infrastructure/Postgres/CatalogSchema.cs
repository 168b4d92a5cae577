using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace KDiffE.Infrastructure.Postgres;

/// <summary>Users, items, their interactions and the knowledge graph, as the migrations create them.</summary>
internal static class CatalogSchema
{
    internal static void Configure(ModelBuilder model)
    {
        model.Entity<UserRow>(e => Keyed(e, "users", x => x.Key, x => x.Attributes, x => x.UpdatedAt));
        model.Entity<EntityRow>(e => Keyed(e, "entities", x => x.Key, x => x.Attributes, x => x.UpdatedAt));
        model.Entity<RelationRow>(e => Keyed(e, "relations", x => x.Key, x => x.Attributes, x => x.UpdatedAt));
        model.Entity<ItemRow>(e =>
        {
            Keyed(e, "items", x => x.Key, x => x.Attributes, x => x.UpdatedAt);
            e.Property(x => x.Categories).HasDefaultValueSql("'{}'");
            e.Property(x => x.Hidden).HasDefaultValue(false);
            e.HasOne<EntityRow>().WithMany().HasForeignKey(x => x.EntityId).OnDelete(DeleteBehavior.SetNull);
        });
        model.Entity<InteractionRow>(e =>
        {
            e.ToTable(t =>
            {
                t.HasCheckConstraint("ck_interactions_event_type", "char_length(event_type) between 1 and 200");
                t.HasCheckConstraint("ck_interactions_split", "split between 0 and 3");
            });
            e.Property(x => x.Id).UseIdentityAlwaysColumn();
            e.Property(x => x.EventType).UseCollation("C").HasDefaultValue("interaction");
            e.Property(x => x.Attributes).HasColumnType("jsonb");
            e.Property(x => x.UpdatedAt).HasDefaultValueSql("now()");
            e.HasIndex(x => new { x.UserId, x.ItemId, x.EventType, x.OccurredAt }).IsUnique().AreNullsDistinct(false);
            // What came after a snapshot lies together at the end of the table, so that a few bytes a page find it.
            e.HasIndex(x => x.UpdatedAt).HasMethod("brin");
            // The newest event, without reading all of them.
            e.HasIndex(x => x.OccurredAt).HasFilter("occurred_at is not null");
            e.HasOne<UserRow>().WithMany().HasForeignKey(x => x.UserId).OnDelete(DeleteBehavior.Cascade);
            e.HasOne<ItemRow>().WithMany().HasForeignKey(x => x.ItemId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<ItemFeatureRow>(e =>
        {
            e.ToTable(t => t.HasCheckConstraint("ck_item_features_values", "dim > 0 and cardinality(values) = dim"));
            e.HasKey(x => new { x.Modality, x.ItemId });
            e.Property(x => x.Modality).UseCollation("C");
            e.Property(x => x.UpdatedAt).HasDefaultValueSql("now()");
            e.HasOne<ItemRow>().WithMany().HasForeignKey(x => x.ItemId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<KgTripleRow>(e =>
        {
            e.Property(x => x.Id).UseIdentityAlwaysColumn();
            e.Property(x => x.UpdatedAt).HasDefaultValueSql("now()");
            e.HasIndex(x => new { x.HeadId, x.RelationId, x.TailId }).IsUnique();
            e.HasOne<EntityRow>().WithMany().HasForeignKey(x => x.HeadId).OnDelete(DeleteBehavior.Cascade);
            e.HasOne<RelationRow>().WithMany().HasForeignKey(x => x.RelationId).OnDelete(DeleteBehavior.Cascade);
            e.HasOne<EntityRow>().WithMany().HasForeignKey(x => x.TailId).OnDelete(DeleteBehavior.Cascade);
        });
    }

    private static void Keyed<T>(
        EntityTypeBuilder<T> entity,
        string table,
        System.Linq.Expressions.Expression<Func<T, string>> key,
        System.Linq.Expressions.Expression<Func<T, string?>> attributes,
        System.Linq.Expressions.Expression<Func<T, DateTimeOffset>> updatedAt)
        where T : class
    {
        entity.ToTable(table, t => t.HasCheckConstraint($"ck_{table}_key", "char_length(key) between 1 and 200"));
        entity.Property("Id").UseIdentityAlwaysColumn();
        entity.Property(key).UseCollation("C");
        entity.HasIndex("Key").IsUnique();
        entity.Property(attributes).HasColumnType("jsonb");
        entity.Property(updatedAt).HasDefaultValueSql("now()");
    }
}
