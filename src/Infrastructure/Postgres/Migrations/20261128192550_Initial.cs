using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace KDiffE.Infrastructure.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "entities",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    attributes = table.Column<string>(type: "jsonb", nullable: true),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_entities", x => x.id);
                    table.CheckConstraint("ck_entities_key", "char_length(key) between 1 and 200");
                });

            migrationBuilder.CreateTable(
                name: "relations",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    attributes = table.Column<string>(type: "jsonb", nullable: true),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_relations", x => x.id);
                    table.CheckConstraint("ck_relations_key", "char_length(key) between 1 and 200");
                });

            migrationBuilder.CreateTable(
                name: "training_runs",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    state = table.Column<string>(type: "text", nullable: false),
                    arguments = table.Column<string>(type: "jsonb", nullable: false),
                    phase = table.Column<string>(type: "text", nullable: true),
                    progress = table.Column<double>(type: "double precision", nullable: false, defaultValue: 0.0),
                    attempt = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    lease = table.Column<Guid>(type: "uuid", nullable: true),
                    heartbeat_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    cancel_requested = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false),
                    idempotency_key = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    worker = table.Column<string>(type: "text", nullable: true),
                    epoch = table.Column<int>(type: "integer", nullable: true),
                    epochs = table.Column<int>(type: "integer", nullable: true),
                    snapshot_version = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    watermark = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    error = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_training_runs", x => x.id);
                    table.CheckConstraint("ck_training_runs_state", "state in ('queued', 'running', 'succeeded', 'skipped', 'failed', 'cancelled')");
                });

            migrationBuilder.CreateTable(
                name: "training_schedules",
                columns: table => new
                {
                    name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    cron = table.Column<string>(type: "text", nullable: false),
                    arguments = table.Column<string>(type: "jsonb", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_training_schedules", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "users",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    attributes = table.Column<string>(type: "jsonb", nullable: true),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_users", x => x.id);
                    table.CheckConstraint("ck_users_key", "char_length(key) between 1 and 200");
                });

            migrationBuilder.CreateTable(
                name: "items",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    name = table.Column<string>(type: "text", nullable: true),
                    attributes = table.Column<string>(type: "jsonb", nullable: true),
                    categories = table.Column<string[]>(type: "text[]", nullable: false, defaultValueSql: "'{}'"),
                    hidden = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false),
                    available_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    entity_id = table.Column<long>(type: "bigint", nullable: true),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_items", x => x.id);
                    table.CheckConstraint("ck_items_key", "char_length(key) between 1 and 200");
                    table.ForeignKey(
                        name: "fk_items_entities_entity_id",
                        column: x => x.entity_id,
                        principalTable: "entities",
                        principalColumn: "id",
                        onDelete: ReferentialAction.SetNull);
                });

            migrationBuilder.CreateTable(
                name: "kg_triples",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    head_id = table.Column<long>(type: "bigint", nullable: false),
                    relation_id = table.Column<long>(type: "bigint", nullable: false),
                    tail_id = table.Column<long>(type: "bigint", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_kg_triples", x => x.id);
                    table.ForeignKey(
                        name: "fk_kg_triples_entities_head_id",
                        column: x => x.head_id,
                        principalTable: "entities",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_kg_triples_entities_tail_id",
                        column: x => x.tail_id,
                        principalTable: "entities",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_kg_triples_relations_relation_id",
                        column: x => x.relation_id,
                        principalTable: "relations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "epoch_metrics",
                columns: table => new
                {
                    training_run_id = table.Column<long>(type: "bigint", nullable: false),
                    epoch = table.Column<int>(type: "integer", nullable: false),
                    metrics = table.Column<string>(type: "jsonb", nullable: false),
                    seconds = table.Column<double>(type: "double precision", nullable: false),
                    recorded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_epoch_metrics", x => new { x.training_run_id, x.epoch });
                    table.ForeignKey(
                        name: "fk_epoch_metrics_training_runs_training_run_id",
                        column: x => x.training_run_id,
                        principalTable: "training_runs",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "snapshots",
                columns: table => new
                {
                    version = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    state = table.Column<string>(type: "text", nullable: false),
                    file_name = table.Column<string>(type: "text", nullable: false),
                    metadata = table.Column<string>(type: "jsonb", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true),
                    verdict = table.Column<string>(type: "jsonb", nullable: true),
                    canary_share = table.Column<double>(type: "double precision", nullable: true),
                    training_run_id = table.Column<long>(type: "bigint", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    activated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_snapshots", x => x.version);
                    table.CheckConstraint("ck_snapshots_canary_share", "canary_share > 0 and canary_share < 1");
                    table.CheckConstraint("ck_snapshots_state", "state in ('training', 'ready', 'active', 'canary', 'retired', 'rejected')");
                    table.ForeignKey(
                        name: "fk_snapshots_training_runs_training_run_id",
                        column: x => x.training_run_id,
                        principalTable: "training_runs",
                        principalColumn: "id",
                        onDelete: ReferentialAction.SetNull);
                });

            migrationBuilder.CreateTable(
                name: "training_events",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    training_run_id = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    data = table.Column<string>(type: "jsonb", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_training_events", x => x.id);
                    table.ForeignKey(
                        name: "fk_training_events_training_runs_training_run_id",
                        column: x => x.training_run_id,
                        principalTable: "training_runs",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "interactions",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    item_id = table.Column<long>(type: "bigint", nullable: false),
                    event_type = table.Column<string>(type: "text", nullable: false, defaultValue: "interaction", collation: "C"),
                    weight = table.Column<double>(type: "double precision", nullable: true),
                    occurred_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    split = table.Column<short>(type: "smallint", nullable: true),
                    attributes = table.Column<string>(type: "jsonb", nullable: true),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_interactions", x => x.id);
                    table.CheckConstraint("ck_interactions_event_type", "char_length(event_type) between 1 and 200");
                    table.CheckConstraint("ck_interactions_split", "split between 0 and 3");
                    table.ForeignKey(
                        name: "fk_interactions_items_item_id",
                        column: x => x.item_id,
                        principalTable: "items",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_interactions_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "item_features",
                columns: table => new
                {
                    item_id = table.Column<long>(type: "bigint", nullable: false),
                    modality = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    dim = table.Column<int>(type: "integer", nullable: false),
                    values = table.Column<float[]>(type: "real[]", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_item_features", x => new { x.modality, x.item_id });
                    table.CheckConstraint("ck_item_features_values", "dim > 0 and cardinality(values) = dim");
                    table.ForeignKey(
                        name: "fk_item_features_items_item_id",
                        column: x => x.item_id,
                        principalTable: "items",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_entities_key",
                table: "entities",
                column: "key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_interactions_item_id",
                table: "interactions",
                column: "item_id");

            migrationBuilder.CreateIndex(
                name: "ix_interactions_user_id_item_id_event_type_occurred_at",
                table: "interactions",
                columns: new[] { "user_id", "item_id", "event_type", "occurred_at" },
                unique: true)
                .Annotation("Npgsql:NullsDistinct", false);

            migrationBuilder.CreateIndex(
                name: "ix_item_features_item_id",
                table: "item_features",
                column: "item_id");

            migrationBuilder.CreateIndex(
                name: "ix_items_entity_id",
                table: "items",
                column: "entity_id");

            migrationBuilder.CreateIndex(
                name: "ix_items_key",
                table: "items",
                column: "key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_kg_triples_head_id_relation_id_tail_id",
                table: "kg_triples",
                columns: new[] { "head_id", "relation_id", "tail_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_kg_triples_relation_id",
                table: "kg_triples",
                column: "relation_id");

            migrationBuilder.CreateIndex(
                name: "ix_kg_triples_tail_id",
                table: "kg_triples",
                column: "tail_id");

            migrationBuilder.CreateIndex(
                name: "ix_relations_key",
                table: "relations",
                column: "key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_snapshots_one_active",
                table: "snapshots",
                column: "state",
                unique: true,
                filter: "state = 'active'");

            migrationBuilder.CreateIndex(
                name: "ix_snapshots_one_canary",
                table: "snapshots",
                column: "state",
                unique: true,
                filter: "state = 'canary'");

            migrationBuilder.CreateIndex(
                name: "ix_snapshots_training_run_id",
                table: "snapshots",
                column: "training_run_id");

            migrationBuilder.CreateIndex(
                name: "ix_training_events_training_run_id_id",
                table: "training_events",
                columns: new[] { "training_run_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_training_runs_idempotency_key",
                table: "training_runs",
                column: "idempotency_key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_training_runs_state",
                table: "training_runs",
                column: "state");

            migrationBuilder.CreateIndex(
                name: "ix_users_key",
                table: "users",
                column: "key",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "epoch_metrics");

            migrationBuilder.DropTable(
                name: "interactions");

            migrationBuilder.DropTable(
                name: "item_features");

            migrationBuilder.DropTable(
                name: "kg_triples");

            migrationBuilder.DropTable(
                name: "snapshots");

            migrationBuilder.DropTable(
                name: "training_events");

            migrationBuilder.DropTable(
                name: "training_schedules");

            migrationBuilder.DropTable(
                name: "users");

            migrationBuilder.DropTable(
                name: "items");

            migrationBuilder.DropTable(
                name: "relations");

            migrationBuilder.DropTable(
                name: "training_runs");

            migrationBuilder.DropTable(
                name: "entities");
        }
    }
}
