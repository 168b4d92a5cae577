using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace KDiffE.Infrastructure.Postgres;

/// <summary>Who is told of events, and what became of it, as the migrations create it.</summary>
internal static class WebhookSchema
{
    /// <summary>Describes the tables of webhooks and of their deliveries.</summary>
    internal static void Configure(ModelBuilder model)
    {
        model.Entity<WebhookRow>(DescribeWebhooks);
        model.Entity<WebhookDeliveryRow>(DescribeDeliveries);
    }

    private static void DescribeWebhooks(EntityTypeBuilder<WebhookRow> e)
    {
        e.ToTable("webhooks", t => t.HasCheckConstraint("ck_webhooks_events", "cardinality(events) > 0"));
        e.HasKey(x => x.Id);
        e.Property(x => x.Id).UseCollation("C");
        e.Property(x => x.Enabled).HasDefaultValue(true);
        e.Property(x => x.CreatedAt).HasDefaultValueSql("now()");
    }

    private static void DescribeDeliveries(EntityTypeBuilder<WebhookDeliveryRow> e)
    {
        e.ToTable("webhook_deliveries", t => t.HasCheckConstraint("ck_webhook_deliveries_state", "state in ('waiting', 'delivered', 'failed')"));
        e.Property(x => x.Id).UseIdentityAlwaysColumn();
        e.Property(x => x.WebhookId).UseCollation("C");
        // What is signed is sent to the byte; jsonb would write it anew.
        e.Property(x => x.Payload).HasColumnType("json");
        TrainingSchema.InLowerCase(e.Property(x => x.State));
        e.Property(x => x.Attempts).HasDefaultValue(0);
        e.Property(x => x.EventKey).UseCollation("C");
        e.Property(x => x.CreatedAt).HasDefaultValueSql("now()");
        e.HasIndex(x => new { x.WebhookId, x.Id });
        e.HasIndex(x => new { x.WebhookId, x.AttemptedAt });
        e.HasIndex(x => new { x.WebhookId, x.EventKey }).IsUnique();
        e.HasIndex(x => x.NextAttemptAt).HasFilter("state = 'waiting'");
        e.HasIndex(x => x.CreatedAt);
        e.HasOne<WebhookRow>().WithMany().HasForeignKey(x => x.WebhookId).OnDelete(DeleteBehavior.Cascade);
    }
}
