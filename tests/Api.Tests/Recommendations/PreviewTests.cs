using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using KDiffE.Api.Serving;
using KDiffE.Api.Serving.Live;
using KDiffE.Domain.Snapshots;
using KDiffE.TestKit;

namespace KDiffE.Api.Tests.Recommendations;

/// <summary>What a snapshot would recommend that is not served.</summary>
public sealed class PreviewTests : IAsyncLifetime
{
    private readonly Service _service = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _service.InitializeAsync();
        await _service.PublishAsync(Catalogue.Content("v1"));
        await RegisterAsync("v2");
        await RegisterAsync("v3");
        _service.Start();
        await _service.ServesAsync("v1");
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task ASnapshotThatIsNotServedAnswersAndWhatIsServedStays()
    {
        var (status, preview) = await AskAsync("v2");
        var (_, served) = await _service.GetAsync("/users/ann/recommendations");

        // Of v2 all embeddings of items are turned around: what came last comes first.
        (status, Text(preview["snapshotVersion"]), Text(preview["source"])).ShouldBe((HttpStatusCode.OK, "v2", "model"));
        Ids(preview).ShouldBe(["e", "b", "c", "d/ö 50%🙂"]);
        preview["items"]![0]!["score"]!.GetValue<float>().ShouldBe(1);
        preview.ContainsKey("recommendationId").ShouldBeFalse();
        (Text(served["snapshotVersion"]), string.Join(' ', Ids(served))).ShouldBe(("v1", "d/ö 50%🙂 c b e"));
        var (_, snapshots) = await _service.GetAsync("/snapshots");
        (Text(snapshots["served"]), snapshots["canary"], snapshots["lastRefusal"]).ShouldBe(("v1", null, null));
    }

    [Fact]
    public async Task TheServedOneAnswersAsItIsServedAndTakesNoMemory()
    {
        var (_, preview) = await AskAsync("v1", "?n=2&explain=true");
        var (_, served) = await _service.GetAsync("/users/ann/recommendations?n=2&explain=true");

        JsonNode.DeepEquals(preview["items"], served["items"]).ShouldBeTrue($"{preview}{served}");
        _service.InApi<PreviewSlot>().Models.ShouldBeEmpty();
    }

    [Fact]
    public async Task WhatHappensNowCountsAsItDoesForTheServedOne()
    {
        Ids((await AskAsync("v2")).Body).ShouldBe(["e", "b", "c", "d/ö 50%🙂"]);

        await SendAsync(HttpMethod.Put, "/items/e", """{"hidden": true}""");
        await SendAsync(HttpMethod.Post, "/interactions", """{"user": "ann", "item": "b"}""");
        var body = await _service.EventuallyAsync("/snapshots/v2/users/ann/recommendations", answer => !Ids(answer).Contains("e") && !Ids(answer).Contains("b"));

        (Text(body["snapshotVersion"]), Text(body["source"])).ShouldBe(("v2", "fold_in"));
        Ids((await AskAsync("v2", "?includeSeen=true&exclude=c")).Body).ShouldNotContain("e");
    }

    [Fact]
    public async Task ItIsPagedAsItIsElsewhereAndAPageOfAnotherSnapshotIsGone()
    {
        var (_, first) = await AskAsync("v2", "?n=3");
        var (_, second) = await AskAsync("v2", $"?n=3&cursor={Text(first["next"])}");
        var (status, problem) = await AskAsync("v1", $"?n=3&cursor={Text(first["next"])}");

        Ids(first).Concat(Ids(second)).ShouldBe(["e", "b", "c", "d/ö 50%🙂"]);
        (status, Text(problem["type"])).ShouldBe((HttpStatusCode.Gone, "/errors/cursor-gone"));
    }

    [Fact]
    public async Task ItCountsInNoFigures()
    {
        // Of this API alone: others of the process have meters of the same name.
        var meters = _service.InApi<IMeterFactory>();
        var counted = 0;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "KDiffE.Serving" && instrument.Meter.Scope == meters && !instrument.IsObservable)
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, _, _) => Interlocked.Increment(ref counted));
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => Interlocked.Increment(ref counted));
        listener.Start();

        (await AskAsync("v2")).Status.ShouldBe(HttpStatusCode.OK);
        (await AskAsync("v1")).Status.ShouldBe(HttpStatusCode.OK);
        (await AskAsync("v2", "?diversity=0.5")).Status.ShouldBe(HttpStatusCode.OK);

        counted.ShouldBe(0);
        await _service.GetAsync("/users/ann/recommendations");
        counted.ShouldBe(2, "an answer and a scan");
    }

    [Fact]
    public async Task AFileThatIsNotSoundIsRefusedWithTheReasonAndTheNextOneIsLoaded()
    {
        var file = Path.Combine(_service.Folder, SnapshotFile.NameOf("v2"));
        var bytes = await File.ReadAllBytesAsync(file, Cancelled);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(file, bytes, Cancelled);
        File.Delete(Path.Combine(_service.Folder, SnapshotFile.NameOf("v3")));

        foreach (var (version, reason) in ((string, string)[])[("v2", "the checksum"), ("v3", "")])
        {
            var (status, problem) = await AskAsync(version);
            (status, Text(problem["type"])).ShouldBe((HttpStatusCode.Conflict, "/errors/snapshot-not-usable"));
            Text(problem["detail"]).ShouldContain($"Its file is refused: {reason}");
            Text(problem["detail"]).ShouldNotContain(_service.Folder);
        }

        var (unknown, nothing) = await AskAsync("v9");
        (unknown, Text(nothing["type"])).ShouldBe((HttpStatusCode.NotFound, "/errors/unknown-snapshot"));
        (await _service.GetAsync("/snapshots")).Body["lastRefusal"].ShouldBeNull();
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(file, bytes, Cancelled);
        (await AskAsync("v2")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task OneIsLoadedAtATimeAndOneIsKept()
    {
        var gate = new TaskCompletionSource();
        // Whoever loads waits for this turn to be over.
        var turn = _service.InApi<LoadingTurns>().TakeAsync(cancellation => gate.Task.WaitAsync(cancellation), Cancelled);
        var previews = _service.InApi<SnapshotPreviews>();
        var (first, second) = (previews.AcquireAsync("v2", Cancelled), previews.AcquireAsync("v2", Cancelled));

        using var refused = await _service.Client.GetAsync(new Uri("/snapshots/v3/users/ann/recommendations", UriKind.Relative), Cancelled);
        (await AskAsync("v1")).Status.ShouldBe(HttpStatusCode.OK);
        gate.SetResult();
        await turn;
        foreach (var loaded in await Task.WhenAll(first, second))
            loaded.Dispose();

        refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        refused.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(5));
        Text((await refused.Content.ReadFromJsonAsync<JsonObject>(Cancelled))!["type"]).ShouldBe("/errors/snapshot-loading");
        var kept = _service.InApi<PreviewSlot>().Models.ShouldHaveSingleItem();
        kept.Version.ShouldBe("v2");
        Text((await AskAsync("v3")).Body["snapshotVersion"]).ShouldBe("v3");
        _service.InApi<PreviewSlot>().Models.ShouldHaveSingleItem().Version.ShouldBe("v3");
        Should.Throw<ObjectDisposedException>(() => kept.Snapshot.ItemId(0));
    }

    [Fact]
    public async Task ItMakesRoomForTheNextOneThatIsServed()
    {
        await AskAsync("v2");
        _service.InApi<PreviewSlot>().Models.ShouldHaveSingleItem();

        await _service.Catalog.ActivateAsync("v3", Cancelled);
        await _service.ServesAsync("v3");

        _service.InApi<PreviewSlot>().Models.ShouldBeEmpty();
        Text((await AskAsync("v1")).Body["snapshotVersion"]).ShouldBe("v1");
    }

    [Fact]
    public async Task NothingHoldsOnToWhatWasLookedAt()
    {
        var seen = await LookAsync();

        _service.InApi<PreviewSlot>().Clear();

        await Eventually.IsAsync(
            () =>
            {
                GC.Collect();
                return Task.FromResult(!seen.TryGetTarget(out _));
            }, () => "something refers to it");
    }

    // Also with what the user did since, which is kept in a cache.
    private async Task<WeakReference<LiveCatalog>> LookAsync()
    {
        await AskAsync("v2");
        await SendAsync(HttpMethod.Post, "/interactions", """{"user": "ann", "item": "b"}""");
        await _service.EventuallyAsync("/snapshots/v2/users/ann/recommendations", answer => Text(answer["source"]) == "fold_in");
        return new WeakReference<LiveCatalog>(_service.InApi<PreviewSlot>().Models[0].Live);
    }

    private async Task RegisterAsync(string version)
    {
        var content = Catalogue.Content(version);
        content = content with { ItemEmbeddings = [.. content.ItemEmbeddings.ToArray().Select(value => -value)] };
        await new FolderSnapshotStore(_service.Folder).SaveAsync(content, Cancelled);
        await _service.Catalog.RegisterReadyAsync(content.Metadata, Cancelled);
    }

    private Task<(HttpStatusCode Status, JsonObject Body)> AskAsync(string version, string query = "") =>
        _service.GetAsync($"/snapshots/{version}/users/ann/recommendations{query}");

    private async Task SendAsync(HttpMethod method, string path, string json)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        using var response = await _service.Client.SendAsync(request, Cancelled);
        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync(Cancelled));
    }

    private static List<string> Ids(JsonNode body) => [.. body["items"]!.AsArray().Select(item => Text(item!["id"]))];

    private static string Text(JsonNode? node) => node!.GetValue<string>();
}
