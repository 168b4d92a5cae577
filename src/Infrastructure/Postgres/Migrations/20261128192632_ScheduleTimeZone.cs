using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace KDiffE.Infrastructure.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class ScheduleTimeZone : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "time_zone",
                table: "training_schedules",
                type: "text",
                nullable: false,
                defaultValue: "UTC");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "time_zone",
                table: "training_schedules");
        }
    }
}
