using System.Net;
using KDiffE.Infrastructure.Import;
using KDiffE.TestKit;

namespace KDiffE.Api.Tests.Catalog;

/// <summary>Writes of the same rows at the same time: none fails over another, and nothing is lost.</summary>
public sealed class WritesAtOnceTests(WritableService writable) : IClassFixture<WritableService>
{
    private const int Users = 40;
    private const int Items = 30;

    private readonly HttpClient _client = writable.Client;
    private readonly Service _service = writable.Service;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task BulkWritesAnImportAndSingleWritesOfTheSameRowsAllSucceed()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(7);
        await File.WriteAllLinesAsync(
            folder.File("same.inter"), Shuffled(random).Select(pair => $"{pair.User}\t{pair.Item}\timport").Prepend("user_id:token\titem_id:token\tevent_type:token"), Cancelled);
        var import = _service.Get<RecBoleImport>();

        for (var round = 0; round < 4; round++)
        {
            var tasks = new List<Task>
            {
                BulkAsync($"bulk-a{round}"), BulkAsync($"bulk-b{round}"), import.ImportAsync(folder.Folder, "same", cancellationToken: Cancelled),
                SinglesAsync(round, 0), SinglesAsync(round, 1), RowsAsync("/users/bulk", Users, "u"), RowsAsync("/items/bulk", Items, "i"),
            };
            await Task.WhenAll(tasks);
        }

        foreach (var kind in (string[])["import", "bulk-a0", "bulk-b3", "single0"])
            (await CountAsync($"interactions where event_type = '{kind}'")).ShouldBe(Users * Items, kind);
        (await CountAsync("users where key like 'u%'")).ShouldBe(Users);
        (await CountAsync("items where key like 'i%'")).ShouldBe(Items);

        async Task BulkAsync(string type)
        {
            var lines = string.Join('\n', Shuffled(random).Select(pair => $$"""{"user":"{{pair.User}}","item":"{{pair.Item}}","eventType":"{{type}}"}"""));
            (await _client.BulkAsync("/interactions/bulk", lines)).Counts.ShouldBe((Users * Items, Users * Items, 0, 0, 0));
        }

        async Task RowsAsync(string path, int count, string letter)
        {
            for (var again = 0; again < 5; again++)
                (await _client.BulkAsync(path, string.Join('\n', Enumerable.Range(0, count).OrderBy(_ => Random.Shared.Next()).Select(i => $$$"""{"id":"{{{letter}}}{{{i}}}","attributes":{"n":{{{again}}}}}""")))).Status.ShouldBe(HttpStatusCode.OK);
        }

        async Task SinglesAsync(int round, int weight)
        {
            foreach (var chunk in Shuffled(random).Chunk(100))
            {
                var json = $"[{string.Join(',', chunk.Select(pair => $$"""{"user":"{{pair.User}}","item":"{{pair.Item}}","eventType":"single{{round}}","occurredAt":"2026-01-01T00:00:00Z","weight":{{weight}}}"""))}]";
                // Others may hold rows for longer than a single write waits; that is said, and asking again is right.
                Answer answer;
                while ((answer = await _client.SendAsync("POST", "/interactions", json)).Type == "/errors/rows-busy")
                    await Task.Delay(20, Cancelled);
                answer.Status.ShouldBe(HttpStatusCode.OK, answer.Body.ToString());
            }
        }
    }

    [Fact]
    public async Task AUserWhoIsDeletedWhileTheirInteractionsComeInIsWholeOrGone()
    {
        for (var round = 0; round < 10; round++)
        {
            var lines = string.Join('\n', Enumerable.Range(0, 300).Select(i => $$"""{"user":"fleeting","item":"f{{i}}","eventType":"{{round}}"}"""));
            await _client.SendAsync("PUT", "/users/fleeting", "{}");
            var bulk = _client.BulkAsync("/interactions/bulk", lines);
            var delete = _client.SendAsync("DELETE", "/users/fleeting");
            (await bulk).Counts.ShouldBe((300, 300, 0, 0, 0));
            (await delete).Status.ShouldBeOneOf(HttpStatusCode.NoContent, HttpStatusCode.NotFound);
            (await CountAsync("interactions t join users u on u.id = t.user_id where u.key = 'fleeting'")).ShouldBeOneOf(0, 300);
            await _client.SendAsync("DELETE", "/users/fleeting");
        }
    }

    [Fact]
    public async Task ASingleWriteWhoseRowIsHeldSaysSoAndWritesNothing()
    {
        await _client.SendAsync("PUT", "/users/held", "{}");
        await using var holder = new Npgsql.NpgsqlConnection(_service.ConnectionString);
        await holder.OpenAsync(Cancelled);
        await using var transaction = await holder.BeginTransactionAsync(Cancelled);
        await using var hold = new Npgsql.NpgsqlCommand("update users set attributes = '{\"by\": \"other\"}' where key = 'held'", holder);
        await hold.ExecuteNonQueryAsync(Cancelled);

        var busy = await _client.SendAsync("PUT", "/users/held", """{"attributes": {"a": 1}}""");
        (busy.Status, busy.Type).ShouldBe((HttpStatusCode.ServiceUnavailable, "/errors/rows-busy"));
        await transaction.CommitAsync(Cancelled);

        (await _client.GetObjectAsync("/users/held")).Body["attributes"]!["by"]!.GetValue<string>().ShouldBe("other");
        (await _client.SendAsync("PUT", "/users/held", """{"attributes": {"a": 1}}""")).Status.ShouldBe(HttpStatusCode.NoContent);
    }

    private static List<(string User, string Item)> Shuffled(Random random)
    {
        var pairs = (from user in Enumerable.Range(0, Users) from item in Enumerable.Range(0, Items) select ($"u{user}", $"i{item}")).ToArray();
        lock (random)
            random.Shuffle(pairs);
        return [.. pairs];
    }

    private async Task<long> CountAsync(string from) => (await _service.QueryAsync<long>($"select count(*) from {from}")).Single();
}
