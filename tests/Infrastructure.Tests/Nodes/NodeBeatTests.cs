using System.Diagnostics;
using KDiffE.Infrastructure.Nodes;
using KDiffE.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace KDiffE.Infrastructure.Tests.Nodes;

/// <summary>A process is among the nodes while it runs, and runs whatever becomes of them.</summary>
public sealed class NodeBeatTests : IAsyncLifetime
{
    private readonly PostgresDatabase _database = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _database.InitializeAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task IsListedFromItsStartToItsStop()
    {
        using var host = Host(_database.ConnectionString);
        await host.StartAsync(Cancellation);
        await Eventually.IsAsync(async () => (await ListAsync()).Count == 1);
        var node = (await ListAsync()).Single();
        var next = await NextBeatAsync(node);
        await host.StopAsync(Cancellation);

        node.Condition.ShouldBe(new NodeCondition(Device: "abacus"));
        (next - node.LastSeenAt).TotalSeconds.ShouldBeInRange(3, 30);
        (await ListAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Username=nobody;Timeout=1")]
    [InlineData(null)]
    public async Task RunsAndStopsWithoutADatabaseOrItsTable(string? connectionString)
    {
        await _database.ExecuteAsync("drop table nodes");
        using var host = Host(connectionString ?? _database.ConnectionString);
        var start = Stopwatch.GetTimestamp();

        await host.StartAsync(Cancellation);
        await Task.Delay(500, Cancellation);
        var life = host.Services.GetRequiredService<IHostApplicationLifetime>();
        life.ApplicationStopping.IsCancellationRequested.ShouldBeFalse();
        await host.StopAsync(Cancellation);

        Stopwatch.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task IsListedAgainOnceTheTableIsBack()
    {
        using var host = Host(_database.ConnectionString);
        await _database.ExecuteAsync("alter table nodes rename to put_aside");
        await host.StartAsync(Cancellation);
        await Task.Delay(200, Cancellation);
        await _database.ExecuteAsync("alter table put_aside rename to nodes");

        await Eventually.IsAsync(async () => (await ListAsync()).Count == 1);
        await host.StopAsync(Cancellation);
    }

    private static IHost Host(string connectionString)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddSingleton(NpgsqlDataSource.Create(connectionString)).AddSingleton<NodeStore>().AddNode<Abacus>(NodeKind.Worker);
        return builder.Build();
    }

    private async Task<DateTimeOffset> NextBeatAsync(Node node)
    {
        var seen = node.LastSeenAt;
        await Eventually.IsAsync(async () => (seen = (await ListAsync()).Single().LastSeenAt) > node.LastSeenAt);
        return seen;
    }

    private Task<IReadOnlyList<Node>> ListAsync() => _database.Get<NodeStore>().ListAsync(Cancellation);

    private sealed class Abacus : INodeConditionSource
    {
        public NodeCondition Current => new(Device: "abacus");
    }
}
