using System.Net;
using System.Net.Sockets;
using KDiffE.TestKit;

namespace KDiffE.EndToEnd.Tests;

/// <summary>What eng/postgres.sh promises.</summary>
public sealed class PrivateClusterTests : IAsyncDisposable
{
    private const string Script = "eng/postgres.sh";
    private readonly Checkout _checkout = Checkout.Create();

    public ValueTask DisposeAsync() => _checkout.DisposeAsync();

    [Fact]
    public async Task KeepsCommittedRowsThroughAKill()
    {
        await _checkout.RunAsync(Script, "start");
        await _checkout.QueryAsync("CREATE TABLE kept AS SELECT 42 AS answer");

        await Signal.SendAsync(await PostmasterAsync(), "KILL");
        await _checkout.RunAsync(Script, "start");

        (await _checkout.QueryAsync("SELECT answer FROM kept")).ShouldBe("42");
    }

    [Fact]
    public async Task StartsAfterARebootThatGaveItsProcessIdToAnotherProgram()
    {
        await _checkout.RunAsync(Script, "start");
        var data = await _checkout.QueryAsync("SHOW data_directory");
        var lockFile = await File.ReadAllLinesAsync(Path.Combine(data, "postmaster.pid"), TestContext.Current.CancellationToken);
        await _checkout.RunAsync(Script, "stop");
        lockFile[0] = Environment.ProcessId.ToString();
        await File.WriteAllLinesAsync(Path.Combine(data, "postmaster.pid"), lockFile, TestContext.Current.CancellationToken);

        await _checkout.RunAsync(Script, "start");

        (await _checkout.QueryAsync("SELECT 1")).ShouldBe("1");
    }

    [Fact]
    public async Task StartsOverAClusterWhoseMakingWasCut()
    {
        var half = Directory.CreateDirectory(Path.Combine(_checkout.State, "postgres", "data.new")).FullName;
        await File.WriteAllTextAsync(Path.Combine(half, "PG_VERSION"), "15\n", TestContext.Current.CancellationToken);

        await _checkout.RunAsync(Script, "start");

        (await _checkout.QueryAsync("SELECT 1")).ShouldBe("1");
    }

    [Fact]
    public async Task MovesToAnotherPortWhenItsOwnIsTaken()
    {
        await _checkout.RunAsync(Script, "start");
        var port = int.Parse(await _checkout.QueryAsync("SHOW port"));
        await _checkout.RunAsync(Script, "stop");

        using var squatter = new TcpListener(IPAddress.Loopback, port);
        squatter.Start();
        await _checkout.RunAsync(Script, "start");

        var moved = int.Parse(await _checkout.QueryAsync("SHOW port"));
        moved.ShouldNotBe(port);
        (await _checkout.RunAsync(Script, "url")).ShouldContain($"Port={moved};");
    }

    [Fact]
    public async Task ManyStartsAtOnceMakeOneCluster()
    {
        string[] databases = ["kdiffe", "kdiffe_1", "kdiffe_2", "kdiffe_3"];
        await Task.WhenAll(databases.Select(database => _checkout.RunAsync(Script, "start", database)));

        (await _checkout.QueryAsync("SELECT string_agg(datname, ' ' ORDER BY datname) FROM pg_database WHERE datname LIKE 'kdiffe%'"))
            .ShouldBe(string.Join(' ', databases));
    }

    private async Task<int> PostmasterAsync() =>
        int.Parse(await _checkout.QueryAsync("SELECT (regexp_match(pg_read_file('postmaster.pid'), '^\\d+'))[1]"));
}
