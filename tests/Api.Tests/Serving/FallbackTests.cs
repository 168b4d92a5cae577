using System.Net;
using System.Text.Json.Nodes;
using KDiffE.Domain.Snapshots;

namespace KDiffE.Api.Tests.Serving;

/// <summary>The active snapshot cannot be had: for a while, or until somebody repairs it.</summary>
public sealed class FallbackTests : IAsyncLifetime
{
    private readonly Service _service = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _service.InitializeAsync();
        foreach (var version in (string[])["v1", "v2", "v3"])
            await _service.PublishAsync(Catalogue.Content(version));
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task AtTheStartTheLastSoundOneThatWasActiveServesUntilTheActiveOneIsThere()
    {
        var v3 = TakeAway("v3");
        Damage("v2");
        // It was never active, so it is not asked, however new it is.
        await new FolderSnapshotStore(_service.Folder).SaveAsync(Catalogue.Content("v4"), Cancelled);
        await _service.Catalog.RegisterReadyAsync(Catalogue.Content("v4").Metadata, Cancelled);

        _service.Start();

        await _service.ServesAsync("v1");
        var (status, health) = await _service.GetAsync("/health/ready");
        status.ShouldBe(HttpStatusCode.OK);
        health["degraded"]!.GetValue<string>().ShouldBe("The active snapshot v3 was refused: Could not find file 'v3.safetensors'. v1 is served in its place.");
        health["lastRefusal"]!["version"]!.GetValue<string>().ShouldBe("v3");
        (await _service.GetAsync("/users/ann/recommendations")).Body["degraded"]!.GetValue<bool>().ShouldBeTrue();

        // Nobody activates anything: each look is a try.
        v3();

        await _service.ServesAsync("v3");
        var repaired = await _service.EventuallyAsync("/health/ready", body => body["degraded"] is null);
        repaired["lastRefusal"].ShouldBeNull();
        (await _service.GetAsync("/snapshots")).Body["lastRefusal"].ShouldBeNull();
        (await _service.GetAsync("/users/ann/recommendations")).Body["degraded"].ShouldBeNull();
    }

    [Fact]
    public async Task ADamagedFileIsReadAgainOnceItChanges()
    {
        var sound = await File.ReadAllBytesAsync(PathOf("v3"), Cancelled);
        Damage("v3");
        _service.Start();
        await _service.ServesAsync("v2");

        await File.WriteAllBytesAsync(PathOf("v3"), sound, Cancelled);

        await _service.ServesAsync("v3");
    }

    [Fact]
    public async Task AFileThatComesLaterThanItsActivationIsServedWhenItComes()
    {
        _service.Start();
        await _service.ServesAsync("v3");
        await _service.RegisterAsync(Catalogue.Content("v4").Metadata);
        var body = await _service.EventuallyAsync("/snapshots", b => b["lastRefusal"] is not null);
        (body["served"]!.GetValue<string>(), body["lastRefusal"]!["reason"]!.GetValue<string>()).ShouldBe(("v3", "Could not find file 'v4.safetensors'"));

        await new FolderSnapshotStore(_service.Folder).SaveAsync(Catalogue.Content("v4"), Cancelled);

        await _service.ServesAsync("v4");
        (await _service.GetAsync("/snapshots")).Body["lastRefusal"].ShouldBeNull();
    }

    [Fact]
    public async Task AFileThatIsStillBeingCopiedIsServedOnceItIsWhole()
    {
        _service.Start();
        await _service.ServesAsync("v3");
        await new FolderSnapshotStore(_service.Folder).SaveAsync(Catalogue.Content("v4"), Cancelled);
        var bytes = await File.ReadAllBytesAsync(PathOf("v4"), Cancelled);
        await using (var copy = new FileStream(PathOf("v4"), FileMode.Create, FileAccess.Write, FileShare.ReadWrite))
        {
            await copy.WriteAsync(bytes.AsMemory(0, bytes.Length / 2), Cancelled);
            await copy.FlushAsync(Cancelled);
            await _service.RegisterAsync(Catalogue.Content("v4").Metadata);
            await _service.EventuallyAsync("/snapshots", b => b["lastRefusal"]?["version"]?.GetValue<string>() == "v4");
            await copy.WriteAsync(bytes.AsMemory(bytes.Length / 2), Cancelled);
        }

        await _service.ServesAsync("v4");
    }

    [Fact]
    public async Task ACanaryRestsWhileTheActiveOneCannotBeServedAndIsNotLoadedOverAndOver()
    {
        _service.Start();
        await _service.ServesAsync("v3");
        await _service.RegisterAsync(Catalogue.Content("v4").Metadata);
        await _service.Catalog.SetCanaryAsync(new CanaryShare("v1", 0.5), Cancelled);

        await Task.Delay(TimeSpan.FromSeconds(1), Cancelled);

        var body = (await _service.GetAsync("/snapshots")).Body;
        (body["served"]!.GetValue<string>(), body["canary"]).ShouldBe(("v3", (JsonNode?)null));
        await new FolderSnapshotStore(_service.Folder).SaveAsync(Catalogue.Content("v4"), Cancelled);
        await _service.EventuallyAsync("/snapshots", b => (b["served"]?.GetValue<string>(), b["canary"]?.GetValue<string>()) == ("v4", "v1"));
    }

    [Fact]
    public async Task WithoutADatabaseWhatWasServedLastServes()
    {
        _service.Start();
        await _service.ServesAsync("v3");
        await _service.StopAsync();
        // Neither one that never was active nor one that was rejected since the folder was last looked at.
        await new FolderSnapshotStore(_service.Folder).SaveAsync(Catalogue.Content("v9"), Cancelled);
        TakeAway("v3");
        await using var relay = StartTests.RelayTo(_service.ConnectionString, out var connectionString);

        _service.Start(connectionString);

        await _service.ServesAsync("v2");
        var (status, health) = await _service.GetAsync("/health/ready");
        (status, health["degraded"]!.GetValue<string>()).ShouldBe((HttpStatusCode.OK, "The database does not answer."));
        (await _service.GetAsync("/users/ann/recommendations")).Body["degraded"]!.GetValue<bool>().ShouldBeTrue();
        await _service.Catalog.ActivateAsync("v1", Cancelled);

        relay.Open();
        await _service.ServesAsync("v1");
    }

    [Fact]
    public async Task WhatWasRejectedIsNotServedWithoutADatabaseEither()
    {
        await _service.Catalog.RejectAsync("v2", "It recommends what it should not.", Cancelled);
        _service.Start();
        await _service.ServesAsync("v3");
        await _service.StopAsync();
        TakeAway("v3");
        await using var relay = StartTests.RelayTo(_service.ConnectionString, out var connectionString);

        _service.Start(connectionString);

        await _service.ServesAsync("v1");
    }

    [Fact]
    public async Task WithADatabaseThatHangsFromTheStartWhatLiesInTheFolderServesWithinSeconds()
    {
        await using var relay = StartTests.RelayTo(_service.ConnectionString, out var connectionString);
        relay.Open();
        relay.Freeze();

        _service.Start(connectionString);

        // Nothing was noted in this folder yet: the newest by its name.
        await _service.ServesAsync("v3");
        (await _service.GetAsync("/health/ready")).Body["degraded"]!.GetValue<string>().ShouldBe("The database does not answer.");
    }

    private string PathOf(string version) => Path.Combine(_service.Folder, SnapshotFile.NameOf(version));

    /// <summary>Hides a file and gives what brings it back.</summary>
    private Action TakeAway(string version)
    {
        var elsewhere = PathOf(version) + ".away";
        File.Move(PathOf(version), elsewhere);
        return () => File.Move(elsewhere, PathOf(version));
    }

    private void Damage(string version)
    {
        var bytes = File.ReadAllBytes(PathOf(version));
        bytes[^1] ^= 1;
        File.WriteAllBytes(PathOf(version), bytes);
    }
}
