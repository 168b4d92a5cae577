using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace KDiffE.Infrastructure.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class RunInterruptions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "interruptions",
                table: "training_runs",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "server_started_at",
                table: "training_runs",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "trained",
                table: "training_runs",
                type: "boolean",
                nullable: false,
                defaultValue: false);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "interruptions",
                table: "training_runs");

            migrationBuilder.DropColumn(
                name: "server_started_at",
                table: "training_runs");

            migrationBuilder.DropColumn(
                name: "trained",
                table: "training_runs");
        }
    }
}
