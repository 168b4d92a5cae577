using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace KDiffE.Infrastructure.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class CatalogChanges : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "catalog_changes",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    kind = table.Column<short>(type: "smallint", nullable: false),
                    user_id = table.Column<long>(type: "bigint", nullable: true),
                    item_key = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    user_hash = table.Column<byte[]>(type: "bytea", nullable: true),
                    changed_by = table.Column<ulong>(type: "xid8", nullable: false, defaultValueSql: "pg_current_xact_id()"),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_catalog_changes", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_interactions_updated_at",
                table: "interactions",
                column: "updated_at")
                .Annotation("Npgsql:IndexMethod", "brin");

            migrationBuilder.CreateIndex(
                name: "ix_catalog_changes_changed_at",
                table: "catalog_changes",
                column: "changed_at",
                filter: "kind in (2, 5, 6)");

            migrationBuilder.CreateIndex(
                name: "ix_catalog_changes_changed_by",
                table: "catalog_changes",
                column: "changed_by");

            migrationBuilder.Sql(CatalogChangeTriggers.Create);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(CatalogChangeTriggers.Drop);

            migrationBuilder.DropTable(
                name: "catalog_changes");

            migrationBuilder.DropIndex(
                name: "ix_interactions_updated_at",
                table: "interactions");
        }
    }
}
