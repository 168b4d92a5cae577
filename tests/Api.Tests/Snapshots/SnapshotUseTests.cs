using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using KDiffE.Domain.Snapshots;

namespace KDiffE.Api.Tests.Snapshots;

/// <summary>What ops make of snapshots: activate, try, reject, roll back.</summary>
public sealed class SnapshotUseTests : IAsyncLifetime
{
    private readonly Service _service = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _service.InitializeAsync();
        await _service.PublishAsync(Catalogue.Content("v1"));
        await _service.PublishAsync(Catalogue.Content("v2"));
        _service.Start();
        await _service.ServesAsync("v2");
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task ARollbackIsOneCallAndASecondOneGoesForwardAgain()
    {
        (await PostAsync("rollback")).Body["version"]!.GetValue<string>().ShouldBe("v1");
        await _service.ServesAsync("v1");

        (await PostAsync("rollback")).Body["version"]!.GetValue<string>().ShouldBe("v2");
        await _service.ServesAsync("v2");
    }

    [Fact]
    public async Task ACanaryServesItsShareOfTheUsersAndTheOthersNoticeNothing()
    {
        (await PostAsync("v1/canary?percent=40")).Status.ShouldBe(HttpStatusCode.OK);
        await CanaryIsAsync("v1");

        var canary = new CanaryShare("v1", 0.4);
        var users = Enumerable.Range(0, 100).Select(k => $"user-{k}").ToList();
        foreach (var user in users)
        {
            (await _service.GetAsync($"/users/{user}/recommendations")).Body["snapshotVersion"]!.GetValue<string>()
                .ShouldBe(canary.Includes(user) ? "v1" : "v2", user);
        }

        users.Count(canary.Includes).ShouldBeInRange(25, 55);
        (await _service.GetAsync("/items/popular")).Body["snapshotVersion"]!.GetValue<string>().ShouldBe("v2");
        var row = (await _service.GetAsync("/snapshots")).Body["snapshots"]!.AsArray().Single(s => s!["version"]!.GetValue<string>() == "v1")!;
        (row["state"]!.GetValue<string>(), row["canaryShare"]!.GetValue<double>(), row["served"]!.GetValue<bool>()).ShouldBe(("canary", 0.4, true));
    }

    [Fact]
    public async Task AChangedShareAppliesWithoutLoadingAgain()
    {
        await PostAsync("v1/canary?percent=1");
        await CanaryIsAsync("v1");
        // No file, no loading: what is served is in memory already.
        File.Delete(Path.Combine(_service.Folder, "v1.safetensors"));
        await _service.Catalog.SetCanaryAsync(new CanaryShare("v1", 0.99), Cancelled);

        await _service.EventuallyAsync("/users/someone/recommendations", body => body["snapshotVersion"]!.GetValue<string>() == "v1");
    }

    [Fact]
    public async Task AnActivatedCanaryServesEverybodyAndIsNoCanaryAnyMore()
    {
        await PostAsync("v1/canary");
        await CanaryIsAsync("v1");

        (await PostAsync("v1/activate")).Status.ShouldBe(HttpStatusCode.OK);

        await _service.ServesAsync("v1");
        await CanaryIsAsync(null);
        await StatesAreAsync("v1 active", "v2 retired");
    }

    [Fact]
    public async Task AnActivationOfAnotherSnapshotEndsTheCanary()
    {
        await _service.Catalog.RegisterReadyAsync(Catalogue.Content("v3").Metadata, Cancelled);
        await new FolderSnapshotStore(_service.Folder).SaveAsync(Catalogue.Content("v3"), Cancelled);
        await PostAsync("v1/canary");
        await CanaryIsAsync("v1");

        await PostAsync("v3/activate");

        await _service.ServesAsync("v3");
        await CanaryIsAsync(null);
        await StatesAreAsync("v1 ready", "v2 retired", "v3 active");
    }

    [Fact]
    public async Task ARejectedCanaryEndsAndIsNeverServedAgain()
    {
        await PostAsync("v1/canary");
        await CanaryIsAsync("v1");

        (await PostAsync("v1/reject")).Body["state"]!.GetValue<string>().ShouldBe("rejected");

        await CanaryIsAsync(null);
        await ShouldBeRefusedAsync("v1/activate", 409, "rejected");
        await ShouldBeRefusedAsync("v1/canary", 409, "rejected");
    }

    [Fact]
    public async Task WhatMakesNoSenseIsRefusedAndChangesNothing()
    {
        await ShouldBeRefusedAsync("nowhere/activate", 404, "nowhere");
        await ShouldBeRefusedAsync("v2/canary", 409, "active");
        await ShouldBeRefusedAsync("v2/reject", 409, "active");
        await ShouldBeRefusedAsync("v1/canary?percent=100", 400, "from 1 to 99");
        await StatesAreAsync("v1 retired", "v2 active");
    }

    [Fact]
    public async Task ASnapshotWhoseFileIsDamagedIsNotActivated()
    {
        var file = Path.Combine(_service.Folder, "v1.safetensors");
        var bytes = await File.ReadAllBytesAsync(file, Cancelled);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(file, bytes, Cancelled);

        await ShouldBeRefusedAsync("v1/activate", 409, "checksum");
        await ShouldBeRefusedAsync("v1/canary", 409, "checksum");
        await StatesAreAsync("v1 retired", "v2 active");
    }

    [Fact]
    public async Task NoAnswerTellsWhereTheFilesLie()
    {
        File.Delete(Path.Combine(_service.Folder, "v1.safetensors"));
        foreach (var path in (string[])["v1/activate", "v1/canary", "rollback"])
        {
            var (status, body) = await PostAsync(path);
            status.ShouldBe(HttpStatusCode.Conflict);
            body["detail"]!.GetValue<string>().ShouldContain("Could not find file 'v1.safetensors'");
            body.ToString().ShouldNotContain(_service.Folder);
        }
    }

    private async Task<(HttpStatusCode Status, JsonObject Body)> PostAsync(string path)
    {
        using var response = await _service.Client.PostAsync(new Uri($"/snapshots/{path}", UriKind.Relative), null, Cancelled);
        return (response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonObject>(Cancelled))!);
    }

    private async Task ShouldBeRefusedAsync(string path, int status, string detail)
    {
        var (answer, body) = await PostAsync(path);
        ((int)answer).ShouldBe(status, body.ToString());
        body["detail"]!.GetValue<string>().ShouldContain(detail);
    }

    private Task<JsonObject> CanaryIsAsync(string? version) =>
        _service.EventuallyAsync("/snapshots", body => body["canary"]?.GetValue<string>() == version);

    private async Task StatesAreAsync(params string[] expected) =>
        (await _service.Catalog.ListAsync(Cancelled)).Select(s => $"{s.Version} {s.State.ToString().ToLowerInvariant()}").Order(StringComparer.Ordinal).ShouldBe(expected);
}
