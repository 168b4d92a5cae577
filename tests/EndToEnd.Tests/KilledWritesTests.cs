using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using KDiffE.Infrastructure.Postgres;
using KDiffE.TestKit;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace KDiffE.EndToEnd.Tests;

/// <summary>The API and PostgreSQL killed in the middle of writes: what was acknowledged is there, and no bulk write by half.</summary>
public sealed class KilledWritesTests
{
    private const int Rows = 3000;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 300_000)]
    public async Task EveryAcknowledgedRowIsThereAndEveryBulkWriteIsWholeOrNot()
    {
        await using var checkout = Checkout.Create();
        await checkout.RunAsync("eng/postgres.sh", "start", "kdiffe");
        var url = (await checkout.RunAsync("eng/postgres.sh", "url", "kdiffe")).Trim();
        await using var site = new Site(url);
        await site.InitializeAsync();
        await Database.MigrateAsync(site.Get<IDbContextFactory<KDiffEDbContext>>(), Cancelled);
        var acknowledged = new ConcurrentBag<string>();
        var bulks = new ConcurrentBag<string>();
        for (var round = 0; round < 4; round++)
        {
            var address = new Uri($"http://127.0.0.1:{Site.FreePort()}");
            var api = site.StartApi(address);
            using var client = new HttpClient { BaseAddress = address };
            await Eventually.IsAsync(async () => (await client.GetAsync(new Uri("/users", UriKind.Relative), Cancelled)).IsSuccessStatusCode, () => api.Output);
            var before = (Bulks: bulks.Count, Rows: acknowledged.Count);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
            var writers = Enumerable.Range(0, 2)
                .SelectMany(w => (Task[])[BulkAsync(client, $"b{round}-{w}", bulks, stop.Token), SingleAsync(client, $"s{round}-{w}", acknowledged, stop.Token)]).ToList();

            // In the middle: some of both are through, and others under way.
            await Eventually.IsAsync(() => Task.FromResult(bulks.Count >= before.Bulks + 3 && acknowledged.Count > before.Rows + 20), () => api.Output);
            if (round % 2 == 0)
            {
                await api.SignalAsync("KILL");
            }
            else
            {
                await Signal.SendAsync(int.Parse(await checkout.QueryAsync("SELECT (regexp_match(pg_read_file('postmaster.pid'), '^\\d+'))[1]")), "KILL");
                await checkout.RunAsync("eng/postgres.sh", "start", "kdiffe");
            }

            await stop.CancelAsync();
            await Task.WhenAll(writers);
            NpgsqlConnection.ClearAllPools();
            var stored = (await checkout.QueryAsync("SELECT string_agg(key, ' ') FROM users WHERE key LIKE 's%'")).Trim().Split(' ').ToHashSet();
            acknowledged.Where(id => !stored.Contains(id)).ShouldBeEmpty("acknowledged and lost");
            var counts = (await checkout.QueryAsync("SELECT coalesce(string_agg(event_type || '=' || n, ' '), '') FROM (SELECT event_type, count(*) AS n FROM interactions GROUP BY 1) t"))
                .Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('=')).ToDictionary(parts => parts[0], parts => int.Parse(parts[1]));
            bulks.Where(batch => counts.GetValueOrDefault(batch) != Rows).ShouldBeEmpty("acknowledged and not whole");
            counts.Where(batch => batch.Value != Rows).ShouldBeEmpty("half a batch");
            if (round % 2 != 0)
                await api.SignalAsync("KILL");
        }
    }

    private static async Task BulkAsync(HttpClient client, string name, ConcurrentBag<string> acknowledged, CancellationToken stop)
    {
        for (var batch = 0; !stop.IsCancellationRequested; batch++)
        {
            var type = $"{name}-{batch}";
            var lines = string.Concat(Enumerable.Range(0, Rows).Select(i => $$"""{"user":"bulk{{i % 50}}","item":"item{{i / 50}}","eventType":"{{type}}"}""" + "\n"));
            var content = new StringContent(lines, Encoding.UTF8);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
            if (await IsAcknowledgedAsync(client, HttpMethod.Post, "/interactions/bulk", content, stop))
                acknowledged.Add(type);
        }
    }

    private static async Task SingleAsync(HttpClient client, string name, ConcurrentBag<string> acknowledged, CancellationToken stop)
    {
        for (var row = 0; !stop.IsCancellationRequested; row++)
        {
            if (await IsAcknowledgedAsync(client, HttpMethod.Put, $"/users/{name}-{row}", new StringContent("{}", Encoding.UTF8, "application/json"), stop))
                acknowledged.Add($"{name}-{row}");
        }
    }

    private static async Task<bool> IsAcknowledgedAsync(HttpClient client, HttpMethod method, string path, HttpContent content, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        try
        {
            using var response = await client.SendAsync(request, stop);
            return response.IsSuccessStatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }
}
