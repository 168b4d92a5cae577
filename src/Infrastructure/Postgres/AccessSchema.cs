using Microsoft.EntityFrameworkCore;

namespace KDiffE.Infrastructure.Postgres;

/// <summary>Who may use the API.</summary>
internal static class AccessSchema
{
    /// <summary>Describes the table of keys.</summary>
    internal static void Configure(ModelBuilder model) => model.Entity<ApiKeyRow>(e =>
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
    });
}
