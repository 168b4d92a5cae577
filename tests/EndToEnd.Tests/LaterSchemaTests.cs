using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using KDiffE.TestKit;

namespace KDiffE.EndToEnd.Tests;

/// <summary>A database that a later version of the program has migrated, and databases that are not KDiffE's.</summary>
public sealed class LaterSchemaTests : IAsyncLifetime
{
    private const string Migrate = "insert into \"__EFMigrationsHistory\" values ('20991231235959_Later', '99.0.0')";
    private const string Refusal = "The database has the migration 20991231235959_Later, which this version does not know; nothing was changed. "
        + "Start the version that made it or a later one, or restore a backup of before.";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly Site _site = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _site.InitializeAsync();

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Theory]
    [InlineData("worker")]
    [InlineData("import", "/tmp")]
    [InlineData("export", "/tmp/never-made")]
    [InlineData("keys", "list")]
    [InlineData("train", "--from-db", "--epochs", "1")]
    [InlineData("train", "--data", "/tmp", "--publish")]
    [InlineData("kg", "from-features", "--from-db")]
    public async Task EveryCommandThatNeedsTheDatabaseRefusesItInOneSentence(params string[] command)
    {
        await _site.Database.ExecuteAsync(Migrate);
        var process = _site.StartCommand(command);

        (await process.WaitForExitAsync(Limit)).ShouldBe(1, process.Output);

        process.Output.Trim().ShouldBe(Refusal);
    }

    [Theory]
    [InlineData("worker", "drop table interactions", "The database has lost the table interactions,")]
    [InlineData("import /tmp", "drop schema public cascade; create schema public; create table posts (id int)", "The database has the table posts and none of KDiffE's")]
    [InlineData("train --from-db", "drop schema public cascade; create schema public; create table users (id int)", "The database has the table users, but no record")]
    public async Task AWipedOrForeignOneIsRefusedInOneSentenceAndLeftAlone(string command, string change, string reason)
    {
        await _site.Database.ExecuteAsync(change);
        var tables = await TablesAsync();

        var process = _site.StartCommand(command.Split(' '));

        (await process.WaitForExitAsync(Limit)).ShouldBe(1, process.Output);
        process.Output.Trim().ShouldStartWith(reason);
        process.Output.Trim().ShouldNotContain("\n");
        (await TablesAsync()).ShouldBe(tables);
    }

    [Fact]
    public async Task TheApiServesOnSaysSoAndRefusesToWrite()
    {
        await _site.Database.ExecuteAsync(Migrate);
        using var api = await _site.StartApiAsync();
        await Eventually.IsAsync(async () => (await ReadyAsync(api)).Body["detail"]?.GetValue<string>() == Refusal, Limit);

        using var asked = await api.PostAsync(new Uri("/training/runs", UriKind.Relative), content: null, Cancelled);

        asked.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await asked.Content.ReadFromJsonAsync<JsonObject>(Cancelled))!["detail"]!.GetValue<string>().ShouldBe(Refusal);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task AWorkerUnderWhichTheDatabaseIsMigratedGivesItsRunBackAndEnds()
    {
        await _site.ImportAsync(users: 400, items: 200);
        var worker = _site.StartWorker();
        var run = await _site.RequestAsync(epochs: 10_000);
        await _site.UntilAsync(run, r => r.Progress?.Epoch >= 2, Limit);

        await _site.Database.ExecuteAsync(Migrate);

        (await worker.WaitForExitAsync(Limit)).ShouldBe(1, worker.Output);
        worker.Output.ShouldContain($"This worker ends: {Refusal}");
        var given = await _site.GetAsync(run);
        (given.State, given.Attempt).ShouldBe((Domain.Runs.RunState.Queued, 0));
    }

    private Task<List<string>> TablesAsync() => _site.Database.QueryAsync<string>(
        "select table_schema || '.' || table_name from information_schema.tables where table_schema in ('public', 'hangfire') order by 1");

    private static async Task<(HttpStatusCode Status, JsonObject Body)> ReadyAsync(HttpClient api)
    {
        using var response = await api.GetAsync(new Uri("/health/ready", UriKind.Relative), Cancelled);
        return (response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonObject>(Cancelled))!);
    }
}
