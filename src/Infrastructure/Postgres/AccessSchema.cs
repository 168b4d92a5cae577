using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace KDiffE.Infrastructure.Postgres;

/// <summary>Who may use the API.</summary>
internal static class AccessSchema
{
    /// <summary>Describes the tables of keys and of logins.</summary>
    internal static void Configure(ModelBuilder model)
    {
        model.Entity<ApiKeyRow>(DescribeKeys);
        model.Entity<LoginRow>(DescribeLogins);
    }

    private static void DescribeKeys(EntityTypeBuilder<ApiKeyRow> e)
    {
        e.ToTable(t =>
        {
            t.HasCheckConstraint("ck_api_keys_roles", "cardinality(roles) > 0 and roles <@ array['read', 'ingest', 'train', 'admin']");
            t.HasCheckConstraint("ck_api_keys_secret_hash", "octet_length(secret_hash) = 32");
        });
        e.HasKey(x => x.Id);
        e.Property(x => x.Id).UseCollation("C");
        e.Property(x => x.Client).UseCollation("C");
        e.Property(x => x.CreatedAt).HasDefaultValueSql("now()");
        e.HasIndex(x => x.Client);
    }

    private static void DescribeLogins(EntityTypeBuilder<LoginRow> e)
    {
        e.ToTable("logins", t => t.HasCheckConstraint("ck_logins_text_hash", "octet_length(text_hash) = 32"));
        e.HasKey(x => x.TextHash);
        e.Property(x => x.KeyId).UseCollation("C");
        e.HasOne<ApiKeyRow>().WithMany().HasForeignKey(x => x.KeyId).OnDelete(DeleteBehavior.Cascade);
        e.HasIndex(x => x.ExpiresAt);
    }
}
