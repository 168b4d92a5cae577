using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace KDiffE.Infrastructure.Postgres.Migrations;

/// <summary>The catalogue, its interactions and knowledge graph, training runs and snapshots.</summary>
[DbContext(typeof(KDiffEDbContext))]
[Migration("20260101000000_Initial")]
internal sealed class Initial : Migration
{
    /// <inheritdoc/>
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(MigrationSql.Read(this));
}
