using System.Net;
using System.Text;
using KDiffE.TestKit;
using Npgsql;

namespace KDiffE.Api.Tests.Catalog;

/// <summary>Bulk writes that end early: nothing of them stays, and whoever is there to hear it hears how far they were.</summary>
public sealed class BulkLimitsTests : IAsyncLifetime
{
    // What an import holds while it runs.
    private const long ImportLock = 0x6B64_6966_6665_0002;

    private const string Head = "POST /users/bulk HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n";

    private const string Chunk = "10\r\n{\"id\":\"half-1\"}\n\r\n";

    private readonly Service _service = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Theory]
    [InlineData(null)]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task ABodyThatIsOrUnpacksToMoreThanTheLimitIsRefused(string? encoding)
    {
        await StartAsync();
        var bomb = string.Concat(Enumerable.Range(0, 100_000).Select(i => $"{{\"id\":\"u{i}\"}}\n"));
        var answer = await _service.Client.BulkAsync("/users/bulk", bomb, encoding: encoding);
        (answer.Status, answer.Type).ShouldBe((HttpStatusCode.RequestEntityTooLarge, "/errors/body-too-large"), answer.Body.ToString());
        answer.Body["detail"]!.GetValue<string>().ShouldContain("1000000 bytes");
        (await CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task OneThatWaitsTooLongForAnImportSaysHowFarItWas()
    {
        await StartAsync("00:00:02");
        await using var import = new NpgsqlConnection(_service.ConnectionString);
        await import.OpenAsync(Cancelled);
        await using var transaction = await import.BeginTransactionAsync(Cancelled);
        await using var hold = new NpgsqlCommand($"select pg_advisory_xact_lock({ImportLock})", import);
        await hold.ExecuteNonQueryAsync(Cancelled);

        var answer = await _service.Client.BulkAsync("/users/bulk", "{\"id\":\"late\"}\n{\"id\":\"later\"}\n");

        (answer.Status, answer.Type).ShouldBe((HttpStatusCode.ServiceUnavailable, "/errors/bulk-failed"), answer.Body.ToString());
        (answer.Body["read"]!.GetValue<int>(), answer.Body["phase"]!.GetValue<string>()).ShouldBe((2, "merging"));
        answer.Body["detail"]!.GetValue<string>().ShouldStartWith("Nothing was written. It took longer than 00:00:02");
        (await CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task OneWhoseClientStopsSendingGivesItsPlaceBackAndLeavesNothing()
    {
        await StartAsync();
        using (var client = await RawHttp.ConnectAsync(_service.Client.BaseAddress!,
            $"{Head}\r\n{Chunk}"))
        {
            await CopiesAsync(1);
            (await _service.Client.BulkAsync("/users/bulk", "{\"id\":\"other\"}")).Status.ShouldBe(HttpStatusCode.TooManyRequests);
        }

        await CopiesAsync(0);
        (await CountAsync()).ShouldBe(0);
        await Eventually.IsAsync(
            async () => (await _service.Client.BulkAsync("/users/bulk", "{\"id\":\"other\"}")).Status == HttpStatusCode.OK);
        (await CountAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task OneWhoseConnectionToTheDatabaseIsCutIsAnsweredAndLeavesNothing()
    {
        await StartAsync();
        using var client = await RawHttp.ConnectAsync(_service.Client.BaseAddress!, $"{Head}Connection: close\r\n\r\n{Chunk}");
        await CopiesAsync(1);
        await _service.ExecuteAsync("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like 'copy staged%'");
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"{Chunk}0\r\n\r\n"), Cancelled);

        using var reader = new StreamReader(client.GetStream());
        var answer = (await reader.ReadToEndAsync(Cancelled)).Split("\r\n\r\n", 2);
        answer[0].ShouldStartWith("HTTP/1.1 503");
        answer[1].ShouldContain("/errors/bulk-failed");
        answer[1].ShouldContain("\"phase\":\"reading\"");
        (await CountAsync()).ShouldBe(0);
    }

    private async Task StartAsync(string timeLimit = "00:05:00")
    {
        _service.Start(configure: builder =>
        {
            builder.UseSetting("Bulk:TimeLimit", timeLimit);
            builder.UseSetting("Bulk:MaxBytes", "1000000");
            builder.UseSetting("Bulk:MaxConcurrent", "1");
        });
        await _service.EventuallyAsync("/users", body => body["users"] is not null);
    }

    private async Task<long> CountAsync() => (await _service.QueryAsync<long>("select count(*) from users")).Single();

    /// <summary>Waits until so many bulk writes are being read.</summary>
    private Task CopiesAsync(long expected) => Eventually.IsAsync(async () => expected == (await _service.QueryAsync<long>(
        "select count(*) from pg_stat_activity where datname = current_database() and state = 'active' and query like 'copy staged%'")).Single());
}
