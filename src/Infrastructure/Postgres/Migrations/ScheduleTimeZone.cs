using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace KDiffE.Infrastructure.Postgres.Migrations;

/// <summary>Time zones of schedules.</summary>
[DbContext(typeof(KDiffEDbContext))]
[Migration("20261101000000_ScheduleTimeZone")]
internal sealed class ScheduleTimeZone : Migration
{
    /// <inheritdoc/>
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(MigrationSql.Read(this));
}
