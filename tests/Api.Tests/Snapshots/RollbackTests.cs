using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using KDiffE.Domain.Snapshots;

namespace KDiffE.Api.Tests.Snapshots;

/// <summary>The way back leads to a snapshot that can be served.</summary>
public sealed class RollbackTests : IAsyncLifetime
{
    private readonly Service _service = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _service.InitializeAsync();
        foreach (var version in (string[])["v1", "v2", "v3", "v4"])
            await _service.PublishAsync(Catalogue.Content(version));
        _service.Start();
        await _service.ServesAsync("v4");
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task SkipsWhatIsDamagedOrMissingToTheNextGoodOneAndSaysSo()
    {
        Damage("v3");
        File.Delete(PathOf("v2"));

        var (status, body) = await RollBackAsync();

        status.ShouldBe(HttpStatusCode.OK);
        (body["version"]!.GetValue<string>(), body["state"]!.GetValue<string>()).ShouldBe(("v1", "active"));
        body["skipped"]!.AsArray().Select(skipped => skipped!["version"]!.GetValue<string>()).ShouldBe(["v3", "v2"]);
        body["skipped"]![0]!["reason"]!.GetValue<string>().ShouldContain("checksum");
        body["skipped"]![1]!["reason"]!.GetValue<string>().ShouldBe("Could not find file 'v2.safetensors'");
        await _service.ServesAsync("v1");
        (await _service.GetAsync("/health/ready")).Body["degraded"].ShouldBeNull();
    }

    [Fact]
    public async Task WithNothingGoodToGoBackToNothingChanges()
    {
        foreach (var version in (string[])["v1", "v2", "v3"])
            Damage(version);
        var before = await _service.QueryAsync<string>("select version || state || activated_at from snapshots order by version");

        var (status, body) = await RollBackAsync();

        status.ShouldBe(HttpStatusCode.Conflict);
        body["type"]!.GetValue<string>().ShouldBe("/errors/snapshot-not-usable");
        foreach (var version in (string[])["v1", "v2", "v3"])
            body["detail"]!.GetValue<string>().ShouldContain(version + ": the checksum");
        (await _service.QueryAsync<string>("select version || state || activated_at from snapshots order by version")).ShouldBe(before);
        (await _service.GetAsync("/snapshots")).Body["served"]!.GetValue<string>().ShouldBe("v4");
    }

    [Fact]
    public async Task LeadsNeitherToWhatWasNeverActiveNorToWhatIsRejected()
    {
        await new FolderSnapshotStore(_service.Folder).SaveAsync(Catalogue.Content("v5"), Cancelled);
        await _service.Catalog.RegisterReadyAsync(Catalogue.Content("v5").Metadata, Cancelled);
        await _service.Catalog.RejectAsync("v3", "It recommends what it should not.", Cancelled);

        (await RollBackAsync()).Body["version"]!.GetValue<string>().ShouldBe("v2");
    }

    [Fact]
    public async Task LeadsToOneThatWasTriedAgainAfterItHadBeenActive()
    {
        await _service.Catalog.SetCanaryAsync(new CanaryShare("v3", 0.5), Cancelled);
        await _service.Catalog.SetCanaryAsync(new CanaryShare("v1", 0.5), Cancelled);

        (await RollBackAsync()).Body["version"]!.GetValue<string>().ShouldBe("v3");
    }

    [Fact]
    public async Task LeadsFromAnExtensionToAnotherTrainingAndForwardToTheExtension()
    {
        var content = Catalogue.Content("v4-1");
        var extension = new SnapshotExtension("v4", 1, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
        await _service.PublishAsync(content with { Metadata = content.Metadata with { Extension = extension } });

        (await RollBackAsync()).Body["version"]!.GetValue<string>().ShouldBe("v3");
        (await RollBackAsync()).Body["version"]!.GetValue<string>().ShouldBe("v4-1");
        var snapshots = (await _service.GetAsync("/snapshots")).Body["snapshots"]!.AsArray();
        var (extended, trained) = (Find("v4-1"), Find("v4"));
        var extends = extended["extends"]!;
        (extends["version"]!.GetValue<string>(), extends["items"]!.GetValue<int>(), extends["placedAt"]!.GetValue<DateTimeOffset>()).ShouldBe(("v4", 1, DateTimeOffset.UnixEpoch));
        trained["extends"].ShouldBeNull();
        // Both are as old as the training.
        extended["createdAt"]!.GetValue<string>().ShouldBe(trained["createdAt"]!.GetValue<string>());

        JsonNode Find(string version) => snapshots.Single(snapshot => snapshot!["version"]!.GetValue<string>() == version)!;
    }

    [Fact]
    public async Task OneThatIsOvertakenByAnActivationGoesBackFromThat()
    {
        (await _service.Catalog.ReplaceAsync("v3", "v1", Cancelled)).ShouldBeFalse();
        (await _service.Catalog.GetServedAsync(Cancelled)).Active.ShouldBe("v4");
        (await _service.Catalog.ReplaceAsync("v4", "v1", Cancelled)).ShouldBeTrue();
        (await _service.Catalog.GetServedAsync(Cancelled)).Active.ShouldBe("v1");
    }

    private string PathOf(string version) => Path.Combine(_service.Folder, SnapshotFile.NameOf(version));

    private void Damage(string version)
    {
        var bytes = File.ReadAllBytes(PathOf(version));
        bytes[^1] ^= 1;
        File.WriteAllBytes(PathOf(version), bytes);
    }

    private async Task<(HttpStatusCode Status, JsonObject Body)> RollBackAsync()
    {
        using var response = await _service.Client.PostAsync(new Uri("/snapshots/rollback", UriKind.Relative), null, Cancelled);
        return (response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonObject>(Cancelled))!);
    }
}
