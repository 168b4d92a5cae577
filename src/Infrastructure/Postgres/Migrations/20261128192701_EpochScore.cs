using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace KDiffE.Infrastructure.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class EpochScore : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<double>(
                name: "score",
                table: "epoch_metrics",
                type: "double precision",
                nullable: true);

            // Epochs of before have their figures in the JSON alone; this is what the trainer chose the best one by.
            migrationBuilder.Sql(
                """
                update epoch_metrics
                set score = (metrics -> 'valid' ->> 'recall@20')::double precision + (metrics -> 'valid' ->> 'ndcg@20')::double precision
                where metrics -> 'valid' ->> 'recall@20' is not null;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "score",
                table: "epoch_metrics");
        }
    }
}
