using KDiffE.Infrastructure.Postgres;
using KDiffE.TestKit;
using Microsoft.EntityFrameworkCore;

namespace KDiffE.Infrastructure.Tests.Postgres;

public sealed class MigrationTests : IAsyncLifetime
{
    private const string Later = "20991231235959_Later";

    private readonly PostgresDatabase _database = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _database.InitializeAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task TheModelHasNothingThatNoMigrationMakes()
    {
        await using var context = await _database.Contexts.CreateDbContextAsync(Cancellation);

        context.Database.HasPendingModelChanges().ShouldBeFalse();
    }

    [Fact]
    public async Task ProcessesThatStartAtOnceMigrateOnce()
    {
        await _database.ExecuteAsync("drop schema public cascade; create schema public");

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Database.MigrateAsync(_database.Contexts, Cancellation)));

        await using var context = await _database.Contexts.CreateDbContextAsync(Cancellation);
        (await HistoryAsync()).ShouldBe(context.Database.GetMigrations());
        (await _database.QueryAsync<long>("select count(*) from interactions")).ShouldBe([0]);
    }

    [Fact]
    public async Task AScriptMakesTheSameSchemaWithoutADatabaseAtHandAndMayRunAgain()
    {
        var migrated = await SchemaCatalog.ReadAsync(_database);
        await _database.ExecuteAsync("drop schema public cascade; create schema public");

        using var script = new MigrationScript();
        await Psql.RunAsync(_database, script.File);
        await Psql.RunAsync(_database, script.File);

        await SchemaCatalog.ShouldBeAsync(_database, migrated);
    }

    [Fact]
    public async Task ADatabaseOfALaterVersionIsRefusedByNameAndLeftAlone()
    {
        await _database.ExecuteAsync($"insert into \"__EFMigrationsHistory\" values ('{Later}', '99.0.0')");
        // What this version would make again.
        await _database.ExecuteAsync("delete from \"__EFMigrationsHistory\" where \"MigrationId\" like '%ScheduleTimeZone'; alter table training_schedules drop column time_zone");
        var (history, schema) = (await HistoryAsync(), await SchemaCatalog.ReadAsync(_database));

        var refused = await Should.ThrowAsync<UnknownMigrationException>(() => Database.MigrateAsync(_database.Contexts, Cancellation));
        await Should.ThrowAsync<UnknownMigrationException>(() => Database.VerifyAsync(_database.Contexts, Cancellation));

        refused.Message.ShouldContain(Later);
        refused.Message.ShouldContain("Start the version that made it or a later one");
        (await HistoryAsync()).ShouldBe(history);
        await SchemaCatalog.ShouldBeAsync(_database, schema);
    }

    [Fact]
    public async Task ADatabaseOfThisVersionIsNotRefusedNorAnEmptyOne()
    {
        await Database.VerifyAsync(_database.Contexts, Cancellation);
        await _database.ExecuteAsync("drop schema public cascade; create schema public");

        await Database.VerifyAsync(_database.Contexts, Cancellation);

        (await SchemaCatalog.ReadAsync(_database)).ShouldBeEmpty("looking changes nothing");
    }

    [Fact]
    public void AMissingConnectionStringIsNamed()
    {
        var empty = new Microsoft.Extensions.Configuration.ConfigurationManager();

        Should.Throw<InvalidOperationException>(() => Database.ConnectionString(empty))
            .Message.ShouldContain("ConnectionStrings__Postgres");
    }

    private Task<List<string>> HistoryAsync() => _database.QueryAsync<string>("select \"MigrationId\" from \"__EFMigrationsHistory\" order by 1");
}
