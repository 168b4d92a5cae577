using KDiffE.Infrastructure.Postgres;
using KDiffE.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace KDiffE.Infrastructure.Tests.Postgres;

/// <summary>Databases that are not, or not any more, what this program made: each is named, and nothing is created in it.</summary>
public sealed class SchemaInspectorTests : IAsyncLifetime
{
    private const string Drop = "drop schema public cascade; create schema public; ";
    private const string History = "create table \"__EFMigrationsHistory\" (\"MigrationId\" varchar(150) primary key, \"ProductVersion\" varchar(32) not null); ";
    private const string Advice = "; nothing was changed. Restore a backup, or name an empty database in ConnectionStrings__Postgres to begin anew.";

    private readonly PostgresDatabase _database = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _database.InitializeAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Theory]
    [InlineData("the tables of another program", Drop + "create table posts (id int); create table authors (id int)",
        "The database has the tables authors, posts and none of KDiffE's: it is another program's, or KDiffE's tables were dropped from it" + Advice)]
    [InlineData("many of them", Drop + "create table a (); create table b (); create table c (); create table d (); create table e (id int); create table f (id int); create table g (id int); create table h (id int); create table i (id int); create table j (id int)",
        "The database has the tables e, f, g, h, i and 1 more and none of KDiffE's: it is another program's, or KDiffE's tables were dropped from it" + Advice)]
    [InlineData("tables of our names from elsewhere", Drop + "create table users (id int, email text); create table items (id int); create table baskets (id int)",
        "The database has the tables items, users, but no record that KDiffE made them: another program did, or the record was lost" + Advice)]
    [InlineData("one of them", Drop + "create table users (id int, email text)",
        "The database has the table users, but no record that KDiffE made it: another program did, or the record was lost" + Advice)]
    [InlineData("the record alone was lost", "drop table \"__EFMigrationsHistory\"",
        "The database has the tables api_keys, audit_entries, catalog_changes, entities, epoch_metrics and 17 more, but no record that KDiffE made them: another program did, or the record was lost" + Advice)]
    [InlineData("half of the tables", "drop table interactions, kg_triples",
        "The database has lost the tables interactions, kg_triples, of which its record of migrations still speaks" + Advice)]
    [InlineData("all but the record", "drop table interactions, item_features, kg_triples, items, users, entities, relations, training_events, training_log, epoch_metrics, snapshots, tuning_trials, training_runs, training_schedules, logins, api_keys, audit_entries, catalog_changes, feedback, nodes, webhook_deliveries, webhooks",
        "The database has lost all of KDiffE's tables, of which its record of migrations still speaks" + Advice)]
    [InlineData("another table of the name", "drop table kg_triples; create table kg_triples (id bigint, subject text)",
        "The table kg_triples of the database has no column head_id, which its record of migrations says it has: it is another program's, or was changed by hand" + Advice)]
    [InlineData("another program on the same library", Drop + History + "insert into \"__EFMigrationsHistory\" values ('20240101000000_Blog', '9.0.0')",
        "The database belongs to another program, whose first migration is 20240101000000_Blog; nothing was changed. Name a database of KDiffE's, or an empty one, in ConnectionStrings__Postgres.")]
    [InlineData("all but the queue", Drop + "create schema hangfire; create table hangfire.job (id bigint)",
        "The database has the table job and none of KDiffE's: it is another program's, or KDiffE's tables were dropped from it" + Advice)]
    public async Task IsNamedAndLeftAlone(string what, string change, string message)
    {
        await _database.ExecuteAsync(change);
        var before = await EverythingAsync();

        (await Should.ThrowAsync<UnusableSchemaException>(() => Database.MigrateAsync(_database.Contexts, Cancellation), what)).Message.ShouldBe(message);
        (await Should.ThrowAsync<UnusableSchemaException>(() => Database.VerifyAsync(_database.Contexts, Cancellation), what)).Message.ShouldBe(message);
        (await Should.ThrowAsync<UnusableSchemaException>(() => Database.VerifyStillThereAsync(_database.Contexts, Cancellation), what)).Message.ShouldBe(message);

        (await EverythingAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task WhicheverTableIsDroppedIsNamed()
    {
        await using var context = await _database.Contexts.CreateDbContextAsync(Cancellation);
        foreach (var table in context.Model.GetEntityTypes().Select(entity => entity.GetTableName()!).Order(StringComparer.Ordinal))
        {
            await _database.ExecuteAsync($"alter table {table} rename to put_aside");

            (await Should.ThrowAsync<UnusableSchemaException>(() => Database.VerifyAsync(_database.Contexts, Cancellation)))
                .Message.ShouldStartWith($"The database has lost the table {table}, of which");

            await _database.ExecuteAsync($"alter table put_aside rename to {table}");
        }

        await Database.VerifyStillThereAsync(_database.Contexts, Cancellation);
    }

    [Fact]
    public async Task OfAnEarlierVersionIsMigratedAndOfWhatItLacksOnlyWhatThatVersionHadIsMissed()
    {
        await using var context = await _database.Contexts.CreateDbContextAsync(Cancellation);
        foreach (var migration in context.Database.GetMigrations().Reverse())
        {
            await context.GetService<IMigrator>().MigrateAsync(migration, Cancellation);

            await Database.VerifyStillThereAsync(_database.Contexts, Cancellation);
        }

        await _database.ExecuteAsync("drop table training_events");
        await Should.ThrowAsync<UnusableSchemaException>(() => Database.MigrateAsync(_database.Contexts, Cancellation));
    }

    [Fact]
    public async Task ADowngradeAndAnUpgradeEndWithTheSchemaOfBefore()
    {
        var before = await SchemaCatalog.ReadAsync(_database);
        await using var context = await _database.Contexts.CreateDbContextAsync(Cancellation);
        await context.GetService<IMigrator>().MigrateAsync(context.Database.GetMigrations().First(), Cancellation);

        await Database.MigrateAsync(_database.Contexts, Cancellation);

        await SchemaCatalog.ShouldBeAsync(_database, before);
    }

    [Fact]
    public async Task MayHaveWhatEarlierVersionsAndAdministratorsAddedToIt()
    {
        await _database.ExecuteAsync("create table qrtz_locks (id int); create table notes (id int); alter table users add column shoe_size int; create extension if not exists pg_trgm");

        await Database.VerifyStillThereAsync(_database.Contexts, Cancellation);
        await Database.MigrateAsync(_database.Contexts, Cancellation);
    }

    [Fact]
    public async Task IsMadeInAnEmptyDatabaseWhichIsNoneThatHadItBefore()
    {
        await _database.ExecuteAsync(Drop);

        (await Should.ThrowAsync<UnusableSchemaException>(() => Database.VerifyStillThereAsync(_database.Contexts, Cancellation)))
            .Message.ShouldStartWith("The database is empty");

        await Database.MigrateAsync(_database.Contexts, Cancellation);
        await Database.VerifyStillThereAsync(_database.Contexts, Cancellation);
    }

    private Task<List<string>> EverythingAsync() => _database.QueryAsync<string>(
        "select table_schema || '.' || table_name from information_schema.tables where table_schema in ('public', 'hangfire') order by 1");
}
