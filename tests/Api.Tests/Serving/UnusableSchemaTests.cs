using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using KDiffE.Infrastructure.Runs;
using Npgsql;

namespace KDiffE.Api.Tests.Serving;

/// <summary>A database that a later version has migrated, that was wiped, or that never was ours.</summary>
public sealed class UnusableSchemaTests : IAsyncLifetime
{
    private const string Later = "The database has the migration 20991231235959_Later, which this version does not know; nothing was changed. "
        + "Start the version that made it or a later one, or restore a backup of before.";

    private const string Migrate = "insert into \"__EFMigrationsHistory\" values ('20991231235959_Later', '99.0.0')";

    private static readonly (string Method, string Path)[] Writes =
    [
        ("POST", "/training/runs"), ("POST", "/training/runs/1/cancel"), ("POST", "/training/runs/cancel?state=queued"),
        ("PUT", "/training/schedules/nightly"), ("DELETE", "/training/schedules/nightly"), ("POST", "/snapshots/v1/activate"),
        ("POST", "/snapshots/v1/canary"), ("POST", "/snapshots/v1/reject"), ("POST", "/snapshots/rollback"),
    ];

    private readonly Service _service = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task OfALaterVersionItsSnapshotIsServedWhatCanBeReadIsReadAndNothingIsWritten()
    {
        await _service.PublishAsync(Catalogue.Content("v1"));
        await _service.ExecuteAsync(Migrate);
        _service.Start();
        await _service.ServesAsync("v1");

        var (status, ready) = await _service.GetAsync("/health/ready");
        (status, ready["degraded"]!.GetValue<string>()).ShouldBe((HttpStatusCode.OK, Later));
        (await _service.GetAsync("/users/ann/recommendations")).Status.ShouldBe(HttpStatusCode.OK);
        (await _service.GetAsync("/snapshots")).Body["snapshots"]!.AsArray().Count.ShouldBe(1);
        (await _service.GetAsync("/training/runs")).Status.ShouldBe(HttpStatusCode.OK);
        await RefusesEveryWriteAsync(Later);
        (await _service.QueryAsync<string>("select state from snapshots")).ShouldBe(["active"]);
    }

    [Fact]
    public async Task OfALaterVersionWithoutAnEarlierSnapshotItIsLiveAndSaysWhyItIsNotReady()
    {
        await _service.ExecuteAsync(Migrate);
        _service.Start();

        await _service.EventuallyAsync("/health/ready", body => body["detail"]?.GetValue<string>() == Later);
        (await _service.GetAsync("/health/ready")).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await _service.GetAsync("/health/live")).Status.ShouldBe(HttpStatusCode.OK);
        await RefusesEveryWriteAsync(Later);
    }

    [Fact]
    public async Task OfALaterVersionThatMovedTheCatalogueWhatIsInMemoryKeepsServing()
    {
        await _service.PublishAsync(Catalogue.Content("v1"));
        _service.Start();
        await _service.ServesAsync("v1");

        await _service.ExecuteAsync(Migrate + "; alter table snapshots rename to models");

        await _service.EventuallyAsync("/health/ready", body => body["degraded"]?.GetValue<string>() == Later);
        (await _service.GetAsync("/users/ann/recommendations")).Status.ShouldBe(HttpStatusCode.OK);
        (await _service.GetAsync("/snapshots")).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Theory]
    [InlineData("drop table interactions", "The database has lost the table interactions,")]
    [InlineData("drop schema public cascade; create schema public", "The database is empty: it has none of KDiffE's tables.")]
    [InlineData("drop schema public cascade; create schema public; create table posts (id int)", "The database has the table posts and none of KDiffE's")]
    public async Task AWipedOneIsNamedWhileTheSnapshotServesAndNothingIsMadeInItUntilARestart(string change, string reason)
    {
        await _service.PublishAsync(Catalogue.Content("v1"));
        _service.Start();
        await _service.ServesAsync("v1");

        await WipeAsync(change);
        var tables = await TablesAsync();

        await _service.EventuallyAsync("/health/ready", body => body["degraded"]?.GetValue<string>().StartsWith(reason, StringComparison.Ordinal) == true);
        (await _service.GetAsync("/users/ann/recommendations")).Body["degraded"]!.GetValue<bool>().ShouldBeTrue();
        (await _service.GetAsync("/snapshots")).Body["type"]!.GetValue<string>().ShouldBe("/errors/schema-unusable");
        await RefusesEveryWriteAsync(reason);
        (await TablesAsync()).ShouldBe(tables);
    }

    [Fact]
    public async Task AForeignOneIsNamedAtTheStartAndLeftAloneAlsoByThePagesOfTheQueue()
    {
        await _service.ExecuteAsync("drop schema public cascade; create schema public; create table users (id int, email text); insert into users values (1, 'a')");
        _service.Start();

        await _service.EventuallyAsync(
            "/health/ready", body => body["detail"]?.GetValue<string>().StartsWith("The database has the table users, but no record that KDiffE made it", StringComparison.Ordinal) == true);

        await RefusesEveryWriteAsync("no record that KDiffE made it");
        using var pages = await _service.Client.GetAsync(new Uri("/hangfire", UriKind.Relative), Cancelled);
        ((int)pages.StatusCode).ShouldBeGreaterThanOrEqualTo(500);
        (await TablesAsync()).ShouldBe(["public.users"]);
    }

    [Fact]
    public async Task OneThatIsPutRightIsTakenUpWithoutARestart()
    {
        await _service.PublishAsync(Catalogue.Content("v1"));
        await _service.ExecuteAsync(Migrate);
        _service.Start();
        await _service.EventuallyAsync("/health/ready", body => body["degraded"] is not null);

        await _service.ExecuteAsync("delete from \"__EFMigrationsHistory\" where \"MigrationId\" like '%Later'");

        await _service.EventuallyAsync("/health/ready", body => body["status"]?.GetValue<string>() == "ready" && body["degraded"] is null);
        using var asked = await _service.Client.PostAsync(new Uri("/training/runs", UriKind.Relative), content: null, Cancelled);
        asked.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await _service.Get<RunStore>().ListAsync(null, 10, Cancelled)).Count.ShouldBe(1);
    }

    // Of a reader that holds one table and wants another, and this, which wants all, the server ends one.
    private async Task WipeAsync(string change)
    {
        while (true)
        {
            try
            {
                await _service.ExecuteAsync(change);
                return;
            }
            catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.DeadlockDetected)
            {
            }
        }
    }

    private async Task RefusesEveryWriteAsync(string reason)
    {
        foreach (var (method, path) in Writes)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            if (method == "PUT")
                request.Content = JsonContent.Create(new { cron = "0 3 * * *" });
            using var response = await _service.Client.SendAsync(request, Cancelled);
            var problem = (await response.Content.ReadFromJsonAsync<JsonObject>(Cancelled))!;
            (response.StatusCode, problem["type"]!.GetValue<string>()).ShouldBe((HttpStatusCode.ServiceUnavailable, "/errors/schema-unusable"), path);
            problem["detail"]!.GetValue<string>().ShouldContain(reason);
            response.Headers.RetryAfter.ShouldNotBeNull(path);
        }
    }

    private Task<List<string>> TablesAsync() => _service.QueryAsync<string>(
        "select table_schema || '.' || table_name from information_schema.tables where table_schema in ('public', 'hangfire') order by 1");
}
