using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace KDiffE.Infrastructure.Postgres.Migrations;

/// <summary>Training runs that are claimed, watched and resumed, and their events.</summary>
[DbContext(typeof(KDiffEDbContext))]
[Migration("20260601000000_TrainingRuns")]
internal sealed class TrainingRuns : Migration
{
    /// <inheritdoc/>
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(MigrationSql.Read(this));
}
