using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace KDiffE.Infrastructure.Postgres.Migrations;

/// <summary>Verdicts and canaries of snapshots, and schedules of training runs.</summary>
[DbContext(typeof(KDiffEDbContext))]
[Migration("20260701000000_Publishing")]
internal sealed class Publishing : Migration
{
    /// <inheritdoc/>
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(MigrationSql.Read(this));
}
