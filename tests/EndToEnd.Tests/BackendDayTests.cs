using KDiffE.Domain.Snapshots;
using KDiffE.TestKit;

namespace KDiffE.EndToEnd.Tests;

/// <summary>The day of a backend in docs/api.md goes as it is written.</summary>
public sealed class BackendDayTests : IAsyncLifetime
{
    private readonly Site _site = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _site.InitializeAsync();

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task EveryRequestOfItIsAnswered()
    {
        // Five films of which users of the model like the second and the fourth alike.
        await new FolderSnapshotStore(_site.Snapshots).SaveAsync(new SnapshotContent(
            new SnapshotMetadata("v1", "films", DateTimeOffset.UnixEpoch, null, new Dictionary<string, string>(), new Dictionary<string, double>()),
            Dim: 2, ["bob"], ["film-1", "film-2", "film-3", "film-4", "film-5"], [null, null, null, null, null],
            [1, 0], [0, 1, 1, 0, 0, 1, 1, 0.1f, -1, 0], [1, 1, 1, 1, 1], [0, 0], []), Cancelled);
        await _site.Catalog.RegisterReadyAsync((await new FolderSnapshotStore(_site.Snapshots).OpenAsync("v1", Cancelled)).Metadata, Cancelled);
        await _site.Catalog.ActivateAsync("v1", Cancelled);
        using var client = await _site.StartApiAsync();
        await Eventually.IsAsync(
            async () => (await client.GetAsync(new Uri("/health/ready", UriKind.Relative), Cancelled)).IsSuccessStatusCode);

        var output = await DocumentedCommands.RunAsync("api.md", "day", ("api", client.BaseAddress!.ToString().TrimEnd('/')));

        output.ShouldContain("\"read\":2,\"inserted\":2");
        output.ShouldContain("\"accepted\":1");
        output.ShouldContain("\"impressions\":1");
        (await _site.Database.QueryAsync<string>("select key from users")).ShouldBeEmpty();
        (await _site.Database.QueryAsync<bool>("select hidden from items where key = 'film-1'")).ShouldBe([true]);
    }
}
